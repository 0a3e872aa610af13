/**
 * What is wrong with the values of memcached's options, one by one: what memcached refuses, and what it takes for
 * something else than was meant. Numbers that only another one makes wrong (`-I` against `-m`) are not judged here.
 * Everything was tried on real ones, see `schema/memcachedReading.ts` for which.
 */

import { since } from '../../schema/memcachedReading.ts'
import { nearestName } from '../../text/nearest.ts'
import type { Range } from '../../text/range.ts'
import type { MemcachedRun } from './arguments.ts'
import { allSuboptions, givenTo, itemMemory, lastFlag, maxItemSize, threads } from './effective.ts'
import type { Flag } from './flags.ts'
import { atoi, itemSize, mebibyte } from './numbers.ts'
import { isBefore, type Version, versionOf } from './version.ts'

interface Fault {
  readonly flag: Flag
  /** The value as it is written. */
  readonly text: string
  /** Whether memcached does not start with it. */
  readonly refused: boolean
}

/** A value that is wrong. */
export type ValueFault = Fault &
  (
    | {
        /**
         * `sign`: `-m=64`; `blank-before`: `"-o modern"` in one element before 1.6.32; `blank-after`: `"-I 5m "`;
         * `daemon`: `-d` ends the container's process; `udp`: `-U` moves the TCP port; `no-listener`: `-p 0`.
         */
        readonly kind:
          | 'sign'
          | 'blank-before'
          | 'blank-after'
          | 'udp'
          | 'udp-extstore'
          | 'no-listener'
          | 'octal'
      }
    | { readonly kind: 'number'; readonly reads: number }
    /** What it becomes, and what was meant, in the option's own unit, where only one thing can be. */
    | { readonly kind: 'suffix'; readonly reads: string; readonly meant: string | undefined }
    /** Further words in the same element, which are dropped. */
    | { readonly kind: 'several'; readonly reads: string; readonly rest: Range }
    | { readonly kind: 'range'; readonly least: string; readonly most: string | undefined }
    | { readonly kind: 'negative' | 'descriptors' | 'many-threads' }
    | { readonly kind: 'napi'; readonly threads: number }
    | { readonly kind: 'choice'; readonly values: readonly string[]; readonly nearest: string | undefined }
    | { readonly kind: 'item-size'; readonly meant: string | undefined }
  )

/** A fault without what every fault has. */
type Judged = ValueFault extends infer F ? (F extends Fault ? Omit<F, 'flag' | 'text'> : never) : never

/** What a reader of one option's value is given. */
interface Given {
  readonly run: MemcachedRun
  readonly flag: Flag
  /** What getopt hands on, without the blanks before it. */
  readonly text: string
  readonly version: Version | undefined
}

/** The wrong values of a run's options; those of `-o` have a file of their own. */
export function flagFaults(run: MemcachedRun): readonly ValueFault[] {
  const version = versionOf(run)
  // What releases of before 2017 did is not known well enough.
  if (isBefore(version, since.judged)) return []
  return run.flags.flatMap((flag): readonly ValueFault[] => {
    const given = givenTo(run, flag)
    if (given === undefined || run.faults.some(({ at }) => at === flag.from && run.elements.length > 0))
      return []
    const found = judge(run, flag, given, version)
    return found ? [{ ...found, flag, text: flag.value?.raw ?? given.trim() } as ValueFault] : [] // `Judged` lacks only these two.
  })
}

function judge(
  run: MemcachedRun,
  flag: Flag,
  given: string,
  version: Version | undefined,
): Judged | undefined {
  const { short } = flag.option
  // The user is the business of another rule.
  if (short === '-u' || short === '-D') return undefined
  if (given.startsWith('=') && flag.written === 'letter') return signed(run, flag, given)
  const text = given.trimStart()
  if (text !== given && !readers[short] && isBefore(version, since.leadingBlanks))
    return short === '-P' ? undefined : { kind: 'blank-before', refused: true }
  return readers[short]?.({ run, flag, text, version }) ?? choices(flag, text)
}

