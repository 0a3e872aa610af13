/**
 * Aligns text in columns, as Go's `text/tabwriter` does with the settings that `alloy fmt` gives it (minimal width 0,
 * tab width 8, padding 1 with blanks, `DiscardEmptyColumns | TabIndent`), and drops blanks at the ends of lines.
 *
 * Tabs (`\t`, `\v`) end a cell; a column is a run of lines that all have a cell there. `\n` and `\f` end a line, and
 * `\f` ends all columns. Text between two `verbatim` marks is taken as it is. What stands in front of the first
 * character of a line is written as tabs.
 */

/** Stands in front of and behind text that is taken as it is. No valid Alloy text has this character. */
export const verbatim = '\0'

interface Cell {
  readonly text: string
  readonly width: number
  /** Whether a `\t` ended it: then its column is kept even if it is empty. */
  readonly kept: boolean
}

type Line = readonly Cell[]

const padding = 1
const tabWidth = 8

/** A text in columns. */
export interface Aligned {
  /** Every line but the last ends in `\n`. */
  readonly text: string
  /**
   * The lines, from zero, that share no column with the line above but those of the indentation: nothing above has a
   * say in how they are laid out. The line behind the text is one of them.
   */
  readonly starts: ReadonlySet<number>
}

/** The text with its columns aligned. */
export function alignColumns(text: string): Aligned {
  const output: string[] = []
  const starts = new Set<number>()
  let written = 0
  let lines: Line[] = []
  let line: Cell[] = []
  let start = 0
  const flush = (): void => {
    written = writeLines(lines, output, starts, written)
    lines = []
  }
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === verbatim) at = text.indexOf(verbatim, at + 1)
    else if (character === '\t' || character === '\v' || character === '\n' || character === '\f') {
      line.push(cell(text.slice(start, at), character === '\t'))
      start = at + 1
      if (character === '\n' || character === '\f') {
        lines.push(line)
        // A line without columns parts the columns above it from those below.
        if (character === '\f' || line.length === 1) flush()
        line = []
      }
    }
  }
  if (start < text.length) line.push(cell(text.slice(start), false))
  if (line.length > 0) lines.push(line)
  flush()
  starts.add(written)
  return { text: output.join('\n'), starts }
}

function cell(text: string, kept: boolean): Cell {
  return { text, width: widthOf(text), kept }
}

function widthOf(text: string): number {
  let width = 0
  for (const character of text) if (character !== verbatim) width++
  return width
}

/**
 * Adds the numbers of lines that share no column with the one above to `starts`.
 * @returns the number of the next line: what is taken as it is may have line ends in it
 */
function writeLines(lines: readonly Line[], output: string[], starts: Set<number>, from: number): number {
  const widths = columnWidths(lines)
  let next = from
  for (const [index, line] of lines.entries()) {
    const above = lines[index - 1]
    const shared = above ? Math.min(above.length, line.length) - 1 : 0
    if ((widths[index] ?? []).slice(0, shared).every((width) => width <= padding)) starts.add(next)
    const text = trimmed(padded(line, widths[index] ?? []))
    output.push(text)
    next++
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) next++
  }
  return next
}

/** The width of each column at each line. The last cell of a line belongs to no column. */
function columnWidths(lines: readonly Line[]): readonly (readonly number[])[] {
  const widths: number[][] = lines.map(() => [])
  const columns = lines.reduce((most, line) => Math.max(most, line.length - 1), 0)
  for (let column = 0; column < columns; column++) {
    for (let from = 0; from < lines.length; from++) {
      let to = from
      while (to < lines.length && hasColumn(lines[to], column)) to++
      if (to === from) continue
      const width = columnWidth(lines, column, from, to)
      for (let index = from; index < to; index++) widths[index]?.push(width)
      from = to
    }
  }
  return widths
}

function hasColumn(line: Line | undefined, column: number): boolean {
  return line !== undefined && column < line.length - 1
}

function columnWidth(lines: readonly Line[], column: number, from: number, to: number): number {
  let width = 0
  let discarded = true
  for (let index = from; index < to; index++) {
    const item = lines[index]?.[column]
    if (item === undefined) continue
    width = Math.max(width, item.width + padding)
    if (item.width > 0 || item.kept) discarded = false
  }
  return discarded ? 0 : width
}

function padded(line: Line, widths: readonly number[]): string {
  let text = ''
  let leading = true
  for (const [column, item] of line.entries()) {
    if (item.text !== '') leading = false
    text += item.text
    const width = widths[column]
    if (width === undefined) continue
    text += leading ? '\t'.repeat(Math.ceil(width / tabWidth)) : ' '.repeat(width - item.width)
  }
  return text
}

/** The line without blanks at its end and without marks. */
function trimmed(line: string): string {
  let end = line.length
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end--
  return line.slice(0, end).replaceAll(verbatim, '')
}
