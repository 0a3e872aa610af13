/**
 * Loki configurations, wherever they are written: one view over a file, a part of Helm values, the chart's own
 * `loki:` map, runtime overrides. Paths are Loki's own (`limits_config.retention_period`), whatever the layout
 * calls them. A key that is not written may be set elsewhere unless the view is `whole`.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode, YamlPair } from '../../syntax/yaml/ast.ts'
import { entries, get, mapOf, pairAt, resolve } from '../../syntax/yaml/path.ts'
import { type Document, type LokiLayout, type Place, placeOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'

type Path = readonly (string | number)[]

/** A Loki configuration in a document. */
export interface LokiView {
  readonly document: Document
  readonly layout: LokiLayout
  /** Whether it is all of the configuration, so that an absent key has Loki's default. */
  readonly whole: boolean
  /** The map that holds the top-level keys. */
  readonly root: YamlMap
  /** The pair that sets `path`, given in Loki's own names. */
  pair(path: Path): YamlPair | undefined
  /** The node at `path`, aliases resolved. */
  node(path: Path): YamlNode | undefined
}

/** Names of the official chart's `loki:` map for Loki's own top-level keys (chart 18.11.0, `values.yaml`). */
const chartNames: Readonly<Record<string, string>> = {
  schema_config: 'schemaConfig',
  runtime_config: 'runtimeConfig',
  common: 'commonConfig',
}

/** The name that the chart's `loki:` map has for a top-level key of Loki. */
export function chartKey(key: string): string {
  return chartNames[key] ?? key
}

/** The Loki configuration of a document of kind `loki`, or nothing where its root is no map. */
export const lokiView = memo((document: Document): LokiView | undefined => {
  if (document.kind !== 'loki' || document.layout === 'overrides') return undefined
  const root = mapOf(yamlTree(document).documents[0]?.root)
  if (!root) return undefined
  const layout = document.layout ?? 'config'
  const roots = layout === 'chart' ? [mapOf(get(root, ['structuredConfig'])), root] : [root]
  const pair = (path: Path) => firstOf(roots.map((at) => pairIn(at, path, layout)))
  return {
    document,
    layout,
    whole: layout === 'config' && !document.subtree && !isMade(document, root),
    root,
    pair,
    node: (path) => resolve(path.length === 0 ? root : pair(path)?.value),
  }
})

/** Whether template output may add keys at the top of a configuration that stands in another file. */
function isMade(document: Document, root: YamlMap): boolean {
  if (!document.within || !document.templated) return false
  return document.text.includes('{{') && !root.flow
}

function firstOf<T>(values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined)
}

/** Steps may be indices of sequences; the last is a key. */
function pairIn(root: YamlMap | undefined, path: Path, layout: LokiLayout): YamlPair | undefined {
  const [first, ...rest] = path
  if (!root || first === undefined) return undefined
  const named = layout === 'chart' ? [first, chartNames[String(first)]] : [first]
  for (const name of named) {
    const pair = name === undefined ? undefined : pairAt(root, name)
    if (!pair) continue
    if (rest.length === 0) return pair
    const last = rest.at(-1)
    const found = last === undefined ? undefined : pairAt(get(pair.value, rest.slice(0, -1)), last)
    if (found) return found
  }
  return undefined
}

/** The settings of a Loki configuration as facts: every scalar by its path. */
export interface LokiSettings {
  readonly layout: LokiLayout
  readonly whole: boolean
  readonly scalars: readonly LokiScalar[]
  readonly place: Place
}

export interface LokiScalar {
  readonly path: Path
  readonly value: string | number | boolean | null | undefined
  readonly place: Place
}

/** The Loki configurations of a document (not of the documents embedded in it). */
export function lokiSettingsIn(document: Document): readonly LokiSettings[] {
  const view = lokiView(document)
  if (!view) return []
  const scalars = entries(view.root).flatMap((pair) =>
    scalarsBelow(view, pair.value, [ownName(view, pair.key.text)]),
  )
  return [
    {
      layout: view.layout,
      whole: view.whole,
      scalars,
      place: placeOf(document, rangeOf(yamlTree(document), view.root)),
    },
  ]
}

function ownName(view: LokiView, key: string): string {
  if (view.layout !== 'chart') return key
  return Object.entries(chartNames).find(([, name]) => name === key)?.[0] ?? key
}

function scalarsBelow(view: LokiView, given: YamlNode | undefined, path: Path): readonly LokiScalar[] {
  const node = resolve(given)
  if (!node || path.length > 12) return []
  if (node.kind === 'map')
    return entries(node).flatMap((pair) => scalarsBelow(view, pair.value, [...path, pair.key.text]))
  if (node.kind === 'sequence') return node.items.flatMap((item, i) => scalarsBelow(view, item, [...path, i]))
  if (node.kind !== 'scalar') return []
  const value = typeof node.value === 'bigint' ? Number(node.value) : node.value
  return [
    {
      path: path[0] === 'structuredConfig' ? path.slice(1) : path,
      value,
      place: placeOf(view.document, rangeOf(yamlTree(view.document), node)),
    },
  ]
}
