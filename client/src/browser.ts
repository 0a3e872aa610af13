/** Entry point in a browser's extension host: the server is a web worker, which reads files through this client. */
import * as vscode from 'vscode'
import {
  type BaseLanguageClient,
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser'
import { start } from './extension.ts'
import { answerFiles } from './files.ts'

/** The DOM's types are not part of this project; this is all that is needed of them. */
declare class Worker {
  constructor(script: string)
}

/** Called by VS Code when a file of ours is opened; gives the client, so that tests can wait for its answers. */
export function activate(context: vscode.ExtensionContext): Promise<BaseLanguageClient> {
  return start(context, (options) => {
    // A worker of its own for every start, so that a restart does not speak to one that has been told to exit.
    const client = new LanguageClient('logkeel', 'Logkeel', () => startWorker(context.extensionUri), options)
    answerFiles(client)
    return client
  })
}

/**
 * Starts the server. VS Code refuses a worker by the address of an extension that lies on a remote machine, hence
 * the blob; what its `Worker` makes is no instance of it, so the client can't be left to see that it is one.
 */
async function startWorker(extension: vscode.Uri): Promise<MessageTransports> {
  const script = await vscode.workspace.fs.readFile(
    vscode.Uri.joinPath(extension, 'dist', 'server.browser.js'),
  )
  const blob = new Blob([Uint8Array.from(script)], { type: 'text/javascript' })
  const worker = new Worker(URL.createObjectURL(blob))
  return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) }
}
