/**
 * Where templates speak of a key of values: every place that names it or may name it, over the families that its chart
 * stands in, and every place that reads a map around it as a whole. Told from facts, so no file is read for it. The
 * templates that values themselves hold (`tpl`) are in `valueTexts.ts`.
 */
import type { Family } from '../../model/charts/family.ts'
import { flowOf } from '../../model/charts/flow.ts'
import type { Keys, Known } from '../../model/charts/known.ts'
import type { How } from '../../model/charts/roles.ts'
import type { Unit, Use } from '../../model/charts/uses.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { Range } from '../../text/range.ts'
import {
  covers,
  type Instance,
  instancesOf,
  isSamePath,
  mayBeSame,
  startsLike,
  type ValueSubject,
} from './families.ts'
import { mayName, type Naming, namingsOf } from './namings.ts'

/** A place of a template that names a key. */
export interface ValueMention {
  /** The template's file. */
  readonly uri: string
  readonly unit: Unit
  readonly use: Use
  /** The key, a text without its quotes; undefined where it is piped in. */
  readonly range: Range | undefined
  /** Whether it certainly names this key, literally; else it may, or it is computed. */
  readonly exact: boolean
  /** The paths that it may stand for, of those that may be the key's. */
  readonly paths: readonly Keys[]
  /** Whether the place names something else, too: a named template may be called with several things. */
  readonly ambiguous: boolean
}

/** A place that reads a map or list around a key as a whole. */
export interface WholeRead {
  /** Undefined for a template that values hold. */
  readonly uri: string | undefined
  readonly range: Range
  readonly how: How
  /** What is read, by the keys of the family's root. */
  readonly keys: Keys
  /**
   * How it is handed to what is not known: a named template, or a text that is run as one. Undefined where it is read
   * at the range itself.
   */
  readonly handed: 'template' | 'text' | undefined
  /** Whether it is all values of a chart. */
  readonly everything: boolean
}

/** The places of templates that name a key. */
export function valueMentions(workspace: Workspace, subject: ValueSubject): readonly ValueMention[] {
  const found = new Map<string, ValueMention>()
  for (const [family, paths] of byFamily(instancesOf(workspace, subject))) {
    const flow = flowOf(workspace, family.root)
    for (const { file } of family.files)
      for (const unit of file.units)
        for (const mention of mentionsIn(flow.argumentsOf(unit), unit, file.uri, paths)) {
          const { range } = mention.use
          const at = mention.range ?? range
          const key = `${mention.uri}:${at.start}:${at.end}`
          const known = found.get(key)
          // What one family alone makes of a place may be something else in another one.
          found.set(key, known ? joined(known, mention) : mention)
        }
  }
  return [...found.values()]
}

function joined(a: ValueMention, b: ValueMention): ValueMention {
  const paths = [...a.paths, ...b.paths]
  return { ...a, exact: a.exact && b.exact, ambiguous: a.ambiguous || b.ambiguous, paths }
}

/** Instances by their family. */
export function byFamily(instances: readonly Instance[]): ReadonlyMap<Family, readonly Keys[]> {
  const found = new Map<Family, Keys[]>()
  for (const { family, keys } of instances) {
    const known = found.get(family)
    if (known) known.push(keys)
    else found.set(family, [keys])
  }
  return found
}

/**
 * The mentions of one of some paths in a unit.
 * @param given everything that the unit is called with
 */
export function mentionsIn(
  given: readonly Known[],
  unit: Unit,
  uri: string,
  paths: readonly Keys[],
): readonly ValueMention[] {
  const name = paths[0]?.at(-1)
  return unit.uses.flatMap((use) => {
    if (!mayName(use, name)) return []
    const places = new Map<Range | undefined, Naming[]>()
    for (const naming of namingsOf(given, use)) {
      const known = places.get(naming.range)
      if (known) known.push(naming)
      else places.set(naming.range, [naming])
    }
    return [...places].flatMap(([range, namings]) => {
      const fitting = namings.filter(({ keys }) => keys && paths.some((path) => mayBeSame(path, keys)))
      if (fitting.length === 0) return []
      const isExact = ({ keys, literal }: Naming) =>
        literal && keys !== undefined && paths.some((path) => covers(path, keys))
      const exact = fitting.every(isExact)
      const ambiguous = !namings.every(isExact)
      return [
        {
          uri,
          unit,
          use,
          range,
          exact,
          ambiguous,
          paths: fitting.flatMap(({ keys }) => (keys ? [keys] : [])),
        },
      ]
    })
  })
}

/** The places that read a map or list around a key as a whole, nearest or not. */
export function wholeReads(workspace: Workspace, subject: ValueSubject): readonly WholeRead[] {
  return [...byFamily(instancesOf(workspace, subject))].flatMap(([family, paths]) =>
    flowOf(workspace, family.root).reads.flatMap(({ keys, how, use, uri, unit, assumed }): WholeRead[] => {
      if (how !== 'whole' && how !== 'each') return []
      const isAround = paths.some(
        (path) =>
          keys.length < path.length &&
          startsLike(path, keys) &&
          // Whoever goes over a map sees the names of its entries, and not those further in.
          (how === 'whole' || (keys.length === path.length - 1 && path.at(-1) !== undefined)),
      )
      if (!isAround) return []
      const everything = family.members.some(({ path }) => isSamePath(path, keys))
      // What nothing is known to call with all values is more likely called with something else.
      if (everything && assumed) return []
      const call = unit.calls.find(({ range }) => range === use.range)
      const handed = unit.uses.includes(use) ? undefined : call?.kind === 'tpl' ? 'text' : 'template'
      return [{ uri, range: use.range, how, keys, handed, everything }]
    }),
  )
}
