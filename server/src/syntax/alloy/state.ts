/**
 * What the parsing functions share: the state of one part being parsed, how faults are noted, how the parser looks
 * ahead and how it passes over text that it cannot make sense of. It builds no tree.
 */
import type { Origin } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { AlloyIssueCode, Expression, Field, Identifier, Statement } from './ast.ts'
import { advance } from './lexer.ts'
import { dropAhead, type Lexer } from './lexerState.ts'
import * as token from './token.ts'

/** A bracket that is not closed, in the text that the lexer reads. */
export interface OpenBracket {
  readonly start: number
  readonly name: string | undefined
}

/** The state of parsing one part. Offsets are those of the whole text; nodes get them less `base`. */
export interface Parser {
  readonly lexer: Lexer
  /** Start of the part. */
  base: number
  /** The part that the nodes belong to. */
  origin: Origin
  /** How many constructs are open around the current token. */
  depth: number
  /** Height of the expression that was parsed last. */
  height: number
  /** How many `(` and `[` are open around the current token. */
  parens: number
  brackets: number
  /** Whether the statement lacks a `}`, so that indentation tells where blocks end. */
  recovering: boolean
  /** The `{` of the text, from `base` on, that nothing closes; undefined while nobody asked. */
  unmatched: ReadonlySet<number> | undefined
  unclosed: OpenBracket[]
  /** What is read of lists that are not complete: `listFrom` takes a list from it, in an array of its own length. */
  readonly pending: Pending
}

interface Pending {
  readonly statements: Statement[]
  readonly expressions: Expression[]
  readonly fields: Field[]
  readonly names: Identifier[]
}

/** The items of `pending` from `start` on, which leave it. Arrays that grow by `push` take several times their room. */
export function listFrom<T>(pending: T[], start: number): readonly T[] {
  return pending.length === start ? [] : pending.splice(start)
}

/** Deepest nesting that is read. Real files stay below 20; the limit keeps every walk over a tree off the stack's end. */
export const maximumDepth = 128
/** Tallest expression that is read, such as a chain of `+`. */
export const maximumHeight = 500

/** Notes a fault, unless one is noted on the same line: the rest of a line is seldom a fault of its own. */
export function fault(
  parser: Parser,
  code: AlloyIssueCode,
  message: string,
  start: number,
  end: number,
): void {
  const { faults, text } = parser.lexer
  for (const other of faults.slice(-3)) if (sameLine(text, other.start, start)) return
  faults.push({ code, message, start, end })
}

function sameLine(text: string, a: number, b: number): boolean {
  const lineEnd = text.indexOf('\n', Math.min(a, b))
  return lineEnd === -1 || lineEnd >= Math.max(a, b)
}

/** What a message calls the current token. */
export function current(parser: Parser): string {
  const { kind, text, start, end } = parser.lexer
  return token.describeToken(kind, text, start, end)
}

/** What a message says to stand behind the token before: on the line that the fault is noted on, not the next one. */
export function found(parser: Parser): string {
  const { lexer } = parser
  return lexer.lineStart && lexer.kind !== token.END ? t('the end of the line') : current(parser)
}

/** Whether the current token stands on the line of the one before. */
export function onSameLine(lexer: Lexer): boolean {
  return !lexer.lineStart && lexer.kind !== token.TERMINATOR && lexer.kind !== token.END
}

/** Notes that something else than the current token was expected: at the token, or behind the one before it. */
export function unexpected(parser: Parser, message: string): void {
  const { lexer } = parser
  if (onSameLine(lexer)) fault(parser, 'unexpected-token', message, lexer.start, lexer.end)
  else fault(parser, 'unexpected-token', message, lexer.previousEnd, lexer.previousEnd)
}

/** Notes, once a part, that the nesting is too deep to read. */
export function tooDeep(parser: Parser): void {
  const { faults, start, end } = parser.lexer
  if (faults.some((other) => other.code === 'too-deep')) return
  const message = t('This is nested more than {limit} levels deep. What lies deeper is not checked.', {
    limit: maximumDepth,
  })
  faults.push({ code: 'too-deep', message, start, end })
}

/**
 * Passes over the rest of a value: up to a comma, a closing bracket that was not opened on the way, or the end of
 * the line. Brackets on the way are passed over as wholes.
 */
export function skipValue(parser: Parser): void {
  skip(parser, true)
}

/** Passes over the rest of a statement: up to the end of its line or the `}` of the body around it. */
export function skipStatement(parser: Parser): void {
  skip(parser, false)
}

/**
 * A `}` that was not opened on the way always stops it, so that blocks end at their own `}` whatever stands in them.
 * Where only `(` or `[` are open, a line that is not indented deeper shows that they are not closed.
 */
