/**
 * Values that templates read and nothing defines, where that is a fault for certain: values have a key of nearly the
 * same name, or the map that is looked into is not there, so that Helm stops (`nil pointer`). Charts read many optional
 * values that stand in no `values.yaml`: a test, a default, parentheses or a comment that shows the key make it one.
 */
import { memo } from '../../text/memo.ts'
import { nearestName } from '../../text/nearest.ts'
import { factsAt, type Workspace } from '../workspace.ts'
import type { Chart, TemplateFacts } from './charts.ts'
import { type Family, familiesWith } from './family.ts'
import { type Flow, flowOf, type Read } from './flow.ts'
import { mergedAt } from './merged.ts'
import { type Deployment, isEnabled, releasesOf } from './releases.ts'
import { isCommented, isInSchema } from './schemas.ts'
import type { Unit, Use } from './uses.ts'
import { nodeAtPath, type ValuesEntry, type ValuesNode } from './valuesTree.ts'

/** What a chart's mentions of values are judged by. */
export interface Definitions {
  readonly workspace: Workspace
  readonly chart: Chart
  readonly places: readonly Place[]
  /** The chart's own `values.yaml`. */
  readonly own: ValuesNode | undefined
}

/** A family that the chart is in, with its releases. */
interface Place {
  readonly family: Family
  readonly flow: Flow
  readonly releases: readonly Deployment[]
}

/** A path of keys in a family. */
interface Path {
  readonly keys: readonly string[]
  readonly place: Place
}

/** A key that nothing defines. */
export interface Undefined {
  /** Which of the keys that are written at the mention it is. */
  readonly index: number
  /** Its path in the chart's values. */
  readonly path: readonly string[]
}

export interface Misspelt extends Undefined {
  /** The key that the chart's own values have instead. */
  readonly nearest: ValuesEntry
  /** Whether no template reads that one. */
  readonly isUnread: boolean
}

export interface Missing extends Undefined {
  /** The key that is looked up in it. */
  readonly inner: string
  /** Whether the releases are known that have no such value; else it is the chart, with the values files beside it. */
  readonly isReleased: boolean
}

/** What tells of a chart's values; nothing where other readers or other values may be unknown. */
export function definitionsOf(workspace: Workspace, chart: Chart): Definitions | undefined {
  const families = familiesWith(workspace, chart)
  if (families.some((family) => family.vague || changesValues(family))) return undefined
  const places = families.map((family) => {
    const flow = flowOf(workspace, family.root)
    return { family, flow, releases: releasesOf(workspace, family) }
  })
  const uri = `${chart.folder}/values.yaml`
  const own = factsAt(workspace, uri).values.find((values) => values.uri === uri)?.tree
  return { workspace, chart, places, own }
}

/** Whether templates put other values in the place of those that are given (`set . "Values" …`). */
function changesValues({ files }: Family): boolean {
  return files.some(({ file }) => setsValues(file))
}

const setsValues = memo((file: TemplateFacts): boolean =>
  file.units.some(({ sets }) => sets.some(({ key }) => key === 'Values')),
)

/** The paths that a mention stands for: none where one of them is not known. */
function pathsOf(unit: Unit, use: Use, { places }: Definitions): readonly Path[] {
  const paths: Path[] = []
  for (const place of places)
    for (const { keys } of place.flow.readsOf(unit, use)) {
      if (!isKnown(keys)) return []
      paths.push({ keys, place })
    }
  return paths
}

function isKnown(keys: Read['keys']): keys is readonly string[] {
  return !keys.includes(undefined)
}

/** A path by the chart's own values, where it is one of this chart's. */
function localPath({ keys, place }: Path, { chart }: Definitions): readonly string[] | undefined {
  const member = place.family.members
    .filter(({ path }) => path.every((key, i) => keys[i] === key))
    .reduce((a, b) => (b.path.length >= a.path.length ? b : a))
  return member.chart.folder === chart.folder && keys[0] !== 'global'
    ? keys.slice(member.path.length)
    : undefined
}

/**
 * A misspelt key among those that a mention writes.
 * @param isGuarded whether what surrounds the mention makes do without a value
 */
