/** Entry point in a browser's extension host: the server is a web worker. */
import * as vscode from 'vscode'
import { type BaseLanguageClient, LanguageClient } from 'vscode-languageclient/browser'
import { start } from './extension.ts'
import { answerFiles } from './files.ts'

/** The DOM's types are not part of this project; this is all that is needed of them. */
declare class Worker {
  constructor(script: string)
}

/** Called by VS Code when a file of ours is opened; gives the client, so that tests can wait for its answers. */
export function activate(context: vscode.ExtensionContext): Promise<BaseLanguageClient> {
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.browser.js')
  return start(context, (options) => {
    // A worker of its own for every start, so that a restart does not speak to one that has been told to exit.
    const worker = async () => new Worker(script.toString(true))
    const client = new LanguageClient('logkeel', 'Logkeel', worker, options)
    answerFiles(client)
    return client
  })
}
