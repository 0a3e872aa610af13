/**
 * The state of the Alloy lexer and what all of its files use: how a token becomes the current one, how a fault is
 * noted, and where something that is never closed is taken to end. It reads no tokens: see `lexer.ts`.
 */
import { t } from '../../text/translate.ts'
import type { AlloyIssueCode } from './ast.ts'
import * as token from './token.ts'

/** A fault with its range in the text that the lexer reads. */
export interface Fault {
  readonly code: AlloyIssueCode
  readonly message: string
  readonly start: number
  readonly end: number
}

/** Where a comment lies in the text that the lexer reads. */
export interface CommentRange {
  readonly kind: 'line' | 'block'
  readonly start: number
  readonly end: number
}

/** The state of reading. `advance` changes it; `kind`, `start` and `end` are the current token's. */
export interface Lexer {
  readonly text: string
  kind: number
  start: number
  end: number
  /** Where the next token is looked for. */
  position: number
  /** End of the last token that was not a terminator. */
  previousEnd: number
  /** Whether a line end now ends a statement. */
  terminate: boolean
  /** Whether a line end lies between this token and the one before. */
  lineStart: boolean
  /** Of a string: whether its closing quote is there. */
  closed: boolean
  /** Of a string: whether its value is the text between its quotes. */
  plain: boolean
  /** Whether something was found not to be closed before the end of the text. */
  open: boolean
  /** From where on the text is known to have no end of a block comment. */
  uncommented: number
  /** Whether the text has a character that Alloy refuses wherever it stands. */
  readonly forbidden: boolean
  comments: CommentRange[]
  faults: Fault[]
  /** Tokens that were read ahead, from `next` to `filled`: see `lexerAhead.ts`. */
  readonly ahead: Int32Array
  next: number
  filled: number
  /** How often tokens were read ahead. */
  fills: number
  /** How many tokens are read ahead next. */
  reach: number
}

/** A lexer in front of the first token at or behind `position`. Call `advance` to read it. */
export function createLexer(text: string, position = 0): Lexer {
  return {
    text,
    kind: token.END,
    start: position,
    end: position,
    position: firstPosition(text, position),
    previousEnd: position,
    terminate: false,
    lineStart: true,
    closed: true,
    plain: true,
    open: false,
    uncommented: text.length + 1,
    forbidden: text.includes('\0') || text.includes('\ufeff'),
    comments: [],
    faults: [],
    ahead: new Int32Array(aheadSize * (Math.min(text.length, furthest) + 1)),
    next: 0,
    filled: 0,
    fills: 0,
    reach: firstReach,
  }
}

/** How many numbers a token takes in `ahead`: its kind, its start, its end. */
export const aheadSize = 3
/** Most tokens that are read ahead at once. */
export const furthest = 512
/** Few at first, since an edit may need no more. */
const firstReach = 32

/** Forgets what was read ahead: the lexer was moved. */
export function dropAhead(lexer: Lexer): void {
  lexer.next = lexer.filled
}

/** Puts the lexer in front of the first token at or behind `position`, forgetting all that was noted. */
export function restartLexer(lexer: Lexer, position: number): void {
  if (lexer.position !== position || lexer.terminate) dropAhead(lexer)
  lexer.kind = token.END
  lexer.start = position
  lexer.end = position
  lexer.position = firstPosition(lexer.text, position)
  lexer.previousEnd = position
  lexer.terminate = false
  lexer.lineStart = true
  lexer.open = false
  if (lexer.comments.length > 0) lexer.comments = []
  if (lexer.faults.length > 0) lexer.faults = []
}

/** Puts the lexer to `position`, where something else is read next. */
export function moveLexer(lexer: Lexer, position: number): void {
  lexer.position = position
  dropAhead(lexer)
}

/** A byte order mark at the start of the text is passed over. */
function firstPosition(text: string, position: number): number {
  return position === 0 && text.charCodeAt(0) === byteOrderMark ? 1 : position
}

