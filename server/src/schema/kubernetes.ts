/**
 * What Kubernetes says of `trafficDistribution` and of the annotation that overrides it, by version. Sources: the
 * API reference of Service; KEP-4444 for the field with `PreferClose` (alpha 1.30, beta and on by default 1.31);
 * KEP-3015 for `PreferSameZone` and `PreferSameNode` (alpha 1.33, beta and on by default 1.34, stable 1.35).
 */

export interface TrafficValue {
  readonly name: string
  /** First minor version of Kubernetes 1 that takes it without a feature gate. */
  readonly since: number
  /** First minor version that has it behind a feature gate. */
  readonly alpha: number
  /** Where it is only another name, the name to use and the minor version from which on. */
  readonly alias?: { readonly of: string; readonly since: number }
}

export const trafficValues: readonly TrafficValue[] = [
  { name: 'PreferSameZone', since: 34, alpha: 33 },
  { name: 'PreferSameNode', since: 34, alpha: 33 },
  { name: 'PreferClose', since: 31, alpha: 30, alias: { of: 'PreferSameZone', since: 34 } },
]

/** The annotations that override the field, each where its value is `Auto` or `auto`. */
export const topologyAnnotations: readonly string[] = [
  'service.kubernetes.io/topology-mode',
  'service.kubernetes.io/topology-aware-hints',
]

/** Whether an annotation's value turns topology-aware routing on, which wins over the field. */
export function turnsTopologyOn(annotation: string, value: unknown): boolean {
  return topologyAnnotations.includes(annotation) && (value === 'Auto' || value === 'auto')
}

/** The minor version of `1.34`, `v1.34.2` or `1.34.0-eks`; undefined for anything else. */
export function minorOf(version: string): number | undefined {
  const minor = /^v?1\.(\d+)/.exec(version)?.[1]
  return minor === undefined ? undefined : Number(minor)
}

/** The value that keeps traffic within a zone on a version. */
export function trafficDistributionFor(version: string): string {
  const minor = minorOf(version)
  return minor !== undefined && minor < 34 ? 'PreferClose' : 'PreferSameZone'
}

/** The value that a wrong one is likely meant to be, among those that the version takes. */
export function nearestTrafficValue(found: string, takes: readonly string[]): string | undefined {
  const plain = found
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .replace(/^prefer/, '')
    .replace(/^same/, '')
  const stem = (name: string) =>
    name
      .toLowerCase()
      .replace(/^prefer/, '')
      .replace(/^same/, '')
  const exact = takes.find((name) => stem(name) === plain)
  if (exact) return exact
  const near = takes.filter((name) => plain !== '' && isNear(stem(name), plain))
  return near.length === 1 ? near[0] : undefined
}

/** Whether two words differ by one letter added, left out, changed, or swapped with its neighbour. */
function isNear(a: string, b: string): boolean {
  let from = 0
  while (from < a.length && a[from] === b[from]) from++
  let [endA, endB] = [a.length, b.length]
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const [restA, restB] = [a.slice(from, endA), b.slice(from, endB)]
  return (
    (restA.length <= 1 && restB.length <= 1) ||
    (restA.length === 2 && restA === restB.split('').reverse().join(''))
  )
}
