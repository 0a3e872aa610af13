/**
 * Which memcached a container runs, as far as its image's tag tells. `latest`, a digest and a tag that a template or
 * variable makes tell nothing: then the newest release is taken for it, and what only older ones refuse is not claimed.
 */
import type { MemcachedRun } from './arguments.ts'

/** Numbers of a release; of a tag that names a series (`1.5-alpine`) the last is infinite. */
export type Version = readonly [number, number, number]

/** The version of a run; undefined where nothing tells. */
export function versionOf({ container }: MemcachedRun): Version | undefined {
  const tag = /:([^:/@]+)(?:@.*)?$/.exec(container?.image?.value ?? '')?.[1] ?? ''
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:-|$)/.exec(tag) ?? []
  if (major === undefined) return undefined
  const version = [
    Number(major),
    Number(minor),
    patch === undefined ? Number.POSITIVE_INFINITY : Number(patch),
  ]
  // No release is outside of these: it is the number of somebody's own image.
  return version[0] === 1 && (version[1] ?? 0) >= 4 && (version[1] ?? 0) <= 9
    ? (version as unknown as Version) // Three numbers, made just above.
    : undefined
}

/** Whether a version is known to come before a release such as `1.6.32`. */
export function isBefore(version: Version | undefined, release: string): boolean {
  return version !== undefined && difference(version, release) < 0
}

/** Whether a version is known to come after a release. */
export function isAfter(version: Version | undefined, release: string): boolean {
  return version !== undefined && difference(version, release) > 0
}

function difference(version: Version, release: string): number {
  const parts = release.split('.').map(Number)
  for (let i = 0; i < 3; i++) {
    const [own, other] = [version[i] ?? 0, parts[i] ?? 0]
    if (own !== other) return own < other ? -1 : 1
  }
  return 0
}

/** The version as a reader knows it. */
export function versionText([major, minor, patch]: Version): string {
  return patch === Number.POSITIVE_INFINITY ? `${major}.${minor}` : `${major}.${minor}.${patch}`
}
