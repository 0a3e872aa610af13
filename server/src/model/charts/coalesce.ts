/**
 * A release's values as Helm makes them of what its user gives and of the charts' own values: subcharts below their
 * keys, `global` handed down, `null` taking keys out, conditions and tags, `import-values`. It follows the steps of
 * Helm 3.22 (`chartutil/coalesce.go`, `dependencies.go`) one by one, over trees that are not changed. A dependency
 * that is not there, or of which it is not known whether it is taken in, leaves the map below its key open.
 */
import type { Dependency } from './charts.ts'
import type { Family, Member } from './family.ts'
import {
  above,
  emptyMap,
  isNull,
  joined,
  type MergedMap,
  type MergedNode,
  mapOfEntries,
  mergedAt,
  open,
  type Setting,
} from './merged.ts'

export interface Coalesced {
  /** In the root chart's coordinates. */
  readonly values: MergedMap
  /** By `memberKey`, whether a subchart is taken in; undefined where that can't be told. */
  readonly enabled: ReadonlyMap<string, boolean | undefined>
  /** `memberKey`s of subcharts at whose key something else than a map stands: Helm refuses the release. */
  readonly mismatches: readonly string[]
}

/** What names a member of a family whatever the workspace's version is. */
export function memberKey({ path }: Member): string {
  return path.join('\n')
}

/** A chart at work: what Helm changes in its own copy of it. */
interface Live {
  readonly member: Member
  readonly name: string
  values: MergedMap
  children: readonly Live[]
  /** The dependencies that its `Chart.yaml` names, those that are not there among them. */
  declared: readonly Dependency[]
  /** Keys of dependencies that are not there, or perhaps not taken in. */
  unsure: readonly string[]
}

interface Run {
  readonly enabled: Map<string, boolean | undefined>
  readonly mismatches: Set<string>
}

/** @param ownValues what a chart's own `values.yaml` says. @param user what is given for the release. */
export function coalesced(
  family: Family,
  ownValues: (member: Member) => MergedMap,
  user: MergedMap,
): Coalesced {
  const [root] = family.members
  const run: Run = { enabled: new Map(), mismatches: new Set() }
  if (!root) return { values: user, enabled: run.enabled, mismatches: [] }
  const live = liveOf(family, root, ownValues)
  enable(live, user, [], run)
  importValues(live)
  const values = coalesce(live, user, false, run)
  return { values, enabled: run.enabled, mismatches: [...run.mismatches] }
}

function liveOf(family: Family, member: Member, ownValues: (member: Member) => MergedMap): Live {
  const children = family.members.filter(({ parent }) => parent === member)
  const byKey = (each: Member) => each.path.at(-1) ?? ''
  // What no dependency names comes first, then the others in the order of `Chart.yaml`.
  const inOrder = [
    ...children.filter(({ dependency }) => !dependency),
    ...children.filter(({ dependency }) => dependency),
  ]
  return {
    member,
    name: byKey(member),
    values: ownValues(member),
    children: inOrder.map((child) => liveOf(family, child, ownValues)),
    declared: member.chart.dependencies,
    unsure: family.missing.filter(({ of }) => of === member).map(({ dependency }) => keyOf(dependency)),
  }
}

function keyOf({ name, alias }: Dependency): string {
  return alias ?? name
}

/** Takes out the subcharts that conditions and tags turn off. */
function enable(live: Live, user: MergedMap, path: readonly string[], run: Run): void {
  if (live.declared.length === 0) {
    for (const child of live.children) markAll(child, true, run)
    return
  }
  const values = coalesce(live, user, false, run)
  const off = new Set<string>()
  const unsure = new Set<string>()
  for (const dependency of live.declared) {
    const state = stateOf(dependency, values, path)
    if (state === false) off.add(keyOf(dependency))
    else if (state === undefined) unsure.add(keyOf(dependency))
  }
  for (const child of live.children) {
    const { name } = child
    if (off.has(name)) markAll(child, false, run)
    else if (unsure.has(name)) markAll(child, undefined, run)
  }
  live.unsure = [...live.unsure.filter((key) => !off.has(key)), ...unsure]
  live.declared = live.declared.filter((each) => !off.has(keyOf(each)))
  live.children = live.children.filter(({ name }) => !off.has(name) && !unsure.has(name))
  for (const child of live.children) {
    run.enabled.set(memberKey(child.member), true)
    enable(child, values, [...path, child.name], run)
  }
}

