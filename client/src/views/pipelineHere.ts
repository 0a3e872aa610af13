/**
 * Whether the active editor has a pipeline to show, kept as the context `logkeel.hasPipeline` for the button in the
 * editor's title. An Alloy file has; of a YAML file the server is asked.
 */
import * as vscode from 'vscode'
import type { BaseLanguageClient } from 'vscode-languageclient'
import { hasPipeline, type PipelineParams } from '../../../server/src/lsp/protocol.ts'

/** Languages of files that can hold Alloy texts. */
const hosts: ReadonlySet<string> = new Set(['yaml', 'helm', 'dockercompose'])

/** Whether a file is, or could hold, an Alloy configuration, by its language. */
export function mayHoldAlloy({ languageId, uri }: vscode.TextDocument): boolean {
  // The other side of a comparison is no file that the server knows.
  if (uri.scheme === 'git') return false
  return languageId === 'alloy' || hosts.has(languageId) || /\.(alloy|river|tpl)$/i.test(uri.path)
}

/** Keeps the context up to date with the active editor. */
export function followContext(client: BaseLanguageClient): vscode.Disposable {
  let last = 0
  const set = (has: boolean) => vscode.commands.executeCommand('setContext', 'logkeel.hasPipeline', has)
  const follow = async (editor: vscode.TextEditor | undefined) => {
    const turn = ++last
    // The panel itself is no text editor: the button stays as it was.
    if (!editor) return
    const { document } = editor
    if (document.languageId === 'alloy' || !mayHoldAlloy(document))
      return void set(document.languageId === 'alloy')
    const params: PipelineParams = { uri: client.code2ProtocolConverter.asUri(document.uri) }
    const has = await client.sendRequest<boolean>(hasPipeline, params).catch(() => false)
    if (turn === last) void set(has)
  }
  void follow(vscode.window.activeTextEditor)
  return vscode.window.onDidChangeActiveTextEditor((editor) => void follow(editor))
}
