/**
 * Regions: where a document lies inside another one, and how positions and edits go between the two.
 *
 * A region is made of runs: stretches in which the embedded text and the host's text are the same, unit for unit.
 * Escapes, stripped indentation and folded line breaks lie between runs and have no position of their own.
 * This file maps; it does not decode scalars (`syntax/yaml/scalar.ts` does) and knows no language.
 */
import type { Range } from './range.ts'

/** `length` units of the embedded text from `inner` stand in the host's text from `outer`. */
export interface Segment {
  readonly inner: number
  readonly outer: number
  readonly length: number
}

/** How the host writes the embedded text; inserted text is encoded for it. */
export interface Quoting {
  readonly style: 'literal' | 'folded' | 'plain' | 'single' | 'double' | 'subtree'
  /** Columns of indentation that the host puts before each line of the embedded text. */
  readonly indent: number
}

/** A replacement of `range` by `text`. */
export interface OuterEdit {
  readonly range: Range
  readonly text: string
}

/**
 * Where an embedded text lies in its host. Segments are in order and do not overlap; an empty one keeps the place
 * between two stretches that have no position of their own.
 */
export interface Region {
  /** The host's whole scalar, its quotes or its `|` included. */
  readonly range: Range
  readonly segments: readonly Segment[]
  readonly quoting: Quoting
  /**
   * The embedded text as it would be read after an edit of the host, or nothing where the host would no longer be
   * read as before. Whoever decoded the text gives it; without it edits of a scalar are refused.
   */
  readonly reread?: (edit: OuterEdit) => string | undefined
}

/**
 * The range of the host's text that stands for `range` of the embedded text. A start goes to the run that begins
 * there and an end to the run that ends there, so that indentation and line breaks between runs stay outside.
 * Nothing where an end lies inside what has no position, such as between the two units of one escape.
 */
export function toOuter(region: Region, range: Range): Range | undefined {
  const start = startToOuter(region.segments, range.start)
  if (start === undefined) return undefined
  if (range.start === range.end) return { start, end: start }
  const end = endToOuter(region.segments, range.end)
  return end === undefined || end < start ? undefined : { start, end }
}

/** The offset of the embedded text that an offset of the host's text stands for; nothing between runs. */
export function toInner(region: Region, offset: number): number | undefined {
  const { segments } = region
  const found = segments[lastBefore(segments, (segment) => segment.outer <= offset)]
  return found && offset <= found.outer + found.length ? found.inner + offset - found.outer : undefined
}

function startToOuter(segments: readonly Segment[], inner: number): number | undefined {
  const found = segments[lastBefore(segments, (segment) => segment.inner <= inner)]
  return found && inner <= found.inner + found.length ? found.outer + inner - found.inner : undefined
}

function endToOuter(segments: readonly Segment[], inner: number): number | undefined {
  const at = lastBefore(segments, (segment) => segment.inner < inner)
  for (const found of [segments[at], segments[at + 1]]) {
    if (found && found.inner <= inner && inner <= found.inner + found.length)
      return found.outer + inner - found.inner
  }
  return undefined
}

/** Index of the last segment that `holds` is true for, where it is true up to some segment and false from there on; -1 for none. */
function lastBefore(segments: readonly Segment[], holds: (segment: Segment) => boolean): number {
  let low = 0
  let high = segments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(segments[middle]!)) low = middle + 1
    else high = middle
  }
  return low - 1
}

/**
 * The edit of the host's text that does to the embedded text what `edit` says: inserted text gets the host's
 * escapes, line breaks and indentation. Each way of writing it is read again, and one that does not give exactly the
 * edited text is not taken; nothing where none is left.
 */
export function outerEdit(
  region: Region,
  edit: OuterEdit,
  embedded: string,
  hostText: string,
): OuterEdit | undefined {
  if (region.quoting.style === 'subtree') {
    const range = toOuter(region, edit.range)
    return range && { range, text: edit.text }
  }
  const expected = embedded.slice(0, edit.range.start) + edit.text + embedded.slice(edit.range.end)
  // Blank block scalars are read in too many ways, and nobody edits one to be blank.
  if (isBlock(region.quoting.style) && expected.trim() === '') return undefined
  for (const candidate of encodings({ region, edit, embedded, hostText })) {
    if (region.reread?.(candidate) === expected) return candidate
  }
  return undefined
}

