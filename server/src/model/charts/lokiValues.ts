/**
 * Where values documents hold the values of the official Loki chart, told by keys that only it has, and which of
 * their keys it knows by another name. Names that other charts share tell nothing. Judged without the chart, which is
 * seldom vendored; versions of it that are older than 3.3 are not meant.
 */
import { lokiChartMarks, lokiMapMarks, lokiMapName } from '../../schema/lokiChart.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlPair } from '../../syntax/yaml/ast.ts'
import { mapOf, pairAt } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'

/** The values of the chart in a document. */
export interface LokiValues {
  /** Keys to them: none where the document is the chart's own, the dependency's where a chart is around it. */
  readonly path: readonly string[]
  readonly map: YamlMap
  /** The `loki` map in them. */
  readonly loki: YamlMap
}

/** A key that the chart has under another name. */
export interface RenamedKey {
  readonly pair: YamlPair
  readonly path: readonly string[]
  readonly name: string
  /** Whether the name that the chart knows stands beside it. */
  readonly hasBoth: boolean
  readonly values: LokiValues
}

/** The values of the Loki chart in a document: at its top, or one level below. */
export const lokiValuesIn = memo((document: Document): LokiValues | undefined => {
  if (document.kind !== 'helm-values') return undefined
  const root = mapOf(yamlTree(document).documents[0]?.root)
  if (!root) return undefined
  // A chart around it: its own `loki` map holds the chart's values, with a `loki` map in them.
  for (const pair of root.pairs) {
    const inner = mapOf(pair.value)
    const found = inner && valuesOf(inner, [pair.key.text])
    if (found) return found
  }
  return valuesOf(root, [])
})

function valuesOf(map: YamlMap, path: readonly string[]): LokiValues | undefined {
  const loki = mapOf(pairAt(map, 'loki')?.value)
  if (!loki) return undefined
  const isLoki = lokiChartMarks.some((key) => has(map, key)) || lokiMapMarks.some((key) => has(loki, key))
  const isRenamed = has(loki, 'schema_config') && !has(loki, 'config')
  return isLoki || isRenamed ? { path, map, loki } : undefined
}

function has(map: YamlMap, key: string): boolean {
  return pairAt(map, key) !== undefined
}

/** The keys that the chart knows by another name. */
export const renamedKeysIn = memo((document: Document): readonly RenamedKey[] => {
  const values = lokiValuesIn(document)
  if (!values) return []
  const { path, loki } = values
  const renamed: RenamedKey[] = []
  for (const pair of loki.pairs) {
    const name = pair.key.hole ? undefined : lokiMapName(pair.key.text)
    if (name === undefined || !isMeant(pair, name, values)) continue
    renamed.push({ pair, path: [...path, 'loki', pair.key.text], name, hasBoth: has(loki, name), values })
  }
  const storage = mapOf(pairAt(loki, 'storage')?.value)
  for (const pair of storage?.pairs ?? []) {
    if (!/^(?:bucket_names|bucketnames)$/.test(pair.key.text) || !storage) continue
    const name = 'bucketNames'
    renamed.push({
      pair,
      path: [...path, 'loki', 'storage', pair.key.text],
      name,
      hasBoth: has(storage, name),
      values,
    })
  }
  return renamed
})

/** The chart of the microservices mode alone (`loki-distributed`) has a `storageConfig`, and is told by none of these. */
function isMeant({ value }: YamlPair, name: string, { map }: LokiValues): boolean {
  if (name === 'storage_config') return lokiChartMarks.some((key) => has(map, key))
  return value !== undefined
}
