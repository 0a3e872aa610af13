/**
 * Hovers and completion for Loki configurations: in a file, in parts of Helm values, in the chart's own names, in a
 * templated text, in runtime overrides, in an Argo CD application. The facts are held against the published ones.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { documentsAt } from '../../server/src/features/at.ts'
import { completion } from '../../server/src/features/completion/loki.ts'
import type { Completion, Hover } from '../../server/src/features/feature.ts'
import { hover } from '../../server/src/features/hover/loki.ts'
import { contextOf } from '../../server/src/rules/run.ts'
import { type LokiPath, lokiKey, lokiKeysBelow } from '../../server/src/schema/loki.ts'
import { describedPaths, lokiChoices, lokiText } from '../../server/src/schema/lokiTexts.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const facts = join(import.meta.dirname, '../../../shared/facts/loki-config-3.7.6.json')

interface Fact {
  readonly path: string
  readonly type: string
  readonly flag?: string
  readonly default?: string
  readonly hidden?: boolean
  readonly deprecated?: boolean
  readonly experimental?: boolean
}

interface Answer {
  readonly hover: Hover | undefined
  /** What the hover's range covers. */
  readonly on: string | undefined
  readonly offered: readonly Completion[]
  readonly text: string
}

/** What the innermost Loki document at `<|>` answers. */
async function ask(path: string, marked: string): Promise<Answer | undefined> {
  const offset = marked.indexOf('<|>')
  const text = marked.replace('<|>', '')
  const { workspace, documents } = await loadFiles(new Map([[path, text]]))
  const file = documents.get(`${root}/${path}`)
  assert.ok(file)
  const at = documentsAt(file, offset).find(({ document }) => document.kind === 'loki')
  if (!at) return undefined
  const context = contextOf(at.document, workspace)
  const found = hover.hover(context, at.offset)
  return {
    hover: found,
    on: found && at.document.text.slice(found.range.start, found.range.end),
    offered: [...completion.complete(context, at.offset)],
    text: at.document.text,
  }
}

const labels = (answer: Answer | undefined) => (answer?.offered ?? []).map(({ label }) => label)
const period = 'schema_config:\n  configs:\n    - from: "2025-02-17"\n      object_store: s3\n'
const stepsOf = (path: string): LokiPath =>
  path
    .replaceAll('[]', '.[]')
    .split('.')
    .map((step) => (step === '[]' ? 0 : step))

