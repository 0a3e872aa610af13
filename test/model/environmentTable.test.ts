/**
 * The table of settings against environments: which columns there are, what each row finds, and how it is held
 * against the policy. The second guide's table is the expectation; each value here is written out by hand.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type EnvironmentCell,
  environmentTable,
  type Verdict,
} from '../../server/src/model/policy/environmentTable.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

/** The table of files by path; cells by row and environment. */
async function tableOf(files: Readonly<Record<string, string>>) {
  const { workspace, documents } = await loadFiles(new Map(Object.entries(files)))
  const table = environmentTable(workspace, documents)
  return {
    environments: table.environments,
    ids: table.rows.map(({ id }) => id),
    cell(id: string, environment: string | undefined): EnvironmentCell {
      const row = table.rows.find((each) => each.id === id)
      const cell = row?.cells[table.environments.indexOf(environment)]
      assert.ok(cell, `${id} ${environment}`)
      return cell
    },
    /** Verdict and values of a cell. */
    said(id: string, environment: string | undefined): readonly [Verdict, readonly string[]] {
      const { verdict, found } = this.cell(id, environment)
      return [verdict, found.map(({ text }) => text)]
    },
  }
}

const loki = (store: string, limits: string) =>
  `schema_config:\n  configs:\n    - from: "2025-01-01"\n      store: tsdb\n      object_store: ${store}\nlimits_config:\n${limits}`

const compose = (memory: string, cpus: string, size: string, files: string) =>
  `services:
  alloy:
    image: grafana/alloy:v1.18.0
    logging:
      driver: json-file
      options: { max-size: "${size}", max-file: "${files}" }
    deploy:
      resources:
        limits:
          memory: ${memory}
          cpus: "${cpus}"
`

const writer = (more: string, endpoint = '') =>
  `loki.write "monitoring" {\n\tendpoint {\n\t\turl = "http://loki:3100/loki/api/v1/push"\n${endpoint}\t}\n${more}}\n`

const guideLimits =
  '  ingestion_rate_mb: 10\n  ingestion_burst_size_mb: 20\n  per_stream_rate_limit: 5MB\n  per_stream_rate_limit_burst: 20MB\n'

/** The second guide's environments as it wants them. */
const guide = {
  'dev/docker-compose.yml': compose('256M', '0.25', '10m', '3'),
  'dev/config.alloy': writer(''),
  'dev/loki.yaml': loki('filesystem', '  retention_period: 30d\n'),
  'staging/docker-compose.yml': compose('512M', '0.5', '50m', '5'),
  'staging/config.alloy': writer('\twal {\n\t\tenabled = true\n\t}\n', '\t\tmax_backoff_retries = 0\n'),
  'staging/loki.yaml': loki('filesystem', `${guideLimits}  retention_period: 30d\n`),
  'prod/docker-compose.yml': compose('512M', '0.5', '50m', '5'),
  'prod/config.alloy': writer('\twal {\n\t\tenabled = true\n\t}\n', '\t\tmax_backoff_retries = 0\n'),
  'prod/loki.yaml': loki('s3', `${guideLimits}  retention_period: 90d\n`),
}

test("the guide's table, met in every environment", async () => {
  const table = await tableOf(guide)
  assert.deepEqual(table.environments, ['dev', 'staging', 'prod'])
  const expected: Readonly<Record<string, readonly (readonly string[])[]>> = {
    alloyWal: [['off'], ['on'], ['on']],
    lokiStorage: [['filesystem'], ['filesystem'], ['s3']],
    rateLimits: [['default'], ['10 MB/s, 20 MB, 5MB/s'], ['10 MB/s, 20 MB, 5MB/s']],
    alloyMemory: [['256M'], ['512M'], ['512M']],
    alloyCpus: [['0.25'], ['0.5'], ['0.5']],
    dockerLogMaxSize: [['10m'], ['50m'], ['50m']],
    dockerLogMaxFile: [['3'], ['5'], ['5']],
    lokiRetention: [['30d'], ['30d'], ['90d']],
  }
  for (const [id, values] of Object.entries(expected))
    for (const [i, environment] of ['dev', 'staging', 'prod'].entries())
      assert.deepEqual(table.said(id, environment), ['ok', values[i]], `${id} ${environment}`)
})

test('the same in prod as in dev differs, with what is expected', async () => {
  const table = await tableOf({
    'prod/docker-compose.yml': guide['dev/docker-compose.yml'],
    'prod/config.alloy': guide['dev/config.alloy'],
    'prod/loki.yaml': guide['dev/loki.yaml'],
  })
  const expected = {
    alloyWal: 'on',
    lokiStorage: 's3',
    rateLimits: 'explicit',
    alloyMemory: '≥ 512M',
    alloyCpus: '≥ 0.5',
    dockerLogMaxSize: '≥ 50m',
    dockerLogMaxFile: '≥ 5',
    lokiRetention: '≥ 90d',
    outage: '≥ 30m',
  }
  for (const [id, wanted] of Object.entries(expected)) {
    const cell = table.cell(id, 'prod')
    assert.deepEqual([cell.verdict, cell.expected], ['differs', wanted], id)
  }
})

