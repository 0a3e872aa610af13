/**
 * Where a Loki configuration keeps its logs: the object store of its schema periods, and the buckets that it names.
 */
import type { YamlMap, YamlNode } from '../../syntax/yaml/ast.ts'
import { get, mapOf, textOf } from '../../syntax/yaml/path.ts'
import type { LokiView } from './loki.ts'

/** A schema period as far as it is known. */
export interface Period {
  readonly node: YamlMap
  readonly from: string | undefined
  readonly objectStore: YamlNode | undefined
}

/** The schema periods in the order of the file. */
export function periodsOf(view: LokiView): readonly Period[] {
  const configs = view.node(['schema_config', 'configs'])
  if (configs?.kind !== 'sequence') return []
  return configs.items.flatMap((item) => {
    const node = mapOf(item)
    return node ? [{ node, from: textOf(get(node, ['from'])), objectStore: get(node, ['object_store']) }] : []
  })
}

/** The period with the latest start: the one that new logs will be written to. Unknown where a start is unknown. */
export function latestPeriod(view: LokiView): Period | undefined {
  const periods = periodsOf(view)
  if (periods.some(({ from }) => from === undefined)) return periods.length === 1 ? periods[0] : undefined
  return [...periods].sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1)).at(-1)
}

/** The object store that new logs go to, with the node that says so; `undefined` where that is not certain. */
export function objectStore(view: LokiView): { readonly name: string; readonly node: YamlNode } | undefined {
  const candidates = [
    latestPeriod(view)?.objectStore,
    view.layout === 'chart' ? view.node(['storage', 'type']) : undefined,
  ]
  for (const node of candidates) {
    const name = textOf(node)
    if (node && name !== undefined) return { name, node }
  }
  const common = view.pair(['common', 'storage', 'filesystem'])
  if (!mapOf(common?.value) || periodsOf(view).length > 0 || view.pair(['common', 'storage', 's3']))
    return undefined
  return common && { name: 'filesystem', node: common.key }
}
