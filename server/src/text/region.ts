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

/** Where an embedded text lies in its host. Segments are in order and do not overlap. */
export interface Region {
  readonly range: Range
  readonly segments: readonly Segment[]
  readonly quoting: Quoting
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
