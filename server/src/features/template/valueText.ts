/**
 * A value in words: what it is in each release, where that is set and what it is laid over, and what the chart's
 * values say of it. For hovers; nothing is judged.
 */
import type { Family } from '../../model/charts/family.ts'
import type { Keys } from '../../model/charts/known.ts'
import { type MergedNode, mergedAt, type Setting, settingsAt } from '../../model/charts/merged.ts'
import { type Deployment, isEnabled, releasesOf } from '../../model/charts/releases.ts'
import { entryAtPath, type ValuesEntry, type ValuesNode } from '../../model/charts/valuesTree.ts'
import { factsAt, pathOf, type Workspace } from '../../model/workspace.ts'
import { t } from '../../text/translate.ts'
import { ownerOf } from '../charts/families.ts'
import { linkToPlace } from '../placeLinks.ts'
import { code, prose } from './names.ts'

/** What one or several releases have at a path. */
interface Row {
  readonly labels: readonly string[]
  readonly value: string
  readonly from: string
  /** What sets it there, rising in precedence. */
  readonly settings: readonly Setting[]
  /** Of a map: its keys. */
  readonly keys?: readonly string[]
}

const maxRows = 8

/** A value in each release, as a line where it is the same in all, else as a table. */
export interface ValueSummary {
  readonly markdown: string
  /** On one line, without places. */
  readonly short: string
  /** What sets it, where all releases agree on that. */
  readonly only: readonly Setting[] | undefined
  /** Whether nothing sets it anywhere. */
  readonly unset: boolean
}

