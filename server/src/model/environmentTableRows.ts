/**
 * The rows of the table of settings by environment: the second guide's table, with what it says of Docker's files,
 * of CPUs and of outages, and zone-aware Services. A row finds values and holds each against the policy; "at least"
 * where more does no harm.
 */
import { childBlocks } from '../syntax/alloy/visit.ts'
import { yamlTree } from '../syntax/parse.ts'
import { get, textOf } from '../syntax/yaml/path.ts'
import { placeOf } from '../text/document.ts'
import { rangeOf } from '../text/part.ts'
import { t } from '../text/translate.ts'
import { type AlloyWriter, componentsIn, isComplete, nameRange, type WalState } from './alloyComponents.ts'
import { patienceOf, retriesOf } from './alloyComponentsRetry.ts'
import { policyDuration, roughText } from './alloyValue.ts'
import { isAlloy, type Known } from './containers.ts'
import { dockerSize, memorySize } from './containersLogging.ts'
import {
  documentsOf,
  type FoundValue,
  type LokiLayers,
  lokiOf,
  type RowSource,
  type Scope,
  type ServiceLayers,
  servicesOf,
} from './environmentTableScope.ts'
import { manifestsOf } from './manifests.ts'
import { routedManifest } from './trafficRouting.ts'
import { durationMs } from './units.ts'
import { factsAt } from './workspace.ts'

/** Whether `has` is at least `wanted`; unknown where one of them is. */
function reaches(has: number | undefined, wanted: number | undefined): boolean | undefined {
  return has === undefined || wanted === undefined ? undefined : has >= wanted
}

const atLeast = (wanted: string | number | undefined) => (wanted === undefined ? undefined : `≥ ${wanted}`)

const walText: Readonly<Record<WalState, string>> = { on: 'on', off: 'off', missing: 'off', unknown: '?' }

const alloyWal: RowSource = {
  id: 'alloyWal',
  title: 'Alloy WAL',
  expected: ({ policy }) => policy.alloyWal && (policy.alloyWal === 'required' ? 'on' : 'off'),
  find: (scope) =>
    writersOf(scope).map(({ label, wal, place }) => ({
      text: walText[wal],
      // Where it may be off, on does no harm.
      fits: scope.policy.alloyWal === 'off' || (wal === 'unknown' ? undefined : wal === 'on'),
      place,
      of: label === undefined ? [] : [label],
    })),
}

function writersOf({ workspace, uris }: Scope): readonly AlloyWriter[] {
  return uris.flatMap((uri) => factsAt(workspace, uri).alloy.flatMap(({ writers }) => writers))
}

const outage: RowSource = {
  id: 'outage',
  title: 'Outage that loki.write survives',
  expected: ({ policy }) => atLeast(policy.outage),
  find: (scope) =>
    documentsOf(scope).flatMap((document) => {
      if (document.kind !== 'alloy') return []
      return componentsIn(document, 'loki.write').flatMap((writer) =>
        childBlocks(writer, 'endpoint').flatMap((endpoint): readonly FoundValue[] => {
          if (!isComplete(endpoint)) return []
          const retries = retriesOf(document, endpoint)
          const shortest = retries && patienceOf(retries).shortest
          return [
            {
              text: shortest === undefined ? '?' : spanText(shortest),
              fits: reaches(shortest, policyDuration(scope.policy.outage)),
              place: placeOf(document, nameRange(document, endpoint)),
              of: writer.label ? [writer.label.value] : [],
            },
          ]
        }),
      )
    }),
}

function spanText(milliseconds: number): string {
  return Number.isFinite(milliseconds) ? roughText(milliseconds) : t('any: tried for ever')
}

