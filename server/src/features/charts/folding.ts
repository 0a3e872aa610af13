/**
 * What can be folded in a template: blocks with each of their branches, comments, and the YAML under them by its
 * indentation, as editors fold what nobody else does. Lines with nothing but words of blocks have no indentation of
 * their own: people write them where they like.
 */
import { maskedText, templateTree } from '../../syntax/parse.ts'
import { walk } from '../../syntax/template/visit.ts'
import { type Document, linesOf } from '../../text/document.ts'
import { lineAt, lineRange } from '../../text/lines.ts'
import { rangeOf } from '../../text/part.ts'
import type { Fold } from '../folding.ts'
import { tagsOf } from './keywords.ts'

/** The folds of a template, in no order. */
export function templateFolds(file: Document): readonly Fold[] {
  return [...blocks(file), ...indented(file), ...comments(file)].filter(
    ({ startLine, endLine }) => endLine > startLine,
  )
}

/** From each tag of a block to the line before the next one; comments in tags of their own. */
function blocks(file: Document): readonly Fold[] {
  const tree = templateTree(file)
  const starts = linesOf(file)
  const found: Fold[] = []
  for (const node of walk(tree.nodes)) {
    const tags = tagsOf(node)
    for (const [i, tag] of tags.entries()) {
      const next = tags[i + 1]
      if (!next) continue
      const startLine = lineAt(starts, rangeOf(tree, tag).start)
      const endLine = lineAt(starts, rangeOf(tree, next).start) - 1
      found.push({ startLine, endLine, kind: undefined })
    }
    if (node.kind !== 'comment' && node.kind !== 'action') continue
    const { start, end } = rangeOf(tree, node.tag)
    const [startLine, endLine] = [lineAt(starts, start), lineAt(starts, Math.max(start, end - 1))]
    // The line of the closing braces of an action stays to be seen.
    if (node.kind === 'comment') found.push({ startLine, endLine, kind: 'comment' })
    else found.push({ startLine, endLine: endLine - 1, kind: undefined })
  }
  return found
}

/** Lines that fold behind a line that is less indented. */
function indented(file: Document): readonly Fold[] {
  const starts = linesOf(file)
  const { text, holes } = maskedText(file)
  const printing = new Set(
    holes.flatMap(({ kind, start }) => (kind === 'line' ? [lineAt(starts, start)] : [])),
  )
  const folds: Fold[] = []
  const open: { readonly line: number; readonly indent: number }[] = []
  let last = 0
  const closeFrom = (indent: number): void => {
    for (let top = open.at(-1); top && top.indent >= indent; top = open.at(-1)) {
      folds.push({ startLine: top.line, endLine: last, kind: undefined })
      open.pop()
    }
  }
  for (let line = 0; line < starts.length; line++) {
    const { start, end } = lineRange(text, starts, line)
    const indent = text.slice(start, end).search(/\S/)
    if (indent >= 0) {
      closeFrom(indent)
      open.push({ line, indent })
    } else {
      if (!printing.has(line)) continue
      // Where it stands says little (`nindent` does), but what is deeper ends before it.
      const own = file.text.slice(start, end).search(/\S/)
      if (own > 0) closeFrom(own + 1)
    }
    last = line
  }
  closeFrom(0)
  return folds
}

/** Runs of comments of YAML that have their lines to themselves, and what stands between marks of a region. */
function comments(file: Document): readonly Fold[] {
  const starts = linesOf(file)
  const folds: Fold[] = []
  const regions: number[] = []
  let first: number | undefined
  for (let line = 0; line <= starts.length; line++) {
    const { start, end } = line < starts.length ? lineRange(file.text, starts, line) : { start: 0, end: 0 }
    const text = file.text.slice(start, end)
    const mark = /^\s*#\s*(end)?region\b/.exec(text)
    if (mark && mark[1] === undefined) regions.push(line)
    const from = mark?.[1] === undefined ? undefined : regions.pop()
    if (from !== undefined) folds.push({ startLine: from, endLine: line, kind: 'region' })
    if (/^\s*#/.test(text) && !mark) first ??= line
    else {
      if (first !== undefined) folds.push({ startLine: first, endLine: line - 1, kind: 'comment' })
      first = undefined
    }
  }
  return folds
}
