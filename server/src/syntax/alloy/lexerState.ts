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
  comments: CommentRange[]
  faults: Fault[]
}

/** A lexer in front of the first token at or behind `position`. Call `advance` to read it. */
export function createLexer(text: string, position = 0): Lexer {
  return {
    text,
    kind: token.END,
    start: position,
    end: position,
    position: position === 0 && text.charCodeAt(0) === byteOrderMark ? 1 : position,
    previousEnd: position,
    terminate: false,
    lineStart: true,
    closed: true,
    plain: true,
    open: false,
    uncommented: text.length + 1,
    comments: [],
    faults: [],
  }
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

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