function isBlock(style: Quoting['style']): boolean {
  return style === 'literal' || style === 'folded'
}

interface Encoding {
  readonly region: Region
  readonly edit: OuterEdit
  readonly embedded: string
  readonly hostText: string
}

/** Whether a text has a character that no unescaped scalar may hold, or that some reader takes for a line break. */
function isUnwritable(text: string): boolean {
  return /[^\P{Cc}\n\t]|[\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u.test(text)
}

/** Ways of writing an edit in the host, the nearest first. They are guesses: the caller reads each of them again. */
function* encodings(encoding: Encoding): Iterable<OuterEdit> {
  const { region, edit } = encoding
  const { style } = region.quoting
  if (style === 'double') {
    yield* inPlace(encoding, [escaped(edit.text), padded(edit.text)])
    return
  }
  if (isUnwritable(edit.text)) return
  const eol = lineBreak(encoding)
  const indent = ' '.repeat(region.quoting.indent)
  if (style === 'literal') {
    const text = edit.text.replace(/\n+/g, (breaks) => eol.repeat(breaks.length) + indent)
    const ends = edit.text.endsWith('\n') && (encoding.embedded[edit.range.end] ?? '\n') === '\n'
    yield* inPlace(encoding, [ends ? text.slice(0, text.length - indent.length) : text])
    yield* anewByLine(encoding, [
      (lines, indent, eol) => lines.map((line) => line && indent + line).join(eol),
    ])
    return
  }
  const text = style === 'single' ? edit.text.replaceAll("'", "''") : edit.text
  // A line break between two texts is written as a blank line, one beside a blank or deeper line as it is.
  yield* inPlace(encoding, [
    text.replace(/\n+/g, (breaks) => eol.repeat(breaks.length + 1) + indent),
    text.replace(/\n+/g, (breaks) => eol.repeat(breaks.length) + indent),
    text.replace(/\n+/g, (breaks) => eol.repeat(breaks.length)),
  ])
  if (style === 'folded') yield* anewByLine(encoding, foldedWriters)
}

function* inPlace(encoding: Encoding, texts: readonly string[]): Iterable<OuterEdit> {
  if (isBlock(encoding.region.quoting.style) && encoding.embedded.trim() === '') return
  const mapped = toOuter(encoding.region, encoding.edit.range)
  if (!mapped) return
  const { hostText } = encoding
  const back = hostText[mapped.start] === '\n' && hostText[mapped.start - 1] === '\r' ? 1 : 0
  const start = mapped.start - back
  const range = { start, end: mapped.end === mapped.start ? start : mapped.end }
  for (const text of new Set(texts)) yield { range, text }
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\0': '\\0',
}

/** Text for a double-quoted scalar. */
function escaped(text: string): string {
  return text.replace(/["\\\p{Cc}\p{Cs}\u00a0\u2028\u2029\ufeff\ufffe\uffff]/gu, (char) => {
    const code = char.charCodeAt(0)
    return shortEscapes[char] ?? `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** The same with the spaces at its ends escaped: beside a folded line break they would be lost. */
function padded(text: string): string {
  return escaped(text).replace(/^ +| +$/g, (spaces) => '\\x20'.repeat(spaces.length))
}

/** The line break that the host's text uses around the region. */
function lineBreak({ hostText, region }: Encoding): string {
  const found = hostText.indexOf('\n', region.range.start)
  const at = found < 0 ? hostText.indexOf('\n') : found
  return hostText[at - 1] === '\r' ? '\r\n' : '\n'
}

/** Writes lines of the embedded text as the host's lines. */
type LineWriter = (lines: readonly string[], indent: string, eol: string) => string

/** An edit of a block scalar: the lines it touches are written anew with the host's indentation, then cut to what differs. */
function* anewByLine(encoding: Encoding, writers: readonly LineWriter[]): Iterable<OuterEdit> {
  const { edit, embedded, hostText, region } = encoding
  const from = embedded.lastIndexOf('\n', edit.range.start - 1) + 1
  const head = embedded.slice(from, edit.range.start) + edit.text
  const whole = atLineStart(embedded, edit.range.end) && (head === '' || head.endsWith('\n'))
  const to = whole ? edit.range.end : lineEndAt(embedded, edit.range.end)
  const start = hostLineStart(encoding, from)
  const end = whole ? hostLineStart(encoding, to) : hostLineEnd(encoding, to)
  if (start === undefined || end === undefined || end < start) return
  const eol = lineBreak(encoding)
  const lines = (head + embedded.slice(edit.range.end, to)).split('\n')
  // At the end of a file without a last line break the new lines need one before them.
  const opens = start === hostText.length && start > 0 && hostText[start - 1] !== '\n'
  for (const write of writers) {
    const text = write(lines, ' '.repeat(region.quoting.indent), eol)
    yield differing(hostText, { range: { start, end }, text: opens && text ? eol + text : text })
  }
}

/** Lines of a folded scalar: a blank line between two that would fold into one, none beside a deeper one. */
function foldedLines(lines: readonly string[], indent: string, eol: string): string {
  let out = ''
  let before: string | undefined
  for (const [index, line] of lines.entries()) {
    const folds = line !== '' && before !== undefined && !/^[ \t]/.test(line) && !/^[ \t]/.test(before)
    out += (index > 0 ? eol : '') + (folds ? eol : '') + (line && indent + line)
    if (line !== '') before = line
  }
  return out
}

/** The same with the blank lines that the lines before and behind may need. */
const foldedWriters: readonly LineWriter[] = [
  foldedLines,
  (lines, indent, eol) => foldedLines(lines, indent, eol) + eol,
  (lines, indent, eol) => eol + foldedLines(lines, indent, eol),
  (lines, indent, eol) => eol + foldedLines(lines, indent, eol) + eol,
]

function atLineStart(text: string, offset: number): boolean {
  return offset === 0 || text[offset - 1] === '\n'
}

function lineEndAt(text: string, offset: number): number {
  const found = text.indexOf('\n', offset)
  return found < 0 ? text.length : found
}

/** Start of the host's line for the start of a line of the embedded text; behind the header where the scalar is empty. */
function hostLineStart({ region, hostText }: Encoding, inner: number): number | undefined {
  if (!region.segments.length) {
    const header = hostText.indexOf('\n', region.range.start)
    return header < 0 ? hostText.length : header + 1
  }
  const at = startToOuter(region.segments, inner)
  if (at === undefined || at >= hostText.length) return at
  return hostText[at - 1] === '\n' ? at : hostText.lastIndexOf('\n', at - 1) + 1
}

/** End of the host's line for the end of a line of the embedded text, its line break not counted. */
function hostLineEnd(encoding: Encoding, inner: number): number | undefined {
  const { region, hostText } = encoding
  if (!region.segments.length) return hostLineStart(encoding, inner)
  const at = startToOuter(region.segments, inner) ?? endToOuter(region.segments, inner)
  return at !== undefined && hostText[at] === '\n' && hostText[at - 1] === '\r' ? at - 1 : at
}

/** The edit without what it leaves as it is at its ends; characters and line breaks stay whole. */
function differing(text: string, { range, text: put }: OuterEdit): OuterEdit {
  const old = text.slice(range.start, range.end)
  const most = Math.min(old.length, put.length)
  let front = 0
  while (front < most && old[front] === put[front]) front++
  while (front > 0 && splits(old, front, put)) front--
  let back = 0
  while (back < most - front && old.at(-1 - back) === put.at(-1 - back)) back++
  while (back > 0 && splits(old, old.length - back, put, put.length - back)) back--
  return {
    range: { start: range.start + front, end: range.end - back },
    text: put.slice(front, put.length - back),
  }
}

/** Whether an offset of either text lies inside a surrogate pair or a CRLF. */
function splits(a: string, at: number, b: string, bAt: number = at): boolean {
  const inside = (text: string, offset: number): boolean => {
    const pair = text.slice(offset - 1, offset + 1)
    return /^[\ud800-\udbff][\udc00-\udfff]$/.test(pair) || pair === '\r\n'
  }
  return inside(a, at) || inside(b, bAt)
}
