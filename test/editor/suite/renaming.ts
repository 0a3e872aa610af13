/** Renaming in the editor: the texts of all files afterwards, those that nobody opened among them. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { type Renaming, renamed, renamings } from '../alloyFiles.ts'
import type { Cases } from '../cases.ts'
import type { Test } from './index.ts'
import { alloyFile, closeAll, open, positionIn, untilAnswered } from './support.ts'

export function renameTests({ folder }: Cases & { readonly folder: string }): readonly Test[] {
  return Object.values(renamings).map((one): Test => [`rename: ${one.name}`, () => tryRename(one, folder)])
}

async function tryRename(one: Renaming, folder: string): Promise<void> {
  const { document } = await open(alloyFile(folder, one.file))
  const position = positionIn(document, one.at)
  const rename = 'vscode.executeDocumentRenameProvider'
  const edit = await untilAnswered(() =>
    vscode.commands.executeCommand<vscode.WorkspaceEdit>(rename, document.uri, position, one.to),
  )
  assert.equal(edit.size, Object.keys(one.changes).length, 'as many files are changed as have the name')
  assert.ok(await vscode.workspace.applyEdit(edit), 'the edit was applied')
  for (const [file, text] of Object.entries(renamed(one))) {
    const after = await vscode.workspace.openTextDocument(alloyFile(folder, file))
    assert.equal(after.getText(), text, file)
  }
  await closeAll()
}
