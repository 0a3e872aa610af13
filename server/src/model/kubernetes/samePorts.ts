/**
 * Ports that can be taken only once: those of a pod's network by its containers, those of a node by its pods
 * (`hostPort`, the host's network) and by Services (`nodePort`), those of a Service by its own entries.
 */
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import type { Judgement } from './faults.ts'
import type { ObjectPort, ServiceObject, Workload } from './objects.ts'
import { type PodContainer, type PodPort, servingContainers } from './pods.ts'
import { type Spot, spotIn } from './read.ts'
import { ownObjects, type Whole } from './wholes.ts'

/** Two entries for one port. */
export interface SamePort {
  readonly kind: 'container' | 'host' | 'node' | 'service'
  readonly port: number
  readonly protocol: string
  /** What has it first, and what has it again. */
  readonly one: Spot & { readonly owner: string }
  readonly other: Spot & { readonly owner: string }
  /** Whether Kubernetes refuses the object. */
  readonly refused: boolean
}

interface Entry {
  readonly container: PodContainer
  readonly port: PodPort
}

/** Ports that two containers of a pod list, or want of the node. */
function samePodPorts({ containers, hostNetwork }: Workload): readonly SamePort[] {
  const entries = servingContainers(containers).flatMap((container) =>
    container.ports.map((port): Entry => ({ container, port })),
  )
  return entries.flatMap((entry, i) => {
    const before = entries.slice(0, i).filter(({ container }) => container !== entry.container)
    const onHost = before.find((each) => sameHostPort(each.port, entry.port))
    const found = onHost ?? before.find((each) => sameNumber(each.port, entry.port))
    return found ? [samePort(found, entry, onHost !== undefined, hostNetwork === true)] : []
  })
}

function sameNumber(a: PodPort, b: PodPort): boolean {
  return (
    a.number !== undefined && a.number === b.number && a.protocol !== undefined && a.protocol === b.protocol
  )
}

function sameHostPort(a: PodPort, b: PodPort): boolean {
  return (
    a.hostPort !== undefined &&
    a.hostPort === b.hostPort &&
    a.protocol === b.protocol &&
    a.protocol !== undefined &&
    (a.hostIP ?? '') === (b.hostIP ?? '')
  )
}

function samePort(one: Entry, other: Entry, onHost: boolean, hostNetwork: boolean): SamePort {
  const owned = ({ container, port }: Entry) => ({
    owner: container.name ?? '',
    range: port.range,
    place: port.place,
  })
  return {
    kind: onHost || hostNetwork ? 'host' : 'container',
    port: (onHost ? other.port.hostPort : other.port.number) ?? 0,
    protocol: other.port.protocol ?? '',
    one: owned(one),
    other: owned(other),
    refused: onHost,
  }
}

/** Ports that one Service has twice: Kubernetes refuses it. */
function sameServicePorts({ ports }: ServiceObject): readonly SamePort[] {
  return ports.flatMap((port, i) => {
    const one = ports.slice(0, i).find((each) => sameEntry(each, port))
    if (!one || port.number === undefined) return []
    const owned = (each: ObjectPort) => ({ owner: each.name ?? '', range: each.range, place: each.place })
    return [
      {
        kind: 'service' as const,
        port: port.number,
        protocol: port.protocol ?? '',
        one: owned(one),
        other: owned(port),
        refused: true,
      },
    ]
  })
}

function sameEntry(a: ObjectPort, b: ObjectPort): boolean {
  return (
    a.number !== undefined && a.number === b.number && a.protocol !== undefined && a.protocol === b.protocol
  )
}

/** The ports of a document's objects that are taken already. */
export function judgeSamePorts(document: Document, whole: Whole): readonly Judgement<SamePort>[] {
  const own = ownObjects(whole, document).flatMap((object) => {
    if (object.type === 'workload') return object.complete ? samePodPorts(object) : []
    return object.type === 'service' ? sameServicePorts(object) : []
  })
  const others = whole.alone ? [] : takenTwice(whole).filter(({ other }) => other.source === document.uri)
  return [...own, ...others].map((same) => ({
    ...spotIn(same.other),
    fault: same,
  }))
}

interface Taken extends Spot {
  readonly kind: 'host' | 'node'
  readonly port: number
  readonly protocol: string
  readonly address: string
  readonly owner: string
  readonly source: string
}

const takenTwice = memo(({ objects }: Whole): readonly (SamePort & { readonly other: Taken })[] => {
  const seen = new Map<string, Taken>()
  const found: (SamePort & { readonly other: Taken })[] = []
  const taken = objects.flatMap((object) => {
    if (object.type === 'service') return nodePortsOf(object)
    return object.type === 'workload' ? hostPortsOf(object) : []
  })
  for (const each of taken) {
    const key = `${each.kind} ${each.port} ${each.protocol} ${each.address}`
    const one = seen.get(key)
    if (!one) seen.set(key, each)
    // An object that is written twice is one object in the cluster.
    else if (one.owner !== each.owner)
      found.push({
        kind: each.kind,
        port: each.port,
        protocol: each.protocol,
        one,
        other: each,
        refused: each.kind === 'node',
      })
  }
  return found
})

function nodePortsOf(service: ServiceObject): readonly Taken[] {
  return service.ports.flatMap(({ nodePort, nodePortSpot, protocol }) =>
    nodePort === undefined || !nodePortSpot || protocol === undefined || service.name === undefined
      ? []
      : [
          {
            kind: 'node' as const,
            port: nodePort,
            protocol,
            address: '',
            owner: `Service ${service.name}`,
            source: service.source,
            ...nodePortSpot,
          },
        ],
  )
}

/** The ports that a DaemonSet takes on every node. One that runs on some nodes may never meet another. */
function hostPortsOf(workload: Workload): readonly Taken[] {
  if (workload.kind !== 'DaemonSet' || workload.someNodes || !workload.complete) return []
  return servingContainers(workload.containers).flatMap(({ ports }) =>
    ports.flatMap(({ hostPort, number, protocol, hostIP, range, place }) => {
      const port = hostPort ?? (workload.hostNetwork === true ? number : undefined)
      if (port === undefined || protocol === undefined || workload.name === undefined) return []
      const { source } = workload
      const owner = `DaemonSet ${workload.name}`
      return [
        {
          kind: 'host' as const,
          port,
          protocol,
          address: hostIP ?? '',
          owner,
          source,

          range,
          place,
        },
      ]
    }),
  )
}