function markAll(live: Live, state: boolean | undefined, run: Run): void {
  run.enabled.set(memberKey(live.member), state)
  for (const child of live.children) markAll(child, state, run)
}

/** Whether a dependency is taken in: its tags, and over them the first of its conditions that is a boolean. */
function stateOf(dependency: Dependency, values: MergedMap, path: readonly string[]): boolean | undefined {
  for (const condition of (dependency.condition ?? '').trim().split(',')) {
    if (condition === '') continue
    const node = mergedAt(values, [...path, ...condition.split('.')])
    if (node?.kind === 'unknown') return undefined
    if (node?.kind === 'scalar' && typeof node.value === 'boolean') return node.value
  }
  return stateOfTags(dependency.tags ?? [], values.entries.get('tags'))
}

function stateOfTags(tags: readonly string[], table: MergedNode | undefined): boolean | undefined {
  if (tags.length === 0 || !table || table.kind === 'scalar' || table.kind === 'list') return true
  const said = tags.map((tag) => mergedAt(table, [tag]))
  const is = (value: boolean) => said.some((node) => node?.kind === 'scalar' && node.value === value)
  if (is(true)) return true
  if (said.some((node) => node?.kind === 'unknown')) return undefined
  return !is(false)
}

/** Helm's `import-values`, from the innermost chart outwards. It also makes a parent's values hold its subcharts'. */
function importValues(live: Live): void {
  for (const child of live.children) importValues(child)
  if (live.declared.length === 0) return
  const own = coalesce(live, emptyMap, true, undefined)
  let imported: MergedMap = emptyMap
  for (const dependency of live.declared) {
    for (const { child, parent } of dependency.imported ?? []) {
      const table = mergedAt(own, [keyOf(dependency), ...child.split('.')])
      if (table?.kind === 'map') imported = tables(imported, placedAt(table, parent), true)
      // What can't be seen may bring any key.
      else if (table?.kind === 'unknown' || live.unsure.includes(keyOf(dependency)))
        imported = parent === '.' ? open(imported) : tables(imported, placedAt(open(emptyMap), parent), true)
    }
  }
  live.values = tables(own, imported, true)
}

function placedAt(table: MergedMap, path: string): MergedMap {
  if (path === '.') return table
  return path
    .split('.')
    .reduceRight<MergedMap>((inner, key) => mapOfEntries(new Map([[key, inner]]), emptyMap), table)
}

/** A chart's values and its subcharts' below `given`. `keepsNull` is Helm's `merge`. */
function coalesce(live: Live, given: MergedMap, keepsNull: boolean, run: Run | undefined): MergedMap {
  return withSubcharts(live, withOwn(live, given, keepsNull), keepsNull, run)
}

function withOwn(live: Live, given: MergedMap, keepsNull: boolean): MergedMap {
  const entries = new Map(given.entries)
  const removed = new Map(given.removed)
  for (const [key, own] of live.values.entries) {
    const value = given.entries.get(key)
    if (value === undefined) entries.set(key, given.open ? unsure(own) : own)
    else if (isNull(value) && !keepsNull) {
      entries.delete(key)
      removed.set(key, joined(own.set, value.set))
    } else if (value.kind === 'map' && own.kind === 'map') {
      const isChild = live.children.some(({ name }) => name === key)
      entries.set(key, tables(value, own, isChild || keepsNull))
    } else if (value.kind === 'map' && own.kind === 'unknown') entries.set(key, open(above(value, own.set)))
    else entries.set(key, above(value, own.set))
  }
  return mapOf(entries, given.open || live.values.open, removed, joined(live.values.set, given.set))
}

function mapOf(
  entries: ReadonlyMap<string, MergedNode>,
  isOpen: boolean,
  removed: ReadonlyMap<string, readonly Setting[]>,
  set: readonly Setting[],
): MergedMap {
  return { kind: 'map', entries, open: isOpen, ...(removed.size > 0 && { removed }), set }
}

/** What is said below something that may say otherwise. */
function unsure(node: MergedNode): MergedNode {
  return { kind: 'unknown', set: node.set }
}

