/** Formatting by the editor's own commands: a file, a selection, what is typed, Alloy inside YAML, and a faulty file. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { alloyFiles, formatted } from '../alloyFiles.ts'
import type { Cases } from '../cases.ts'
import type { Test } from './index.ts'
import { alloyFile, closeAll, eventually, open, positionIn } from './support.ts'

const crooked = alloyFiles['formatting/crooked.alloy']

export function formattingTests({ folder }: Cases & { readonly folder: string }): readonly Test[] {
  const place = (file: keyof typeof alloyFiles) => alloyFile(folder, file)
  return [
    ['formatting: a file', () => formatFile(place('formatting/crooked.alloy'))],
    ['formatting: a selection', () => formatSelection(place('formatting/crooked.alloy'))],
    ['formatting: the block that a brace closes', () => formatTyped(place('formatting/crooked.alloy'))],
    ['formatting: Alloy inside YAML, by the code action', () => formatHost(place('formatting/host.yaml'))],
    ['formatting: a faulty file is left as it is', () => formatFaulty(place('formatting/faulty.alloy'))],
  ]
}

/** Runs a command until the text is as expected: a formatter may not be registered yet when the window is new. */
async function untilText(document: vscode.TextDocument, expected: string, command: string): Promise<void> {
  await eventually(
    async () => {
      await vscode.commands.executeCommand(command)
      return document.getText() === expected ? true : undefined
    },
    () => `the text is\n${document.getText()}`,
  )
}

async function formatFile(uri: vscode.Uri): Promise<void> {
  const { document } = await open(uri)
  await untilText(document, formatted.alloy, 'editor.action.formatDocument')
  await closeAll()
}

async function formatSelection(uri: vscode.Uri): Promise<void> {
  const editor = await open(uri)
  const { document } = editor
  const line = positionIn(document, '<|>loki.echo')
  editor.selection = new vscode.Selection(line, document.lineAt(line.line).range.end)
  const expected = crooked.replace('loki.echo "b" {}', 'loki.echo "b" { }')
  assert.notEqual(expected, crooked)
  await untilText(document, expected, 'editor.action.formatSelection')
  await closeAll()
}

async function formatTyped(uri: vscode.Uri): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('editor', uri)
  await configuration.update('formatOnType', true, vscode.ConfigurationTarget.Global)
  try {
    const editor = await open(uri)
    const { document } = editor
    const end = document.lineAt(document.lineCount - 1).range.end
    editor.selection = new vscode.Selection(end, end)
    for (const text of ['loki.echo   "c"  {', '}']) await vscode.commands.executeCommand('type', { text })
    await eventually(
      () => (document.getText() === `${crooked}loki.echo "c" { }` ? true : undefined),
      () => `the text is\n${document.getText()}`,
    )
  } finally {
    await configuration.update('formatOnType', undefined, vscode.ConfigurationTarget.Global)
    await closeAll()
  }
}

async function formatHost(uri: vscode.Uri): Promise<void> {
  const { document } = await open(uri)
  const position = positionIn(document, 'max_<|>backoff')
  const action = await eventually(
    async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        new vscode.Range(position, position),
        vscode.CodeActionKind.RefactorRewrite.value,
        100,
      )
      return found.find(({ title }) => title === 'Format the Alloy text here')
    },
    () => 'the code action is not offered',
  )
  assert.ok(action.edit && (await vscode.workspace.applyEdit(action.edit)))
  assert.equal(document.getText(), formatted.host)
  await closeAll()
}

async function formatFaulty(uri: vscode.Uri): Promise<void> {
  const { document } = await open(uri)
  const before = document.getText()
  await vscode.commands.executeCommand('editor.action.formatDocument')
  assert.equal(document.getText(), before)
  await closeAll()
}
