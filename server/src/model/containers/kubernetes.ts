/**
 * The containers of Kubernetes workloads, in manifests and in templates. In a template also those that stand in a
 * fragment which some other template includes: a list of containers, or a map that has one.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode, YamlPair, YamlSequence } from '../../syntax/yaml/ast.ts'
import {
  booleanOf,
  entries,
  get,
  mapOf,
  numberOf,
  pairAt,
  resolve,
  sequenceOf,
  textOf,
} from '../../syntax/yaml/path.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Container, ContainerPort, Environment, Mount, Workload } from './containers.ts'
import { type Manifest, manifestsOf } from './manifests.ts'
import { knownEntries } from './mounts.ts'
import { mapOpen, pairOpen } from './open.ts'
import { elementsOf, type Known, knownNumber, knownText, type Source } from './text.ts'

/** Where a kind has the template of its pods; a Pod is one itself. */
export const templatePaths: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
}

/** What surrounds a container. */
interface Pod {
  readonly workload: Workload | undefined
  readonly spec: YamlNode | undefined
  readonly claims: readonly string[]
}

export function kubernetesContainers(document: Document): readonly Container[] {
  const source: Source = { document, tree: yamlTree(document) }
  const seen = new Set<YamlNode>()
  const found = manifestsOf(document).flatMap((manifest) => ofManifest(source, manifest, seen))
  return document.kind === 'helm-template' ? [...found, ...ofFragments(source, seen)] : found
}

function ofManifest(source: Source, manifest: Manifest, seen: Set<YamlNode>): readonly Container[] {
  const path =
    templatePaths[manifest.kind ?? ''] ?? (manifest.kind === undefined ? ['spec', 'template'] : undefined)
  const template = path && get(manifest.node, path)
  const spec = path && get(manifest.node, [...path, 'spec'])
  if (!spec) return []
  const labels = knownEntries(
    get(template?.kind === 'map' ? template : manifest.node, ['metadata', 'labels']),
  )
  const { kind = '', name, namespace } = manifest
  const replicas = numberOf(get(manifest.node, ['spec', 'replicas']))
  const claims = (sequenceOf(get(manifest.node, ['spec', 'volumeClaimTemplates']))?.items ?? []).flatMap(
    (claim) => textOf(get(claim, ['metadata', 'name'])) ?? [],
  )
  return ofPod(source, { workload: { kind, name, namespace, labels, replicas }, spec, claims }, seen)
}

function ofPod(source: Source, pod: Pod, seen: Set<YamlNode>): readonly Container[] {
  return ['initContainers', 'containers'].flatMap((key) => {
    const list = sequenceOf(get(pod.spec, [key]))
    return list && !seen.has(list) ? ofList(source, pod, list, seen) : []
  })
}

function ofList(source: Source, pod: Pod, list: YamlSequence, seen: Set<YamlNode>): readonly Container[] {
  seen.add(list)
  return list.items.flatMap((item) => {
    const map = mapOf(item)
    return map ? [kubernetesContainer(source, map, pod)] : []
  })
}

/** Lists of containers that belong to no workload of the file. */
function ofFragments(source: Source, seen: Set<YamlNode>): readonly Container[] {
  const found: Container[] = []
  walk(source.tree, ({ node, pair, parent }) => {
    const pod: Pod = { workload: undefined, spec: parent, claims: [] }
    if (parent === undefined) found.push(...ofArguments(source, node, pod))
    if (node.kind !== 'sequence' || seen.has(node)) return
    const named = pair?.key.text === 'containers' || pair?.key.text === 'initContainers'
    if (!named && !(parent === undefined && isContainerList(node))) return
    found.push(...ofList(source, pod, node, seen))
  })
  return found
}

/**
 * A fragment that is a container's `args` alone, as a shared helper gives them: with the key, or the bare list. What
 * container it is for is another template's to say.
 */
function ofArguments(source: Source, root: YamlNode, pod: Pod): readonly Container[] {
  if (root.kind === 'map') {
    const isFragment = sequenceOf(get(root, ['args'])) && !pairAt(root, 'kind') && !pairAt(root, 'spec')
    return isFragment ? [kubernetesContainer(source, root, pod)] : []
  }
  const args = root.kind === 'sequence' && isOptionList(root) ? elementsOf(source, root) : undefined
  if (!args) return []
  const nothing: YamlMap = { ...root, kind: 'map', flow: false, pairs: [] }
  return [{ ...kubernetesContainer(source, nothing, pod), args, argsOpen: true, open: true }]
}

/** Whether a list holds nothing but texts, options of a command line among them. */
function isOptionList({ items }: YamlSequence): boolean {
  const texts = items.map((item) => (item?.kind === 'scalar' ? item.text : undefined))
  return texts.every((text) => text !== undefined) && texts.some((text) => /^--?[A-Za-z]/.test(text))
}

function isContainerList(list: YamlSequence): boolean {
  return list.items.some((item) => pairAt(item, 'image') && pairAt(item, 'name'))
}

