/**
 * Kubernetes objects that speak of each other: workloads with the labels and ports of their pods, Services, what
 * scales a workload, and custom resources, whose operators may make pods of their own. Plain data with places; what
 * template output or a variable makes is unknown. What goes together is told by `wholes.ts`, what is wrong by the
 * rules.
 */

import { yamlTree } from '../../syntax/parse.ts'
import { hasTemplateMark } from '../../syntax/templateMarks.ts'
import type { YamlNode } from '../../syntax/yaml/ast.ts'
import { get, isKnown, mapOf, numberOf, pairAt, scalarOf, sequenceOf } from '../../syntax/yaml/path.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { type Manifest, manifestsOf } from '../containers/manifests.ts'
import { mapOpen, pairOpen } from '../containers/open.ts'
import type { Source } from '../containers/text.ts'
import { isCustom } from './custom.ts'
import { type Labels, labelSelector, labelsOf, mapSelector, noLabels, type Selector } from './labels.ts'
import { type PodContainer, podContainers, templateOf } from './pods.ts'
import { booleanField, plainText, protocolOf, type Spot, spotOf, spotOfPair } from './read.ts'

interface ObjectHead extends Spot {
  readonly kind: string
  readonly apiVersion: string | undefined
  /** Undefined where it is not known, or not given. */
  readonly name: string | undefined
  readonly namespace: string | undefined
  /** The uri of the document that it was read from, and its index among the manifests there. */
  readonly source: string
  readonly index: number
}

/** What makes pods of a template, and a Pod itself. */
export interface Workload extends ObjectHead {
  readonly type: 'workload'
  /** The labels of its pods. */
  readonly labels: Labels
  readonly labelsSpot: Spot | undefined
  /** Its own selector of pods; a Pod has none, a Job has none of its own. */
  readonly selector: Selector | undefined
  readonly selectorSpot: Spot | undefined
  /** The selectors of its topology spread constraints; undefined of one that has none. */
  readonly spreads: readonly { readonly selector: Selector | undefined; readonly spot: Spot }[]
  /** 1 where it is not given; undefined where it is not known. */
  readonly replicas: number | undefined
  readonly replicasSpot: Spot | undefined
  readonly containers: readonly PodContainer[]
  /** Whether its pods may have more containers. */
  readonly open: boolean
  /** Undefined where it is not known. */
  readonly hostNetwork: boolean | undefined
  /** Whether it runs on some nodes only. */
  readonly someNodes: boolean
  /** Whether it is all there: a patch of another file's workload has no image or no selector. */
  readonly complete: boolean
}

export interface ObjectPort {
  /** Undefined where it has none, or where it is not known: see `nameKnown`. */
  readonly name: string | undefined
  readonly nameKnown: boolean
  readonly nameSpot: Spot | undefined
  readonly number: number | undefined
  readonly protocol: string | undefined
  /** As written: text, or number. Undefined where it is not given, or not known: see `targetKnown`. */
  readonly target: string | number | undefined
  readonly targetKnown: boolean
  readonly nodePort: number | undefined
  /** Where the target port stands, else the port, else the entry. */
  readonly targetSpot: Spot
  readonly nodePortSpot: Spot | undefined
  readonly place: Place
  readonly range: Range
}

export interface ServiceObject extends ObjectHead {
  readonly type: 'service'
  /** Its own labels, by which monitors find it. */
  readonly labels: Labels
  /** Undefined where it has none. */
  readonly selector: Selector | undefined
  readonly selectorSpot: Spot | undefined
  readonly headless: boolean
  /** Whether its name leads elsewhere (`ExternalName`), or may. */
  readonly external: boolean
  readonly ports: readonly ObjectPort[]
  /** Whether it may have more ports. */
  readonly open: boolean
}

/** What changes the replicas of another object: an autoscaler. */
export interface Scaler extends ObjectHead {
  readonly type: 'scaler'
  readonly targetKind: string | undefined
  readonly targetName: string | undefined
}

/** An object of a custom resource whose operator may make pods, or a file that can't be read as manifests. */
export interface CustomObject extends ObjectHead {
  readonly type: 'custom'
}

/** What finds pods or Services by their labels: a disruption budget, a monitor. */
export interface Selecting extends ObjectHead {
  readonly type: 'selecting'
  readonly of: 'pods' | 'services'
  readonly selector: Selector
  readonly selectorSpot: Spot
  /** Whether it looks into its own namespace alone. */
  readonly ownNamespace: boolean
  /** Whether a patch may change it. */
  readonly changed: boolean
}

export type KubernetesObject = Workload | ServiceObject | Scaler | CustomObject | Selecting

