/**
 * Defaults that stand in a chart's values as a comment: `# nodePort: 30000` below the right parent. How people indent
 * such lines differs, so the key is looked for in the lines that belong to the parent, those in its own column first.
 */
import type { Range } from '../../text/range.ts'

interface Line {
  readonly start: number
  readonly end: number
  /** The column of the first character that is no blank, or of the text behind the mark of a comment. */
  readonly column: number
  readonly comment: boolean
  /** The text from the column on. */
  readonly text: string
}

/**
 * The commented-out key at a path below a parent.
 * @param parent where the parent's key stands; undefined for the top of the file
 * @param names the keys from the parent on, one at least
 * @returns the last key's name
 */
export function commentedKey(
  text: string,
  parent: Range | undefined,
  names: readonly string[],
): Range | undefined {
  const lines = linesBelow(text, parent)
  const own = lines.find(({ comment }) => !comment)?.column
  const [first, ...rest] = names
  if (first === undefined) return undefined
  const isNear = (line: Line) => own === undefined || distance(line, own) <= 1
  const found = lines.flatMap((line, i) => (isKey(line, first) && isNear(line) ? [{ line, i }] : []))
  // Best in the column of the parent's other keys, which some miss by the blank behind the mark; else the least deep.
  const sorted = found.sort((a, b) => distance(a.line, own) - distance(b.line, own))
  for (const { line, i } of sorted) {
    const last = deeper(lines, i, line, rest)
    if (last) return nameIn(last)
  }
  return undefined
}

function distance({ column }: Line, own: number | undefined): number {
  return own === undefined ? column : Math.abs(column - own)
}

/** The line of the last of some keys, each deeper than the one before. */
function deeper(
  lines: readonly Line[],
  from: number,
  line: Line,
  names: readonly string[],
): Line | undefined {
  let at = line
  let next = from + 1
  for (const name of names) {
    const end = lines.findIndex((each, i) => i >= next && each.text !== '' && each.column <= at.column)
    const found = lines.findIndex(
      (each, i) => i >= next && (end < 0 || i < end) && each.comment && isKey(each, name),
    )
    const below = lines[found]
    if (!below) return undefined
    at = below
    next = found + 1
  }
  return at
}

function isKey({ comment, text }: Line, name: string): boolean {
  if (!comment) return false
  const found = keyPattern.exec(text)
  return found !== null && (found[2] ?? found[3]) === name
}

const keyPattern = /^(- )?(?:(["'])?([\w./-]+)\2)\s*:(?:\s|$)/

function nameIn({ start, text }: Line): Range {
  const found = keyPattern.exec(text)
  const at = start + (found?.[1]?.length ?? 0) + (found?.[2]?.length ?? 0)
  return { start: at, end: at + (found?.[3]?.length ?? 0) }
}

/** The lines that belong to a key: up to the next one that is not indented more. */
function linesBelow(text: string, parent: Range | undefined): readonly Line[] {
  const lines: Line[] = []
  let column = -1
  let at = 0
  if (parent) {
    column = parent.start - (text.lastIndexOf('\n', parent.start - 1) + 1)
    at = lineEnd(text, parent.start) + 1
  }
  while (at < text.length) {
    const end = lineEnd(text, at)
    const line = lineOf(text, at, end)
    at = end + 1
    const isItem = line.column === column && line.text.startsWith('- ')
    if (!line.comment && line.text !== '' && line.column <= column && !isItem) break
    lines.push(line)
  }
  // Comments at the end that are not indented more belong to what follows.
  return lines.filter(({ comment, column: own, text: said }) => said !== '' && (!comment || own > column))
}

function lineEnd(text: string, from: number): number {
  const found = text.indexOf('\n', from)
  return found < 0 ? text.length : found
}

function lineOf(source: string, start: number, end: number): Line {
  const whole = source.slice(start, end).replace(/\r$/, '')
  const lead = /^\s*(#+\s?)?/.exec(whole)
  const comment = lead?.[1] !== undefined
  const marks = whole.search(/\S/)
  const from = lead?.[0].length ?? 0
  const inner = whole.slice(from)
  const blanks = inner.length - inner.trimStart().length
  // The mark and the blank behind it take no column of their own: people put them in front of a line as it was.
  const column = comment ? Math.max(marks, 0) + blanks : from
  return { start: start + from + blanks, end, column, comment, text: inner.trim() }
}
