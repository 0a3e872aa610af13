/**
 * Edits laid out as `alloy fmt` has them, statement by statement: a statement that was formatted before stays so, one
 * that was not keeps its author's layout.
 */
import type { Block } from '../../syntax/alloy/ast.ts'
import { formatAlloy, layOut } from '../../syntax/alloy/format.ts'
import { parseAlloy } from '../../syntax/alloy/parser.ts'
import { partAt } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { applyEdits, type TextEdit } from '../../text/edit.ts'
import { lineEdits } from '../../text/lineDiff.ts'
import { rangeOf } from '../../text/part.ts'

/** Edits inside one block at the top of the document, with what formatting asks for after them. */
export function tidied(document: Document, inside: Block, edits: readonly TextEdit[]): readonly TextEdit[] {
  const tree = alloyTree(document)
  const part = partAt(tree, rangeOf(tree, inside).start)
  const statement = part?.body.find(({ start, end }) => start <= inside.start && inside.end <= end)
  if (!statement) return edits
  const { start, end } = rangeOf(tree, statement)
  const before = document.text.slice(start, end)
  const moved = edits.map(({ range, text }) => ({
    range: { start: range.start - start, end: range.end - start },
    text,
  }))
  if (formatted(before) !== before) return edits
  const after = formatted(applyEdits(before, moved))
  if (after === undefined) return edits
  return lineEdits(before, after).map(({ range, text }) => ({
    range: { start: range.start + start, end: range.end + start },
    text,
  }))
}

/**
 * Statements as `alloy fmt` has them, without a line break at the end; undefined where they have a fault.
 * @param depth how many blocks they stand in
 */
export function formatted(text: string, depth = 0): string | undefined {
  const tree = parseAlloy(text)
  return (depth === 0 ? formatAlloy(tree) : layOut(tree, depth)?.text)?.replace(/\n+$/, '')
}
