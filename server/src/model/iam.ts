/**
 * What IAM policies (JSON) allow on buckets.
 */
import type { Document, Place } from '../text/document.ts'

export interface BucketGrant {
  readonly bucket: string
  /** Actions such as `s3:PutObject`, with their wildcards. */
  readonly actions: readonly string[]
  /** Whether the resource is the bucket itself, its objects, or both. */
  readonly on: 'bucket' | 'objects' | 'both'
  readonly place: Place
}

export function bucketGrantsIn(_document: Document): readonly BucketGrant[] {
  return []
}
