/**
 * Rows of the table of settings by environment that are Loki's: where logs lie, how much may be pushed, how long they
 * are kept.
 */
import { t } from '../../text/translate.ts'
import { durationMs } from '../units.ts'
import { atLeast, type FoundValue, type LokiLayers, lokiOf, type RowSource, reaches } from './scope.ts'

export const lokiStorage: RowSource = {
  id: 'lokiStorage',
  title: 'Loki storage',
  expected: ({ policy }) => policy.lokiStorage,
  find: (scope) =>
    lokiOf(scope).flatMap((loki): readonly FoundValue[] => {
      const scalar = storeOf(loki)
      if (!scalar) return []
      const { value, place } = scalar
      const fits =
        scope.policy.lokiStorage !== 's3' || (value === undefined ? undefined : value !== 'filesystem')
      return [{ text: String(value ?? '?'), fits, place, of: [] }]
    }),
}

/** The object store of the period that began last, else the chart's, else the common one where it is the disk. */
function storeOf({ scalars }: LokiLayers) {
  const periods = [...scalars].flatMap(([key, store]) => {
    const index = /^schema_config\.configs\.(\d+)\.object_store$/.exec(key)?.[1]
    return index === undefined
      ? []
      : [{ store, from: scalars.get(`schema_config.configs.${index}.from`)?.value }]
  })
  const sorted = periods.sort((a, b) => (String(a.from) < String(b.from) ? -1 : 1))
  const last = sorted.at(-1)?.store ?? scalars.get('storage.type')
  const disk = [...scalars].find(([key]) => key.startsWith('common.storage.filesystem.'))?.[1]
  return last ?? (disk && { ...disk, value: 'filesystem' })
}

/** What the guide wants written down; the burst of a stream may stay as it is. */
const limits = [
  ['ingestion_rate_mb', ' MB/s'],
  ['ingestion_burst_size_mb', ' MB'],
  ['per_stream_rate_limit', '/s'],
] as const

export const rateLimits: RowSource = {
  id: 'rateLimits',
  title: 'Rate limits',
  expected: ({ policy }) => policy.rateLimits,
  find: (scope) =>
    lokiOf(scope).flatMap((loki): readonly FoundValue[] => {
      const { scalars, settings, whole } = loki
      const written = limits.flatMap(([key, unit]) => {
        const scalar = scalars.get(`limits_config.${key}`)
        return scalar ? [{ key, text: `${String(scalar.value ?? '?')}${unit}`, scalar }] : []
      })
      // A part that says nothing of limits is not the place to ask.
      if (
        written.length === 0 &&
        !whole &&
        ![...scalars.keys()].some((key) => key.startsWith('limits_config.'))
      )
        return []
      const missing = limits.filter(([key]) => !written.some((each) => each.key === key)).map(([key]) => key)
      const text = written.map((each) => each.text).join(', ')
      return [
        {
          text: limitsText(text, missing),
          fits: scope.policy.rateLimits !== 'explicit' || missing.length === 0,
          place: written[0]?.scalar.place ?? settings.place,
          of: [],
        },
      ]
    }),
}

function limitsText(written: string, missing: readonly string[]): string {
  if (written === '') return t('default')
  return missing.length > 0
    ? t('{written}; default {missing}', { written, missing: missing.join(', ') })
    : written
}

export const retention: RowSource = {
  id: 'lokiRetention',
  title: 'Loki retention',
  expected: ({ policy }) => atLeast(policy.lokiRetention),
  find: (scope) =>
    lokiOf(scope).flatMap(({ scalars, settings, whole }): readonly FoundValue[] => {
      const scalar = scalars.get('limits_config.retention_period')
      if (!scalar)
        return whole ? [{ text: t('for ever (default)'), fits: true, place: settings.place, of: [] }] : []
      const ms = scalar.value === undefined ? undefined : durationMs(String(scalar.value))
      return [
        {
          text:
            ms === 0 ? t('{value} (for ever)', { value: String(scalar.value) }) : String(scalar.value ?? '?'),
          fits: ms === 0 || reaches(ms, durationMs(scope.policy.lokiRetention ?? '')),
          place: scalar.place,
          of: [],
        },
      ]
    }),
}
