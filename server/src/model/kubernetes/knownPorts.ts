/**
 * Whether the ports that probes, routes and monitors name are there. A container's probe finds the ports of that
 * container alone (`ResolveContainerPort` of the kubelet); a route finds the ports of its Service, not those of the
 * pods behind it; a monitor the names of ports of what its selector finds. What is not known for certain is not said.
 */
import type { Document } from '../../text/document.ts'
import type { Judgement } from './faults.ts'
import { areEqual, selects } from './labels.ts'
import type { ObjectPort, Selecting, ServiceObject, Workload } from './objects.ts'
import type { PodPort } from './pods.ts'
import { portNameFault } from './portNames.ts'
import { spotIn } from './read.ts'
import {
  type MonitorPort,
  monitorPorts,
  type ProbePort,
  probePorts,
  type RoutePort,
  routePorts,
} from './references.ts'
import { isClosedFor, ownObjects, sameNamespace, type Whole } from './wholes.ts'

/** A probe's or hook's port that its container does not have. */
export interface MissingProbePort {
  readonly kind: 'probe'
  readonly reference: ProbePort
  /** The container of the same pod that has a port of that name. */
  readonly elsewhere: string | undefined
}

/** A route's port that its Service does not have. */
export interface MissingRoutePort {
  readonly kind: 'route'
  readonly reference: RoutePort
  readonly service: ServiceObject
}

/** A port name that a monitor scrapes and that nothing has which its selector finds. */
export interface MissingMonitorPort {
  readonly kind: 'monitor'
  readonly reference: MonitorPort
  readonly found: readonly (ServiceObject | Workload)[]
  readonly names: readonly string[]
}

export type MissingPort = MissingProbePort | MissingRoutePort | MissingMonitorPort

/** The ports that a document's probes, routes and monitors name. */
export function judgeReferences(document: Document, whole: Whole): readonly Judgement<MissingPort>[] {
  const probes = judgeProbes(document, whole)
  return whole.alone
    ? probes
    : [...probes, ...judgeRoutes(document, whole), ...judgeMonitors(document, whole)]
}

/** Probes whose container a patch may change are left out. */
function judgeProbes(document: Document, whole: Whole): readonly Judgement<MissingPort>[] {
  const references = probePorts(document)
  if (references.length === 0) return []
  const known = new Set(
    ownObjects(whole, document).flatMap((object) =>
      object.type === 'workload' && !object.open ? [object.index] : [],
    ),
  )
  return references.flatMap((reference) => (known.has(reference.index) ? judgeProbe(reference) : []))
}

/** The probes of a template whose values are not known: what is written out in it is judged as it stands. */
export function judgeWrittenProbes(document: Document): readonly Judgement<MissingPort>[] {
  return probePorts(document).flatMap(judgeProbe)
}

function judgeProbe(reference: ProbePort): readonly Judgement<MissingPort>[] {
  const { port, container, others } = reference
  if (typeof port === 'number' || container.open || !container.image) return []
  if (container.ports.some(({ nameKnown }) => !nameKnown) || portNameFault(port) !== undefined) return []
  const at = spotIn(reference)
  if (hasName(container.ports, port)) return [{ ...at, fault: undefined }]
  const other = others.find((each) => each.ports.some(({ name }) => name === port))
  return [{ ...at, fault: { kind: 'probe', reference, elsewhere: other && (other.name ?? '') } }]
}

function hasName(ports: readonly (PodPort | ObjectPort)[], port: string): boolean {
  return ports.some(({ name, nameKnown }) => name === port || !nameKnown)
}

function judgeRoutes(document: Document, whole: Whole): readonly Judgement<MissingPort>[] {
  return routePorts(document).flatMap((reference): readonly Judgement<MissingPort>[] => {
    const services = servicesOf(reference, whole)
    const [service] = services
    if (!service || services.some(({ open, external }) => open || external)) return []
    const has = services.some((each) => hasPort(each, reference.port))
    return [{ ...spotIn(reference), fault: has ? undefined : { kind: 'route', reference, service } }]
  })
}

/** The Services that a route may mean; none where one of an unknown name may be it. */
function servicesOf(reference: RoutePort, { objects }: Whole): readonly ServiceObject[] {
  const found: ServiceObject[] = []
  for (const object of objects) {
    if (object.type !== 'service' || !sameNamespace(object, reference)) continue
    const isNamed = object.name === undefined ? undefined : areEqual(object.name, reference.service)
    if (isNamed === undefined) return []
    if (isNamed) found.push(object)
  }
  return found
}

function hasPort({ ports }: ServiceObject, port: string | number): boolean {
  return typeof port === 'number'
    ? ports.some(({ number }) => number === port || number === undefined)
    : hasName(ports, port) || ports.some(({ number }) => String(number) === port)
}

function judgeMonitors(document: Document, whole: Whole): readonly Judgement<MissingPort>[] {
  const own = ownObjects(whole, document)
  return monitorPorts(document).flatMap((reference) => {
    const monitor = own.find(
      (object): object is Selecting => object.type === 'selecting' && object.index === reference.index,
    )
    return monitor ? judgeMonitor(reference, monitor, whole) : []
  })
}

function judgeMonitor(
  reference: MonitorPort,
  monitor: Selecting,
  whole: Whole,
): readonly Judgement<MissingPort>[] {
  if (monitor.changed || monitor.selector.open || monitor.selector.terms.length === 0) return []
  if (!isClosedFor(whole, monitor)) return []
  const candidates = whole.objects.filter(
    (object): object is ServiceObject | Workload =>
      object.type === (monitor.of === 'services' ? 'service' : 'workload') &&
      (!monitor.ownNamespace || sameNamespace(object, monitor)),
  )
  const selected = candidates.map((object) => ({
    object,
    selected: selects(monitor.selector, object.labels),
  }))
  if (selected.some((each) => each.selected === undefined)) return []
  const found = selected.flatMap((each) => (each.selected ? [each.object] : []))
  const isOpen = found.some((each) => each.open || (each.type === 'workload' && !each.complete))
  const ports = found.flatMap(portsOf)
  if (found.length === 0 || isOpen) return []
  if (hasName(ports, reference.port)) return [{ ...spotIn(reference), fault: undefined }]
  const names = [...new Set(ports.flatMap(({ name }) => name ?? []))]
  return [{ ...spotIn(reference), fault: { kind: 'monitor', reference, found, names } }]
}

function portsOf(object: ServiceObject | Workload): readonly (PodPort | ObjectPort)[] {
  return object.type === 'service' ? object.ports : object.containers.flatMap(({ ports }) => ports)
}
