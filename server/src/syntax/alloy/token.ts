/**
 * The kinds of token of the Alloy language and what each is called in a message. Kinds are small numbers, so that
 * the parser compares integers. Comments are not tokens: the lexer keeps them beside.
 */
import { t } from '../../text/translate.ts'

/** A kind of token: one of the constants below. */
export type TokenKind = number

export const END: TokenKind = 0
/** The end of a line that ends a statement; the lexer puts it in as Alloy's own scanner does. */
export const TERMINATOR: TokenKind = 1
export const ILLEGAL: TokenKind = 2
export const IDENTIFIER: TokenKind = 3
export const NUMBER: TokenKind = 4
export const FLOAT: TokenKind = 5
/** A string in double quotes, or in single quotes, which Alloy refuses. */
export const STRING: TokenKind = 6
/** A string in backticks. */
export const RAW_STRING: TokenKind = 7
export const BOOLEAN: TokenKind = 8
export const NULL: TokenKind = 9
export const OR: TokenKind = 10
export const AND: TokenKind = 11
export const EQUAL: TokenKind = 12
export const NOT_EQUAL: TokenKind = 13
export const LESS: TokenKind = 14
export const LESS_OR_EQUAL: TokenKind = 15
export const GREATER: TokenKind = 16
export const GREATER_OR_EQUAL: TokenKind = 17
export const PLUS: TokenKind = 18
export const MINUS: TokenKind = 19
export const TIMES: TokenKind = 20
export const DIVIDE: TokenKind = 21
export const MODULO: TokenKind = 22
export const POWER: TokenKind = 23
export const NOT: TokenKind = 24
export const ASSIGN: TokenKind = 25
export const OPEN_BRACE: TokenKind = 26
export const CLOSE_BRACE: TokenKind = 27
export const OPEN_PAREN: TokenKind = 28
export const CLOSE_PAREN: TokenKind = 29
export const OPEN_BRACKET: TokenKind = 30
export const CLOSE_BRACKET: TokenKind = 31
export const COMMA: TokenKind = 32
export const DOT: TokenKind = 33

/** Characters that are tokens by themselves; `=` and `.` are so unless more follows. */
export const singles: readonly (readonly [string, TokenKind])[] = [
  ['+', PLUS],
  ['-', MINUS],
  ['*', TIMES],
  ['%', MODULO],
  ['^', POWER],
  ['=', ASSIGN],
  ['{', OPEN_BRACE],
  ['}', CLOSE_BRACE],
  ['(', OPEN_PAREN],
  [')', CLOSE_PAREN],
  ['[', OPEN_BRACKET],
  [']', CLOSE_BRACKET],
  [',', COMMA],
  ['.', DOT],
]

/** How tightly a binary operator binds, by kind of token; 0 where the kind is none. */
export const precedence: Readonly<Uint8Array> = binaryPrecedence()

function binaryPrecedence(): Uint8Array {
  const table = new Uint8Array(DOT + 1)
  table[OR] = 1
  table[AND] = 2
  table.fill(3, EQUAL, GREATER_OR_EQUAL + 1)
  table.fill(4, PLUS, MINUS + 1)
  table.fill(5, TIMES, MODULO + 1)
  table[POWER] = 6
  return table
}

const longestQuote = 40

/** What a message calls the token of `kind` that stands in `text` from `start` to `end`. */
export function describeToken(kind: number, text: string, start: number, end: number): string {
  if (kind === END) return t('the end of the file')
  if (kind === TERMINATOR) return t('the end of the line')
  const source = text.slice(start, end)
  const line = source.split('\n', 1)[0] ?? source
  return line.length > longestQuote || line.length < source.length
    ? `\`${line.slice(0, longestQuote)}…\``
    : `\`${line}\``
}