export const byteOrderMark = 0xfeff
export const newline = 10
export const carriageReturn = 13
export const quote = 34
export const hash = 35
export const apostrophe = 39
export const asterisk = 42
export const point = 46
export const slash = 47
export const backslash = 92
export const backtick = 96

/** Makes the range the current token. Gives true, as every function does that has read a token. */
export function finish(lexer: Lexer, kind: number, start: number, end: number, terminate = false): true {
  lexer.kind = kind
  lexer.start = start
  lexer.end = end
  lexer.position = end
  lexer.terminate = terminate
  return true
}

export function note(lexer: Lexer, code: AlloyIssueCode, message: string, start: number, end: number): void {
  lexer.faults.push({ code, message, start, end })
}

/** Notes the characters from `start` to `end` that Alloy refuses wherever they stand. */
export function noteForbidden(lexer: Lexer, start: number, end: number): void {
  if (!lexer.forbidden) return
  for (let at = start; at < end; at++)
    if (isForbidden(lexer.text.charCodeAt(at))) noteCharacter(lexer, at, at + 1)
}

/** Notes a character that Alloy refuses; one such issue a line is enough. */
export function noteCharacter(lexer: Lexer, start: number, end: number): void {
  const last = lexer.faults[lexer.faults.length - 1]
  if (last?.code === 'invalid-character' && lineEnd(lexer.text, last.start) > start) return
  const code = (lexer.text.codePointAt(start) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u.test(lexer.text.slice(start, end))
  const message = printable
    ? t(
        'Alloy does not know the character `{character}` (U+{code}) here. Remove it, or put text in quotes.',
        {
          character: lexer.text.slice(start, end),
          code,
        },
      )
    : t('Alloy does not accept the invisible character U+{code}. Remove it.', { code })
  note(lexer, 'invalid-character', message, start, end)
}

export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

export function isForbidden(code: number): boolean {
  return code === 0 || code === byteOrderMark
}

/**
 * Where something that is never closed is taken to end: before the next line that opens a block in its first
 * column, so that the rest of the file keeps its tree; else at the end of the text.
 */
export function beforeNextBlock(text: string, start: number): number {
  const opener = /\n(?=[A-Za-z_][\w.]*(?:[ \t]+"\w*")?[ \t]*\{)/g
  opener.lastIndex = start
  return opener.exec(text)?.index ?? text.length
}

export function width(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

const plainString = /[^"\\\n\0\ufeff]*"/y

/** The end of a string in double quotes that goes on at `from`; 0 if it has an escape, a fault or no end. */
export function plainStringEnd(text: string, from: number): number {
  plainString.lastIndex = from
  return plainString.test(text) ? plainString.lastIndex : 0
}

/** The kind of a token that is a name: some names are values. */
export function nameKind(text: string, start: number, end: number): number {
  const length = end - start
  if (length !== 4 && length !== 5) return token.IDENTIFIER
  const first = text.charCodeAt(start)
  if (length === 4 && first === 116 && text.startsWith('true', start)) return token.BOOLEAN
  if (length === 5 && first === 102 && text.startsWith('false', start)) return token.BOOLEAN
  if (length === 4 && first === 110 && text.startsWith('null', start)) return token.NULL
  return token.IDENTIFIER
}

/** The names that were read last: most are read again and again, and one string for all of them saves their room. */
const knownNames: string[] = new Array(1024).fill('')
/** Longer ones are slices that would keep the whole text alive. */
const longestKnown = 12

/** The text of a name. */
export function nameAt(text: string, start: number, end: number): string {
  const length = end - start
  if (length > longestKnown) return text.slice(start, end)
  const middle = text.charCodeAt(start + (length >> 1))
  const slot =
    (text.charCodeAt(start) * 5 + middle * 31 + text.charCodeAt(end - 1) * 131 + length * 17) & 1023
  const known = knownNames[slot]
  if (known !== undefined && known.length === length && text.startsWith(known, start)) return known
  const name = text.slice(start, end)
  knownNames[slot] = name
  return name
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
