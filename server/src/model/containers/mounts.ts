/**
 * Mounts and ports of Compose services, in their short and long forms. Names of volumes stay as the file has them;
 * whether a volume is declared is not asked here.
 */
import type { YamlMap, YamlNode } from '../../syntax/yaml/ast.ts'
import { booleanOf, entries, get, mapOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { ContainerPort, Mount, PublishedPort } from './containers.ts'
import { type Known, knownText, type Source } from './text.ts'

/** The mounts of a service, those of the services that it extends below its own. */
export function composeMounts(source: Source, maps: readonly YamlMap[]): readonly Mount[] {
  const found = new Map<string | symbol, Mount>()
  for (const map of [...maps].reverse()) {
    for (const mount of [...volumes(source, map), ...temporary(source, map), ...files(source, map)])
      found.set(mount.target ?? Symbol('unknown'), mount)
  }
  return [...found.values()]
}

function items(node: YamlNode | undefined): readonly YamlNode[] {
  const list = sequenceOf(node)?.items ?? (node ? [node] : [])
  return list.flatMap((item) => item ?? [])
}

function volumes(source: Source, map: YamlMap): readonly Mount[] {
  return items(get(map, ['volumes'])).flatMap((item) => {
    if (mapOf(item)) return [longMount(source, item)]
    const known = knownText(source, item)
    return known ? [shortMount(known)] : []
  })
}

const longKinds: Readonly<Record<string, Mount['kind']>> = { bind: 'bind', volume: 'volume', tmpfs: 'tmpfs' }

function longMount(source: Source, item: YamlNode): Mount {
  const kind = longKinds[textOf(get(item, ['type'])) ?? ''] ?? 'other'
  return {
    target: knownText(source, get(item, ['target']))?.value,
    source: knownText(source, get(item, ['source']))?.value,
    kind,
    readOnly: booleanOf(get(item, ['read_only'])) ?? false,
    place: placeOf(source.document, rangeOf(source.tree, item)),
  }
}

/** `[SOURCE:]TARGET[:OPTIONS]`; a colon inside `${NAME:-default}` or behind a drive's letter divides nothing. */
function shortMount(known: Known): Mount {
  const parts = [...(known.value ?? known.raw).matchAll(/(?:^[A-Za-z]:(?=\\)|\$\{[^}]*\}|[^:])+/g)].map(
    ([part]) => part,
  )
  const [first = '', second, options = ''] = parts
  const target = second ?? first
  const from = second === undefined ? undefined : first
  return {
    target: hasVariable(target) ? undefined : target,
    source: from === undefined || hasVariable(from) ? undefined : from,
    kind: from === undefined ? 'volume' : shortKind(from),
    readOnly: options.split(',').includes('ro'),
    place: known.place,
  }
}

function shortKind(from: string): Mount['kind'] {
  const start = from.replace(/^\$\{\w+:?-([^}]*)\}/, '$1')
  if (/^\$(?:PWD|HOME)\b|^\$\{(?:PWD|HOME)\}/.test(start)) return 'bind'
  if (start.startsWith('$')) return 'other'
  return /^(?:[./~]|[A-Za-z]:\\)/.test(start) ? 'bind' : 'volume'
}

function hasVariable(text: string): boolean {
  return /\$(?:\{|[A-Za-z_])/.test(text)
}

function temporary(source: Source, map: YamlMap): readonly Mount[] {
  return items(get(map, ['tmpfs'])).flatMap((item) => {
    const known = knownText(source, item)
    const target = known?.value?.split(':')[0]
    return known ? [{ target, source: undefined, kind: 'tmpfs', readOnly: false, place: known.place }] : []
  })
}

/** `configs` and `secrets`: `/NAME` and `/run/secrets/NAME` where the target is not said. */
function files(source: Source, map: YamlMap): readonly Mount[] {
  const read = (key: string, kind: 'configMap' | 'secret', folder: string) =>
    items(get(map, [key])).flatMap((item): readonly Mount[] => {
      const name = textOf(mapOf(item) ? get(item, ['source']) : item)
      if (name === undefined) return []
      const given = get(item, ['target'])
      const target = given ? knownText(source, given)?.value : name
      const full = target?.startsWith('/') ? target : target && folder + target
      return [
        {
          target: full,
          source: name,
          ...fileOf(source, key, name),
          kind,
          readOnly: true,
          place: placeOf(source.document, rangeOf(source.tree, item)),
        },
      ]
    })
  return [...read('configs', 'configMap', '/'), ...read('secrets', 'secret', '/run/secrets/')]
}

/** The file behind an entry of the top-level `configs` or `secrets`. */
function fileOf({ tree, document }: Source, key: string, name: string): Pick<Mount, 'file'> {
  const known = knownText({ tree, document }, get(tree.documents[0]?.root, [key, name, 'file']))
  return known?.value === undefined ? {} : { file: known.value }
}

/** The ports of a service: those it listens on (`expose` among them) and those that are published. */
export function composePorts(
  source: Source,
  maps: readonly YamlMap[],
): { readonly ports: readonly ContainerPort[]; readonly published: readonly PublishedPort[] } {
  const published = maps.flatMap((map) => items(get(map, ['ports'])).flatMap((item) => portOf(source, item)))
  const exposed = maps.flatMap((map) =>
    items(get(map, ['expose'])).flatMap((item): readonly ContainerPort[] => {
      const known = knownText(source, item)
      return known ? [{ name: undefined, port: toPort(known.value), raw: known.raw, place: known.place }] : []
    }),
  )
  return {
    ports: [...published.map(({ port }) => port), ...exposed],
    published: published.map((each) => each.published),
  }
}

interface Published {
  readonly port: ContainerPort
  readonly published: PublishedPort
}

function portOf(source: Source, item: YamlNode): readonly Published[] {
  const place = placeOf(source.document, rangeOf(source.tree, item))
  if (mapOf(item)) {
    const target = knownText(source, get(item, ['target']))
    const container = toPort(target?.value)
    const host = knownText(source, get(item, ['published']))?.value
    const name = textOf(get(item, ['name']))
    const protocol = get(item, ['protocol'])
    const address = get(item, ['host_ip'])
    return [
      {
        port: { name, port: container, raw: target?.raw ?? '', place },
        published: {
          host,
          ...(address && { address: { value: knownText(source, address)?.value } }),
          container,
          protocol: protocol ? knownText(source, protocol)?.value : 'tcp',
          place,
        },
      },
    ]
  }
  const known = knownText(source, item)
  if (!known) return []
  const [, ports = known.raw, protocol] = /^(.*?)(?:\/([a-z]+))?$/s.exec(known.raw) ?? []
  const parts = [...ports.matchAll(/(?:\$\{[^}]*\}|\[[^\]]*\]|[^:])+/g)].map(([part]) => part)
  const raw = parts.pop() ?? ''
  const host = parts.length && !parts.some(hasVariable) ? parts.join(':') : undefined
  const container = toPort(raw)
  return [
    {
      port: { name: undefined, port: container, raw, place },
      published: { host, container, protocol: protocol ?? 'tcp', place },
    },
  ]
}

function toPort(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined
}

/** The labels of a map: those whose values are known. */
export function knownEntries(node: YamlNode | undefined): Readonly<Record<string, string>> {
  const map = mapOf(node)
  const pairs = (map ? entries(map) : []).flatMap((pair) => {
    const value = textOf(pair.value)
    return pair.key.hole || value === undefined ? [] : [[pair.key.text, value] as const]
  })
  return Object.fromEntries(pairs)
}
