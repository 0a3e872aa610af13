/**
 * Decodes plain and quoted scalars into chunks: stretches that stand in the text as they are, and what escapes and
 * folded line breaks make, which has no position. It follows the library's reading step by step.
 */

/** A stretch of `start` to `end` of the host's text and what it decodes to; `same` where the two are equal. */
export interface Chunk {
  readonly start: number
  readonly end: number
  readonly same: boolean
  readonly text: string
}

/** The decoded text. */
export function joined(chunks: readonly Chunk[]): string {
  return chunks.map(({ text }) => text).join('')
}

/** A chunk that stands as it is. */
export function run(text: string, start: number, end: number): Chunk {
  return { start, end, same: true, text: text.slice(start, end) }
}

/** A chunk that decodes to something else. */
export function made(start: number, end: number, text: string): Chunk {
  return { start, end, same: false, text }
}

/** A line of a plain or single-quoted scalar: its text without the blanks around it. */
interface Line {
  readonly start: number
  readonly end: number
  /** Offset of its `\n`; of the last line the end of the scalar. */
  readonly lineEnd: number
}

/** Plain and single-quoted text from `from` to `to`, its quotes left out; `''` is a quote where `quoted`. */
export function decodeLines(text: string, from: number, to: number, quoted: boolean): readonly Chunk[] {
  const chunks: Chunk[] = []
  const lines = trimmedLines(text, from, to)
  let blanks = 0
  lines.forEach((line, index) => {
    const last = index === lines.length - 1
    const before = lines[index - 1]
    if (before && line.start === line.end && !last) {
      // The first blank line only turns the fold into a line break; each further one is a break of its own.
      if (blanks > 0) chunks.push(run(text, before.lineEnd, before.lineEnd + 1))
      blanks++
      return
    }
    if (before && blanks > 0) chunks.push(run(text, before.lineEnd, before.lineEnd + 1))
    else if (before) chunks.push(made(before.end, line.start, ' '))
    blanks = 0
    if (quoted) pushQuoted(chunks, text, line.start, line.end)
    else if (line.end > line.start) chunks.push(run(text, line.start, line.end))
  })
  return chunks
}

function trimmedLines(text: string, from: number, to: number): readonly Line[] {
  const lines: Line[] = []
  for (let at = from; ; ) {
    const found = text.indexOf('\n', at)
    const last = found < 0 || found >= to
    const lineEnd = last ? to : found
    let start = at
    let end = lineEnd
    if (!last && end > start && text[end - 1] === '\r') end--
    // Blanks beside a line break are left out; those at the scalar's own ends stay.
    if (at > from) while (start < end && isBlank(text[start]!)) start++
    if (!last) while (end > start && isBlank(text[end - 1]!)) end--
    lines.push({ start, end, lineEnd })
    if (last) return lines
    at = lineEnd + 1
  }
}

function isBlank(char: string): boolean {
  return char === ' ' || char === '\t'
}

function pushQuoted(chunks: Chunk[], text: string, start: number, end: number): void {
  let from = start
  for (let at = text.indexOf("''", from); at >= 0 && at + 2 <= end; at = text.indexOf("''", from)) {
    if (at > from) chunks.push(run(text, from, at))
    chunks.push(made(at, at + 2, "'"))
    from = at + 2
  }
  if (end > from) chunks.push(run(text, from, end))
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  '\t': '\t',
}

const codeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** Double-quoted text from `from` to `to`, its quotes left out; nothing for an escape that YAML does not have. */
export function decodeDouble(text: string, from: number, to: number): readonly Chunk[] | undefined {
  const chunks: Chunk[] = []
  let start = from
  const flush = (end: number): void => {
    if (end > start) chunks.push(run(text, start, end))
  }
  for (let at = from; at < to; ) {
    const char = text[at]!
    if (char === '\\') {
      flush(at)
      const read = readEscape(text, at, to)
      if (!read) return undefined
      if (read.text) chunks.push(read)
      at = start = read.end
    } else if (isBlank(char) || char === '\n' || (char === '\r' && text[at + 1] === '\n')) {
      const lineEnd = lineBreakAfter(text, at, to)
      if (lineEnd < 0) {
        while (at < to && isBlank(text[at]!)) at++
      } else {
        flush(at)
        at = start = foldFrom(chunks, text, at, lineEnd, to)
      }
    } else {
      at++
    }
  }
  flush(to)
  return chunks
}

/** Offset of the `\n` that only blanks stand before, or -1. */
function lineBreakAfter(text: string, at: number, to: number): number {
  let index = at
  while (index < to && isBlank(text[index]!)) index++
  if (text[index] === '\r' && index + 1 < to && text[index + 1] === '\n') index++
  return index < to && text[index] === '\n' ? index : -1
}

/** Folds the line breaks from `lineEnd` on: one makes a space, each further one a line break. Gives where text goes on. */
function foldFrom(chunks: Chunk[], text: string, from: number, lineEnd: number, to: number): number {
  const breaks: number[] = []
  let at = lineEnd + 1
  for (; at < to; at++) {
    const char = text[at]!
    if (char === '\n') breaks.push(at)
    else if (!isBlank(char) && !(char === '\r' && text[at + 1] === '\n')) break
  }
  for (const line of breaks) chunks.push(run(text, line, line + 1))
  if (!breaks.length) chunks.push(made(from, at, ' '))
  return at
}

function readEscape(text: string, at: number, to: number): Chunk | undefined {
  const char = text[at + 1]
  if (char === undefined || at + 1 >= to) return undefined
  const simple = escapes[char]
  if (simple !== undefined) return made(at, at + 2, simple)
  if (char === '\n' || (char === '\r' && text[at + 2] === '\n')) {
    let end = at + (char === '\n' ? 2 : 3)
    while (end < to && isBlank(text[end]!)) end++
    return made(at, end, '')
  }
  const length = codeLengths[char]
  const digits = length ? text.slice(at + 2, Math.min(at + 2 + length, to)) : ''
  if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits)) return undefined
  const code = Number.parseInt(digits, 16)
  return code > 0x10ffff ? undefined : made(at, at + 2 + length, String.fromCodePoint(code))
}
