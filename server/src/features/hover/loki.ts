/**
 * What the keys and values of a Loki configuration mean, wherever it is written: a file, a part of Helm values, the
 * chart's own map, runtime overrides. Facts come from `schema/loki.ts`; nothing is judged here but what a value says.
 */
import { durationMs } from '../../model/units.ts'
import { type LokiKey, type LokiPath, lokiKey, lokiKeysBelow, lokiVersion } from '../../schema/loki.ts'
import { lokiChoices, lokiText } from '../../schema/lokiTexts.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlScalar } from '../../syntax/yaml/ast.ts'
import { pathAt } from '../../syntax/yaml/path.ts'
import type { LokiLayout } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { touches } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { FeatureContext, Hover, HoverSource } from '../feature.ts'

/** Names of the official chart's `loki:` map for Loki's own top-level keys (chart 18.11.0, `values.yaml`). */
const chartNames: Readonly<Record<string, string>> = {
  schemaConfig: 'schema_config',
  commonConfig: 'common',
  memberlistConfig: 'memberlist',
  rulerConfig: 'ruler',
}

/** Top-level keys that the chart hands on under Loki's own name; other ones there have no effect. */
const chartKeys = new Set(
  (
    'auth_enabled server pattern_ingester ingester ingester_client block_builder limits_config query_range ' +
    'storage_config query_scheduler compactor compactor_grpc_client analytics querier index_gateway frontend ' +
    'frontend_worker distributor tracing bloom_build bloom_gateway operational_config'
  ).split(' '),
)

/** The chart's name for a top-level key of Loki; nothing for one that it does not hand on. */
export function chartName(key: string): string | undefined {
  const named = Object.entries(chartNames).find(([, name]) => name === key)?.[0]
  return named ?? (chartKeys.has(key) ? key : undefined)
}

/**
 * A way in a document of a layout as a way in Loki's own configuration; nothing for what is the chart's own, such as
 * `loki.storage`.
 */
export function lokiPath(layout: LokiLayout | undefined, keys: LokiPath): LokiPath | undefined {
  if (layout === 'overrides') return overridden(keys)
  if (layout !== 'chart') return keys
  const [first, ...rest] = keys
  if (first === 'structuredConfig') return rest
  if (first === 'runtimeConfig') return overridden(rest)
  const own = Object.hasOwn(chartNames, first ?? '') ? chartNames[String(first)] : undefined
  if (own === undefined && !chartKeys.has(String(first))) return undefined
  return [own ?? String(first), ...rest]
}

/** Limits of a tenant: `overrides.<tenant>.<limit>`. */
function overridden([first, tenant, ...rest]: LokiPath): LokiPath | undefined {
  return first === 'overrides' && tenant !== undefined ? ['limits_config', ...rest] : undefined
}

function hoverAt(context: FeatureContext, offset: number): Hover | undefined {
  const { document } = context
  const tree = yamlTree(document)
  const at = pathAt(tree, offset)
  const node = at?.nodes.at(-1)
  // Behind a colon the value is meant that stands further on: it is not what the pointer is on.
  if (!at || node?.kind !== 'scalar' || !touches(rangeOf(tree, node), offset)) return undefined
  const keys = at.onKey ? at.keys : withoutIndices(at.keys)
  const path = lokiPath(document.layout, keys)
  const known = path && lokiKey(path)
  if (!path || !known) return undefined
  const value = at.onKey ? at.pair?.value : node
  const scalar = value?.kind === 'scalar' && !value.hole ? value : undefined
  return { range: rangeOf(tree, node), markdown: keyText(known, path, scalar, context) }
}

/** The way to the list that holds an item. */
function withoutIndices(keys: LokiPath): LokiPath {
  const last = keys.findLastIndex((step) => typeof step === 'string')
  return keys.slice(0, last + 1)
}

/** Markdown about a key, with what its value says where one is given. */
export function keyText(
  known: LokiKey,
  path: LokiPath,
  value?: YamlScalar,
  context?: FeatureContext,
): string {
  const text = lokiText(known.path)
  const choices = lokiChoices(known.path)
  const url = `https://grafana.com/docs/loki/latest/configure/#${String(path[0] ?? '')}`
  const said = [
    `**Loki \`${known.path}\`**`,
    text && t(text),
    value && meaningOf(known, value),
    context && expectation(known, context),
    known.type === 'block' ? keysText(path) : undefined,
    choices && t('One of {values}.', { values: choices.map((choice) => `\`${choice}\``).join(', ') }),
    facts(known),
    t('[Configuration]({url}), Loki {version}', { url, version: lokiVersion }),
  ]
  return said.filter(Boolean).join('\n\n')
}

function keysText(path: LokiPath): string | undefined {
  const names = lokiKeysBelow(path).map(({ name }) => `\`${name}\``)
  if (names.length === 0) return undefined
  const shown = names.slice(0, 12).join(', ')
  return names.length > 12
    ? t('Keys: {keys} and {n} more.', { keys: shown, n: names.length - 12 })
    : t('Keys: {keys}.', { keys: shown })
}

