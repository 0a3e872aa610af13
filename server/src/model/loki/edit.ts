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

/**
 * The edits that set several keys of a top-level block; the block is written where it has no value yet. Insertions at
 * one place are one edit, so that none is taken for another's double. Nothing where one of them can't be made.
 */
export function setLokiKeys(
  view: LokiView,
  block: string,
  entries: readonly (readonly [key: string, value: string])[],
): readonly OuterEdit[] | undefined {
  const lines = entries.map(([key, value]) => `${key}: ${value}`).join('\n')
  const edits = view.pair([block])?.value
    ? entries.map(([key, value]) => setLoki(view, [block, key], value))
    : [setLoki(view, [block], lines)]
  const made = edits.flatMap((edit) => edit ?? [])
  return made.length === edits.length ? joined(made) : undefined
}

function joined(edits: readonly OuterEdit[]): readonly OuterEdit[] {
  const out: OuterEdit[] = []
  for (const edit of edits) {
    const { start, end } = edit.range
    const same = out.findIndex(({ range }) => start === end && range.start === start && range.end === end)
    const earlier = out[same]
    if (earlier) out[same] = { ...earlier, text: earlier.text + edit.text }
    else out.push(edit)
  }
  return out
}
