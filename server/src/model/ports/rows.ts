/**
 * Rows of the port table from `logkeel.yaml` and from Kubernetes Services, those of templates as each release of
 * their chart makes them. A row that may have more ports than are known is not `closed`.
 */
import type { Place } from '../../text/document.ts'
import { fileOf } from '../../text/uri.ts'
import { type Deployed, releasesAt } from '../charts/expand/fragments.ts'
import { chartOf } from '../charts/values.ts'
import type { Container } from '../containers/containers.ts'
import type { ServiceSettings } from '../settings.ts'
import { allFacts, environmentOf, type Workspace } from '../workspace.ts'
import { type Protocol, protocolOf, type Service, type ServicePort } from './services.ts'

export interface RowPort {
  readonly port: number
  /** Of a Service's port, or of an entry below `ports` in `logkeel.yaml`. */
  readonly name: string | undefined
  readonly protocol: Protocol | undefined
  readonly place: Place | undefined
}

/** A name that can be dialled, with what it listens on. */
export interface PortRow {
  readonly source: 'settings' | 'kubernetes' | 'compose'
  readonly name: string
  readonly aliases: readonly string[]
  readonly namespace: string | undefined
  readonly environment: string | undefined
  readonly component: string | undefined
  readonly purpose: string | undefined
  readonly ports: readonly RowPort[]
  /** Whether it certainly listens on nothing else. */
  readonly closed: boolean
  /** Ports of containers that may be behind a headless Service: nothing is said of them. */
  readonly perhaps: readonly number[]
  readonly headless: boolean
  /** Whether the name leads somewhere else (`ExternalName`, a container on the host's network). */
  readonly external: boolean
  /** Compose: ports published on the host, with the container's. */
  readonly published: Service['published']
  /** Where it is defined. */
  readonly place: Place | undefined
}

/** The rows that `logkeel.yaml` gives. */
export function settingsRows(workspace: Workspace): readonly PortRow[] {
  const places = settingsPlaces(workspace)
  return workspace.settings.services.map((row) => ({
    source: 'settings',
    name: row.name.toLowerCase(),
    aliases: [],
    namespace: row.namespace,
    environment: row.environment,
    component: row.component,
    purpose: row.purpose,
    ports: settingsPorts(row, places(row)),
    closed: true,
    perhaps: [],
    headless: false,
    external: false,
    published: [],
    place: places(row),
  }))
}

function settingsPorts(row: ServiceSettings, place: Place | undefined): readonly RowPort[] {
  const ports: RowPort[] = []
  if (row.http !== undefined) ports.push({ port: row.http, name: 'http', protocol: 'http', place })
  if (row.grpc !== undefined) ports.push({ port: row.grpc, name: 'grpc', protocol: 'grpc', place })
  for (const [name, port] of Object.entries(row.ports ?? {}))
    ports.push({ port, name, protocol: protocolOf(undefined, name), place })
  return ports
}

/** Where `logkeel.yaml` names a service. */
function settingsPlaces(workspace: Workspace): (row: ServiceSettings) => Place | undefined {
  const named = allFacts(workspace, 'services').filter(({ runtime }) => runtime === 'settings')
  return (row) => named.find(({ name, namespace }) => name === row.name && namespace === row.namespace)?.place
}

/** The rows of Kubernetes Services. */
export function kubernetesRows(workspace: Workspace): readonly PortRow[] {
  const services = allFacts(workspace, 'services').filter(({ runtime }) => runtime === 'kubernetes')
  if (services.length === 0) return []
  const containers = allFacts(workspace, 'containers').filter(({ runtime }) => runtime === 'kubernetes')
  return services.flatMap((service) => rowsOf(workspace, service, containers))
}

function rowsOf(
  workspace: Workspace,
  service: Service,
  containers: readonly Container[],
): readonly PortRow[] {
  const releases = releasesAt(workspace, service.place.uri)
  const environment = environmentOf(workspace, service.place.uri)
  const isTemplate = workspace.files.get(fileOf(service.place.uri))?.kind === 'helm-template'
  const pods = service.headless ? podsOf(workspace, service, containers) : noPods
  if (!isTemplate) return rowOf(service, undefined, environment, pods)
  if (releases.length === 0) return rowOf(service, undefined, environment, pods)
  const rows = releases.flatMap((release) =>
    rowOf(service, release, release.environment ?? environment, pods),
  )
  return rows.length > 1 ? distinct(rows) : rows
}

