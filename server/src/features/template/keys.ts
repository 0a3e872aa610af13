/**
 * The keys that values may have below a path: those that documents of values have there, with what the charts' own say
 * of them, and those that templates read although no document has them.
 */
import type { Family, Member } from '../../model/charts/family.ts'
import { type Flow, flowOf } from '../../model/charts/flow.ts'
import type { Keys } from '../../model/charts/known.ts'
import { allValuesOf } from '../../model/charts/values.ts'
import type { ValuesEntry, ValuesNode } from '../../model/charts/valuesTree.ts'
import type { Workspace } from '../../model/workspace.ts'
import { helmObject } from '../../schema/helmObjects.ts'
import { memo } from '../../text/memo.ts'
import { touches } from '../../text/range.ts'
import { fileOf } from '../../text/uri.ts'

/** A key below a path. */
export interface KnownKey {
  readonly name: string
  /** The entry of a chart's own values; of several charts' the innermost one's. */
  readonly chart: ValuesEntry | undefined
  /** Entries of other documents, with those. */
  readonly others: readonly { readonly uri: string; readonly entry: ValuesEntry }[]
  /** Whether a template reads it. */
  readonly isRead: boolean
  /** The subchart whose values it holds. */
  readonly subchart: Member | undefined
}

/** An offset of a file. */
export interface Typed {
  readonly uri: string
  readonly offset: number
}

/** A document of values under the keys of the family's root. */
interface Held {
  readonly uri: string
  readonly tree: ValuesNode
  readonly under: readonly string[]
  /** Whether it is a chart's own `values.yaml`. */
  readonly isChart: boolean
}

type Building = { -readonly [K in keyof KnownKey]: KnownKey[K] } & { others: KnownKey['others'][number][] }

/**
 * The keys below a path of the root's, in the order of the charts' own values; then others.
 * @param typed the offset of a file at which a word is being typed: it is no known one yet
 */
export function keysBelow(
  workspace: Workspace,
  family: Family,
  keys: Keys,
  typed: Typed,
): readonly KnownKey[] {
  const found = new Map<string, Building>()
  const at = (name: string): Building => {
    const known = found.get(name) ?? {
      name,
      chart: undefined,
      others: [],
      isRead: false,
      subchart: undefined,
    }
    found.set(name, known)
    return known
  }
  for (const { uri, tree, under, isChart } of documentsOf(workspace)(family))
    for (const entry of entriesAt(tree, under, keys)) {
      if (entry.place.uri === typed.uri && touches(entry.place.range, typed.offset)) continue
      const known = at(entry.name)
      if (isChart) known.chart ??= entry
      else known.others.push({ uri, entry })
    }
  for (const member of family.members) {
    const name = member.path[keys.length]
    const isBelow = member.path.length === keys.length + 1 && keys.every((key, i) => key === member.path[i])
    if (isBelow && name !== undefined) at(name).subchart ??= member
  }
  // Under an action that is not finished the dot is another one than it will be.
  for (const name of readBelow(flowOf(workspace, family.root), keys, typed))
    if (found.has(name) || !helmObject(name)) at(name).isRead = true
  return [...found.values()]
}

/** The documents of values of a family: charts' own first, those of inner charts before those of charts around them. */
const documentsOf = memo((workspace: Workspace) =>
  memo((family: Family): readonly Held[] => {
    const seen = new Set<string>()
    const all = family.members.toReversed().flatMap(({ chart, path }) =>
      allValuesOf(workspace, chart).layers.flatMap(
        ({ values: { uri, tree }, inherited }): readonly Held[] => {
          const label = `${uri} ${path.join('/')}`
          if (inherited || !tree || seen.has(label)) return []
          seen.add(label)
          return [{ uri, tree, under: path, isChart: fileOf(uri) === `${chart.folder}/values.yaml` }]
        },
      ),
    )
    return [...all.filter(({ isChart }) => isChart), ...all.filter(({ isChart }) => !isChart)]
  }),
)

/** The entries of a document below a path of the root's; globals are the same for all charts. */
function entriesAt(tree: ValuesNode, under: readonly string[], keys: Keys): readonly ValuesEntry[] {
  const isGlobal = keys[0] === 'global'
  if (isGlobal) return entriesIn(tree, keys)
  if (keys.length < under.length || !under.every((key, i) => keys[i] === undefined || keys[i] === key))
    return []
  return entriesIn(tree, keys.slice(under.length))
}

function entriesIn(node: ValuesNode, keys: Keys): readonly ValuesEntry[] {
  const [key, ...rest] = keys
  if (node.kind === 'list')
    return keys.length === 0 ? [] : node.items.flatMap((item) => entriesIn(item, isIndex(key) ? rest : keys))
  if (node.kind !== 'map') return []
  if (keys.length === 0) return node.entries
  const below = key === undefined ? node.entries : node.entries.filter(({ name }) => name === key)
  return below.flatMap(({ value }) => entriesIn(value, rest))
}

function isIndex(key: string | undefined): boolean {
  return key === undefined || /^\d+$/.test(key)
}

/** The names that templates read directly below a path. */
function readBelow(flow: Flow, keys: Keys, typed: Typed): ReadonlySet<string> {
  const depth = keys.length
  const found = new Set(flow.keysRead(keys, typed.uri))
  flow.eachRead(({ keys: read, use }) => {
    const name = read[depth]
    if (name === undefined || found.has(name) || touches(use.range, typed.offset)) return
    for (let i = depth - 1; i >= 0; i--)
      if (keys[i] !== undefined && read[i] !== undefined && keys[i] !== read[i]) return
    found.add(name)
  }, typed.uri)
  return found
}
