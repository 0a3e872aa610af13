/**
 * Edits that put statements into a block of an Alloy file, with the indentation, the line ends and the alignment that
 * the file has. Comments and what is written stay as they are; only a block on one line is broken up.
 */
import type { Block, Statement } from '../../syntax/alloy/ast.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'

/** A replacement in the document that it was made for. */
export interface Insertion {
  readonly range: Range
  readonly text: string
}

/**
 * Puts a statement into a block, behind `after` or in front of all others.
 * @param lines the statement's lines; a tab at a line's start stands for one step of indentation
 */
export function insertStatement(
  document: Document,
  block: Block,
  lines: readonly string[],
  after: Statement | undefined,
): readonly Insertion[] {
  const { text } = document
  const tree = alloyTree(document)
  const outer = outerIndent(text, rangeOf(tree, block).start)
  const inner = innerIndent(document, block)
  const step =
    inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : stepOf(text)
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n'
  const body = lines
    .map((line) => lineEnd + (line === '' ? '' : inner + line.replaceAll('\t', step)))
    .join('')
  const from = after ? rangeOf(tree, after).end : offsetIn(document, block, block.open) + 1
  const rest = /^[^\r\n]*/.exec(text.slice(from))?.[0] ?? ''
  if (/^[ \t]*(\/\/.*|\/\*((?!\*\/).)*\*\/[ \t]*)?$/.test(rest)) {
    const at = from + rest.length
    return [{ range: { start: at, end: at }, text: body }]
  }
  // More follows on the line: the block's closing bracket goes to a line of its own.
  const close = block.close === undefined ? undefined : offsetIn(document, block, block.close)
  const blanks = /^[ \t]*/.exec(rest)?.[0].length ?? 0
  const closes = from + blanks === close
  const opened = offsetIn(document, block, block.open) + 1
  const put = { range: { start: from, end: from + blanks }, text: body + lineEnd + (closes ? outer : inner) }
  return [
    ...brokenAfter(text, { start: opened, end: from }, lineEnd + inner),
    put,
    ...(close === undefined ? [] : brokenBefore(text, { start: from + blanks, end: close }, lineEnd + outer)),
  ]
}

/** A line break before what stands in `range`, on one line behind an opening bracket. */
function brokenAfter(text: string, { start, end }: Range, lineBreak: string): readonly Insertion[] {
  const own = text.slice(start, end)
  if (own.trim() === '' || /[\r\n]/.test(own)) return []
  return [{ range: { start, end: start + own.length - own.trimStart().length }, text: lineBreak }]
}

/** A line break behind what stands in `range`, on one line before a closing bracket. */
function brokenBefore(text: string, { start, end }: Range, lineBreak: string): readonly Insertion[] {
  const own = text.slice(start, end)
  if (own.trim() === '' || /[\r\n]/.test(own)) return []
  return [{ range: { start: start + own.trimEnd().length, end }, text: lineBreak }]
}

/** Puts an attribute behind the last one of a block, aligned with it where the file aligns. */
export function insertAttribute(
  document: Document,
  block: Block,
  name: string,
  value: string,
): readonly Insertion[] {
  const last = block.body.findLast((each) => each.kind === 'attribute')
  if (last?.kind !== 'attribute') return insertStatement(document, block, [`${name} = ${value}`], undefined)
  const column = last.equals - last.name.start
  if (name.length < column) {
    return insertStatement(document, block, [`${name.padEnd(column)}= ${value}`], last)
  }
  // A longer name would move the `=` of the lines above, as `alloy fmt` aligns them; a blank line ends the alignment.
  const aligns =
    startsLine(document, last) && innerIndent(document, block).includes('\t') && name.length + 1 !== column
  return insertStatement(document, block, aligns ? ['', `${name} = ${value}`] : [`${name} = ${value}`], last)
}

/** The indentation of the statements in a block: that of one that starts its line, else one step more than the block's. */
function innerIndent(document: Document, block: Block): string {
  const { text } = document
  const tree = alloyTree(document)
  const first = block.body.find((statement) => startsLine(document, statement))
  if (first) return blanksBefore(text, rangeOf(tree, first).start)
  return outerIndent(text, rangeOf(tree, block).start) + stepOf(text)
}

/** Whether nothing but blanks stands before a statement on its line. */
function startsLine(document: Document, statement: Statement): boolean {
  return /^[ \t]*$/.test(lineBefore(document.text, rangeOf(alloyTree(document), statement).start))
}

/** The indentation of a block, as if each block that opens before it on its line had a line of its own. */
function outerIndent(text: string, start: number): string {
  const before = lineBefore(text, start)
  const opened = before.split('{').length - before.split('}').length
  return blanksBefore(text, start) + stepOf(text).repeat(Math.max(0, opened))
}

/** One step of indentation: that of the first indented line, a tab where none is. */
function stepOf(text: string): string {
  return /^([ \t]+)[^\s]/m.exec(text)?.[1] ?? '\t'
}

function blanksBefore(text: string, offset: number): string {
  return /^[ \t]*/.exec(lineBefore(text, offset))?.[0] ?? ''
}

function lineBefore(text: string, offset: number): string {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
}

function offsetIn(document: Document, block: Block, offset: number): number {
  return rangeOf(alloyTree(document), { origin: block.origin, start: offset, end: offset }).start
}
