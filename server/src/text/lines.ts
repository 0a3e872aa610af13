/**
 * Lines and columns, for the adapters and for rules that work line by line. A line ends with LF, CR LF or a lone
 * CR, as in LSP. Columns count UTF-16 code units from zero.
 */
import type { Range } from './range.ts'

/** A zero-based position, as in LSP. */
export interface Position {
  readonly line: number
  readonly character: number
}

const LF = 10
const CR = 13

/** The offset at which each line starts. The first is 0. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0]
  if (!text.includes('\r')) {
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1)
    return starts
  }
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === LF || (code === CR && text.charCodeAt(i + 1) !== LF)) starts.push(i + 1)
  }
  return starts
}

/** The zero-based line that holds `offset`. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** The position of `offset`. */
export function positionAt(starts: readonly number[], offset: number): Position {
  const line = lineAt(starts, offset)
  return { line, character: offset - (starts[line] ?? 0) }
}

/** The offset of `position`, held inside the text and its line. */
export function offsetAt(text: string, starts: readonly number[], position: Position): number {
  if (position.line < 0) return 0
  const start = starts[position.line]
  if (start === undefined) return text.length
  return Math.min(start + Math.max(position.character, 0), lineEnd(text, starts, position.line))
}

/** The offset behind the last unit of a line, its line break not counted. */
export function lineEnd(text: string, starts: readonly number[], line: number): number {
  let end = starts[line + 1] ?? text.length
  if (line + 1 < starts.length) {
    end--
    if (text.charCodeAt(end) === LF && text.charCodeAt(end - 1) === CR) end--
  }
  return end
}

/** The range of a whole line, its line break not counted. */
export function lineRange(text: string, starts: readonly number[], line: number): Range {
  return { start: starts[line] ?? text.length, end: lineEnd(text, starts, line) }
}
