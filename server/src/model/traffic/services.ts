/**
 * The Services that a Helm template writes out, read line by line, with what their `spec` says about where traffic
 * goes. What a helper or `toYaml` prints among the keys of `spec` is kept as open; the rules decide what it means.
 */
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import type { Range } from '../../text/range.ts'
import { type Item, mentions, type Parent, type Scope, type Unit } from '../charts/scope.ts'
import {
  hasActions,
  isPrinted,
  type Line,
  outputColumn,
  separates,
  templateLines,
  unquoted,
} from './lines.ts'

/** A key of `spec`. */
export interface Field {
  readonly key: string
  readonly line: Line
  /** Blocks around the key that do not hold `spec` itself, from the inside out. */
  readonly guards: readonly Parent[]
}

/** A Service of a template. */
export interface TemplateService {
  readonly unit: Unit
  /** Its name as written, with the actions that make it. */
  readonly name: string
  /** The key `spec`. */
  readonly specRange: Range
  /** Where a line can be put in as the first one of `spec`: the end of the line of `spec:`. */
  readonly insertAt: number
  /** Column of the keys of `spec`. */
  readonly indent: number
  /** What can be seen at `spec`. */
  readonly scope: Scope
  readonly fields: readonly Field[]
  /** Actions that print whole keys of `spec`. */
  readonly open: readonly Item[]
  /** Keys of `metadata.annotations` with their values where they are written out. */
  readonly annotations: readonly Line[]
  /** First and last line, for what is read between them. */
  readonly range: Range
}