/** `-m=64`: getopt makes the sign a part of the value. Where numbers are read it becomes 0. */
function signed(run: MemcachedRun, flag: Flag, given: string): Judged {
  const { short } = flag.option
  const harmless = short === '-p' || short === '-U' || short === '-b' || short === '-a' || short === '-P'
  const text = given.slice(1)
  // A file of that name, or an address: what becomes of it is the machine's to say.
  const unknown = short === '-s' || short === '-e' || short === '-Y' || short === '-l'
  return { kind: 'sign', refused: !harmless && !unknown && text !== '' && run.by !== 'values' }
}

const readers: Readonly<Record<string, (given: Given) => Judged | undefined>> = {
  '-p': port,
  '-U': udp,
  '-m': memory,
  '-c': connections,
  '-t': threadCount,
  '-N': napi,
  '-R': (given) => counted(given, 1),
  '-n': (given) => counted(given, 1),
  '-b': backlog,
  '-f': factor,
  '-a': mask,
  '-I': itemLimit,
}

function port({ run, text, version }: Given): Judged | undefined {
  const { number, found, rest } = atoi(text)
  const more = several(text)
  if (more) return more
  if (!found) return { kind: 'number', reads: 0, refused: false }
  if (number < 0 || number > 65535) return portRange(number, version)
  // The number ends where something else begins, and that is what was meant.
  if (number !== 0 || rest.trim() !== '') return undefined
  const elsewhere = run.flags.some(
    ({ option, value }) => option.short === '-s' || (option.short === '-U' && value?.value !== '0'),
  )
  return elsewhere || (run.open && run.by !== 'values') ? undefined : { kind: 'no-listener', refused: false }
}

function portRange(number: number, version: Version | undefined): Judged {
  const refused = number > 65535 && !isBefore(version, since.portRange)
  return { kind: 'range', least: '1', most: '65535', refused }
}

function udp({ run, text, version }: Given): Judged | undefined {
  const { number, found } = atoi(text)
  const more = several(text)
  if (more) return more
  if (!found) return { kind: 'number', reads: 0, refused: false }
  if (number === 0) return undefined
  if (number < 0 || number > 65535) return portRange(number, version)
  const { items } = allSuboptions(run)
  if (items.some(({ name, value }) => name === 'ext_path' && value))
    return { kind: 'udp-extstore', refused: true }
  const hasPort = ['-p', '-s', '-l'].some((short) => lastFlag(run, short))
  const declared = run.container?.ports.some((each) => each.port === number)
  return hasPort || run.open || number === 11211 || declared ? undefined : { kind: 'udp', refused: false }
}

const suffixes: Readonly<Record<string, number>> = { k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 }

/** Mebibytes: `1024M` is what it says, `8G` is 8 MiB. */
function memory({ run, text }: Given): Judged | undefined {
  const { number, found, rest } = atoi(text)
  const more = several(text)
  if (more) return more
  const items = maxItemSize(run)?.value ?? mebibyte
  const refused = number >= 0 && number * mebibyte < 2 * items
  if (!found) return { kind: 'number', reads: 0, refused }
  if (number < 0) return { kind: 'negative', refused: false }
  const unit = /^([kmgt])?i?(?:b|bytes)?$/i.exec(rest.trim())
  const factor = suffixes[unit?.[1]?.toLowerCase() ?? 'm']
  if (rest.trim() === '' || /^\.\d*$/.test(rest) || (unit && factor === 1))
    return number === 0 ? { kind: 'range', least: '2', most: undefined, refused: true } : undefined
  const meant = unit && factor && Number.isInteger(number * factor) ? String(number * factor) : undefined
  return { kind: 'suffix', reads: `${number} MiB`, meant, refused }
}

/** Descriptors that memcached needs for itself with the usual four threads; 1.6.45 starts from 27 on, 1.6.18 from 24. */
const ownDescriptors = 20

function connections(given: Given): Judged | undefined {
  const { number, found, rest } = atoi(given.text)
  const more = several(given.text)
  if (more) return more
  if (!found || number <= 0) return counted(given, 1)
  const workers = threads(given.run)?.value ?? 4
  const tooFew = number <= ownDescriptors && workers >= 4
  if (rest.trim() !== '') return { ...suffixed(number, rest), refused: tooFew }
  return tooFew ? { kind: 'descriptors', refused: true } : undefined
}

function threadCount(given: Given): Judged | undefined {
  const found = counted(given, 1)
  return found ?? (atoi(given.text).number > 64 ? { kind: 'many-threads', refused: false } : undefined)
}