/** How the values of a type are written. */
const typeNames: Readonly<Record<string, string>> = {
  boolean: '`true` or `false`',
  bytesize: 'bytes, such as `512KB` or `5MB` (units of 1024)',
  'bytes-base2': 'bytes, such as `512KB` or `5MB` (units of 1024)',
  'csv-or-list': 'a list, or texts separated by commas',
  'csv-string': 'texts separated by commas',
  daytime: 'a day, such as `2026-01-31`',
  duration: 'a duration such as `30s`, `5m` or `12h`; days and weeks are not read here',
  float: 'a number',
  int: 'a whole number',
  list: 'a list',
  'log-level': '`debug`, `info`, `warn` or `error`',
  map: 'a map',
  'prom-duration': 'a duration such as `30m`, `12h`, `7d` or `1y`, without fractions',
  regexp: 'a regular expression',
  secret: 'a secret',
  string: 'a text',
  'string-map': 'a map of texts',
  time: 'a time, such as `2026-01-31T00:00:00Z`',
  url: 'a URL',
}

/** Type, default, flag and state on one line. */
function facts({ type, flag, default: value, deprecated, experimental }: LokiKey): string {
  const name = Object.hasOwn(typeNames, type) ? typeNames[type] : undefined
  const said = [
    name && t('Takes {type}.', { type: t(name) }),
    value && t('Default {value}.', { value: `\`${value}\`` }),
    flag && t('Flag {flag}.', { flag: `\`-${flag}\`` }),
    deprecated && t('Deprecated.'),
    experimental && t('Experimental.'),
  ]
  return said.filter(Boolean).join(' ')
}

/** What the environment's policy wants of this key. */
function expectation({ path }: LokiKey, { environment, policy }: FeatureContext): string | undefined {
  if (environment === undefined) return undefined
  const wanted =
    path === 'limits_config.retention_period'
      ? policy.lokiRetention
      : path.endsWith('.object_store') && policy.lokiStorage === 's3'
        ? policy.lokiStorage
        : undefined
  if (wanted === undefined) return undefined
  return path.endsWith('.object_store')
    ? t('{environment} expects {wanted}.', { environment, wanted })
    : t('{environment} expects at least {wanted}.', { environment, wanted })
}

const bytesKey = /(?:_msg_size|_bytes|chunk_target_size|chunk_block_size|max_body_size)$/

/** What a value says in other words; nothing where it is clear as it stands, or unknown. */
function meaningOf({ path, name, type }: LokiKey, { text: value }: YamlScalar): string | undefined {
  const said = (meaning: string) => t('`{value}`: {meaning}.', { value, meaning })
  if (path === 'limits_config.retention_period' && durationMs(value) === 0) return said(t('kept for ever'))
  if (type === 'duration' || type === 'prom-duration') {
    if (type === 'duration' && /\d[dwy]/.test(value))
      return t(
        'Loki does not read `{value}` here: this duration takes no days, weeks or years. Write hours.',
        {
          value,
        },
      )
    const ms = durationMs(value)
    return ms === undefined || ms === 0 ? undefined : said(longDuration(ms))
  }
  if (name === 'ingestion_rate_mb' && isNumber(value))
    return said(
      t('{value} MB a second for each tenant ({size})', { value, size: sizeText(Number(value) * 2 ** 20) }),
    )
  if (name === 'ingestion_burst_size_mb' && isNumber(value))
    return said(
      t('{value} MB at once for each tenant ({size})', { value, size: sizeText(Number(value) * 2 ** 20) }),
    )
  const bytes = type === 'bytesize' || type === 'bytes-base2' ? binarySize(value) : ownBytes(name, value)
  return bytes === undefined || bytes === 0 ? undefined : said(sizeText(bytes))
}

function isNumber(value: string): boolean {
  return /^\d+(?:\.\d+)?$/.test(value)
}

function ownBytes(name: string, value: string): number | undefined {
  return bytesKey.test(name) && /^\d+$/.test(value) ? Number(value) : undefined
}

/** Bytes of `5MB` as Loki counts them: units of 1024. */
function binarySize(value: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+)([KMGTPE]?)B?$/i.exec(value) ?? []
  if (amount === undefined) return undefined
  return Number(amount) * 1024 ** ' KMGTPE'.indexOf(unit.toUpperCase() || ' ')
}

/** Bytes for a reader: `5 MiB, 5,242,880 bytes`. */
function sizeText(bytes: number): string {
  const exact = String(Math.round(bytes)).replace(/\B(?=(\d{3})+$)/g, ',')
  const power = Math.min(5, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  const rounded = Math.round((bytes / 1024 ** power) * 10) / 10
  const unit = ['', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'][power]
  return unit
    ? t('{size} {unit}, {exact} bytes', { size: rounded, unit, exact })
    : t('{exact} bytes', { exact })
}

const units = [
  [86_400_000, '{count} day', '{count} days'],
  [3_600_000, '{count} hour', '{count} hours'],
  [60_000, '{count} minute', '{count} minutes'],
  [1000, '{count} second', '{count} seconds'],
  [1, '{count} millisecond', '{count} milliseconds'],
] as const

/** A duration in words: `7 days`, `1 hour 30 minutes`. */
function longDuration(ms: number): string {
  let rest = ms
  const said: string[] = []
  for (const [length, one, many] of units) {
    const count = Math.floor(rest / length)
    rest -= count * length
    if (count > 0) said.push(t(count === 1 ? one : many, { count }))
  }
  return said.join(' ')
}

export const hover: HoverSource = { kinds: ['loki'], hover: hoverAt }
