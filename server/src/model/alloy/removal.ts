/** Taking a statement out of an Alloy text, or to another place, with its lines where it has lines of its own. */
import type { Field, ObjectExpression, Statement } from '../../syntax/alloy/ast.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import type { Insertion } from './componentsEdit.ts'

/** The edit that removes a statement; a comment behind it on its line goes with it. */
export function removeStatement(document: Document, statement: Statement): Insertion {
  const { text } = document
  const { start, end } = rangeOf(alloyTree(document), statement)
  const lines = linesOf(document, statement)
  if (lines) return { range: lines, text: '' }
  const blanks = /^[ \t]*,?[ \t]*/.exec(text.slice(end))?.[0].length ?? 0
  return { range: { start, end: end + blanks }, text: '' }
}

/**
 * The edits that move a statement behind another one further down, where both have lines of their own.
 * @returns undefined where one of them shares a line with something else
 */
export function moveBehind(
  document: Document,
  statement: Statement,
  target: Statement,
): readonly Insertion[] | undefined {
  const from = linesOf(document, statement)
  const to = linesOf(document, target)
  if (!from || !to || from.end > to.start) return undefined
  const { text } = document
  const moved = text.slice(from.start, from.end)
  const blank = /^[ \t]*\r?\n/.exec(text.slice(from.end))?.[0] ?? ''
  const ended = to.end === text.length && !text.endsWith('\n') ? `\n${moved.trimEnd()}` : blank + moved
  return [
    { range: { start: from.start, end: from.end + blank.length }, text: '' },
    { range: { start: to.end, end: to.end }, text: ended },
  ]
}

/** The lines of a statement with their ends, where nothing else but a comment stands on them. */
function linesOf(document: Document, statement: Statement): Range | undefined {
  const { text } = document
  const { start, end } = rangeOf(alloyTree(document), statement)
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const rest = /^[ \t]*(?:\/\/[^\r\n]*)?(?:\r?\n|$)/.exec(text.slice(end))
  if (!rest || text.slice(lineStart, start).trim() !== '') return undefined
  return { start: lineStart, end: end + rest[0].length }
}

/** The edit that removes a field of an object, with its comma and its line where nothing else stands on it. */
export function removeField(document: Document, object: ObjectExpression, field: Field): Insertion {
  const { text } = document
  const tree = alloyTree(document)
  const { start, end } = rangeOf(tree, field)
  const at = object.fields.indexOf(field)
  const next = object.fields[at + 1]
  const previous = object.fields[at - 1]
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const alone = /^[ \t]*,?[ \t]*(?:\/\/[^\r\n]*)?\r?\n/.exec(text.slice(end))
  if (
    alone &&
    text.slice(lineStart, start).trim() === '' &&
    (next || text.slice(end).trimStart().startsWith(','))
  )
    return { range: { start: lineStart, end: end + alone[0].length }, text: '' }
  if (next) return { range: { start, end: rangeOf(tree, next).start }, text: '' }
  return { range: { start: previous ? rangeOf(tree, previous).end : start, end }, text: '' }
}
