/**
 * Completion: asks the sources for the documents at a position, innermost document first; the first document for
 * which any source answers gives the list. Inserted text is encoded for the host of an embedded document.
 */
import type { Workspace } from '../model/workspace.ts'
import { contextOf } from '../rules/run.ts'
import type { Document } from '../text/document.ts'
import type { Range } from '../text/range.ts'
import { outerEdit } from '../text/region.ts'
import { documentsAt } from './at.ts'
import { completions as sources } from './completion/index.generated.ts'
import type { Completion, FeatureContext } from './feature.ts'
import { actionStart } from './template/cursor.ts'

/**
 * What could be written at `offset` of a file; ranges and texts are the file's.
 * @param trigger the character whose typing asks, where it was not the user who asked
 */
export function completionsAt(
  file: Document,
  workspace: Workspace,
  offset: number,
  trigger?: string,
): readonly Completion[] {
  for (const { document, offset: at } of documentsAt(file, offset)) {
    // Inside an action of a template it is the template that is written, whatever is around it.
    if (document.templated && document.kind !== 'helm-template' && actionStart(document, at) !== undefined)
      continue
    const context = contextOf(document, workspace)
    const found = offeredBy(context, at, trigger)
    const mapped = inFile(document, found)
    if (mapped.length > 0) return mapped
  }
  return []
}

/** What the sources offer; of what two of them call the same, the first one's. */
function offeredBy(
  context: FeatureContext,
  offset: number,
  trigger: string | undefined,
): readonly Completion[] {
  const found: Completion[] = []
  const labels = new Set<string>()
  for (const source of sources) {
    if (!source.kinds.includes(context.document.kind)) continue
    const items = [...source.complete(context, offset, trigger)].filter(({ label }) => !labels.has(label))
    found.push(...items)
    for (const { label } of items) labels.add(label)
  }
  return found
}

/** The items as the file's. */
function inFile(document: Document, items: readonly Completion[]): readonly Completion[] {
  if (!document.within) return items
  const isLiteral = isInLiterals(document)
  // Each way into a scalar is found by reading the scalar again: once is enough for all plain texts of one range.
  const ranges = new Map<string, Range | undefined>()
  return items.flatMap((item) => {
    if (!isLiteral || !/^[!-~](?:[\t\n -~]*[!-~])?$/.test(item.insert)) return mapped(document, item) ?? []
    const key = `${item.range.start} ${item.range.end} ${item.insert.includes('\n')}`
    if (!ranges.has(key)) ranges.set(key, mapped(document, item)?.range)
    const range = ranges.get(key)
    return range ? [{ ...item, range }] : []
  })
}

/** Whether all scalars around a document are literal blocks, in which a text stands as it is. */
function isInLiterals(document: Document): boolean {
  for (let at = document; at.within; at = at.within.host)
    if (!at.subtree && at.within.region.quoting.style !== 'literal') return false
  return true
}

/**
 * The item as the file's. Editors put the indentation of the line before each further line that they insert, so that
 * in block scalars the text goes as it is; where it would need more than that the item is not offered.
 */
function mapped(document: Document, item: Completion): Completion | undefined {
  let at = document
  let edit: Pick<Completion, 'range'> & { readonly text: string } = { range: item.range, text: item.insert }
  let literal = true
  let indent = 0
  while (at.within) {
    if (!at.subtree) {
      const outer = outerEdit(at.within.region, edit, at.text, at.within.host.text)
      if (!outer) return undefined
      edit = outer
      const { quoting } = at.within.region
      literal &&= quoting.style === 'literal'
      indent += quoting.indent
    }
    at = at.within.host
  }
  const { range, text } = edit
  if (literal) {
    const plain = text.replaceAll(/\r?\n/g, '\n').replaceAll(`\n${' '.repeat(indent)}`, '\n')
    return plain === item.insert ? { ...item, range } : undefined
  }
  if (/[\r\n]/.test(text)) return undefined
  const insert = item.snippet ? escapedSnippet(item.insert, text) : text
  return insert === undefined ? undefined : { ...item, range, insert }
}

/** Backslashes that the host's quoting needs are escaped for the snippet; a snippet that has its own is given up. */
function escapedSnippet(snippet: string, encoded: string): string | undefined {
  return snippet.includes('\\') ? undefined : encoded.replaceAll('\\', '\\\\')
}
