/**
 * The caches that the Loki chart (and the Mimir chart, which has the same template) makes of values: `chunksCache`,
 * `resultsCache` with memory, item size, connections, port. What a field comes to is what all values that hold
 * together say, else the chart's default. Where the workspace has the chart itself, its template decides what the
 * fields do; values of which another document may set the rest are unknown.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlPair } from '../../syntax/yaml/ast.ts'
import { get, mapOf, pairAt, pairAtPath } from '../../syntax/yaml/path.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import type { Document, Place } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { fileOf, folderOf } from '../../text/uri.ts'
import type { Chart, TemplateFacts } from '../charts/charts.ts'
import { familyOf, membersOf } from '../charts/family.ts'
import { chartOf, chartsOfValues, type Layer, starts, valuesWith } from '../charts/values.ts'
import { allFacts, environmentOf, type Workspace } from '../workspace.ts'

/** What a chart gives a cache where nothing is written: Loki's chart since 6.0, Mimir's since 5.0. */
interface Defaults {
  readonly chart: 'Loki' | 'Mimir'
  readonly enabled: boolean
  readonly allocatedMemory: number
  readonly maxItemMemory: number
}

const layouts: Readonly<Record<string, Defaults>> = {
  chunksCache: { chart: 'Loki', enabled: true, allocatedMemory: 8192, maxItemMemory: 5 },
  resultsCache: { chart: 'Loki', enabled: true, allocatedMemory: 1024, maxItemMemory: 5 },
  'chunks-cache': { chart: 'Mimir', enabled: false, allocatedMemory: 8192, maxItemMemory: 1 },
  'index-cache': { chart: 'Mimir', enabled: false, allocatedMemory: 2048, maxItemMemory: 5 },
  'metadata-cache': { chart: 'Mimir', enabled: false, allocatedMemory: 512, maxItemMemory: 1 },
  'results-cache': { chart: 'Mimir', enabled: false, allocatedMemory: 512, maxItemMemory: 5 },
}

const defaultOf = { port: 11211, connectionLimit: 16384, storageSize: '10G' } as const

/** A field that tells that a map is such a cache. */
const telling = [
  'allocatedMemory',
  'maxItemMemory',
  'connectionLimit',
  'port',
  'extraArgs',
  'extraExtendedOptions',
  'persistence',
  'resources',
]

/** What the chart's template does with the fields; all of it where the chart is not in the workspace. */
interface Rendering {
  /** Gives `port` to `-u` and to nothing else. */
  readonly portToUser: boolean
  /** Whether the template that does so is the team's own to mend: that of a chart which no other chart holds in its folder. */
  readonly own: boolean
  /** `-m` from `allocatedMemory`, `-I` from `maxItemMemory`. */
  readonly sizes: boolean
  /** `-KEY VALUE` in one argument from `extraArgs`. */
  readonly extraArgs: boolean
  /** Nine tenths of the number in `persistence.storageSize` as gigabytes for `ext_path`. */
  readonly storage: boolean
}

/** A field of a cache as it holds. */
export interface Field {
  /** Undefined where it is not known. */
  readonly value: string | number | boolean | null | undefined
  /** Where it is written; not for a default. */
  readonly place: Place | undefined
  /** Its value's range, where the document that is looked at has it and no other document sets it anew. */
  readonly own: Range | undefined
}

/** A cache of a chart in a values document. */
export interface ChartCache {
  readonly key: string
  readonly chart: 'Loki' | 'Mimir'
  readonly map: YamlMap
  readonly pair: YamlPair
  readonly rendering: Rendering
  /** A field by its path below the cache. */
  field(path: readonly string[]): Field
}

/** The caches of a values document that are on. */
export function chartCaches(workspace: Workspace, document: Document): readonly ChartCache[] {
  if (document.kind !== 'helm-values' || !/\w[cC]ache\b|-cache\b/.test(document.text)) return []
  const known = found(workspace)
  const caches = known.get(document) ?? findCaches(workspace, document)
  known.set(document, caches)
  return caches
}

const found = memo((_workspace: Workspace) => new WeakMap<Document, readonly ChartCache[]>())

function findCaches(workspace: Workspace, document: Document): readonly ChartCache[] {
  const caches: ChartCache[] = []
  walk(yamlTree(document), ({ node, pair, path }) => {
    const layout = pair && layouts[pair.key.text]
    if (layout && node.kind === 'map' && isTelling(node) && path.length <= 4 && path.every(isKey)) {
      const cache = cacheOf(workspace, document, { layout, map: node, pair, path: path.map(String) })
      if (cache) caches.push(cache, ...second(workspace, document, cache, path.map(String)))
    }
  })
  return caches
}

