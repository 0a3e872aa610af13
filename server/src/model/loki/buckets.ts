/**
 * The buckets that the workspace's Loki configurations write to, by the keys that name them.
 */
import type { Place } from '../../text/document.ts'
import { allFacts, type Workspace } from '../workspace.ts'
import type { LokiScalar } from './loki.ts'

/** A bucket with the place that names it. */
export interface Bucket {
  readonly name: string
  readonly place: Place
}

const bucketKeys = /(^|\.)(bucketnames|bucket_name|bucketNames\.\w+|s3\.bucketnames|aws\.bucketnames)$/

/** Every bucket that a Loki configuration of the workspace names, placeholders and unknown values left out. */
export function lokiBuckets(workspace: Workspace): readonly Bucket[] {
  return allFacts(workspace, 'loki').flatMap(({ scalars }) => scalars.flatMap(bucketsIn))
}

function bucketsIn({ path, value, place }: LokiScalar): readonly Bucket[] {
  if (typeof value !== 'string') return []
  const key = path.join('.')
  const names = bucketKeys.test(key) ? value.split(',') : /(^|\.)s3$/.test(key) ? urlBucket(value) : []
  return names
    .map((name) => name.trim())
    .filter((name) => /^[a-z0-9][a-z0-9.-]+$/.test(name))
    .map((name) => ({ name, place }))
}

/** The bucket of Loki's `s3://key:secret@region/bucket`. */
function urlBucket(url: string): readonly string[] {
  const match = /^s3:\/\/[^/]*\/([^/?]+)/.exec(url)
  return match?.[1] ? [match[1]] : []
}
