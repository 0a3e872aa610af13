/**
 * Reads files for a server that has no file system of its own: a web worker's. It goes through VS Code, so that a
 * repository that was never cloned works too.
 */
import * as vscode from 'vscode'
import type { BaseLanguageClient } from 'vscode-languageclient'
import {
  type ListFilesParams,
  listFiles,
  type ReadFileParams,
  type ReadFileResult,
  readFile,
} from '../../server/src/lsp/protocol.ts'

/**
 * What can be of interest to the server; it looks closer by itself. Not one pair of braces in another: the search on a
 * remote machine then finds nothing, without a word.
 */
const interesting = '**/{*.alloy,*.river,*.yaml,*.yml,*.tpl,*.env,*.json,*.txt,.env*}'
const skipped = '**/{.git,node_modules,.terraform,.venv}/**'

/** Answers the server's questions for files; to be called before the client starts. */
export function answerFiles(client: BaseLanguageClient): void {
  client.onRequest(listFiles, async ({ folder }: ListFilesParams): Promise<readonly string[]> => {
    const pattern = new vscode.RelativePattern(vscode.Uri.parse(folder), interesting)
    const found = await vscode.workspace.findFiles(pattern, skipped)
    return found.map(String)
  })
  client.onRequest(readFile, ({ uri }: ReadFileParams) => read(vscode.Uri.parse(uri)))
}

/** A missing file has neither content nor reason. */
async function read(uri: vscode.Uri): Promise<ReadFileResult> {
  try {
    return { base64: base64Of(await vscode.workspace.fs.readFile(uri)) }
  } catch (reason) {
    if (reason instanceof vscode.FileSystemError && reason.code === 'FileNotFound') return {}
    return { reason: reason instanceof Error ? reason.message : String(reason) }
  }
}

function base64Of(bytes: Uint8Array): string {
  // In slices: a call takes only so many arguments.
  const slices = Array.from({ length: Math.ceil(bytes.length / 8192) }, (_, i) =>
    bytes.subarray(i * 8192, (i + 1) * 8192),
  )
  return btoa(slices.map((slice) => String.fromCharCode(...slice)).join(''))
}
