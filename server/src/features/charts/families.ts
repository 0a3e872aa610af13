/**
 * Keys of values as navigation names them. A chart may stand in several families (in its own, and in those of charts
 * that take it in from another folder) and under several names in one: a key is named by the chart that it belongs to
 * and by that chart's own keys, and found from there in every family.
 */
import type { Chart } from '../../model/charts/charts.ts'
import { type Family, familyOf, type Member, membersOf } from '../../model/charts/family.ts'
import type { Keys } from '../../model/charts/known.ts'
import { chartsByFolder } from '../../model/charts/values.ts'
import type { Workspace } from '../../model/workspace.ts'
import { memo } from '../../text/memo.ts'

/** A key of a chart's values; without keys they themselves. Globals belong to the root of their family. */
export interface ValueSubject {
  readonly kind: 'value'
  readonly chart: Chart
  /** `undefined` stands for any item of a list, or any key of a map. */
  readonly keys: Keys
}

/** A key in one of the families that its chart stands in, by the keys of the family's root. */
export interface Instance {
  readonly family: Family
  readonly keys: Keys
}

/** All families of a workspace, in the order of their roots' folders. */
export const familiesIn = memo((workspace: Workspace): readonly Family[] => {
  const found = new Map<string, Family>()
  for (const chart of chartsByFolder(workspace).values()) {
    const family = familyOf(workspace, chart)
    found.set(family.root.folder, family)
  }
  return [...found.values()].sort((a, b) => (a.root.folder < b.root.folder ? -1 : 1))
})

/** The families in which a chart stands. */
export function familiesWith(workspace: Workspace, chart: Chart): readonly Family[] {
  return familiesByChart(workspace).get(chart.folder) ?? []
}

const familiesByChart = memo((workspace: Workspace): ReadonlyMap<string, readonly Family[]> => {
  const found = new Map<string, Family[]>()
  for (const family of familiesIn(workspace)) {
    for (const { folder } of family.charts) {
      const known = found.get(folder)
      if (known) known.push(family)
      else found.set(folder, [family])
    }
  }
  return found
})

/** What keys of a family's root name. */
export function subjectOf(family: Family, keys: Keys): ValueSubject {
  const member = ownerOf(family, keys)
  return { kind: 'value', chart: member.chart, keys: keys.slice(member.path.length) }
}

/** The member that a key belongs to: the innermost one on its way. A subchart's own name is its parent's key. */
export function ownerOf(family: Family, keys: Keys): Member {
  let owner = family.members[0] as Member // A family has its root.
  if (keys[0] === 'global') return owner
  for (const member of family.members) {
    const { path } = member
    const isDeeper = path.length > owner.path.length && path.length <= keys.length
    if (isDeeper && path.every((key, i) => keys[i] === key)) owner = member
  }
  return owner
}

/** Where a key stands in every family. Globals are shared by all charts of a family, and so by all families of those. */
export function instancesOf(workspace: Workspace, { chart, keys }: ValueSubject): readonly Instance[] {
  if (keys[0] === 'global') return connected(workspace, chart).map((family) => ({ family, keys }))
  return familiesWith(workspace, chart).flatMap((family) =>
    membersOf(family, chart).map(({ path }) => ({ family, keys: [...path, ...keys] })),
  )
}

function connected(workspace: Workspace, chart: Chart): readonly Family[] {
  const found = new Set<Family>()
  const pending = [...familiesWith(workspace, chart)]
  for (let family = pending.pop(); family; family = pending.pop()) {
    if (found.has(family)) continue
    found.add(family)
    for (const each of family.charts) pending.push(...familiesWith(workspace, each))
  }
  return [...found]
}

/** Whether two paths say the same. */
export function isSamePath(a: Keys, b: Keys): boolean {
  return a.length === b.length && a.every((key, i) => key === b[i])
}

/** Whether a path is one of those that another one stands for. */
export function covers(path: Keys, one: Keys): boolean {
  return path.length === one.length && path.every((key, i) => key === undefined || key === one[i])
}

/** Whether two paths of one length may be the same: any key may be each. */
export function mayBeSame(a: Keys, b: Keys): boolean {
  return a.length === b.length && startsLike(a, b)
}

/** Whether a path may begin with another one. */
export function startsLike(path: Keys, beginning: Keys): boolean {
  return (
    beginning.length <= path.length &&
    beginning.every((key, i) => key === undefined || path[i] === undefined || path[i] === key)
  )
}

/** The same subjects once. */
export function distinct(subjects: readonly ValueSubject[]): readonly ValueSubject[] {
  const found = new Map<string, ValueSubject>()
  for (const subject of subjects) found.set(labelOf(subject), subject)
  return [...found.values()]
}

/** A text that is the same for the same key. */
export function labelOf({ chart, keys }: ValueSubject): string {
  return `${chart.folder} ${keys.map((key) => (key === undefined ? '*' : JSON.stringify(key))).join('.')}`
}

/** A path as a user writes it: `a.b[].c`. */
export function shownKeys(keys: Keys): string {
  return keys.map((key, i) => (key === undefined ? '[]' : i === 0 ? key : `.${key}`)).join('')
}
