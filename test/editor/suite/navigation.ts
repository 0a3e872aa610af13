/** Moving through Alloy in the real editor: what VS Code makes of our answers, over files and inside YAML. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { Cases } from '../cases.ts'
import type { Test } from './index.ts'
import { closeAll, eventually, fileOf, open } from './support.ts'

export function navigationTests({ folder }: Cases & { readonly folder: string }): readonly Test[] {
  const at = (file: string) => fileOf(folder, 'navigation', 0, file)
  return [
    ['navigation: the definition in a file that is closed', () => goToDefinition(at('config.alloy'))],
    ['navigation: a rename over two files and Alloy inside YAML', () => renameEverywhere(at)],
    ['navigation: a refused rename tells the reason', () => refuseRename(at('config.alloy'))],
    ['navigation: outline and symbols of the workspace', () => symbols(at('map.yaml'))],
    ['navigation: folding, selections and semantic tokens', () => shape(at('config.alloy'))],
    ['navigation: the data flow as a call hierarchy', () => flow(at('config.alloy'))],
  ]
}

/** The position behind `text` in a document. */
function behind(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text)
  assert.ok(offset >= 0, text)
  return document.positionAt(offset + text.length)
}

/** Asks a command of VS Code until its answer is one that `isRight`. */
function ask<T>(isRight: (answer: T) => boolean, command: string, ...given: readonly unknown[]): Promise<T> {
  let last: T | undefined
  return eventually(
    async () => {
      last = await vscode.commands.executeCommand<T>(command, ...given)
      return last !== undefined && last !== null && isRight(last) ? last : undefined
    },
    () => `${command} gives ${JSON.stringify(last)}`,
  )
}

async function goToDefinition(uri: vscode.Uri): Promise<void> {
  const { document } = await open(uri)
  const position = behind(document, 'lib.collect')
  const found = await ask<(vscode.LocationLink | vscode.Location)[]>(
    (links) => links.length === 1,
    'vscode.executeDefinitionProvider',
    uri,
    position,
  )
  const [link] = found
  assert.ok(link && 'targetUri' in link)
  const target = await vscode.workspace.openTextDocument(link.targetUri)
  assert.equal(target.getText(link.targetSelectionRange), 'collect')
  assert.equal(target.getText(link.targetRange), target.getText().trimEnd())
  await closeAll()
}

async function renameEverywhere(at: (file: string) => vscode.Uri): Promise<void> {
  const { document } = await open(at('modules/lib.alloy'))
  const position = behind(document, 'argument "receiv')
  const edit = await ask<vscode.WorkspaceEdit>(
    (found) => found.size === 3,
    'vscode.executeDocumentRenameProvider',
    document.uri,
    position,
    'target',
  )
  const before = new Map<string, string>()
  for (const [uri] of edit.entries())
    before.set(uri.toString(), (await vscode.workspace.openTextDocument(uri)).getText())
  assert.ok(await vscode.workspace.applyEdit(edit))
  for (const file of ['modules/lib.alloy', 'config.alloy', 'map.yaml']) {
    const after = (await vscode.workspace.openTextDocument(at(file))).getText()
    assert.equal(after, before.get(at(file).toString())?.replaceAll('receivers', 'target'), file)
    assert.ok(after.includes('target'), file)
  }
  await closeAll()
}

async function refuseRename(uri: vscode.Uri): Promise<void> {
  const { document } = await open(uri)
  const position = behind(document, 'loki.write "ou')
  await ask(() => true, 'vscode.prepareRename', uri, position)
  await assert.rejects(
    async () =>
      vscode.commands.executeCommand('vscode.executeDocumentRenameProvider', uri, position, 'not a name'),
    /is not a name/,
  )
  await closeAll()
}

async function symbols(uri: vscode.Uri): Promise<void> {
  await open(uri)
  const outline = await ask<vscode.DocumentSymbol[]>(
    (found) => found.length === 1,
    'vscode.executeDocumentSymbolProvider',
    uri,
  )
  assert.deepEqual(
    outline[0]?.children.map(({ name, detail }) => [name, detail]),
    [
      ['lib', 'import.file'],
      ['inside', 'lib.collect'],
    ],
  )
  const found = await ask<vscode.SymbolInformation[]>(
    (all) => all.some(({ name }) => name === 'lib.collect.inside'),
    'vscode.executeWorkspaceSymbolProvider',
    'inside',
  )
  assert.ok(found.some(({ location }) => location.uri.toString() === uri.toString()))
  await closeAll()
}

async function shape(uri: vscode.Uri): Promise<void> {
  const { document } = await open(uri)
  const folds = await ask<vscode.FoldingRange[]>(
    (found) => found.length > 0,
    'vscode.executeFoldingRangeProvider',
    uri,
  )
  assert.ok(folds.every(({ start, end }) => end > start))
  const selections = await ask<vscode.SelectionRange[]>(
    (found) => found[0]?.parent !== undefined,
    'vscode.executeSelectionRangeProvider',
    uri,
    [behind(document, 'loki.write.ou')],
  )
  const grown: string[] = []
  for (let one = selections[0]; one; one = one.parent) grown.push(document.getText(one.range))
  assert.ok(grown.includes('loki.write.out.receiver'), grown.join('\n'))
  const tokens = await ask<vscode.SemanticTokens>(
    (found) => found.data.length > 0,
    'vscode.provideDocumentSemanticTokens',
    uri,
  )
  assert.equal(tokens.data.length % 5, 0)
  await closeAll()
}

async function flow(uri: vscode.Uri): Promise<void> {
  const { document } = await open(uri)
  const [item] = await ask<vscode.CallHierarchyItem[]>(
    (found) => found.length === 1,
    'vscode.prepareCallHierarchy',
    uri,
    behind(document, 'loki.write "ou'),
  )
  const calls = await ask<vscode.CallHierarchyIncomingCall[]>(
    (found) => found.length === 1,
    'vscode.provideIncomingCalls',
    item,
  )
  assert.equal(calls[0]?.from.name, 'a')
  await closeAll()
}
