/**
 * The documents inside a document: Alloy in a YAML block scalar, YAML in YAML, a Loki configuration in Helm values.
 * A text in a scalar is decoded with its positions (`region`); a part of a YAML tree becomes a document that shares
 * its host's text and offsets. What can't be decoded to the character is left out: wrong positions are worse than none.
 */
import { createDocument, type Document, type Kind, type LokiLayout } from '../text/document.ts'
import { memo } from '../text/memo.ts'
import { rangeOf } from '../text/part.ts'
import type { Region } from '../text/region.ts'
import { nameOf } from '../text/uri.ts'
import { classifyYaml, looksLikeAlloy } from './classify.ts'
import { isUnknown, maskedText, yamlTree } from './parse.ts'
import type { YamlMap, YamlNode, YamlPair, YamlScalar, YamlTree } from './yaml/ast.ts'
import { get, textOf } from './yaml/path.ts'
import { decodeScalar } from './yaml/scalar.ts'

type Path = readonly (string | number)[]

/** Deeper nesting than this is not looked into: no real file has it. */
const maxNesting = 6

/** Every document inside `document`, at any depth, outer before inner. */
export const embedded = memo((document: Document): readonly Document[] => {
  if (depthOf(document) >= maxNesting) return []
  return directly(document).flatMap((inner) => [inner, ...embedded(inner)])
})

function depthOf(document: Document): number {
  let depth = 0
  for (let at = document.within; at; at = at.host.within) depth++
  return depth
}

const finders: { readonly [K in Kind]?: (document: Document, tree: YamlTree) => Iterable<Document> } = {
  argocd: inManifests,
  kubernetes: inManifests,
  'helm-template': inManifests,
  'helm-values': inValues,
  compose: inCompose,
}

function directly(document: Document): readonly Document[] {
  const find = finders[document.kind]
  return find ? [...find(document, yamlTree(document))] : []
}

function* inManifests(document: Document, tree: YamlTree): Iterable<Document> {
  for (const [index, { root }] of tree.documents.entries()) {
    if (root?.kind === 'map')
      yield* inManifest(document, tree, root, tree.documents.length > 1 ? [index] : [])
  }
}

function* inManifest(document: Document, tree: YamlTree, root: YamlMap, base: Path): Iterable<Document> {
  const items = textOf(get(root, ['kind'])) === 'List' ? get(root, ['items']) : undefined
  if (items?.kind === 'sequence') {
    for (const [i, item] of items.items.entries())
      if (item?.kind === 'map') yield* inManifest(document, tree, item, [...base, 'items', i])
    return
  }
  for (const field of ['data', 'stringData'])
    yield* inConfigMap(document, tree, get(root, [field]), [...base, field])
  for (const at of argoSources) yield* inArgoSource(document, tree, get(root, at), [...base, ...at])
  yield* inRelease(document, tree, root, base)
}

/** Where an Application and an ApplicationSet's template have their sources. */
const argoSources: readonly (readonly string[])[] = [
  ['spec', 'source'],
  ['spec', 'sources'],
  ['spec', 'template', 'spec', 'source'],
  ['spec', 'template', 'spec', 'sources'],
]

/** Flux's HelmRelease has values as a map, the HelmChart of k3s and RKE2 as a text. */
function* inRelease(document: Document, tree: YamlTree, root: YamlMap, base: Path): Iterable<Document> {
  const kind = textOf(get(root, ['kind']))
  if (kind === 'HelmRelease') {
    const values = get(root, ['spec', 'values'])
    if (values?.kind === 'map')
      yield subtree(document, tree, values, [...base, 'spec', 'values'], { kind: 'helm-values' })
  } else if (kind === 'HelmChart' || kind === 'HelmChartConfig') {
    const content = get(root, ['spec', 'valuesContent'])
    if (content?.kind === 'scalar')
      yield* scalarDocument(document, tree, content, [...base, 'spec', 'valuesContent'], () => ({
        kind: 'helm-values',
      }))
  }
}

function* inArgoSource(
  document: Document,
  tree: YamlTree,
  node: YamlNode | undefined,
  path: Path,
): Iterable<Document> {
  if (node?.kind === 'sequence') {
    for (const [i, item] of node.items.entries()) yield* inArgoSource(document, tree, item, [...path, i])
    return
  }
  if (node?.kind !== 'map') return
  const values = get(node, ['helm', 'values'])
  if (values?.kind === 'scalar')
    yield* scalarDocument(document, tree, values, [...path, 'helm', 'values'], () => ({
      kind: 'helm-values',
    }))
  const object = get(node, ['helm', 'valuesObject'])
  if (object?.kind === 'map')
    yield subtree(document, tree, object, [...path, 'helm', 'valuesObject'], { kind: 'helm-values' })
}

function* inConfigMap(
  document: Document,
  tree: YamlTree,
  node: YamlNode | undefined,
  path: Path,
): Iterable<Document> {
  if (node?.kind !== 'map') return
  for (const pair of node.pairs) {
    const name = keyText(pair)
    if (pair.value?.kind !== 'scalar' || name === undefined) continue
    yield* scalarDocument(document, tree, pair.value, [...path, name], (text) => fileClass(name, text))
  }
}

/** What a file of this name and content is, where it lies in a ConfigMap or a Compose `configs` entry. */
function fileClass(name: string, text: string): Embedded | undefined {
  if (/\.(alloy|river)$/i.test(name) || looksLikeAlloy(text)) return { kind: 'alloy' }
  if (!/\.ya?ml$/i.test(name)) return undefined
  const found = classifyYaml(nameOf(name), text)
  return found.kind === 'text' ? undefined : found
}

