/**
 * What template output may add to a map of a masked template: actions on lines of their own are blanks in the text
 * that was parsed, so what they print is not in the tree. This file finds them and tells whose lines they make.
 */
import { maskedText } from '../../syntax/parse.ts'
import type { YamlPair } from '../../syntax/yaml/ast.ts'
import { columnAt } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import type { Source } from './text.ts'

interface OutputLine {
  readonly start: number
  /** The column that its lines are printed at: `nindent`'s argument, else its own. */
  readonly column: number
}

const outputLines = memo((document: Document): readonly OutputLine[] =>
  maskedText(document).holes.flatMap((hole) => {
    if (hole.kind !== 'line') return []
    // In a text that was put together a hole already stands where its lines do.
    const action = document.assembled ? '' : document.text.slice(hole.start, hole.end)
    const indent = /\bn?indent\s+(\d+)/.exec(action)?.[1]
    const column = indent === undefined ? columnAt(document.text, hole.start) : Number(indent)
    return [{ start: hole.start, column }]
  }),
)

/**
 * The end of the block that a key opens: the first line below that stands left of it, or beside it and is no list
 * item. Lines of masked actions belong to the block.
 */
function blockEnd(text: string, key: number): number {
  const column = columnAt(text, key)
  for (let at = text.indexOf('\n', key); at >= 0; at = text.indexOf('\n', at + 1)) {
    const [line, blanks = ''] = /^([ \t]*)[^\n]*/.exec(text.slice(at + 1, at + 400)) ?? ['']
    const rest = line.slice(blanks.length).trimEnd()
    if (rest === '' || rest.startsWith('#')) continue
    if (blanks.length < column || (blanks.length === column && !/^-(\s|$)/.test(rest))) return at
  }
  return text.length
}

/** Whether template output may add entries to the list or map that is the value of `pair`. */
export function pairOpen(source: Source, pair: YamlPair | undefined): boolean {
  if (!pair) return false
  if (pair.value?.kind === 'scalar' && pair.value.hole) return true
  const start = rangeOf(source.tree, pair.key).start
  return someOutput(source, start, (column, key) => column >= key)
}

/** Whether template output may add keys to the map whose first pair is `first`. */
export function mapOpen(source: Source, pairs: readonly YamlPair[]): boolean {
  const last = pairs.at(-1)
  const first = pairs[0]
  if (!first || !last) return false
  const start = rangeOf(source.tree, first.key).start
  const end = blockEnd(maskedText(source.document).text, rangeOf(source.tree, last.key).start)
  const own = columnAt(source.document.text, start)
  return outputLines(source.document).some(
    (line) => start < line.start && line.start < end && line.column === own,
  )
}

function someOutput(
  { document }: Source,
  key: number,
  fits: (column: number, key: number) => boolean,
): boolean {
  const lines = outputLines(document)
  if (!lines.length) return false
  const end = blockEnd(maskedText(document).text, key)
  const own = columnAt(document.text, key)
  return lines.some((line) => key < line.start && line.start < end && fits(line.column, own))
}
