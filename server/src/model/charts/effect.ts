/**
 * What a key of a values document does: which charts the document certainly is for, and whether their templates, their
 * subcharts' or Helm itself (conditions, tags, imports) read it. Where a reader may be unknown — a dependency is
 * missing, a library chart, a document that only looks like a chart's — nothing is said.
 */
import { memo } from '../../text/memo.ts'
import { fileOf } from '../../text/uri.ts'
import { allFacts, type Workspace } from '../workspace.ts'
import type { Chart, Values } from './charts.ts'
import { type Family, familiesWith, type Member, membersOf } from './family.ts'
import { type Flow, flowOf } from './flow.ts'
import { chartFolderOf, chartOf, chartsByFolder, chartsOfValues, valueFilesOf } from './values.ts'

/** A chart's place in a family, whose values a document gives. */
export interface Reader {
  readonly flow: Flow
  /** Undefined for a chart around it that takes it in from a repository: its templates may read what is below its key. */
  readonly member: Member | undefined
  /** Keys of the family's root under which the document's lie. */
  readonly path: readonly string[]
}

export interface Readers {
  /** Every place of every chart that the document is for. */
  readonly readers: readonly Reader[]
  /** Whether it is a chart's own `values.yaml`. */
  readonly own: boolean
}

/** What becomes of a key. */
export type Effect =
  /** Something reads it, or anything below it. */
  | 'read'
  /** It is a subchart's: its templates read what is below it. */
  | 'subchart'
  /** Nothing reads it. */
  | 'none'
  /** It can't be told. */
  | 'unknown'

/** The charts that a values document is for; nothing where that is not certain. */
export function readersOf(workspace: Workspace, { uri }: Values): Readers | undefined {
  const file = fileOf(uri)
  const holder = uri === file ? chartOf(workspace, file) : undefined
  const named = appliedTo(workspace).get(uri) ?? []
  const own = holder !== undefined && uri === `${holder.folder}/values.yaml`
  // Values in a chart's folder are for that chart, its tests' values apart, unless applications hand them to another.
  const isHeld = holder && (own || (named.length === 0 && !file.startsWith(`${holder.folder}/ci/`)))
  const charts =
    uri === file ? new Set([...(isHeld ? [holder] : []), ...named]) : chartsOfValues(workspace, uri)
  const readers = [...charts].flatMap((chart) => placesOf(workspace, chart))
  return readers.length === 0 ? undefined : { readers, own }
}

/** By a values file, the charts of the workspace that applications hand it to. */
const appliedTo = memo((workspace: Workspace): ReadonlyMap<string, readonly Chart[]> => {
  const found = new Map<string, Chart[]>()
  for (const application of allFacts(workspace, 'applications')) {
    const folder = chartFolderOf(workspace, application)
    const chart = folder === undefined ? undefined : chartsByFolder(workspace).get(folder)
    if (!chart) continue
    for (const uri of valueFilesOf(workspace, application)) {
      const known = found.get(uri) ?? []
      if (!known.includes(chart)) found.set(uri, [...known, chart])
    }
  }
  return found
})

/** Every place that a chart has in a family: its own, and those in charts that take it in. */
function placesOf(workspace: Workspace, chart: Chart): readonly Reader[] {
  return familiesWith(workspace, chart).flatMap((family) => {
    const members = membersOf(family, chart)
    const named = family.missing.filter(({ dependency }) => dependency.name === chart.name)
    const flow = flowOf(workspace, family.root)
    return [
      ...members.map((member) => ({ flow, member, path: member.path })),
      ...named.map(({ of, dependency }) => ({
        flow,
        member: undefined,
        path: [...of.path, dependency.alias ?? dependency.name],
      })),
    ]
  })
}

/** What becomes of the key at `path` of the document, in all its readers together. */
export function effectOf(readers: readonly Reader[], path: readonly string[]): Effect {
  const effects = readers.map((reader) => effectIn(reader, path))
  for (const effect of ['read', 'unknown', 'subchart'] as const) if (effects.includes(effect)) return effect
  return 'none'
}

function effectIn({ flow, member, path: around }: Reader, path: readonly string[]): Effect {
  const { family } = flow
  const keys = [...around, ...path]
  if (flow.isRead(keys) || isRead(flow, keys)) return 'read'
  if (!member) return 'none'
  // A chart without templates and dependencies has them elsewhere.
  const isBare = family.files.length === 0 && family.missing.length === 0
  if (isBare || family.vague || isElsewhere(family, keys)) return 'unknown'
  if (family.members.some((each) => begins(keys, each.path))) return 'subchart'
  return 'none'
}

/** What Helm itself reads, and globals, which every chart reads as the root's. */
function isRead({ family, isRead: reads }: Flow, keys: readonly string[]): boolean {
  if (keys[0] === 'tags') return true
  return family.members.some((member) => {
    const { path, chart } = member
    if (!begins(path, keys)) return false
    const below = keys.slice(path.length)
    if (below[0] === 'global') return reads(below)
    return chart.dependencies.some(({ condition }) =>
      (condition ?? '').split(',').some((one) => {
        const asked = one.trim().split('.')
        return begins(below, asked) || begins(asked, below)
      }),
    )
  })
}

/** Whether charts that are not there, or what Helm copies to other places, may read it. */
function isElsewhere({ members, missing }: Family, keys: readonly string[]): boolean {
  if (missing.length > 0 && keys.includes('global')) return true
  for (const { of, dependency } of missing) {
    const path = [...of.path, dependency.alias ?? dependency.name]
    if (begins(path, keys) || begins(keys, path)) return true
  }
  return members.some(({ path, dependency }) => {
    if (!begins(path, keys)) return false
    return dependency?.imports === true || keys[path.length] === 'exports'
  })
}

/** Whether `path` begins with `beginning`. */
function begins(beginning: readonly string[], path: readonly string[]): boolean {
  return beginning.length <= path.length && beginning.every((key, i) => path[i] === key)
}
