/**
 * What is wrong with the values of `-o`: what memcached refuses, and what it takes for something else than was meant.
 * Unknown names are another rule's. See `schema/memcachedReading.ts` for where this was read and tried.
 */
import { suboption } from '../../schema/memcached.ts'
import {
  extstoreBuckets,
  positiveSuboptions,
  since,
  strictSuboptions,
  suboptionRanges,
} from '../../schema/memcachedReading.ts'
import { nearestName } from '../../text/nearest.ts'
import type { MemcachedRun } from './arguments.ts'
import { allSuboptions } from './effective.ts'
import { atoi, extstoreSize, mebibyte } from './numbers.ts'
import type { Suboption } from './suboptions.ts'
import { isBefore, type Version, versionOf } from './version.ts'

/** A value of `-o` that is wrong. */
export type SuboptionFault = { readonly item: Suboption; readonly refused: boolean } & (
  | {
      /**
       * `ignored`: `lru_crawler=0` turns it on; `ttl`: `temporary_ttl` without the maintainer; `extstore-zero`: less
       * than a page; `extstore-order`: `ext_page_size` behind `ext_path`, before 1.6.40.
       */
      readonly kind:
        | 'missing'
        | 'number'
        | 'ignored'
        | 'ttl'
        | 'extstore-size'
        | 'extstore-zero'
        | 'extstore-order'
        | 'extstore-pages'
    }
  /** The digits that are read, where the rest is dropped. */
  | { readonly kind: 'dropped'; readonly reads: string }
  | { readonly kind: 'range'; readonly least: string; readonly most: string | undefined }
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly nearest: string | undefined }
  | { readonly kind: 'sum'; readonly sum: number }
  | { readonly kind: 'buffer'; readonly page: number; readonly buffer: number }
)

/** The wrong values of a run's `-o`. */
export function suboptionFaults(run: MemcachedRun): readonly SuboptionFault[] {
  const version = versionOf(run)
  if (isBefore(version, since.judged)) return []
  const { items, open } = allSuboptions(run)
  return faultsOf(items, open, version)
}

/** The wrong values of items that hold together. */
export function faultsOf(
  items: readonly Suboption[],
  open: boolean,
  version: Version | undefined,
): readonly SuboptionFault[] {
  const single = items.flatMap((item) => judge(item, version) ?? [])
  return [...single, ...together(items, open, version, single)]
}

function judge(item: Suboption, version: Version | undefined): SuboptionFault | undefined {
  const known = suboption(item.name)
  if (!known) return undefined
  const { name, value } = item
  if (known.takesValue !== true && known.takesValue !== 'optional') {
    const isOff = value !== undefined && /^(?:0|no|off|false|disabled?)$/i.test(value.trim())
    return isOff ? { kind: 'ignored', item, refused: false } : undefined
  }
  if (value === undefined)
    return known.takesValue === true ? { kind: 'missing', item, refused: true } : undefined
  if (name === 'ext_path') return extstorePath(item, value, version)
  if (known.values && known.type === 'enum') return choice(item, value, known.values, version)
  if (positiveSuboptions[name]) return positive(item, value, positiveSuboptions[name].max)
  return numeric(item, value, known.type === 'int' || known.type === 'float', version)
}

function choice(
  item: Suboption,
  value: string,
  all: readonly (string | number)[],
  version: Version | undefined,
): SuboptionFault | undefined {
  // The third hash came with 1.6.10.
  const values = all.map(String).filter((each) => each !== 'xxh3' || !isBefore(version, '1.6.10'))
  if (values.includes(value)) return undefined
  return { kind: 'choice', item, values, nearest: nearestName(value, values), refused: true }
}

function positive(item: Suboption, value: string, max: number): SuboptionFault | undefined {
  const number = Number.parseFloat(value)
  if (number > 0 && number <= max) return undefined
  return {
    kind: 'range',
    item,
    least: '0.01',
    most: Number.isFinite(max) ? String(max) : undefined,
    refused: true,
  }
}

