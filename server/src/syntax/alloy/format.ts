/**
 * Formats an Alloy file exactly as one pass of `alloy fmt` 1.18 does, oddities included: a second pass may change
 * the result once more, empty labels go, keys of objects are quoted again, and tabs inside a raw string are treated
 * as columns. It prints the tree token by token and leaves alignment to `columns.ts`.
 *
 * Where a comment goes is decided by offsets and lines of the source. The printer knows them exactly where a token
 * says where it stood (`moveTo`); between such tokens it counts on from what it has written, as the program does,
 * and the places of comments hang on these estimates.
 */
import type { Located } from '../../text/part.ts'
import type {
  AlloyTree,
  ArrayExpression,
  Block,
  Call,
  Expression,
  Field,
  ObjectExpression,
  Statement,
} from './ast.ts'
import { type Aligned, alignColumns, verbatim } from './columns.ts'
import {
  byteOffsets,
  bytesOf,
  commentGroups,
  lineAt,
  lineEnds,
  lineStartsOf,
  type PrintedComment,
} from './formatSource.ts'
import { quoteString } from './literal.ts'
import { sourceOf, statementsOf } from './visit.ts'

/** Blanks that are written once it is known what follows them. */
type Blank = ' ' | '\v' | '\n' | '\f' | 'indent' | 'unindent' | 'dropped'

interface Printer {
  readonly tree: AlloyTree
  /** The offset in bytes of UTF-8 by offset; undefined where both are the same. */
  readonly bytes: Uint32Array | undefined
  /** Offsets of the starts of all lines. */
  readonly lineStarts: readonly number[]
  /** Comments between which nothing stands and no line is empty go together. */
  readonly groups: readonly (readonly PrintedComment[])[]
  group: number
  output: string
  indent: number
  pending: Blank[]
  /** Where in the source the printer takes itself to be, in bytes of UTF-8, as the program counts. */
  offset: number
  line: number
  /** The line of the source that the text written last ended on. */
  lastLine: number
  /** Whether nothing is written on the current line yet. */
  fresh: boolean
  /** Whether an integer was written last, which a dot must not touch. */
  integer: boolean
}

/**
 * The formatted text.
 * @returns undefined where the text has faults: the program refuses to format it then
 */
export function formatAlloy(tree: AlloyTree): string | undefined {
  return layOut(tree)?.text
}

/**
 * The formatted text with the lines at which its columns start anew.
 * @param depth how many blocks the text stands in: so far is it indented
 * @returns undefined where the text has faults
 */
