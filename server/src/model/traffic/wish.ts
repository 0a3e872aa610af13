/**
 * Whether a chart wants `trafficDistribution` on its Services, told by its values and its other templates, and which
 * of its values is the global one that every component falls back to.
 */
import type { Place } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import type { Chart, TemplateFacts, Value } from '../charts/charts.ts'
import { allValuesOf, chartOf, environmentsOf, memoByChart } from '../charts/values.ts'
import { allFacts, type Workspace } from '../workspace.ts'
import type { TrafficChain } from './traffic.ts'

export const fieldName = 'trafficDistribution'

export interface TrafficWish {
  /** Values that name the field, of every environment. */
  readonly values: readonly Value[]
  /** Paths of values that templates read for it. */
  readonly read: readonly (readonly string[])[]
  /** The value for all components, where the chart has one. */
  readonly global: readonly string[] | undefined
  /** Paths, joined with dots, that some Service takes where its component's own value is not set. */
  readonly shared: ReadonlySet<string>
  /** Where the wish shows. */
  readonly place: Place | undefined
}

/** What a chart says of `trafficDistribution`. Nothing of it is set in a chart that never heard of it. */
export const trafficWish = memoByChart(findWish)

function findWish(workspace: Workspace, chart: Chart): TrafficWish {
  // What stands below a dependency's name is that chart's.
  const others = new Set(chart.dependencies.map(({ name, alias }) => alias ?? name))
  const values = allValuesOf(workspace, chart)
    .layers.flatMap((layer) => layer.values.scalars)
    .filter(({ path }) => path.at(-1) === fieldName && !others.has(path[0] ?? ''))
  const templates = templatesOf(workspace, chart)
  const reads = templates
    .flatMap((template) => template.reads)
    .filter(({ path }) => path.at(-1) === fieldName)
  const chains = templates.flatMap((template) => template.trafficChains)
  const isSet = ({ value }: Value) => typeof value === 'string' && value !== ''
  return {
    values,
    read: distinct(reads.map(({ path }) => path)),
    global: globalPath(
      chains,
      [...[...values].sort((a, b) => Number(isSet(b)) - Number(isSet(a))), ...reads],
      chart,
    ),
    shared: new Set(
      chains.flatMap(({ paths, more }) => paths.slice(more ? 0 : 1).map((path) => path.join('.'))),
    ),
    place: (values.find(isSet) ?? values[0] ?? reads[0])?.place,
  }
}

/** Whether anything in a chart names the field. */
export function isNamed({ values, read }: TrafficWish): boolean {
  return values.length > 0 || read.length > 0
}

/**
 * The chart that speaks for a template's chart: itself, or for a library that says nothing of the field the one that
 * depends on it and does.
 */
export function wishingChart(workspace: Workspace, chart: Chart): Chart {
  if (!chart.library || isNamed(trafficWish(workspace, chart))) return chart
  const users = allFacts(workspace, 'charts').filter(
    (user) => dependsOn(user, chart) && isNamed(trafficWish(workspace, user)),
  )
  return users[0] ?? chart
}

/** Whether a chart names another one of the workspace as its dependency, by a path or in its own folder. */
function dependsOn(user: Chart, { name, folder }: Chart): boolean {
  return (
    user.folder !== folder &&
    user.dependencies.some(
      (each) => each.name === name && (each.folder === folder || folder.startsWith(`${user.folder}/charts/`)),
    )
  )
}

/** The facts of a chart's own templates, those of charts inside it apart. */
export function templatesOf(workspace: Workspace, chart: Chart): readonly TemplateFacts[] {
  return byChart(workspace).get(chart.folder) ?? []
}

const byChart = memo((workspace: Workspace): ReadonlyMap<string, readonly TemplateFacts[]> => {
  const found = new Map<string, TemplateFacts[]>()
  for (const { uri, facts } of workspace.files.values()) {
    const chart = facts.templates.length > 0 ? chartOf(workspace, uri) : undefined
    if (!chart) continue
    const templates = found.get(chart.folder) ?? []
    found.set(chart.folder, templates)
    templates.push(...facts.templates)
  }
  return found
})

function distinct(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(paths.map((path) => [path.join('.'), path])).values()]
}

/** Names under which charts keep what holds for all components. */
const general = /^(global|defaults?|common|shared|service|services|svc|trafficDistribution)$/

/**
 * The global path: the one that most Services take last; without such Services the one that values set or templates read under a name
 * for what is common to all components (`loki.service`, `global`), or under the chart's own name.
 */
function globalPath(
  chains: readonly TrafficChain[],
  named: readonly { readonly path: readonly string[] }[],
  chart: Chart,
): readonly string[] | undefined {
  const last = new Map<string, { readonly path: readonly string[]; count: number }>()
  for (const { paths, more } of chains) {
    const path = paths.at(-1)
    if (!path || (paths.length < 2 && !more)) continue
    const known = last.get(path.join('.')) ?? { path, count: 0 }
    last.set(path.join('.'), { path, count: known.count + 1 })
  }
  const [most] = [...last.values()].sort((a, b) => b.count - a.count)
  return most?.path ?? named.find(({ path }) => isGeneral(path, chart))?.path
}

function isGeneral(path: readonly string[], chart: Chart): boolean {
  const [first = '', ...rest] = path
  if (general.test(first) || first === 'loki') return true
  const plain = (name: string | undefined) => name?.toLowerCase().replace(/[^a-z0-9]/g, '')
  return rest.length <= 2 && plain(first) === plain(chart.name)
}

/** Whether a chart goes to an environment whose policy keeps traffic within its zone. */
export function wantsZones(workspace: Workspace, chart: Chart): boolean {
  const { policy } = workspace.settings
  const known = environmentsOf(workspace, chart)
  const environments = workspace.forced ? [workspace.forced] : known.length > 0 ? known : Object.keys(policy)
  return environments.some((environment) => policy[environment]?.zoneAware === true)
}

/**
 * Whether named templates render the field, as far as their sources tell: `unknown` where one is not of the workspace
 * or prints a whole map.
 */
export function rendersField(
  workspace: Workspace,
  chart: Chart,
  names: readonly string[],
  field: string = fieldName,
): 'yes' | 'no' | 'unknown' {
  const texts = definesOf(workspace, chart)
  const seen = new Set<string>()
  const pending = [...names]
  let open = false
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (seen.has(name)) continue
    seen.add(name)
    const text = texts.get(name)
    if (text === undefined) open = true
    if (text?.includes(field)) return 'yes'
    if (text && /\b(toYaml|mustToYaml|tpl)\b/.test(text)) open = true
    for (const [, called] of text?.matchAll(/\b(?:include|template)\s+"([^"]+)"/g) ?? [])
      pending.push(called ?? '')
  }
  return open ? 'unknown' : 'no'
}

/** The sources of the named templates that a chart can call: its own and those of charts inside it. */
function definesOf(workspace: Workspace, chart: Chart): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const named = new Set(chart.dependencies.map(({ folder }) => folder))
  for (const [folder, templates] of byChart(workspace)) {
    const inside =
      folder === chart.folder || folder.startsWith(`${chart.folder}/charts/`) || named.has(folder)
    // A library may also lie around the chart, whose parent then holds it.
    if (!inside && !chart.folder.startsWith(`${folder}/`)) continue
    for (const { defines } of templates) for (const { name, text } of defines) found.set(name, text)
  }
  return found
}