function isKey(step: string | number): boolean {
  return typeof step === 'string'
}

function isTelling(map: YamlMap): boolean {
  return telling.some((name) => pairAt(map, name)) || pairAt(map, 'l2') !== undefined
}

interface Section {
  readonly layout: Defaults
  readonly map: YamlMap
  readonly pair: YamlPair
  readonly path: readonly string[]
}

/** `chunksCache.l2`, which is off unless it is switched on. */
function second(
  workspace: Workspace,
  document: Document,
  { key, map }: ChartCache,
  path: readonly string[],
): readonly ChartCache[] {
  const pair = key === 'chunksCache' ? pairAt(map, 'l2') : undefined
  const inner = mapOf(get(map, ['l2']))
  const layout = layouts.chunksCache
  if (!pair || !inner || !layout) return []
  const section = { layout: { ...layout, enabled: false }, map: inner, pair, path: [...path, 'l2'] }
  return [cacheOf(workspace, document, section)].flatMap((cache) => cache ?? [])
}

function cacheOf(workspace: Workspace, document: Document, section: Section): ChartCache | undefined {
  const { layout, map, pair, path } = section
  const rendering = renderingOf(workspace, document, path)
  if (!rendering) return undefined
  const layers = layersWith(workspace, document)
  const field = (below: readonly string[]) => fieldOf(workspace, document, layers, section, below)
  const above = path.slice(0, path.at(-1) === 'l2' ? -2 : -1)
  const whole = placesOf(layers, [...above, 'memcached', 'enabled']).at(-1)?.value
  if (field(['enabled']).value === false || whole === false) return undefined
  if (!layout.enabled && field(['enabled']).value !== true) return undefined
  return { key: pair.key.text, chart: layout.chart, map, pair, rendering, field }
}

/**
 * The documents that hold together with one: its chart's own values, those of the chart around, those that one
 * application names with it. Other files of no known release are alternatives to it.
 */
function layersWith(workspace: Workspace, document: Document): readonly Layer[] {
  const { uri } = document
  const { layers } = valuesWith(workspace, uri, environmentOf(workspace, uri))
  const charts = chartsOfValues(workspace, uri)
  const own = layers.filter(({ values }) => values.uri === uri)
  const applications = new Set(own.flatMap(({ application }) => application ?? []))
  return layers.filter(
    (layer) =>
      own.includes(layer) ||
      layer.inherited ||
      charts.some(({ folder }) => layer.values.uri === `${folder}/values.yaml`) ||
      (layer.application !== undefined && applications.has(layer.application)),
  )
}

type Written = Layer['values']['scalars'][number] & { readonly layer: Layer }

function placesOf(layers: readonly Layer[], path: readonly string[]): readonly Written[] {
  return layers.flatMap((layer) =>
    layer.values.scalars
      .filter((each) => each.path.length === path.length && starts(each.path, path))
      .map((scalar) => ({ ...scalar, layer })),
  )
}

function fieldOf(
  workspace: Workspace,
  document: Document,
  layers: readonly Layer[],
  { layout, map, path }: Section,
  below: readonly string[],
): Field {
  const whole = [...path, ...below]
  const places = placesOf(layers, whole)
  const last = places.at(-1)
  if (last) {
    const own = last.layer.values.uri === document.uri ? pairAtPath(map, below)?.value : undefined
    // Releases may differ in it.
    const known = new Set(places.flatMap(({ layer }) => layer.application ?? [])).size <= 1
    const range = own && rangeOf(yamlTree(document), own)
    return { value: known ? last.value : undefined, place: last.place, own: known ? range : undefined }
  }
  // A map or a list stands there, or a file beside this one may be laid over it.
  const isOther =
    get(map, below) !== undefined ||
    layers.some(({ values }) =>
      values.scalars.some((each) => each.path.length > whole.length && starts(each.path, whole)),
    )
  const usual = fallback(layout, below)
  const unknown = isOther || isSetBeside(workspace, document, whole, usual)
  return { value: unknown ? undefined : usual, place: undefined, own: undefined }
}

function fallback(layout: Defaults, below: readonly string[]): Field['value'] {
  switch (below.join('.')) {
    case 'allocatedMemory':
      return layout.allocatedMemory
    case 'maxItemMemory':
      return layout.maxItemMemory
    case 'port':
      return defaultOf.port
    case 'connectionLimit':
      return defaultOf.connectionLimit
    case 'persistence.storageSize':
      return defaultOf.storageSize
    default:
      return null
  }
}

