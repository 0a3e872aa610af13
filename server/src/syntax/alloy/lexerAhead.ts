/**
 * Reads tokens ahead of the parser, some hundred at a time: one loop over the characters costs a fraction of a call for
 * every token, above all in a short run, which is over before much of it is optimised.
 *
 * It reads what nearly all of a configuration is made of: blanks, names of ASCII letters, whole numbers, strings without
 * escapes, brackets, `=` and the operators of one character. In front of anything else (a comment, a fault, a character
 * that is not ASCII, the end of the text) it stops, and `lexer.ts` reads that.
 */
import { aheadSize, furthest, type Lexer, nameKind, newline, plainStringEnd, point } from './lexerState.ts'
import * as token from './token.ts'

/** What a character may be; one that is a token by itself has that token's kind above `singles`. */
const other = 0
const blank = 1
const lineBreak = 2
const letter = 3
const digit = 4
const quotation = 5
const singles = 6

const classes = characterClasses()

function characterClasses(): Uint8Array {
  const table = new Uint8Array(128)
  for (let code = 0; code < 128; code++) {
    const lower = code | 32
    if ((lower >= 97 && lower <= 122 && code >= 65) || code === 95) table[code] = letter
    else if (code >= 48 && code <= 57) table[code] = digit
    else table[code] = code === 32 || code === 9 || code === 13 ? blank : other
  }
  table[newline] = lineBreak
  table[34] = quotation
  for (const [character, kind] of token.singles) table[character.charCodeAt(0)] = kind + singles
  return table
}

/** By kind of token: whether a line end behind it ends a statement. */
const ending = endingKinds()

function endingKinds(): Uint8Array {
  const { IDENTIFIER, NUMBER, STRING, BOOLEAN, NULL, CLOSE_BRACE, CLOSE_PAREN, CLOSE_BRACKET } = token
  const table = new Uint8Array(token.DOT + 1)
  for (const kind of [IDENTIFIER, NUMBER, STRING, BOOLEAN, NULL, CLOSE_BRACE, CLOSE_PAREN, CLOSE_BRACKET])
    table[kind] = 1
  return table
}

/** Added to the kind of a token in `Lexer.ahead`: a line end lies in front of it. */
const lineStart = 64

/** Makes the next token that was read ahead the current one. There must be one. */
export function takeAhead(lexer: Lexer): void {
  const { ahead, next } = lexer
  const first = ahead[next] ?? 0
  const kind = first & 63
  lexer.kind = kind
  lexer.start = ahead[next + 1] ?? 0
  lexer.end = ahead[next + 2] ?? 0
  lexer.position = lexer.end
  lexer.terminate = ending[kind] === 1
  lexer.lineStart = first >= lineStart
  lexer.next = next + aheadSize
}

/** Reads tokens ahead from the lexer's position on. Gives whether there is one. */
export function readAhead(lexer: Lexer): boolean {
  const { text, ahead } = lexer
  let at = lexer.position
  let ends = lexer.terminate
  let line = 0
  let filled = 0
  const limit = Math.min(lexer.reach * aheadSize, ahead.length)
  while (filled < limit) {
    const is = classes[text.charCodeAt(at)] ?? other
    let end = at + 1
    let kind = is - singles
    if (is === blank || is === lineBreak) {
      at = end
      if (is === blank) continue
      line = lineStart
      if (!ends) continue
      kind = token.TERMINATOR
      at--
    } else if (is === letter) {
      while (isWord(classes[text.charCodeAt(end)])) end++
      if (text.charCodeAt(end) >= 128) break
      kind = nameKind(text, at, end)
    } else if (is === quotation) {
      end = plainStringEnd(text, end)
      if (end === 0) break
      kind = token.STRING
    } else if (is === digit) {
      while (classes[text.charCodeAt(end)] === digit) end++
      if (isFloat(text.charCodeAt(end))) break
      kind = token.NUMBER
    } else if (is === other || !isWhole(kind, text.charCodeAt(end))) break
    ends = ending[kind] === 1
    ahead[filled] = kind + line
    ahead[filled + 1] = at
    ahead[filled + 2] = end
    filled += aheadSize
    line = 0
    at = end
  }
  lexer.next = 0
  lexer.filled = filled
  lexer.fills++
  lexer.reach = Math.min(lexer.reach * 2, furthest)
  lexer.closed = true
  lexer.plain = true
  return filled > 0
}

function isWord(is: number | undefined): boolean {
  return is === letter || is === digit
}

/** Whether what follows digits may make them a float: a point or an exponent. */
function isFloat(code: number): boolean {
  return code === point || (code | 32) === 101
}

/** Whether a character is a token whatever `next` is: not in `==` and `.5`. */
function isWhole(kind: number, next: number): boolean {
  if (kind === token.ASSIGN) return next !== 61
  return kind !== token.DOT || next < 48 || next > 57 || Number.isNaN(next)
}
