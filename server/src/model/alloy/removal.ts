/** Taking a statement out of an Alloy text, with its line where it has lines of its own. */
import type { Statement } from '../../syntax/alloy/ast.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Insertion } from './componentsEdit.ts'

/** The edit that removes a statement; a comment behind it on its line goes with it. */
export function removeStatement(document: Document, statement: Statement): Insertion {
  const { text } = document
  const { start, end } = rangeOf(alloyTree(document), statement)
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const rest = /^[ \t]*(?:\/\/[^\r\n]*)?(?:\r?\n|$)/.exec(text.slice(end))
  if (rest && text.slice(lineStart, start).trim() === '') {
    return { range: { start: lineStart, end: end + rest[0].length }, text: '' }
  }
  const blanks = /^[ \t]*,?[ \t]*/.exec(text.slice(end))?.[0].length ?? 0
  return { range: { start, end: end + blanks }, text: '' }
}
