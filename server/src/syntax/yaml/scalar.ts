/**
 * Decodes YAML scalars of every style and records which stretches of the decoded text stand in the file unit for
 * unit, so that a document inside a scalar has positions in the file. What the library reads differently is not
 * decoded at all: wrong positions are worse than none. Encoding is `text/region.ts`'s business.
 */
import { CST } from 'yaml'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import type { OuterEdit, Region, Segment } from '../../text/region.ts'
import type { ScalarStyle, YamlIssue, YamlNode, YamlScalar, YamlTree } from './ast.ts'
import { readPart } from './convert.ts'
import { divide } from './divide.ts'
import { decodeBlock, parentIndent } from './scalarBlock.ts'
import { type Chunk, decodeDouble, decodeLines, joined } from './scalarFlow.ts'

/** A scalar's text and where it stands. */
export interface Decoded {
  readonly text: string
  readonly region: Region
}

/** What a style's decoder gives: the chunks of the text and the indentation that the host puts before its lines. */
export interface Reading {
  readonly chunks: readonly Chunk[]
  readonly indent: number
  /** What the library makes of the same text. */
  readonly value: string
  /** Where the text of an empty scalar would stand, where that is certain. */
  readonly place?: number
  /** Chunks that read further than the scalar, where template output stands behind it. */
  readonly beyond?: readonly Chunk[]
}

/**
 * Decodes the scalar at `range`, its node's range in the document `text`.
 * @param masked the text that the tree was parsed from, where template actions are masked unit for unit: the
 *   structure is read from it, the decoded text is taken from `text` and holds the actions
 * @param expected the node's `text`, where the caller has it: another result is refused
 * @returns nothing where the library reads another text
 */
export function decodeScalar(
  text: string,
  range: Range,
  style: ScalarStyle,
  masked: string = text,
  expected?: string,
): Decoded | undefined {
  const reading = readScalar(text, range, style, masked)
  if (!reading) return undefined
  const value = joined(reading.chunks)
  if (value !== reading.value || (expected !== undefined && value !== expected)) return undefined
  const { inner, segments } = assemble(text, reading.beyond ?? reading.chunks, reading.place)
  const reread = (edit: OuterEdit): string | undefined => rereadAfter(text, masked, range, edit)
  return { text: inner, region: { range, segments, quoting: { style, indent: reading.indent }, reread } }
}

/** `decodeScalar` for a node of a tree, compared with the text that the library gave it. */
export function decodeNode(
  tree: YamlTree,
  scalar: YamlScalar,
  text: string = tree.text,
): Decoded | undefined {
  return decodeScalar(text, rangeOf(tree, scalar), scalar.style, tree.text, scalar.text)
}

function readScalar(text: string, range: Range, style: ScalarStyle, masked: string): Reading | undefined {
  if (style === 'literal' || style === 'folded') return decodeBlock(text, range, masked)
  const source = masked.slice(range.start, range.end)
  const value = flowValue(source, style)
  if (value === undefined) return undefined
  const indent = continuationIndent(masked, range.start)
  const [from, to] = style === 'plain' ? [range.start, range.end] : [range.start + 1, range.end - 1]
  const chunks =
    style === 'double' ? decodeDouble(masked, from, to) : decodeLines(masked, from, to, style === 'single')
  return chunks && { chunks, indent, value, place: from }
}

const tokenTypes = {
  plain: 'scalar',
  single: 'single-quoted-scalar',
  double: 'double-quoted-scalar',
} as const

function flowValue(source: string, style: 'plain' | 'single' | 'double'): string | undefined {
  let failed = false
  const token = { type: tokenTypes[style], offset: 0, indent: 0, source }
  const resolved = CST.resolveAsScalar(token, true, () => {
    failed = true
  })
  return failed ? undefined : resolved.value
}

/** Columns that a further line of a flow scalar may safely start at: deeper than the key or dash before it. */
function continuationIndent(text: string, start: number): number {
  const line = text.lastIndexOf('\n', start - 1) + 1
  const lead = /^\ufeff? *(?:[-?:] +)*/.exec(text.slice(line, start))?.[0].length ?? 0
  return lead === start - line ? lead : lead + 2
}