/** A container's map as a container. `pod` gives what it shares with the others. */
export function kubernetesContainer(source: Source, map: YamlMap, pod: Pod): Container {
  const pair = (key: string) => pairAt(map, key)
  const value = (...path: readonly string[]) => get(map, path)
  const open = mapOpen(source, map.pairs)
  const mounts = mountsOf(source, value('volumeMounts'), pod)
  const environment = environmentOf(source, value('env'))
  const args = elementsOf(source, value('args'))
  return {
    runtime: 'kubernetes',
    name: knownText(source, value('name'))?.value,
    workload: pod.workload,
    image: knownText(source, value('image')),
    entrypoint: elementsOf(source, value('command')),
    args,
    argsOpen: open || pairOpen(source, pair('args')) || pairOpen(source, pair('command')) || someMade(args),
    environment: environment.known,
    environmentOpen:
      open || environment.open || pair('envFrom') !== undefined || pairOpen(source, pair('env')),
    environmentFiles: [],
    mounts,
    mountsOpen:
      open || mounts.some(({ target }) => target === undefined) || pairOpen(source, pair('volumeMounts')),
    ports: portsOf(source, value('ports')),
    published: [],
    user: knownNumber(
      source,
      value('securityContext', 'runAsUser') ?? userOfPod(source, pair('securityContext'), pod),
    ),
    memoryLimit: knownNumber(source, value('resources', 'limits', 'memory')),
    cpuLimit: knownNumber(source, value('resources', 'limits', 'cpu')),
    logging: undefined,
    open,
    place: placeOf(source.document, rangeOf(source.tree, map)),
  }
}

/** Whether an element's option is itself template output, as in a `range` over extra arguments. */
function someMade(elements: readonly Known[] | undefined): boolean {
  return elements?.some(({ raw }) => /^-{0,2}\{\{/.test(raw)) ?? false
}

/** The pod's user, unless template output in the container's own context may say another. */
function userOfPod(source: Source, own: YamlPair | undefined, { spec }: Pod): YamlNode | undefined {
  return pairOpen(source, own) ? undefined : get(spec, ['securityContext', 'runAsUser'])
}

function environmentOf(
  source: Source,
  node: YamlNode | undefined,
): { readonly known: readonly Environment[]; readonly open: boolean } {
  const items = sequenceOf(node)?.items ?? []
  const known = items.flatMap((item): readonly Environment[] => {
    const name = item && textOf(get(item, ['name']))
    if (!item || name === undefined) return []
    const value = knownText(source, get(item, ['value']))?.value
    return [{ name, value, place: placeOf(source.document, rangeOf(source.tree, item)) }]
  })
  return { known, open: known.length < items.length }
}

function portsOf(source: Source, node: YamlNode | undefined): readonly ContainerPort[] {
  return (sequenceOf(node)?.items ?? []).flatMap((item) => {
    const port = knownText(source, get(item, ['containerPort']))
    if (!port) return []
    return [
      {
        name: textOf(get(item, ['name'])),
        port: numberOf(get(item, ['containerPort'])),
        raw: port.raw,
        place: port.place,
      },
    ]
  })
}

function mountsOf(source: Source, node: YamlNode | undefined, pod: Pod): readonly Mount[] {
  return (sequenceOf(node)?.items ?? []).flatMap((item) => {
    const map = mapOf(item)
    if (!map) return []
    const name = textOf(get(map, ['name']))
    return [
      {
        target: textOf(get(map, ['mountPath'])),
        ...volumeOf(name, pod),
        readOnly: booleanOf(get(map, ['readOnly'])) ?? false,
        place: placeOf(source.document, rangeOf(source.tree, map)),
      },
    ]
  })
}

/** The volume of a mount: what the pod's volumes say of its name, else a claim of the workload's own. */
function volumeOf(
  name: string | undefined,
  { spec, claims }: Pod,
): Pick<Mount, 'kind' | 'source' | 'configMap'> {
  const volume = (sequenceOf(get(spec, ['volumes']))?.items ?? []).find(
    (item) => name !== undefined && textOf(get(item, ['name'])) === name,
  )
  if (volume && resolve(volume)) return sourceOf(name, volume)
  return { kind: name !== undefined && claims.includes(name) ? 'claim' : 'other', source: name }
}

const volumeKinds: Readonly<Record<string, Mount['kind']>> = {
  emptyDir: 'emptyDir',
  configMap: 'configMap',
  secret: 'secret',
  hostPath: 'bind',
  persistentVolumeClaim: 'claim',
  ephemeral: 'other',
}

function sourceOf(name: string | undefined, volume: YamlNode): Pick<Mount, 'kind' | 'source' | 'configMap'> {
  const map = mapOf(volume)
  const key = (map ? entries(map) : []).map((pair) => pair.key.text).find((each) => each in volumeKinds) ?? ''
  const kind = volumeKinds[key] ?? 'other'
  const configMap = kind === 'configMap' ? textOf(get(volume, ['configMap', 'name'])) : undefined
  const source = kind === 'bind' ? textOf(get(volume, ['hostPath', 'path'])) : name
  return configMap === undefined ? { kind, source } : { kind, source, configMap }
}
