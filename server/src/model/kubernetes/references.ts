/**
 * Where an object names a port of another one, or of its own container: probes and hooks, routes to Services,
 * monitors. Only places are read here and who must have the port; whether it has is asked in `knownPorts.ts`.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlNode } from '../../syntax/yaml/ast.ts'
import { get, mapOf, pairAt, scalarOf, sequenceOf } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { type Manifest, manifestsOf } from '../containers/manifests.ts'
import type { Source } from '../containers/text.ts'
import { type PodContainer, podContainers, templateOf } from './pods.ts'
import { plainText, type Spot, spotOf } from './read.ts'

/** A port that a probe or a hook of a container names. */
export interface ProbePort extends Spot {
  readonly port: string | number
  /** Such as `livenessProbe`. */
  readonly by: string
  readonly container: PodContainer
  /** The containers of the same pod. */
  readonly others: readonly PodContainer[]
  /** The workload's index among the objects of its document. */
  readonly index: number
}

/** A port of a Service that a route names. */
export interface RoutePort extends Spot {
  readonly port: string | number
  readonly service: string
  readonly namespace: string | undefined
  /** The kind of the route. */
  readonly by: string
}

/** A port name that a monitor scrapes. */
export interface MonitorPort extends Spot {
  readonly port: string
  readonly by: 'ServiceMonitor' | 'PodMonitor'
  /** The monitor's index among the objects of its document. */
  readonly index: number
}

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const
const actions = ['httpGet', 'tcpSocket'] as const

/** The ports that probes and hooks of a document's containers name. */
export const probePorts = memo((document: Document): readonly ProbePort[] => {
  const source = { document, tree: yamlTree(document) }
  return manifestsOf(document).flatMap((manifest, index) => {
    const template = templateOf(manifest)
    return template ? probesOf(source, get(template, ['spec']), index) : []
  })
})

function probesOf(source: Source, spec: YamlNode | undefined, index: number): readonly ProbePort[] {
  const { containers } = podContainers(source, spec)
  const items = ['containers', 'initContainers'].flatMap((key) =>
    (sequenceOf(get(spec, [key]))?.items ?? []).filter((item) => mapOf(item)),
  )
  return containers.flatMap((container, i) => {
    const item = items[i]
    const others = containers.filter((each) => each !== container)
    const own = [
      ...probes.map((by) => ({ by, handler: get(item, [by]) })),
      ...['postStart', 'preStop'].map((by) => ({ by, handler: get(item, ['lifecycle', by]) })),
    ]
    return own.flatMap(({ by, handler }) =>
      actions.flatMap((action) => {
        const node = get(handler, [action, 'port'])
        const port = portOf(node)
        return node && port !== undefined
          ? [{ port, by, container, others, index, ...spotOf(source, node) }]
          : []
      }),
    )
  })
}

/** A port as it is given: a number, or a text. */
function portOf(node: YamlNode | undefined): string | number | undefined {
  const scalar = scalarOf(node)
  if (!scalar || scalar.hole) return undefined
  return typeof scalar.value === 'number' ? scalar.value : plainText(scalar)
}

/** The ports of Services that the routes of a document name. */
export const routePorts = memo((document: Document): readonly RoutePort[] => {
  const source = { document, tree: yamlTree(document) }
  return manifestsOf(document).flatMap((manifest) => routesOf(source, manifest))
})

function routesOf(source: Source, manifest: Manifest): readonly RoutePort[] {
  const { kind = '', apiVersion = '', node } = manifest
  if (kind === 'Ingress' && apiVersion === 'networking.k8s.io/v1') {
    const paths = items(get(node, ['spec', 'rules'])).flatMap((rule) => items(get(rule, ['http', 'paths'])))
    const backends = [...paths.map((path) => get(path, ['backend'])), get(node, ['spec', 'defaultBackend'])]
    return backends.flatMap((backend) => {
      const service = get(backend, ['service'])
      const port = get(service, ['port', 'number']) ?? get(service, ['port', 'name'])
      return routeOf(source, manifest, get(service, ['name']), port, undefined)
    })
  }
  if (/^gateway\.networking\.k8s\.io\//.test(apiVersion) && /^(?:HTTP|GRPC|TCP|TLS|UDP)Route$/.test(kind)) {
    const backends = items(get(node, ['spec', 'rules'])).flatMap((rule) => items(get(rule, ['backendRefs'])))
    return backends.flatMap((backend) => {
      if ((plainText(get(backend, ['kind'])) ?? 'Service') !== 'Service' || hasGroup(backend)) return []
      const namespace = pairAt(backend, 'namespace')
      return routeOf(source, manifest, get(backend, ['name']), get(backend, ['port']), namespace?.value)
    })
  }
  if (/^traefik\.(?:io|containo\.us)\//.test(apiVersion) && kind === 'IngressRoute') {
    const services = items(get(node, ['spec', 'routes'])).flatMap((route) => items(get(route, ['services'])))
    return services.flatMap((service) => {
      if ((plainText(get(service, ['kind'])) ?? 'Service') !== 'Service') return []
      const namespace = pairAt(service, 'namespace')
      return routeOf(source, manifest, get(service, ['name']), get(service, ['port']), namespace?.value)
    })
  }
  return []
}

function hasGroup(backend: YamlNode): boolean {
  const group = pairAt(backend, 'group')
  return group !== undefined && scalarOf(group.value)?.text !== ''
}

function items(node: YamlNode | undefined): readonly YamlNode[] {
  return (sequenceOf(node)?.items ?? []).flatMap((item) => item ?? [])
}

function routeOf(
  source: Source,
  manifest: Manifest,
  nameNode: YamlNode | undefined,
  node: YamlNode | undefined,
  given: YamlNode | undefined,
): readonly RoutePort[] {
  const name = plainText(nameNode)
  const port = portOf(node)
  if (!node || name === undefined || port === undefined || (given && plainText(given) === undefined))
    return []
  const namespace = plainText(given ?? get(manifest.node, ['metadata', 'namespace']))
  return [{ port, service: name, namespace, by: manifest.kind ?? '', ...spotOf(source, node) }]
}

/** The names of ports that the monitors of a document scrape. */
export const monitorPorts = memo((document: Document): readonly MonitorPort[] => {
  const source = { document, tree: yamlTree(document) }
  return manifestsOf(document).flatMap(({ kind, apiVersion, node }, index) => {
    if (!apiVersion?.startsWith('monitoring.coreos.com/')) return []
    if (kind !== 'ServiceMonitor' && kind !== 'PodMonitor') return []
    const key = kind === 'ServiceMonitor' ? 'endpoints' : 'podMetricsEndpoints'
    return items(get(node, ['spec', key])).flatMap((endpoint) => {
      const at = get(endpoint, ['port'])
      const port = plainText(at)
      return at && port !== undefined ? [{ port, by: kind, index, ...spotOf(source, at) }] : []
    })
  })
})
