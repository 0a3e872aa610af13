/**
 * Releases of the workspace's own charts: one for each Argo CD application that deploys a chart, else one for each
 * environment that has values of its own and one of the chart's own values. They tell what template output becomes.
 * Charts that are not in the workspace have no releases here.
 */

import { memo } from '../../text/memo.ts'
import { fileOf } from '../../text/uri.ts'
import { allFacts, environmentOf, environmentOfCluster, type Workspace } from '../workspace.ts'
import type { Application, Chart } from './charts.ts'
import type { Known, Release } from './templateText.ts'
import {
  allValuesOf,
  type ChartValues,
  chartFolderOf,
  chartOf,
  environmentsOf,
  type Layer,
  valuesOf,
} from './values.ts'

/** A chart as it is deployed. */
export interface Deployed extends Release {
  readonly environment: string | undefined
}

/** The releases of the chart that holds `uri`; none where no chart does. */
export function releasesAt(workspace: Workspace, uri: string): readonly Deployed[] {
  const chart = chartOf(workspace, uri)
  return chart ? releases(workspace)(chart) : []
}

const releases = memo((workspace: Workspace) => {
  const known = new Map<string, readonly Deployed[]>()
  return (chart: Chart): readonly Deployed[] => {
    let found = known.get(chart.folder)
    if (!found) {
      found = findReleases(workspace, chart)
      known.set(chart.folder, found)
    }
    return found
  }
})

function findReleases(workspace: Workspace, chart: Chart): readonly Deployed[] {
  const applications = allFacts(workspace, 'applications').filter(
    (each) => chartFolderOf(workspace, each) === chart.folder,
  )
  const templates = templatesOf(workspace, chart)
  if (applications.length > 0) {
    const all = allValuesOf(workspace, chart)
    return applications.map((each) => ofApplication(workspace, chart, each, all, templates))
  }
  return [undefined, ...environmentsOf(workspace, chart)].map((environment) => {
    return { ...deployed(chart, templates, valuesOf(workspace, chart, environment).layers), environment }
  })
}

function ofApplication(
  workspace: Workspace,
  chart: Chart,
  application: Application,
  { layers }: ChartValues,
  templates: ReadonlyMap<string, string>,
): Deployed {
  const own = layers.filter(
    ({ values, application: by }) =>
      by === application || (by === undefined && fileOf(values.uri) === `${chart.folder}/values.yaml`),
  )
  return {
    ...deployed(chart, templates, own),
    name: application.releaseName ?? application.name,
    namespace: application.namespace,
    environment:
      environmentOfCluster(workspace.settings, application.cluster) ??
      environmentOf(workspace, application.place.uri),
  }
}

function deployed(chart: Chart, templates: ReadonlyMap<string, string>, layers: readonly Layer[]): Release {
  let index: ReadonlyMap<string, Known> | undefined
  return {
    name: undefined,
    namespace: undefined,
    chart: { name: chart.name, version: chart.version },
    value: (path) => {
      index ??= indexOf(layers)
      const key = path.join('\n')
      return index.has(key) ? index.get(key) : { scalar: null }
    },
    template: (name) => templates.get(name),
  }
}

/** Every path of the values with what stands there: a scalar, a map, or what can't be told (a list among them). */
function indexOf(layers: readonly Layer[]): ReadonlyMap<string, Known> {
  const index = new Map<string, Known>()
  for (const { path, value } of layers.flatMap(({ values }) => values.scalars)) {
    for (let depth = 0; depth < path.length; depth++) {
      const key = path.slice(0, depth).join('\n')
      const isList = /^\d+$/.test(path[depth] ?? '')
      if (isList || !index.has(key) || 'scalar' in (index.get(key) ?? {}))
        index.set(key, isList ? undefined : { map: path.slice(0, depth) })
    }
    index.set(path.join('\n'), value === undefined ? undefined : { scalar: value })
  }
  return index
}

/** The named templates of a chart; one that is defined twice is unknown. */
function templatesOf(workspace: Workspace, chart: Chart): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const twice = new Set<string>()
  for (const { facts, uri } of workspace.files.values()) {
    if (!uri.startsWith(`${chart.folder}/templates/`)) continue
    for (const { name, text } of facts.templates.flatMap(({ defines }) => defines)) {
      if (found.has(name)) twice.add(name)
      found.set(name, text)
    }
  }
  for (const name of twice) found.delete(name)
  return found
}