test('each value carries the place where it stands', async () => {
  const { workspace, documents } = await loadFiles(new Map(Object.entries(guide)))
  const { rows, environments } = environmentTable(workspace, documents)
  const at = (id: string) => {
    const place = rows.find((row) => row.id === id)?.cells[environments.indexOf('prod')]?.found[0]?.place
    const text = place && documents.get(place.uri)?.text.slice(place.range.start, place.range.end)
    return [place?.uri.slice(root.length + 1), text]
  }
  assert.deepEqual(at('lokiRetention'), ['prod/loki.yaml', '90d'])
  assert.deepEqual(at('alloyMemory'), ['prod/docker-compose.yml', '512M'])
  assert.deepEqual(at('dockerLogMaxSize'), ['prod/docker-compose.yml', '"50m"'])
  assert.deepEqual(at('alloyWal'), ['prod/config.alloy', 'wal'])
  assert.deepEqual(at('outage'), ['prod/config.alloy', 'endpoint'])
})

test('more than the least is enough, in any unit', async () => {
  const table = await tableOf({
    'prod/docker-compose.yml': compose('1g', '2', '0.1g', '10'),
    'prod/loki.yaml': loki('gcs', `${guideLimits}  retention_period: 13w\n`),
    'dev/config.alloy': guide['prod/config.alloy'],
  })
  for (const id of [
    'alloyMemory',
    'alloyCpus',
    'dockerLogMaxSize',
    'dockerLogMaxFile',
    'lokiRetention',
    'lokiStorage',
  ])
    assert.equal(table.cell(id, 'prod').verdict, 'ok', id)
  assert.equal(table.cell('alloyWal', 'dev').verdict, 'ok', 'where a WAL may be off, on does no harm')
})

test('what is absent is not found, has the default, or has no limit', async () => {
  const table = await tableOf({
    'prod/docker-compose.yml': 'services:\n  alloy:\n    image: grafana/alloy\n',
    'prod/loki.yaml': 'auth_enabled: false\nschema_config: { configs: [] }\n',
  })
  assert.deepEqual(table.said('alloyMemory', 'prod'), ['ok', ['no limit']], 'no limit is not below one')
  assert.deepEqual(table.said('dockerLogMaxSize', 'prod'), ['differs', ['no limit']], 'the disk fills')
  assert.deepEqual(table.said('dockerLogMaxFile', 'prod'), ['differs', ['1 (default)']])
  assert.deepEqual(table.said('lokiRetention', 'prod'), ['ok', ['for ever (default)']])
  assert.deepEqual(table.said('rateLimits', 'prod'), ['differs', ['default']])
  assert.deepEqual(table.said('lokiStorage', 'prod'), ['not found', []])
  assert.deepEqual(table.said('alloyWal', 'prod'), ['not found', []])
  assert.deepEqual(table.said('zoneAware', 'prod'), ['not asked', []])
})

test('what a variable decides is unknown, not wrong', async () => {
  const table = await tableOf({
    'prod/docker-compose.yml': compose('${ALLOY_MEMORY}', '${CPUS}', '${SIZE}', '${FILES}'),
    'prod/config.alloy': writer('\twal {\n\t\tenabled = sys.env("WAL") == "on"\n\t}\n'),
  })
  for (const id of ['alloyMemory', 'alloyCpus', 'dockerLogMaxSize', 'dockerLogMaxFile', 'alloyWal'])
    assert.equal(table.cell(id, 'prod').verdict, 'unknown', id)
  assert.deepEqual(table.said('alloyMemory', 'prod')[1], ['${ALLOY_MEMORY}'])
})

test('one of several that differs makes the cell differ; each is shown with its name', async () => {
  const two = `${guide['prod/config.alloy']}${writer('').replace('monitoring', 'audit')}`
  const table = await tableOf({ 'prod/config.alloy': two })
  const cell = table.cell('alloyWal', 'prod')
  assert.equal(cell.verdict, 'differs')
  assert.deepEqual(
    cell.found.map(({ text, of, fits }) => [text, of, fits]),
    [
      ['on', ['monitoring'], true],
      ['off', ['audit'], false],
    ],
  )
})

