/**
 * What the extension puts on the clipboard: texts that the server offers above a Service, and the path of keys to the
 * cursor. The status bar says that it was done.
 */
import * as vscode from 'vscode'
import type { BaseLanguageClient } from 'vscode-languageclient'
import {
  type CopyTextChoice,
  type CopyTextParams,
  copyTextCommand,
  copyYamlPathCommand,
  type YamlPathParams,
  yamlPath,
} from '../../server/src/lsp/protocol.ts'

/** How long the status bar tells what was copied, in milliseconds. */
const told = 5000

/** Registers the commands. */
export function registerCopying(client: BaseLanguageClient): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(copyTextCommand, (params: CopyTextParams) => copyOne(params)),
    vscode.commands.registerCommand(copyYamlPathCommand, () => copyPath(client)),
  )
}

/** Copies the only text, or the one that the user chooses. */
async function copyOne(params: CopyTextParams): Promise<void> {
  const [first, ...others] = params.choices
  const chosen = others.length === 0 ? first : await choose(params)
  if (chosen) await copy(chosen.text)
}

async function choose({ choices, question }: CopyTextParams): Promise<CopyTextChoice | undefined> {
  const items = choices.map((choice) => {
    return { label: choice.label, description: choice.detail, detail: firstLine(choice.text), choice }
  })
  const options = { placeHolder: question, matchOnDescription: true, matchOnDetail: true }
  return (await vscode.window.showQuickPick(items, options))?.choice
}

async function copyPath(client: BaseLanguageClient): Promise<void> {
  const editor = vscode.window.activeTextEditor
  if (!editor) return
  const params: YamlPathParams = {
    uri: client.code2ProtocolConverter.asUri(editor.document.uri),
    position: client.code2ProtocolConverter.asPosition(editor.selection.active),
  }
  const path = await client.sendRequest<string | null>(yamlPath, params)
  if (path) await copy(path)
  else tell(vscode.l10n.t('There is no path of YAML here.'))
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text)
  tell(vscode.l10n.t('Copied: {0}', firstLine(text)))
}

function tell(text: string): void {
  vscode.window.setStatusBarMessage(text, told)
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? ''
}
