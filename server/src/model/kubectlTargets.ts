/**
 * The Kubernetes Services of a document as they are known on a cluster: context, namespace, name, pod, container and
 * ports, one for each release that writes them out. The commands that they fill in are `kubectl.ts`'s.
 */
import { yamlTree } from '../syntax/parse.ts'
import type { YamlMap, YamlNode } from '../syntax/yaml/ast.ts'
import { get, mapOf, sequenceOf } from '../syntax/yaml/path.ts'
import { type Document, type Place, placeOf } from '../text/document.ts'
import { memo } from '../text/memo.ts'
import { rangeOf } from '../text/part.ts'
import { contains, type Range } from '../text/range.ts'
import { fileOf, folderOf } from '../text/uri.ts'
import type { Application } from './charts/charts.ts'
import { type Deployed, releasesAt } from './charts/releases.ts'
import { templateText } from './charts/templateText.ts'
import { chartOf } from './charts/values.ts'
import type { Container, Workload } from './containers/containers.ts'
import { manifestsOf } from './containers/manifests.ts'
import { knownText } from './containers/text.ts'
import type { KubectlTarget } from './kubectl.ts'
import { type Service, servicesIn } from './ports/services.ts'
import type { ServiceSettings } from './settings.ts'
import { allFacts, environmentOf, environmentOfCluster, pathOf, type Workspace } from './workspace.ts'

/** A Service in one release, or as a manifest says it. */
export interface DeployedTarget extends KubectlTarget {
  readonly environment: string | undefined
  readonly release: string | undefined
}

export interface ServiceTargets {
  /** The manifest, in the document that holds it. */
  readonly range: Range
  /** At least one; several where releases differ. */
  readonly targets: readonly DeployedTarget[]
}

/** Where something is deployed to, as far as it is known without its own text. */
interface Destination {
  readonly environment: string | undefined
  readonly namespace: string | undefined
  readonly release?: Deployed
}

/**
 * The Services of a document (not of those embedded in it), in the order of its text. One that stands for a name
 * outside of the cluster has no pods and no routing: it is left out.
 */
export function serviceTargets(document: Document, workspace: Workspace): readonly ServiceTargets[] {
  const written = writtenServices(document)
  if (written.length === 0) return []
  const places = destinationsOf(document, workspace)
  return written.map(({ range, ...service }) => {
    return { range, targets: distinct(places.map((each) => targetIn(workspace, service, each))) }
  })
}

/** A Service as a document writes it. */
interface Written {
  readonly service: Service
  /** The number or name that each of its ports has on the containers' side, with the actions that make it. */
  readonly ports: readonly string[]
}

const writtenServices = memo((document: Document): readonly (Written & { readonly range: Range })[] => {
  if (!/\bService\b/.test(document.text)) return []
  const tree = yamlTree(document)
  const manifests = manifestsOf(document)
    .filter(({ kind, apiVersion }) => kind === 'Service' && (apiVersion === undefined || apiVersion === 'v1'))
    .map(({ node }) => ({ node, range: rangeOf(tree, node) }))
  return servicesIn(document).flatMap((service) => {
    if (service.runtime !== 'kubernetes' || service.external) return []
    const of = manifests.find(({ range }) => contains(placeOf(document, range).range, service.place.range))
    return of ? [{ service, range: of.range, ports: targetPorts(document, of.node) }] : []
  })
})

function targetPorts(document: Document, manifest: YamlMap): readonly string[] {
  const source = { document, tree: yamlTree(document) }
  const text = (node: YamlNode | undefined) => {
    const known = knownText(source, node)
    return known?.value ?? known?.raw
  }
  const items = sequenceOf(get(manifest, ['spec', 'ports']))?.items ?? []
  return items.flatMap((item) => {
    const target = mapOf(item) && (text(get(item, ['targetPort'])) ?? text(get(item, ['port'])))
    return target ?? []
  })
}

/** Releases of the chart around a template; else the applications that deploy a manifest's folder; else the file's own. */
function destinationsOf(document: Document, workspace: Workspace): readonly [Destination, ...Destination[]] {
  const uri = fileOf(document.uri)
  const environment = environmentOf(workspace, uri)
  const releases = document.kind === 'helm-template' ? releasesAt(workspace, uri) : []
  const some = releases.some((release) => release.environment !== undefined)
  const found = [
    // The chart's own values are no release where others tell what is deployed.
    ...releases
      .filter((release) => !some || release.environment !== undefined)
      .map((release) => ({
        environment: release.environment ?? environment,
        namespace: release.namespace,
        release,
      })),
    ...(document.kind === 'helm-template' ? [] : applicationsAround(workspace, uri)).map((application) => ({
      environment: environmentOfCluster(workspace.settings, application.cluster) ?? environment,
      namespace: application.namespace,
    })),
  ]
  const [first, ...others] = found
  return first ? [first, ...others] : [{ environment, namespace: undefined }]
}

/** The applications whose path is a folder around a file; of nested ones the innermost. */
function applicationsAround(workspace: Workspace, uri: string): readonly Application[] {
  const path = pathOf(workspace, uri)
  const around = allFacts(workspace, 'applications').filter(
    ({ chart }) => chart !== undefined && chart !== '' && path.startsWith(`${chart}/`),
  )
  const longest = Math.max(...around.map(({ chart }) => chart?.length ?? 0))
  return around.filter(({ chart }) => chart?.length === longest)
}

