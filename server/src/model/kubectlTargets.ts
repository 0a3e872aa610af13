/**
 * The Kubernetes Services of a document as they are known on a cluster: context, namespace, name, pod, container and
 * ports. A manifest's Service is one in each kustomization that takes it in; a template's is every one that a release
 * makes of it (`kubectlReleases.ts`). The commands that this fills in are `kubectl.ts`'s.
 */
import { yamlTree } from '../syntax/parse.ts'
import type { Document } from '../text/document.ts'
import { memo } from '../text/memo.ts'
import { rangeOf } from '../text/part.ts'
import { contains, type Range } from '../text/range.ts'
import { fileOf } from '../text/uri.ts'
import type { Application } from './charts/charts.ts'
import { manifestsOf } from './containers/manifests.ts'
import type { KubectlTarget } from './kubectl.ts'
import { deploymentsAt, type RenderedService, renderedServices } from './kubectlReleases.ts'
import { selects } from './kubernetes/labels.ts'
import { type KubernetesObject, objectsIn, type ServiceObject, type Workload } from './kubernetes/objects.ts'
import { type PodContainer, servingContainers } from './kubernetes/pods.ts'
import { sameNamespace, wholesOf } from './kubernetes/wholes.ts'
import type { ServiceSettings } from './settings.ts'
import { allFacts, environmentOf, environmentOfCluster, pathOf, type Workspace } from './workspace.ts'

/** A Service in one release, or as a manifest says it. */
export interface DeployedTarget extends KubectlTarget {
  readonly environment: string | undefined
  readonly release: string | undefined
}

export interface ServiceTargets {
  /** The manifest, or the call that prints it, in the document that holds it. */
  readonly range: Range
  /** At least one; several where releases differ, and where a named template is used more than once. */
  readonly targets: readonly DeployedTarget[]
}

/** Where something is deployed to, as far as it is known without its own text. */
interface Destination {
  readonly environment: string | undefined
  readonly namespace?: string | undefined
  readonly release?: string | undefined
}

/**
 * The Services of a document (not of those embedded in it), in the order of its text. One that stands for a name
 * outside of the cluster has no pods and no routing: it is left out.
 */
export function serviceTargets(document: Document, workspace: Workspace): readonly ServiceTargets[] {
  const written = writtenServices(document)
  if (document.kind === 'helm-template') return inTemplate(document, workspace, written)
  return written.map(({ range, service }) => {
    return { range, targets: distinct(inManifest(document, workspace, service)) }
  })
}

interface WrittenService {
  readonly service: ServiceObject
  /** Its manifest. */
  readonly range: Range
}

const writtenServices = memo((document: Document): readonly WrittenService[] => {
  if (!/\bService\b/.test(document.text)) return []
  const tree = yamlTree(document)
  const manifests = manifestsOf(document)
  return objectsIn(document).flatMap((service) => {
    const manifest = manifests[service.index]
    if (service.type !== 'service' || service.external || !manifest) return []
    return [{ service, range: rangeOf(tree, manifest.node) }]
  })
})

function inTemplate(
  document: Document,
  workspace: Workspace,
  written: readonly WrittenService[],
): readonly ServiceTargets[] {
  const { uri } = document
  const rendered = renderedServices(workspace, document, written.length > 0)
  const environment = environmentOf(workspace, uri)
  const found: { range: Range; targets: DeployedTarget[] }[] = written.map(({ range }) => {
    return { range, targets: [] }
  })
  for (const { service, objects, deployment, range } of rendered) {
    const { name, namespace } = deployment
    const given = { environment: deployment.environment ?? environment, namespace, release: name }
    const target = targetIn(workspace, service, objects, given)
    const at = found.find((each) => contains(each.range, range))
    if (at) at.targets.push(target)
    else found.push({ range, targets: [target] })
  }
  for (const [i, { service }] of written.entries()) {
    // No release makes it: what is known is what stands there, and where the chart is deployed to.
    const targets = found[i]?.targets
    if (!targets || targets.length > 0) continue
    for (const deployment of deploymentsAt(workspace, uri)) {
      const { name, namespace } = deployment
      const given = { environment: deployment.environment ?? environment, namespace, release: name }
      targets.push(targetIn(workspace, service, [], given))
    }
    if (targets.length === 0) targets.push(targetIn(workspace, service, [], { environment }))
  }
  return found
    .map(({ range, targets }) => ({ range, targets: distinct(targets) }))
    .sort((a, b) => a.range.start - b.range.start)
}

