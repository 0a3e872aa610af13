/**
 * Whether the ports that probes, routes and monitors name are there. A container's probe finds the ports of that
 * container alone (`ResolveContainerPort` of the kubelet); a route finds the ports of its Service, not those of the
 * pods behind it; a monitor the names of ports of what its selector finds. What is not known for certain is not said.
 */
import type { Document } from '../../text/document.ts'
import type { Workspace } from '../workspace.ts'
import { selects } from './labels.ts'
import type { ObjectPort, Selecting, ServiceObject, Workload } from './objects.ts'
import type { PodPort } from './pods.ts'
import {
  type MonitorPort,
  monitorPorts,
  type ProbePort,
  probePorts,
  type RoutePort,
  routePorts,
} from './references.ts'
import { isClosedFor, sameNamespace, type Whole, wholesOf } from './wholes.ts'

/** A probe's or hook's port that its container does not have. */
export interface MissingProbePort {
  readonly reference: ProbePort
  /** Whether another container of the pod has a port of that name. */
  readonly elsewhere: string | undefined
}

/** The probes of a document that name a port which their container lacks. */
export function missingProbePorts(workspace: Workspace, document: Document): readonly MissingProbePort[] {
  return probePorts(document).flatMap((reference) => {
    const { port, container, others } = reference
    if (mayBePatched(workspace, document, reference)) return []
    if (typeof port === 'number' || container.open || !container.image || hasName(container.ports, port))
      return []
    const elsewhere = others.find((each) => each.ports.some(({ name }) => name === port))
    return [{ reference, elsewhere: elsewhere && (elsewhere.name ?? '') }]
  })
}

/** Whether a patch may give the container more ports, or what becomes of its file can't be told. */
function mayBePatched(workspace: Workspace, document: Document, { index }: ProbePort): boolean {
  if (document.kind === 'helm-template' || document.within) return false
  const wholes = wholesOf(workspace, document.uri)
  const versions = wholes.flatMap(({ objects }) =>
    objects.filter((object) => object.index === index && object.place.uri === document.uri),
  )
  return versions.length === 0 || versions.some((object) => object.type !== 'workload' || object.open)
}

function hasName(ports: readonly (PodPort | ObjectPort)[], port: string): boolean {
  return ports.some(({ name, nameKnown }) => name === port || !nameKnown)
}

/** A route's port that its Service does not have. */
export interface MissingRoutePort {
  readonly reference: RoutePort
  readonly service: ServiceObject
}

/** The routes of a document that name a port which the Service of that name lacks, in every whole. */
export function missingRoutePorts(workspace: Workspace, document: Document): readonly MissingRoutePort[] {
  const references = document.within ? [] : routePorts(document)
  const wholes = references.length > 0 ? wholesOf(workspace, document.uri) : []
  return references.flatMap((reference) => {
    const found = wholes.map((whole) => serviceWithout(reference, whole))
    const [service] = found
    return service && found.every((each) => each) ? [{ reference, service }] : []
  })
}

/** The Service that a route means, where it certainly lacks the port. */
function serviceWithout(reference: RoutePort, { objects }: Whole): ServiceObject | undefined {
  const services = objects.filter(
    (object): object is ServiceObject =>
      object.type === 'service' && object.name === reference.service && sameNamespace(object, reference),
  )
  // A Service without a name may be this one, and an ExternalName's ports are not asked for by every controller.
  const unknown = objects.some((object) => object.type === 'service' && object.name === undefined)
  const lacking = services.every((each) => !each.open && !each.external && !hasPort(each, reference.port))
  return lacking && !unknown ? services[0] : undefined
}

function hasPort({ ports }: ServiceObject, port: string | number): boolean {
  return typeof port === 'number'
    ? ports.some(({ number }) => number === port || number === undefined)
    : hasName(ports, port) || ports.some(({ number }) => String(number) === port)
}

/** A port name that a monitor scrapes and that nothing has which its selector finds. */
export interface MissingMonitorPort {
  readonly reference: MonitorPort
  readonly found: readonly (ServiceObject | Workload)[]
  readonly names: readonly string[]
}

/** The monitors of a document that name a port which none of what they select has, in every whole. */
export function missingMonitorPorts(workspace: Workspace, document: Document): readonly MissingMonitorPort[] {
  const references = document.within ? [] : monitorPorts(document)
  const wholes = references.length > 0 ? wholesOf(workspace, document.uri) : []
  return references.flatMap((reference) => {
    const found = wholes.map((whole) => selectedWithout(reference, whole, document.uri))
    const [first] = found
    return first && found.every((each) => each) ? [{ reference, ...first }] : []
  })
}

function selectedWithout(
  { port, index }: MonitorPort,
  whole: Whole,
  uri: string,
): Omit<MissingMonitorPort, 'reference'> | undefined {
  const { objects } = whole
  const monitor = objects.find(
    (object): object is Selecting =>
      object.type === 'selecting' && object.index === index && object.place.uri === uri,
  )
  if (!monitor || monitor.changed || monitor.selector.open || monitor.selector.terms.length === 0)
    return undefined
  if (!isClosedFor(whole, monitor)) return undefined
  const candidates = objects.filter(
    (object): object is ServiceObject | Workload =>
      object.type === (monitor.of === 'services' ? 'service' : 'workload') &&
      (!monitor.ownNamespace || sameNamespace(object, monitor)),
  )
  const selected = candidates.map((object) => ({
    object,
    selected: selects(monitor.selector, object.labels),
  }))
  if (selected.some((each) => each.selected === undefined)) return undefined
  const found = selected.flatMap((each) => (each.selected ? [each.object] : []))
  const isOpen = found.some((each) => each.open || (each.type === 'workload' && !each.complete))
  const ports = found.flatMap(portsOf)
  if (found.length === 0 || isOpen || hasName(ports, port)) return undefined
  return { found, names: [...new Set(ports.flatMap(({ name }) => name ?? []))] }
}

function portsOf(object: ServiceObject | Workload): readonly (PodPort | ObjectPort)[] {
  return object.type === 'service' ? object.ports : object.containers.flatMap(({ ports }) => ports)
}
