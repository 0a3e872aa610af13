/**
 * Cuts a template into text and tags, and the tags into tokens, as Go's `text/template` (Go 1.26) does.
 *
 * Go stops at the first fault. Here a tag keeps its first fault as a token and the lexer finds out where the tag
 * most likely ends: at the next `}}` that stands before another `{{`, else at the end of the tag's first line, so
 * that an unclosed action costs one line and not the rest of the file. Numbers, strings and characters are only
 * delimited here; `literal.ts` says whether they are well formed.
 */
import type { Range } from '../../text/range.ts'
import type { IssueCode } from './ast.ts'
import type { Fault, Piece, TagPiece, TextPiece, Token, TokenKind } from './token.ts'

const keywords = new Set([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'template',
  'with',
])

/** The state of one tag being read. */
interface Scan {
  readonly text: string
  readonly start: number
  position: number
  readonly tokens: Token[]
  fault: (Fault & Range) | undefined
  /** A raw string that runs over a `}}` and a line: the likely culprit of any later fault. */
  suspect: Range | undefined
}

/** Cuts `text` into pieces that follow each other without a gap. Never throws; takes time linear in the text. */
export function lexTemplate(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  let position = 0
  let trimStart = false
  // Where no `*/` was found once there is none further on: this keeps many unclosed comments linear.
  const comments = { more: true }
  while (position < text.length) {
    const open = text.indexOf('{{', position)
    const textEnd = open < 0 ? text.length : open
    const tag = open < 0 ? undefined : lexTag(text, open, comments)
    if (textEnd > position) {
      pieces.push(textPiece(text, position, textEnd, trimStart, tag?.trimLeft ?? false))
    }
    if (tag === undefined) break
    pieces.push(tag)
    position = tag.end
    trimStart = tag.trimRight
  }
  return pieces
}

function textPiece(
  text: string,
  start: number,
  end: number,
  trimStart: boolean,
  trimEnd: boolean,
): TextPiece {
  let from = start
  let to = end
  if (trimStart) while (from < to && isSpace(text.charCodeAt(from))) from++
  if (trimEnd) while (to > from && isSpace(text.charCodeAt(to - 1))) to--
  return { kind: 'text', start, end, value: text.slice(from, to) }
}

function lexTag(text: string, start: number, comments: { more: boolean }): TagPiece {
  const trimLeft = text[start + 2] === '-' && isSpace(text.charCodeAt(start + 3))
  const inner = start + (trimLeft ? 4 : 2)
  if (text.startsWith('/*', inner)) return lexComment(text, start, inner, trimLeft, comments)
  const scan: Scan = { text, start, position: inner, tokens: [], fault: undefined, suspect: undefined }
  while (scan.fault === undefined) {
    const gapStart = scan.position
    skipSpace(scan)
    const gap = scan.position > gapStart
    const close = closing(text, scan.position, gap)
    if (close !== undefined) return tagPiece(scan, trimLeft, close)
    if (scan.position >= text.length || text.startsWith('{{', scan.position)) {
      fail(scan, 'unclosed-action', { start: scan.position, end: scan.position })
    } else lexToken(scan, gap)
  }
  return recover(scan, scan.fault, trimLeft)
}

interface Close {
  readonly end: number
  readonly trimRight: boolean
}

/** The closing delimiter at `position`, which is the first non-blank; a trim marker needs a blank before it. */
function closing(text: string, position: number, gap: boolean): Close | undefined {
  if (text.startsWith('}}', position)) return { end: position + 2, trimRight: false }
  if (gap && text.startsWith('-}}', position)) return { end: position + 3, trimRight: true }
  return undefined
}

function tagPiece(scan: Scan, trimLeft: boolean, close: Close): TagPiece {
  return {
    kind: 'tag',
    start: scan.start,
    end: close.end,
    trimLeft,
    trimRight: close.trimRight,
    closed: true,
    tokens: scan.tokens,
    comment: undefined,
  }
}

function lexComment(
  text: string,
  start: number,
  inner: number,
  trimLeft: boolean,
  comments: { more: boolean },
): TagPiece {
  const scan: Scan = { text, start, position: inner, tokens: [], fault: undefined, suspect: undefined }
  const stars = comments.more ? text.indexOf('*/', inner + 2) : -1
  if (stars < 0) {
    comments.more = false
    const fault = fail(scan, 'unclosed-comment', { start, end: inner + 2 })
    const piece = recover(scan, fault, trimLeft)
    return {
      ...piece,
      comment: text.slice(inner + 2, Math.max(inner + 2, piece.end - (piece.closed ? 2 : 0))),
    }
  }
  const comment = text.slice(inner + 2, stars)
  scan.position = stars + 2
  const gap = isSpace(text.charCodeAt(scan.position)) && text[scan.position + 1] === '-'
  const close = closing(text, scan.position + (gap ? 1 : 0), gap)
  if (close !== undefined) return { ...tagPiece(scan, trimLeft, close), comment }
  const fault = fail(scan, 'bad-comment-end', { start: stars, end: stars + 2 })
  return { ...recover(scan, fault, trimLeft, stars + 2), comment }
}

