/**
 * The extension's life in VS Code: starts the language server, and offers the commands that need the editor's own
 * windows. It analyses nothing; how the server is reached is told by `node.ts` or `browser.ts`.
 */
import * as vscode from 'vscode'
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient'
import {
  copyTextCommand,
  type InitializationOptions,
  showRuleCommand,
} from '../../server/src/lsp/protocol.ts'
import { registerCopying } from './copying.ts'
import { showRule } from './showRule.ts'
import { registerPipeline } from './views/pipeline.ts'

/** Makes a client that is not started yet, for the place where the extension runs. */
export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient

/**
 * The documents that the server is told about. Other extensions register what would otherwise be YAML under names of
 * their own: `dockercompose`, and for templates the list below. A `.tpl` file and the notes of a chart may have any
 * language or none.
 */
const documentSelector = [
  { language: 'alloy' },
  { language: 'yaml' },
  { language: 'dockercompose' },
  ...['helm', 'helm-template', 'gotmpl', 'go-template', 'gotemplate'].map((language) => ({ language })),
  { pattern: '**/*.tpl' },
  { pattern: '**/templates/**/NOTES.txt' },
  { pattern: '**/{.env,.env.*,*.env}' },
  // Bucket policies. Other JSON is not sent to the server: lock files and data can be large.
  { language: 'json', pattern: '**/*{iam,polic,bucket,s3}**.json' },
  { language: 'json', pattern: '**/*{iam,polic,bucket,s3}*/**/*.json' },
]

/** Starts the server and registers the commands; resolves once the server answers. */
export async function start(
  context: vscode.ExtensionContext,
  create: CreateClient,
): Promise<BaseLanguageClient> {
  const client = create({
    documentSelector,
    diagnosticPullOptions: { onChange: true, onSave: true },
    outputChannelName: 'Logkeel',
    initializationOptions: options(),
  })
  context.subscriptions.push(
    { dispose: () => client.dispose() },
    vscode.commands.registerCommand('logkeel.restartServer', () => restart(client)),
    vscode.commands.registerCommand(showRuleCommand, (id?: unknown) => showRule(context.extensionUri, id)),
    registerCopying(client),
    registerPipeline(context.extensionUri, client),
  )
  await client.start()
  return client
}

/** Restarts the server; where it had died, this starts it anew. */
async function restart(client: BaseLanguageClient): Promise<void> {
  if (client.isRunning()) await client.stop()
  await client.start()
}

function options(): InitializationOptions {
  const { bundle } = vscode.l10n
  const translations = bundle && Object.fromEntries(Object.entries(bundle).filter(isText))
  return { commands: [showRuleCommand, copyTextCommand], files: true, ...(translations && { translations }) }
}

/** Only plain sentences are sent on; VS Code allows a comment beside one, which is for translators. */
function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string'
}
