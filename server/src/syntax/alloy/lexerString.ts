/**
 * How the Alloy lexer reads strings: their ends, their escapes and the faults in them. What a string means is
 * decoded in `literal.ts`.
 */
import { t } from '../../text/translate.ts'
import {
  apostrophe,
  backslash,
  beforeNextBlock,
  carriageReturn,
  finish,
  isDigit,
  isForbidden,
  type Lexer,
  lineEnd,
  newline,
  note,
  noteCharacter,
  noteForbidden,
  width,
} from './lexerState.ts'
import * as token from './token.ts'

/** `STRING = '"' { string_character | escape_sequence } '"'`, within one line. */
export function scanString(lexer: Lexer, start: number, delimiter: number): true {
  const { text } = lexer
  let at = start + 1
  lexer.plain = true
  lexer.closed = false
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === newline) break
    if (code === delimiter) {
      lexer.closed = true
      at++
      break
    }
    if (code === backslash) {
      lexer.plain = false
      at = skipEscape(lexer, at + 1) - 1
    } else if (isForbidden(code)) noteCharacter(lexer, at, at + 1)
  }
  return finishString(lexer, start, at, delimiter)
}

function finishString(lexer: Lexer, start: number, at: number, delimiter: number): true {
  const end =
    !lexer.closed && lexer.text.charCodeAt(at - 1) === carriageReturn && at - 1 > start ? at - 1 : at
  if (delimiter === apostrophe) {
    const message = t('Alloy has no strings in single quotes. Put the text in double quotes.')
    note(lexer, 'invalid-character', message, start, end)
  } else if (!lexer.closed) {
    note(lexer, 'unterminated-string', t('This string has no closing `"` on its line.'), start, end)
  }
  return finish(lexer, token.STRING, start, end, true)
}

/** The escapes of Go's strings. Gives the position behind what belongs to the escape. */
function skipEscape(lexer: Lexer, at: number): number {
  const { text } = lexer
  const code = text.charCodeAt(at)
  if ('abfnrtv\\"'.includes(text.charAt(at) || ' ')) return at + 1
  const length = escapeLength(code)
  if (length === 0) {
    const end = at < text.length && code !== newline ? at + width(text, at) : at
    const message = t('Alloy does not know the escape `{escape}`. Write a backslash as `\\\\`.', {
      escape: text.slice(at - 1, end),
    })
    note(lexer, 'invalid-escape', message, at - 1, end)
    return at
  }
  const octal = code >= 48 && code <= 55
  const first = octal ? at : at + 1
  let end = first
  while (end < first + length && isEscapeDigit(text.charCodeAt(end), octal)) end++
  const value = Number.parseInt(text.slice(first, end), octal ? 8 : 16)
  const invalid = octal ? value > 255 : value > 0x10ffff || (value >= 0xd800 && value < 0xe000)
  if (end < first + length || invalid) {
    const message = t('The escape `{escape}` does not name a character.', { escape: text.slice(at - 1, end) })
    note(lexer, 'invalid-escape', message, at - 1, end)
  }
  return end
}

function escapeLength(code: number): number {
  if (code >= 48 && code <= 55) return 3
  if (code === 120) return 2
  if (code === 117) return 4
  return code === 85 ? 8 : 0
}

function isEscapeDigit(code: number, octal: boolean): boolean {
  if (octal) return code >= 48 && code <= 55
  const lower = code | 32
  return isDigit(code) || (lower >= 97 && lower <= 102)
}

/** A string in backticks: no escapes, any number of lines. */
export function scanRawString(lexer: Lexer, start: number): true {
  const { text } = lexer
  const close = text.indexOf('`', start + 1)
  lexer.closed = close !== -1
  const end = lexer.closed ? close + 1 : beforeNextBlock(text, start)
  lexer.plain = !hasCarriageReturn(text, start, end)
  noteForbidden(lexer, start, end)
  if (!lexer.closed) {
    lexer.open = true
    const message = t('This string has no closing backtick.')
    note(lexer, 'unterminated-string', message, start, lineEnd(text, start))
  }
  return finish(lexer, token.RAW_STRING, start, end, true)
}

function hasCarriageReturn(text: string, start: number, end: number): boolean {
  const at = text.indexOf('\r', start)
  return at !== -1 && at < end
}