/** Whether a values document of the same folder, or of one around it, sets the same path below whatever key to something else. */
function isSetBeside(
  workspace: Workspace,
  document: Document,
  path: readonly string[],
  usual: Field['value'],
): boolean {
  // The values in a release or an application are all that it has, files that it names aside.
  if (document.within) return false
  const folder = folderOf(fileOf(document.uri))
  const own = environmentOf(workspace, document.uri)
  const tail = path.slice(-3).join('\n')
  return allFacts(workspace, 'values').some((values) => {
    if (values.uri === document.uri || values.uri.includes('#')) return false
    const other = folderOf(fileOf(values.uri))
    if (!`${folder}/`.startsWith(`${other}/`) && !`${other}/`.startsWith(`${folder}/`)) return false
    const environment = environmentOf(workspace, values.uri)
    if (own !== undefined && environment !== undefined && own !== environment) return false
    return values.scalars.some(
      (scalar) => scalar.value !== usual && scalar.path.slice(-3).join('\n').endsWith(tail),
    )
  })
}

const upstream: Rendering = { portToUser: true, own: false, sizes: true, extraArgs: true, storage: true }

/** What the templates of the workspace make of the fields; undefined where they are of a chart that does something else. */
function renderingOf(
  workspace: Workspace,
  document: Document,
  path: readonly string[],
): Rendering | undefined {
  const charts = chartsOfValues(workspace, document.uri).flatMap((chart) =>
    renderersOf(workspace, chart, path),
  )
  const [key] = path.slice(path.at(-1) === 'l2' ? -2 : -1)
  const templates = allFacts(workspace, 'templates').filter(({ uri }) =>
    charts.some(({ folder }) => uri.startsWith(`${folder}/`)),
  )
  const found = templates.flatMap((template) => cacheTextsOf(template).map((text) => ({ template, text })))
  if (found.length > 0) {
    const own = found.every(({ template }) => !isVendored(workspace, template.uri))
    return { ...renderedBy(found.map(({ text }) => text)), own }
  }
  const isTheirs = templates.some(({ reads }) => reads.some((read) => read.path.includes(key ?? '')))
  return isTheirs ? undefined : upstream
}

function cacheTextsOf({ defines }: TemplateFacts): readonly string[] {
  return defines
    .map(({ text }) => text)
    .filter((text) => /\ballocatedMemory\b/.test(text) && /\bmemcached\b/.test(text))
}

/** Whether a file belongs to a chart that lies in another one's folder: a dependency, which an update writes anew. */
function isVendored(workspace: Workspace, uri: string): boolean {
  const chart = chartOf(workspace, uri)
  return chart !== undefined && familyOf(workspace, chart).root.folder !== chart.folder
}

/**
 * Whether a template is that of a chart from elsewhere, which an update writes anew, and the port that it gives to
 * `-u` can be set right by values: those are the place to say so.
 */
export function isMendedByValues(workspace: Workspace, uri: string): boolean {
  if (!isVendored(workspace, uri)) return false
  const texts = allFacts(workspace, 'templates').flatMap((each) =>
    each.uri === uri ? cacheTextsOf(each) : [],
  )
  const { portToUser, extraArgs } = renderedBy(texts)
  return texts.length > 0 && portToUser && extraArgs
}

/** A chart and those of its subcharts that the values under a path go to: a fork that is taken in by its path, too. */
function renderersOf(workspace: Workspace, chart: Chart, path: readonly string[]): readonly Chart[] {
  const family = familyOf(workspace, chart)
  return membersOf(family, chart).flatMap((own) =>
    family.members
      .filter((member) => starts(member.path, own.path) && starts([...own.path, ...path], member.path))
      .map((member) => member.chart),
  )
}

function renderedBy(texts: readonly string[]): Omit<Rendering, 'own'> {
  const all = (pattern: RegExp) => texts.every((text) => pattern.test(text))
  const none = (pattern: RegExp) => !texts.some((text) => pattern.test(text))
  return {
    portToUser: all(/(?:-u\s*|--user=)\{\{[^}]*\.port\b/) && none(/(?:["\s-]-p\s*|--port=)\{\{[^}]*\.port\b/),
    sizes: all(/-m\s*\{\{[^}]*allocatedMemory/) && all(/-I\s*\{\{[^}]*maxItemMemory\s*\}\}m/),
    extraArgs: all(/"-\{\{\s*\$key/),
    storage: all(/trimSuffix\s+"Gi"/) && all(/\$persistenceSize\s*\}\}G/),
  }
}