export function misspeltIn(
  unit: Unit,
  use: Use,
  isGuarded: () => boolean,
  all: Definitions,
): Misspelt | undefined {
  const paths = pathsOf(unit, use, all)
  const [first] = paths
  const local = first && localPath(first, all)
  if (!local) return undefined
  const written = Math.min(use.ranges.length, local.length)
  for (let i = local.length - written; i < local.length; i++) {
    const path = local.slice(0, i + 1)
    if (isDefined(path, all)) continue
    const cut = local.length - path.length
    const inFamilies = paths.map(({ keys, place }) => ({ keys: keys.slice(0, keys.length - cut), place }))
    const found = nearestEntry(path, inFamilies, use.how !== 'whole' || cut > 0 || isGuarded(), all)
    // Asked last: it takes a look at the whole chart.
    if (!found || inFamilies.some((each) => isSetSomewhere(each))) return undefined
    return { index: use.ranges.length - cut - 1, path, ...found }
  }
  return undefined
}

/** Whether a chart's own values, a comment in them or its schema tell of a key. */
function isDefined(path: readonly string[], { workspace, chart, own }: Definitions): boolean {
  if (nodeAtPath(own, path)) return true
  const name = path.at(-1) ?? ''
  return isCommented(workspace, chart, name) || isInSchema(workspace, chart, name)
}

/** Whether some release has a value there, or a template puts one there. */
function isSetSomewhere({ keys, place: { releases, flow } }: Path): boolean {
  if (releases.some(({ values }) => mergedAt(values, keys))) return true
  return flow.sets.some(
    (set) => set.length <= keys.length && set.every((key, i) => key === undefined || key === keys[i]),
  )
}

function nearestEntry(
  path: readonly string[],
  paths: readonly Path[],
  isOptional: boolean,
  { own }: Definitions,
): Pick<Misspelt, 'nearest' | 'isUnread'> | undefined {
  const map = nodeAtPath(own, path.slice(0, -1))
  const name = path.at(-1) ?? ''
  if (map?.kind !== 'map') return undefined
  const isRead = (key: string) =>
    paths.some(({ keys, place: { flow } }) => flow.isRead([...keys.slice(0, -1), key]))
  const near = map.entries.filter((entry) => nearestName(name, [entry.name], 1) !== undefined)
  const unread = near.find((entry) => !isRead(entry.name))
  if (unread) return { nearest: unread, isUnread: true }
  // Charts know old names beside new ones (`port`, `ports`; `baseDN`, `basedn`), and ask whether they are there.
  const other = near.find((entry) => plain(entry.name) !== plain(name))
  return other && !isOptional && !isTested(paths) ? { nearest: other, isUnread: false } : undefined
}

/** A name without what names of the same thing differ in. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '').replace(/s$/, '')
}

function isTested(paths: readonly Path[]): boolean {
  return paths.some(({ keys, place }) =>
    place.flow.reads.some(
      (read) =>
        read.how === 'test' &&
        read.keys.length === keys.length &&
        keys.every((key, i) => read.keys[i] === key),
    ),
  )
}

/** A map that is not there, among the keys that a mention writes and looks into. */
export function missingIn(unit: Unit, use: Use, all: Definitions): Missing | undefined {
  if (use.conditional || unit.name !== undefined) return undefined
  const paths = pathsOf(unit, use, all)
  const [first] = paths
  const local = first && localPath(first, all)
  if (!local) return undefined
  const written = Math.min(use.ranges.length, local.length)
  for (let i = local.length - written; i < local.length - 1; i++) {
    const path = local.slice(0, i + 1)
    const cut = local.length - path.length
    const releases = paths.flatMap(({ keys, place }) =>
      place.releases.map((release) => ({ release, keys: keys.slice(0, keys.length - cut) })),
    )
    if (releases.length === 0 || !releases.every(({ release, keys }) => isAbsent(release, keys))) continue
    const isReleased = releases.every(({ release }) => release.by === 'application')
    return { index: use.ranges.length - cut - 1, path, inner: local[i + 1] ?? '', isReleased }
  }
  return undefined
}

/** Whether a release certainly lacks the map at a path, and is told of well enough to say so. */
function isAbsent(release: Deployment, path: readonly string[]): boolean {
  const { values, missing, elsewhere, family } = release
  if (missing.length > 0 || elsewhere) return false
  const around = family.members.filter((member) => member.path.every((key, i) => path[i] === key))
  if (around.some((member) => isEnabled(release, member) !== true)) return false
  // Values may be given elsewhere, unless an application says which: maps that are known in part are the chart's own.
  const holder = mergedAt(values, path.slice(0, -1))
  const knowsOthers = path.length >= 2 && holder?.kind === 'map' && holder.entries.size > 0
  if (release.by !== 'application' && !knowsOthers) return false
  const found = mergedAt(values, path)
  return !found || (found.kind === 'scalar' && found.value === null)
}
