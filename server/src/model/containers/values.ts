/**
 * What Helm values say of containers: whole containers (`extraContainers`, `sidecars`), and the arguments that a
 * chart gives to its memcached. Other programs' charts put their arguments under names of their own: not read here.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode } from '../../syntax/yaml/ast.ts'
import { get, mapOf, pairAt, scalarOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import type { Document } from '../../text/document.ts'
import type { Container } from './containers.ts'
import { kubernetesContainer } from './kubernetes.ts'
import { elementsOf, type Known, knownNumber, knownText, type Source } from './text.ts'

const ownName = /memcached?|(?:chunks?|results?|index|frontend|metadata|parquet)[-_]?(?:queries[-_]?)?cache/i

/** Whether a key of values names a memcached: `memcached`, `chunksCache`, `results-cache`. */
export function isMemcachedKey(key: string): boolean {
  return ownName.test(key) && !/export|monitor|dashboard/i.test(key)
}

export function valuesContainers(document: Document): readonly Container[] {
  const source: Source = { document, tree: yamlTree(document) }
  const found: Container[] = []
  walk(source.tree, ({ node, path, parent }) => {
    if (node.kind !== 'map') return
    const container = inList(parent, node) ? { name: undefined } : partOf(source, path, node)
    if (!container) return
    const pod = { workload: undefined, spec: undefined, claims: [] }
    const whole = kubernetesContainer(source, node, pod)
    found.push({ ...whole, ...container, name: whole.name ?? container.name })
  })
  return found
}

/** The innermost key on a way that names a memcached, unless what is below it is another container's. */
function nameIn(path: readonly (string | number)[]): string | undefined {
  const keys = path.filter((step) => typeof step === 'string')
  if (keys.some((key) => /export|metrics|sidecar|init|extraContainers|proxy/i.test(key))) return undefined
  return keys.findLast(isMemcachedKey)
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
function partOf(
  source: Source,
  path: readonly (string | number)[],
  map: YamlMap,
): Partial<Container> | undefined {
  const key = nameIn(path)
  const image = imageOf(source, map)
  const byImage = image !== undefined && /(?:^|\/)memcached(?:$|[:@])/.test(image.raw)
  if (!byImage && key === undefined) return undefined
  const lists = ['args', 'extraArgs', 'extraFlags'].flatMap(
    (name) => elementsOf(source, listAt(map, name)) ?? [],
  )
  if (!lists.length && !listAt(map, 'command')) return undefined
  const user = knownNumber(
    source,
    get(map, ['containerSecurityContext', 'runAsUser']) ??
      get(map, ['securityContext', 'runAsUser']) ??
      get(map, ['podSecurityContext', 'runAsUser']),
  )
  return { name: key ?? String(path.at(-1) ?? ''), image, args: lists, ...(user && { user }) }
}

function imageOf(source: Source, map: YamlMap): Known | undefined {
  const image = get(map, ['image'])
  return knownText(source, mapOf(image) ? get(image, ['repository']) : image)
}

/** A list of arguments, or a string of them. */
function listAt(map: YamlMap, key: string): YamlNode | undefined {
  const node = get(map, [key])
  return sequenceOf(node) || /(?:^|\s)-\w/.test(textOf(node) ?? '') ? node : undefined
}
