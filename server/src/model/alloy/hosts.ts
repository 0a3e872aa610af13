/**
 * Which processes run an Alloy configuration, seen from the configuration: how many there are of each, with which
 * options and which variables. The way back from `run.ts`, from facts alone. What is not known in full is unknown.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlNode } from '../../syntax/yaml/ast.ts'
import { get, pairAtPath, scalarOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { nameOf } from '../../text/uri.ts'
import { chartOf } from '../charts/values.ts'
import { type Container, isAlloy } from '../containers/containers.ts'
import { allFacts, factsAt, type Workspace } from '../workspace.ts'
import { chartOptions, contentPrefix, layered } from './chartRuns.ts'
import { type CommandLine, isOfficialImage, isPlainStart, runOptions } from './commandLine.ts'
import type { AlloyConfiguration } from './components.ts'
import { alloyProcess, composeConfigurations, kubernetesConfigurations } from './process.ts'
import { besideContainer } from './processRuns.ts'

/** How many processes a file starts: one on each node, several, or one. Undefined where it is not known. */
export type Spread = 'node' | 'several' | 'one' | undefined

/** What is known of a variable: whether it has a text, an empty one, or is not there. */
export type VariableState = 'given' | 'empty' | 'missing' | 'unknown'

/** A process that runs a configuration, or all those of one workload. */
export interface AlloyHost {
  readonly kind: 'compose' | 'kubernetes' | 'chart'
  /** The container, or the chart's values; in the file. */
  readonly place: Place
  /** The service, workload or values document: `alloy`, `DaemonSet alloy`. */
  readonly name: string
  readonly options: CommandLine['options'] | undefined
  readonly spread: Spread
  readonly variable: (name: string) => VariableState
  /** The names of the variables that it is given, those that are known. */
  readonly variables: readonly string[]
  /** The values' document and the way to the chart's own values in it. */
  readonly chart?: { readonly document: Document; readonly prefix: readonly string[] }
}

/** The processes that run the configuration of this document, those that the workspace knows. */
export function hostsOf(document: Document, workspace: Workspace): readonly AlloyHost[] {
  if (document.within?.host.kind === 'helm-values') return chartHosts(document, workspace)
  const containers = containersByConfiguration(workspace).get(document.uri) ?? []
  return containers.map((container) => {
    const host = containerHost(workspace, container)
    const isOneOfSeveral = containers.some((other) => other !== container && isBesides(other, container))
    return host.spread === 'one' && isOneOfSeveral ? { ...host, spread: 'several' } : host
  })
}

/** Whether several containers of the workspace run one of these configurations: what it asks for may be for the others. */
export function isShared(workspace: Workspace, configurations: readonly AlloyConfiguration[]): boolean {
  const known = containersByConfiguration(workspace)
  return configurations.some(({ uri }) => (known.get(uri)?.length ?? 0) > 1)
}

/** Whether another service of the same Compose file runs at the same time. */
function isBesides(other: Container, { runtime, place, name }: Container): boolean {
  return runtime === 'compose' && other.place.uri === place.uri && other.name !== name
}

const containersByConfiguration = memo((workspace: Workspace): ReadonlyMap<string, readonly Container[]> => {
  const found = new Map<string, Container[]>()
  for (const container of allFacts(workspace, 'containers')) {
    const run = isAlloy(container)
      ? alloyProcess(container, undefined, workspace.settings.alloy.storagePath)
      : undefined
    if (!run) continue
    const read = container.runtime === 'compose' ? composeConfigurations : kubernetesConfigurations
    for (const { uri } of read(workspace, container, run.config)) {
      const same = found.get(uri)
      if (same) same.push(container)
      else found.set(uri, [container])
    }
  }
  return found
})

function containerHost(workspace: Workspace, container: Container): AlloyHost {
  const beside = besideContainer(workspace, container)
  const isSettled = beside.every(({ args, entrypoint, open }) => !args && !entrypoint && !open)
  const { runtime, workload } = container
  return {
    kind: runtime,
    place: container.place,
    name: workload ? `${workload.kind} ${workload.name ?? ''}`.trim() : (container.name ?? ''),
    options: isSettled ? runOptions(container) : undefined,
    spread: spreadOf(container),
    variable: (name) => variableOf(workspace, [container, ...beside], name),
    variables: [container, ...beside].flatMap((each) => namesOf(workspace, each)),
  }
}

function spreadOf({ runtime, workload }: Container): Spread {
  if (runtime === 'compose') return 'one'
  if (workload?.kind === 'DaemonSet') return 'node'
  if (workload?.kind !== 'Deployment' && workload?.kind !== 'StatefulSet') return undefined
  return workload.replicas !== undefined && workload.replicas > 1 ? 'several' : 'one'
}

/** Variables of the official image and of every container (1.18.0). */
const always = /^(?:PATH|HOME|HOSTNAME|PWD|TERM|ALLOY_DEPLOY_MODE)$/
/** Those that Kubernetes makes for the Services of a namespace. */
const ofServices = /_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT(?:_\d+_(?:TCP|UDP)(?:_\w+)?)?)$/

