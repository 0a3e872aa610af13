/**
 * The table of settings against environments as `logkeel env` prints it: for a terminal, as JSON, as Markdown. Values
 * carry their places; a value without a file to open (its default holds) stands at the file that could set it.
 */
import {
  type EnvironmentCell,
  type EnvironmentRow,
  type EnvironmentTable,
  environmentTable,
  type Verdict,
} from '../model/policy/environmentTable.ts'
import type { FoundValue } from '../model/policy/scope.ts'
import type { Workspace } from '../model/workspace.ts'
import { type Document, linesOf, type Place } from '../text/document.ts'
import { positionAt } from '../text/lines.ts'
import { t } from '../text/translate.ts'
import { pathFrom } from '../text/uri.ts'

export const environmentFormats = ['text', 'json', 'markdown'] as const
export type EnvironmentFormat = (typeof environmentFormats)[number]

/** Colours a word by its verdict. */
export type Paint = (verdict: Verdict, text: string) => string

/**
 * The table of a workspace as text that ends with a line break.
 * @param documents the files that were read, for places as lines
 */
export function renderEnvironmentTable(
  workspace: Workspace,
  documents: ReadonlyMap<string, Document>,
  format: EnvironmentFormat,
  paint: Paint = (_, text) => text,
): string {
  const table = environmentTable(workspace, documents)
  const where: Where = { root: workspace.root, documents }
  if (format === 'json') return json(table, where)
  return format === 'markdown' ? markdown(table, where) : text(table, where, paint)
}

interface Where {
  readonly root: string
  readonly documents: ReadonlyMap<string, Document>
}

function fileOf({ root }: Where, { uri }: Place): string {
  return pathFrom(root, uri)
}

/** Where a place starts, from one. */
function lineOf({ documents }: Where, { uri, range }: Place): number | undefined {
  const document = documents.get(uri)
  return document && positionAt(linesOf(document), range.start).line + 1
}

function placeText(where: Where, place: Place): string {
  const line = lineOf(where, place)
  return line === undefined ? fileOf(where, place) : `${fileOf(where, place)}:${line}`
}

const nameOf = (environment: string | undefined): string => environment ?? t('no environment')

/** Rows that say something: values are found, or an environment asks for them. */
function told({ rows }: EnvironmentTable): readonly EnvironmentRow[] {
  return rows.filter(({ cells }) =>
    cells.some(({ found, expected }) => found.length > 0 || expected !== undefined),
  )
}

/** Values of a cell, each once. */
function valuesText({ found }: EnvironmentCell): string {
  return [...new Set(found.map((value) => value.text))].join(' | ')
}

function verdictText({ verdict, expected }: EnvironmentCell): string {
  switch (verdict) {
    case 'ok':
      return t('ok')
    case 'differs':
      return t('differs: {expected}', { expected: expected ?? '' })
    case 'not found':
      return t('not found: {expected}', { expected: expected ?? '' })
    case 'unknown':
      return t('unknown: {expected}', { expected: expected ?? '' })
    default:
      return ''
  }
}

function cellText(cell: EnvironmentCell): string {
  const [values, verdict] = [valuesText(cell), verdictText(cell)]
  return verdict === '' ? values || '-' : values === '' ? verdict : `${values} (${verdict})`
}

function text(table: EnvironmentTable, where: Where, paint: Paint): string {
  const rows = told(table)
  const head = [t('Setting'), ...table.environments.map(nameOf)]
  const cells = rows.map((row) => [t(row.title), ...row.cells.map(cellText)])
  const widths = head.map((title, i) =>
    Math.max(...[title, ...cells.map((row) => row[i] ?? '')].map(widthOf)),
  )
  const line = (row: readonly string[], of?: EnvironmentRow) =>
    row
      .map((cell, i) => {
        const verdict = i > 0 ? of?.cells[i - 1]?.verdict : undefined
        const padding = ' '.repeat(i === row.length - 1 ? 0 : (widths[i] ?? 0) - widthOf(cell))
        return (verdict ? paint(verdict, cell) : cell) + padding
      })
      .join('  ')
  const lines = [line(head), ...cells.map((row, i) => line(row, rows[i]))]
  const places = placesText(table, where)
  return `${[...lines, ...(places.length > 0 ? ['', ...places] : [])].join('\n')}\n`
}