/** Records the tag's fault; a raw string that swallowed the end of its tag takes the blame for what follows. */
function fail(scan: Scan, code: IssueCode, at: Range, data: Fault['data'] = {}): Fault & Range {
  const suspect = scan.suspect
  const fault =
    suspect === undefined
      ? { code, data, start: at.start, end: at.end }
      : { code: 'unclosed-string' as const, data: {}, start: suspect.start, end: suspect.end }
  scan.fault = fault
  return fault
}

/** Finds the end of a tag with a fault and puts the fault among its tokens. */
function recover(scan: Scan, fault: Fault & Range, trimLeft: boolean, from = fault.start): TagPiece {
  const { text, start } = scan
  const nextOpen = text.indexOf('{{', Math.max(from, start + 2))
  const stop = nextOpen < 0 ? text.length : nextOpen
  const close = text.slice(from, stop).indexOf('}}')
  const base = { kind: 'tag' as const, start, trimLeft, comment: undefined }
  const inner = from + close
  // A single `}` ends a tag that was meant to end there, unless the two come later on the same line.
  if (close >= 0 && (text[fault.start] !== '}' || !text.slice(from, inner).includes('\n'))) {
    const trimRight = text[inner - 1] === '-' && isSpace(text.charCodeAt(inner - 2))
    const tokens = withFault(scan, fault, trimRight ? inner - 1 : inner)
    return { ...base, end: inner + 2, trimRight, closed: true, tokens }
  }
  const end = unclosedEnd(text, start, stop, fault)
  const kept = fault.start < end ? fault : { code: 'unclosed-action' as const, data: {}, start, end }
  const tokens = withFault(scan, kept, end)
  return { ...base, end, trimRight: false, closed: false, tokens }
}

/** An unclosed tag ends with its first line; one with a single `}` on that line ends there. */
function unclosedEnd(text: string, start: number, stop: number, fault: Fault & Range): number {
  const line = text.slice(start, stop).indexOf('\n')
  const lineEnd = line < 0 ? stop : start + line - (text[start + line - 1] === '\r' ? 1 : 0)
  return text[fault.start] === '}' && fault.start < lineEnd ? fault.start + 1 : lineEnd
}

/** The tokens up to `end`: those before the fault, the fault, and what can still be read behind it. */
function withFault(scan: Scan, fault: Fault & Range, end: number): readonly Token[] {
  const { text } = scan
  const tokens = scan.tokens.filter((token) => token.end <= Math.min(end, Math.max(fault.start, scan.start)))
  const before = fault.code === 'unclosed-action' ? scan.tokens.filter((token) => token.end <= end) : tokens
  const { code, data } = fault
  const token: Token = {
    kind: 'fault',
    start: fault.start,
    end: Math.min(Math.max(fault.end, fault.start), text.length),
    text: text.slice(fault.start, fault.end),
    gap: true,
    fault: { code, data },
  }
  return [...before, token, ...(code === 'unclosed-action' ? [] : rest(scan, fault.end, end))]
}

/** Reads on behind a fault, up to `end`, and leaves further faults out. */
function rest(scan: Scan, from: number, end: number): readonly Token[] {
  const text = scan.text.slice(0, end)
  const tokens: Token[] = []
  let position = from
  while (position < end) {
    const inner: Scan = {
      text,
      start: scan.start,
      position,
      tokens: [],
      fault: undefined,
      suspect: undefined,
    }
    skipSpace(inner)
    if (inner.position >= end) break
    lexToken(inner, inner.position > position || tokens.length === 0)
    for (const token of inner.tokens) tokens.push(token)
    position = Math.max(inner.position, position + 1)
  }
  return tokens
}

function skipSpace(scan: Scan): void {
  while (scan.position < scan.text.length && isSpace(scan.text.charCodeAt(scan.position))) scan.position++
}

const singles: Readonly<Record<string, TokenKind>> = {
  '=': 'assign',
  '|': 'pipe',
  ',': 'comma',
  '(': 'open',
  ')': 'close',
}

/** Reads one token at a non-blank; a fault ends the tag's reading. */
function lexToken(scan: Scan, gap: boolean): void {
  const { text, position } = scan
  const char = text[position] ?? ''
  const single = singles[char]
  const digit = isDigit(text.charCodeAt(position))
  if (single !== undefined) push(scan, single, position + 1, gap)
  else if (char === ':' && text[position + 1] === '=') push(scan, 'declare', position + 2, gap)
  else if (char === '"' || char === "'") lexQuoted(scan, char, gap)
  else if (char === '`') lexRaw(scan, gap)
  else if (char === '$') lexName(scan, 'variable', gap)
  else if (char === '.' && !isDigit(text.charCodeAt(position + 1))) lexName(scan, 'field', gap)
  else if (char === '.' || char === '+' || char === '-' || digit) lexNumber(scan, gap)
  else if (wordLength(text, position) > 0) lexWord(scan, gap)
  else badCharacter(scan, position)
}

