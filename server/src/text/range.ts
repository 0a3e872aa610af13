/**
 * Ranges of text. Every offset in the core counts UTF-16 code units from zero; ranges are half open.
 * Lines and columns exist only in the adapters (`lsp/`, `cli/`), which use `lines.ts`.
 */

/** A half-open stretch of text, in UTF-16 code units. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Whether `offset` lies in `range`; the end counts as inside, as a cursor does. */
export function touches(range: Range, offset: number): boolean {
  return range.start <= offset && offset <= range.end
}

/** Whether two ranges share at least one code unit; an empty range counts as the position it stands at. */
export function overlaps(a: Range, b: Range): boolean {
  if (a.start === a.end) return b.start <= a.start && a.start <= b.end
  if (b.start === b.end) return a.start <= b.start && b.start <= a.end
  return a.start < b.end && b.start < a.end
}

/** Whether `inner` lies wholly in `outer`. */
export function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}

/**
 * The index of the first of `ranges` that ends behind `offset`; their number where none does.
 * @param ranges in order and without overlaps
 */
export function firstBehind(ranges: readonly Range[], offset: number): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ranges[middle]!.end <= offset) low = middle + 1
    else high = middle
  }
  return low
}

/** The range moved by `delta` code units. */
export function shift(range: Range, delta: number): Range {
  return { start: range.start + delta, end: range.end + delta }
}
