/**
 * A language client for tests: the server as a process over stdio, spoken to as an editor would.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node'
import type {
  CodeAction,
  Diagnostic,
  Hover,
  InitializeResult,
  Position,
  PublishDiagnosticsParams,
} from 'vscode-languageserver'

const main = join(import.meta.dirname, '../../server/src/lsp/node.ts')

/** Starts a server on a folder; it stops when the test ends. */
export async function startClient(
  context: TestContext,
  folder: string,
  options: { readonly pull: boolean; readonly initializationOptions?: object },
) {
  const server = spawn(process.execPath, [main, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  )
  const published = new Map<string, PublishDiagnosticsParams>()
  const waiting = new Set<() => void>()
  let refreshes = 0
  const wake = () => {
    for (const resolve of waiting) resolve()
  }
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.set(params.uri, params)
    wake()
  })
  connection.onRequest('workspace/diagnostic/refresh', () => {
    refreshes++
    wake()
    return null
  })
  connection.onRequest('client/registerCapability', () => null)
  connection.listen()
  context.after(() => {
    connection.dispose()
    server.kill()
  })
  const textDocument = options.pull ? { diagnostic: {} } : {}
  const initialized: InitializeResult = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    initializationOptions: options.initializationOptions,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'test' }],
    capabilities: { textDocument, workspace: { diagnostics: { refreshSupport: true } } },
  })
  await connection.sendNotification('initialized', {})
  const uri = (name: string) => pathToFileURL(join(folder, name)).href
  /** Waits until `ready` holds; it is asked again whenever the server says something. */
  const until = async (ready: () => boolean): Promise<void> => {
    while (!ready()) await new Promise<void>((resolve) => waiting.add(resolve))
  }
  return {
    initialized,
    connection,
    uri,
    until,
    refreshes: () => refreshes,
    published: (name: string) => published.get(uri(name)),
    open: (name: string, text: string, languageId = 'yaml') =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uri(name), languageId, version: 1, text },
      }),
    change: (name: string, version: number, contentChanges: readonly object[]) =>
      connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: uri(name), version },
        contentChanges,
      }),
    pull: async (name: string): Promise<readonly Diagnostic[]> => {
      const report: { items: Diagnostic[] } = await connection.sendRequest('textDocument/diagnostic', {
        textDocument: { uri: uri(name) },
      })
      return report.items
    },
    hover: (name: string, position: Position): Promise<Hover | null> =>
      connection.sendRequest('textDocument/hover', { textDocument: { uri: uri(name) }, position }),
    actions: (name: string, range: object, only?: readonly string[]): Promise<readonly CodeAction[]> =>
      connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri: uri(name) },
        range,
        context: { diagnostics: [], ...(only && { only }) },
      }),
  }
}
