/**
 * Whether selectors find what they are for: a workload's own selector the labels of its pods, a topology spread
 * constraint the pods that carry it, and a Service, a disruption budget or a monitor anything at all of what goes
 * together with it. The last is certain only where a near miss shows what is meant: pods may come from elsewhere.
 */
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import type { Workspace } from '../workspace.ts'
import { fits, type Labels, type Selector, selects, type Term } from './labels.ts'
import {
  type KubernetesObject,
  objectsIn,
  type Selecting,
  type ServiceObject,
  type Workload,
} from './objects.ts'
import type { Spot } from './read.ts'
import { isClosedFor, objectsOf, sameNamespace, versionsOf, type Whole, wholesOf } from './wholes.ts'

/** A selector that finds nothing, with what it was most likely meant to find. */
export interface NearMiss {
  readonly by: ServiceObject | Selecting
  readonly near: ServiceObject | Workload
  /** The conditions that do not hold there. */
  readonly failing: readonly Term[]
}

/** A selector of a workload that does not take the labels of its own pods. */
export interface OwnMismatch {
  readonly of: 'selector' | 'spread'
  readonly workload: Workload
  readonly spot: Spot
  /** The conditions that do not hold; none where there is no selector at all. */
  readonly failing: readonly Term[]
}

/** What of a document's workloads does not select their own pods, in every whole that they are part of. */
export function ownMismatchesIn(workspace: Workspace, document: Document): readonly OwnMismatch[] {
  return objectsIn(document).flatMap((object) => {
    if (object.type !== 'workload' || !object.complete) return []
    const versions = versionsOf(workspace, document, object)
    const inAll = (selectorOf: (version: Workload) => Selector | undefined): readonly Term[] | undefined => {
      const failing = versions.map((version) => failingIn(selectorOf(version), version))
      return failing.every((each) => each) ? failing[0] : undefined
    }
    const { selectorSpot } = object
    const own = selectorSpot && inAll(({ selector }) => selector)
    const found: OwnMismatch[] = own
      ? [{ of: 'selector', workload: object, spot: selectorSpot, failing: own }]
      : []
    for (const [i, { spot }] of object.spreads.entries()) {
      const failing = inAll(({ spreads }) => spreads[i]?.selector)
      if (failing) found.push({ of: 'spread', workload: object, spot, failing })
    }
    return found
  })
}

/** The conditions that a workload's pods do not fulfil; nothing where they do, or may. */
function failingIn(selector: Selector | undefined, { labels }: Workload): readonly Term[] | undefined {
  if (!selector) return []
  if (selects(selector, labels) !== false) return undefined
  return selector.terms.filter((term) => fits(term, labels) === false)
}

/** Services, budgets and monitors of a file that find nothing in any of the wholes that they are part of. */
export function nearMissesIn(workspace: Workspace, uri: string): readonly NearMiss[] {
  const wholes = wholesOf(workspace, uri)
  const [first, ...others] = wholes.map((whole) => missesOf(whole).filter(({ by }) => by.place.uri === uri))
  return (first ?? []).filter(
    (miss) =>
      others.every((each) => each.some(({ by }) => by.index === miss.by.index)) &&
      !isFoundElsewhere(workspace, miss.by),
  )
}

const missesOf = memo((whole: Whole): readonly NearMiss[] => {
  return whole.objects.flatMap((object) => {
    if ((object.type !== 'service' && object.type !== 'selecting') || !isClosedFor(whole, object)) return []
    return missOf(object, whole.objects) ?? []
  })
})

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

function missOf(by: ServiceObject | Selecting, objects: readonly KubernetesObject[]): NearMiss | undefined {
  const { selector, of } = soughtBy(by)
  const elsewhere = by.type === 'service' ? by.external : by.changed || !by.ownNamespace
  if (!selector || selector.open || selector.terms.length === 0 || elsewhere) return undefined
  const candidates = objects.filter(
    (object): object is ServiceObject | Workload => isSought(of, object) && sameNamespace(object, by),
  )
  if (candidates.some((object) => selects(selector, object.labels) !== false)) return undefined
  const near = candidates.filter((object) => isNear(by, selector, object, objects))
  const [only] = near
  if (near.length !== 1 || !only) return undefined
  return { by, near: only, failing: selector.terms.filter((term) => fits(term, only.labels) === false) }
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

/** Whether anything else in the workspace has the labels, or may have. */
function isFoundElsewhere(workspace: Workspace, by: ServiceObject | Selecting): boolean {
  const { selector, of } = soughtBy(by)
  return (
    selector !== undefined &&
    objectsOf(workspace).some((object) => isSought(of, object) && selects(selector, object.labels) !== false)
  )
}
