/**
 * What stands at a place of a manifest and what it leads to: the pods of a Service or a budget, the ports that may be
 * named there. For hovers and completion; nothing is judged, and templates are not looked into.
 */

import { yamlTree } from '../../syntax/parse.ts'
import { pathAt } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { touches } from '../../text/range.ts'
import { manifestsOf } from '../containers/manifests.ts'
import type { Workspace } from '../workspace.ts'
import type { KubernetesObject, ObjectPort, ServiceObject, Workload } from './objects.ts'
import { type PodContainer, type PodPort, servingContainers } from './pods.ts'
import { selectedBy } from './targets.ts'
import { aloneWhole, type Whole, wholesOf } from './wholes.ts'

/** An object at an offset, with what it goes together with. */
export interface Located {
  readonly object: KubernetesObject
  readonly whole: Whole
}

/** The object whose manifest is at an offset, as the first whole has it that it is part of. */
export function objectAt(workspace: Workspace, document: Document, offset: number): Located | undefined {
  if (document.kind === 'helm-template') return undefined
  const tree = yamlTree(document)
  const index = manifestsOf(document).findIndex(({ node }) => touches(rangeOf(tree, node), offset))
  const [whole = aloneWhole(document)] = document.within ? [] : wholesOf(workspace, document.uri)
  const object = whole.objects.find((each) => each.source === document.uri && each.index === index)
  return object && { object, whole }
}

/** The workloads whose pods an object selects; nothing where that is not known. */
export function podsOf({ object, whole }: Located): readonly Workload[] | undefined {
  if (object.type === 'service') return object.selector && selectedBy(object.selector, object, whole.objects)
  if (object.type !== 'selecting' || object.of !== 'pods' || object.selector.open) return undefined
  return selectedBy(object.selector, object, whole.objects)
}

/** A port of a container. */
export interface LocatedPort {
  readonly port: PodPort
  readonly container: PodContainer
  readonly workload: Workload
}

/** The ports that the containers of workloads list, those that a Service finds. */
export function portsOf(workloads: readonly Workload[]): readonly LocatedPort[] {
  return workloads.flatMap((workload) =>
    servingContainers(workload.containers).flatMap((container) =>
      container.ports.map((port) => ({ port, container, workload })),
    ),
  )
}

/** The keys to an offset of a manifest, such as `spec.ports.0.targetPort`. */
export function keysAt(document: Document, offset: number): readonly (string | number)[] {
  return pathAt(yamlTree(document), offset)?.keys ?? []
}

/** The Service's port whose entry is at an offset. */
export function portAt({ ports }: ServiceObject, offset: number): ObjectPort | undefined {
  return ports.find(({ range }) => touches(range, offset))
}

/** The container of a workload that keys lead into: those of the pod's template stand before the others. */
export function containerAt(
  { containers }: Workload,
  keys: readonly (string | number)[],
): PodContainer | undefined {
  const at = keys.findLastIndex((key) => key === 'containers' || key === 'initContainers')
  const index = keys[at + 1]
  const isMain = keys[at] === 'containers'
  return typeof index === 'number'
    ? containers.filter(({ role }) => (role === 'main') === isMain)[index]
    : undefined
}