test('services that share their logging are one value; other drivers do not count', async () => {
  const table = await tableOf({
    'prod/docker-compose.yml': `x-logging: &logging
  driver: json-file
  options: { max-size: 50m, max-file: "5" }
services:
  web: { image: nginx, logging: *logging }
  db: { image: mysql, logging: *logging }
  noisy: { image: busybox, logging: { driver: none } }
`,
  })
  const { found, verdict } = table.cell('dockerLogMaxSize', 'prod')
  assert.equal(verdict, 'ok')
  assert.deepEqual(
    found.map(({ text, of }) => [text, of]),
    [['50m', ['web', 'db']]],
  )
})

test("a base file of no environment holds below the environment's own one", async () => {
  const table = await tableOf({
    'docker-compose.yml': compose('256M', '0.5', '50m', '5'),
    'docker-compose.prod.yml':
      'services:\n  alloy:\n    deploy: { resources: { limits: { memory: 512M } } }\n',
    'values.yaml': `loki:\n  schemaConfig:\n    configs: [{ from: "2025-01-01", object_store: filesystem }]\n  limits_config: { retention_period: 30d }\n`,
    'values-prod.yaml': 'loki:\n  limits_config: { retention_period: 90d }\n',
  })
  assert.deepEqual(table.environments, ['prod'])
  assert.deepEqual(table.said('alloyMemory', 'prod'), ['ok', ['512M']])
  assert.deepEqual(table.said('alloyCpus', 'prod'), ['ok', ['0.5']])
  assert.deepEqual(table.said('dockerLogMaxSize', 'prod'), ['ok', ['50m']])
  assert.deepEqual(table.said('lokiRetention', 'prod'), ['ok', ['90d']])
  assert.deepEqual(table.said('lokiStorage', 'prod'), ['differs', ['filesystem']])
})

test('parts in folders of their own are releases of their own', async () => {
  const values = (period: string) => `loki:\n  limits_config: { retention_period: ${period} }\n`
  const table = await tableOf({
    'prod/seoul/values.yaml': values('90d'),
    'prod/tokyo/values.yaml': values('30d'),
  })
  assert.deepEqual(table.said('lokiRetention', 'prod'), ['differs', ['90d', '30d']])
})

test('the period that begins last tells the object store', async () => {
  const table = await tableOf({
    'prod/loki.yaml':
      'auth_enabled: false\nschema_config:\n  configs:\n    - { from: "2026-01-01", object_store: s3 }\n    - { from: "2024-01-01", object_store: filesystem }\n',
  })
  assert.deepEqual(table.said('lokiStorage', 'prod'), ['ok', ['s3']])
})

test("limits of Kubernetes are read in Kubernetes's units, those of the Alloy chart too", async () => {
  const pod = (memory: string, cpu: string) =>
    `apiVersion: apps/v1
kind: DaemonSet
metadata: { name: alloy }
spec:
  template:
    spec:
      containers:
        - name: alloy
          image: grafana/alloy:v1.18.0
          resources: { limits: { memory: ${memory}, cpu: ${cpu} } }
`
  const table = await tableOf({
    'prod/alloy.yaml': pod('512Mi', '500m'),
    'staging/alloy.yaml': pod('256Mi', '250m'),
    'dev/alloy-values.yaml':
      'alloy:\n  configMap: { content: "" }\n  resources: { limits: { memory: 1Gi } }\n',
  })
  assert.deepEqual(table.said('alloyMemory', 'prod'), ['ok', ['512Mi']])
  assert.deepEqual(table.said('alloyCpus', 'prod'), ['ok', ['500m']])
  assert.deepEqual(table.said('alloyMemory', 'staging'), ['differs', ['256Mi']])
  assert.deepEqual(table.said('alloyCpus', 'staging'), ['differs', ['250m']])
  assert.deepEqual(table.said('alloyMemory', 'dev'), ['ok', ['1Gi']])
})

test('columns: those that occur, with those of logkeel.yaml; without any, all known ones and the rest', async () => {
  const settings =
    'version: 1\nenvironments:\n  ops: { files: ["charts/**"] }\n  lab: { files: ["lab/**"] }\n'
  const named = await tableOf({
    'logkeel.yaml': settings,
    'charts/values.yaml': 'a: 1\n',
    'prod/config.alloy': writer(''),
    'dev/notes.json': '{}',
  })
  assert.deepEqual(named.environments, ['prod', 'ops'], 'a JSON file of no known kind makes no column')
  const none = await tableOf({ 'config.alloy': writer('') })
  assert.deepEqual(none.environments, ['dev', 'staging', 'prod', undefined])
  assert.deepEqual(none.said('alloyWal', undefined), ['not asked', ['off']])
  assert.deepEqual(none.said('alloyWal', 'prod'), ['not found', []])
})

