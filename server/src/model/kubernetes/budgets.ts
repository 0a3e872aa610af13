/**
 * What a disruption budget allows, by the arithmetic of its controller (`getExpectedPodCount`, Kubernetes 1.34): a
 * percentage is taken of the replicas of all workloads whose pods are selected and rounded up. Replicas that an
 * autoscaler or a patch sets are not known, and nothing is said of them.
 */
import { yamlTree } from '../../syntax/parse.ts'
import { get, numberOf, pairAt, scalarOf, textOf } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { manifestsOf } from '../containers/manifests.ts'
import type { Judgement } from './faults.ts'
import type { Scaler, Selecting, Workload } from './objects.ts'
import { plainText, type Spot, spotIn, spotOf } from './read.ts'
import { selectedBy } from './targets.ts'
import { ownObjects, type Whole } from './wholes.ts'

/** A limit as it is written. */
export interface Limit extends Spot {
  readonly key: 'minAvailable' | 'maxUnavailable'
  /** A number of pods, or of per cent of them. */
  readonly value: number
  readonly percent: boolean
  /** Where its key stands. */
  readonly keySpot: Spot
  /** The budget's index among the objects of its document. */
  readonly index: number
  readonly name: string | undefined
}

/** The limits of a document's budgets; those that are not known or not one are left out. */
export const limitsIn = memo((document: Document): readonly Limit[] => {
  const source = { document, tree: yamlTree(document) }
  return manifestsOf(document).flatMap(({ kind, apiVersion, node }, index) => {
    if (kind !== 'PodDisruptionBudget' || !apiVersion?.startsWith('policy/')) return []
    const spec = get(node, ['spec'])
    const pairs = (['minAvailable', 'maxUnavailable'] as const).flatMap((key) => {
      const pair = pairAt(spec, key)
      return pair?.value && scalarOf(pair.value)?.value !== null ? [{ key, pair, value: pair.value }] : []
    })
    const [one, ...more] = pairs
    const percent = /^(\d{1,3})%$/.exec(textOf(one?.value) ?? '')
    const value = percent ? Number(percent[1]) : numberOf(one?.value)
    if (!one || more.length > 0 || value === undefined) return []
    return [
      {
        key: one.key,
        value,
        percent: percent !== null,
        index,
        name: plainText(get(node, ['metadata', 'name'])),
        keySpot: spotOf(source, one.pair.key),
        ...spotOf(source, one.value),
      },
    ]
  })
})

/** How many of `replicas` healthy pods may go. */
export function allowedOf(
  { key, value, percent }: Pick<Limit, 'key' | 'value' | 'percent'>,
  replicas: number,
): number {
  const pods = percent ? Math.ceil((value * replicas) / 100) : value
  return key === 'maxUnavailable' ? Math.min(pods, replicas) : Math.max(0, replicas - pods)
}

/** A budget that lets no pod go. */
export interface Blocked {
  readonly limit: Limit
  /** The workloads whose pods it keeps; none where the limit alone tells. */
  readonly workloads: readonly Workload[]
  /** The sum of their replicas, where it is what tells. */
  readonly replicas: number | undefined
}

/** The budgets of a document that let no pod go. */
export function judgeBudgets(document: Document, whole: Whole): readonly Judgement<Blocked>[] {
  const limits = limitsIn(document)
  if (limits.length === 0) return []
  const own = ownObjects(whole, document)
  return limits.flatMap((limit) => {
    const budget = own.find(
      (object): object is Selecting => object.type === 'selecting' && object.index === limit.index,
    )
    return budget && !budget.changed ? judgeBudget(limit, budget, whole) : []
  })
}

function judgeBudget(
  limit: Limit,
  budget: Selecting,
  { objects, elsewhere, alone }: Whole,
): readonly Judgement<Blocked>[] {
  const at = spotIn(limit)
  const never = limit.key === 'maxUnavailable' ? limit.value === 0 : limit.percent && limit.value >= 100
  const selected = budget.selector.open ? undefined : selectedBy(budget.selector, budget, objects)
  if (never) {
    const workloads = (selected ?? []).filter(({ kind }) => kind !== 'DaemonSet')
    return [{ ...at, fault: { limit, workloads, replicas: undefined } }]
  }
  if (limit.key === 'maxUnavailable') return [{ ...at, fault: undefined }]
  if (alone || !selected || selected.length === 0) return []
  const scalers = [...objects, ...elsewhere].filter((object) => object.type === 'scaler')
  const replicas = sumOf(selected, scalers)
  if (replicas === undefined || replicas === 0) return []
  const isBlocked = allowedOf(limit, replicas) === 0
  return [{ ...at, fault: isBlocked ? { limit, workloads: selected, replicas } : undefined }]
}

const scaled: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'ReplicaSet',
  'ReplicationController',
])

/** The replicas of workloads together; nothing where one of them is not known. */
function sumOf(workloads: readonly Workload[], scalers: readonly Scaler[]): number | undefined {
  let sum = 0
  for (const workload of workloads) {
    if (!scaled.has(workload.kind) || !workload.complete || workload.replicas === undefined) return undefined
    if (scalers.some((scaler) => mayScale(scaler, workload))) return undefined
    sum += workload.replicas
  }
  return sum
}

function mayScale({ targetKind, targetName }: Scaler, { kind, name }: Workload): boolean {
  const fits = (a: string | undefined, b: string | undefined) => a === undefined || b === undefined || a === b
  return fits(targetKind, kind) && fits(targetName, name)
}