/** The decoded text and its runs. Where two stretches without a position meet, an empty run keeps the place between them. */
function assemble(
  text: string,
  chunks: readonly Chunk[],
  place: number | undefined,
): { inner: string; segments: readonly Segment[] } {
  const segments: { inner: number; outer: number; length: number }[] = []
  let inner = ''
  const placed = (): boolean => {
    const last = segments.at(-1)
    return last !== undefined && last.inner + last.length === inner.length
  }
  for (const { start, end, same, text: decoded } of chunks) {
    const last = segments.at(-1)
    if (!same) {
      if (!placed()) segments.push({ inner: inner.length, outer: start, length: 0 })
      inner += decoded
    } else if (last && placed() && last.outer + last.length === start) {
      last.length += end - start
      inner += text.slice(start, end)
    } else {
      segments.push({ inner: inner.length, outer: start, length: end - start })
      inner += text.slice(start, end)
    }
  }
  const end = chunks.at(-1)?.end ?? place
  if (end !== undefined && !placed()) segments.push({ inner: inner.length, outer: end, length: 0 })
  return { inner, segments }
}

/** A stretch of the host that a scalar is read again in. `shift` is what its offsets are more than the host's. */
interface Context {
  readonly text: string
  readonly masked: string
  readonly shift: number
}

/** The decoded text of the scalar that starts where `range` does, after an edit; nothing where it does not stand as it did. */
function rereadAfter(host: string, hostMasked: string, range: Range, edit: OuterEdit): string | undefined {
  const templated = host !== hostMasked
  const put = templated
    ? edit.text.replace(/\{\{.*?\}\}/gs, (action) => 'x'.repeat(action.length))
    : edit.text
  const before = contextOf(host, hostMasked, range)
  const text = applied(before.text, edit, edit.text, before.shift)
  const masked = applied(before.masked, edit, put, before.shift)
  const start = range.start + before.shift
  const piece = divide(masked).pieces.find((each) => each.start <= start && start < each.end)
  if (!piece) return undefined
  const part = readPart(masked.slice(piece.start, piece.end), [])
  const scalar = part.documents
    .map(({ root }) => scalarFrom(root, start - piece.start))
    .find((found) => found)
  if (!scalar || part.issues.some((issue) => breaks(issue, scalar, templated))) return undefined
  const at = { start: scalar.start + piece.start, end: scalar.end + piece.start }
  const grown = edit.text.length - (edit.range.end - edit.range.start)
  const end = visibleFrom(before.masked, range.end + before.shift)
  if (visibleFrom(masked, at.end) !== end + grown) return undefined
  return decodeScalar(text, at, scalar.style, masked, scalar.text)?.text
}

function applied(text: string, { range }: OuterEdit, put: string, shift: number): string {
  return text.slice(0, range.start + shift) + put + text.slice(range.end + shift)
}

/** What decides how a scalar is read. A block scalar needs its parent's column and the line behind it, others everything. */
function contextOf(text: string, masked: string, range: Range): Context {
  const parent = isBlockHeader(masked[range.start]) ? parentIndent(masked, range.start) : undefined
  if (parent === undefined) return { text, masked, shift: 0 }
  const key = `${' '.repeat(parent)}k: `
  const found = masked.indexOf('\n', visibleFrom(masked, range.end))
  const end = found < 0 ? masked.length : found + 1
  return {
    text: key + text.slice(range.start, end),
    masked: key + masked.slice(range.start, end),
    shift: key.length - range.start,
  }
}

function isBlockHeader(char: string | undefined): boolean {
  return char === '|' || char === '>'
}

/** Whether an issue is of the scalar. Blanked actions in a block scalar may be deeper than its first line: that is none. */
function breaks(issue: YamlIssue, scalar: YamlScalar, templated: boolean): boolean {
  const touches = issue.start <= scalar.end && scalar.start <= issue.end
  return touches && !(templated && issue.code === 'MISSING_CHAR')
}

function visibleFrom(text: string, at: number): number {
  let index = at
  while (index < text.length && ' \t\r\n'.includes(text[index]!)) index++
  return index
}

/** The scalar value that starts at `start`, relative to its part. */
function scalarFrom(node: YamlNode | undefined, start: number): YamlScalar | undefined {
  if (!node || node.start > start || node.end < start) return undefined
  if (node.kind === 'scalar') return node.start === start ? node : undefined
  if (node.kind === 'alias') return undefined
  const children = node.kind === 'map' ? node.pairs.flatMap(({ key, value }) => [key, value]) : node.items
  for (const child of children) {
    const found = scalarFrom(child, start)
    if (found) return found
  }
  return undefined
}