function targetIn(
  workspace: Workspace,
  { service, ports }: Written,
  { environment, namespace, release }: Destination,
): DeployedTarget {
  const written = (value: string | undefined, raw: string | undefined) =>
    value ?? (raw === undefined ? undefined : release && templateText(raw, release))
  const name = nameIn(written(service.name, service.rawName))
  const says = service.namespace !== undefined || service.rawNamespace !== undefined
  const own = says ? nameIn(written(service.namespace, service.rawNamespace)) : namespace
  const targets = ports.map((port) => (release ? templateText(port, release) : port))
  const behind = containersBehind(workspace, service, environment)
  const listening = listeners(workspace, service, behind, targets, release)
  const rows = rowsOf(workspace, name, environment)
  const numbers = targets.map((target) => numberIn(target) ?? portNamed(listening, target, release))
  const table = rows.flatMap(portsOf)
  return {
    environment,
    release: release?.name,
    context: environment === undefined ? undefined : workspace.settings.environments[environment]?.context,
    namespace: own ?? (says ? undefined : only(rows.map((row) => row.namespace))),
    service: name,
    pod: podOf(behind, release),
    container: only(listening.map((container) => container.name)),
    ports: [...new Set(table.length > 0 && numbers.includes(undefined) ? table : numbers)],
  }
}

function portsOf({ http, grpc, ports }: ServiceSettings): readonly number[] {
  return [http ?? [], grpc ?? [], Object.values(ports ?? {})].flat()
}

/** A text that can be a name; a value that is set to nothing is none. */
function nameIn(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim()
}

/** The rows of the port table of `logkeel.yaml` about a Service of an environment. */
function rowsOf({ settings }: Workspace, name: string | undefined, environment: string | undefined) {
  return settings.services.filter(
    (row) => row.name === name && (row.environment === undefined || row.environment === environment),
  )
}

/** The one value of a list; nothing where it has several, or one that is unknown. */
function only<T>(values: readonly (T | undefined)[]): T | undefined {
  const [first] = values
  return values.every((value) => value === first) ? first : undefined
}

/** The containers of the one workload that a Service selects, where the labels of both are written out. */
function containersBehind(
  workspace: Workspace,
  { selector, namespace, place }: Service,
  environment: string | undefined,
): readonly Container[] {
  const wanted = Object.entries(selector ?? {})
  if (wanted.length === 0) return []
  const folder = chartOf(workspace, place.uri)?.folder
  const found = allFacts(workspace, 'containers').filter(({ workload, place: at }) => {
    if (!workload || workload.namespace !== namespace) return false
    if (chartOf(workspace, at.uri)?.folder !== folder) return false
    if (folder === undefined && environmentOf(workspace, at.uri) !== environment && at.uri !== place.uri)
      return false
    return wanted.every(([label, value]) => workload.labels[label] === value)
  })
  const workloads = new Set(found.map(({ workload }) => workload))
  return workloads.size === 1 ? found : []
}

/** The containers that listen on a port of the Service: those behind it, else those in the files beside it. */
function listeners(
  workspace: Workspace,
  service: Service,
  behind: readonly Container[],
  targets: readonly (string | undefined)[],
  release: Deployed | undefined,
): readonly Container[] {
  if (behind.length === 1) return behind
  const around = behind.length > 0 ? behind : beside(workspace, service.place)
  return around.filter(({ ports }) =>
    ports.some((port) => {
      const number = String(port.port ?? numberIn(rendered(port.raw, release)))
      return targets.some((target) => target !== undefined && (target === port.name || target === number))
    }),
  )
}

/** The containers of workloads in the folder of a template. */
function beside(workspace: Workspace, { uri }: Place): readonly Container[] {
  const folder = folderOf(uri)
  // The folder of all templates of a chart says nothing of who belongs to whom.
  if (!folder.includes('/templates/')) return []
  return allFacts(workspace, 'containers').filter(({ place }) => folderOf(place.uri) === folder)
}

/** The number that all of the containers have for the port of a name. */
function portNamed(
  containers: readonly Container[],
  name: string | undefined,
  release: Deployed | undefined,
): number | undefined {
  const named = containers.flatMap(({ ports }) => ports.filter((port) => port.name === name))
  return only(named.map(({ port, raw }) => port ?? numberIn(rendered(raw, release))))
}

function rendered(raw: string, release: Deployed | undefined): string | undefined {
  return release ? templateText(raw, release) : undefined
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined
}

/** The first pod of a StatefulSet: of other workloads no pod's name is known. */
function podOf(containers: readonly Container[], release: Deployed | undefined): string | undefined {
  const workload: Workload | undefined = containers[0]?.workload
  if (workload?.kind !== 'StatefulSet' || workload.name === undefined || release) return undefined
  return `${workload.name}-0`
}

/** Targets that fill in differently. */
function distinct(targets: readonly DeployedTarget[]): readonly DeployedTarget[] {
  const seen = new Map<string, DeployedTarget>()
  for (const target of targets) {
    const { context, namespace, service, pod, container, ports } = target
    const key = JSON.stringify([context, namespace, service, pod, container, ports])
    if (!seen.has(key)) seen.set(key, target)
  }
  return [...seen.values()]
}

/** What all of some targets have in common; what they differ in is unknown. */
export function commonTarget(targets: readonly KubectlTarget[]): KubectlTarget {
  const [first] = targets
  const ports = targets.every((target) => String(target.ports) === String(first?.ports)) ? first?.ports : []
  return {
    context: only(targets.map(({ context }) => context)),
    namespace: only(targets.map(({ namespace }) => namespace)),
    service: only(targets.map(({ service }) => service)),
    pod: only(targets.map(({ pod }) => pod)),
    container: only(targets.map(({ container }) => container)),
    ports: ports ?? [],
  }
}
