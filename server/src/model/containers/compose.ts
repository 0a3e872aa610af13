/**
 * The services of a Compose file as containers. Anchors, merges and `extends` within the file are followed; what
 * another file says (`extends.file`, an override) is not known here and makes the entry open.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode, YamlPair } from '../../syntax/yaml/ast.ts'
import { entries, get, mapOf, resolve, scalarOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { folderOf, resolvePath } from '../../text/uri.ts'
import type { Container, Environment, Logging } from './containers.ts'
import { composeMounts, composePorts } from './mounts.ts'
import { elementsOf, knownNumber, knownText, type Source } from './text.ts'

/** A service of a Compose file with its nodes. */
export interface ComposeService {
  readonly name: string
  /** Its entry below `services`. */
  readonly pair: YamlPair
  /** The service's own map, then those of the services that it extends, nearest first. */
  readonly maps: readonly YamlMap[]
  /** Whether it extends a service of another file. */
  readonly open: boolean
  readonly container: Container
}

/** The services of a Compose file. */
export const composeServices = memo((document: Document): readonly ComposeService[] => {
  if (document.kind !== 'compose') return []
  const source: Source = { document, tree: yamlTree(document) }
  const services = mapOf(get(source.tree.documents[0]?.root, ['services']))
  if (!services) return []
  return entries(services).flatMap((pair) => {
    const own = mapOf(pair.value)
    if (!own || pair.key.hole) return []
    const { maps, open, from } = lineage(services, own)
    const name = pair.key.text
    const container = containerOf(source, { name, pair, maps, open })
    const extended = from && { ...from, uri: resolvePath(folderOf(container.place.uri), from.uri) }
    return [{ name, pair, maps, open, container: extended ? { ...container, extended } : container }]
  })
})

export function composeContainers(document: Document): readonly Container[] {
  return composeServices(document).map(({ container }) => container)
}

interface Lineage {
  readonly maps: readonly YamlMap[]
  readonly open: boolean
  /** The service of another file at its end, `uri` as written. */
  readonly from?: { readonly uri: string; readonly name: string }
}

function lineage(services: YamlMap, own: YamlMap): Lineage {
  const maps = [own]
  for (let at = own; ; ) {
    const base = get(at, ['extends'])
    if (!base) return { maps, open: false }
    const name = textOf(scalarOf(base) ? base : get(base, ['service']))
    const file = textOf(get(base, ['file']))
    const next = name === undefined || get(base, ['file']) ? undefined : mapOf(get(services, [name]))
    if (!next || maps.includes(next))
      return { maps, open: true, ...(file && name ? { from: { uri: file, name } } : {}) }
    maps.push(next)
    at = next
  }
}

/** Whether a service builds its image, so that nothing of another file tells what it runs. */
export function isBuilt({ maps }: ComposeService): boolean {
  return serviceValue(maps, ['build']) !== undefined
}

/** The value at `path` in the nearest map that has it. */
export function serviceValue(maps: readonly YamlMap[], path: readonly string[]): YamlNode | undefined {
  for (const map of maps) {
    const found = get(map, path)
    if (found) return found
  }
  return undefined
}

function containerOf(
  source: Source,
  { name, pair, maps, open }: Omit<ComposeService, 'container'>,
): Container {
  const at = (...path: readonly string[]) => serviceValue(maps, path)
  const files = environmentFiles(source, maps)
  return {
    runtime: 'compose',
    name,
    image: knownText(source, at('image')),
    entrypoint: elementsOf(source, at('entrypoint')),
    args: elementsOf(source, at('command')),
    argsOpen: open,
    environment: environment(source, maps),
    environmentOpen: open || files.open,
    environmentFiles: files.uris,
    mounts: composeMounts(source, maps),
    mountsOpen: open || sequenceOf(at('volumes_from')) !== undefined,
    ...composePorts(source, maps),
    user: knownNumber(source, at('user')),
    memoryLimit: knownNumber(source, at('deploy', 'resources', 'limits', 'memory') ?? at('mem_limit')),
    cpuLimit: knownNumber(source, at('deploy', 'resources', 'limits', 'cpus') ?? at('cpus')),
    logging: logging(source, maps),
    open,
    place: placeOf(source.document, rangeOf(source.tree, pair)),
  }
}

function environment(source: Source, maps: readonly YamlMap[]): readonly Environment[] {
  const found = new Map<string, Environment>()
  for (const map of [...maps].reverse()) {
    for (const each of environmentOf(source, get(map, ['environment']))) found.set(each.name, each)
  }
  return [...found.values()]
}

/** A map of variables, or a list of `NAME=value`. A name alone takes the value of the shell: unknown. */
function environmentOf(source: Source, node: YamlNode | undefined): readonly Environment[] {
  const { document, tree } = source
  const map = mapOf(node)
  if (map) {
    return entries(map).flatMap((pair) => {
      if (pair.key.hole) return []
      const known = knownText(source, pair.value)
      const name = pair.key.text
      const raw = known?.raw ?? `\${${name}}`
      return [{ name, value: known?.value, raw, place: placeOf(document, rangeOf(tree, pair)) }]
    })
  }
  return (sequenceOf(node)?.items ?? []).flatMap((item) => {
    const known = knownText(source, item)
    const [, name, value] = /^([\w.-]+)(?:=([\s\S]*))?$/.exec(known?.value ?? known?.raw ?? '') ?? []
    if (!known || name === undefined) return []
    const raw = value === undefined ? `\${${name}}` : value
    return [{ name, value: known.value === undefined ? undefined : value, raw, place: known.place }]
  })
}

function environmentFiles(
  source: Source,
  maps: readonly YamlMap[],
): { uris: readonly string[]; open: boolean } {
  const node = serviceValue(maps, ['env_file'])
  const items = sequenceOf(node)?.items ?? (node ? [node] : [])
  const uris: string[] = []
  let open = false
  for (const item of items) {
    const path = knownText(source, mapOf(item) ? get(item, ['path']) : item)?.value
    if (path === undefined) open = true
    else uris.push(resolvePath(folderOf(placeOf(source.document, { start: 0, end: 0 }).uri), path))
  }
  return { uris, open }
}

function logging(source: Source, maps: readonly YamlMap[]): Logging | undefined {
  const node = resolve(serviceValue(maps, ['logging']))
  const map = mapOf(node)
  if (!map) return undefined
  const options = mapOf(get(map, ['options']))
  return {
    driver: knownText(source, get(map, ['driver'])),
    options: (options ? entries(options) : []).map((pair) => ({
      name: pair.key.text,
      value: knownText(source, pair.value),
    })),
    place: placeOf(source.document, rangeOf(source.tree, map)),
  }
}
