/**
 * Which values the templates of a chart and its subcharts read: what units use (`uses.ts`) put together with what they
 * are called with, through every `include`, and through the templates that values themselves hold (`tpl`). Nothing is
 * rendered: a path that depends on what a value says has `undefined` for the key.
 *
 * What a file's own text reads is known without the rest of the chart; the way through the whole chart is gone only for
 * those who ask for more.
 */
import { memo } from '../../text/memo.ts'
import { nameOf } from '../../text/uri.ts'
import type { Workspace } from '../workspace.ts'
import type { Chart } from './charts.ts'
import { type Family, familyOf, membersOf } from './family.ts'
import {
  allDone,
  allOthers,
  argumentsIn,
  type Done,
  type Read,
  type Resolution,
  type Resolved,
  type Run,
  resolvedUnit,
  type Walk,
  walkThrough,
} from './flowWalk.ts'
import { anyOf, type Keys, type Known, unknown } from './known.ts'
import { isReached, joinedTrees, keysBelow, type Reached, treeOf } from './reached.ts'
import type { Unit, Use } from './uses.ts'

export { type Read, templatesNamed, templateUnits } from './flowWalk.ts'

/** Takes a read, and the file that it is in. */
type Visit = (read: Pick<Read, 'keys' | 'how' | 'use'>, uri: string | undefined) => void

export interface Flow {
  readonly family: Family
  readonly reads: readonly Read[]
  /** The same one by one, with the file of each, without a list of them; those of one file alone where it is given. */
  eachRead(visit: Visit, uri?: string): void
  /** What a mention of a unit stands for: none where it is no value. */
  readsOf(unit: Unit, use: Use): readonly Read[]
  /** What a named template is called with; a file's own text (no name) with the root object. */
  argumentsOf(unit: Unit): readonly Known[]
  /** Whether nothing that is known calls a named template: what it is called with is then a guess. */
  isAssumed(unit: Unit): boolean
  /** Whether templates read a value: themselves, as a part of what they print, or anything below it. */
  isRead(keys: readonly string[]): boolean
  /** The keys that are known to be read directly below a path, in all files or in all but one. */
  keysRead(keys: Keys, but?: string): readonly string[]
  /** Paths that templates write into the values by `set`. */
  readonly sets: readonly Keys[]
}

/** The flow of values in the family of a chart. */
export function flowOf(workspace: Workspace, chart: Chart): Flow {
  return flows(workspace)(familyOf(workspace, chart))
}

const flows = memo((workspace: Workspace) => memo((family: Family) => findFlow(workspace, family)))

function findFlow(workspace: Workspace, family: Family): Flow {
  return flowFrom(
    family,
    whenAsked(() => walkThrough(workspace, family)),
  )
}

/**
 * How the text of a file that Helm renders by itself is run: that is known without a look at the rest of the chart. Who
 * else includes such a file hands over what it can be rendered with, too. Nothing for other units.
 */
function ownRuns(family: Family, unit: Unit): readonly Run[] | undefined {
  if (unit.name !== undefined) return undefined
  const placed = family.files.find(({ file }) => file.units.includes(unit))
  if (!placed || nameOf(placed.file.uri).startsWith('_')) return undefined
  return membersOf(family, placed.chart).map(({ path }): Run => {
    return { unit, uri: placed.file.uri, argument: { kind: 'root', at: path }, assumed: false }
  })
}

function flowFrom(family: Family, walked: () => Walk): Flow {
  const ownRunsOf = memo((unit: Unit) => ownRuns(family, unit))
  const runs = whenAsked(() => grouped(allDone(walked()), ({ run }) => run.unit))
  const tree = whenAsked(() => {
    const { base, done, others } = walked()
    const own = treeOfRuns(done, others, undefined)
    return base ? joinedTrees([baseTree(base), own]) : own
  })
  const reads = whenAsked(() => {
    const [done, others] = [allDone(walked()), allOthers(walked())]
    return [
      ...done.flatMap(({ run, resolved }) => resolved.reads.map((read) => readIn(run, read))),
      ...others,
    ]
  })
  const sets = whenAsked(() => allDone(walked()).flatMap(({ resolved }) => resolved.sets))
  return {
    family,
    get reads() {
      return reads()
    },
    eachRead: (visit, uri) => {
      for (const { run, resolved } of allDone(walked()))
        if (uri === undefined || run.uri === uri) for (const read of resolved.reads) visit(read, run.uri)
      for (const read of allOthers(walked())) if (uri === undefined || read.uri === uri) visit(read, read.uri)
    },
    readsOf: (unit, use) => {
      const all = ownRunsOf(unit) ?? (runs().get(unit) ?? []).map(({ run }) => run)
      return all.flatMap((run) =>
        (readsByUse(resolvedUnit(unit, run.argument)).get(use) ?? []).map((read) => readIn(run, read)),
      )
    },
    argumentsOf: (unit) => {
      const own = ownRunsOf(unit)
      return own ? own.map(({ argument }) => argument) : argumentsIn(walked(), unit)
    },
    isAssumed: (unit) => !ownRunsOf(unit) && walked().assumed.has(unit),
    isRead: (keys) => isReached(tree(), keys),
    keysRead: (keys, but) => keysBelow(but === undefined ? tree() : treeBut(walked(), but), keys),
    get sets() {
      return sets()
    },
  }
}

/** The tree of what all files but one read: most often the file that is being edited, and then it is there already. */
function treeBut(walk: Walk, uri: string): Reached {
  const { base } = walk
  if (!base || base.leftOut !== uri) return treeOfRuns(allDone(walk), allOthers(walk), uri)
  return joinedTrees([baseTree(base), treeOfRuns(walk.done, walk.others, uri)])
}

const baseTree = memo(({ done, others }: Walk): Reached => treeOfRuns(done, others, undefined))

function treeOfRuns(done: readonly Done[], others: readonly Read[], but: string | undefined): Reached {
  const runs = but === undefined ? done : done.filter(({ run }) => run.uri !== but)
  const rest = but === undefined ? others : others.filter((read) => read.uri !== but)
  return joinedTrees([treeOf(rest), ...runs.map(({ resolved }) => treeOf(resolved.reads))])
}

function readIn({ unit, uri, assumed }: Run, read: Resolution): Read {
  return { ...read, unit, uri, assumed }
}

/** What is worked out when it is first asked for: few ask for everything, and a flow is made anew with every edit. */
function whenAsked<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => {
    known ??= { value: compute() }
    return known.value
  }
}

const readsByUse = memo(({ reads }: Resolved) => grouped(reads, ({ use }) => use))

function grouped<K, V>(values: readonly V[], keyOf: (value: V) => K): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>()
  for (const value of values) {
    const key = keyOf(value)
    const known = groups.get(key)
    if (known) known.push(value)
    else groups.set(key, [value])
  }
  return groups
}

/** What a unit is called with, as one: for what is shown at a place in it. */
export function argumentOf(flow: Flow, unit: Unit): Known {
  const known = flow.argumentsOf(unit)
  return known.length === 0 ? unknown : anyOf(known)
}