/** What a value is in the releases of a family; the path is in the root's coordinates. */
export function summaryOf(workspace: Workspace, family: Family, keys: Keys): ValueSummary {
  const rows = asOneMap(workspace, rowsOf(workspace, family, keys))
  const set = rows.filter(({ value }) => value !== '')
  const [first] = rows
  if (!first || set.length === 0)
    return {
      markdown: t('Nothing in the workspace sets it.'),
      short: t('not set'),
      only: undefined,
      unset: true,
    }
  const short = shortText(rows)
  const missing = missingText(workspace, family)
  if (rows.length === 1)
    return {
      markdown: [t('{value}, set in {places}', { value: first.value, places: first.from }), ...missing].join(
        '\n\n',
      ),
      short,
      only: first.settings,
      unset: false,
    }
  const head = `| ${t('release')} | ${t('value')} | ${t('set in')} |\n| --- | --- | --- |`
  const lines = rows
    .slice(0, maxRows)
    .map(
      ({ labels, value, from }) =>
        `| ${[labelText(labels), value || t('not set'), from].map(cell).join(' | ')} |`,
    )
  const more = rows.length > maxRows ? [t('and {n} more', { n: rows.length - maxRows })] : []
  return {
    markdown: [[head, ...lines].join('\n'), ...more, ...missing].join('\n\n'),
    short,
    only: undefined,
    unset: false,
  }
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

/** Maps are told by their keys alone, so that all releases' are one. */
function asOneMap(workspace: Workspace, rows: readonly Row[]): readonly Row[] {
  const set = rows.filter(({ value }) => value !== '')
  if (set.length < 2 || !set.every((row) => row.keys)) return rows
  const keys = [...new Set(set.flatMap((row) => row.keys ?? []))]
  const settings = [...new Set(set.flatMap((row) => row.settings))]
  return [
    { labels: [], value: keysText(keys), from: filesText(workspace, settings.toReversed()), settings, keys },
  ]
}

function shortText(rows: readonly Row[]): string {
  const [first, ...others] = rows
  if (!first || others.length === 0)
    return first?.keys ? t('a map of {n} keys', { n: first.keys.length }) : (first?.value ?? '')
  const shown = rows.slice(0, 3).map(({ labels, value }) => `${value || t('not set')} (${labelText(labels)})`)
  return shown.join(', ') + (rows.length > 3 ? ', …' : '')
}

function labelText(labels: readonly string[]): string {
  const shown = labels.slice(0, 4).join(', ')
  return labels.length > 4 ? t('{names} and {n} more', { names: shown, n: labels.length - 4 }) : shown
}

/** One row for all releases that have the same from the same places, in the order of the releases. */
function rowsOf(workspace: Workspace, family: Family, keys: Keys): readonly Row[] {
  const rows = new Map<string, { labels: string[] } & Omit<Row, 'labels'>>()
  const member = ownerOf(family, keys)
  for (const deployment of releasesOf(workspace, family)) {
    if (isEnabled(deployment, member) === false) continue
    const row = rowOf(workspace, deployment, keys)
    const key = `${row.value}\n${row.from}`
    const label = releaseLabel(workspace, deployment)
    const known = rows.get(key)
    if (known) known.labels.push(label)
    else rows.set(key, { labels: [label], ...row })
  }
  return [...rows.values()]
}

/** A release as its users call it. */
export function releaseLabel(
  workspace: Workspace,
  { by, name, environment, layers, family }: Deployment,
): string {
  if (by === 'chart') return t('the chart alone')
  if (by === 'file') return pathOf(workspace, layers[0]?.values.uri ?? family.root.folder)
  if (by === 'environment' || name === undefined) return environment ?? t('one without a name')
  return environment === undefined || name.includes(environment) ? name : `${name} (${environment})`
}

function rowOf(workspace: Workspace, { values }: Deployment, keys: Keys): Omit<Row, 'labels'> {
  const nodes = nodesAt(values, keys)
  if (keys.includes(undefined)) {
    const shown = [...new Set(nodes.map((node) => nodeText(node)))]
    const value = shown.slice(0, 4).join(', ') + (shown.length > 4 ? ', …' : '')
    const settings = [...new Set(nodes.flatMap(({ set }) => set.slice(-1)))]
    return { value, from: filesText(workspace, settings), settings }
  }
  const path = keys as readonly string[] // None is undefined, by the test above.
  const settings = settingsAt(values, path)
  const node = mergedAt(values, path)
  if (settings.length === 0) return { value: '', from: '', settings }
  if (!node) return { value: t('taken out'), from: placesText(workspace, settings), settings }
  const from = node.kind === 'map' ? filesText(workspace, settings) : placesText(workspace, settings)
  const below = node.kind === 'map' && node.entries.size > 0 ? { keys: [...node.entries.keys()] } : {}
  return { value: nodeText(node), from, settings, ...below }
}

/** The nodes at a path in which any key may be each. */
function nodesAt(node: MergedNode, keys: Keys): readonly MergedNode[] {
  const at = keys.indexOf(undefined)
  const start = (at < 0 ? keys : keys.slice(0, at)) as readonly string[] // Up to the first one that is undefined.
  const base = mergedAt(node, start)
  if (!base || at < 0) return base ? [base] : []
  const rest = keys.slice(at + 1)
  if (base.kind === 'list') return base.items.flatMap((item) => nodesAt(item, rest))
  return base.kind === 'map' ? [...base.entries.values()].flatMap((each) => nodesAt(each, rest)) : []
}

/** Where a value is set, what holds first, then what it is laid over. */
function placesText(workspace: Workspace, settings: readonly Setting[]): string {
  const [last, ...under] = settings.toReversed()
  if (!last) return ''
  const over = under.slice(0, 3).map((each) => {
    const value = each.value.kind === 'scalar' ? ` (${valueText(each.value)})` : ''
    return `${linkTo(workspace, each)}${value}`
  })
  const places = over.join(', ') + (under.length > 3 ? ', …' : '')
  const winner = linkTo(workspace, last)
  return over.length === 0 ? winner : t('{place}, over {places}', { place: winner, places })
}

/** The files that set parts of a value. */
function filesText(workspace: Workspace, settings: readonly Setting[]): string {
  const byFile = new Map(settings.toReversed().map((each) => [each.document, each]))
  const links = [...byFile.values()].map((each) => linkTo(workspace, each))
  return links.slice(0, 4).join(', ') + (links.length > 4 ? ', …' : '')
}

function linkTo(workspace: Workspace, { key, place }: Setting): string {
  return linkToPlace(workspace, key ?? place)
}

/** Values files that applications name and that are not here: more may be set there. */
function missingText(workspace: Workspace, family: Family): readonly string[] {
  const missing = [...new Set(releasesOf(workspace, family).flatMap((each) => each.missing))]
  if (missing.length === 0) return []
  const files = missing
    .slice(0, 3)
    .map((file) => code(file))
    .join(', ')
  return [
    t('Values files that are not in this workspace may say more: {files}', {
      files: files + (missing.length > 3 ? ', …' : ''),
    }),
  ]
}

/** A value of a release in short. */
export function nodeText(node: MergedNode): string {
  switch (node.kind) {
    case 'map':
      return keysText([...node.entries.keys()])
    case 'list':
      return listText(node.items.map(plainOf))
    case 'scalar':
      return scalarText(node.value)
    default:
      return t('known only when rendered')
  }
}

/** A value of one document in short. */
export function valueText(node: ValuesNode): string {
  switch (node.kind) {
    case 'map':
      return keysText(node.entries.map(({ name }) => name))
    case 'list':
      return listText(node.items.map(plainValue))
    case 'scalar':
      return scalarText(node.value)
    default:
      return t('known only when rendered')
  }
}

function keysText(keys: readonly string[]): string {
  if (keys.length === 0) return code('{}')
  const shown = keys.slice(0, 8).map(code).join(', ')
  return t('a map: {keys}', { keys: shown + (keys.length > 8 ? ', …' : '') })
}

function listText(items: readonly unknown[]): string {
  const text = JSON.stringify(items)
  return text.length <= 60 ? code(text) : t('a list of {n}', { n: items.length })
}

function scalarText(value: string | number | boolean | null): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return code(text.length > 60 ? `${text.slice(0, 59)}…` : text)
}

