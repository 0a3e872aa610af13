/**
 * Values of several documents laid over each other, with everything that sets each of them: plain immutable trees that
 * share what they have in common. This file merges as Helm does for values files, one over the other; what a chart's
 * own values do below them is `coalesce.ts`'s business, and which documents count for whom `releases.ts`'s.
 */
import type { Place } from '../../text/document.ts'
import type { Values } from './charts.ts'
import type { ValuesNode, ValuesScalar } from './valuesTree.ts'

/** What a document that sets values is: a chart's own `values.yaml`, a values file, or part of an application. */
export type Role = 'chart' | 'file' | 'application' | 'parameter'

/** Something that sets a value: one place of one document. */
export interface Setting {
  /** Uri of the document; an embedded one has its own. */
  readonly document: string
  readonly role: Role
  /** The key's place; items of a list have none. */
  readonly key: Place | undefined
  readonly place: Place
  /** What is said there. */
  readonly value: ValuesNode
}

/** What holds at a path. `set` is everything that sets it, rising in precedence: the last one holds, of maps all do. */
export type MergedNode = MergedMap | MergedList | MergedScalar | MergedUnknown

export interface MergedMap {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<string, MergedNode>
  /** Whether it can have more keys than those. */
  readonly open: boolean
  /** Keys that a `null` takes out, with what says so and what set them. */
  readonly removed?: ReadonlyMap<string, readonly Setting[]>
  readonly set: readonly Setting[]
}

/** A list: it is replaced as a whole. */
export interface MergedList {
  readonly kind: 'list'
  readonly items: readonly MergedNode[]
  readonly set: readonly Setting[]
}

/** A scalar; `null` is one that stays, for nothing that it would take out is below it. */
export interface MergedScalar {
  readonly kind: 'scalar'
  readonly value: ValuesScalar
  /** Of a number: whether it is an integer to Go (`--set`); those of documents are floating-point numbers. */
  readonly integer?: boolean
  readonly set: readonly Setting[]
}

export interface MergedUnknown {
  readonly kind: 'unknown'
  readonly set: readonly Setting[]
}

const noSettings: readonly Setting[] = []

export const emptyMap: MergedMap = { kind: 'map', entries: new Map(), open: false, set: noSettings }
const unknownNode: MergedUnknown = { kind: 'unknown', set: noSettings }

/** A map of entries that nothing in particular sets. */
export function mapOfEntries(entries: ReadonlyMap<string, MergedNode>, like: MergedMap): MergedMap {
  return { ...like, entries }
}

/** Whether a `null` holds at a node. */
export function isNull(node: MergedNode | undefined): boolean {
  return node?.kind === 'scalar' && node.value === null
}

/** A node with what else sets it, below what already does. */
export function above<N extends MergedNode>(node: N, under: readonly Setting[]): N {
  const set = joined(under, node.set)
  return set === node.set ? node : { ...node, set }
}

/** Settings of two nodes, rising in precedence; each once. */
export function joined(under: readonly Setting[], over: readonly Setting[]): readonly Setting[] {
  if (under.length === 0 || under === over) return over
  const known = new Set(over)
  const others = under.filter((each) => !known.has(each))
  return others.length === 0 ? over : [...others, ...over]
}

/** The values of a document: nothing where it is empty, unknown where it is no map. */
export function settledValues(values: Values, role: Role, generated = false): MergedNode {
  const known = settled.get(values) ?? new Map<string, MergedNode>()
  settled.set(values, known)
  const kind = `${role} ${generated}`
  const found = known.get(kind) ?? settle(values, role, generated)
  known.set(kind, found)
  return found
}

const settled = new WeakMap<Values, Map<string, MergedNode>>()

function settle({ tree, uri }: Values, role: Role, generated: boolean): MergedNode {
  if (!tree || (tree.kind === 'scalar' && tree.value === null)) return emptyMap
  const root = nodeOf(tree, undefined, { document: uri, role, generated })
  return root.kind === 'map' ? root : { kind: 'unknown', set: root.set }
}

