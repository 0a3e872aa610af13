/**
 * Ports that API validation refuses (`IsValidPortName`, `IsValidPortNum`, `validateContainerPorts` and
 * `validateServicePort` of Kubernetes 1.34): target ports of Services, ports of containers and of their probes.
 */
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Judgement } from './faults.ts'
import { unknownRelease } from './labels.ts'
import type { ServiceObject } from './objects.ts'
import type { PodContainer } from './pods.ts'
import { type Spot, spotIn } from './read.ts'
import { probePorts } from './references.ts'
import { ownObjects, type Whole } from './wholes.ts'

export interface PortFault extends Spot {
  readonly kind: 'quoted' | 'invalid' | 'twice' | 'nameless'
  /** As it is written. */
  readonly port: string
  /** What is wrong with an invalid one. */
  readonly fault?: string
  /** Where the name stands first. */
  readonly first?: Spot
}

/** What is refused in a document. */
export function judgePorts(document: Document, whole: Whole): readonly Judgement<PortFault>[] {
  const objects = ownObjects(whole, document)
  const own = objects.flatMap((object) => {
    if (object.type === 'service') return serviceFaults(object)
    if (object.type !== 'workload' || !object.complete) return []
    return object.containers.flatMap(containerFaults)
  })
  const complete = probePorts(document).filter(({ container }) => container.image)
  return [...own, ...complete.flatMap((probe) => faultOf(probe.port, spotIn(probe)))].map((fault) => ({
    ...spotIn(fault),
    fault,
  }))
}

function serviceFaults({ ports, open }: ServiceObject): readonly PortFault[] {
  const targets = ports.flatMap(({ target, targetSpot }) =>
    // Of 0 the API server makes the port itself.
    target === undefined || target === 0 ? [] : faultOf(target, targetSpot),
  )
  const nameless = ports.filter(({ name, nameKnown }) => name === undefined && nameKnown)
  const missing =
    open || ports.length < 2
      ? []
      : nameless.map((port) => ({ kind: 'nameless' as const, port: '', ...spotIn(port) }))
  return [...targets, ...missing, ...twice(ports)]
}

function containerFaults({ ports }: PodContainer): readonly PortFault[] {
  const names = ports.flatMap(({ name, nameSpot }) =>
    name !== undefined && nameSpot ? faultOf(name, nameSpot) : [],
  )
  return [...names, ...twice(ports)]
}

function twice(
  ports: readonly { readonly name: string | undefined; readonly nameSpot: Spot | undefined }[],
): readonly PortFault[] {
  return ports.flatMap(({ name, nameSpot }, i) => {
    const first = ports.slice(0, i).find((each) => name !== undefined && each.name === name)?.nameSpot
    return first && nameSpot && name !== undefined
      ? [{ kind: 'twice' as const, port: name, first, ...nameSpot }]
      : []
  })
}

function faultOf(port: string | number, spot: Spot): readonly PortFault[] {
  if (typeof port === 'string' && /^[1-9]\d{0,4}$/.test(port)) return [{ kind: 'quoted', port, ...spot }]
  const fault = portNameFault(port)
  return fault === undefined ? [] : [{ kind: 'invalid', port: String(port), fault, ...spot }]
}

/** What is wrong with a port; nothing where it is right, or may be some other program's placeholder. */
export function portNameFault(port: string | number): string | undefined {
  if (typeof port === 'number')
    return port >= 1 && port <= 65535 ? undefined : t('a port is between 1 and 65535')
  // Capitals and underscores are most often another program's placeholder, and a release's name may be shorter.
  if (!/^[a-z0-9-]+$/.test(port) || port.includes(unknownRelease.name)) return undefined
  if (port.length > 15) return t('a name has at most 15 characters')
  if (!/[a-z]/.test(port)) return t('a name has at least one letter')
  if (port.includes('--')) return t('a name has no two hyphens in a row')
  return /^-|-$/.test(port) ? t('a name neither begins nor ends with a hyphen') : undefined
}
