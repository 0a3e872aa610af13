/**
 * Decodes literal and folded block scalars into chunks, after YAML 1.2, 8.1, and step by step as the library does:
 * header, indentation, content lines, chomping. Lines on which only a masked template action stands keep the action.
 */
import { CST } from 'yaml'
import type { Range } from '../../text/range.ts'
import type { Reading } from './scalar.ts'
import { type Chunk, made, run } from './scalarFlow.ts'

interface Line {
  readonly start: number
  /** Leading spaces. */
  readonly indent: number
  /** End of the content, before the line break. */
  readonly end: number
  /** Offset of its `\n`, or -1. */
  readonly lineEnd: number
  readonly blank: boolean
}

interface Header {
  readonly source: string
  readonly folded: boolean
  readonly chomp: string
  /** The indentation indicator; 0 where there is none. */
  readonly indicator: number
  readonly bodyStart: number
}

interface Body {
  readonly text: string
  readonly masked: string
  readonly header: Header
  readonly lines: readonly Line[]
  /** Columns that are stripped from each line. */
  readonly trim: number
  /** Index of the first line with content, and of the line behind the last one. */
  readonly first: number
  readonly after: number
}

/** Decodes the block scalar that starts at `range.start` with its `|` or `>`; see `decodeScalar`. */
export function decodeBlock(text: string, range: Range, masked: string): Reading | undefined {
  const header = readHeader(masked, range.start)
  if (!header) return undefined
  const parent = parentIndent(masked, range.start)
  if (header.indicator && parent === undefined) return undefined
  const end = bodyEnd(masked, range.end, header.bodyStart)
  const source = masked.slice(header.bodyStart, end)
  const value = libraryValue(header, source, parent ?? 0)
  const body = readBody(text, masked, header, end, parent ?? 0)
  const chunks = body && decodeBody(body)
  if (!chunks) return undefined
  const indent = body.trim || (parent ?? 0) + 2
  const further = text === masked ? end : actionsEnd(text, masked, header.bodyStart, end, indent)
  if (further === end) return { chunks, indent, value }
  const longer = readBody(text, masked, header, further, parent ?? 0)
  const beyond = longer && decodeBody(longer)
  return { chunks, indent, value, ...(beyond && { beyond }) }
}

