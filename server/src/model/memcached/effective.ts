/**
 * What memcached runs with once its whole command line is read: the last flag of a kind holds, a flag that is not
 * written has its default, and only where no more words can follow. What is not certain is undefined.
 */
import type { MemcachedRun } from './arguments.ts'
import type { Flag } from './flags.ts'
import { atoi, itemSize, mebibyte } from './numbers.ts'
import { type Suboption, suboptionsOf } from './suboptions.ts'

/** A number that holds, with the flag that gives it; none for a default. */
export interface Measure {
  readonly value: number
  readonly flag: Flag | undefined
}

/** What getopt hands to memcached for a flag: its text, with a variable of a Kubernetes container filled in. */
export function givenTo({ container }: MemcachedRun, { value }: Flag): string | undefined {
  if (!value || value.given !== undefined) return value?.given
  const [, before = '', name] = /^(\s*)\$\(([\w.-]+)\)$/.exec(value.raw) ?? []
  if (name === undefined || container?.runtime !== 'kubernetes') return undefined
  const known = container.environment.findLast((each) => each.name === name)?.value
  return known === undefined ? undefined : before + known
}

/** The flag of an option that holds. */
export function lastFlag({ flags }: MemcachedRun, short: string): Flag | undefined {
  return flags.findLast(({ option }) => option.short === short)
}

/** `read` gives the number of a text; the default holds where nothing may be added. */
function measure(
  run: MemcachedRun,
  short: string,
  fallback: number,
  read: (text: string) => number,
): Measure | undefined {
  const flag = lastFlag(run, short)
  // Of several in branches nobody knows which one holds.
  if (run.branched && run.flags.filter(({ option }) => option.short === short).length > 1) return undefined
  if (!flag) return isClosed(run) ? { value: fallback, flag: undefined } : undefined
  const text = givenTo(run, flag)
  if (text === undefined) return undefined
  const value = read(text)
  return Number.isFinite(value) ? { value, flag } : undefined
}

/** Whether every word is known, so that what is not written has its default. */
export function isClosed({ open, branched, by, faults }: MemcachedRun): boolean {
  return (
    !open && !branched && (by === 'named' || by === 'image') && faults.every(({ kind }) => kind === 'word')
  )
}

/** Bytes of `-m`. */
export function itemMemory(run: MemcachedRun): Measure | undefined {
  return measure(run, '-m', 64 * mebibyte, (text) => atoi(text).number * mebibyte)
}

/** Bytes of `-I`. */
export function maxItemSize(run: MemcachedRun): Measure | undefined {
  return measure(run, '-I', mebibyte, itemSize)
}

/** `-c`. */
export function connectionLimit(run: MemcachedRun): Measure | undefined {
  return measure(run, '-c', 1024, (text) => atoi(text).number)
}

/** `-t`. */
export function threads(run: MemcachedRun): Measure | undefined {
  return measure(run, '-t', 4, (text) => atoi(text).number)
}

/** An item of `-o` with the flag that holds it. */
export interface GivenSuboption extends Suboption {
  readonly flag: Flag
}

/** Every item of every `-o`: they add up. */
export function allSuboptions(run: MemcachedRun): {
  readonly items: readonly GivenSuboption[]
  readonly open: boolean
} {
  const items: GivenSuboption[] = []
  let open = !isClosed(run)
  for (const flag of run.flags) {
    if (flag.option.short !== '-o') continue
    const found = suboptionsOf(flag)
    items.push(...found.items.map((item) => ({ ...item, flag })))
    open ||= found.open
  }
  return { items, open }
}
