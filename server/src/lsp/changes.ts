/**
 * Applies the changes of a `didChange` to a text, in their order.
 */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver'
import { lineStarts, offsetAt } from '../text/lines.ts'

/** The text after the changes. A change without a range replaces everything. */
export function applyChanges(text: string, changes: readonly TextDocumentContentChangeEvent[]): string {
  let at = text
  for (const change of changes) {
    if (!('range' in change)) {
      at = change.text
      continue
    }
    const starts = lineStarts(at)
    const start = offsetAt(at, starts, change.range.start)
    const end = Math.max(start, offsetAt(at, starts, change.range.end))
    at = at.slice(0, start) + change.text + at.slice(end)
  }
  return at
}