/** The objects of a document, in the order of its manifests. */
export const objectsIn = memo((document: Document): readonly KubernetesObject[] => {
  const manifests = manifestsOf(document)
  if (manifests.length === 0) return []
  const source = { document, tree: yamlTree(document) }
  if (isForeign(document)) return [foreignObject(source)]
  return manifests.flatMap((manifest, index) => objectOf(source, manifest, index) ?? [])
})

/** The objects of a file of manifests: as facts. Those of templates are known once a chart is rendered. */
export function manifestObjects(document: Document): readonly KubernetesObject[] {
  return document.kind === 'helm-template' || document.within ? [] : objectsIn(document)
}

/** Whether another program's template language makes the text: then nothing in it is certain. */
const isForeign = memo((document: Document): boolean => {
  const { kind, text, assembled } = document
  // Of what Helm's templates print, it is known where something unknown stands.
  if (kind === 'helm-template' || assembled || !/[{[%#<][{[%@]|<%/.test(text)) return false
  return withoutBlocks(document).some((line) => /^[ \t]*#@/.test(line) || hasTemplateMark(line))
})

/** The lines of a text but those of block scalars: scripts and other configurations have marks of their own. */
function withoutBlocks(document: Document): readonly string[] {
  const tree = yamlTree(document)
  let kept = ''
  let at = 0
  walk(tree, ({ node }) => {
    if (node.kind !== 'scalar' || (node.style !== 'literal' && node.style !== 'folded')) return
    const { start, end } = rangeOf(tree, node)
    if (start < at) return
    kept += document.text.slice(at, start)
    at = end
  })
  return (kept + document.text.slice(at)).split('\n')
}

function foreignObject({ document }: Source): CustomObject {
  const range = { start: 0, end: 0 }
  return {
    type: 'custom',
    kind: '',
    apiVersion: undefined,
    name: undefined,
    namespace: undefined,
    source: document.uri,
    index: 0,
    range,
    place: placeOf(document, range),
  }
}

function objectOf(source: Source, manifest: Manifest, index: number): KubernetesObject | undefined {
  const { kind = '', node } = manifest
  const head = headOf(source, manifest, index)
  if (templateOf(manifest)) return workloadOf(source, manifest, head)
  if (kind === 'Service' && manifest.apiVersion === 'v1') return serviceOf(source, manifest, head)
  const target = get(node, ['spec', 'scaleTargetRef'])
  if (target) {
    const known = (key: string) => plainText(get(target, [key]))
    return { ...head, type: 'scaler', targetKind: known('kind'), targetName: known('name') }
  }
  const of = selecting[kind]
  if (of) return selectingOf(source, manifest, head, of)
  return isCustom(manifest) ? { ...head, type: 'custom' } : undefined
}

function headOf(source: Source, manifest: Manifest, index: number): ObjectHead {
  const name = get(manifest.node, ['metadata', 'name'])
  return {
    kind: manifest.kind ?? '',
    apiVersion: manifest.apiVersion,
    name: plainText(name),
    namespace: plainText(get(manifest.node, ['metadata', 'namespace'])),
    source: source.document.uri,
    index,
    ...spotOf(source, name ?? manifest.node),
  }
}

const selecting: Readonly<Record<string, Selecting['of']>> = {
  PodDisruptionBudget: 'pods',
  PodMonitor: 'pods',
  ServiceMonitor: 'services',
}

function selectingOf(
  source: Source,
  { node }: Manifest,
  head: ObjectHead,
  of: Selecting['of'],
): Selecting | undefined {
  const pair = pairAt(get(node, ['spec']), 'selector')
  const selector = pair?.value
  if (!pair || !selector) return undefined
  return {
    ...head,
    type: 'selecting',
    of,
    selector: labelSelector(selector),
    selectorSpot: spotOfPair(source, pair),
    ownNamespace: pairAt(get(node, ['spec']), 'namespaceSelector') === undefined,
    changed: false,
  }
}

/** Labels that controllers put on the pods that they make; their values are not known. */
const controllerLabels: Readonly<Record<string, readonly string[]>> = {
  StatefulSet: [
    'statefulset.kubernetes.io/pod-name',
    'apps.kubernetes.io/pod-index',
    'controller-revision-hash',
  ],
  Deployment: ['pod-template-hash'],
  ReplicaSet: ['pod-template-hash'],
  DaemonSet: ['controller-revision-hash', 'pod-template-generation'],
  Job: ['batch.kubernetes.io/job-name', 'batch.kubernetes.io/controller-uid', 'job-name', 'controller-uid'],
  CronJob: [
    'batch.kubernetes.io/job-name',
    'batch.kubernetes.io/controller-uid',
    'job-name',
    'controller-uid',
  ],
}

function workloadOf(source: Source, manifest: Manifest, head: ObjectHead): Workload {
  const { node } = manifest
  const template = templateOf(manifest) ?? node
  const spec = get(template, ['spec'])
  const labelsPair = pairAt(get(template, ['metadata']), 'labels')
  const own = labelsPair ? labelsOf(labelsPair.value) : noLabels
  const added = Object.fromEntries((controllerLabels[head.kind] ?? []).map((key) => [key, undefined]))
  const { containers, open } = podContainers(source, spec)
  const selectorPair = pairAt(get(node, ['spec']), 'selector')
  const selectorNode = selectorPair?.value
  const replicas = pairAt(get(node, ['spec']), 'replicas')
  const main = containers.filter(({ role }) => role === 'main')
  return {
    ...head,
    type: 'workload',
    labels: {
      known: { ...added, ...own.known },
      open: own.open || pairOpen(source, pairAt(template, 'metadata')),
    },
    labelsSpot: labelsPair?.value && spotOfPair(source, labelsPair),
    selector: selectorNode && selectorOf(head.kind, selectorNode),
    selectorSpot: selectorPair?.value && spotOfPair(source, selectorPair),
    spreads: spreadsOf(source, spec),
    replicas: replicasOf(head.kind, replicas?.value),
    replicasSpot: replicas?.value && spotOf(source, replicas.value),
    containers,
    open,
    hostNetwork: booleanField(spec, 'hostNetwork'),
    someNodes: ['nodeSelector', 'affinity', 'nodeName'].some((key) => pairAt(spec, key)),
    complete:
      main.length > 0 &&
      main.every(({ image }) => image) &&
      (selectorNode !== undefined || /^(?:Pod|Job|CronJob|ReplicationController)$/.test(head.kind)),
  }
}

function spreadsOf(source: Source, spec: YamlNode | undefined): Workload['spreads'] {
  const items = sequenceOf(get(spec, ['topologySpreadConstraints']))?.items ?? []
  return items.flatMap((item) => {
    const map = mapOf(item)
    if (!map || mapOpen(source, map.pairs)) return []
    const pair = pairAt(map, 'labelSelector')
    const spot = pair ? spotOfPair(source, pair) : spotOf(source, map)
    return [{ selector: pair?.value && labelSelector(pair.value), spot }]
  })
}

function selectorOf(kind: string, node: YamlNode): Selector {
  return kind === 'ReplicationController' ? mapSelector(node) : labelSelector(node)
}

function replicasOf(kind: string, node: YamlNode | undefined): number | undefined {
  if (kind === 'DaemonSet') return undefined
  if (!node || scalarOf(node)?.value === null) return 1
  return numberOf(node)
}

function serviceOf(source: Source, { node }: Manifest, head: ObjectHead): ServiceObject {
  const spec = get(node, ['spec'])
  const selectorPair = pairAt(spec, 'selector')
  const selector = mapOf(selectorPair?.value)
  const ports = pairAt(spec, 'ports')
  const type = pairAt(spec, 'type')
  const address = pairAt(spec, 'clusterIP')
  const mayBe = (pair: typeof type, text: string) =>
    pair !== undefined && (!isKnown(pair.value) || scalarOf(pair.value)?.text === text)
  const items = sequenceOf(ports?.value)?.items ?? []
  return {
    ...head,
    type: 'service',
    labels: labelsOf(get(node, ['metadata', 'labels'])),
    selector: selector && selector.pairs.length > 0 ? mapSelector(selector) : undefined,
    selectorSpot: selector && selectorPair && spotOfPair(source, selectorPair),
    headless: mayBe(address, 'None'),
    external: mayBe(type, 'ExternalName'),
    ports: items.flatMap((item) => (mapOf(item) ? [portOf(source, item as YamlNode)] : [])),
    open:
      pairOpen(source, ports) || pairOpen(source, pairAt(node, 'spec')) || items.some((item) => !mapOf(item)),
  }
}

function portOf(source: Source, item: YamlNode): ObjectPort {
  const [name, target, port] = ['name', 'targetPort', 'port'].map((key) => pairAt(item, key))
  const node = scalarOf(target?.value)
  const nodePort = get(item, ['nodePort'])
  return {
    name: plainText(name?.value),
    nameKnown: name === undefined || plainText(name.value) !== undefined,
    nameSpot: name?.value && spotOf(source, name.value),
    number: numberOf(port?.value),
    protocol: protocolOf(item),
    target: node && (typeof node.value === 'number' && !node.hole ? node.value : plainText(node)),
    targetKnown: node === undefined ? target === undefined : plainText(node) !== undefined,
    nodePort: numberOf(nodePort) || undefined,
    targetSpot: spotOf(source, target?.value ?? port?.value ?? item),
    nodePortSpot: nodePort && spotOf(source, nodePort),
    ...spotOf(source, item),
  }
}
