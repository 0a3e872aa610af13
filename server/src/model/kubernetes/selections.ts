/**
 * Whether selectors find what they are for: a workload's own selector the labels of its pods, a topology spread
 * constraint the pods that carry it, and a Service, a disruption budget or a monitor anything at all of what goes
 * together with it. The last is certain only where a near miss shows what is meant: pods may come from elsewhere.
 */
import type { Document } from '../../text/document.ts'
import type { Judgement } from './faults.ts'
import { fits, type Labels, type Selector, selects, type Term } from './labels.ts'
import type { KubernetesObject, Selecting, ServiceObject, Workload } from './objects.ts'
import { spotIn } from './read.ts'
import { isClosedFor, ownObjects, sameNamespace, type Whole } from './wholes.ts'

/** A selector that finds nothing, with what it was most likely meant to find. */
export interface NearMiss {
  readonly of: 'others'
  readonly by: ServiceObject | Selecting
  readonly near: ServiceObject | Workload
  /** The conditions that do not hold there. */
  readonly failing: readonly Term[]
}

/** A selector of a workload that does not take the labels of its own pods. */
export interface OwnMismatch {
  readonly of: 'selector' | 'spread'
  readonly workload: Workload
  /** The conditions that do not hold; none where there is no selector at all. */
  readonly failing: readonly Term[]
}

/** The selectors of a document that find nothing. */
export function judgeSelectors(
  document: Document,
  whole: Whole,
): readonly Judgement<NearMiss | OwnMismatch>[] {
  return ownObjects(whole, document).flatMap((object): readonly Judgement<NearMiss | OwnMismatch>[] => {
    if (object.type === 'workload') return object.complete ? ownMismatches(object) : []
    if (whole.alone || (object.type !== 'service' && object.type !== 'selecting')) return []
    const miss = missOf(object, whole)
    return miss ? [{ ...spotIn(object.selectorSpot ?? object), fault: miss }] : []
  })
}

function ownMismatches(workload: Workload): readonly Judgement<OwnMismatch>[] {
  const { selector, selectorSpot, spreads, labels } = workload
  const own = selector && selectorSpot ? [{ of: 'selector' as const, selector, spot: selectorSpot }] : []
  return [...own, ...spreads.map((spread) => ({ of: 'spread' as const, ...spread }))].flatMap((each) => {
    const failing = each.selector ? failingIn(each.selector, labels) : []
    return failing ? [{ ...spotIn(each.spot), fault: { of: each.of, workload, failing } }] : []
  })
}

/** The conditions that labels do not fulfil; nothing where they fulfil all, or may. */
function failingIn(selector: Selector, labels: Labels): readonly Term[] | undefined {
  if (selects(selector, labels) !== false) return undefined
  return selector.terms.filter((term) => fits(term, labels) === false)
}

interface Sought {
  readonly selector: Selector | undefined
  readonly of: Selecting['of']
}

function soughtBy(by: ServiceObject | Selecting): Sought {
  return by.type === 'service' ? { selector: by.selector, of: 'pods' } : by
}

function isSought(of: Selecting['of'], object: KubernetesObject): object is ServiceObject | Workload {
  return object.type === (of === 'pods' ? 'workload' : 'service')
}

function missOf(by: ServiceObject | Selecting, whole: Whole): NearMiss | undefined {
  const { selector, of } = soughtBy(by)
  const elsewhere = by.type === 'service' ? by.external : by.changed || !by.ownNamespace
  if (!selector || selector.open || selector.terms.length === 0 || elsewhere) return undefined
  const candidates = whole.objects.filter(
    (object): object is ServiceObject | Workload => isSought(of, object) && sameNamespace(object, by),
  )
  if (candidates.some((object) => selects(selector, object.labels) !== false)) return undefined
  const [near, ...more] = candidates.filter((object) => isNear(by, selector, object, whole.objects))
  if (!near || more.length > 0 || !isClosedFor(whole, by)) return undefined
  const isElsewhere = whole.elsewhere.some(
    (object) => isSought(of, object) && selects(selector, object.labels) !== false,
  )
  if (isElsewhere) return undefined
  return {
    of: 'others',
    by,
    near,
    failing: selector.terms.filter((term) => fits(term, near.labels) === false),
  }
}

/**
 * Whether an object is what a selector was meant to find: it is called like the one that looks for it, no other one
 * of that kind finds it, and it has the labels that are asked for with other values, or none of them. A label that
 * alone is missing may be put there while the pods run (`role: master`).
 */
function isNear(
  by: ServiceObject | Selecting,
  { terms }: Selector,
  object: ServiceObject | Workload,
  objects: readonly KubernetesObject[],
): boolean {
  if (by.name === undefined || object.name === undefined || !areAlike(by.name, object.name)) return false
  if (object.type === 'workload' && !object.complete) return false
  const failing = terms.filter((term) => fits(term, object.labels) === false)
  const differ = failing.every(({ key }) => Object.hasOwn(object.labels.known, key))
  const isOther = failing.length === terms.length && by.name === object.name
  const isFound = objects.some(
    (other) => other.type === by.type && other.kind === by.kind && finds(other, object),
  )
  return (differ || isOther) && !isFound
}

function finds(by: KubernetesObject, object: { readonly labels: Labels }): boolean {
  if (by.type !== 'service' && by.type !== 'selecting') return false
  const { selector } = soughtBy(by)
  return selector !== undefined && selector.terms.length > 0 && selects(selector, object.labels) !== false
}

/** Whether two objects are called alike: the same, or one with a word more. */
function areAlike(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return long === short || long.startsWith(`${short}-`)
}
