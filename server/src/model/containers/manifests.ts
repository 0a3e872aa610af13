/**
 * Kubernetes manifests, wherever they are written: manifest files, Argo CD applications, Helm templates (their YAML
 * with the actions masked, the text of `define`s too), the items of a `List`. This file finds them and reads their
 * headers; what a kind means is its reader's business. What template output makes is `undefined`.
 */
import { templateTree, yamlTree } from '../../syntax/parse.ts'
import type { TemplateNode } from '../../syntax/template/ast.ts'
import type { YamlDocument, YamlMap, YamlPair, YamlTree } from '../../syntax/yaml/ast.ts'
import { get, mapOf, pairAt, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import type { Document, Kind } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { contains, type Range } from '../../text/range.ts'

/** One Kubernetes object. */
export interface Manifest {
  readonly apiVersion: string | undefined
  readonly kind: string | undefined
  readonly name: string | undefined
  readonly namespace: string | undefined
  /** Its map: a node of the document's `yamlTree`, or one made of some of the root's pairs; `rangeOf` takes both. */
  readonly node: YamlMap
  /** Index of the YAML document that holds it. */
  readonly document: number
}

const manifestKinds: ReadonlySet<Kind> = new Set(['kubernetes', 'argocd', 'helm-template'])

/** The manifests of a document in the order of its text; none for a kind that holds none. */
export const manifestsOf = memo((document: Document): readonly Manifest[] => {
  if (!manifestKinds.has(document.kind)) return []
  const tree = yamlTree(document)
  const defines = document.templated && document.text.includes('define') ? defineRanges(document) : []
  return tree.documents.flatMap((each, index) =>
    rootMaps(tree, each, defines).flatMap((node) => manifestsIn(node, index, 0)),
  )
})

/** The texts of the named templates that a document defines. */
function defineRanges(document: Document): readonly Range[] {
  const tree = templateTree(document)
  const found: Range[] = []
  const visit = (nodes: readonly TemplateNode[]) => {
    for (const node of nodes) {
      if (node.kind === 'define') found.push(rangeOf(tree, node))
      else if ('branches' in node) for (const branch of node.branches) visit(branch.body)
    }
  }
  visit(tree.nodes)
  return found
}

/**
 * The root of a YAML document as the maps that stand in it: in a template several manifests may follow each other
 * without `---`, one for each `define` or branch. They show by a second `apiVersion`.
 */
function rootMaps(tree: YamlTree, { root }: YamlDocument, defines: readonly Range[]): readonly YamlMap[] {
  const map = mapOf(root)
  if (!map) return []
  const groups: YamlPair[][] = []
  let within: Range | undefined
  for (const pair of map.pairs) {
    const range = rangeOf(tree, pair)
    const define = defines.find((each) => contains(each, { start: range.start, end: range.start }))
    const group = groups.at(-1)
    if (!group || define !== within || startsAnother(group, pair)) groups.push([pair])
    else group.push(pair)
    within = define
  }
  return groups.length > 1 ? groups.map((pairs) => mapOfPairs(tree, map, pairs)) : [map]
}

function startsAnother(group: readonly YamlPair[], pair: YamlPair): boolean {
  const has = (key: string) => group.some((each) => each.key.text === key)
  return pair.key.text === 'apiVersion' && has('apiVersion') && has('kind') && group.length > 2
}

/** A map of some of the pairs of `map`, which is a root. */
function mapOfPairs(tree: YamlTree, map: YamlMap, pairs: readonly YamlPair[]): YamlMap {
  const base = rangeOf(tree, map).start - map.start
  const places = pairs.map((pair) => rangeOf(tree, pair))
  const start = (places[0]?.start ?? base) - base
  const end = (places.at(-1)?.end ?? base) - base
  return { kind: 'map', origin: map.origin, flow: map.flow, start, end, pairs }
}

function manifestsIn(node: YamlMap, document: number, depth: number): readonly Manifest[] {
  const kind = textOf(get(node, ['kind']))
  const items = kind?.endsWith('List') && depth < 3 ? sequenceOf(get(node, ['items'])) : undefined
  if (items) {
    return items.items.flatMap((item) => {
      const map = mapOf(item)
      return map ? manifestsIn(map, document, depth + 1) : []
    })
  }
  if (!pairAt(node, 'kind') && !pairAt(node, 'apiVersion')) return []
  const name = textOf(get(node, ['metadata', 'name']))
  const namespace = textOf(get(node, ['metadata', 'namespace']))
  return [{ apiVersion: textOf(get(node, ['apiVersion'])), kind, name, namespace, node, document }]
}