function numeric(
  item: Suboption,
  value: string,
  isNumber: boolean,
  version: Version | undefined,
): SuboptionFault | undefined {
  const { name } = item
  if (!isNumber) return undefined
  if (strictSuboptions.has(name) && !/^\s*\+?(?:\d+(?:\.\d+)?|\.\d+)\s*$/.test(value))
    return { kind: 'number', item, refused: true }
  const { number, found, rest } = atoi(value)
  const range = suboptionRanges[name]
  if (range && (number < range.min || number > range.max)) {
    const refused = number < range.min || !isBefore(version, range.maxSince ?? since.judged)
    const most = Number.isFinite(range.max) ? String(range.max) : undefined
    return { kind: 'range', item, least: String(range.min), most, refused }
  }
  if (strictSuboptions.has(name)) return undefined
  if (!found) return { kind: 'dropped', item, reads: '0', refused: false }
  return /^(?:\.\d*)?\s*$/.test(rest)
    ? undefined
    : { kind: 'dropped', item, reads: String(number), refused: false }
}

/** `ext_path=FILE:SIZE[:BUCKET]`. */
function extstorePath(
  item: Suboption,
  value: string,
  version: Version | undefined,
): SuboptionFault | undefined {
  const [, size, bucket] = value.split(':')
  if (size === undefined || size === '') return { kind: 'missing', item, refused: true }
  if (bucket !== undefined && !extstoreBuckets.some((each) => each === bucket))
    return {
      kind: 'choice',
      item,
      values: extstoreBuckets,
      nearest: nearestName(bucket, extstoreBuckets),
      refused: true,
    }
  if (extstoreSize(size) === undefined)
    return { kind: 'extstore-size', item, refused: !isBefore(version, since.extstoreSize) }
  const { number, rest } = atoi(size.slice(0, -1))
  return rest.trim() === '' || number === 0
    ? undefined
    : { kind: 'dropped', item, reads: `${number}${size.at(-1)}`, refused: false }
}

/** What several items say together. */
function together(
  items: readonly Suboption[],
  open: boolean,
  version: Version | undefined,
  single: readonly SuboptionFault[],
): readonly SuboptionFault[] {
  const found: SuboptionFault[] = []
  const last = (name: string) => items.findLast((each) => each.name === name)
  const hot = last('hot_lru_pct')
  const warm = last('warm_lru_pct')
  const wrong = (item: Suboption | undefined) => single.some((fault) => fault.item === item)
  const sum = atoi(hot?.value ?? (open ? '' : '20')).number + atoi(warm?.value ?? (open ? '' : '40')).number
  const item = warm ?? hot
  if (item && sum > 80 && !wrong(hot) && !wrong(warm)) found.push({ kind: 'sum', item, sum, refused: true })
  const ttl = last('temporary_ttl')
  const keeper = items.findLast(({ name }) => /^(?:no_)?lru_maintainer$|^no_modern$/.test(name))
  if (ttl?.value && keeper && keeper.name !== 'lru_maintainer')
    found.push({ kind: 'ttl', item: ttl, refused: true })
  return [...found, ...extstore(items, version, wrong)]
}

/** Pages and buffers of the external storage. */
function extstore(
  items: readonly Suboption[],
  version: Version | undefined,
  wrong: (item: Suboption) => boolean,
): readonly SuboptionFault[] {
  const paths = items.filter(({ name, value }) => name === 'ext_path' && value !== undefined)
  const [first] = paths
  const pageItem = items.findLast(({ name }) => name === 'ext_page_size')
  const bufferItem = items.findLast(({ name }) => name === 'ext_wbuf_size')
  if (!first || [...paths, pageItem, bufferItem].some((each) => each && wrong(each))) return []
  const page = atoi(pageItem?.value ?? '64').number
  const buffer = atoi(bufferItem?.value ?? '4').number
  const behind = pageItem && pageItem.range.start > first.range.start
  if (pageItem && behind && version && !isBefore(version, '1.5.14') && isBefore(version, '1.6.40'))
    return [{ kind: 'extstore-order', item: pageItem, refused: true }]
  const setBy = bufferItem ?? pageItem
  if (setBy && (buffer === 0 || page === 0 || page % buffer !== 0 || page % 2 !== 0 || buffer % 2 !== 0))
    return [{ kind: 'buffer', item: setBy, page, buffer, refused: true }]
  const sizes = paths.map((path) => extstoreSize(path.value?.split(':')[1] ?? '') ?? 0)
  const pages = sizes.map((size) => Math.floor(size / (page * mebibyte)))
  const empty = paths[pages.indexOf(0)]
  if (empty) return [{ kind: 'extstore-zero', item: empty, refused: !isBefore(version, since.extstoreSize) }]
  const total = pages.reduce((all, each) => all + each, 0)
  return total >= 65535
    ? [{ kind: 'extstore-pages', item: first, refused: !isBefore(version, '1.5.14') }]
    : []
}
