/**
 * The text format: one block a finding. A terminal gets colour and a code frame, a pipe one line a finding.
 */

import type { Severity } from '../../model/settings.ts'
import type { Reported } from '../../rules/run.ts'
import { type Document, linesOf } from '../../text/document.ts'
import { lineRange, positionAt } from '../../text/lines.ts'
import type { Range } from '../../text/range.ts'
import { pathFrom } from '../../text/uri.ts'
import { type Report, summaryOf } from '../report.ts'

export interface TextStyle {
  readonly color: boolean
  readonly frames: boolean
}

const codes = { error: '31', warning: '33', info: '34', hint: '36' } as const

function paint(style: TextStyle, code: string, text: string): string {
  return style.color ? `\u001b[${code}m${text}\u001b[0m` : text
}

/** The report as text. */
export function formatText(report: Report, style: TextStyle): string {
  const blocks = report.findings.map((finding) => block(report, finding, style))
  const between = style.frames ? '\n' : ''
  const summary = summaryLine(report, style)
  return `${blocks.map((text) => `${text}\n${between}`).join('')}${summary}\n`
}

function block(report: Report, finding: Reported, style: TextStyle): string {
  const head = headOf(report, finding, style)
  if (!style.frames) return head
  const document = report.documents.get(finding.uri)
  const frame = document ? `\n${frameOf(document, finding.range, finding.severity, style)}` : ''
  const related = finding.related.map(
    (place) => `\n   ${paint(style, '2', '→')} ${where(report, place.uri, place.range)}: ${place.message}`,
  )
  const fix = finding.fixes[0]
  const help = fix
    ? `\n   ${paint(style, '32', 'fix')} ${fix.title}${fix.safe ? '' : ' (not applied by --fix: look at it first)'}`
    : ''
  return head + frame + related.join('') + help
}

function headOf(report: Report, finding: Reported, style: TextStyle): string {
  const severity = paint(style, `1;${codes[finding.severity]}`, finding.severity)
  const refused = finding.refusedBy ? ` [refused by ${finding.refusedBy}]` : ''
  return `${paint(style, '1', where(report, finding.uri, finding.range))} ${severity} ${paint(style, '2', finding.rule)}${refused} ${finding.message}`
}

function where(report: Report, uri: string, range: Range): string {
  const file = pathFrom(report.root, uri)
  const document = report.documents.get(uri)
  if (!document) return file
  const { line, character } = positionAt(linesOf(document), range.start)
  return `${file}:${line + 1}:${character + 1}`
}

/** The lines around a finding with its range marked. Long lines are cut around the mark. */
function frameOf(document: Document, range: Range, severity: Severity, style: TextStyle): string {
  const starts = linesOf(document)
  const start = positionAt(starts, range.start)
  const end = positionAt(starts, range.end)
  const first = Math.max(0, start.line - 1)
  const last = Math.min(starts.length - 1, start.line + 1)
  const width = String(last + 1).length
  const out: string[] = []
  for (let line = first; line <= last; line++) {
    const { start: from, end: to } = lineRange(document.text, starts, line)
    const text = document.text.slice(from, to).replaceAll('\t', ' ')
    if (line !== start.line && (line === last || line === first) && text.trim() === '') continue
    const cut = Math.max(0, start.character - 80)
    const gutter = paint(style, '2', `   ${String(line + 1).padStart(width)} │`)
    out.push(`${gutter} ${text.slice(cut, cut + 140)}`)
    if (line === start.line) {
      const until = end.line === start.line ? end.character : text.length
      const marks = '^'.repeat(Math.max(1, Math.min(until - start.character, 140 - (start.character - cut))))
      out.push(
        `${paint(style, '2', `   ${' '.repeat(width)} │`)} ${blanks(text.slice(cut, start.character))}${paint(style, codes[severity], marks)}`,
      )
    }
  }
  return out.join('\n')
}

/** Blanks as wide as `text` on a terminal: characters of East Asian scripts take two columns. */
function blanks(text: string): string {
  let width = 0
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]/u.test(
        character,
      )
        ? 2
        : 1
  return ' '.repeat(width)
}

function summaryLine(report: Report, style: TextStyle): string {
  const summary = summaryOf(report.findings)
  const parts = Object.entries(summary).flatMap(([name, n]) =>
    n > 0 ? [`${n} ${name}${n === 1 || name === 'info' ? '' : 's'}`] : [],
  )
  const files = `${report.files} file${report.files === 1 ? '' : 's'}`
  if (parts.length === 0) return paint(style, '32', `${files}: nothing found`)
  return paint(style, '1', `${files}: ${parts.join(', ')}`)
}
