/**
 * Rows of the table of settings by environment that are Alloy's: its write-ahead logs, the outages that they survive,
 * and what its containers may use.
 */
import { childBlocks } from '../../syntax/alloy/visit.ts'
import { placeOf } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import { type AlloyWriter, componentsIn, isComplete, nameRange, type WalState } from '../alloy/components.ts'
import { patienceOf, retriesOf } from '../alloy/componentsRetry.ts'
import { policyDuration, roughText } from '../alloy/value.ts'
import { isAlloy, type Known } from '../containers/containers.ts'
import { memorySize } from '../containers/logging.ts'
import { factsAt } from '../workspace.ts'
import {
  atLeast,
  documentsOf,
  type FoundValue,
  type RowSource,
  reaches,
  type Scope,
  type ServiceLayers,
  servicesOf,
} from './scope.ts'

const walText: Readonly<Record<WalState, string>> = { on: 'on', off: 'off', missing: 'off', unknown: '?' }

export const alloyWal: RowSource = {
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

export const outage: RowSource = {
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

export const alloyMemory: RowSource = {
  id: 'alloyMemory',
  title: 'Alloy memory',
  expected: ({ policy }) => atLeast(policy.alloyMemory),
  find: (scope) => limitsOf(scope, memory, scope.policy.alloyMemory),
}

export const alloyCpus: RowSource = {
  id: 'alloyCpus',
  title: 'Alloy CPUs',
  expected: ({ policy }) => atLeast(policy.alloyCpus),
  find: (scope) => limitsOf(scope, cpus, scope.policy.alloyCpus),
}