function* inCompose(document: Document, tree: YamlTree): Iterable<Document> {
  const configs = get(tree.documents[0]?.root, ['configs'])
  if (configs?.kind !== 'map') return
  for (const pair of configs.pairs) {
    const content = get(pair.value, ['content'])
    const name = keyText(pair) ?? ''
    if (content?.kind === 'scalar')
      yield* scalarDocument(document, tree, content, ['configs', name, 'content'], (text) =>
        fileClass(`${name}.yaml`, text),
      )
  }
}

/** Alloy texts anywhere in values, and Loki's configuration as a map or as a templated string. */
function* inValues(document: Document, tree: YamlTree): Iterable<Document> {
  const root = tree.documents[0]?.root
  if (root?.kind === 'map') yield* inValuesMap(document, tree, root, [])
}

function* inValuesMap(document: Document, tree: YamlTree, map: YamlMap, path: Path): Iterable<Document> {
  for (const pair of map.pairs) {
    const key = keyText(pair)
    if (key === undefined || !pair.value) continue
    const at = [...path, key]
    if (pair.value.kind === 'scalar') yield* inValuesScalar(document, tree, key, pair.value, at)
    else yield* inValuesNode(document, tree, pair.value, key, at)
  }
}

function* inValuesNode(
  document: Document,
  tree: YamlTree,
  node: YamlNode,
  key: string,
  path: Path,
): Iterable<Document> {
  if (node.kind === 'sequence') {
    // Charts take whole manifests as texts in a list (`extraObjects`).
    for (const [i, item] of node.items.entries())
      if (item?.kind === 'scalar') yield* inValuesScalar(document, tree, '', item, [...path, i])
      else if (item) yield* inValuesNode(document, tree, item, '', [...path, i])
    return
  }
  if (node.kind !== 'map') return
  const layout = path.some((step) => otherPrograms.has(step)) ? undefined : lokiLayout(node, key)
  if (layout) yield subtree(document, tree, node, path, { kind: 'loki', layout })
  yield* inValuesMap(document, tree, node, path)
}

/** Programs whose configuration has, or is given, keys of the same names. */
const otherPrograms: ReadonlySet<string | number> = new Set([
  'mimir',
  'tempo',
  'cortex',
  'pyroscope',
  'promtail',
])

/** Keys that only Loki's own configuration has, with the `loki:` map of its chart's values among its forms. */
function lokiLayout(map: YamlMap, key: string): LokiLayout | undefined {
  const has = (name: string) => map.pairs.some((pair) => pair.key.text === name && pair.value?.kind === 'map')
  if (
    key === 'loki' &&
    (has('structuredConfig') ||
      has('limits_config') ||
      has('schemaConfig') ||
      has('storage') ||
      has('storage_config'))
  )
    return 'chart'
  if (key === 'structuredConfig' || key === 'loki') return undefined
  return has('limits_config') || has('schema_config') ? 'partial' : undefined
}

function* inValuesScalar(
  document: Document,
  tree: YamlTree,
  key: string,
  scalar: YamlScalar,
  path: Path,
): Iterable<Document> {
  if (scalar.style !== 'literal' && scalar.style !== 'folded' && !scalar.text.includes('\n')) return
  yield* scalarDocument(document, tree, scalar, path, (text) => {
    if (/\.(alloy|river)$/i.test(key) || looksLikeAlloy(text)) return { kind: 'alloy' }
    const found = classifyYaml(`${path.join('/')}.yaml`, text)
    return found.kind === 'loki' || found.kind === 'kubernetes' || found.kind === 'argocd' ? found : undefined
  })
}

/** A key as a program sees it; unknown where template output makes it. */
function keyText(pair: YamlPair): string | undefined {
  return pair.key.hole ? undefined : pair.key.text
}

type Embedded = { readonly kind: Kind; readonly layout?: LokiLayout }

function* scalarDocument(
  host: Document,
  tree: YamlTree,
  scalar: YamlScalar,
  path: Path,
  classOf: (text: string) => Embedded | undefined,
): Iterable<Document> {
  const known = textOf(scalar) ?? scalar.text
  if (known.trim() === '' || !classOf(known)) return
  const decoded = decodeScalar(
    host.text,
    rangeOf(tree, scalar),
    scalar.style,
    maskedText(host).text,
    scalar.text,
  )
  if (!decoded) return
  const found = classOf(decoded.text)
  if (!found) return
  const { kind, layout } = found
  // Values may pass through `tpl`, a template's text always does; what a plain manifest holds never.
  const templated = host.templated || host.kind === 'helm-values' || isUnknown(host, rangeOf(tree, scalar))
  yield createDocument(uriOf(host, path), kind, decoded.text, {
    version: host.version,
    templated,
    within: { host, region: decoded.region, path },
    ...(layout && { layout }),
  })
}

function subtree(
  host: Document,
  tree: YamlTree,
  node: YamlMap,
  path: Path,
  { kind, layout }: Embedded,
): Document {
  const range = rangeOf(tree, node)
  const region: Region = {
    range,
    segments: [{ inner: 0, outer: 0, length: host.text.length }],
    quoting: { style: 'subtree', indent: 0 },
  }
  return createDocument(uriOf(host, path), kind, host.text, {
    version: host.version,
    templated: host.templated,
    within: { host, region, path },
    subtree: node,
    ...(layout && { layout }),
  })
}

function uriOf(host: Document, path: Path): string {
  return `${host.uri}${host.uri.includes('#') ? '/' : '#'}${path.map((step) => String(step).replaceAll('/', '~1')).join('/')}`
}
