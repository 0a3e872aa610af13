/**
 * The memory limit of memcached's container against `-m`, which is the items' alone. Filled, 1.6.45 has 1 to 6 % more
 * than `-m` (4 MiB with 64, 16 with 1024), besides buffers of connections; charts give it 1.2 times as much.
 */

import { type MemcachedRun, memcachedRunsWith } from '../../model/memcached/arguments.ts'
import { type ChartCache, chartCaches } from '../../model/memcached/chartCaches.ts'
import { itemMemory } from '../../model/memcached/effective.ts'
import { isPlainMemory } from '../../model/memcached/flagFaults.ts'
import { bytesText, mebibyte, memoryOf, quantity } from '../../model/memcached/numbers.ts'
import type { Document } from '../../text/document.ts'
import { placeOf } from '../../text/document.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Related, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const seen = new Set<number>()
  for (const run of memcachedRunsWith(workspace, document)) {
    const finding = runFinding(document, run)
    if (!finding || seen.has(finding.range.start)) continue
    seen.add(finding.range.start)
    yield finding
  }
  for (const cache of chartCaches(workspace, document)) {
    const finding = cacheFinding(document, cache)
    if (finding) yield finding
  }
}

function runFinding(document: Document, run: MemcachedRun): Finding | undefined {
  const { container } = run
  const limit = container && memoryOf(container)
  const memory = itemMemory(run)
  if (!container?.memoryLimit || limit === undefined || !memory || !isPlainMemory(run)) return undefined
  const unit = container.runtime === 'compose' ? 'M' : 'Mi'
  const related = memory.flag && [
    {
      ...placeOf(document, memory.flag.value?.range ?? memory.flag.range),
      message: t('The memory for items.'),
    },
  ]
  return judged(document, container.memoryLimit.range, limit, memory.value, unit, related)
}

/** Whether memcached grows beyond the limit once it is full. */
function isKilled(limit: number, memory: number): boolean {
  return limit < memory + Math.max(4 * mebibyte, memory * 0.02)
}

function judged(
  document: Document,
  range: Range,
  limit: number,
  memory: number,
  unit: string,
  related: readonly Related[] = [],
): Finding | undefined {
  // Tenths of a MiB are lost where a chart computes in whole ones.
  if (memory <= 0 || limit + mebibyte >= memory * 1.2) return undefined
  const wanted = `${Math.ceil((memory * 1.2) / mebibyte)}${unit}`
  const said = { limit: bytesText(limit), memory: bytesText(memory), wanted }
  const killed = isKilled(limit, memory)
  return {
    range,
    severity: killed ? 'warning' : 'info',
    message: killed
      ? t(
          'memcached may fill {memory} with items (-m) and needs more than that, but its container may have {limit}: when the cache is full, the kernel ends it and all of it is lost. Raise the limit to {wanted} (1.2 times -m), or lower -m.',
          said,
        )
      : t(
          'memcached may fill {memory} with items (-m); the limit of {limit} leaves little for connections and buffers. Charts give it 1.2 times -m: {wanted}.',
          said,
        ),
    related,
    fixes: [
      {
        title: t('Raise the limit to {wanted}', { wanted }),
        safe: false,
        edits: [{ uri: document.uri, range, text: wanted }],
      },
    ],
  }
}

/** A chart's cache with resources of its own: without them the chart computes the limit from `allocatedMemory`. */
function cacheFinding(document: Document, { field, rendering }: ChartCache): Finding | undefined {
  const limit = field(['resources', 'limits', 'memory'])
  const memory = field(['allocatedMemory'])
  if (!rendering.sizes || field(['extraArgs', 'm']).value !== null) return undefined
  const text = limit.value
  const bytes = typeof text === 'string' || typeof text === 'number' ? quantity(text) : undefined
  if (bytes === undefined || typeof memory.value !== 'number') return undefined
  const range = limit.own ?? memory.own
  if (!range) return undefined
  const related = memory.place ? [{ ...memory.place, message: t('The memory for items.') }] : []
  const found = judged(document, range, bytes, memory.value * mebibyte, 'Mi', limit.own ? related : [])
  return found && !limit.own ? { ...found, fixes: [] } : found
}

export const rule: Rule = {
  id: 'memcached/container-memory',
  title: "A memory limit that memcached's items alone fill",
  kinds: ['helm-template', 'kubernetes', 'compose', 'helm-values'],
  severity: 'warning',
  check,
}
