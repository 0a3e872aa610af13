/**
 * memcached's external storage against the volume that it lies on. It begins to write where its file ends for as long
 * as there are pages left, so what does not fit fails at run time: a full disk, or an evicted pod.
 */

import { type MemcachedRun, memcachedRunsWith } from '../../model/memcached/arguments.ts'
import { type ChartCache, chartCaches } from '../../model/memcached/chartCaches.ts'
import { allSuboptions } from '../../model/memcached/effective.ts'
import { bytesText, extstoreSize, quantity } from '../../model/memcached/numbers.ts'
import { type Capacity, capacityAt } from '../../model/memcached/volumes.ts'
import type { Document } from '../../text/document.ts'
import { placeOf } from '../../text/document.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  for (const run of memcachedRunsWith(workspace, document)) yield* runFindings(document, run)
  for (const cache of chartCaches(workspace, document)) {
    const finding = cacheFinding(document, cache)
    if (finding) yield finding
  }
}

/** Files on one volume count together. */
function runFindings(document: Document, run: MemcachedRun): readonly Finding[] {
  const { container } = run
  if (!container) return []
  const volumes = new Map<number, { capacity: Capacity; bytes: number; range: Range }>()
  for (const { name, value, valueRange } of allSuboptions(run).items) {
    if (name !== 'ext_path' || value === undefined) continue
    const [path = '', size = ''] = value.split(':')
    const bytes = extstoreSize(size)
    const capacity = capacityAt(document, container, path)
    if (bytes === undefined || !capacity) continue
    const known = volumes.get(capacity.range.start)
    volumes.set(capacity.range.start, { capacity, bytes: bytes + (known?.bytes ?? 0), range: valueRange })
  }
  return [...volumes.values()].flatMap(
    ({ capacity, bytes, range }) => judged(document, capacity, bytes, range) ?? [],
  )
}

/** A file system takes a part of its disk for itself; a limit of an emptyDir counts files alone. */
function judged(document: Document, capacity: Capacity, bytes: number, range: Range): Finding | undefined {
  const { kind, folder, text } = capacity
  if (kind === 'emptyDir' ? bytes <= capacity.bytes : bytes < capacity.bytes) return undefined
  const said = { size: bytesText(bytes), volume: text, bytes: bytesText(capacity.bytes), folder }
  return {
    range,
    message:
      kind === 'emptyDir'
        ? t(
            'ext_path may grow to {size}, the emptyDir at {folder} to {volume} ({bytes}): before the storage is full, Kubernetes evicts the pod, and the cache is lost. Lower the size below the limit.',
            said,
          )
        : t(
            'ext_path may grow to {size}, the volume at {folder} has {volume} ({bytes}), some of which the file system needs: when it is full, writes fail. Take nine tenths of it, as the Loki chart does.',
            said,
          ),
    related: [{ ...placeOf(document, capacity.range), message: t('The size of the volume.') }],
  }
}

/** The chart writes nine tenths of the number before `G` or `Gi`; of any other text it makes 0. */
function cacheFinding(document: Document, { field, rendering }: ChartCache): Finding | undefined {
  const size = field(['persistence', 'storageSize'])
  if (!rendering.storage || field(['persistence', 'enabled']).value !== true || !size.own) return undefined
  if (typeof size.value !== 'string' && typeof size.value !== 'number') return undefined
  const text = String(size.value)
  const number = /^\d+$/.exec(text.replace(/Gi$/, '').replace(/G$/, ''))?.[0]
  if (Math.floor((Number(number ?? 0) * 9) / 10) > 0) return undefined
  const whole = gibibytes(text)
  return {
    range: size.own,
    severity: 'error',
    refusedBy: 'memcached',
    message: t(
      'The chart takes nine tenths of the number before G or Gi for ext_path, in whole gigabytes: of {text} that is 0G, and memcached does not start (`supplied ext_path has zero size`). Write at least 2Gi, in Gi.',
      { text },
    ),
    fixes:
      whole === undefined
        ? []
        : [
            {
              title: t('Write {text}', { text: whole }),
              safe: true,
              preferred: true,
              edits: [{ uri: document.uri, range: size.own, text: whole }],
            },
          ],
  }
}

/** The same size in whole Gi, where there is one. */
function gibibytes(text: string): string | undefined {
  const count = (quantity(text) ?? 0) / 1024 ** 3
  return Number.isInteger(count) && count >= 2 ? `${count}Gi` : undefined
}

export const rule: Rule = {
  id: 'memcached/extstore-size',
  title: 'External storage that does not fit its volume',
  kinds: ['helm-template', 'kubernetes', 'compose', 'helm-values'],
  severity: 'warning',
  check,
}