/** Rows without those that say the same again. */
function distinct(rows: readonly PortRow[]): readonly PortRow[] {
  const seen = new Set<string>()
  return rows.filter((row) => {
    const key = JSON.stringify([
      row.name,
      row.namespace,
      row.environment,
      row.ports.map(({ port }) => port),
      row.closed,
    ])
    return !seen.has(key) && seen.add(key)
  })
}

function rowOf(
  service: Service,
  release: Deployed | undefined,
  environment: string | undefined,
  pods: Pods,
): readonly PortRow[] {
  const made = (raw: string | undefined) => (raw !== undefined && release ? release.text(raw) : undefined)
  const name = service.name ?? made(service.rawName)
  if (name === undefined || name === '') return []
  const ports = service.ports.map((port) => portOf(port, made(port.rawPort)))
  const known = ports.flatMap((port) => port ?? [])
  const reach = service.headless ? podPorts(service, known, pods.certain) : { ports: known, open: false }
  return [
    {
      source: 'kubernetes',
      name: name.toLowerCase(),
      aliases: [],
      // Without a namespace of its own it goes to the release's.
      namespace:
        service.namespace ??
        (service.rawNamespace === undefined ? release?.namespace : made(service.rawNamespace)),
      environment,
      component: service.component,
      purpose: undefined,
      ports: reach.ports,
      closed:
        !service.open &&
        !service.external &&
        !reach.open &&
        known.length > 0 &&
        known.length === ports.length,
      perhaps: pods.perhaps.flatMap((container) => container.ports.flatMap(({ port }) => port ?? [])),
      headless: service.headless,
      external: service.external,
      published: [],
      place: service.place,
    },
  ]
}

function portOf(port: ServicePort, made: string | undefined): RowPort | undefined {
  const number = port.port ?? (made !== undefined && /^\d{1,5}$/.test(made) ? Number(made) : undefined)
  return number === undefined
    ? undefined
    : { port: number, name: port.name, protocol: port.protocol, place: port.place }
}

/**
 * The ports of the pods behind a headless Service: what it lists, where that reaches, and what the containers say.
 * A Service whose pods are not in the workspace is taken at its word.
 */
function podPorts(
  service: Service,
  known: readonly RowPort[],
  pods: readonly Container[],
): { readonly ports: readonly RowPort[]; readonly open: boolean } {
  const declared = pods.flatMap(({ ports }) => ports)
  const extra: RowPort[] = []
  const add = (port: number | undefined, name: string | undefined, place: Place) => {
    if (
      port === undefined ||
      known.some((each) => each.port === port) ||
      extra.some((each) => each.port === port)
    )
      return
    extra.push({ port, name, protocol: protocolOf(undefined, name), place })
  }
  for (const { targetPort, name, place } of service.ports)
    if (typeof targetPort === 'number') add(targetPort, name, place)
  for (const { port, name, place } of declared) add(port, name, place)
  return { ports: [...known, ...extra], open: declared.some(({ port }) => port === undefined) }
}

/** The containers behind a headless Service. */
interface Pods {
  readonly certain: readonly Container[]
  /** Where nothing shows which they are (a template makes the labels): all of the Service's chart. */
  readonly perhaps: readonly Container[]
}

const noPods: Pods = { certain: [], perhaps: [] }

function podsOf(workspace: Workspace, service: Service, containers: readonly Container[]): Pods {
  const certain = containers.filter((each) => selects(service, each))
  if (certain.length > 0) return { certain, perhaps: [] }
  const chart = chartOf(workspace, service.place.uri)
  return {
    certain,
    perhaps: chart ? containers.filter(({ place }) => place.uri.startsWith(`${chart.folder}/`)) : [],
  }
}

function selects({ selector, namespace, place }: Service, { workload, place: at }: Container): boolean {
  if (!selector || !workload) return false
  const entries = Object.entries(selector)
  if (entries.length === 0) return place.uri === at.uri
  if (namespace && workload.namespace && namespace !== workload.namespace) return false
  return entries.every(([key, value]) => workload.labels[key] === value)
}
