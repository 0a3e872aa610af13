/** Hovers and completion for `logkeel.yaml`: keys at each place, values, names of environments and rules. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completion } from '../../server/src/features/completion/settings.ts'
import type { Completion } from '../../server/src/features/feature.ts'
import { hover, settingAt } from '../../server/src/features/hover/settings.ts'
import { readSettings, settingsSchema } from '../../server/src/model/settingsSchema.ts'
import { rules } from '../../server/src/rules/index.generated.ts'
import { contextOf } from '../../server/src/rules/run.ts'
import { yamlTree } from '../../server/src/syntax/parse.ts'
import { plainData } from '../../server/src/syntax/yaml/plain.ts'
import { createDocument } from '../../server/src/text/document.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

/** What is said and offered at `<|>` of a `logkeel.yaml`. */
async function ask(marked: string, others: Readonly<Record<string, string>> = {}) {
  const offset = marked.indexOf('<|>')
  const text = marked.replace('<|>', '')
  const { workspace, documents } = await loadFiles(
    new Map([['logkeel.yaml', text], ...Object.entries(others)]),
  )
  const document = documents.get(`${root}/logkeel.yaml`)
  assert.ok(document)
  const context = contextOf(document, workspace)
  const found = hover.hover(context, offset)
  const offered: readonly Completion[] = [...completion.complete(context, offset)]
  return {
    text,
    on: found && text.slice(found.range.start, found.range.end),
    markdown: found?.markdown ?? '',
    offered,
    labels: offered.map(({ label }) => label),
  }
}

/** The text after the choice of an offered label. */
async function chosen(marked: string, label: string): Promise<string> {
  const { text, offered } = await ask(marked)
  const item = offered.find((each) => each.label === label)
  assert.ok(item, label)
  return text.slice(0, item.range.start) + item.insert + text.slice(item.range.end)
}

test('every key at the root has a description that ends', () => {
  for (const key of Object.keys(settingsSchema.shape))
    assert.match(settingAt([key])?.description ?? '', /\.$/, key)
})

test('a part of a policy tells what it is for and what holds where it is not written', async () => {
  const found = await ask('policy:\n  prod: { alloy<|>Memory: 1g }\n')
  assert.equal(found.on, 'alloyMemory')
  assert.match(found.markdown, /^\*\*`policy\.prod\.alloyMemory`\*\*/)
  assert.match(found.markdown, /Memory limit of the Alloy container: at least this\./)
  assert.match(found.markdown, /Default `256M` \(dev\), `512M` \(staging\), `512M` \(prod\)\./)
})

test('a value tells what its key does, with the values that it takes', async () => {
  assert.match(
    (await ask('policy:\n  prod: { lokiStorage: s<|>3 }\n')).markdown,
    /One of `filesystem`, `s3`\./,
  )
  assert.match(
    (await ask('alloy: { communityComponents: tr<|>ue }\n')).markdown,
    /community-components\.enabled, where no command line tells\.\n\nOne of `true`, `false`\./,
  )
  assert.match((await ask('services:\n  - { name: a, http: 41<|>01 }\n')).markdown, /From 1 to 65535\./)
})

test('a rule under rules: is told by its title and usual severity', async () => {
  const rule = rules.find(({ id }) => id === 'memcached/port-flag')
  assert.ok(rule)
  const { markdown } = await ask('rules:\n  memcached/port<|>-flag: { severity: off }\n')
  assert.ok(markdown.includes(rule.title))
  assert.match(markdown, /Usually error\./)
})

test('an environment and a pattern tell their files', async () => {
  const files = { 'clusters/seoul/values.yaml': 'a: 1\n', 'clusters/tokyo/values.yaml': 'a: 1\n' }
  const text = 'environments:\n  prod: { files: ["clusters/seoul/**"] }\n'
  const environment = await ask(text.replace('prod', 'pr<|>od'), files)
  assert.match(environment.markdown, /Files of this workspace: 1\n\n- `clusters\/seoul\/values\.yaml`/)
  const pattern = await ask(text.replace('seoul/**', 'se<|>oul/**'), files)
  assert.match(pattern.markdown, /clusters\/seoul\/values\.yaml/)
  assert.doesNotMatch(pattern.markdown, /tokyo/)
  const none = await ask(text.replace('seoul/**', 'se<|>oul/**'))
  assert.match(none.markdown, /No file of this workspace\./)
})