function plainOf(node: MergedNode): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(plainOf)
  return node.kind === 'map'
    ? Object.fromEntries([...node.entries].map(([key, each]) => [key, plainOf(each)]))
    : '…'
}

function plainValue(node: ValuesNode): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(plainValue)
  return node.kind === 'map'
    ? Object.fromEntries(node.entries.map(({ name, value }) => [name, plainValue(value)]))
    : '…'
}

/** What the charts' own values have at a path: the owner's first, then those of the charts around it. */
export function defaultsAt(workspace: Workspace, family: Family, keys: Keys): readonly ValuesEntry[] {
  if (keys.length === 0 || keys.includes(undefined)) return []
  const path = keys as readonly string[] // None is undefined, by the test above.
  const found: ValuesEntry[] = []
  for (let at: ReturnType<typeof ownerOf> | undefined = ownerOf(family, keys); at; at = at.parent) {
    const uri = `${at.chart.folder}/values.yaml`
    const tree = factsAt(workspace, uri).values.find((each) => each.uri === uri)?.tree
    const entry = entryAtPath(tree, path.slice(at.path.length))
    if (entry) found.push(entry)
  }
  return found
}

/** What the comment above a key in a chart's values says of it. */
export function aboutText(entries: readonly ValuesEntry[]): string | undefined {
  const about = entries.find((entry) => entry.about !== undefined)?.about
  return about === undefined ? undefined : aboutEntry(about)
}

/** A comment above a key in Markdown; of a list of `@param` lines the one that is about the key is no list any more. */
export function aboutEntry(about: string): string | undefined {
  const params = [...about.matchAll(/^\s*@param\s+\S+\s+(?:\[[^\]]*\]\s*)?(.*)$/gm)]
  const [only] = params
  if (params.length > 1) return undefined
  return prose(only?.[1] ?? about) || undefined
}
