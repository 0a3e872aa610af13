/** Entry point on the desktop and in a remote extension host: the server is a Node process reached over IPC. */
import * as vscode from 'vscode'
import { type BaseLanguageClient, LanguageClient, TransportKind } from 'vscode-languageclient/node'
import { start } from './extension.ts'

/** Called by VS Code when a file of ours is opened; gives the client, so that tests can wait for its answers. */
export function activate(context: vscode.ExtensionContext): Promise<BaseLanguageClient> {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath
  const run = { module, transport: TransportKind.ipc }
  const debug = { ...run, options: { execArgv: ['--inspect=6009'] } }
  return start(context, (options) => new LanguageClient('logkeel', 'Logkeel', { run, debug }, options))
}
