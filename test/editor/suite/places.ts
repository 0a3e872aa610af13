/** Hovers and completion at a place of a file. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { Cases, PlaceCase } from '../cases.ts'
import type { Test } from './index.ts'
import { closeAll, eventually, fileOf, open } from './support.ts'

export function placeTests({
  hovers,
  completions,
  folder,
}: Cases & { readonly folder: string }): readonly Test[] {
  const at = (kind: string, index: number, one: PlaceCase) => fileOf(folder, kind, index, one.open)
  return [
    ...hovers.map(
      (one, index): Test => [`hover: ${one.name}`, () => tryPlace(one, at('hover', index, one), hoverTexts)],
    ),
    ...completions.map(
      (one, index): Test => [
        `completion: ${one.name}`,
        () => tryPlace(one, at('completion', index, one), labels),
      ],
    ),
  ]
}

type Ask = (uri: vscode.Uri, position: vscode.Position) => Promise<readonly string[]>

async function tryPlace({ files, open: file, shows }: PlaceCase, uri: vscode.Uri, ask: Ask): Promise<void> {
  const { document } = await open(uri)
  const cursor = (files[file] ?? '').indexOf('<|>')
  assert.ok(cursor >= 0, 'the case has a cursor')
  const position = document.positionAt(cursor)
  let last: readonly string[] = []
  const shown = async () => {
    last = await ask(uri, position)
    return shows.every((wanted) => last.some((text) => text.includes(wanted))) ? true : undefined
  }
  await eventually(shown, () => `shown is\n${last.join('\n')}\nand not all of ${shows.join(', ')}`)
  await closeAll()
}

const hoverTexts: Ask = async (uri, position) => {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    position,
  )
  return found.flatMap(({ contents }) => contents.map((one) => (typeof one === 'string' ? one : one.value)))
}

const labels: Ask = async (uri, position) => {
  const command = 'vscode.executeCompletionItemProvider'
  const found = await vscode.commands.executeCommand<vscode.CompletionList>(command, uri, position)
  return found.items.map(({ label }) => (typeof label === 'string' ? label : label.label))
}
