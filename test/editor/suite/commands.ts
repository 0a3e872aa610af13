/** The extension's own commands, and fixing on save. */
import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import * as vscode from 'vscode'
import type { Cases } from '../cases.ts'
import type { Test } from './index.ts'
import { closeAll, diagnosticsOf, eventually, fileOf, open } from './support.ts'

export function commandTests({ rules, folder }: Cases & { readonly folder: string }): readonly Test[] {
  const sample = rules[0]
  if (sample === undefined) return []
  const uri = fileOf(folder, 'rule', 0, sample.open)
  return [
    ['a page of a rule is shown', showPage],
    ['the server can be started again', () => restart(uri)],
    ['safe fixes are made on saving', () => fixOnSave(uri, sample.after?.[sample.open] ?? '')],
  ]
}

async function showPage(): Promise<void> {
  await vscode.commands.executeCommand('logkeel.showRule', 'memcached/port-flag')
  const label = () => vscode.window.tabGroups.activeTabGroup.activeTab?.label
  await eventually(
    () => (label()?.includes('port-flag.md') ? true : undefined),
    () => `the tab is ${label()}`,
  )
  await closeAll()
}

async function restart(uri: vscode.Uri): Promise<void> {
  await open(uri)
  const found = () => (diagnosticsOf(uri).length > 0 ? true : undefined)
  await eventually(found, () => 'nothing is underlined before the restart')
  await vscode.commands.executeCommand('logkeel.restartServer')
  await eventually(found, () => 'nothing is underlined after the restart')
  await closeAll()
}

async function fixOnSave(uri: vscode.Uri, after: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('editor')
  const original = fs.readFileSync(uri.fsPath, 'utf8')
  await configuration.update('codeActionsOnSave', { 'source.fixAll.logkeel': 'explicit' }, true)
  try {
    const editor = await open(uri)
    await eventually(
      () => (diagnosticsOf(uri).length > 0 ? true : undefined),
      () => 'nothing is underlined',
    )
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# saved\n'))
    await vscode.commands.executeCommand('workbench.action.files.save')
    await eventually(
      () => (fs.readFileSync(uri.fsPath, 'utf8') === `# saved\n${after}` ? true : undefined),
      () => `saved is\n${fs.readFileSync(uri.fsPath, 'utf8')}`,
    )
  } finally {
    await configuration.update('codeActionsOnSave', undefined, true)
    await closeAll()
    fs.writeFileSync(uri.fsPath, original)
  }
  assert.equal(fs.readFileSync(uri.fsPath, 'utf8'), original)
}
