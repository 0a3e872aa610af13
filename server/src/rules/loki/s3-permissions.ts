/**
 * An IAM policy that names a bucket of Loki and lacks what Loki needs there, or gives `s3:ListBucket` on the objects
 * instead of the bucket. Policies with conditions or denials are not weighed, and neither are policies for buckets
 * that no Loki configuration of the workspace names.
 */

import { type Bucket, lokiBuckets } from '../../model/loki/buckets.ts'
import { allows, bucketOf, policiesOf, type Statement } from '../../model/loki/iam.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Edit, Finding, Fix, Rule, RuleContext } from '../rule.ts'

/** What Loki's S3 client does, and on what (Loki's storage documentation; the second guide's list). */
const needed = [
  { action: 's3:ListBucket', on: 'bucket' },
  { action: 's3:GetObject', on: 'objects' },
  { action: 's3:PutObject', on: 'objects' },
  { action: 's3:DeleteObject', on: 'objects' },
] as const

type Need = (typeof needed)[number]

export const rule: Rule = {
  id: 'loki/s3-permissions',
  title: "An IAM policy for Loki's bucket that lacks a permission Loki needs",
  kinds: ['iam-policy'],
  severity: 'warning',
  check: (context) => check(context),
}

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const buckets = lokiBuckets(workspace)
  for (const statements of policiesOf(document)) {
    for (const bucket of named(statements, buckets)) {
      const missing = needed.filter((need) => !isGranted(statements, bucket.name, need))
      if (missing.length > 0) yield finding(document, statements, bucket, missing)
    }
  }
}

/** The buckets of Loki that a policy names, each once. */
function named(statements: readonly Statement[], buckets: readonly Bucket[]): readonly Bucket[] {
  const names = new Set(
    statements.flatMap(({ resources }) => resources.flatMap(({ arn }) => bucketOf(arn)?.bucket ?? [])),
  )
  return [...names].flatMap((name) => buckets.find((bucket) => bucket.name === name) ?? [])
}

function isGranted(statements: readonly Statement[], bucket: string, need: Need): boolean {
  return statements.some(
    ({ actions, resources }) =>
      actions.some(({ name }) => allows(name, need.action)) &&
      resources.some(({ arn }) => covers(arn, bucket, need.on)),
  )
}

function covers(arn: string, bucket: string, on: Need['on']): boolean {
  const found = bucketOf(arn)
  if (found) return found.bucket === bucket && (found.on === on || found.on === 'both')
  // A pattern or a variable: it may well name the bucket.
  return arn.includes('*') || arn.includes('$')
}

function finding(
  document: Document,
  statements: readonly Statement[],
  bucket: Bucket,
  missing: readonly Need[],
): Finding {
  const tree = yamlTree(document)
  const at = placeFor(statements, bucket.name, missing)
  const list = missing.map(({ action, on }) => `${action} on ${arnFor(bucket.name, on)}`).join(', ')
  return {
    range: rangeOf(tree, at),
    message: t(
      'Loki keeps its logs in {bucket}, and this policy does not allow it {list}. Without them it cannot write, read or delete what it must. Note that s3:ListBucket is for the bucket itself, the others for its objects (/*).',
      { bucket: bucket.name, list },
    ),
    related: [{ ...bucket.place, message: t('Loki writes to {bucket}', { bucket: bucket.name }) }],
    fixes: missing.every(({ on }) => on === 'objects')
      ? actionFix(document, statements, bucket.name, missing)
      : [],
  }
}

function arnFor(bucket: string, on: Need['on']): string {
  return on === 'bucket' ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/*`
}

/** The action that stands on the wrong resource, else the resource that names the bucket. */
function placeFor(statements: readonly Statement[], bucket: string, missing: readonly Need[]) {
  for (const { action } of missing) {
    const misplaced = statements
      .flatMap(({ actions }) => actions)
      .find(({ name }) => name.toLowerCase() === action.toLowerCase())
    if (misplaced) return misplaced.node
  }
  const resources = statements.flatMap(({ resources: own }) => own)
  return resources.find(({ arn }) => bucketOf(arn)?.bucket === bucket)?.node ?? statements[0]?.node ?? never()
}

function never(): never {
  throw new Error('a policy that names a bucket has a resource')
}

/** Adds the missing actions behind the last one of the statement for the bucket's objects. */
function actionFix(
  document: Document,
  statements: readonly Statement[],
  bucket: string,
  missing: readonly Need[],
): readonly Fix[] {
  const statement = statements.find(
    ({ actions, resources }) =>
      actions.length > 1 &&
      resources.every(({ arn }) => bucketOf(arn)?.bucket === bucket) &&
      resources.some(({ arn }) => bucketOf(arn)?.on === 'objects'),
  )
  const [previous, last] = statement?.actions.slice(-2) ?? []
  if (!previous || !last) return []
  const tree = yamlTree(document)
  const end = rangeOf(tree, last.node).end
  // What stands between two actions stands between the new ones, too.
  const between = document.text.slice(rangeOf(tree, previous.node).end, rangeOf(tree, last.node).start)
  const text = missing.map(({ action }) => `${between}"${action}"`).join('')
  const edit: Edit = { uri: document.uri, range: { start: end, end }, text }
  return [
    {
      title: t('Allow {actions}', { actions: missing.map(({ action }) => action).join(', ') }),
      safe: false,
      preferred: true,
      edits: [edit],
    },
  ]
}
