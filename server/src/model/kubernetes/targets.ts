/**
 * Whether the target ports of a Service are found in the pods that it selects, by the rules of its controller
 * (`FindPort` of `k8s.io/endpointslice`): a name is looked up among the ports of the containers that run on, with the
 * same protocol; a number needs no port in any list. Pods that are not known are never judged.
 */
import { memo } from '../../text/memo.ts'
import type { Workspace } from '../workspace.ts'
import { selects } from './labels.ts'
import type { KubernetesObject, ObjectPort, ServiceObject, Workload } from './objects.ts'
import { type PodPort, servingContainers } from './pods.ts'
import { sameNamespace, wholesOf } from './wholes.ts'

/** A port of a Service whose target no selected pod has. */
export interface MissingTarget {
  readonly service: ServiceObject
  readonly port: ObjectPort
  /** The workloads whose pods are selected. */
  readonly workloads: readonly Workload[]
  /** Ports of their containers that could be meant: of the same protocol. */
  readonly offered: readonly PodPort[]
}

/** The workloads among objects that a Service certainly selects; nothing where it may select others of them. */
export function selectedBy(
  { selector, ...service }: ServiceObject,
  objects: readonly KubernetesObject[],
): readonly Workload[] | undefined {
  if (!selector) return []
  const found: Workload[] = []
  for (const object of objects) {
    if (object.type !== 'workload' || !sameNamespace(object, service)) continue
    const selected = selects(selector, object.labels)
    if (selected === undefined) return undefined
    if (selected) found.push(object)
  }
  return found
}

/** The ports of a Service whose targets none of the pods has that it selects among `objects`. */
export function missingTargets(
  service: ServiceObject,
  objects: readonly KubernetesObject[],
): readonly MissingTarget[] {
  if (service.external || service.headless || !service.selector) return []
  const named = service.ports.filter(({ target }) => typeof target === 'string')
  const workloads = named.length > 0 ? selectedBy(service, objects) : undefined
  if (!workloads || workloads.length === 0 || workloads.some((each) => each.open || !each.complete)) return []
  return named.flatMap((port) => {
    const offered = workloads.map((workload) => portsFor(workload, port))
    const has = offered.some((ports) => ports === undefined || ports.some(({ name }) => name === port.target))
    return has ? [] : [{ service, port, workloads, offered: offered.flatMap((ports) => ports ?? []) }]
  })
}

/** The ports of a workload's pods that a Service's port can lead to; undefined where there may be others. */
function portsFor({ containers }: Workload, { protocol }: ObjectPort): readonly PodPort[] | undefined {
  const serving = servingContainers(containers)
  const ports = serving.flatMap((container) => container.ports)
  const unknown = ports.some((port) => !port.nameKnown || port.protocol === undefined)
  if (protocol === undefined || unknown || serving.some(({ open }) => open)) return undefined
  return ports.filter((port) => port.protocol === protocol)
}

/** What is missing in a file's Services, in each whole that they are part of. */
export function missingTargetsIn(workspace: Workspace, uri: string): readonly MissingTarget[] {
  const wholes = wholesOf(workspace, uri)
  const [first, ...others] = wholes.map((whole) =>
    missingIn(whole.objects).filter(({ service }) => service.place.uri === uri),
  )
  return (first ?? []).filter((missing) =>
    others.every((each) =>
      each.some((other) => other.port.place.range.start === missing.port.place.range.start),
    ),
  )
}

const missingIn = memo((objects: readonly KubernetesObject[]): readonly MissingTarget[] =>
  objects.flatMap((object) => (object.type === 'service' ? missingTargets(object, objects) : [])),
)