const lokiStorage: RowSource = {
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

const rateLimits: RowSource = {
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

const retention: RowSource = {
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

/** Bytes or CPUs of a limit, as the program that runs the container reads it. */
interface Limit {
  readonly of: (service: ServiceLayers) => Known<string | number> | undefined
  readonly ofContainer: 'memoryLimit' | 'cpuLimit'
  readonly compose: (value: string | number) => number | undefined
  readonly kubernetes: (value: string | number) => number | undefined
  /** The policy's own text, where Kubernetes runs it. */
  readonly policy: (value: string) => number | undefined
  readonly valuesKey: RegExp
}

const memory: Limit = {
  of: ({ memoryLimit }) => memoryLimit,
  ofContainer: 'memoryLimit',
  compose: memorySize,
  kubernetes: (value) => quantity(String(value)),
  policy: (value) =>
    quantity(
      value
        .replace(/\s/g, '')
        .replace(/b$/i, '')
        .replace(/[kmgt](?=i?$)/i, (unit) => unit.toUpperCase()),
    ),
  valuesKey: /(?:^|\.)alloy\.resources\.limits\.memory$/,
}

const cpus: Limit = {
  of: ({ cpuLimit }) => cpuLimit,
  ofContainer: 'cpuLimit',
  compose: (value) => (/^\d*\.?\d+$/.test(String(value)) ? Number(value) : undefined),
  kubernetes: (value) => quantity(String(value)),
  policy: (value) => quantity(value),
  valuesKey: /(?:^|\.)alloy\.resources\.limits\.cpu$/,
}

const quantityUnits: Readonly<Record<string, number>> = {
  '': 1,
  m: 0.001,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
}

/** A Kubernetes quantity as a number. */
function quantity(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d*\.?\d+)(m|[kKMGT]i?|)$/.exec(text) ?? []
  const factor = quantityUnits[unit]
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor
}

/** The limits of Alloy's containers, against what is wanted of them at least. */
function limitsOf(scope: Scope, limit: Limit, wanted: string | undefined): readonly FoundValue[] {
  const composed = servicesOf(scope)
    .filter(({ alloy }) => alloy)
    .map((service) => {
      const known = limit.of(service)
      const none = known === undefined && !service.open
      const amount = known?.value === undefined ? undefined : limit.compose(known.value)
      return {
        // Compose takes 0 for no limit.
        text: none ? t('no limit') : String(known?.raw ?? '?'),
        fits: none || amount === 0 || reaches(amount, limit.compose(wanted ?? '')),
        place: known?.place ?? service.container.place,
        of: [service.name],
      }
    })
  return [...composed, ...kubernetesLimits(scope, limit, wanted)]
}

function kubernetesLimits(scope: Scope, limit: Limit, wanted: string | undefined): readonly FoundValue[] {
  const least = wanted === undefined ? undefined : limit.policy(wanted)
  return scope.uris.flatMap((uri) => {
    const { containers, values } = factsAt(scope.workspace, uri)
    const run = containers.flatMap((container): readonly FoundValue[] => {
      const known = container[limit.ofContainer]
      if (container.runtime !== 'kubernetes' || !isAlloy(container) || !known) return []
      const amount = known.value === undefined ? undefined : limit.kubernetes(known.value)
      const of = container.name === undefined ? [] : [container.name]
      return [{ text: known.raw, fits: reaches(amount, least), place: known.place, of }]
    })
    const chart = values.flatMap(({ scalars }) =>
      scalars
        .filter(({ path, value }) => value !== null && limit.valuesKey.test(path.join('.')))
        .map(({ value, place }) => {
          const amount = value === undefined ? undefined : limit.kubernetes(String(value))
          return { text: String(value ?? '?'), fits: reaches(amount, least), place, of: [] }
        }),
    )
    return [...run, ...chart]
  })
}

const alloyMemory: RowSource = {
  id: 'alloyMemory',
  title: 'Alloy memory',
  expected: ({ policy }) => atLeast(policy.alloyMemory),
  find: (scope) => limitsOf(scope, memory, scope.policy.alloyMemory),
}

const alloyCpus: RowSource = {
  id: 'alloyCpus',
  title: 'Alloy CPUs',
  expected: ({ policy }) => atLeast(policy.alloyCpus),
  find: (scope) => limitsOf(scope, cpus, scope.policy.alloyCpus),
}

/** Services whose output Docker keeps in json-file, with the option of this name. */
function logOptions(scope: Scope, name: string) {
  return servicesOf(scope).flatMap(({ name: service, logging, open, container }) => {
    if (logging?.driver && logging.driver.value !== 'json-file') return []
    const known = logging?.options.find((option) => option.name === name)?.value
    return [
      { service, known, open: open && !logging, place: known?.place ?? logging?.place ?? container.place },
    ]
  })
}

const dockerLogMaxSize: RowSource = {
  id: 'dockerLogMaxSize',
  title: 'Docker log max-size',
  expected: ({ policy }) => atLeast(policy.dockerLogMaxSize),
  find: (scope) =>
    logOptions(scope, 'max-size').map(({ service, known, open, place }) => {
      const none = known === undefined || known.value === '-1'
      const amount = known?.value === undefined ? undefined : dockerSize(known.value)
      return {
        text: none ? (open ? '?' : t('no limit')) : known.raw,
        // Without a limit nothing is rotated away, until the disk is full: no policy wants that.
        fits: none
          ? open
            ? undefined
            : false
          : reaches(amount, dockerSize(scope.policy.dockerLogMaxSize ?? '')),
        place,
        of: [service],
      }
    }),
}

const dockerLogMaxFile: RowSource = {
  id: 'dockerLogMaxFile',
  title: 'Docker log max-file',
  expected: ({ policy }) => atLeast(policy.dockerLogMaxFile),
  find: (scope) =>
    logOptions(scope, 'max-file').map(({ service, known, open, place }) => {
      const count = known
        ? /^\d+$/.test(known.value ?? '')
          ? Number(known.value)
          : undefined
        : open
          ? undefined
          : 1
      return {
        text: known ? known.raw : open ? '?' : t('1 (default)'),
        fits: reaches(count, scope.policy.dockerLogMaxFile),
        place,
        of: [service],
      }
    }),
}

const zoneAware: RowSource = {
  id: 'zoneAware',
  title: 'trafficDistribution of Services',
  expected: ({ policy }) => (policy.zoneAware ? t('set') : undefined),
  find: (scope) => [...valuesDistribution(scope), ...manifestDistribution(scope)],
}

/** A component's empty value falls back to the one for all: it counts only where no value is set at all. */
function valuesDistribution({ workspace, uris }: Scope): readonly FoundValue[] {
  const all = uris.flatMap((uri) => factsAt(workspace, uri).values.flatMap(({ scalars }) => scalars))
  const named = all.filter(({ path }) => path.at(-1) === 'trafficDistribution')
  const isEmpty = ({ value }: (typeof named)[number]) => value === null || value === ''
  const set = named.filter((each) => !isEmpty(each))
  return (set.length > 0 ? set : named).map((each) => ({
    text: isEmpty(each) ? t('not set') : String(each.value ?? '?'),
    fits: isEmpty(each) ? false : each.value === undefined ? undefined : true,
    place: each.place,
    of: each.path.length > 1 ? [each.path.slice(0, -1).join('.')] : [],
  }))
}

function manifestDistribution(scope: Scope): readonly FoundValue[] {
  return documentsOf(scope).flatMap((document) => {
    if (document.kind !== 'kubernetes') return []
    const tree = yamlTree(document)
    return manifestsOf(document).flatMap((manifest): readonly FoundValue[] => {
      const spec = routedManifest(manifest)
      if (!spec) return []
      const node = get(spec.value, ['trafficDistribution'])
      const text = textOf(node)
      return [
        {
          text: text ?? (node ? '?' : t('not set')),
          fits: text !== undefined || (node ? undefined : false),
          place: placeOf(document, rangeOf(tree, node ?? spec.key)),
          of: manifest.name === undefined ? [] : [manifest.name],
        },
      ]
    })
  })
}

/** Every row, in the order of the guide's table, what it does not have behind it. */
export const rows: readonly RowSource[] = [
  alloyWal,
  outage,
  lokiStorage,
  rateLimits,
  retention,
  alloyMemory,
  alloyCpus,
  dockerLogMaxSize,
  dockerLogMaxFile,
  zoneAware,
]