function skip(parser: Parser, stopAtComma: boolean): void {
  const { lexer } = parser
  const { start } = lexer
  let braces = 0
  let others = 0
  for (let first = true; lexer.kind !== token.END; first = false) {
    const { kind } = lexer
    if (braces === 0) {
      if (kind === token.CLOSE_BRACE || (others === 0 && endsSkip(lexer, first, stopAtComma))) return
      if (others > 0 && returnsToIndent(parser, start)) return
    } else if (parser.recovering && returnsToIndent(parser, start)) break
    if (kind === token.OPEN_BRACE) braces++
    else if (kind === token.CLOSE_BRACE) braces--
    else if (kind === token.OPEN_PAREN || kind === token.OPEN_BRACKET) others++
    else if (kind === token.CLOSE_PAREN || kind === token.CLOSE_BRACKET) others = Math.max(0, others - 1)
    advance(lexer)
  }
  if (braces > 0) parser.unclosed.push({ start, name: undefined })
}

function endsSkip(lexer: Lexer, first: boolean, stopAtComma: boolean): boolean {
  const { kind } = lexer
  if (kind === token.TERMINATOR || (!first && lexer.lineStart)) return true
  return stopAtComma && (kind === token.COMMA || kind === token.CLOSE_PAREN || kind === token.CLOSE_BRACKET)
}

/** Whether the current token starts a line that is indented no deeper than the one that `start` stands on. */
function returnsToIndent(parser: Parser, start: number): boolean {
  const { lexer } = parser
  if (!lexer.lineStart || lexer.kind === token.TERMINATOR) return false
  if (lexer.kind === token.CLOSE_PAREN || lexer.kind === token.CLOSE_BRACKET) return false
  return lineIndent(parser, lexer.start) <= lineIndent(parser, start)
}

/** Passes over the current `{` and all up to its `}`, or to the end of the text. */
export function skipBraces(parser: Parser): void {
  const { lexer } = parser
  const { start } = lexer
  let depth = 0
  while (lexer.kind !== token.END) {
    if (lexer.kind === token.OPEN_BRACE) depth++
    else if (lexer.kind === token.CLOSE_BRACE) depth--
    advance(lexer)
    if (depth === 0) return
  }
  parser.unclosed.push({ start, name: undefined })
}

const tabWidth = 4

/** The indentation, in columns, of the line that `offset` stands on; the start of the part counts as a line's. */
export function lineIndent(parser: Parser, offset: number): number {
  const { text } = parser.lexer
  let at = offset
  while (at > parser.base && text.charCodeAt(at - 1) !== 10) at--
  let indent = 0
  for (; at < offset; at++) {
    const code = text.charCodeAt(at)
    if (code === 32) indent++
    else if (code === 9) indent += tabWidth
    else if (code !== 13) break
  }
  return indent
}

/** Runs `look` and puts the lexer back to where it was. */
export function lookAhead(parser: Parser, look: (lexer: Lexer) => boolean): boolean {
  const { lexer } = parser
  const { kind, start, end, position, previousEnd, terminate, lineStart, closed, plain, next, fills } = lexer
  const comments = lexer.comments.length
  const faults = lexer.faults.length
  const result = look(lexer)
  if (lexer.fills === fills) lexer.next = next
  else dropAhead(lexer)
  lexer.comments.length = comments
  lexer.faults.length = faults
  lexer.position = position
  lexer.kind = kind
  lexer.start = start
  lexer.end = end
  lexer.previousEnd = previousEnd
  lexer.terminate = terminate
  lexer.lineStart = lineStart
  lexer.closed = closed
  lexer.plain = plain
  return result
}

/** Whether a statement starts here: a name, perhaps a label, and then `=` or `{`. */
export function startsStatement(parser: Parser): boolean {
  return parser.lexer.kind === token.IDENTIFIER && lookAhead(parser, readHeader)
}

/** Whether a block starts here, or what can only be the start of one: a dotted or labelled name at a line's start. */
export function startsBlock(parser: Parser): boolean {
  return (
    parser.lexer.kind === token.IDENTIFIER &&
    lookAhead(parser, (lexer) => readHeader(lexer) && lexer.kind === token.OPEN_BRACE)
  )
}

function readHeader(lexer: Lexer): boolean {
  advance(lexer)
  while (lexer.kind === token.DOT) {
    advance(lexer)
    if (lexer.kind !== token.IDENTIFIER) return false
    advance(lexer)
  }
  if (lexer.kind === token.STRING) advance(lexer)
  return lexer.kind === token.ASSIGN || lexer.kind === token.OPEN_BRACE
}

/** The offsets of all `{` from the lexer's position on that nothing closes. */
export function unmatchedBraces(lexer: Lexer): ReadonlySet<number> {
  const open: number[] = []
  do {
    advance(lexer)
    if (lexer.kind === token.OPEN_BRACE) open.push(lexer.start)
    else if (lexer.kind === token.CLOSE_BRACE) open.pop()
  } while (lexer.kind !== token.END)
  return new Set(open)
}