test('every documented key has the type, the flag and the marks of the facts', {
  skip: !existsSync(facts) && '../shared/facts is absent',
}, () => {
  const { paths } = JSON.parse(readFileSync(facts, 'utf8')) as { readonly paths: readonly Fact[] } // The facts' README gives this shape.
  const hidden = paths.filter((fact) => fact.hidden).map(({ path }) => path)
  const isHidden = (path: string) =>
    hidden.some((each) => path === each || /^[.[]/.test(path.replace(each, '')))
  for (const fact of paths) {
    const known = lokiKey(stepsOf(fact.path))
    if (isHidden(fact.path) && hidden.some((each) => fact.path.startsWith(each))) {
      assert.equal(known, undefined, `${fact.path} is hidden`)
      continue
    }
    assert.ok(known, fact.path)
    assert.deepEqual(
      [known.path, known.type, known.flag, known.deprecated, known.experimental],
      [fact.path, fact.type, fact.flag, fact.deprecated === true, fact.experimental === true],
    )
    if (fact.type !== 'duration') assert.equal(known.default, fact.default, fact.path)
  }
})

test('defaults that are durations are written as a file has them', () => {
  assert.equal(lokiKey(['compactor', 'retention_delete_delay'])?.default, '2h')
  assert.equal(lokiKey(['ingester', 'chunk_idle_period'])?.default, '30m')
  assert.equal(lokiKey(['server', 'graceful_shutdown_timeout'])?.default, '30s')
  assert.equal(lokiKey(['compactor', 'delete_request_store'])?.default, '', 'an empty text is a default too')
  assert.equal(lokiKey(['schema_config', 'configs', 0, 'store'])?.default, undefined)
})

test('what Loki does not have is unknown', () => {
  for (const path of [['nonsense'], ['limits_config', 'nonsense'], ['auth_enabled', 'x'], ['__proto__'], []])
    assert.equal(lokiKey(path), undefined, path.join('.'))
  assert.deepEqual(lokiKeysBelow(['auth_enabled']), [])
})

test('every sentence and every choice belongs to a key that exists, and each sentence ends', () => {
  for (const path of describedPaths) {
    if (!path.startsWith('*.')) assert.ok(lokiKey(stepsOf(path)), path)
    const text = lokiText(path)
    if (text) assert.match(text, /\.$/, path)
  }
  for (const path of [
    'common.ring.kvstore.store',
    'chunk_store_config.chunk_cache_config.memcached_client.timeout',
  ])
    assert.ok(lokiKey(stepsOf(path)) && lokiText(path), path)
})

test('a key tells what it is for, its default, its flag and where to read on', async () => {
  const answer = await ask('loki.yaml', `${period}limits_config:\n  ingestion_rate<|>_mb: 10\n`)
  assert.equal(answer?.on, 'ingestion_rate_mb')
  const { markdown = '' } = answer.hover ?? {}
  assert.match(markdown, /^\*\*Loki `limits_config\.ingestion_rate_mb`\*\*/)
  assert.match(markdown, /Default `4`\./)
  assert.match(markdown, /`-distributor\.ingestion-rate-limit-mb`/)
  assert.match(markdown, /https:\/\/grafana\.com\/docs\/loki\/latest\/configure\/#limits_config/)
  assert.match(markdown, /3\.7\.6/)
})

test('values say what they mean', async () => {
  const meanings: readonly (readonly [string, RegExp])[] = [
    ['max_query_length: 16<|>8h', /`168h`: 7 days\./],
    ['split_queries_by_interval: <|>90m', /`90m`: 1 hour 30 minutes\./],
    ['ingestion_rate_mb: <|>10', /10 MB a second for each tenant \(10 MiB, 10,485,760 bytes\)/],
    ['ingestion_burst_size_mb: 2<|>0', /20 MB at once/],
    ['per_stream_rate_limit: 5<|>MB', /5 MiB, 5,242,880 bytes/],
    ['retention_period: "0<|>s"', /kept for ever/],
  ]
  for (const [line, meaning] of meanings) {
    const answer = await ask('loki.yaml', `${period}limits_config:\n  ${line}\n`)
    assert.match(answer?.hover?.markdown ?? '', meaning, line)
  }
  const days = await ask('loki.yaml', `${period}ingester:\n  max_chunk_age: 1<|>d\n`)
  assert.match(days?.hover?.markdown ?? '', /does not read `1d` here/)
  const bytes = await ask('loki.yaml', `${period}server:\n  grpc_server_max_recv_msg_size: 1048<|>57600\n`)
  assert.match(bytes?.hover?.markdown ?? '', /100 MiB/)
})

test('in an environment with a policy the hover says what it expects', async () => {
  const answer = await ask('clusters/prod/loki.yaml', `${period}limits_config:\n  retention_period: 3<|>0d\n`)
  assert.match(answer?.hover?.markdown ?? '', /prod expects at least 90d\./)
  const free = await ask('loki.yaml', `${period}limits_config:\n  retention_period: 3<|>0d\n`)
  assert.doesNotMatch(free?.hover?.markdown ?? '', /expects/)
})

test('nothing is said of unknown keys, comments and blank space', async () => {
  for (const line of [
    'limits_config:\n  no_such: <|>1',
    'x<|>yz: 1',
    'limits_config: {}\n# ingestion<|>_rate_mb',
  ])
    assert.equal((await ask('loki.yaml', `${period}${line}\n`))?.hover, undefined, line)
})

test('blank space behind a colon has no hover', async () => {
  assert.equal((await ask('loki.yaml', `${period}auth_enabled: <|>  false\n`))?.hover, undefined)
})

test('every layout has its hovers', async () => {
  const rest = 'limits_config: { retention_period: 30d }'
  const inValues = `loki:\n  schemaConfig:\n    configs:\n      - from: "2025-02-17"\n        object_<|>store: s3\n  ${rest}\n`
  assert.match((await ask('values.yaml', inValues))?.hover?.markdown ?? '', /configs\[\]\.object_store/)
  const structured = `loki:\n  structuredConfig:\n    ${rest}\n    ingester:\n      chunk_idle_<|>period: 1h\n`
  assert.match((await ask('values.yaml', structured))?.hover?.markdown ?? '', /ingester\.chunk_idle_period/)
  const text = `loki:\n  config: |\n    auth_enabled: {{ .Values.auth }}\n    ${period.replaceAll('\n', '\n    ')}common:\n      path_<|>prefix: /loki\n`
  assert.match((await ask('values.yaml', text))?.hover?.markdown ?? '', /common\.path_prefix/)
  const overrides = 'overrides:\n  team-a:\n    ingestion_rate_<|>mb: 5\n'
  assert.match(
    (await ask('runtime-overrides.yaml', overrides))?.hover?.markdown ?? '',
    /limits_config\.ingestion_rate_mb/,
  )
  const argo = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n        loki:\n          limits_config:\n            max_line_<|>size: 1MB\n`
  assert.match((await ask('a.yaml', argo))?.hover?.markdown ?? '', /limits_config\.max_line_size/)
})

test("what is the chart's own is not taken for Loki's", async () => {
  for (const line of ['storage:\n    ty<|>pe: s3', 'ui:\n    ena<|>bled: true', 'tar<|>get: all']) {
    const answer = await ask('values.yaml', `loki:\n  limits_config: { retention_period: 30d }\n  ${line}\n`)
    assert.equal(answer?.hover, undefined, line)
  }
})

test('keys are completed where they stand, those that are there apart', async () => {
  const answer = await ask('loki.yaml', `${period}limits_config:\n  retention_period: 30d\n  max_con<|>\n`)
  assert.ok(labels(answer).includes('max_concurrent_tail_requests'))
  assert.ok(!labels(answer).includes('retention_period'), 'it is written already')
  const item = answer?.offered.find(({ label }) => label === 'max_concurrent_tail_requests')
  assert.equal(item?.insert, 'max_concurrent_tail_requests: ')
  assert.equal(item.detail, 'int, default 10')
  assert.equal(answer?.text.slice(item.range.start, item.range.end), 'max_con')
})

test('keys are completed in lists, in flow maps, at the root and above other keys', async () => {
  assert.deepEqual(
    labels(await ask('loki.yaml', `${period}      sc<|>\n`)),
    ['store', 'schema', 'index', 'chunks', 'row_shards'],
    'from and object_store are there',
  )
  assert.ok(
    labels(await ask('loki.yaml', `${period}common: { ring: { kvstore: { <|> } } }\n`)).includes('store'),
  )
  assert.ok(labels(await ask('loki.yaml', `${period}comp<|>\n`)).includes('compactor'))
  const above = await ask('loki.yaml', `${period}ingester:\n  wa<|>\n  chunk_idle_period: 1h\n`)
  assert.ok(labels(above).includes('wal') && !labels(above).includes('chunk_idle_period'))
})

test('completing a key that has its value already leaves the colon', async () => {
  const answer = await ask('loki.yaml', `${period}limits_config:\n  reten<|>tion: 30d\n`)
  const item = answer?.offered.find(({ label }) => label === 'retention_period')
  assert.equal(item?.insert, 'retention_period')
  assert.equal(answer?.text.slice(item.range.start, item.range.end), 'retention')
})

test('values that are one of a few are completed', async () => {
  assert.deepEqual(labels(await ask('loki.yaml', `${period}      store: <|>\n`)), ['tsdb', 'boltdb-shipper'])
  assert.equal(labels(await ask('loki.yaml', `${period}      schema: v<|>\n`))[0], 'v13')
  assert.deepEqual(labels(await ask('loki.yaml', `${period}auth_enabled: <|>\n`)), ['true', 'false'])
  assert.ok(
    labels(await ask('loki.yaml', `${period}common: { ring: { kvstore: { store: i<|> } } }\n`)).includes(
      'inmemory',
    ),
  )
  const store = await ask('loki.yaml', period.replace('s3', '<|>file'))
  assert.ok(labels(store).includes('filesystem'))
  assert.deepEqual(lokiChoices('schema_config.configs[].store'), ['tsdb', 'boltdb-shipper'])
})

test("in the chart's map keys have the chart's names", async () => {
  const values = 'loki:\n  limits_config:\n    retention_period: 30d\n  <|>\n  storage:\n    type: s3\n'
  const found = labels(await ask('values.yaml', values.replace('<|>', 's<|>')))
  assert.ok(found.includes('schemaConfig') && found.includes('storage_config'))
  assert.ok(!found.includes('schema_config') && !found.includes('limits_config') && !found.includes('ui'))
  const inside = 'loki:\n  limits_config:\n    retention_period: 30d\n    max_<|>\n'
  assert.ok(labels(await ask('values.yaml', inside)).includes('max_line_size'))
})

test('a blank line behind the last key of the map goes on with it', async () => {
  const labelsIn = async (marked: string) => {
    const offset = marked.indexOf('<|>')
    const { workspace, documents } = await loadFiles(new Map([['values.yaml', marked.replace('<|>', '')]]))
    const file = documents.get(`${root}/values.yaml`)
    assert.ok(file)
    return [...completion.complete(contextOf(file, workspace), offset)].map(({ label }) => label)
  }
  const values = 'loki:\n  limits_config:\n    retention_period: 30d\n'
  assert.ok((await labelsIn(`${values}    <|>`)).includes('max_line_size'))
  assert.ok((await labelsIn(`${values}  <|>\n`)).includes('schemaConfig'))
  assert.ok(!(await labelsIn(`${values}<|>\nother: 1\n`)).includes('schemaConfig'))
})

test('nothing is offered in comments, in texts and below keys that take no map', async () => {
  for (const line of [
    '# ma<|>',
    'limits_config:\n  retention_period: 30d # a<|>',
    'auth_enabled:\n  x<|>',
    'nonsense:\n  x<|>',
  ])
    assert.deepEqual(labels(await ask('loki.yaml', `${period}${line}\n`)), [], line)
})
