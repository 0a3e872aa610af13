/**
 * The lexer of the Alloy language: one token at a time, on demand, from any position of a text. It puts in the
 * terminators that end statements, keeps comments beside the tokens, notes faults and goes on after each of them.
 * It agrees with the scanner of Alloy 1.18 on every token of a valid text; after a fault it may read on otherwise,
 * so that the rest of the text keeps its meaning. It decodes nothing: see `literal.ts`.
 */
import { t } from '../../text/translate.ts'
import { readAhead, takeAhead } from './lexerAhead.ts'
import {
  apostrophe,
  asterisk,
  backtick,
  beforeNextBlock,
  carriageReturn,
  createLexer,
  dropAhead,
  finish,
  hash,
  isDigit,
  type Lexer,
  lineEnd,
  nameKind,
  newline,
  note,
  noteCharacter,
  noteForbidden,
  point,
  quote,
  slash,
  width,
} from './lexerState.ts'
import { scanRawString, scanString } from './lexerString.ts'
import * as token from './token.ts'

/** Bits of `classes`: what an ASCII character may be. */
const letter = 1
const digit = 2

const classes = characterClasses()

function characterClasses(): Uint8Array {
  const table = new Uint8Array(128)
  for (let code = 0; code < 128; code++) {
    const lower = code | 32
    if ((lower >= 97 && lower <= 122 && code >= 65) || code === 95) table[code] = letter
    else if (code >= 48 && code <= 57) table[code] = digit
  }
  return table
}

/** The kind of token that a character is by itself, unless more follows. */
const single: ReadonlyMap<string, number> = new Map(token.singles)

/** Goes to the next token. At the end of the text it stays at `END`. */
export function advance(lexer: Lexer): void {
  if (lexer.kind !== token.TERMINATOR) lexer.previousEnd = lexer.end
  if (lexer.next < lexer.filled || readAhead(lexer)) takeAhead(lexer)
  else readNext(lexer)
}

/** Reads what is not read ahead. */
function readNext(lexer: Lexer): void {
  lexer.lineStart = false
  while (!scan(lexer, skipBlanks(lexer)));
}

/** Reads the token or the comment at `at`. Gives whether it was a token. */
function scan(lexer: Lexer, at: number): boolean {
  const { text } = lexer
  if (at >= text.length)
    return finish(lexer, lexer.terminate ? token.TERMINATOR : token.END, text.length, text.length)
  const code = text.charCodeAt(at)
  const is = code < 128 ? (classes[code] ?? 0) : 0
  if (is === letter) return scanName(lexer, at, at + 1)
  if (is === digit || (code === point && isDigit(text.charCodeAt(at + 1)))) return scanNumber(lexer, at)
  if (code === newline) return finish(lexer, token.TERMINATOR, at, at + 1)
  if (code === quote || code === apostrophe) return scanString(lexer, at, code)
  if (code === slash && startsComment(text, at)) {
    if (lexer.terminate && commentEndsLine(lexer, at)) return finish(lexer, token.TERMINATOR, at, at)
    skipComment(lexer, at)
    return false
  }
  if (code === hash) {
    skipHash(lexer, at)
    return false
  }
  return scanOther(lexer, at, code)
}

function skipBlanks(lexer: Lexer): number {
  const { text } = lexer
  let at = lexer.position
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === newline) {
      lexer.lineStart = true
      if (lexer.terminate) return at
    } else if (code !== 32 && code !== 9 && code !== carriageReturn) return at
    at++
  }
}

/** `IDENT = letter { letter | number }`, where letters and digits are those of Unicode and `_` is a letter. */
function scanName(lexer: Lexer, start: number, rest: number): true {
  const { text } = lexer
  let at = rest
  for (;;) {
    const code = text.charCodeAt(at)
    if (code < 128 && ((classes[code] ?? 0) & (letter | digit)) !== 0) at++
    else if (code >= 128 && isNameCharacter(text, at)) at += width(text, at)
    else break
  }
  return finish(lexer, nameKind(text, start, at), start, at, true)
}

function isNameCharacter(text: string, at: number): boolean {
  // Not at the top of the module: what is made of Unicode's tables takes a millisecond to make.
  return /^[\p{L}\p{Nd}]$/u.test(String.fromCodePoint(text.codePointAt(at) ?? 0))
}

/** Whether `text` is one identifier and no keyword, as the label of a block must be. */
export function isIdentifier(text: string): boolean {
  if (/^[A-Za-z_]\w*$/.test(text)) return nameKind(text, 0, text.length) === token.IDENTIFIER
  const lexer = createLexer(text)
  advance(lexer)
  return lexer.kind === token.IDENTIFIER && lexer.start === 0 && lexer.end === text.length
}

/** `NUMBER = digits`, `FLOAT = ( digits | "." digits ) [ "e" [ "+" | "-" ] digits ]`; `1.` is a float too. */
function scanNumber(lexer: Lexer, start: number): true {
  const { text } = lexer
  let kind = token.NUMBER
  let at = skipDigits(text, start)
  if (text.charCodeAt(at) === point) {
    kind = token.FLOAT
    at = skipDigits(text, at + 1)
  }
  if ((text.charCodeAt(at) | 32) === 101) {
    kind = token.FLOAT
    const sign = text.charCodeAt(at + 1)
    const digits = sign === 43 || sign === 45 ? at + 2 : at + 1
    at = skipDigits(text, digits)
    if (at === digits)
      note(lexer, 'invalid-number', t('The exponent of this number has no digits.'), start, at)
  }
  return finish(lexer, kind, start, at, true)
}

