/**
 * The values of a chart by environment: `values.yaml`, the values files of an environment, and what Argo CD
 * applications add, in Helm's order of precedence. A value that template output makes is unknown; a value that two
 * releases of one environment set differently has both places.
 */
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { fileOf, folderOf, nameOf, resolvePath } from '../../text/uri.ts'
import { allFacts, environmentOf, environmentOfCluster, type Workspace } from '../workspace.ts'
import type { Application, Chart, Value, Values } from './charts.ts'

/** Values of one document, in the order in which they are laid over each other. */
export interface Layer {
  readonly values: Values
  /** Undefined for the chart's own `values.yaml` and for files of no known environment. */
  readonly environment: string | undefined
  /** The application that names or holds them. */
  readonly application: Application | undefined
  /** Whether they are the values of the chart around this one, below this one's name. */
  readonly inherited?: boolean
}

/** What is known of a value. */
export interface Lookup {
  /** Undefined where nothing sets it, and where it is not known. */
  readonly value: Value['value']
  /** Whether something sets it to what can't be told. */
  readonly unknown: boolean
  /** Everything that sets it, rising in precedence; the last one holds. */
  readonly places: readonly (Value & { readonly layer: Layer })[]
}

export interface ChartValues {
  readonly layers: readonly Layer[]
  lookup(path: readonly string[]): Lookup
  /** Every scalar below a path, rising in precedence. */
  below(path: readonly string[]): readonly (Value & { readonly layer: Layer })[]
}

/** The chart whose folder holds a file: the nearest one upwards. */
export function chartOf(workspace: Workspace, uri: string): Chart | undefined {
  const charts = chartsByFolder(workspace)
  for (let at = folderOf(fileOf(uri)); at !== ''; at = folderOf(at)) {
    const chart = charts.get(at)
    if (chart) return chart
    if (!at.includes('/') || at === workspace.root) return undefined
  }
  return undefined
}

/** The charts; a folder with templates whose `Chart.yaml` is not in the workspace counts as one. */
export const chartsByFolder = memo((workspace: Workspace): ReadonlyMap<string, Chart> => {
  const charts = new Map(allFacts(workspace, 'charts').map((chart) => [chart.folder, chart]))
  const folders = allFacts(workspace, 'templates').map(({ uri }) => templatesFolder(uri))
  for (const folder of folders) {
    if (folder === undefined || isInChart(folder, charts)) continue
    charts.set(folder, {
      folder,
      name: nameOf(folder),
      version: undefined,
      dependencies: [],
      dependenciesOpen: true,
      library: false,
    })
  }
  return charts
})

/** The folder around the innermost `templates` folder. */
function templatesFolder(uri: string): string | undefined {
  const at = uri.lastIndexOf('/templates/')
  return at < 0 ? undefined : uri.slice(0, at)
}

function isInChart(folder: string, charts: ReadonlyMap<string, Chart>): boolean {
  for (let at = folder; at.includes('/'); at = folderOf(at)) if (charts.has(at)) return true
  return false
}

/**
 * Whether a template is Helm's: other programs have templates with the same braces and other functions. It lies in the
 * templates of a chart, or in another `templates` folder and speaks of what only Helm hands to a template.
 */
export function isHelmTemplate(workspace: Workspace, { uri, text }: Document): boolean {
  const charts = allFacts(workspace, 'charts')
  if (charts.some(({ folder }) => uri.startsWith(`${folder}/templates/`))) return true
  const speaks = /\.(Values|Release|Chart)\b|\binclude\s+"/.test(text)
  return speaks && templatesFolder(uri) !== undefined
}

/**
 * The uri in the workspace of a path that an application names: below the root, or below any folder upwards of the
 * application that holds it. Nothing where no file of the workspace is meant.
 */
