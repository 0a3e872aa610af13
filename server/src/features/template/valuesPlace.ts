/** Which keys of which charts a values document's paths are, and where templates read them. */
import type { Family, Member } from '../../model/charts/family.ts'
import { membersOf } from '../../model/charts/family.ts'
import { type Flow, flowOf, type Read } from '../../model/charts/flow.ts'
import type { Keys } from '../../model/charts/known.ts'
import { chartOf, chartsOfValues } from '../../model/charts/values.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { Document, Place } from '../../text/document.ts'
import { fileOf } from '../../text/uri.ts'
import { familiesWith, startsLike } from '../charts/families.ts'

/** A chart in a family whose values a document holds. */
export interface Holder {
  readonly family: Family
  readonly member: Member
}

/** The charts whose values a document holds, in the families in which they stand; their own family first. */
export function holdersOf(workspace: Workspace, document: Document): readonly Holder[] {
  const own = chartOf(workspace, document.uri)
  const isOwn = own !== undefined && fileOf(document.uri) === `${own.folder}/values.yaml`
  const charts = isOwn ? [own] : chartsOfValues(workspace, document.uri)
  return charts.flatMap((chart) =>
    familiesWith(workspace, chart)
      .toSorted((a, b) => Number(b.root === chart) - Number(a.root === chart))
      .flatMap((family) => membersOf(family, chart).map((member) => ({ family, member }))),
  )
}

/** The document that holds the values: one that is a part of it, as the `loki` map of the Loki chart's, has the same text. */
export function valuesAround(
  document: Document,
): { readonly document: Document; readonly keys: Keys } | undefined {
  if (document.kind === 'helm-values') return { document, keys: [] }
  if (document.kind !== 'loki' || !document.subtree || !document.within) return undefined
  const { host, path } = document.within
  if (host.kind !== 'helm-values') return undefined
  return { document: host, keys: path.map(String) }
}

/** What templates read of a value. */
export interface Reading {
  /** Mentions of the very key, or of what is below it where it is a map. */
  readonly places: readonly Place[]
  /** Keys above it that are read as a whole, the nearest one. */
  readonly within: Keys | undefined
  readonly withinPlaces: readonly Place[]
}

/** Where the templates of a family read a value; keys are the root's. */
export function readingOf(workspace: Workspace, family: Family, keys: Keys): Reading {
  const flow = flowOf(workspace, family.root)
  const exact: Read[] = []
  const below: Read[] = []
  const above: Read[] = []
  for (const read of flow.reads) {
    if (read.how === 'bind' || read.how === 'pass') continue
    if (startsLike(read.keys, keys)) (read.keys.length === keys.length ? exact : below).push(read)
    else if (isWhole(read) && read.keys.length < keys.length && startsLike(keys, read.keys)) above.push(read)
  }
  const longest = Math.max(...above.map((read) => read.keys.length))
  const nearest = above.filter((read) => read.keys.length === longest)
  return {
    places: placesOf(exact.length > 0 ? exact : below),
    within: nearest.length > 0 && longest > 0 ? keys.slice(0, longest) : undefined,
    withinPlaces: longest > 0 ? placesOf(nearest) : [],
  }
}

function isWhole({ how }: Read): boolean {
  return how === 'whole' || how === 'each'
}

/** Each place once, in the order of files and of their texts. */
function placesOf(reads: readonly Read[]): readonly Place[] {
  const found = new Map<string, Place>()
  for (const { uri, use } of reads) {
    const range = use.ranges.at(-1) ?? use.range
    if (uri !== undefined) found.set(`${uri} ${range.start}`, { uri, range })
  }
  return [...found.values()].sort((a, b) =>
    a.uri === b.uri ? a.range.start - b.range.start : a.uri < b.uri ? -1 : 1,
  )
}

/** Whether Helm itself reads a value: what tells whether a subchart is taken in. */
export function isCondition({ members }: Flow['family'], keys: Keys): boolean {
  const path = keys.join('.')
  if (keys[0] === 'tags') return true
  return members.some(({ dependency, parent }) =>
    (dependency?.condition ?? '')
      .split(',')
      .some((each) => [...(parent?.path ?? []), each.trim()].join('.') === path),
  )
}