/** The Services of a template that are written out as lines. One whose `spec` is not is left out. */
export const templateServices = memo((document: Document): readonly TemplateService[] => {
  if (
    document.kind !== 'helm-template' ||
    !/kind:[ \t]*["']?Service["']?[ \t\r]*(#.*)?$/m.test(document.text)
  )
    return []
  const lines = templateLines(document)
  return lines.flatMap((line, i) => {
    const isService = line.key === 'kind' && unquoted(line.value) === 'Service'
    return isService ? (serviceAt(document, lines, i) ?? []) : []
  })
})

function serviceAt(document: Document, all: readonly Line[], at: number): TemplateService | undefined {
  const kind = all[at]
  if (!kind) return undefined
  const lines = manifestLines(all, at)
  const own = (key: string) => lines.find((line) => line.key === key && line.keyColumn === kind.keyColumn)
  const [spec, version] = [own('spec'), own('apiVersion')]
  if (!spec?.keyRange || spec.value !== '' || !version || unquoted(version.value) !== 'v1') return undefined
  // Behind a block that opens on the line of `spec:` nothing can be put in for certain.
  if (hasActions(spec)) return undefined
  const body = below(lines, spec)
  const indent = Math.min(...body.filter((line) => line.key !== undefined).map((line) => line.column))
  if (!Number.isFinite(indent) || lines.some((line) => line.key === 'helm.sh/hook')) return undefined
  return {
    unit: kind.unit,
    name: nameOf(document, lines, own('metadata')),
    specRange: spec.keyRange,
    insertAt: spec.end,
    indent,
    scope: spec.scope,
    fields: keysOf(body, indent, spec.parent),
    open: openIn(body, indent),
    annotations: annotationsOf(lines, own('metadata')),
    range: { start: lines[0]?.start ?? kind.start, end: lines.at(-1)?.end ?? kind.end },
  }
}

/** The keys of a map that stands in `lines` at a column. */
export function keysOf(lines: readonly Line[], indent: number, outer: Parent | undefined): readonly Field[] {
  return lines.flatMap((line) =>
    line.key !== undefined && line.column === indent && line.keyColumn === indent
      ? [{ key: line.key, line, guards: guards(line.parent, outer) }]
      : [],
  )
}

/**
 * The lines of the manifest around its `kind`: up to `---`, the bounds of the named template, a line further out, or
 * a key that the manifest has already (the next one of an `if` and its `else`).
 */
export function manifestLines(all: readonly Line[], at: number): readonly Line[] {
  const kind = all[at] as Line // The caller found it at this index.
  const seen = new Set(['kind'])
  let first = at
  while (first > 0 && kind.column === kind.keyColumn) {
    const line = all[first - 1] as Line // Not before the first one, by the loop's head.
    const ends =
      isBound(line, kind) || (isOwnKey(line, kind) && (seen.has('apiVersion') || !isHead(line, seen)))
    if (ends) break
    if (isOwnKey(line, kind) && line.key !== undefined) seen.add(line.key)
    first--
    if (line.column >= 0 && line.column < line.keyColumn) break
  }
  let last = at
  for (let i = at + 1; i < all.length; i++) {
    const line = all[i] as Line // Below the length, by the loop's head.
    const starts = line.column >= 0 && line.column < kind.keyColumn && line.keyColumn >= kind.keyColumn
    if (isBound(line, kind) || starts || (isOwnKey(line, kind) && seen.has(line.key ?? ''))) break
    if (isOwnKey(line, kind) && line.key !== undefined) seen.add(line.key)
    last = i
  }
  return all.slice(first, last + 1)
}

/** Keys that stand above `kind`. */
function isHead(line: Line, seen: ReadonlySet<string>): boolean {
  return (line.key === 'apiVersion' || line.key === 'metadata') && !seen.has(line.key)
}

function isOwnKey(line: Line, kind: Line): boolean {
  return line.column >= 0 && line.key !== undefined && line.keyColumn === kind.keyColumn
}

function isBound(line: Line, kind: Line): boolean {
  if (line.column < 0 || line.startsWithOutput) return false
  return line.unit !== kind.unit || separates(line) || line.keyColumn < kind.keyColumn
}

/** The lines below a key, blank ones left out; output counts where it is indented further. */
export function below(lines: readonly Line[], key: Line): readonly Line[] {
  const from = lines.indexOf(key) + 1
  const rest = lines.slice(from)
  const end = rest.findIndex(
    (line) => line.column >= 0 && !line.startsWithOutput && line.column <= key.keyColumn,
  )
  return (end < 0 ? rest : rest.slice(0, end)).filter((line) => line.column >= 0)
}

/** The blocks around a line inside of those around another one. */
function guards(parent: Parent | undefined, outer: Parent | undefined): readonly Parent[] {
  const around = new Set<object>()
  for (let at = outer; at; at = at.outer) around.add(at.branch)
  const found: Parent[] = []
  for (let at = parent; at && !around.has(at.branch); at = at.outer) found.push(at)
  return found
}

/** Output that makes keys of `spec`: not deeper than they stand, and not the value of the key before it. */
export function openIn(body: readonly Line[], indent: number): readonly Item[] {
  const open: Item[] = []
  let awaits = false
  for (const line of body) {
    const item = line.outputs[0]
    if (line.startsWithOutput && item) {
      const column = outputColumn(line)
      const isValue =
        column !== undefined && (column > indent || (column === indent && (awaits || isPorts(item))))
      if (!isValue) open.push(item)
      awaits = false
    } else awaits = line.column === indent && line.key !== undefined && line.value === ''
  }
  return open
}

/** Whether an action prints more items of the list of ports before it, which may stand at the column of its key. */
function isPorts({ pipe, scope }: Item): boolean {
  const all = pipe ? mentions(pipe, scope) : []
  return all.length > 0 && all.every(({ ref }) => /ports$/i.test(ref.names.at(-1) ?? ''))
}

function nameOf(document: Document, lines: readonly Line[], metadata: Line | undefined): string {
  const name = metadata && below(lines, metadata).find((line) => line.key === 'name')
  return name ? document.text.slice(name.start, name.end).replace(/^\s*name:\s*/, '') : ''
}

function annotationsOf(lines: readonly Line[], metadata: Line | undefined): readonly Line[] {
  const annotations = metadata && below(lines, metadata).find((line) => line.key === 'annotations')
  return annotations ? below(lines, annotations).filter((line) => line.key !== undefined) : []
}

/** The keys of `spec` with this name: several where branches have one each. */
export function fieldsOf(service: TemplateService, key: string): readonly Field[] {
  return service.fields.filter((field) => field.key === key)
}

/** A key's value where it is written out; `undefined` where an action makes it or a part of it. */
export function literalOf({ line }: Field): string | undefined {
  return isPrinted(line.value) ? undefined : unquoted(line.value)
}