function joined(workspace: Workspace, application: Application, path: string): string | undefined {
  const known = knownPaths(workspace)
  for (
    let at = folderOf(fileOf(application.place.uri));
    at.length >= workspace.root.length;
    at = folderOf(at)
  ) {
    const uri = resolvePath(at, path.replace(/^\/+/, ''))
    if (known.has(uri)) return uri
    if (at === workspace.root || !at.includes('/')) break
  }
  return undefined
}

/** Uris of files and of charts' folders. */
const knownPaths = memo(
  (workspace: Workspace): ReadonlySet<string> =>
    new Set([...workspace.files.keys(), ...chartsByFolder(workspace).keys()]),
)

/** The folder of the chart that an application deploys, where it is one of the workspace. */
export function chartFolderOf(workspace: Workspace, application: Application): string | undefined {
  const { chart } = application
  if (chart === undefined) return undefined
  // The root of a repository is the workspace's, if it is a chart at all: any folder on the way there could be meant else.
  if (chart === '' || chart === '.')
    return chartsByFolder(workspace).has(workspace.root) ? workspace.root : undefined
  return joined(workspace, application, chart)
}

/** Uris of the values files that an application names, those of the workspace, rising in precedence. */
export function valueFilesOf(workspace: Workspace, application: Application): readonly string[] {
  return application.valueFiles.flatMap((file) => valueFileOf(workspace, application, file) ?? [])
}

/** The uri of a values file that an application names; nothing where it is not in the workspace. */
export function valueFileOf(
  workspace: Workspace,
  application: Application,
  file: string,
): string | undefined {
  if (file.startsWith('/')) return joined(workspace, application, file)
  const folder = chartFolderOf(workspace, application)
  if (!folder) return joined(workspace, application, `${application.chart ?? ''}/${file}`)
  const uri = resolvePath(folder, file)
  return workspace.files.has(uri) ? uri : undefined
}

/** The values of a chart in an environment; without one, its own `values.yaml` and what belongs to no environment. */
export function valuesOf(workspace: Workspace, chart: Chart, environment: string | undefined): ChartValues {
  const layers = layersOf(workspace, chart).filter(
    (layer) => layer.environment === undefined || layer.environment === environment,
  )
  return chartValues(layers)
}

/** Every values document that belongs to a chart, of all environments. */
export function allValuesOf(workspace: Workspace, chart: Chart): ChartValues {
  return chartValues(layersOf(workspace, chart))
}

/** The environments that a chart is known to be deployed to. */
export function environmentsOf(workspace: Workspace, chart: Chart): readonly string[] {
  const names = layersOf(workspace, chart).flatMap(({ environment }) => environment ?? [])
  const applied = applicationsOf(workspace, chart).flatMap(
    (app) => applicationEnvironment(workspace, app) ?? [],
  )
  return [...new Set([...names, ...applied])]
}

/** The applications that deploy a chart of the workspace. */
export function applicationsOf(workspace: Workspace, chart: Chart): readonly Application[] {
  return allFacts(workspace, 'applications').filter((app) => chartFolderOf(workspace, app) === chart.folder)
}

/** The charts whose values a document holds. */
export function chartsOfValues(workspace: Workspace, uri: string): readonly Chart[] {
  return [...chartsByFolder(workspace).values()].filter((chart) =>
    layersOf(workspace, chart).some(({ values, inherited }) => values.uri === uri && !inherited),
  )
}

/**
 * The values that hold together with a values document: of its chart where the workspace has it, else of the
 * applications that name or hold the document, else its own.
 */
export function valuesWith(workspace: Workspace, uri: string, environment: string | undefined): ChartValues {
  const [chart, ...others] = chartsOfValues(workspace, uri)
  if (chart && others.length === 0) return valuesOf(workspace, chart, environment)
  const all = allFacts(workspace, 'values')
  for (const application of allFacts(workspace, 'applications')) {
    const layers = appliedLayers(workspace, application, all)
    if (layers.some(({ values }) => values.uri === uri)) return chartValues(layers)
  }
  const own = all.filter((values) => values.uri === uri)
  return chartValues(own.map((values) => ({ values, environment, application: undefined })))
}