function napi(given: Given): Judged | undefined {
  const found = counted(given, 1)
  const workers = threads(given.run)?.value
  if (found || workers === undefined || atoi(given.text).number <= workers) return found
  return { kind: 'napi', threads: workers, refused: true }
}

/** A number with a least value, below which memcached ends. */
function counted({ text }: Given, least: number): Judged | undefined {
  const { number, found, rest } = atoi(text)
  const more = several(text)
  if (more) return more
  if (!found) return { kind: 'number', reads: 0, refused: true }
  if (number < least) return { kind: 'range', least: String(least), most: undefined, refused: true }
  return rest.trim() === '' || /^\.\d*$/.test(rest)
    ? undefined
    : { ...suffixed(number, rest), refused: false }
}

function suffixed(
  number: number,
  rest: string,
): { kind: 'suffix'; reads: string; meant: string | undefined } {
  const meant = /^k$/i.test(rest.trim()) ? String(number * 1000) : undefined
  return { kind: 'suffix', reads: String(number), meant }
}

function backlog({ text }: Given): Judged | undefined {
  const { found, number, rest } = atoi(text)
  const more = several(text)
  if (more) return more
  if (!found) return { kind: 'number', reads: 0, refused: false }
  return rest.trim() === '' ? undefined : { ...suffixed(number, rest), refused: false }
}

function factor({ text }: Given): Judged | undefined {
  const number = Number.parseFloat(text)
  const more = several(text)
  if (more) return more
  if (Number.isNaN(number)) return { kind: 'number', reads: 0, refused: true }
  return number <= 1 ? { kind: 'range', least: '1.01', most: undefined, refused: true } : undefined
}

function mask({ text }: Given): Judged | undefined {
  return /^[0-7]+\s*$/.test(text) ? undefined : (several(text) ?? { kind: 'octal', refused: false })
}

/** `"-m 1024 -p 4090"` as one element: what follows the number is dropped. */
function several(text: string): Judged | undefined {
  const [, reads, blanks = ''] = /^(\S+)(\s+)-{1,2}[A-Za-z]/.exec(text) ?? []
  if (reads === undefined) return undefined
  const start = reads.length + blanks.length
  return { kind: 'several', reads, rest: { start, end: text.trimEnd().length }, refused: false }
}

/** `-I`: bytes, or a number with k or m behind it and nothing else. */
function itemLimit({ text }: Given): Judged | undefined {
  const more = several(text)
  // The last letter tells the unit, so here the words behind it count.
  if (more) return { ...more, refused: itemSize(text) < 1024 }
  const size = itemSize(text)
  if (size > 1024 * mebibyte) return { kind: 'range', least: '1k', most: '1024m', refused: true }
  if (size >= 1024)
    return /^\d+\.\d+[km]$/i.test(text)
      ? { kind: 'suffix', reads: readsOf(size), meant: undefined, refused: false }
      : undefined
  if (text !== text.trimEnd()) return { kind: 'blank-after', refused: true }
  const [, number = '', unit = ''] = /^(\d+)\s*([kmg]i?b?|b)?$/i.exec(text) ?? []
  const letter = unit[0]?.toLowerCase()
  const mega = letter === 'g' ? Number(number) * 1024 : Number(number)
  const meant =
    letter === 'k' ? `${number}k` : letter === 'b' || mega < 1 || mega > 1024 ? undefined : `${mega}m`
  return { kind: 'item-size', meant: number === '' ? undefined : meant, refused: true }
}

function readsOf(bytes: number): string {
  return bytes % mebibyte === 0 ? `${bytes / mebibyte}m` : `${Math.floor(bytes / 1024)}k`
}

/** A value that must be one of a few. */
function choices({ option }: Flag, text: string): Judged | undefined {
  const values = option.values?.map(String)
  if (!values || values.includes(text)) return undefined
  return { kind: 'choice', values, nearest: nearestName(text, values), refused: true }
}

/** Whether `-m` is written so that it says what it means; then others may count on it. */
export function isPlainMemory(run: MemcachedRun): boolean {
  const flag = itemMemory(run)?.flag
  return !flag || !flagFaults(run).some((fault) => fault.flag === flag && fault.kind !== 'sign')
}
