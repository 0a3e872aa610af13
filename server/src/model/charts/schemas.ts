/**
 * What stands beside a chart's values and says what they may be: `values.schema.json`, as a text that is read when it
 * is asked for, and the keys that `values.yaml` shows in comments only (`# nodePort: 30000`).
 */
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { folderOf, nameOf } from '../../text/uri.ts'
import { allFacts, factsAt, type Workspace } from '../workspace.ts'
import type { Chart } from './charts.ts'

/** A chart's `values.schema.json`. */
export interface ValuesSchema {
  readonly uri: string
  readonly text: string
}

/** Keys in the comments of a `values.yaml`, each once. */
export interface CommentedKeys {
  readonly uri: string
  readonly keys: readonly string[]
}

/** Any JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** The schema of the chart in the document's folder. */
export function schemasIn({ uri, text, within }: Document): readonly ValuesSchema[] {
  return !within && nameOf(uri) === 'values.schema.json' ? [{ uri, text }] : []
}

/** Keys that comments show as they would be written. */
export function commentedIn({ uri, kind, text, within }: Document): readonly CommentedKeys[] {
  if (within || kind !== 'helm-values' || nameOf(uri) !== 'values.yaml') return []
  const keys = new Set<string>()
  for (const [, key = ''] of text.matchAll(/^[ \t]*#[#\s-]*["']?([\w./-]+)["']?:(?=\s|$)/gm)) keys.add(key)
  return [{ uri, keys: [...keys] }]
}

/** The schema of a chart's values; nothing where it has none, or none that can be read. */
export function schemaOf(workspace: Workspace, chart: Chart): Json | undefined {
  const uri = `${chart.folder}/values.schema.json`
  const [found] = factsAt(workspace, uri).schemas
  return found && parsed(found)
}

const parsed = memo(({ text }: ValuesSchema): Json | undefined => {
  try {
    return JSON.parse(text) as Json // What JSON.parse gives.
  } catch {
    // Helm refuses such a chart, which is no matter of what its values say.
    return undefined
  }
})

/** Whether a chart's schema names a key, wherever it does. */
export function isInSchema(workspace: Workspace, chart: Chart, key: string): boolean {
  const [found] = factsAt(workspace, `${chart.folder}/values.schema.json`).schemas
  return found !== undefined && keysIn(found).has(key)
}

const keysIn = memo(
  ({ text }: ValuesSchema): ReadonlySet<string> =>
    new Set([...text.matchAll(/"([^"\\\n]+)"/g)].map(([, key = '']) => key)),
)

/** Whether a chart's `values.yaml` shows a key in a comment. */
export function isCommented(workspace: Workspace, chart: Chart, key: string): boolean {
  return commentedKeys(workspace).get(chart.folder)?.has(key) ?? false
}

const commentedKeys = memo(
  (workspace: Workspace): ReadonlyMap<string, ReadonlySet<string>> =>
    new Map(allFacts(workspace, 'commented').map(({ uri, keys }) => [folderOf(uri), setOf(keys)])),
)

const setOf = memo((keys: readonly string[]): ReadonlySet<string> => new Set(keys))
