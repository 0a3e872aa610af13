/**
 * Edits of a Loki configuration in its own layout: the path that a key has there, and setting it.
 */
import { yamlTree } from '../../syntax/parse.ts'
import { type OuterEdit, setAtPath } from '../../syntax/yaml/edit.ts'
import { chartKey, type LokiView } from './loki.ts'

/**
 * The edit that sets `path` (Loki's own names) to a YAML value where the layout has it. In the chart's values a key
 * that already stands in `structuredConfig` stays there.
 */
export function setLoki(view: LokiView, path: readonly string[], value: string): OuterEdit | undefined {
  const [first, ...rest] = path
  if (first === undefined) return undefined
  const own = view.layout === 'chart' ? [chartKey(first), ...rest] : [...path]
  const inStructured = view.layout === 'chart' && view.pair(['structuredConfig', first])
  return setAtPath(yamlTree(view.document), inStructured ? ['structuredConfig', ...path] : own, value)
}
