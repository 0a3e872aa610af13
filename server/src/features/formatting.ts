/**
 * Formatting of Alloy files, as `alloy fmt` has them. A file with a fault is left as it is, as the program leaves it.
 * Embedded Alloy is not formatted from here: its host belongs to a formatter of its own.
 */
import { formatAlloy } from '../syntax/alloy/format.ts'
import { commonPrefix, commonSuffix } from '../syntax/alloy/parser.ts'
import { alloyTree } from '../syntax/parse.ts'
import type { Document } from '../text/document.ts'
import type { TextEdit } from '../text/edit.ts'

/** The edit that formats a document: of what differs only. None where nothing does, or where it can't be formatted. */
export function formatDocument(document: Document): readonly TextEdit[] {
  if (document.kind !== 'alloy') return []
  const before = document.text
  const formatted = formatAlloy(alloyTree(document))
  if (formatted === undefined) return []
  // The program writes LF; how an open file ends its lines is the editor's to say.
  const after = before.includes('\r\n') ? formatted.replaceAll('\n', '\r\n') : formatted
  if (after === before) return []
  const start = commonPrefix(before, after)
  const kept = commonSuffix(before, after, start)
  return [{ range: { start, end: before.length - kept }, text: after.slice(start, after.length - kept) }]
}
