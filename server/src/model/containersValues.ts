/**
 * What Helm values say of containers: whole containers (`extraContainers`, `sidecars`), and the arguments that a
 * chart gives to its memcached. Other programs' charts put their arguments under names of their own: not read here.
 */
import { yamlTree } from '../syntax/parse.ts'
import type { YamlMap, YamlNode } from '../syntax/yaml/ast.ts'
import { get, mapOf, pairAt, scalarOf, sequenceOf } from '../syntax/yaml/path.ts'
import { walk } from '../syntax/yaml/visit.ts'
import type { Document } from '../text/document.ts'
import type { Container } from './containers.ts'
import { kubernetesContainer } from './containersKubernetes.ts'
import { elementsOf, type Known, knownNumber, knownText, type Source } from './containersText.ts'

const ownName = /memcached?|(?:chunks?|results?|index|frontend|metadata|parquet)[-_]?(?:queries[-_]?)?cache/i

/** Whether a key of values names a memcached: `memcached`, `chunksCache`, `results-cache`. */
export function isMemcachedKey(key: string): boolean {
  return ownName.test(key) && !/export|monitor|dashboard/i.test(key)
}

export function valuesContainers(document: Document): readonly Container[] {
  const source: Source = { document, tree: yamlTree(document) }
  const found: Container[] = []
  walk(source.tree, ({ node, pair, parent }) => {
    if (node.kind !== 'map') return
    const container = inList(parent, node) ? { name: undefined } : partOf(source, pair?.key.text, node)
    if (!container) return
    const pod = { workload: undefined, spec: undefined, claims: [] }
    const whole = kubernetesContainer(source, node, pod)
    found.push({ ...whole, ...container, name: whole.name ?? container.name })
  })
  return found
}

/** Whether a map is a container of a list of containers. */
function inList(parent: YamlNode | undefined, map: YamlMap): boolean {
  const listed = parent?.kind === 'sequence' && pairAt(map, 'name') !== undefined
  return (
    listed &&
    scalarOf(get(map, ['image'])) !== undefined &&
    (listAt(map, 'args') ?? listAt(map, 'command')) !== undefined
  )
}

/** The values of a chart's memcached, by the key above them or by their image. */
function partOf(source: Source, key: string | undefined, map: YamlMap): Partial<Container> | undefined {
  const image = imageOf(source, map)
  const byImage = image !== undefined && /(?:^|\/)memcached(?:$|[:@])/.test(image.raw)
  if (!byImage && (key === undefined || !isMemcachedKey(key))) return undefined
  const lists = ['args', 'extraArgs'].flatMap((name) => elementsOf(source, listAt(map, name)) ?? [])
  if (!lists.length && !listAt(map, 'command')) return undefined
  const user = knownNumber(
    source,
    get(map, ['containerSecurityContext', 'runAsUser']) ??
      get(map, ['securityContext', 'runAsUser']) ??
      get(map, ['podSecurityContext', 'runAsUser']),
  )
  return { name: key, image, args: lists, ...(user && { user }) }
}

function imageOf(source: Source, map: YamlMap): Known | undefined {
  const image = get(map, ['image'])
  return knownText(source, mapOf(image) ? get(image, ['repository']) : image)
}

function listAt(map: YamlMap, key: string): YamlNode | undefined {
  const node = get(map, [key])
  return sequenceOf(node) ? node : undefined
}