/** A manifest's Service in each whole that it is part of, and for each application that deploys its folder. */
function inManifest(
  document: Document,
  workspace: Workspace,
  service: ServiceObject,
): readonly DeployedTarget[] {
  const uri = fileOf(document.uri)
  const own: Version = { service, objects: objectsIn(document), uri }
  const versions = document.within ? [own] : versionsIn(workspace, own)
  return versions.flatMap(({ service: version, objects, uri: at }) => {
    const environment = environmentOf(workspace, at) ?? environmentOf(workspace, uri)
    const applications = applicationsAround(workspace, at)
    if (applications.length === 0) return [targetIn(workspace, version, [() => objects], { environment })]
    return applications.map(({ cluster, namespace }) =>
      targetIn(workspace, version, [() => objects], {
        environment: environmentOfCluster(workspace.settings, cluster) ?? environment,
        namespace,
      }),
    )
  })
}

/** A Service with the objects beside it, and the file or folder that brings them together. */
interface Version {
  readonly service: ServiceObject
  readonly objects: readonly KubernetesObject[]
  readonly uri: string
}

function versionsIn(workspace: Workspace, own: Version): readonly Version[] {
  const found = wholesOf(workspace, own.uri).flatMap(({ objects, uri }) =>
    objects.flatMap((service): readonly Version[] => {
      const isSame = service.index === own.service.index && service.place.uri === own.uri
      // Of a folder without a kustomization each file may be deployed by itself.
      return isSame && service.type === 'service'
        ? [{ service, objects, uri: isFolderOf(uri, own.uri) ? own.uri : uri }]
        : []
    }),
  )
  return found.length > 0 ? found : [own]
}

function isFolderOf(folder: string, file: string): boolean {
  return file.startsWith(`${folder}/`)
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
  service: ServiceObject,
  objects: RenderedService['objects'],
  { environment, namespace, release }: Destination,
): DeployedTarget {
  const { name } = service
  const pods = podsOf(service, objects)
  const containers = pods.flatMap((workload) => servingContainers(workload.containers))
  const ports = service.ports.map((port) => portBehind(port, containers))
  const rows = rowsOf(workspace, name, environment)
  const table = rows.flatMap(portsOf)
  return {
    environment,
    release,
    context: environment === undefined ? undefined : workspace.settings.environments[environment]?.context,
    namespace: service.namespace ?? namespace ?? only(rows.map((row) => row.namespace)),
    service: name,
    pod: pods.length === 1 ? firstPod(pods[0]) : undefined,
    container: pods.length === 1 ? listenerOf(service, containers) : undefined,
    ports: [...new Set(table.length > 0 && ports.includes(undefined) ? table : ports)],
  }
}

/** The workloads whose pods a Service surely selects, of the first list that has any. */
function podsOf(
  { selector, namespace }: ServiceObject,
  objects: RenderedService['objects'],
): readonly Workload[] {
  if (!selector) return []
  for (const list of objects) {
    const found = list().flatMap((object) => {
      if (object.type !== 'workload' || !sameNamespace(object, { namespace })) return []
      return selects(selector, object.labels) ? [object] : []
    })
    if (found.length > 0) return found
  }
  return []
}

/** The first pod of a StatefulSet: of other workloads no pod's name is known. */
function firstPod(workload: Workload | undefined): string | undefined {
  return workload?.kind === 'StatefulSet' && workload.name !== undefined ? `${workload.name}-0` : undefined
}

type Port = ServiceObject['ports'][number]

/** The number on which pods listen for a port of a Service, where all of them agree. */
function portBehind(port: Port, containers: readonly PodContainer[]): number | undefined {
  if (!port.targetKnown) return undefined
  if (port.target === undefined) return port.number
  if (typeof port.target === 'number') return port.target
  const named = containers.flatMap(({ ports }) => ports.filter(({ name }) => name === port.target))
  return only(named.map(({ number }) => number))
}

/** The container of a pod that listens on the ports of a Service; the only one, if there are no others. */
function listenerOf({ ports }: ServiceObject, containers: readonly PodContainer[]): string | undefined {
  if (containers.length === 1) return containers[0]?.name
  const targets = new Set<string | number | undefined>(ports.map(({ target, number }) => target ?? number))
  targets.delete(undefined)
  const listening = containers.filter((container) =>
    container.ports.some(({ name, number }) => targets.has(name) || targets.has(number)),
  )
  return listening.length === 1 ? listening[0]?.name : undefined
}

/** The rows of the port table of `logkeel.yaml` about a Service of an environment. */
function rowsOf({ settings }: Workspace, name: string | undefined, environment: string | undefined) {
  return settings.services.filter(
    (row) => row.name === name && (row.environment === undefined || row.environment === environment),
  )
}

function portsOf({ http, grpc, ports }: ServiceSettings): readonly number[] {
  return [http ?? [], grpc ?? [], Object.values(ports ?? {})].flat()
}

/** The one value of a list; nothing where it has several, or one that is unknown. */
function only<T>(values: readonly (T | undefined)[]): T | undefined {
  const [first] = values
  return values.every((value) => value === first) ? first : undefined
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