function withSubcharts(live: Live, given: MergedMap, keepsNull: boolean, run: Run | undefined): MergedMap {
  let values = given
  for (const key of live.unsure) {
    const node = values.entries.get(key)
    const next: MergedNode = node?.kind === 'map' ? open(node) : (node ?? open(emptyMap))
    if (next !== node) values = mapOfEntries(new Map(values.entries).set(key, next), values)
  }
  for (const child of live.children) {
    const node = values.entries.get(child.name) ?? (values.open ? open(emptyMap) : emptyMap)
    if (node.kind !== 'map') {
      if (node.kind !== 'unknown') run?.mismatches.add(memberKey(child.member))
      continue
    }
    const inner = coalesce(child, handDown(node, values), keepsNull, run)
    values = mapOfEntries(new Map(handedUp(inner, values).entries).set(child.name, inner), values)
  }
  return values
}

/** A subchart's values with `global` of the values around laid over its own. */
function handDown(below: MergedMap, around: MergedMap): MergedMap {
  const own = below.entries.get('global') ?? emptyMap
  const outer = around.entries.get('global') ?? emptyMap
  const put = (global: MergedNode) => mapOfEntries(new Map(below.entries).set('global', global), below)
  if (own.kind === 'unknown' || outer.kind === 'unknown') return put(unsure(own))
  if (own.kind !== 'map' || outer.kind !== 'map') return below
  if (below.open || around.open) return put(tables(outer, open(own), true))
  const entries = new Map(own.entries)
  for (const [key, value] of outer.entries) {
    const inner = own.entries.get(key)
    if (value.kind !== 'map') {
      if (inner?.kind !== 'map') entries.set(key, value)
    } else if (inner === undefined) entries.set(key, value)
    else if (inner.kind === 'map') entries.set(key, tables(value, inner, true))
    else if (inner.kind === 'unknown') entries.set(key, unsure(value))
  }
  return put({ ...own, entries, open: own.open || outer.open, set: joined(own.set, outer.set) })
}

/**
 * What is nested deeper in `global` than a map in a map, Helm joins in place: a subchart's keys turn up there in the
 * values around it too.
 */
function handedUp(below: MergedMap, around: MergedMap): MergedMap {
  const [inner, outer] = [below.entries.get('global'), around.entries.get('global')]
  if (inner?.kind !== 'map' || outer?.kind !== 'map') return around
  const entries = new Map(outer.entries)
  let isSame = true
  for (const [key, value] of outer.entries) {
    const other = inner.entries.get(key)
    if (value.kind !== 'map' || other?.kind !== 'map') continue
    const next = withNested(value, other)
    if (next === value) continue
    entries.set(key, next)
    isSame = false
  }
  return isSame
    ? around
    : mapOfEntries(new Map(around.entries).set('global', mapOfEntries(entries, outer)), around)
}

function withNested(original: MergedMap, both: MergedMap): MergedMap {
  const entries = new Map(original.entries)
  let isSame = true
  for (const [key, value] of original.entries) {
    const nested = both.entries.get(key)
    if (value.kind !== 'map' || nested?.kind !== 'map' || nested === value) continue
    entries.set(key, nested)
    isSame = false
  }
  return isSame ? original : mapOfEntries(entries, original)
}

/** One table over another one, as Helm's `coalesceTables`. */
function tables(over: MergedMap, under: MergedMap, keepsNull: boolean): MergedMap {
  if (over === under) return over
  const entries = new Map(over.entries)
  const removed = new Map(over.removed)
  for (const [key, below] of under.entries) {
    const value = over.entries.get(key)
    if (value === undefined) entries.set(key, over.open ? unsure(below) : below)
    else if (isNull(value)) {
      if (keepsNull || isNull(below)) entries.set(key, above(value, below.set))
      else {
        entries.delete(key)
        removed.set(key, joined(below.set, value.set))
      }
    } else if (value.kind === 'map' && below.kind === 'map') entries.set(key, tables(value, below, keepsNull))
    else if (value.kind === 'map' && below.kind === 'unknown') entries.set(key, open(above(value, below.set)))
    else entries.set(key, above(value, below.set))
  }
  return mapOf(entries, over.open || under.open, removed, joined(under.set, over.set))
}