function chartValues(layers: readonly Layer[]): ChartValues {
  const inOrder = layers.flatMap((layer) => layer.values.scalars.map((scalar) => ({ ...scalar, layer })))
  const find = (fits: (path: readonly string[]) => boolean) => inOrder.filter(({ path }) => fits(path))
  return {
    layers,
    lookup(path) {
      const places = find((each) => each.length === path.length && starts(each, path))
      const last = places.at(-1)
      return { value: last?.value, unknown: last !== undefined && last.value === undefined, places }
    },
    below: (path) => find((each) => each.length > path.length && starts(each, path)),
  }
}

/** Whether a path begins with another one. */
export function starts(path: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((step, i) => path[i] === step)
}

/** Remembers what is computed for a chart of a workspace. */
export function memoByChart<V>(
  compute: (workspace: Workspace, chart: Chart) => V,
): (workspace: Workspace, chart: Chart) => V {
  const ofWorkspace = memo((_workspace: Workspace) => new Map<string, { readonly value: V }>())
  return (workspace, chart) => {
    const results = ofWorkspace(workspace)
    const known = results.get(chart.folder)
    if (known) return known.value
    const value = compute(workspace, chart)
    results.set(chart.folder, { value })
    return value
  }
}

const layersOf = memoByChart(findLayers)

function findLayers(workspace: Workspace, chart: Chart): readonly Layer[] {
  const { folder } = chart
  const all = allFacts(workspace, 'values')
  const applied = applicationsOf(workspace, chart)
    .flatMap((app) => appliedLayers(workspace, app, all))
    .filter(({ values }) => values.uri !== `${folder}/values.yaml`)
  const named = new Set(applied.map(({ values }) => values.uri))
  const own = all.flatMap((values) => {
    if (named.has(values.uri) || !belongs(workspace, values, chart)) return []
    const isBase = fileOf(values.uri) === `${folder}/values.yaml`
    const environment = isBase ? undefined : environmentOf(workspace, values.uri)
    return [{ values, environment, application: undefined }]
  })
  const base = own.filter(({ values }) => values.uri === `${folder}/values.yaml`)
  const others = own.filter((layer) => !base.includes(layer))
  const general = others.filter(({ environment }) => environment === undefined)
  const specific = others.filter((layer) => !general.includes(layer))
  return [...base, ...inheritedLayers(workspace, chart), ...general, ...specific, ...applied]
}

/** What the chart around a chart says below its name or alias. */
function inheritedLayers(workspace: Workspace, chart: Chart): readonly Layer[] {
  const around = folderOf(chart.folder)
  const parent = nameOf(around) === 'charts' ? chartsByFolder(workspace).get(folderOf(around)) : undefined
  if (!parent) return []
  const name = chart.name ?? nameOf(chart.folder)
  const aliases = parent.dependencies.filter((each) => each.name === name).map((each) => each.alias ?? name)
  const keys = aliases.length > 0 ? aliases : [name]
  return layersOf(workspace, parent).flatMap((layer) => {
    const scalars = layer.values.scalars.flatMap((scalar) =>
      keys.includes(scalar.path[0] ?? '') ? [{ ...scalar, path: scalar.path.slice(1) }] : [],
    )
    return scalars.length > 0 ? [{ ...layer, values: { ...layer.values, scalars }, inherited: true }] : []
  })
}

/** The environment of what an application deploys. */
export function applicationEnvironment(workspace: Workspace, app: Application): string | undefined {
  return environmentOfCluster(workspace.settings, app.cluster) ?? environmentOf(workspace, app.place.uri)
}

