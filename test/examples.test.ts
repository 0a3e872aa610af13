/**
 * The examples: the faulty workspace holds every fault of the guides, each planted at a known place and nothing else
 * is reported; its mended twin is clean; `lint --fix` leaves only findings without a safe fix.
 */
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { lintJson } from './support/folder.ts'

const examples = join(import.meta.dirname, '../examples')
const chart = 'charts/loki-v3-custom/templates'

/** The faults as they were planted: file, and the rules that must report there, in the order of the file. */
const planted: Readonly<Record<string, readonly string[]>> = {
  'argo-cd/eks-ops/apps/alloy-ops.yaml': [
    'ports/unknown-port',
    'ports/wrong-component',
    'ports/grpc-for-http',
  ],
  'argo-cd/eks-ops/apps/loki-v3.yaml': ['kubernetes/unset-traffic-distribution', 'loki/tail-limit'],
  [`${chart}/distributor/service.yaml`]: ['kubernetes/missing-traffic-distribution'],

  [`${chart}/memcached/_memcached-statefulset.tpl`]: ['memcached/port-flag'],
  [`${chart}/querier/deployment.yaml`]: ['kubernetes/topology-spread-missing'],
  [`${chart}/querier/service.yaml`]: ['kubernetes/missing-traffic-distribution'],
  'iam/loki-logs.json': ['loki/s3-permissions'],
  'manifests/ingest.yaml': ['kubernetes/traffic-distribution-overridden'],
  'monitoring/dev/loki.yaml': ['loki/retention-not-enforced'],
  'monitoring/prod/config.alloy': [
    'alloy/finite-retries',
    'alloy/deprecated-function',
    'alloy/wal-segment-age',
    'alloy/wal-not-enabled',
  ],
  'monitoring/prod/docker-compose.yml': [
    'compose/unrotated-logs',
    'alloy/wal-not-persisted',
    'compose/alloy-resources',
    'compose/alloy-resources',
  ],
  'monitoring/prod/loki.yaml': [
    'loki/filesystem-storage',
    'loki/default-rate-limits',
    'loki/retention-below-policy',
    'loki/retention-not-enforced',
  ],
  'monitoring/staging/config.alloy': ['alloy/missing-wal', 'alloy/finite-retries'],
  'monitoring/staging/docker-compose.yml': [
    'compose/unrotated-logs',
    'alloy/wal-not-persisted',
    'compose/alloy-resources',
    'compose/alloy-resources',
  ],
  'monitoring/staging/loki.yaml': ['loki/default-rate-limits', 'loki/retention-not-enforced'],
}

/** The rows of the catalogue that the guides gave, and the two without which a WAL is a promise unkept. */
const guideRules = [
  'memcached/port-flag',
  'ports/unknown-port',
  'ports/wrong-component',
  'ports/grpc-for-http',
  'kubernetes/missing-traffic-distribution',
  'kubernetes/unset-traffic-distribution',
  'kubernetes/topology-spread-missing',
  'alloy/missing-wal',
  'alloy/wal-not-enabled',
  'alloy/wal-not-persisted',
  'alloy/deprecated-function',
  'alloy/finite-retries',
  'alloy/wal-segment-age',
  'loki/default-rate-limits',
  'loki/tail-limit',
  'loki/filesystem-storage',
  'loki/retention-not-enforced',
  'loki/retention-below-policy',
  'loki/s3-permissions',
  'compose/unrotated-logs',
  'compose/alloy-resources',
]

function byFile(
  findings: readonly { readonly file: string; readonly rule: string }[],
): Record<string, string[]> {
  const out: Record<string, string[]> = {}
  for (const { file, rule } of findings) out[file] = [...(out[file] ?? []), rule]
  return out
}

test('every fault of the guides is planted', () => {
  const rules = new Set(Object.values(planted).flat())
  assert.deepEqual(
    guideRules.filter((rule) => !rules.has(rule)),
    [],
  )
})

test('the faulty workspace reports what was planted, and nothing else', () => {
  const { report, code } = lintJson(join(examples, 'faulty'))
  assert.equal(code, 1)
  assert.deepEqual(byFile(report.findings), planted)
})

test('the mended twin is clean', () => {
  const { report, code } = lintJson(join(examples, 'mended'))
  assert.deepEqual(report.findings, [])
  assert.equal(code, 0)
})

test('lint --fix on a copy leaves only findings that have no safe fix', (context) => {
  const copy = mkdtempSync(join(tmpdir(), 'logkeel-examples-'))
  context.after(() => rmSync(copy, { recursive: true, force: true }))
  cpSync(join(examples, 'faulty'), copy, { recursive: true })
  const before = lintJson(join(examples, 'faulty')).report.findings
  const { report } = lintJson(copy, ['--fix'])
  assert.deepEqual(
    report.findings.filter(({ fixes }) => fixes.some(({ safe }) => safe)),
    [],
  )
  const unsafe = before.filter(({ fixes }) => !fixes.some(({ safe }) => safe))
  assert.deepEqual(byFile(report.findings), byFile(unsafe))
  assert.ok(report.findings.length < before.length, 'something was mended')
})
