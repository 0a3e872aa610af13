/**
 * Texts with a cursor `<|>` for tests of what an editor shows there: the file is loaded with others as a workspace, and
 * snippets are filled in as an editor would at first.
 */

import { completionsAt } from '../../server/src/features/completion.ts'
import type { Completion } from '../../server/src/features/feature.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { marked } from './marked.ts'
import { loadFiles, root } from './memoryFiles.ts'

/** A file opened at its cursor. */
export async function openAt(
  source: string,
  others: Readonly<Record<string, string>> = {},
  path = 'config.alloy',
) {
  const { text, cursor, ranges } = marked(source)
  const { workspace, documents } = await loadFiles(new Map([...Object.entries(others), [path, text]]))
  const document = documents.get(`${root}/${path}`)
  if (!document) throw new Error(`${path} is no file of the workspace`)
  return { text, document, workspace, offset: cursor, ranges }
}

/** What is offered at the cursor, in the order in which an editor shows it. */
export async function offered(
  source: string,
  others: Readonly<Record<string, string>> = {},
  path?: string,
  trigger?: string,
) {
  const { text, document, workspace, offset } = await openAt(source, others, path)
  const items = [...completionsAt(document, workspace, offset, trigger)].sort((a, b) =>
    (a.order ?? a.label) < (b.order ?? b.label) ? -1 : 1,
  )
  return {
    text,
    items,
    labels: items.map(({ label }) => label),
    item: (label: string): Completion => {
      const found = items.find((each) => each.label === label)
      if (!found) throw new Error(`${label} is not among ${items.map((each) => each.label).join(', ')}`)
      return found
    },
  }
}

/** The text of a snippet as it is at first: with what its places hold, of a choice the first. */
export function expanded({ insert, snippet }: Completion): string {
  if (!snippet) return insert
  return insert
    .replaceAll(
      /\$\{\d+\|((?:[^\\|]|\\.)*)\|\}/g,
      (_, texts: string) => /^(?:[^\\,]|\\.)*/.exec(texts)?.[0] ?? '',
    )
    .replaceAll(/\$\{\d+:((?:[^\\}]|\\.)*)\}/g, '$1')
    .replaceAll(/(?<!\\)\$\d+/g, '')
    .replaceAll(/\\([\\$},|])/g, '$1')
}

/** A text after an item was taken, as an editor inserts it: further lines get the indentation of the first. */
export function taken(text: string, item: Completion): string {
  const { range } = item
  const line = text.slice(text.lastIndexOf('\n', range.start - 1) + 1, range.start)
  const indent = /^[ \t]*/.exec(line)?.[0] ?? ''
  return applyEdits(text, [{ range, text: expanded(item).replaceAll('\n', `\n${indent}`) }])
}
