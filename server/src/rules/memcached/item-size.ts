/**
 * memcached's largest item (`-I`) against the other sizes: at most half of `-m`, at most `ext_wbuf_size` where there
 * is external storage, a multiple of the largest chunk. A cache of Loki's chunks should hold one.
 */

import { type MemcachedRun, memcachedRunsWith } from '../../model/memcached/arguments.ts'
import { type ChartCache, chartCaches } from '../../model/memcached/chartCaches.ts'
import { chunkSizeOf, clientsOf } from '../../model/memcached/clients.ts'
import { maxItemSize } from '../../model/memcached/effective.ts'
import { type ItemFault, itemFault } from '../../model/memcached/itemFaults.ts'
import { bytesText, mebibyte } from '../../model/memcached/numbers.ts'
import { factsAt, type Workspace } from '../../model/workspace.ts'
import type { Document } from '../../text/document.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const seen = new Set<number>()
  for (const run of memcachedRunsWith(workspace, document)) {
    const finding = runFinding(document, run) ?? chunkFinding(workspace, run)
    if (!finding || seen.has(finding.range.start)) continue
    seen.add(finding.range.start)
    yield finding
  }
  for (const cache of chartCaches(workspace, document)) {
    const finding = cacheFinding(document, cache) ?? cacheChunkFinding(workspace, document, cache)
    if (finding) yield finding
  }
}

function runFinding(document: Document, run: MemcachedRun): Finding | undefined {
  const fault = itemFault(run)
  if (!fault) return undefined
  const guessed = run.by === 'guessed'
  return {
    range: fault.range,
    message: messageOf(fault),
    severity: guessed ? 'warning' : 'error',
    ...(!guessed && { refusedBy: 'memcached' }),
    fixes: fault.changes.map(
      ({ title, safe, range, text }, i): Fix => ({
        title,
        safe,
        ...(i === 0 && fault.changes.length === 1 && { preferred: true }),
        edits: [{ uri: document.uri, range, text }],
      }),
    ),
  }
}

function messageOf({ kind, item, limit }: ItemFault): string {
  const said = { item: bytesText(item), limit: bytesText(limit) }
  switch (kind) {
    case 'memory':
      return t(
        'The largest item (-I, {item}) may be half of the memory (-m, {limit}) at most, so memcached does not start. Lower -I or raise -m.',
        said,
      )
    case 'buffer':
      return t(
        'With ext_path the largest item (-I, {item}) may be as large as ext_wbuf_size ({limit}) at most, so memcached does not start. Raise ext_wbuf_size.',
        said,
      )
    case 'chunk':
      return t(
        'The largest item (-I, {item}) must be a multiple of slab_chunk_max ({limit}), so memcached does not start.',
        said,
      )
  }
}

/** A cache of chunks whose items are smaller than the chunks of the Loki that uses it. */
function chunkFinding(workspace: Workspace, run: MemcachedRun): Finding | undefined {
  const { container } = run
  const item = maxItemSize(run)
  const range = item?.flag?.range ?? run.elements[0]?.range
  if (!container || !item || !range) return undefined
  for (const { path, settings, place } of clientsOf(workspace, container)) {
    const chunk = chunkSizeOf(settings)
    if (!/(?:^|\.)chunk_cache_config(?:_l2)?$/.test(path) || chunk === undefined || item.value >= chunk)
      continue
    const end = item.flag?.value?.range.end ?? range.end
    return chunkSaid({ start: range.start, end }, item.value, chunk, [
      { ...place, message: t('Loki keeps its chunks here.') },
    ])
  }
  return undefined
}

function chunkSaid(range: Range, item: number, chunk: number, related: Finding['related'] = []): Finding {
  return {
    range,
    severity: 'info',
    message: t(
      'Items may have {item}, while Loki cuts chunks at {chunk} (chunk_target_size): memcached refuses those as too large, and they are fetched from the store each time. Raise -I above that, such as to 2m.',
      { item: bytesText(item), chunk: bytesText(chunk) },
    ),
    related,
  }
}

/** The same of a chart's values, in which both are whole numbers of MiB. */
function cacheFinding(document: Document, cache: ChartCache): Finding | undefined {
  const { memory, item } = sizesOf(cache)
  if (memory === undefined || item === undefined) return undefined
  const own = cache.field(['maxItemMemory']).own ?? cache.field(['allocatedMemory']).own
  if (!own) return undefined
  if (2 * item > memory)
    return {
      range: own,
      severity: 'error',
      refusedBy: 'memcached',
      message: t(
        'The chart starts memcached with -m {memory} -I {item}m: the largest item may be half of the memory at most, so memcached does not start. Lower maxItemMemory or raise allocatedMemory.',
        { memory, item },
      ),
      fixes: cacheFixes(document, cache, memory, item),
    }
  const buffer =
    cache.field(['persistence', 'enabled']).value === true && cache.rendering.storage ? 16 : undefined
  const options = cache.field(['extraExtendedOptions']).value
  const plain = options === null || (typeof options === 'string' && !options.includes('ext_wbuf_size'))
  if (buffer === undefined || !plain || item <= buffer) return undefined
  return {
    range: own,
    severity: 'error',
    refusedBy: 'memcached',
    message: t(
      'With persistence the chart starts memcached with ext_wbuf_size={buffer}: the largest item ({item} MiB) may be no larger, so memcached does not start. Lower maxItemMemory, or add ext_wbuf_size to extraExtendedOptions.',
      { buffer, item },
    ),
  }
}

/** `allocatedMemory` and `maxItemMemory`, where nothing else sets the flags that the chart makes of them. */
function sizesOf({ field, rendering }: ChartCache): {
  readonly memory: number | undefined
  readonly item: number | undefined
} {
  const written = ['m', 'I'].some((name) => field(['extraArgs', name]).value !== null)
  if (!rendering.sizes || written) return { memory: undefined, item: undefined }
  const whole = (value: unknown) =>
    typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined
  return { memory: whole(field(['allocatedMemory']).value), item: whole(field(['maxItemMemory']).value) }
}

function cacheFixes({ uri }: Document, { field }: ChartCache, memory: number, item: number): readonly Fix[] {
  const written = field(['maxItemMemory']).own
  const half = Math.floor(memory / 2)
  const total = field(['allocatedMemory']).own
  const fix = (title: string, range: Range, value: number): Fix => ({
    title,
    safe: false,
    edits: [{ uri, range, text: String(value) }],
  })
  return [
    ...(written && half > 0 ? [fix(t('Lower maxItemMemory to {half}', { half }), written, half)] : []),
    ...(total ? [fix(t('Raise allocatedMemory to {memory}', { memory: 2 * item }), total, 2 * item)] : []),
  ]
}

function cacheChunkFinding(workspace: Workspace, document: Document, cache: ChartCache): Finding | undefined {
  const { item } = sizesOf(cache)
  const own = cache.field(['maxItemMemory']).own
  if (!own || item === undefined || cache.chart !== 'Loki' || cache.key === 'resultsCache') return undefined
  const settings = factsAt(workspace, document.uri).loki
  const written = settings.flatMap((each) => chunkSizeOf({ ...each, whole: false }) ?? [])
  const chunk = written[0] ?? 1_572_864
  return item * mebibyte < chunk ? chunkSaid(own, item * mebibyte, chunk) : undefined
}

export const rule: Rule = {
  id: 'memcached/item-size',
  title: "memcached's largest item against its memory and buffers",
  kinds: ['helm-template', 'kubernetes', 'compose', 'helm-values'],
  severity: 'error',
  check,
}