function variableOf(workspace: Workspace, containers: readonly Container[], name: string): VariableState {
  const [own] = containers
  if (!own || always.test(name) || !isOfficialImage(own)) return 'unknown'
  if (own.runtime === 'kubernetes' && ofServices.test(name)) return 'unknown'
  if (containers.some((container) => !isPlainStart(container) || container.environmentOpen || container.open))
    return 'unknown'
  const written = containers.flatMap(({ environment }) => environment.filter((each) => each.name === name))
  if (written.length > 0) return written.every(({ value }) => value === '') ? 'empty' : 'given'
  const files = containers.flatMap(({ environmentFiles }) => environmentFiles)
  if (files.some((uri) => workspace.files.get(uri)?.kind !== 'environment-file')) return 'unknown'
  const lines = files.flatMap((uri) => factsAt(workspace, uri).variables.filter((each) => each.name === name))
  if (lines.length === 0) return 'missing'
  return lines.every(({ value }) => value === '') ? 'empty' : 'given'
}

function namesOf(workspace: Workspace, { environment, environmentFiles }: Container): readonly string[] {
  const lines = environmentFiles.flatMap((uri) => factsAt(workspace, uri).variables)
  return [...environment, ...lines].map(({ name }) => name)
}

/** The Alloy whose chart is given this configuration as a value. */
function chartHosts(document: Document, workspace: Workspace): readonly AlloyHost[] {
  const { within } = document
  const prefix = within && contentPrefix(within.path)
  if (!within || !prefix) return []
  const { host } = within
  const tree = yamlTree(host)
  const root = tree.documents[0]?.root
  const alloy = pairAtPath(root, [...prefix, 'alloy'])
  if (!alloy) return []
  const isOwn = isOfficialChart(workspace, host, prefix)
  const says = (...paths: readonly (readonly string[])[]) => layered(workspace, host, prefix, paths)
  const given = chartOptions(alloy.value, workspace)
  const isClustered = get(alloy.value, ['clustering', 'enabled']) !== undefined
  const options =
    (isOwn || isClustered) && !says(['alloy', 'clustering'], ['alloy', 'extraArgs']) ? given : undefined
  const controller = get(root, [...prefix, 'controller'])
  return [
    {
      kind: 'chart',
      place: placeOf(host, rangeOf(tree, alloy.key)),
      name: nameOf(placeOf(host, { start: 0, end: 0 }).uri),
      options,
      spread: says(['controller']) ? undefined : chartSpread(controller, isOwn),
      variable: (name) =>
        says(['alloy', 'extraEnv'], ['alloy', 'envFrom'], ['image']) || !isOwn || hasOwnImage(root, prefix)
          ? 'unknown'
          : chartVariable(alloy.value, name),
      variables: extraNames(alloy.value),
      chart: { document: host, prefix },
    },
  ]
}

/**
 * Whether what is not written has the official chart's own defaults: of a chart inside another one, that other one may
 * have defaults of its own for it, unless these values are its own.
 */
function isOfficialChart(workspace: Workspace, host: Document, prefix: readonly string[]): boolean {
  if (prefix.length === 0) return true
  const chart = prefix.length === 1 ? chartOf(workspace, host.uri) : undefined
  return (
    chart?.dependencies.some(({ name, alias }) => name === 'alloy' && (alias ?? name) === prefix[0]) ?? false
  )
}

/** `controller.type` is `daemonset` where it is not written (chart 1.11.1). */
function chartSpread(controller: YamlNode | undefined, isOwn: boolean): Spread {
  const type = get(controller, ['type'])
  const kind = type ? textOf(type) : isOwn ? 'daemonset' : undefined
  if (kind === 'daemonset') return 'node'
  if (kind !== 'deployment' && kind !== 'statefulset') return undefined
  const written = get(controller, ['replicas'])
  const replicas = written ? scalarOf(written)?.value : 1
  if (get(controller, ['autoscaling']) || typeof replicas !== 'number') return undefined
  return replicas > 1 ? 'several' : 'one'
}

/** Whether values of the chart run another image than Grafana's, which may set variables and have files of its own. */
export function hasOwnImage(root: YamlNode | undefined, prefix: readonly string[]): boolean {
  const repository = get(root, [...prefix, 'image', 'repository'])
  return repository !== undefined && !/(?:^|\/)grafana\/alloy$/.test(textOf(repository) ?? '')
}

function extraNames(alloy: YamlNode | undefined): readonly string[] {
  const items = sequenceOf(get(alloy, ['extraEnv']))?.items ?? []
  return items.flatMap((item) => textOf(get(item ?? undefined, ['name'])) ?? [])
}

function chartVariable(alloy: YamlNode | undefined, name: string): VariableState {
  if (always.test(name) || ofServices.test(name) || name === 'K8S_NODE_NAME') return 'unknown'
  const from = get(alloy, ['envFrom'])
  const extra = get(alloy, ['extraEnv'])
  const items = sequenceOf(extra)?.items ?? []
  if (from && sequenceOf(from)?.items.length !== 0 && scalarOf(from)?.value !== null) return 'unknown'
  if (extra && !sequenceOf(extra) && scalarOf(extra)?.value !== null) return 'unknown'
  const names = items.map((item) => textOf(get(item ?? undefined, ['name'])))
  if (names.includes(undefined)) return 'unknown'
  const at = items[names.lastIndexOf(name)]
  if (!at) return 'missing'
  return textOf(get(at, ['value'])) === '' ? 'empty' : 'given'
}
