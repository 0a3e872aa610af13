/**
 * Services: names that can be dialled. Kubernetes Services of manifests and templates, the services of Compose, and
 * where `logkeel.yaml` names a row of the port table (what the row says is the settings' to tell).
 * What template output makes stays as it is written (`raw…`): `../charts/releases.ts` asks the chart's values what it becomes.
 */
import { maskedText, templateTree, yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode } from '../../syntax/yaml/ast.ts'
import { columnAt, entries, get, mapOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { contains, overlaps } from '../../text/range.ts'
import { folderOf, resolvePath } from '../../text/uri.ts'
import { chartServices } from '../charts/chartServices.ts'
import { type ComposeService, composeServices, serviceValue } from '../containers/compose.ts'
import { manifestsOf } from '../containers/manifests.ts'
import { knownEntries } from '../containers/mounts.ts'
import { knownText, type Source } from '../containers/text.ts'

export type Protocol = 'http' | 'grpc' | 'tcp'

export interface ServicePort {
  readonly name: string | undefined
  /** The port that clients dial; undefined where unknown. */
  readonly port: number | undefined
  /** The port as written where template output makes it. */
  readonly rawPort?: string | undefined
  /** Number or name on the container's side. */
  readonly targetPort: number | string | undefined
  /** What is said of it: `appProtocol`, or a name such as `http-metrics` or `grpc`. */
  readonly protocol: Protocol | undefined
  readonly place: Place
}

export interface Service {
  readonly runtime: 'kubernetes' | 'compose' | 'settings'
  readonly name: string | undefined
  /** The name as written where template output makes it. */
  readonly rawName?: string | undefined
  readonly namespace: string | undefined
  /** The namespace as written where template output makes it. */
  readonly rawNamespace?: string | undefined
  /** Compose: further names by which others reach it. */
  readonly aliases: readonly string[]
  /** What the labels call its component. */
  readonly component: string | undefined
  readonly headless: boolean
  /** `ExternalName`: what is dialled is somewhere else. */
  readonly external: boolean
  readonly ports: readonly ServicePort[]
  /** Whether there may be more ports than those listed (template output). */
  readonly open: boolean
  readonly selector: Readonly<Record<string, string>> | undefined
  /** Compose: the networks that it is on; `undefined` for the project's own one. */
  readonly networks?: readonly string[] | undefined
  /** Compose: uris of the files that its `configs` name. */
  readonly files: readonly string[]
  /** Compose: ports published on the host, with the container's. */
  readonly published: readonly { readonly host: number; readonly container: number | undefined }[]
  /** Its name's place. */
  readonly place: Place
}

/** The services of a document (not of the documents embedded in it). */
export const servicesIn = memo((document: Document): readonly Service[] => {
  if (document.kind === 'compose')
    return composeServices(document).map((each) => composeService(document, each))
  if (document.kind === 'settings') return settingsServices(document)
  return [...manifestServices(document), ...chartServices(document)]
})

function manifestServices(document: Document): readonly Service[] {
  if (!/\bService\b/.test(document.text)) return []
  const source = { document, tree: yamlTree(document) }
  return manifestsOf(document)
    .filter(({ kind, apiVersion }) => kind === 'Service' && (apiVersion === undefined || apiVersion === 'v1'))
    .map(({ node }) => kubernetesService(source, node))
}

function kubernetesService(source: Source, node: YamlMap): Service {
  const nameNode = get(node, ['metadata', 'name'])
  const name = knownText(source, nameNode)
  const namespace = knownText(source, get(node, ['metadata', 'namespace']))
  const spec = get(node, ['spec'])
  const portsNode = get(spec, ['ports'])
  const items = sequenceOf(portsNode)?.items ?? []
  return {
    runtime: 'kubernetes',
    name: name?.value,
    ...(name && name.value === undefined && { rawName: name.raw }),
    namespace: namespace?.value,
    ...(namespace && namespace.value === undefined && { rawNamespace: namespace.raw }),
    aliases: [],
    component: componentLabel(node),
    headless: textOf(get(spec, ['clusterIP'])) === 'None',
    external: textOf(get(spec, ['type'])) === 'ExternalName',
    ports: items.flatMap((item) => (mapOf(item) ? [portOf(source, item)] : [])),
    open: hasMorePorts(source, node, spec, portsNode),
    selector: mapOf(get(spec, ['selector'])) && knownEntries(get(spec, ['selector'])),
    files: [],
    published: [],
    place: placeOf(source.document, rangeOf(source.tree, nameNode ?? node)),
  }
}

const componentLabels = ['app.kubernetes.io/component', 'component']

function componentLabel(node: YamlMap): string | undefined {
  for (const path of [
    ['metadata', 'labels'],
    ['spec', 'selector'],
  ])
    for (const label of componentLabels) {
      const found = textOf(get(node, [...path, label]))
      if (found !== undefined) return found
    }
  return undefined
}

function portOf(source: Source, item: YamlNode | undefined): ServicePort {
  const port = knownText(source, get(item, ['port']))
  const target = knownText(source, get(item, ['targetPort']))?.value
  const nameNode = knownText(source, get(item, ['name']))
  const number = toPort(port?.value)
  return {
    name: nameNode?.value,
    port: number,
    ...(port && number === undefined && { rawPort: port.raw }),
    targetPort: toPort(target) ?? target,
    protocol: protocolOf(textOf(get(item, ['appProtocol'])), nameNode?.value),
    place: placeOf(source.document, rangeOf(source.tree, get(item, ['port']) ?? item!)),
  }
}

function toPort(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined
}

/** What a port speaks, as `appProtocol` or the words of its name say. A name that says both says nothing. */
export function protocolOf(appProtocol: string | undefined, name: string | undefined): Protocol | undefined {
  for (const said of [appProtocol, name]) {
    const words = said?.toLowerCase().split(/[^a-z0-9]+/) ?? []
    if (words.includes('memberlist') || words.includes('gossip')) return 'tcp'
    const grpc = words.some((word) => /^(?:grpc|grpcs|grpclb)$/.test(word))
    const http = words.some((word) => /^(?:http|https|web)$/.test(word))
    if (grpc !== http) return grpc ? 'grpc' : 'http'
    if (words.some((word) => /^(?:tcp|memcached)$/.test(word))) return 'tcp'
  }
  return undefined
}

/**
 * Whether template output may add ports: an action that prints beside the items of `ports`, a `range` around one,
 * or actions in a spec without `ports`.
 */
function hasMorePorts(
  { document, tree }: Source,
  node: YamlMap,
  spec: YamlNode | undefined,
  ports: YamlNode | undefined,
): boolean {
  const { holes } = maskedText(document)
  if (holes.length === 0) return false
  const whole = rangeOf(tree, node)
  const scope = ports ? rangeOf(tree, ports) : spec ? rangeOf(tree, spec) : whole
  // Blanks for an action after the last item are behind the sequence's end, so the line that follows counts too.
  const reach = { start: scope.start, end: nextKey(document.text, scope.end) }
  const first = sequenceOf(ports)?.items[0]
  const indent = ports && first ? columnAt(document.text, rangeOf(tree, ports).start) : 0
  const adds = holes.some((hole) => {
    if (!overlaps(hole, reach)) return false
    if (hole.action.kind === 'range') return true
    // What is printed with less indent than the items is a field of the spec.
    if (hole.kind === 'line') return indentOf(document, hole) >= indent
    return hole.kind === 'value' && !sequenceOf(ports) && contains(scope, hole)
  })
  return adds || inRange(document, whole.start)
}

/** The column of what an action prints. */
function indentOf(
  { text, assembled }: Document,
  { start, end }: { readonly start: number; readonly end: number },
): number {
  if (assembled) return columnAt(text, start)
  const given = /\bn?indent\s+(\d+)/.exec(text.slice(start, end))?.[1]
  return given === undefined ? columnAt(text, start) : Number(given)
}

/** Where the next line with visible text that is no action starts. */
function nextKey(text: string, from: number): number {
  let at = from
  for (;;) {
    const end = text.indexOf('\n', at)
    if (end < 0) return text.length
    const line = text.slice(at, end).trim()
    if (at !== from && line !== '' && !line.startsWith('{{')) return at
    at = end + 1
  }
}

/** Whether the manifest at `offset` is made in a loop: then one text stands for many Services. */
function inRange(document: Document, offset: number): boolean {
  if (document.assembled || !document.text.includes('range')) return false
  const tree = templateTree(document)
  const visit = (nodes: typeof tree.nodes): boolean =>
    nodes.some((node) => {
      const { start, end } = rangeOf(tree, node)
      if (offset < start || end <= offset) return false
      if (node.kind === 'range') return true
      if ('branches' in node) return node.branches.some(({ body }) => visit(body))
      return 'body' in node && visit(node.body)
    })
  return visit(tree.nodes)
}

function composeService(document: Document, { name, pair, maps, open, container }: ComposeService): Service {
  const source = { document, tree: yamlTree(document) }
  const text = (key: string) => knownText(source, serviceValue(maps, [key]))?.value
  const networks = serviceValue(maps, ['networks'])
  const mode = text('network_mode')
  return {
    runtime: 'compose',
    name,
    namespace: undefined,
    aliases: [text('container_name'), text('hostname'), ...networkAliases(networks)].flatMap(
      (each) => each ?? [],
    ),
    component: undefined,
    headless: false,
    external: mode !== undefined && mode !== 'bridge' && mode !== 'default',
    ports: container.ports.map((port) => ({
      name: port.name,
      port: port.port,
      targetPort: port.port,
      protocol: protocolOf(undefined, port.name),
      place: port.place,
    })),
    open,
    selector: undefined,
    networks: networkNames(networks),
    files: configFiles(source, maps),
    published: container.published.flatMap(({ host, container }) => {
      const port = toPort(host?.replace(/^.*:/, ''))
      return port === undefined ? [] : [{ host: port, container }]
    }),
    place: placeOf(document, rangeOf(source.tree, pair.key)),
  }
}

/** The files behind the `configs` and `secrets` of a service. */
function configFiles({ document, tree }: Source, maps: readonly YamlMap[]): readonly string[] {
  const root = tree.documents[0]?.root
  return ['configs', 'secrets'].flatMap((key) =>
    (sequenceOf(serviceValue(maps, [key]))?.items ?? []).flatMap((item) => {
      const name = textOf(mapOf(item) ? get(item, ['source']) : item)
      const file = name === undefined ? undefined : textOf(get(root, [key, name, 'file']))
      return file === undefined ? [] : [resolvePath(folderOf(document.uri), file)]
    }),
  )
}

function settingsServices(document: Document): readonly Service[] {
  const tree = yamlTree(document)
  const items = sequenceOf(get(tree.documents[0]?.root, ['services']))?.items ?? []
  return items.flatMap((item) => {
    const node = get(item, ['name'])
    const name = textOf(node)
    if (!node || name === undefined) return []
    return [
      {
        runtime: 'settings',
        name,
        namespace: textOf(get(item, ['namespace'])),
        aliases: [],
        component: textOf(get(item, ['component'])),
        headless: false,
        external: false,
        ports: [],
        open: false,
        selector: undefined,
        files: [],
        published: [],
        place: placeOf(document, rangeOf(tree, node)),
      },
    ]
  })
}

function networkNames(node: YamlNode | undefined): readonly string[] | undefined {
  const map = mapOf(node)
  if (map) return entries(map).map((pair) => pair.key.text)
  return sequenceOf(node)?.items.flatMap((item) => textOf(item) ?? [])
}

function networkAliases(node: YamlNode | undefined): readonly string[] {
  const map = mapOf(node)
  if (!map) return []
  return entries(map).flatMap((pair) =>
    (sequenceOf(get(pair.value, ['aliases']))?.items ?? []).flatMap((item) => textOf(item) ?? []),
  )
}
