/**
 * The containers of a pod's template and the ports that they name, with what kind of container each is: only those
 * that run on count for a Service. A list of ports is what the manifest says, not what a program listens on.
 */
import type { YamlNode } from '../../syntax/yaml/ast.ts'
import { get, mapOf, numberOf, pairAt, scalarOf, sequenceOf } from '../../syntax/yaml/path.ts'
import { templatePaths } from '../containers/kubernetes.ts'
import type { Manifest } from '../containers/manifests.ts'
import { mapOpen, pairOpen } from '../containers/open.ts'
import type { Source } from '../containers/text.ts'
import { plainText, protocolOf, type Spot, spotOf } from './read.ts'

export interface PodPort extends Spot {
  readonly name: string | undefined
  readonly nameKnown: boolean
  readonly nameSpot: Spot | undefined
  readonly number: number | undefined
  readonly protocol: string | undefined
  readonly hostPort: number | undefined
  readonly hostIP: string | undefined
}

export interface PodContainer extends Spot {
  readonly name: string | undefined
  /** An init container that is restarted always runs beside the main ones: a sidecar. */
  readonly role: 'main' | 'sidecar' | 'init'
  /** Whether it has an image. */
  readonly image: boolean
  readonly ports: readonly PodPort[]
  /** Whether it may have more ports. */
  readonly open: boolean
}

/** The template of the pods that a manifest makes; a Pod is its own. */
export function templateOf({ kind, apiVersion, node }: Manifest): YamlNode | undefined {
  const path = templatePaths[kind ?? '']
  if (!path || (apiVersion !== undefined && !/^(?:v1|apps\/|batch\/|extensions\/)/.test(apiVersion)))
    return undefined
  const template = get(node, path)
  return template && mapOf(get(template, ['spec'])) ? template : undefined
}

/** The containers of a pod's spec, and whether there may be more. */
export function podContainers(
  source: Source,
  spec: YamlNode | undefined,
): { readonly containers: readonly PodContainer[]; readonly open: boolean } {
  const lists = (['containers', 'initContainers'] as const).map((key) => ({ key, pair: pairAt(spec, key) }))
  const containers = lists.flatMap(({ key, pair }) =>
    (sequenceOf(pair?.value)?.items ?? []).flatMap((item) =>
      item && mapOf(item) ? [containerOf(source, item, key === 'containers')] : [],
    ),
  )
  const items = lists.flatMap(({ pair }) => sequenceOf(pair?.value)?.items ?? [])
  const specMap = mapOf(spec)
  const open =
    !sequenceOf(lists[0]?.pair?.value) ||
    items.some((item) => !mapOf(item)) ||
    lists.some(({ pair }) => pairOpen(source, pair)) ||
    (specMap !== undefined && mapOpen(source, specMap.pairs))
  return { containers, open }
}

function containerOf(source: Source, item: YamlNode, main: boolean): PodContainer {
  const ports = pairAt(item, 'ports')
  const items = sequenceOf(ports?.value)?.items ?? []
  const map = mapOf(item)
  const restarts = pairAt(item, 'restartPolicy')
  const sidecar = restarts !== undefined && (plainText(restarts.value) ?? 'Always') === 'Always'
  const isList = ports === undefined || sequenceOf(ports.value) || scalarOf(ports.value)?.value === null
  return {
    name: plainText(get(item, ['name'])),
    role: main ? 'main' : sidecar ? 'sidecar' : 'init',
    image: pairAt(item, 'image') !== undefined,
    ports: items.flatMap((port) => (port && mapOf(port) ? [portOf(source, port)] : [])),
    open:
      !isList ||
      items.some((port) => !mapOf(port)) ||
      pairOpen(source, ports) ||
      (map !== undefined && mapOpen(source, map.pairs)),
    ...spotOf(source, item),
  }
}

function portOf(source: Source, item: YamlNode): PodPort {
  const name = pairAt(item, 'name')
  return {
    name: plainText(name?.value),
    nameKnown: name === undefined || plainText(name.value) !== undefined,
    nameSpot: name?.value && spotOf(source, name.value),
    number: numberOf(get(item, ['containerPort'])),
    protocol: protocolOf(item),
    hostPort: numberOf(get(item, ['hostPort'])) || undefined,
    hostIP: plainText(get(item, ['hostIP'])),
    ...spotOf(source, item),
  }
}

/** The containers whose ports a Service finds: those that run on. */
export function servingContainers<T extends Pick<PodContainer, 'role'>>(
  containers: readonly T[],
): readonly T[] {
  return containers.filter(({ role }) => role !== 'init')
}
