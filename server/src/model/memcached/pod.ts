/**
 * The pod around a memcached: the node of its container, the Services that select it and the probes that ask it.
 * Manifests only, in which labels and ports are written out.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode } from '../../syntax/yaml/ast.ts'
import { get, mapOf, numberOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { fileOf, folderOf } from '../../text/uri.ts'
import { type Container, containersIn } from '../containers/containers.ts'
import { type Manifest, manifestsOf } from '../containers/manifests.ts'
import type { Service } from '../ports/services.ts'
import { allFacts, type Workspace } from '../workspace.ts'

/** The manifest of a container's workload, the spec of its pods and its own map. */
export interface PodNode {
  readonly manifest: Manifest
  readonly spec: YamlNode
  readonly container: YamlMap
}

export function podOf(document: Document, { place }: Container): PodNode | undefined {
  const tree = yamlTree(document)
  for (const manifest of manifestsOf(document)) {
    const spec = get(manifest.node, ['spec', 'template', 'spec']) ?? get(manifest.node, ['spec'])
    for (const item of sequenceOf(get(spec, ['containers']))?.items ?? []) {
      const map = mapOf(item)
      if (!spec || !map || placeOf(document, rangeOf(tree, map)).range.start !== place.range.start) continue
      return { manifest, spec, container: map }
    }
  }
  return undefined
}

/** A port that something expects a container to listen on. */
export interface ExpectedPort {
  readonly port: number
  readonly by: 'service' | 'probe'
  /** The Service's name, or that of the probe. */
  readonly name: string
  /** Whether it names the port of the container, whose number decides. */
  readonly named: boolean
  /** The port that clients dial; undefined for a probe. */
  readonly dialled: number | undefined
  readonly place: Place
}

/**
 * The ports of memcached's container that Services and probes lead to. A port that another container of the pod may
 * have is left out.
 */
export function expectedPorts(
  workspace: Workspace,
  document: Document,
  container: Container,
): readonly ExpectedPort[] {
  if (document.kind !== 'kubernetes') return []
  const pod = podOf(document, container)
  return pod ? [...servicePorts(workspace, document, container), ...probePorts(document, container, pod)] : []
}

function servicePorts(
  workspace: Workspace,
  document: Document,
  container: Container,
): readonly ExpectedPort[] {
  const others = containersIn(document).filter(
    (each) =>
      each.place.range.start !== container.place.range.start &&
      each.workload?.kind === container.workload?.kind &&
      each.workload?.name === container.workload?.name,
  )
  return allFacts(workspace, 'services')
    .filter((service) => selects(service, container, document))
    .flatMap(({ ports, name = '' }) =>
      ports.flatMap(({ port, targetPort, place }): readonly ExpectedPort[] => {
        const target = targetPort ?? port
        const own = container.ports.find(
          (each) => (typeof target === 'string' ? each.name : each.port) === target,
        )
        // One that no container names may be that of a container beside it.
        const number = own ? own.port : others.length === 0 && typeof target === 'number' ? target : undefined
        if (number === undefined) return []
        return [
          { port: number, by: 'service', name, named: typeof target === 'string', dialled: port, place },
        ]
      }),
    )
}

/** Whether a Service of the same folder selects the pods of a container. */
function selects(
  { runtime, selector, namespace, external, place }: Service,
  { workload }: Container,
  document: Document,
): boolean {
  const wanted = Object.entries(selector ?? {})
  if (runtime !== 'kubernetes' || external || wanted.length === 0 || !workload) return false
  if (namespace !== workload.namespace && namespace && workload.namespace) return false
  if (folderOf(fileOf(place.uri)) !== folderOf(fileOf(document.uri))) return false
  return wanted.every(([key, value]) => workload.labels[key] === value)
}

const probes = ['readinessProbe', 'livenessProbe', 'startupProbe']

function probePorts(document: Document, container: Container, pod: PodNode): readonly ExpectedPort[] {
  return probes.flatMap((name): readonly ExpectedPort[] => {
    const node = get(pod.container, [name, 'tcpSocket', 'port'])
    const text = textOf(node)
    const port =
      numberOf(node) ?? container.ports.find((each) => each.name !== undefined && each.name === text)?.port
    if (!node || port === undefined) return []
    const named = numberOf(node) === undefined
    return [
      {
        port,
        by: 'probe',
        name,
        named,
        dialled: undefined,
        place: placeOf(document, rangeOf(yamlTree(document), node)),
      },
    ]
  })
}
