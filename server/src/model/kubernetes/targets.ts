/**
 * Whether the target ports of a Service are found in the pods that it selects, by the rules of its controller
 * (`FindPort` of `k8s.io/endpointslice`): a name is looked up among the ports of the containers that run on, with the
 * same protocol; a number needs no port in any list. Pods that are not known are never judged.
 */
import type { Document } from '../../text/document.ts'
import type { Judgement } from './faults.ts'
import { type Selector, selects } from './labels.ts'
import type { KubernetesObject, ObjectPort, ServiceObject, Workload } from './objects.ts'
import { type PodPort, servingContainers } from './pods.ts'
import { spotIn } from './read.ts'
import { ownObjects, sameNamespace, type Whole } from './wholes.ts'

/** A port of a Service whose target no selected pod has. */
export interface MissingTarget {
  readonly service: ServiceObject
  readonly port: ObjectPort
  /** The workloads whose pods are selected. */
  readonly workloads: readonly Workload[]
  /** Ports of their containers that could be meant: of the same protocol. */
  readonly offered: readonly PodPort[]
}

/** The named target ports of a document's Services. */
export function judgeTargets(document: Document, whole: Whole): readonly Judgement<MissingTarget>[] {
  if (whole.alone) return []
  return ownObjects(whole, document).flatMap((object) =>
    object.type === 'service' ? targetsOf(object, whole.objects) : [],
  )
}

function targetsOf(
  service: ServiceObject,
  objects: readonly KubernetesObject[],
): readonly Judgement<MissingTarget>[] {
  if (service.external || service.headless || !service.selector) return []
  const named = service.ports.filter(({ target }) => typeof target === 'string')
  const workloads = named.length > 0 ? selectedBy(service.selector, service, objects) : undefined
  if (!workloads || workloads.length === 0 || workloads.some((each) => each.open || !each.complete)) return []
  return named.flatMap((port) => {
    const offered = workloads.map((workload) => portsFor(workload, port))
    if (offered.some((ports) => ports === undefined)) return []
    const all = offered.flatMap((ports) => ports ?? [])
    const has = all.some(({ name }) => name === port.target)
    return [
      { ...spotIn(port.targetSpot), fault: has ? undefined : { service, port, workloads, offered: all } },
    ]
  })
}

/** The workloads among objects that a selector certainly takes; nothing where it may take others of them. */
export function selectedBy(
  selector: Selector,
  by: { readonly namespace: string | undefined },
  objects: readonly KubernetesObject[],
): readonly Workload[] | undefined {
  const found: Workload[] = []
  for (const object of objects) {
    if (object.type !== 'workload' || !sameNamespace(object, by)) continue
    const selected = selects(selector, object.labels)
    if (selected === undefined) return undefined
    if (selected) found.push(object)
  }
  return found
}

/** The ports of a workload's pods that a Service's port can lead to; undefined where there may be others. */
function portsFor({ containers }: Workload, { protocol }: ObjectPort): readonly PodPort[] | undefined {
  const serving = servingContainers(containers)
  const ports = serving.flatMap((container) => container.ports)
  const unknown = ports.some((port) => !port.nameKnown || port.protocol === undefined)
  if (protocol === undefined || unknown || serving.some(({ open }) => open)) return undefined
  return ports.filter((port) => port.protocol === protocol)
}
