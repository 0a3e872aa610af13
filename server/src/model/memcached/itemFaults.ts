/**
 * Sizes of a memcached that do not go together, in the order in which it checks them (memcached.c, behind the options;
 * storage.c). Only sizes that are certain, and that are no fault by themselves.
 */

import { since } from '../../schema/memcachedReading.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { MemcachedRun } from './arguments.ts'
import { allSuboptions, itemMemory, type Measure, maxItemSize } from './effective.ts'
import { flagFaults } from './flagFaults.ts'
import type { Flag } from './flags.ts'
import { atoi, mebibyte } from './numbers.ts'
import { suboptionFaults } from './suboptionFaults.ts'
import { isBefore, versionOf } from './version.ts'

/** A change of one text that mends it. */
export interface SizeChange {
  readonly title: string
  readonly safe: boolean
  readonly range: Range
  readonly text: string
}

/** What the largest item is too large for, or does not fit; both in bytes. */
export interface ItemFault {
  readonly kind: 'memory' | 'buffer' | 'chunk'
  readonly item: number
  readonly limit: number
  readonly range: Range
  readonly changes: readonly SizeChange[]
}

export function itemFault(run: MemcachedRun): ItemFault | undefined {
  if (isBefore(versionOf(run), since.judged)) return undefined
  const faulty = new Set(flagFaults(run).map(({ flag }) => flag))
  const item = maxItemSize(run)
  const memory = itemMemory(run)
  if (!item || (item.flag && faulty.has(item.flag)) || (memory?.flag && faulty.has(memory.flag)))
    return undefined
  const range = rangeOf(item.flag ?? memory?.flag)
  if (memory && item.value > memory.value / 2 && range) return tooLarge(item, memory, range)
  return item.flag ? (chunkFault(run, item, item.flag) ?? bufferFault(run, item, item.flag)) : undefined
}

/** An option with its value; the value alone where they stand apart. */
function rangeOf(flag: Flag | undefined): Range | undefined {
  if (!flag?.value) return flag?.range
  return flag.from === flag.to ? { start: flag.range.start, end: flag.value.range.end } : flag.value.range
}

function tooLarge(item: Measure, memory: Measure, range: Range): ItemFault {
  const half = Math.floor(memory.value / 2 / mebibyte)
  const changes: SizeChange[] = []
  const placeOf = (flag: Flag | undefined) =>
    flag?.value?.given === undefined ? undefined : flag.value.range
  const items = placeOf(item.flag)
  const memories = placeOf(memory.flag)
  const needed = Math.ceil((2 * item.value) / mebibyte)
  if (items && half >= 1)
    changes.push({
      title: t('Lower -I to {size}', { size: `${half}m` }),
      safe: false,
      range: items,
      text: `${half}m`,
    })
  if (memories)
    changes.push({
      title: t('Raise -m to {size}', { size: needed }),
      safe: false,
      range: memories,
      text: String(needed),
    })
  return { kind: 'memory', item: item.value, limit: memory.value, range, changes }
}

/** Half of a page of 1 MiB, since 1.5.0. */
const defaultChunk = 512 * 1024

function chunkFault(run: MemcachedRun, item: Measure, flag: Flag): ItemFault | undefined {
  const { items, open } = allSuboptions(run)
  // These make chunks as large as a page, and only where nothing else does.
  if (items.some(({ name }) => name === 'no_modern' || name === 'no_chunked_items')) return undefined
  const written = items.findLast(({ name }) => name === 'slab_chunk_max')
  if ((!written && open) || suboptionFaults(run).some((fault) => fault.item === written)) return undefined
  // Before 1.6.24 the number of KiB was compared as if it were bytes.
  const unit = isBefore(versionOf(run), '1.6.24') ? 1 : 1024
  const chunk = written?.value === undefined ? defaultChunk : atoi(written.value).number * unit
  if (chunk === 0 || item.value % chunk === 0) return undefined
  const kibibytes = Math.ceil(item.value / chunk) * (chunk / 1024)
  const text = kibibytes % 1024 === 0 ? `${kibibytes / 1024}m` : `${Math.ceil(kibibytes)}k`
  const range = rangeOf(flag) ?? flag.range
  const changes =
    flag.value?.given === undefined
      ? []
      : [{ title: t('Raise -I to {size}', { size: text }), safe: true, range: flag.value.range, text }]
  return { kind: 'chunk', item: item.value, limit: chunk, range, changes }
}

/** Sizes of a buffer that divide a page of 64 MiB. */
const bufferSizes = [8, 16, 32, 64]

function bufferFault(run: MemcachedRun, item: Measure, flag: Flag): ItemFault | undefined {
  const { items, open } = allSuboptions(run)
  const path = items.findLast(({ name }) => name === 'ext_path')
  const written = items.findLast(({ name }) => name === 'ext_wbuf_size')
  if (!path || (!written && open) || suboptionFaults(run).length > 0) return undefined
  const buffer = (written?.value === undefined ? 4 : atoi(written.value).number) * mebibyte
  if (item.value <= buffer) return undefined
  const needed = bufferSizes.find((size) => size * mebibyte >= item.value)
  const hasPages = items.some(({ name }) => name === 'ext_page_size')
  const range = rangeOf(flag) ?? flag.range
  const title = t('Raise ext_wbuf_size to {size}', { size: needed ?? '' })
  const place = written ? written.valueRange : { start: path.range.end, end: path.range.end }
  const text = written ? String(needed) : `,ext_wbuf_size=${needed}`
  const changes = needed === undefined || hasPages ? [] : [{ title, safe: true, range: place, text }]
  return { kind: 'buffer', item: item.value, limit: buffer, range, changes }
}
