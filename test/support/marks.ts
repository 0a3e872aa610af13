/**
 * Workspaces for tests of navigation: files in which `<|>` is the cursor and `⟦…⟧` stands around what is expected. An
 * answer is shown as the same texts with marks put around it, so that a failure can be read.
 */
import assert from 'node:assert/strict'
import type { Workspace } from '../../server/src/model/workspace.ts'
import type { Document, Place } from '../../server/src/text/document.ts'
import { marked, shown } from './marked.ts'
import { loadFiles, root } from './memoryFiles.ts'

/** Files by their path, with marks. */
export type Sources = Readonly<Record<string, string>>

export interface Loaded {
  readonly workspace: Workspace
  /** All files. */
  readonly documents: ReadonlyMap<string, Document>
  /** The file with the cursor. */
  readonly document: Document
  readonly cursor: number
  /** The files as they were given, without the cursor. */
  readonly expected: Readonly<Record<string, string>>
}

export async function loadMarked(sources: Sources): Promise<Loaded> {
  const read = Object.entries(sources).map(([path, source]) => [path, marked(source)] as const)
  const { workspace, documents } = await loadFiles(new Map(read.map(([path, { text }]) => [path, text])))
  const [path, at] = read.find(([, { cursor }]) => cursor >= 0) ?? read[0] ?? []
  const document = documents.get(`${root}/${path}`)
  assert.ok(document && at, 'a file')
  const expected = Object.fromEntries(
    Object.entries(sources).map(([name, text]) => [name, text.replace('<|>', '')]),
  )
  return { workspace, documents, document, cursor: at.cursor, expected }
}

/** The files with marks around places. */
export function showPlaces(
  { documents }: Loaded,
  places: readonly Place[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...documents].map(([uri, { text }]) => [
      uri.slice(root.length + 1),
      shown(
        text,
        places.filter((place) => place.uri === uri).map(({ range }) => range),
      ),
    ]),
  )
}
