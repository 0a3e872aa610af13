/**
 * Formatting of Alloy texts, as `alloy fmt` has them: whole documents and ranges of them. A text with a fault is left
 * as it is, as the program leaves it. Of an Alloy text inside another file its own text is changed and nothing else:
 * the file around it belongs to a formatter of its own.
 */
import { formatAlloy } from '../syntax/alloy/format.ts'
import { formatAlloyRange } from '../syntax/alloy/formatRange.ts'
import { commonPrefix, commonSuffix } from '../syntax/alloy/parser.ts'
import { embedded } from '../syntax/embed.ts'
import { alloyTree, maskedText } from '../syntax/parse.ts'
import { type Document, placeOf } from '../text/document.ts'
import type { TextEdit } from '../text/edit.ts'
import { lineEdits } from '../text/lineDiff.ts'
import { memo } from '../text/memo.ts'
import { rangeOf } from '../text/part.ts'
import { overlaps, type Range } from '../text/range.ts'
import { outerEdit, type Region } from '../text/region.ts'

/** A fault of the syntax that keeps a text from being formatted. The range is the file's. */
export interface FormatFault {
  readonly range: Range
  readonly message: string
}

/** The edits that format an Alloy file, line by line. None where nothing differs, or where it can't be formatted. */
export function formatDocument(document: Document): readonly TextEdit[] {
  if (document.kind !== 'alloy') return []
  const after = formattedText(document)
  return after === undefined ? [] : lineEdits(document.text, after)
}

/**
 * The edits that format the statements around a range of a file, as formatting all of its text would. In a file of
 * another language they are those of the Alloy texts that the range touches.
 */
export function formatRange(file: Document, range: Range): readonly TextEdit[] {
  if (file.kind === 'alloy') return splitEdit(file, rangeEdit(file, range))
  return alloyTextsIn(file, range)
    .filter(([, inner]) => inner.start < inner.end || range.start === range.end)
    .flatMap(([document, inner]) => splitEdit(file, inFile(document, rangeEdit(document, inner))))
}

/** The first fault of an Alloy file; with a range, the first in the statements around it. */
export function faultOf(document: Document, range?: Range): FormatFault | undefined {
  if (document.kind !== 'alloy') return undefined
  const tree = alloyTree(document)
  const around = tree.parts
    .map((part) => ({ part, start: tree.offsets.get(part) ?? 0 }))
    .filter(({ part, start }) => !range || overlaps({ start, end: start + part.text.length }, range))
  const whole = new Set<object>(around.map(({ part }) => part))
  const faults = tree.issues
    .filter(({ origin }) => whole.has(origin))
    .map((issue) => ({ range: placeOf(document, rangeOf(tree, issue)).range, message: issue.message }))
  return faults.sort((a, b) => a.range.start - b.range.start)[0]
}

/** Whether template actions stand in an Alloy text: what it is without them can't be told. */
export function holdsActions(document: Document): boolean {
  return maskedText(document).holes.length > 0
}

/**
 * An Alloy document's formatted text, with the line breaks that it has. An embedded one keeps those at its end: how
 * many there are is its scalar's to say.
 * @returns undefined where it can't be formatted
 */
export const formattedText = memo((document: Document): string | undefined => {
  if (holdsActions(document)) return undefined
  const formatted = formatAlloy(alloyTree(document))
  if (formatted === undefined) return undefined
  // The program writes LF; how an open file ends its lines is the editor's to say.
  if (!document.within) return withBreaksOf(document, formatted)
  return formatted.replace(/\n*$/, '') + (/\n*$/.exec(document.text)?.[0] ?? '')
})

function withBreaksOf(document: Document, text: string): string {
  return document.text.includes('\r\n') ? text.replaceAll(/\r?\n/g, '\r\n') : text
}

/** The one edit, in the document itself, that formats the statements around a range. */
export function rangeEdit(document: Document, range: Range): TextEdit | undefined {
  if (holdsActions(document)) return undefined
  const { text } = document
  const isAll = text.slice(0, range.start).trim() === '' && text.slice(range.end).trim() === ''
  const whole = isAll && range.start < range.end ? formattedText(document) : undefined
  if (whole !== undefined) return { range: { start: 0, end: text.length }, text: whole }
  const run = formatAlloyRange(alloyTree(document), range)
  return run && { range: run.range, text: withBreaksOf(document, run.text) }
}

/** An edit of an embedded document as one of its file; none where the file can't take it to the character. */
export function inFile(document: Document, edit: TextEdit | undefined): TextEdit | undefined {
  let mapped = edit && differing(document.text, edit)
  for (let at = document; mapped && at.within; at = at.within.host) {
    if (at.subtree) continue
    const { region, host } = at.within
    // Folded and quoted texts are written in ways that their authors chose for one line; they stay.
    mapped = region.quoting.style === 'literal' ? outerEdit(region, mapped, at.text, host.text) : undefined
  }
  return mapped
}

/** The edit without what it leaves as it is at its ends. */
function differing(before: string, { range, text }: TextEdit): TextEdit {
  const old = before.slice(range.start, range.end)
  const head = commonPrefix(old, text)
  const tail = commonSuffix(old, text, head)
  return {
    range: { start: range.start + head, end: range.end - tail },
    text: text.slice(head, text.length - tail),
  }
}

/** An edit as edits of the lines that it changes. */
export function splitEdit(document: Document, edit: TextEdit | undefined): readonly TextEdit[] {
  if (!edit) return []
  const { start, end } = edit.range
  return lineEdits(document.text.slice(start, end), edit.text).map(({ range, text }) => ({
    range: { start: range.start + start, end: range.end + start },
    text,
  }))
}

/** The Alloy texts in `file` that `range` touches, each with the part of the range that lies in it. */
export function alloyTextsIn(file: Document, range: Range): readonly (readonly [Document, Range])[] {
  const ranges = new Map<Document, Range>([[file, range]])
  for (const document of embedded(file)) {
    const outer = document.within && ranges.get(document.within.host)
    if (!document.within || !outer || !overlaps(document.within.region.range, outer)) continue
    const inner = document.subtree ? outer : clamped(document.within.region, outer)
    if (inner) ranges.set(document, inner)
  }
  return [...ranges].filter(([document]) => document.kind === 'alloy' && document.within)
}

/** The part of the embedded text that lies in a range of the host's; the range may begin and end between its runs. */
function clamped(region: Region, range: Range): Range | undefined {
  const first = region.segments.find(({ outer, length }) => range.start <= outer + length)
  const last = region.segments.findLast(({ outer }) => outer <= range.end)
  if (!first) return undefined
  const start = first.inner + Math.max(0, range.start - first.outer)
  const end = last ? last.inner + Math.min(last.length, range.end - last.outer) : first.inner
  return start <= end ? { start, end } : undefined
}