function appliedLayers(
  workspace: Workspace,
  application: Application,
  all: readonly Values[],
): readonly Layer[] {
  const environment = applicationEnvironment(workspace, application)
  const files = valueFilesOf(workspace, application).flatMap((uri) =>
    all.filter((values) => values.uri === uri),
  )
  return [...files, ...inlineValues(application, all)].map((values) => ({ values, environment, application }))
}

/** The values that an application itself holds; of `values` and `valuesObject` Argo CD takes the latter. */
function inlineValues(
  { place: { uri, range }, source }: Application,
  all: readonly Values[],
): readonly Values[] {
  const within = `/${source.join('/')}/helm/`
  const found = all.filter(
    (values) =>
      values.uri.startsWith(`${uri}#`) &&
      `/${values.uri.slice(uri.length + 1)}`.includes(within) &&
      values.tree !== undefined &&
      range.start <= values.tree.place.range.start &&
      values.tree.place.range.end <= range.end,
  )
  const object = found.filter((values) => values.uri.endsWith('/valuesObject'))
  return object.length > 0 ? object : found
}

/**
 * Whether values that no application names belong to a chart: they lie in its folder (its tests' values apart), or
 * they lie outside of every chart and have its top-level keys and no other chart's.
 */
function belongs(workspace: Workspace, values: Values, chart: Chart): boolean {
  const file = fileOf(values.uri)
  const holder = chartOf(workspace, file)
  if (holder)
    return holder.folder === chart.folder && file === values.uri && !file.startsWith(`${chart.folder}/ci/`)
  if (file !== values.uri) return false
  return nearestChart(workspace)(values)?.folder === chart.folder
}

/** The chart that is nearest by its keys, found once for each document. */
const nearestChart = memo((workspace: Workspace) => {
  const known = new Map<Values, Chart | undefined>()
  return (values: Values): Chart | undefined => {
    if (!known.has(values)) known.set(values, nearestByKeys(workspace, values))
    return known.get(values)
  }
})

/** The chart whose own values share the most top-level keys with values from elsewhere: two at least, and more than any other. */
function nearestByKeys(workspace: Workspace, values: Values): Chart | undefined {
  const keys = new Set(values.scalars.map(({ path }) => path[0]))
  const ranked = [...chartsByFolder(workspace).values()]
    .map((chart) => ({ chart, shared: sharedKeys(workspace, chart, keys) }))
    .sort((a, b) => b.shared - a.shared)
  const [first, second] = ranked
  if (!first || first.shared < Math.min(2, keys.size) || first.shared === 0) return undefined
  return first.shared > (second?.shared ?? 0) ? first.chart : undefined
}

function sharedKeys(workspace: Workspace, chart: Chart, keys: ReadonlySet<string | undefined>): number {
  const own = ownKeys(workspace, chart)
  return [...keys].filter((key) => key !== undefined && own.has(key)).length
}

/** The top-level keys of a chart's own values, and those that its templates read. */
const ownKeys = memoByChart((workspace, chart): ReadonlySet<string> => {
  const base = workspace.files.get(`${chart.folder}/values.yaml`)?.facts.values ?? []
  const reads = readKeys(workspace).get(chart.folder) ?? []
  return new Set([
    ...base.flatMap(({ scalars }) => scalars.flatMap(({ path }) => path.slice(0, 1))),
    ...reads,
  ])
})

/** The top-level keys that templates read, by the folder of the chart: of each chart around a template. */
const readKeys = memo((workspace: Workspace): ReadonlyMap<string, ReadonlySet<string>> => {
  const keys = new Map<string, Set<string>>()
  for (const { uri, facts } of workspace.files.values()) {
    if (facts.templates.length === 0) continue
    for (let at = uri.indexOf('/templates/'); at >= 0; at = uri.indexOf('/templates/', at + 1)) {
      const folder = uri.slice(0, at)
      const known = keys.get(folder) ?? new Set()
      keys.set(folder, known)
      for (const { reads } of facts.templates) for (const { path } of reads) if (path[0]) known.add(path[0])
    }
  }
  return keys
})
