/**
 * The front end of the Alloy language: text in, tree out, for any text. This file cuts a text into parts, takes over
 * the parts of the previous tree that an edit did not touch, and puts the parts together. What stands in a part is
 * read by `statement.ts` and `expression.ts`.
 *
 * Where a part begins, the lexer is always in its first state, so a part's tree hangs on the part's own text and, at
 * most, on the tokens up to the end of the next header (the parser looks that far ahead). Parts in which something
 * is not closed hang on all that follows; they say so (`open`).
 */
import type { Origin } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { AlloyIssue, AlloyPart, AlloyTree, Comment, Statement, Unclosed } from './ast.ts'
import { advance, skipLineRest } from './lexer.ts'
import {
  type CommentRange,
  createLexer,
  type Fault,
  type Lexer,
  moveLexer,
  restartLexer,
} from './lexerState.ts'
import { type OpenBracket, type Parser, unmatchedBraces } from './state.ts'
import { endStatement, parseStatement } from './statement.ts'
import * as token from './token.ts'

/** How many parts in front of an edit are read again, since the parser looks ahead. */
const lookBack = 2
/** How many unclosed brackets are named. */
const maximumUnclosed = 20

/**
 * The tree of `text`. With the tree of an earlier text, the parts that did not change are taken over as they are;
 * the result is the same as without it.
 */
export function parseAlloy(text: string, previous?: AlloyTree): AlloyTree {
  if (previous === undefined) return assemble(text, parseParts(text, 0, undefined))
  if (previous.text === text) return previous
  const reuse = planReuse(previous, text)
  return assemble(text, [...previous.parts.slice(0, reuse.kept), ...parseParts(text, reuse.position, reuse)])
}

/** What of the previous tree can serve. */
interface Reuse {
  /** How many parts at the start are taken over. */
  readonly kept: number
  /** Where reading starts. */
  readonly position: number
  readonly parts: readonly AlloyPart[]
  /** Start of each old part in the new text, as far as it lies behind the edit; ascending. */
  readonly starts: readonly number[]
  /** From where on the new text is the old one. */
  readonly suffix: number
}

function planReuse(previous: AlloyTree, text: string): Reuse {
  const { parts } = previous
  const prefix = commonPrefix(previous.text, text)
  const suffix = text.length - commonSuffix(previous.text, text, prefix)
  const delta = text.length - previous.text.length
  const starts: number[] = []
  let kept = 0
  let firstOpen = parts.length
  let start = 0
  for (const [index, part] of parts.entries()) {
    if (start <= prefix) kept = index
    if (part.open && firstOpen === parts.length) firstOpen = index
    starts.push(start + delta)
    start += part.text.length
  }
  kept = Math.max(0, Math.min(kept - lookBack, firstOpen))
  return { kept, position: (starts[kept] ?? delta) - delta, parts, starts, suffix }
}

/** Texts are compared by pieces of this length first: comparing two slices is much faster than comparing characters. */
const pieceLength = 4096

/** Length of the longest text that both start with. */
export function commonPrefix(a: string, b: string): number {
  const limit = Math.min(a.length, b.length)
  let at = 0
  while (at + pieceLength <= limit && a.slice(at, at + pieceLength) === b.slice(at, at + pieceLength))
    at += pieceLength
  while (at < limit && a.charCodeAt(at) === b.charCodeAt(at)) at++
  return at
}

/** Length of the longest text that both end with and that begins behind the first `prefix` characters of both. */
export function commonSuffix(a: string, b: string, prefix: number): number {
  const limit = Math.min(a.length, b.length) - prefix
  let length = 0
  while (length + pieceLength <= limit && pieceFromEnd(a, length) === pieceFromEnd(b, length))
    length += pieceLength
  while (length < limit && a.charCodeAt(a.length - length - 1) === b.charCodeAt(b.length - length - 1))
    length++
  return length
}

function pieceFromEnd(text: string, distance: number): string {
  const end = text.length - distance
  return text.slice(end - pieceLength, end)
}

/** Reads parts from `position` on, until the text ends or the rest can be taken over. */
function parseParts(text: string, position: number, reuse: Reuse | undefined): readonly AlloyPart[] {
  const parser = createParser(text, position)
  const parts: AlloyPart[] = []
  let at = position
  let next = reuse?.kept ?? 0
  while (at < text.length) {
    parts.push(parsePart(parser, at))
    at = parser.lexer.position
    if (reuse === undefined || at < reuse.suffix) continue
    while ((reuse.starts[next] ?? text.length) < at) next++
    if (reuse.starts[next] === at && text.charCodeAt(at) !== byteOrderMark)
      return [...parts, ...reuse.parts.slice(next)]
  }
  return parts
}

/** A mark at the start of a file is no fault, anywhere else it is: a part that starts with one is never moved. */
const byteOrderMark = 0xfeff