/** Where the values of all rows stand, a line for each. */
function placesText(table: EnvironmentTable, where: Where): readonly string[] {
  const lines = told(table).flatMap((row) =>
    row.cells.flatMap((cell, i) =>
      cell.found.map((value) => ({
        label: `${t(row.title)}, ${nameOf(table.environments[i])}`,
        value: value.text + ofText(value),
        at: value.place ? placeText(where, value.place) : '-',
      })),
    ),
  )
  const width = Math.max(0, ...lines.map(({ label }) => widthOf(label)))
  const valueWidth = Math.max(0, ...lines.map(({ value }) => widthOf(value)))
  return lines.map(
    ({ label, value, at }) =>
      `${label}${' '.repeat(width - widthOf(label))}  ${value}${' '.repeat(valueWidth - widthOf(value))}  ${at}`,
  )
}

function ofText({ of }: FoundValue): string {
  if (of.length === 0) return ''
  return of.length > 3 ? ` (${of.slice(0, 3).join(', ')}, …)` : ` (${of.join(', ')})`
}

/** Columns of a text on a terminal: characters of East Asian scripts take two. */
function widthOf(cell: string): number {
  let width = 0
  for (const character of cell)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1
  return width
}

const marks: Readonly<Record<Verdict, string>> = {
  ok: '✓ ',
  differs: '✗ ',
  'not found': '✗ ',
  unknown: '? ',
  'not asked': '',
}

function markdown(table: EnvironmentTable, where: Where): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  const head = [t('Setting'), ...table.environments.map((name) => escaped(nameOf(name)))]
  const rows = told(table).map((row) =>
    line([escaped(t(row.title)), ...row.cells.map((cell) => markdownCell(cell, where))]),
  )
  return line(head) + line(head.map((_, i) => (i === 0 ? '---' : ':-:'))) + rows.join('')
}

function markdownCell(cell: EnvironmentCell, where: Where): string {
  const values = cell.found.map((value) => {
    const { place } = value
    if (!place) return escaped(value.text)
    const line = lineOf(where, place)
    const target = encodeURI(fileOf(where, place)) + (line === undefined ? '' : `#L${line}`)
    return `[${escaped(value.text)}](${target})${escaped(ofText(value))}`
  })
  const short = cell.verdict === 'ok' || cell.verdict === 'not asked' ? '' : verdictText(cell)
  const said = [...values, ...(short === '' ? [] : [escaped(short)])].join('<br>')
  return said === '' ? '-' : marks[cell.verdict] + said
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}

function json(table: EnvironmentTable, where: Where): string {
  const value = ({ text: shown, fits, place, of }: FoundValue) => ({
    value: shown,
    fits: fits ?? null,
    of,
    file: place ? fileOf(where, place) : null,
    range: place ? rangeIn(where, place) : null,
  })
  const out = {
    version: 1,
    root: decodeURIComponent(where.root.replace(/^file:\/\//, '')),
    environments: table.environments.map((name) => name ?? null),
    rows: table.rows.map(({ id, title, cells }) => ({
      id,
      title,
      cells: cells.map(({ expected, verdict, found }, i) => ({
        environment: table.environments[i] ?? null,
        expected: expected ?? null,
        verdict,
        found: found.map(value),
      })),
    })),
  }
  return `${JSON.stringify(out, null, 2)}\n`
}

function rangeIn({ documents }: Where, { uri, range }: Place) {
  const document = documents.get(uri)
  if (!document) return null
  const starts = linesOf(document)
  return { start: positionAt(starts, range.start), end: positionAt(starts, range.end) }
}
