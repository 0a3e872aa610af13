/**
 * The JSON format, version 1, as the product's contract has it: zero-based positions in UTF-16 units.
 */

import { pathOfUri } from '../../disk/files.ts'
import type { Fix, Related } from '../../rules/rule.ts'
import type { Reported } from '../../rules/run.ts'
import { type Document, linesOf } from '../../text/document.ts'
import { positionAt } from '../../text/lines.ts'
import type { Range } from '../../text/range.ts'
import { pathFrom } from '../../text/uri.ts'
import { type Report, summaryOf } from '../report.ts'

/** The report as JSON text with a newline at its end. */
export function formatJson(report: Report): string {
  const { root, documents } = report
  const file = (uri: string) => pathFrom(root, uri)
  const range = (uri: string, given: Range) => rangeIn(documents.get(uri), given)
  const fix = ({ title, preferred, safe, edits }: Fix) => ({
    title,
    preferred: preferred ?? false,
    safe,
    edits: edits.map((edit) => ({
      file: file(edit.uri),
      range: range(edit.uri, edit.range),
      newText: edit.text,
    })),
  })
  const related = (place: Related) => ({
    file: file(place.uri),
    range: range(place.uri, place.range),
    message: place.message,
  })
  const finding = (one: Reported) => ({
    file: file(one.uri),
    rule: one.rule,
    severity: one.severity,
    refusedBy: one.refusedBy,
    message: one.message,
    range: range(one.uri, one.range),
    docs: `docs/rules/${one.rule}.md`,
    fixes: one.fixes.map(fix),
    related: one.related.map(related),
  })
  const out = {
    version: 1,
    root: pathOfUri(root),
    files: report.files,
    findings: report.findings.map(finding),
    summary: summaryOf(report.findings),
    unreadable: report.unreadable.map(({ uri, message }) => ({ file: file(uri), message })),
  }
  return `${JSON.stringify(out, null, 2)}\n`
}

function rangeIn(document: Document | undefined, { start, end }: Range) {
  if (!document) return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }
  const starts = linesOf(document)
  return { start: positionAt(starts, start), end: positionAt(starts, end) }
}
