/**
 * Where the output of an action lands in the text around it: alone as a value of its own, in quotes, beside other
 * text, or in a comment. It is read from the lines of the source, so that it holds in named templates and in block scalars, too.
 */
import type { Range } from '../../text/range.ts'

export type PrintedPlace = 'alone' | 'quoted' | 'joined' | 'comment'

/** Actions that print nothing. */
const silent = /\{\{-?\s*(?:if|else|end|with|range|define|\$\w*\s*:?=|\/\*)[^}]*\}\}/g

/** What is printed instead, on the same line. */
const otherBefore = /\{\{-?\s*if\b[^}]*\}\}(?:(?!\{\{-?\s*end\b).)*\{\{-?\s*else\b[^}]*\}\}/g
const otherBehind = /^\{\{-?\s*else\b[^}]*\}\}.*?\{\{-?\s*end\b[^}]*\}\}/

/** The place of the tag at `range` of a template's text. */
export function printedPlace(text: string, range: Range): PrintedPlace {
  const before = lineBefore(text, range.start).replace(otherBefore, '').replace(silent, '')
  const after = lineBehind(text, range.end).replace(otherBehind, '').replace(silent, '')
  if (/^\s*#/.test(before)) return 'comment'
  if (/["']$/.test(before) && /^["']/.test(after)) return 'quoted'
  const starts = /(?:^|^\s*(?:[-?]\s+)*|["'\w)\]}]:\s+|["']:|[[{,]\s+|[[{])$/.test(before)
  const ends = /^\s*(?:$|#|[,\]}])/.test(after)
  return starts && ends ? 'alone' : 'joined'
}

/** The line in front of an action; with a trim marker the output lies behind the last line that is not blank. */
function lineBefore(text: string, start: number): string {
  const trims = text.startsWith('{{-', start)
  const before = trims ? text.slice(Math.max(0, start - 2000), start).trimEnd() : text.slice(0, start)
  return before.slice(before.lastIndexOf('\n') + 1)
}

function lineBehind(text: string, end: number): string {
  const behind = text.slice(end, end + 2000)
  return /^.*/.exec(text.startsWith('-}}', end - 3) ? behind.trimStart() : behind)?.[0] ?? ''
}