interface Holder {
  readonly document: string
  readonly role: Role
  /** Whether a text with an action in it is filled in before Helm sees it. */
  readonly generated: boolean
}

function nodeOf(value: ValuesNode, key: Place | undefined, holder: Holder): MergedNode {
  const { document, role, generated } = holder
  const set: readonly Setting[] = [{ document, role, key, place: value.place, value }]
  switch (value.kind) {
    case 'map': {
      const entries = new Map<string, MergedNode>()
      for (const entry of value.entries) entries.set(entry.name, nodeOf(entry.value, entry.place, holder))
      return { kind: 'map', entries, open: false, set }
    }
    case 'list':
      return { kind: 'list', items: value.items.map((item) => nodeOf(item, undefined, holder)), set }
    case 'scalar':
      return generated && typeof value.value === 'string' && value.value.includes('{{')
        ? { kind: 'unknown', set }
        : { kind: 'scalar', value: value.value, set }
    default:
      return { kind: 'unknown', set }
  }
}

/** One values file over another one: maps are joined, everything else is replaced, a `null` stays for the chart's values to see. */
export function laidOver(over: MergedNode, under: MergedNode): MergedNode {
  if (over === under) return over
  if (over.kind !== 'map') return above(over, under.set)
  if (under.kind === 'unknown') return { ...above(over, under.set), open: true }
  if (under.kind !== 'map') return above(over, under.set)
  const entries = new Map(under.entries)
  for (const [key, value] of over.entries) {
    const below = under.entries.get(key)
    // What may be a map that is not known would be joined with this one.
    entries.set(
      key,
      below ? laidOver(value, below) : under.open && value.kind === 'map' ? open(value) : value,
    )
  }
  return { kind: 'map', entries, open: under.open || over.open, set: joined(under.set, over.set) }
}

/** A map that may have more keys. */
export function open(map: MergedMap): MergedMap {
  return map.open ? map : { ...map, open: true }
}

/**
 * What holds whichever of two nodes does: what they agree on, the rest is unknown. Of keys that only one has nothing
 * is known.
 */
export function either(a: MergedNode, b: MergedNode): MergedNode {
  if (a === b) return a
  const set = joined(a.set, b.set)
  if (a.kind === 'map' && b.kind === 'map') {
    const entries = new Map<string, MergedNode>()
    for (const key of new Set([...a.entries.keys(), ...b.entries.keys()])) {
      const [left, right] = [a.entries.get(key), b.entries.get(key)]
      const both = left && right
      entries.set(key, both ? either(left, right) : { kind: 'unknown', set: (left ?? right)?.set ?? [] })
    }
    return { kind: 'map', entries, open: a.open || b.open, set }
  }
  if (a.kind === 'scalar' && b.kind === 'scalar' && a.value === b.value) return { ...a, set }
  if (a.kind === 'list' && b.kind === 'list' && a.items.length === b.items.length) {
    const items = a.items.map((item, i) => either(item, b.items[i] ?? unknownNode))
    return { kind: 'list', items, set }
  }
  return { kind: 'unknown', set }
}

/** The node at a path of keys and, for lists, decimal indices. Unknown below what is not known; nothing where nothing is. */
export function mergedAt(node: MergedNode | undefined, path: readonly string[]): MergedNode | undefined {
  let at = node
  for (const step of path) {
    if (at?.kind === 'map') at = at.entries.get(step) ?? (at.open ? unknownNode : undefined)
    else if (at?.kind === 'list') at = at.items[Number(step)]
    else return at?.kind === 'unknown' ? unknownNode : undefined
  }
  return at
}

/** Everything that sets the value at a path, also what a `null` takes out there; rising in precedence. */
export function settingsAt(node: MergedNode | undefined, path: readonly string[]): readonly Setting[] {
  const last = path.at(-1)
  if (last === undefined) return node?.set ?? []
  const around = mergedAt(node, path.slice(0, -1))
  const found = mergedAt(around, [last])?.set
  return found ?? (around?.kind === 'map' ? around.removed?.get(last) : undefined) ?? []
}