const headerShape = /([|>])([-+0-9]*)(?:[ \t]+#[^\n]*|[ \t\r]*)(?:\n|$)/y

function readHeader(text: string, start: number): Header | undefined {
  headerShape.lastIndex = start
  const match = headerShape.exec(text)
  if (!match) return undefined
  const indicators = match[2]!
  return {
    source: match[1]! + indicators,
    folded: match[1] === '>',
    chomp: /[-+]/.exec(indicators)?.[0] ?? '',
    indicator: Number(/[1-9]/.exec(indicators)?.[0] ?? 0),
    bodyStart: headerShape.lastIndex,
  }
}

/** Our ranges leave out a block scalar's last line break. */
function bodyEnd(text: string, end: number, bodyStart: number): number {
  if (end < bodyStart) return bodyStart
  if (text[end] === '\n') return end + 1
  return text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end
}

/** Column of the collection that holds the scalar: indentation indicators count from there. Nothing where its line does not tell. */
export function parentIndent(text: string, start: number): number | undefined {
  const line = text.lastIndexOf('\n', start - 1) + 1
  const before = text.slice(line, start).replace(/(?:[&!][^\s]*[ \t]+)+$/, '')
  if (/^(?:\ufeff?---)?[ \t]+$/.test(before)) return before.includes('---') ? 0 : undefined
  const lead = /^\ufeff?( *)((?:[-?:] +)*)/.exec(before)!
  const [all, spaces, indicators] = [lead[0], lead[1]!, lead[2]!]
  if (all.includes('\ufeff') || before.slice(all.length).includes('\t')) return undefined
  if (all.length < before.length) return all.length
  return spaces.length + indicators.trimEnd().length - 1
}

/**
 * Where the text ends if lines behind its last visible one hold nothing but template actions, which are blank in
 * `masked`: those as far in as the text belong to it, others only where an action in it is still to be ended.
 */
function actionsEnd(text: string, masked: string, from: number, end: number, indent: number): number {
  const visible = from + masked.slice(from, end).trimEnd().length
  const first = visible === from ? from : nextLine(text, visible)
  let reached = first
  let found = false
  for (let at = first; at < text.length; at = nextLine(text, at)) {
    const next = nextLine(text, at)
    if (masked.slice(at, next).trim() !== '') break
    const own = text.slice(at, next)
    if (own.trim() === '') continue
    found = true
    const isOwn = own.length - own.trimStart().length >= indent || openActions(text.slice(from, at)) > 0
    if (!isOwn) break
    reached = next
  }
  return found ? reached : end
}

function nextLine(text: string, at: number): number {
  const found = text.indexOf('\n', at)
  return found < 0 ? text.length : found + 1
}

/** How many actions with an `end` of their own are not ended in `text`. */
function openActions(text: string): number {
  let open = 0
  for (const [, word] of text.matchAll(/\{\{-?\s*(if|range|with|define|block|end)\b/g))
    open += word === 'end' ? -1 : 1
  return open
}

function libraryValue(header: Header, source: string, parent: number): string {
  const start: CST.SourceToken = { type: 'block-scalar-header', offset: 0, indent: 0, source: header.source }
  const token: CST.BlockScalar = { type: 'block-scalar', offset: 0, indent: parent, props: [start], source }
  return CST.resolveAsScalar(token, true, () => {}).value
}

function readBody(
  text: string,
  masked: string,
  header: Header,
  end: number,
  parent: number,
): Body | undefined {
  const lines = readLines(masked, header.bodyStart, end)
  const first = lines.findIndex((line) => !line.blank)
  let after = lines.findLastIndex((line) => !line.blank) + 1
  if (first < 0) return { text, masked, header, lines, trim: 0, first: 0, after: 0 }
  const trim = header.indicator ? parent + header.indicator : lines[first]!.indent
  for (let index = lines.length - 1; index >= after; index--) {
    if (lines[index]!.indent > trim) after = index + 1
  }
  const fits = lines.slice(first, after).every((line) => line.blank || line.indent >= trim)
  return fits ? { text, masked, header, lines, trim, first, after } : undefined
}

function readLines(text: string, from: number, to: number): readonly Line[] {
  if (from >= to) return []
  const lines: Line[] = []
  for (let at = from; at <= to; ) {
    const found = text.indexOf('\n', at)
    const lineEnd = found < 0 || found >= to ? -1 : found
    let end = lineEnd < 0 ? to : lineEnd
    let indent = 0
    while (at + indent < end && text[at + indent] === ' ') indent++
    if (end > at + indent && text[end - 1] === '\r') end--
    lines.push({ start: at, indent, end, lineEnd, blank: at + indent === end })
    if (lineEnd < 0) break
    at = lineEnd + 1
  }
  return lines
}

function decodeBody(body: Body): readonly Chunk[] | undefined {
  const { lines, header, first, after } = body
  const chunks: Chunk[] = []
  if (after === 0) {
    if (header.chomp === '+')
      for (const line of lines.slice(0, Math.max(1, lines.length - 1))) pushBreak(body, chunks, line)
    return chunks
  }
  for (const line of lines.slice(0, first)) {
    pushLine(body, chunks, line)
    pushBreak(body, chunks, line)
  }
  const read = header.folded ? pushFolded(body, chunks) : pushLiteral(body, chunks)
  if (!read) return undefined
  chompEnd(body, chunks)
  return chunks
}

function pushLiteral(body: Body, chunks: Chunk[]): boolean {
  for (let index = body.first; index < body.after; index++) {
    if (index > body.first) pushBreak(body, chunks, body.lines[index - 1]!)
    pushLine(body, chunks, body.lines[index]!)
  }
  return true
}

/** How the line break before the next line is read: as a space, as a break, or not yet told. */
type Separator = '' | ' ' | '\n'

function pushFolded(body: Body, chunks: Chunk[]): boolean {
  const { lines, masked, trim } = body
  let separator: Separator = ''
  let wasDeeper = false
  for (let index = body.first; index < body.after; index++) {
    const line = lines[index]!
    const before = lines[index - 1]!
    const deeper = line.indent > trim || (!line.blank && masked[line.start + line.indent] === '\t')
    if (!deeper && line.blank) {
      if (hidesAction(body, line)) return false
      if (separator === '\n') pushBreak(body, chunks, before)
      separator = '\n'
      continue
    }
    if (deeper && !wasDeeper && separator === '\n') pushBreak(body, chunks, lines[index - 2]!)
    if (separator === '\n' || (deeper && separator === ' ')) pushBreak(body, chunks, before)
    else if (separator === ' ') chunks.push(made(before.end, line.start + trim, ' '))
    pushLine(body, chunks, line)
    separator = deeper ? '\n' : ' '
    wasDeeper = deeper
  }
  return true
}

function chompEnd(body: Body, chunks: Chunk[]): void {
  const { lines, header, after } = body
  if (header.chomp === '-') return
  if (header.chomp === '') {
    pushBreak(body, chunks, lines[after - 1]!)
    return
  }
  for (let index = after; index < lines.length; index++) {
    pushBreak(body, chunks, lines[index - 1]!)
    pushLine(body, chunks, lines[index]!)
  }
  if (!chunks.at(-1)?.text.endsWith('\n')) pushBreak(body, chunks, lines.at(-1)!)
}

/** The line break behind a line; at the end of a file that lacks one it has no position. */
function pushBreak({ masked }: Body, chunks: Chunk[], line: Line): void {
  if (line.lineEnd < 0) chunks.push(made(line.end, line.end, '\n'))
  else chunks.push(run(masked, line.lineEnd, line.lineEnd + 1))
}

/** A line's text behind the stripped columns; a masked action is kept whole, however far left it stands. */
function pushLine(body: Body, chunks: Chunk[], line: Line): void {
  const { text, masked, trim } = body
  const start = Math.min(line.start + trim, line.end)
  if (hidesAction(body, line)) {
    const own = text.slice(line.start, line.end)
    const from = line.start + Math.min(trim, own.length - own.trimStart().length)
    chunks.push({ start: from, end: line.end, same: true, text: masked.slice(start, line.end) })
  } else if (line.end > start) {
    chunks.push(run(masked, start, line.end))
  }
}

function hidesAction({ text, masked }: Body, line: Line): boolean {
  return line.blank && text !== masked && text.slice(line.start, line.end).trim() !== ''
}
