/**
 * Options and names of `-o` that memcached does not know: none of that name, one that its release does not have yet
 * or any more, one that is written so that getopt takes it for something else.
 */
import {
  type MemcachedOption,
  memcachedOptions,
  memcachedSuboptions,
  suboption,
} from '../../schema/memcached.ts'
import { removedSuboptions } from '../../schema/memcachedReading.ts'
import { nearestName } from '../../text/nearest.ts'
import type { Range } from '../../text/range.ts'
import type { MemcachedRun } from './arguments.ts'
import { allSuboptions, isClosed } from './effective.ts'
import type { WordFault } from './flags.ts'
import type { Suboption } from './suboptions.ts'
import { isAfter, isBefore, type Version, versionOf } from './version.ts'

/** A name that memcached does not take. */
export type NameFault = { readonly range: Range; readonly text: string } & (
  | { readonly kind: 'word'; readonly fault: WordFault; readonly nearest: string | undefined }
  /** `since` is the release that has it, `last` the last one that had it. */
  | {
      readonly kind: 'option'
      readonly option: MemcachedOption
      readonly since: string
      readonly version: Version
    }
  | {
      readonly kind: 'suboption'
      readonly item: Suboption
      /** Where blanks around the name are all that is wrong. */
      readonly blank: boolean
      readonly nearest: string | undefined
      readonly since?: string
      readonly last?: string
    }
)

export function nameFaults(run: MemcachedRun): readonly NameFault[] {
  const version = versionOf(run)
  const words = run.faults.map((fault): NameFault => {
    const nearest = fault.kind === 'name' ? nearestOption(fault.text) : undefined
    return { kind: 'word', fault, nearest, range: fault.range, text: fault.text }
  })
  return [...words, ...tooNew(run, version), ...suboptionNames(allSuboptions(run).items, version)]
}

function nearestOption(name: string): string | undefined {
  const names = memcachedOptions.flatMap(({ long }) => long ?? [])
  const hyphens = name.replaceAll('_', '-')
  return names.includes(hyphens) ? hyphens : nearestName(name, names)
}

/** Options that a release does not have yet. */
function tooNew(run: MemcachedRun, version: Version | undefined): readonly NameFault[] {
  if (!version) return []
  return run.flags.flatMap(({ option, written, range }): readonly NameFault[] => {
    const since = (written === 'name' ? option.sinceLong : option.since)?.replace('<=', '') ?? ''
    if (since === '' || !isBefore(version, since)) return []
    const text = written === 'name' ? (option.long ?? option.short) : option.short
    return [{ kind: 'option', option, since, version, range, text }]
  })
}

/** The names of `-o` that are unknown. */
export function suboptionNames(
  items: readonly Suboption[],
  version: Version | undefined,
): readonly NameFault[] {
  return items.flatMap((item): readonly NameFault[] => {
    const { name, nameRange } = item
    // Of a name that is missing the comma behind it shows.
    const range = name === '' ? { start: nameRange.start, end: nameRange.start + 1 } : nameRange
    const base = { kind: 'suboption', item, range, text: name } as const
    const removed = removedSuboptions[name]
    if (removed) {
      const has = version && !isBefore(version, removed.since) && !isAfter(version, removed.last)
      return has ? [] : [{ ...base, blank: false, nearest: undefined, last: removed.last }]
    }
    const known = suboption(name)
    if (known) {
      const since = known.since ?? ''
      return since !== '' && isBefore(version, since)
        ? [{ ...base, blank: false, nearest: undefined, since }]
        : []
    }
    const trimmed = name.trim()
    const blank = trimmed !== name && suboption(trimmed) !== undefined
    const nearest = blank
      ? trimmed
      : nearestName(
          trimmed,
          memcachedSuboptions.map((each) => each.name),
        )
    return [{ ...base, blank, nearest }]
  })
}

/** Whether a word that is no option is certainly ignored by memcached, not the argument of a script. */
export function isIgnored(run: MemcachedRun): boolean {
  return run.by !== 'guessed' && (isClosed(run) || run.by === 'named')
}