function push(scan: Scan, kind: TokenKind, end: number, gap: boolean): void {
  const start = scan.position
  scan.tokens.push({ kind, start, end, text: scan.text.slice(start, end), gap })
  scan.position = end
}

/** The character at `position` can't stand there; `before` is the name that it follows, if it follows one. */
function badCharacter(scan: Scan, position: number, before = ''): void {
  const character = String.fromCodePoint(scan.text.codePointAt(position) ?? 0)
  const at = { start: position, end: position + character.length }
  if (character === '}' && scan.text[position + 1] !== '}') fail(scan, 'unclosed-action', at, { character })
  else fail(scan, 'bad-character', at, { character, before })
  scan.position = at.end
}

/** A string or character constant: ends at its quote, a backslash takes the next character, no line break. */
function lexQuoted(scan: Scan, quote: string, gap: boolean): void {
  const { text, position } = scan
  for (let at = position + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === quote) {
      push(scan, quote === '"' ? 'string' : 'char', at + 1, gap)
      return
    }
    if (text[at] === '\\') {
      if (text[at + 1] === '\n') break
      at++
    }
  }
  fail(scan, quote === '"' ? 'unclosed-string' : 'unclosed-char', { start: position, end: position + 1 })
  scan.position = position + 1
}

/** A raw string: up to the next backquote, line breaks and all. */
function lexRaw(scan: Scan, gap: boolean): void {
  const { text, position } = scan
  const end = text.indexOf('`', position + 1)
  if (end < 0) {
    fail(scan, 'unclosed-string', { start: position, end: position + 1 })
    scan.position = position + 1
    return
  }
  push(scan, 'raw-string', end + 1, gap)
  if (scan.suspect === undefined && runsOn(text.slice(position, end)))
    scan.suspect = { start: position, end: position + 1 }
}

/** Whether a raw string runs over the end of a tag and of that line. */
function runsOn(body: string): boolean {
  if (!body.includes('\n')) return false
  const close = body.indexOf('}}')
  return close >= 0 && body.includes('\n', close)
}

/** `$`, `$name`, `.` or `.name`. */
function lexName(scan: Scan, kind: 'variable' | 'field', gap: boolean): void {
  const { text, position } = scan
  const end = position + 1 + (isTerminator(text, position + 1) ? 0 : wordLength(text, position + 1))
  push(scan, kind === 'field' && end === position + 1 ? 'dot' : kind, end, gap)
  if (!isTerminator(text, end)) badCharacter(scan, end, text.slice(position, end))
}

function lexWord(scan: Scan, gap: boolean): void {
  const { text, position } = scan
  const end = position + wordLength(text, position)
  const word = text.slice(position, end)
  push(scan, wordKind(word), end, gap)
  if (!isTerminator(text, end)) badCharacter(scan, end, word)
}

function wordKind(word: string): TokenKind {
  if (keywords.has(word)) return 'keyword'
  if (word === 'true' || word === 'false') return 'bool'
  return word === 'nil' ? 'nil' : 'identifier'
}

/** A number, or a complex one: two numbers with a sign between them, the second with an `i`. */
function lexNumber(scan: Scan, gap: boolean): void {
  const { text, position } = scan
  let end = scanNumber(text, position)
  let good = wordLength(text, end) === 0
  if (good && (text[end] === '+' || text[end] === '-')) {
    end = scanNumber(text, end)
    good = wordLength(text, end) === 0 && text[end - 1] === 'i'
  }
  if (good) {
    push(scan, 'number', end, gap)
    return
  }
  end += wordLength(text, end)
  const trim = position === scan.start + 2 && text[position] === '-'
  fail(scan, 'bad-number', { start: position, end }, { text: text.slice(position, end), trim })
  scan.position = end
}

// Sign, then base prefix with its digits or decimal digits; exponents as the base has them; `i`.
const numberForm =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y

function scanNumber(text: string, position: number): number {
  numberForm.lastIndex = position
  numberForm.test(text)
  return Math.max(numberForm.lastIndex, position)
}

/** Whether a name may end before `position`: a name must be followed by a blank or one of few characters. */
function isTerminator(text: string, position: number): boolean {
  const char = text[position]
  if (char === undefined || isSpace(char.charCodeAt(0))) return true
  return '.,|:()'.includes(char) || text.startsWith('}}', position)
}

function isLetterOrDigit(code: number): boolean {
  return /^[\p{L}\p{Nd}]/u.test(String.fromCodePoint(code))
}

/** How many code units of letters, digits and underscores stand at `position`. */
function wordLength(text: string, position: number): number {
  let end = position
  for (;;) {
    const code = text.codePointAt(end)
    if (code === undefined) break
    const letter = code < 128 ? isAsciiWord(code) : isLetterOrDigit(code)
    if (!letter) break
    end += code > 0xffff ? 2 : 1
  }
  return end - position
}

function isAsciiWord(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13
}