test('zone-aware Services: values and manifests', async () => {
  const settings = 'version: 1\npolicy:\n  prod: { zoneAware: true }\n  dev: { zoneAware: true }\n'
  const service = (name: string, more: string) =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec:\n  ports: [{ port: 1 }]\n${more}`
  const table = await tableOf({
    'logkeel.yaml': settings,
    'prod/values.yaml':
      'loki:\n  service: { trafficDistribution: PreferClose }\ndistributor: { trafficDistribution: "" }\n',
    'dev/one.yaml': service('one', ''),
    'dev/two.yaml': service('two', '  trafficDistribution: PreferClose\n'),
    'dev/three.yaml': service('three', '  clusterIP: None\n'),
  })
  assert.deepEqual(
    table.said('zoneAware', 'prod'),
    ['ok', ['PreferClose']],
    'an empty one falls back to the global',
  )
  const { found, verdict } = table.cell('zoneAware', 'dev')
  assert.equal(verdict, 'differs')
  assert.deepEqual(found.map(({ text, of }) => [text, ...of]).sort(), [
    ['PreferClose', 'two'],
    ['not set', 'one'],
  ])
})

const rowsOf = (...rows: readonly string[]) =>
  `version: 1\npolicyRows:\n${rows.map((row) => `  - ${row}\n`).join('')}`

test("a team's own rows: Loki by its own paths in every layout, with defaults of whole files", async () => {
  const settings = rowsOf(
    '{ name: replication, kind: loki, path: common.replication_factor, atLeast: { prod: 3 } }',
    '{ name: tails, kind: loki, path: limits_config.max_concurrent_tail_requests, atLeast: { prod: 20, dev: 5 } }',
    '{ name: stores, kind: loki, path: "schema_config.configs[].store", equals: { prod: tsdb } }',
  )
  const table = await tableOf({
    'logkeel.yaml': settings,
    'prod/values.yaml':
      'loki:\n  commonConfig: { replication_factor: 3 }\n  schemaConfig:\n    configs:\n      - { from: "2024-01-01", store: boltdb-shipper }\n      - { from: "2025-01-01", store: tsdb }\n',
    'dev/loki.yaml': loki('filesystem', '  retention_period: 30d\n'),
  })
  assert.deepEqual(table.ids.slice(-3), ['policyRows.replication', 'policyRows.tails', 'policyRows.stores'])
  assert.deepEqual(table.said('policyRows.replication', 'prod'), ['ok', ['3']])
  assert.deepEqual(table.said('policyRows.replication', 'dev'), ['not asked', []], 'Loki has no flag for it')
  assert.deepEqual(table.said('policyRows.tails', 'prod'), ['not found', []], 'the rest may stand elsewhere')
  assert.deepEqual(table.said('policyRows.tails', 'dev'), ['ok', ['10 (default)']])
  assert.deepEqual(table.said('policyRows.stores', 'prod'), ['differs', ['boltdb-shipper', 'tsdb']])
})

test("a team's own rows: YAML files by their kind and path, compared as numbers, durations or sizes", async () => {
  const settings = rowsOf(
    '{ name: grace, kind: compose, path: services.*.stop_grace_period, atLeast: { prod: 1m } }',
    '{ name: shm, kind: compose, path: services.db.shm_size, atMost: { prod: 1g } }',
    '{ name: replicas, kind: kubernetes, path: spec.replicas, atLeast: { prod: 2 }, atMost: { prod: 5 } }',
    '{ name: pull, kind: helm-values, path: image.pullPolicy, equals: { prod: Always } }',
  )
  const table = await tableOf({
    'logkeel.yaml': settings,
    'prod/compose.yaml':
      'services:\n  db: { image: mysql, shm_size: 512m, stop_grace_period: 90s }\n  web: { image: nginx, stop_grace_period: 10s }\n',
    'prod/a.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nspec: { replicas: 3 }\n---\napiVersion: apps/v1\nkind: Deployment\nspec: { replicas: 9 }\n',
    'prod/values.yaml': 'image: { pullPolicy: Always }\n',
  })
  assert.deepEqual(table.said('policyRows.grace', 'prod'), ['differs', ['90s', '10s']])
  assert.deepEqual(table.said('policyRows.shm', 'prod'), ['ok', ['512m']])
  assert.equal(table.cell('policyRows.replicas', 'prod').expected, '≥ 2, ≤ 5')
  assert.deepEqual(
    table.cell('policyRows.replicas', 'prod').found.map(({ fits }) => fits),
    [true, false],
  )
  assert.deepEqual(table.said('policyRows.pull', 'prod'), ['ok', ['Always']])
})

test('values that cannot be compared are unknown', async () => {
  const table = await tableOf({
    'logkeel.yaml': rowsOf(
      '{ name: memory, kind: compose, path: services.db.mem_limit, atLeast: { prod: 1g } }',
    ),
    'prod/compose.yaml': 'services:\n  db: { image: mysql, mem_limit: plenty }\n',
  })
  assert.deepEqual(table.said('policyRows.memory', 'prod'), ['unknown', ['plenty']])
})
