/**
 * Applying edits to a text. It does not read or write files.
 */
import { overlaps, type Range } from './range.ts'

/** A replacement of a range by a text. */
export interface TextEdit {
  readonly range: Range
  readonly text: string
}

/**
 * The text with the edits applied, all of them made of the text as it was. Edits are taken in the order given; one
 * that overlaps an earlier one is left out. The same edit twice is one.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let out = ''
  let at = 0
  for (const edit of [...compatible(edits)].sort(
    (a, b) => a.range.start - b.range.start || a.range.end - b.range.end,
  )) {
    out += text.slice(at, edit.range.start) + edit.text
    at = edit.range.end
  }
  return out + text.slice(at)
}

/** The edits that do not overlap an earlier one, duplicates dropped. */
export function compatible(edits: readonly TextEdit[]): readonly TextEdit[] {
  const kept: TextEdit[] = []
  for (const edit of edits) if (!kept.some((other) => conflict(other, edit))) kept.push(edit)
  return kept
}

/** Whether two edits can't both be made. Two insertions at one place are only a conflict where they are the same. */
export function conflict(a: TextEdit, b: TextEdit): boolean {
  const bothInsert = a.range.start === a.range.end && b.range.start === b.range.end
  if (bothInsert) return a.range.start === b.range.start && a.text === b.text
  if (a.range.end === b.range.start || b.range.end === a.range.start) return false
  return overlaps(a.range, b.range)
}