export function layOut(tree: AlloyTree, depth = 0): Aligned | undefined {
  if (tree.issues.length > 0) return undefined
  const lineStarts = lineStartsOf(tree.text)
  const bytes = byteOffsets(tree.text)
  const printer: Printer = {
    tree,
    bytes,
    lineStarts,
    groups: commentGroups(tree, lineStarts, bytes),
    group: 0,
    output: '',
    indent: depth,
    pending: [],
    offset: 0,
    line: 1,
    lastLine: 0,
    fresh: true,
    integer: false,
  }
  printStatements(printer, statementsOf(tree))
  writeComments(printer, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  const { text, starts } = alignColumns(printer.output)
  return { text: `${text}\n`, starts }
}

/** How many blanks are held back at most. */
const maximumPending = 16

function blank(printer: Printer, ...blanks: readonly Blank[]): void {
  for (const each of blanks) {
    if (printer.pending.length === maximumPending) writePending(printer, maximumPending)
    printer.pending.push(each)
  }
  printer.integer = false
}

/** Says where in the source the next word stood. */
function moveTo(printer: Printer, node: Located, offset: number): void {
  const at = absolute(printer, node, offset)
  printer.offset = printer.bytes?.[at] ?? at
  printer.line = lineAt(printer.lineStarts, at)
}

function absolute(printer: Printer, node: Located, offset: number): number {
  return (printer.tree.offsets.get(node.origin) ?? 0) + offset
}

function startLine(printer: Printer, node: Located): number {
  return lineAt(printer.lineStarts, absolute(printer, node, node.start))
}

/** The line of the last character of a node. */
function endLine(printer: Printer, node: Located): number {
  return lineAt(printer.lineStarts, absolute(printer, node, node.end - 1))
}

/** Writes a word, after the comments and blanks that belong in front of it. */
function word(printer: Printer, text: string): void {
  if (printer.integer && text === '.') printer.pending.push(' ')
  const { offset, line } = printer
  if (!writeComments(printer, offset, line)) writePending(printer, printer.pending.length)
  writeText(printer, offset, line, text, false)
  printer.integer = false
}

function writeText(printer: Printer, offset: number, line: number, text: string, literal: boolean): void {
  if (printer.fresh) writeIndent(printer)
  printer.output += literal ? verbatim + text + verbatim : text
  printer.offset = offset + bytesOf(text)
  printer.line = line + lineEnds(text)
  printer.lastLine = printer.line
  printer.fresh = false
}

function writeIndent(printer: Printer): void {
  printer.output += '\t'.repeat(printer.indent)
  printer.offset += printer.indent
  printer.fresh = printer.indent === 0 && printer.fresh
}

function writeBlanks(printer: Printer, text: string, count: number): void {
  if (printer.fresh) writeIndent(printer)
  printer.output += text.repeat(count)
  printer.offset += count
  printer.fresh = text === '\n' || text === '\f'
  if (printer.fresh) printer.line += count
}

/** Writes the first `count` of the blanks held back. */
function writePending(printer: Printer, count: number): void {
  for (const each of printer.pending.splice(0, count)) {
    if (each === 'indent') printer.indent++
    else if (each === 'unindent') printer.indent--
    else if (each !== 'dropped') writeBlanks(printer, each, 1)
  }
}

/** At most one empty line stays. */
function writeLineEnds(printer: Printer, text: string, count: number): void {
  if (count > 0) writeBlanks(printer, text, Math.min(count, 2))
}

/**
 * Writes the comments that stood in front of `offset`, with the blanks around them.
 * @returns whether there was one
 */
function writeComments(printer: Printer, offset: number, line: number): boolean {
  let last: PrintedComment | undefined
  for (let group = printer.groups[printer.group]; group?.[0] && group[0].offset <= offset; ) {
    for (const comment of group) {
      writeBeforeComment(printer, comment, line)
      writeText(printer, comment.offset, comment.line, comment.text, true)
      last = comment
    }
    printer.group++
    group = printer.groups[printer.group]
  }
  if (last && offset !== Number.MAX_SAFE_INTEGER) writeAfterComments(printer, last, line)
  return last !== undefined
}

function writeBeforeComment(printer: Printer, comment: PrintedComment, nextLine: number): void {
  if (printer.output === '') return
  if (comment.line === printer.lastLine) {
    writeBlanks(printer, comment.line === nextLine ? ' ' : '\t', 1)
    return
  }
  // The comment starts a line: what was to be written there goes, but changes of indentation in front of it count.
  const first = printer.pending.findIndex((each) => each !== 'indent' && each !== 'unindent')
  if (first >= 0) {
    printer.pending[first] = 'dropped'
    writePending(printer, first)
  }
  writeLineEnds(printer, '\f', comment.line - printer.lastLine)
}

function writeAfterComments(printer: Printer, last: PrintedComment, nextLine: number): void {
  if (last.text.startsWith('/*') && nextLine === last.lastLine) writeBlanks(printer, ' ', 1)
  const count = nextLine - printer.lastLine
  const breaks = printer.pending.includes('\f')
  printer.pending = printer.pending.filter((each) => each === 'indent' || each === 'unindent')
  writePending(printer, printer.pending.length)
  writeLineEnds(printer, breaks ? '\f' : '\n', count)
}

function printStatements(printer: Printer, statements: readonly Statement[]): void {
  let previous: Statement | undefined
  for (const statement of statements) {
    if (
      previous &&
      (statement.kind === 'block' || startLine(printer, statement) - endLine(printer, previous) > 1)
    )
      blank(printer, '\f')
    if (statement.kind === 'block') printBlock(printer, statement)
    else if (statement.kind === 'attribute') {
      wordAt(printer, statement, statement.start, statement.name.name)
      printAssigned(printer, statement.value)
    }
    // A statement over several lines ends the columns above it.
    blank(printer, startLine(printer, statement) === endLine(printer, statement) ? '\n' : '\f')
    previous = statement
  }
}

function printAssigned(printer: Printer, value: Expression): void {
  blank(printer, '\v')
  word(printer, '=')
  blank(printer, ' ')
  printExpression(printer, value)
}

function printBlock(printer: Printer, block: Block): void {
  wordAt(printer, block, block.start, block.name)
  if (block.label && block.label.value !== '') {
    blank(printer, ' ')
    wordAt(printer, block, block.label.start, quoteString(block.label.value))
  }
  blank(printer, ' ')
  wordAt(printer, block, block.open, '{')
  blank(printer, 'indent')
  if (block.body.length > 0) {
    blank(printer, '\f')
    printStatements(printer, block.body)
  } else blank(printer, ' ')
  blank(printer, 'unindent')
  wordAt(printer, block, block.end - 1, '}')
}

function printExpression(printer: Printer, expression: Expression): void {
  switch (expression.kind) {
    case 'array':
      printArray(printer, expression)
      break
    case 'object':
      printObject(printer, expression)
      break
    case 'call':
      printCall(printer, expression)
      break
    case 'access':
      printExpression(printer, expression.object)
      word(printer, '.')
      word(printer, expression.name.name)
      break
    case 'index':
      printExpression(printer, expression.object)
      wordAt(printer, expression, expression.open, '[')
      printExpression(printer, expression.index)
      wordAt(printer, expression, expression.end - 1, ']')
      break
    case 'unary':
      wordAt(printer, expression, expression.start, expression.operator)
      printExpression(printer, expression.value)
      break
    case 'binary':
      printExpression(printer, expression.left)
      blank(printer, ' ')
      wordAt(printer, expression, expression.operatorStart, expression.operator)
      blank(printer, ' ')
      printExpression(printer, expression.right)
      break
    case 'paren':
      word(printer, '(')
      printExpression(printer, expression.inner)
      word(printer, ')')
      break
    default:
      wordAt(printer, expression, expression.start, sourceOf(expression))
      printer.integer = expression.kind === 'number' && !expression.float
  }
}

function wordAt(printer: Printer, node: Located, offset: number, text: string): void {
  moveTo(printer, node, offset)
  word(printer, text)
}

/** The closing bracket is the last character of an array. */
function printArray(printer: Printer, array: ArrayExpression): void {
  const { elements } = array
  let line = startLine(printer, array)
  wordAt(printer, array, array.start, '[')
  for (const [index, element] of elements.entries()) {
    const newLine = startLine(printer, element) !== line
    if (newLine) blank(printer, 'indent', '\f')
    else if (index > 0) blank(printer, ' ')
    line = endLine(printer, element)
    printExpression(printer, element)
    if (index + 1 < elements.length) word(printer, ',')
    if (newLine) blank(printer, 'unindent')
  }
  if (elements.length > 0 && line !== endLine(printer, array)) {
    word(printer, ',')
    // Comments behind the last element are indented as the elements are.
    blank(printer, 'indent', '\f', 'unindent')
  }
  wordAt(printer, array, array.end - 1, ']')
}

function printObject(printer: Printer, object: ObjectExpression): void {
  const { fields } = object
  let line = startLine(printer, object)
  let previous: Field | undefined
  wordAt(printer, object, object.start, '{')
  blank(printer, 'indent')
  for (const [index, field] of fields.entries()) {
    if (startLine(printer, field) !== line) blank(printer, endsColumns(printer, previous) ? '\f' : '\n')
    else if (previous) blank(printer, ' ')
    const key = keyOf(field)
    line = lineAt(printer.lineStarts, absolute(printer, field, field.start + Math.max(key.length, 1) - 1))
    wordAt(
      printer,
      field,
      field.start,
      field.key.kind === 'string' && key === field.name ? quoteString(key) : key,
    )
    printAssigned(printer, field.value)
    if (index + 1 < fields.length) word(printer, ',')
    previous = field
  }
  if (previous && line !== endLine(printer, object)) {
    word(printer, ',')
    blank(printer, '\f')
  }
  blank(printer, 'unindent')
  wordAt(printer, object, object.end - 1, '}')
}

/** The key as the program holds it: without quotes, but an empty string with them. */
function keyOf(field: Field): string {
  return field.name === '' ? sourceOf(field.key) : field.name
}

/** Whether the `=` of a field is not aligned with that of the field before it. */
function endsColumns(printer: Printer, previous: Field | undefined): boolean {
  return previous === undefined || startLine(printer, previous.value) !== endLine(printer, previous.value)
}

function printCall(printer: Printer, call: Call): void {
  const list = call.arguments
  let line = lineAt(printer.lineStarts, absolute(printer, call, call.open))
  printExpression(printer, call.callee)
  word(printer, '(')
  for (const [index, argument] of list.entries()) {
    const newLine = startLine(printer, argument) !== line
    if (newLine) blank(printer, '\f', 'indent')
    printExpression(printer, argument)
    line = endLine(printer, argument)
    if (index + 1 < list.length) {
      word(printer, ',')
      blank(printer, ' ')
    }
    if (newLine) blank(printer, 'unindent')
  }
  // The program puts a comma into an empty list over two lines too, and then cannot read its own output.
  if (list.length > 0 && line !== endLine(printer, call)) {
    word(printer, ',')
    blank(printer, '\f')
  }
  word(printer, ')')
}
