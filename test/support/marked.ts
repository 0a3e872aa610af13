/**
 * Marked texts: `⟦…⟧` stands around what a test speaks of and `<|>` is the cursor; both go before analysis.
 */
import type { Range } from '../../server/src/text/range.ts'

export interface Marked {
  readonly text: string
  readonly ranges: readonly Range[]
  /** Offset of `<|>`, -1 without one. */
  readonly cursor: number
}

/** The text without its marks, and where they stood. */
export function marked(source: string): Marked {
  let text = ''
  const ranges: Range[] = []
  let start = 0
  let cursor = -1
  for (const piece of source.split(/(⟦|⟧|<\|>)/)) {
    if (piece === '⟦') start = text.length
    else if (piece === '⟧') ranges.push({ start, end: text.length })
    else if (piece === '<|>') cursor = text.length
    else text += piece
  }
  return { text, ranges, cursor }
}

/** A text with marks put around ranges, for a failure that can be read. */
export function shown(text: string, ranges: readonly Range[]): string {
  const marks = ranges.flatMap(({ start, end }) => [
    { at: start, mark: '⟦' },
    { at: end, mark: '⟧' },
  ])
  return marks
    .sort((a, b) => b.at - a.at)
    .reduce((out, { at, mark }) => out.slice(0, at) + mark + out.slice(at), text)
}
