/**
 * What a path of `.Values` is in each environment, and where that is set. A key that is the name of a map shows the
 * keys below it. Values that only rendering gives are said to be unknown.
 */
import type { Chart } from '../../model/charts/charts.ts'
import {
  type ChartValues,
  chartOf,
  environmentsOf,
  type Lookup,
  valuesOf,
} from '../../model/charts/values.ts'
import { pathOf, type Workspace } from '../../model/workspace.ts'
import { templateTree } from '../../syntax/parse.ts'
import { type ValuesRead, valuesPaths } from '../../syntax/template/valuesPaths.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { type Range, touches } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { FeatureContext, Hover, HoverSource } from '../feature.ts'

export const hover: HoverSource = { kinds: ['helm-template'], hover: hoverAt }

const readsOf = memo((document: Document): readonly ValuesRead[] => valuesPaths(templateTree(document)))

function hoverAt({ document, workspace }: FeatureContext, offset: number): Hover | undefined {
  const found = pathAt(document, offset)
  const chart = found && chartOf(workspace, document.uri)
  return found && chart && { range: found.range, markdown: markdown(workspace, chart, found.path) }
}

/** The path up to the key at an offset, where every key of it is known. */
function pathAt(
  document: Document,
  offset: number,
): { readonly path: readonly string[]; readonly range: Range } | undefined {
  const tree = templateTree(document)
  for (const { path, alternative } of readsOf(document)) {
    const at = path.findIndex((segment) => segment.at && touches(rangeOf(tree, segment.at), offset))
    const key = path[at]?.at
    const names = path.slice(0, at + 1).flatMap(({ name }) => name ?? [])
    if (key && !alternative && names.length === at + 1) return { path: names, range: rangeOf(tree, key) }
  }
  return undefined
}

interface Row {
  readonly environment: string | undefined
  readonly value: string
  readonly files: string
}

function markdown(workspace: Workspace, chart: Chart, path: readonly string[]): string {
  const title = `**\`.Values.${path.join('.')}\`**`
  const all = [undefined, ...[...environmentsOf(workspace, chart)].sort()]
  const rows = all.map(
    (environment): Row => rowOf(workspace, valuesOf(workspace, chart, environment), path, environment),
  )
  const [base, ...others] = rows
  const different = others.filter((row) => row.value !== base?.value || row.files !== base.files)
  const shown = [...(base ? [base] : []), ...different].filter(({ value }) => value !== '')
  if (shown.length === 0) return `${title}\n\n${t('Nothing in the workspace sets it.')}`
  const lines = shown.map(
    ({ environment, value, files }) => `| ${environment ?? t('all')} | ${value} | ${files} |`,
  )
  const head = `| ${t('environment')} | ${t('value')} | ${t('set in')} |`
  return [title, [head, '| --- | --- | --- |', ...lines].join('\n')].join('\n\n')
}

function rowOf(
  workspace: Workspace,
  values: ChartValues,
  path: readonly string[],
  environment: string | undefined,
): Row {
  const found = values.lookup(path)
  const last = found.places.at(-1)
  if (last) return { environment, value: shownValue(found), files: pathOf(workspace, last.place.uri) }
  const below = values.below(path)
  const keys = [...new Set(below.map((each) => each.path[path.length] ?? ''))]
  const files = [...new Set(below.map(({ place }) => pathOf(workspace, place.uri)))]
  return { environment, value: shownKeys(keys), files: files.join(', ') }
}

function shownValue({ value, unknown }: Lookup): string {
  if (unknown) return t('known only when rendered')
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return `\`${text.length > 80 ? `${text.slice(0, 79)}…` : text}\``.replaceAll('|', '\\|')
}

/** The first keys of a map. */
function shownKeys(keys: readonly string[]): string {
  if (keys.length === 0) return ''
  const first = keys.slice(0, 8).map((key) => `\`${key.replaceAll('|', '\\|')}\``)
  return `${t('a map:')} ${first.join(', ')}${keys.length > first.length ? ', …' : ''}`
}