function skipDigits(text: string, start: number): number {
  let at = start
  while (isDigit(text.charCodeAt(at))) at++
  return at
}

function scanOther(lexer: Lexer, at: number, code: number): true {
  const { text } = lexer
  const doubled = text.charCodeAt(at + 1) === 61
  const end = at + (doubled ? 2 : 1)
  switch (code) {
    case backtick:
      return scanRawString(lexer, at)
    case 61:
      return finish(lexer, doubled ? token.EQUAL : token.ASSIGN, at, end)
    case 33:
      return finish(lexer, doubled ? token.NOT_EQUAL : token.NOT, at, end)
    case 60:
      return finish(lexer, doubled ? token.LESS_OR_EQUAL : token.LESS, at, end)
    case 62:
      return finish(lexer, doubled ? token.GREATER_OR_EQUAL : token.GREATER, at, end)
    case slash:
      return finish(lexer, token.DIVIDE, at, at + 1)
    case 124:
      return scanDoubled(lexer, at, token.OR, '||')
    case 38:
      return scanDoubled(lexer, at, token.AND, '&&')
    default:
      if (single.has(text.charAt(at))) return scanSingle(lexer, at)
      return isLetter(text, at) ? scanName(lexer, at, at + width(text, at)) : scanIllegal(lexer, at)
  }
}

function scanSingle(lexer: Lexer, start: number): true {
  const kind = single.get(lexer.text.charAt(start)) ?? token.ILLEGAL
  const closes = kind === token.CLOSE_BRACE || kind === token.CLOSE_PAREN || kind === token.CLOSE_BRACKET
  return finish(lexer, kind, start, start + 1, closes)
}

function isLetter(text: string, at: number): boolean {
  return /^[\p{L}]$/u.test(String.fromCodePoint(text.codePointAt(at) ?? 0))
}

function scanDoubled(lexer: Lexer, start: number, kind: number, operator: string): true {
  const complete = lexer.text.startsWith(operator, start)
  const end = complete ? start + 2 : start + 1
  if (!complete) {
    const found = operator.slice(1)
    const message = t('Alloy has no operator `{found}`. Write `{operator}`.', { found, operator })
    note(lexer, 'invalid-character', message, start, end)
  }
  return finish(lexer, kind, start, end)
}

function scanIllegal(lexer: Lexer, start: number): true {
  const end = start + width(lexer.text, start)
  noteCharacter(lexer, start, end)
  return finish(lexer, token.ILLEGAL, start, end, lexer.terminate)
}

/** `#` starts a comment in many languages and is nothing in Alloy: its line is passed over as a comment would be. */
function skipHash(lexer: Lexer, at: number): void {
  const message = t('Alloy does not know `#`. A comment starts with `//`.')
  note(lexer, 'invalid-character', message, at, at + 1)
  lexer.position = lineEnd(lexer.text, at)
}

function startsComment(text: string, at: number): boolean {
  const second = text.charCodeAt(at + 1)
  return text.charCodeAt(at) === slash && (second === slash || second === asterisk)
}

function skipComment(lexer: Lexer, start: number): void {
  const { text } = lexer
  const block = text.charCodeAt(start + 1) === asterisk
  let end = block ? blockCommentEnd(lexer, start) : lineEnd(text, start)
  lexer.position = end
  lexer.terminate = false
  if (!block && text.charCodeAt(end - 1) === carriageReturn) end--
  lexer.comments.push({ kind: block ? 'block' : 'line', start, end })
  if (block && lineEnd(text, start) < end) lexer.lineStart = true
  noteForbidden(lexer, start, end)
  if (block && lexer.uncommented <= start + 2) {
    lexer.open = true
    note(lexer, 'unterminated-comment', t('This comment has no closing `*/`.'), start, lineEnd(text, start))
  }
}

function blockCommentEnd(lexer: Lexer, start: number): number {
  if (lexer.uncommented > start + 2) {
    const close = lexer.text.indexOf('*/', start + 2)
    if (close !== -1) return close + 2
    lexer.uncommented = start + 2
  }
  return beforeNextBlock(lexer.text, start)
}

/** Whether nothing but comments stands between `start`, where one starts, and a line end in or behind them. */
function commentEndsLine(lexer: Lexer, start: number): boolean {
  const { text } = lexer
  let at = start
  while (startsComment(text, at)) {
    if (text.charCodeAt(at + 1) === slash) return true
    const end = blockCommentEnd(lexer, at)
    if (lineEnd(text, at) < end) return true
    at = end
    while (isBlank(text.charCodeAt(at))) at++
  }
  return at >= text.length || text.charCodeAt(at) === newline
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === carriageReturn
}

/**
 * Reads what follows a statement on its line: blanks, comments and the line end.
 * @returns the position behind the line end, or that of the next token where one stands on the same line
 */
export function skipLineRest(lexer: Lexer): number {
  const { text } = lexer
  dropAhead(lexer)
  for (;;) {
    while (isBlank(text.charCodeAt(lexer.position))) lexer.position++
    if (startsComment(text, lexer.position)) skipComment(lexer, lexer.position)
    else return text.charCodeAt(lexer.position) === newline ? lexer.position + 1 : lexer.position
  }
}
