/**
 * Values that put the annotation of topology-aware routing on the Services that also get `trafficDistribution`: the
 * annotation then wins. Only what the values themselves make certain is told: the two in one component, or the
 * annotation at a component and the field for all.
 */

import { turnsTopologyOn } from '../../schema/kubernetes.ts'
import type { Value } from '../charts/charts.ts'
import { starts } from '../charts/values.ts'
import { fieldName } from './wish.ts'

export interface Override {
  readonly annotation: Value
  readonly field: Value
}

/** Names of maps of annotations that charts put on Services. */
const holders: ReadonlySet<string> = new Set(['annotations', 'serviceAnnotations'])

/**
 * The component that an annotation is for: the path without the map of annotations and without `service`. Undefined
 * where the annotations are not a Service's.
 */
function componentOf({ path }: Value): readonly string[] | undefined {
  const holder = path.at(-2)
  const before = path.slice(0, -2)
  if (holder === undefined || !holders.has(holder)) return undefined
  // Their Services are headless in every chart that is known: neither the annotation nor the field does anything.
  if (/cache|memberlist/i.test(before[0] ?? '')) return undefined
  return withoutService(before)
}

function withoutService(path: readonly string[]): readonly string[] {
  return path.at(-1) === 'service' ? path.slice(0, -1) : path
}

/**
 * The annotations among `annotations` that override a field of `scalars`.
 * @param scalars the values that hold together, rising in precedence
 * @param global the path of the chart's value for all components, where it is known
 */
export function overridesIn(
  annotations: readonly Value[],
  scalars: readonly Value[],
  global: readonly string[] | undefined,
): readonly Override[] {
  const set = effective(scalars).filter(
    ({ path, value }) => path.at(-1) === fieldName && typeof value === 'string' && value !== '',
  )
  const forAll = set.find(({ path }) => isGlobal(path, global))
  return annotations.flatMap((annotation) => {
    const component = turnsTopologyOn(annotation.path.at(-1) ?? '', annotation.value)
      ? componentOf(annotation)
      : undefined
    if (!component) return []
    const own = set.find(({ path }) => same(withoutService(path.slice(0, -1)), component))
    // Annotations for all components override each one's field, those of one only its own and the one for all.
    const every =
      isGlobal([...component, 'service', fieldName], global) || isGlobal([...component, fieldName], global)
    const field = own ?? (every ? set[0] : forAll)
    return field ? [{ annotation, field }] : []
  })
}

/** The scalars that hold: of equal paths the last one. */
function effective(scalars: readonly Value[]): readonly Value[] {
  return [...new Map(scalars.map((scalar) => [scalar.path.join('\u0000'), scalar])).values()]
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && starts(a, b)
}

/** Whether a path is the value for all components: the chart's own, else a name that charts give it. */
function isGlobal(path: readonly string[], global: readonly string[] | undefined): boolean {
  if (global) return same(path, global)
  return /^(loki\.service|global(\.service)?|defaults\.service|service)\.trafficDistribution$/.test(
    path.join('.'),
  )
}