test('nothing is said of unknown settings and of comments', async () => {
  for (const text of [
    'nonsense<|>: 1\n',
    'policy:\n  prod: { nonsense<|>: 1 }\n',
    '# poli<|>cy\nversion: 1\n',
  ])
    assert.equal((await ask(text)).on, undefined, text)
})

test('keys of the root are completed, those that are there apart', async () => {
  const { labels } = await ask('version: 1\npolicy: {}\n<|>\n')
  assert.deepEqual([...labels, 'version', 'policy'].sort(), Object.keys(settingsSchema.shape).sort())
})

test('keys are completed in every layout of a map', async () => {
  for (const text of [
    'policy:\n  prod:\n    <|>\n',
    'policy:\n  prod:\n    outage: 30m\n    lo<|>\n',
    'policy:\n  prod: { <|> }\n',
    'policy:\n  prod: { outage: 30m, lo<|> }\n',
    'policy: { prod: { outage: 30m, <|>',
  ]) {
    const { labels } = await ask(text)
    assert.ok(labels.includes('lokiRetention'), text)
    assert.equal(labels.includes('outage'), !text.includes('outage'), text)
  }
})

test('items of lists have their keys', async () => {
  for (const text of [
    'services:\n  - <|>\n',
    'services:\n  - name: a\n    <|>\n',
    'services:\n  - { name: a, <|> }\n',
  ])
    assert.ok((await ask(text)).labels.includes('grpc'), text)
  assert.ok((await ask('zones:\n- cidr: 10.0.0.0/8\n  <|>\n')).labels.includes('zone'))
})

test('names of environments are completed, those of the file too', async () => {
  const { labels } = await ask('environments:\n  ops: { files: [] }\npolicy:\n  <|>\n')
  assert.deepEqual(labels, ['dev', 'staging', 'prod', 'ops'])
  const row = 'policyRows:\n  - { name: a, kind: loki, path: b, atLeast: { <|> } }\n'
  assert.deepEqual((await ask(row)).labels, ['dev', 'staging', 'prod'])
  assert.deepEqual((await ask('services:\n  - { name: a, environment: <|> }\n')).labels, [
    'dev',
    'staging',
    'prod',
  ])
})

test('ids of rules are completed under rules, with their severities behind them', async () => {
  const { labels, offered } = await ask('rules:\n  alloy/miss<|>\n')
  assert.deepEqual([...labels].sort(), rules.map(({ id }) => id).sort())
  assert.equal(offered.find(({ label }) => label === 'memcached/port-flag')?.detail, 'error')
  const severities = await ask('rules:\n  alloy/missing-wal: { severity: <|> }\n')
  assert.deepEqual(severities.labels, ['error', 'warning', 'info', 'hint', 'off'])
})

test("values that are one of a few are completed, and the guide's values where a policy has them", async () => {
  assert.deepEqual((await ask('policy:\n  prod: { alloyWal: <|> }\n')).labels, ['required', 'off'])
  assert.deepEqual((await ask('policy:\n  prod:\n    zoneAware: <|>\n')).labels, ['true', 'false'])
  assert.deepEqual((await ask('policy:\n  prod:\n    lokiRetention: <|>\n')).labels, ['30d', '90d'])
  assert.ok((await ask('policyRows:\n  - { name: a, kind: <|> }\n')).labels.includes('loki'))
  assert.ok((await ask('files:\n  <|>\n')).labels.includes('loki'))
})

test('what is chosen gives a file that the schema takes', async () => {
  const texts = [
    await chosen('policy:\n  prod:\n    alloyCpus: <|>\n', '0.5'),
    await chosen('policy:\n  prod: { dockerLogMaxFile: <|> }\n', '5'),
    await chosen('versions: { kubernetes: <|> }\n', '1.34'),
    await chosen('policy:\n  prod: { rate<|>Limits: explicit }\n', 'rateLimits'),
    `${await chosen('rules:\n  alloy/mis<|>\n', 'alloy/missing-wal')}`.replace(
      /\n$/,
      ' { severity: info }\n',
    ),
  ]
  for (const text of texts) {
    const data = plainData(yamlTree(createDocument('', 'settings', text)))
    assert.deepEqual(readSettings(data).issues, [], text)
  }
})

test('nothing is offered in comments and below what is no setting', async () => {
  for (const text of ['# <|>\n', 'version: 1 # <|>\n', 'nonsense:\n  <|>\n', 'version:\n  <|>\n'])
    assert.deepEqual((await ask(text)).labels, [], text)
})