function createParser(text: string, position: number): Parser {
  return {
    lexer: createLexer(text, position),
    base: position,
    origin: { text: '' },
    depth: 0,
    height: 0,
    parens: 0,
    brackets: 0,
    recovering: false,
    unmatched: undefined,
    unclosed: [],
    pending: { statements: [], expressions: [], fields: [], names: [] },
  }
}

/** Makes the parser ready to read a part at `position`. */
function restart(parser: Parser, position: number, part: Origin): void {
  restartLexer(parser.lexer, position)
  parser.base = position
  parser.origin = part
  parser.depth = 0
  parser.parens = 0
  parser.brackets = 0
  parser.recovering = false
  if (parser.unclosed.length > 0) parser.unclosed = []
}

/** A part while it is being read; it is complete, and never changed again, when `parsePart` returns. */
type Draft = { -readonly [Key in keyof AlloyPart]: AlloyPart[Key] }

/** `Part = { comment } [ Statement terminator { comment } ]`. Leaves the lexer's position at the part's end. */
function parsePart(parser: Parser, position: number): AlloyPart {
  const { lexer } = parser
  const part: Draft = { text: '', body: none, comments: none, issues: none, unclosed: none, open: false }
  let body = parseTopStatement(parser, position, part)
  if (parser.unclosed.length > 0 && parser.unmatched === undefined) {
    parser.unmatched = unmatchedBraces(createLexer(lexer.text, position))
    body = parseTopStatement(parser, position, part)
  }
  part.body = body
  part.text = lexer.text.slice(position, lexer.position)
  if (lexer.comments.length > 0) part.comments = commentsOf(part, position, lexer.comments)
  if (parser.unclosed.length > 0) part.unclosed = unclosedOf(part, position, parser.unclosed)
  part.open = lexer.open || parser.recovering || part.unclosed.length > 0
  part.issues = issuesOf(part, position, lexer.faults)
  return part
}

function parseTopStatement(parser: Parser, position: number, part: Origin): readonly Statement[] {
  const { lexer } = parser
  restart(parser, position, part)
  advance(lexer)
  if (lexer.kind === token.END) return none
  const statement = parseStatement(parser)
  endStatement(parser)
  const end = partEnd(lexer)
  if (end !== lexer.position) moveLexer(lexer, end)
  return statement ? [statement] : none
}

/** Where the part ends whose statement the lexer has just read: behind its line, or where something else starts. */
function partEnd(lexer: Lexer): number {
  const { kind, start, end, text } = lexer
  if (kind !== token.TERMINATOR) return kind === token.END ? text.length : start
  if (end > start) return end
  lexer.position = start
  return skipLineRest(lexer)
}

function commentsOf(part: Origin, position: number, comments: readonly CommentRange[]): readonly Comment[] {
  return comments.map(({ kind, start, end }) => {
    return { kind, origin: part, start: start - position, end: end - position }
  })
}

function unclosedOf(part: Origin, position: number, brackets: readonly OpenBracket[]): readonly Unclosed[] {
  return brackets.map(({ start, name }) => {
    return { origin: part, start: start - position, end: start - position + 1, name }
  })
}

function issuesOf(part: Origin, position: number, faults: readonly Fault[]): readonly AlloyIssue[] {
  if (faults.length === 0) return none
  return faults
    .map(({ code, message, start, end }): AlloyIssue => {
      return { code, message, origin: part, start: start - position, end: end - position, related: undefined }
    })
    .sort((a, b) => a.start - b.start)
}

const none: readonly never[] = []

function assemble(text: string, parts: readonly AlloyPart[]): AlloyTree {
  const offsets = new Map<Origin, number>()
  const issues: AlloyIssue[] = []
  const unclosed: Unclosed[] = []
  let offset = 0
  for (const part of parts) {
    offsets.set(part, offset)
    offset += part.text.length
    for (const issue of part.issues) issues.push(issue)
    for (const bracket of part.unclosed) unclosed.push(bracket)
  }
  const last = parts[parts.length - 1]
  if (last)
    for (const bracket of unclosed.slice(0, maximumUnclosed)) issues.push(unclosedIssue(last, bracket))
  return { text, parts, offsets, issues }
}

/** Alloy reports a missing `}` where the file ends; the issue stands there and leads to the bracket. */
function unclosedIssue(last: AlloyPart, bracket: Unclosed): AlloyIssue {
  const { start, end, origin, name } = bracket
  const at = last.text.length
  const message =
    name === undefined
      ? t('Expected `{brace}`, found the end of the file: an object is not closed.', { brace: '}' })
      : t('Expected `{brace}`, found the end of the file: the block `{name}` is not closed.', {
          brace: '}',
          name,
        })
  const related = { origin, start, end, message: t('This `{brace}` is not closed.', { brace: '{' }) }
  return { code: 'unclosed-block', message, origin: last, start: at, end: at, related }
}
