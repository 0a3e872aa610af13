/** `logkeel.yaml`: every part of the contract, wrong parts beside right ones, and the JSON Schema beside zod. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import * as z from 'zod'
import { initialSettings } from '../../server/src/model/initialSettings.ts'
import { settingsOf } from '../../server/src/model/load.ts'
import { defaultSettings } from '../../server/src/model/settings.ts'
import { settingsSchema } from '../../server/src/model/settingsSchema.ts'
import { yamlTree } from '../../server/src/syntax/parse.ts'
import { plainData } from '../../server/src/syntax/yaml/plain.ts'
import { createDocument } from '../../server/src/text/document.ts'

const project = join(import.meta.dirname, '../..')

/** Every part of the contract, in the forms that it names. */
const everything = `version: 1
environments:
  prod: { files: ["clusters/seoul/**"], clusters: ["prod-eks"], context: prod-eks }
  qa: {}
services:
  - { name: loki-v3-distributor, namespace: loki-v3, component: distributor, http: 4101, grpc: 4201, purpose: Log ingestion, environment: prod }
  - { name: loki-v3-chunks-cache, ports: { client: 4090 } }
policy:
  prod: { alloyWal: required, outage: 1h30m, lokiStorage: s3, rateLimits: explicit, alloyMemory: 1.5Gi, alloyCpus: 0.5, dockerLogMaxSize: 50m, dockerLogMaxFile: 5, lokiRetention: 90d, zoneAware: true }
  qa: { outage: 5m }
policyRows:
  - { name: replication, kind: loki, path: common.replication_factor, atLeast: { prod: 3 }, severity: warning }
  - { name: auth, kind: loki, path: auth_enabled, equals: { prod: true }, atMost: { dev: 1 } }
zones: [ { cidr: 10.0.128.0/22, zone: ap-northeast-1a }, { cidr: "fd00::/8", zone: b } ]
versions: { kubernetes: 1.34, alloy: "1.17" }
alloy: { stabilityLevel: experimental, communityComponents: true, storagePath: /data }
files: { loki: ["**/loki-config.yaml"], ignore: ["vendor/**"] }
rules: { "alloy/missing-wal": { severity: error }, "ports/unknown-port": { severity: off } }
`

test('every part of the contract is read', async () => {
  const { value, issues } = await settingsOf(everything)
  assert.deepEqual(issues, [])
  assert.deepEqual(value.environments, {
    dev: { files: [], clusters: [] },
    staging: { files: [], clusters: [] },
    prod: { files: ['clusters/seoul/**'], clusters: ['prod-eks'], context: 'prod-eks' },
    qa: { files: [], clusters: [] },
  })
  assert.equal(value.services[0]?.grpc, 4201)
  assert.equal(value.services[0].environment, 'prod')
  assert.deepEqual(value.services[1], { name: 'loki-v3-chunks-cache', ports: { client: 4090 } })
  assert.equal(value.policy.prod?.alloyCpus, '0.5')
  assert.equal(value.policy.prod.outage, '1h30m')
  assert.deepEqual(value.policy.qa, { outage: '5m' })
  assert.deepEqual(value.policy.dev, defaultSettings.policy.dev, 'what is not named stays')
  assert.deepEqual(value.policyRows[1]?.equals, { prod: true })
  assert.equal(value.zones[1]?.cidr, 'fd00::/8')
  assert.deepEqual(value.versions, { kubernetes: '1.34', alloy: '1.17', loki: defaultSettings.versions.loki })
  assert.deepEqual(value.alloy, {
    stabilityLevel: 'experimental',
    communityComponents: true,
    storagePath: '/data',
  })
  assert.deepEqual(value.files, { loki: ['**/loki-config.yaml'], ignore: ['vendor/**'] })
  assert.equal(value.rules['ports/unknown-port']?.severity, 'off')
  assert.equal(value.stated, true)
})

test('a policy changes what it names and keeps the rest of its environment', async () => {
  const { value } = await settingsOf('policy: { prod: { lokiRetention: 7d } }\n')
  assert.deepEqual(value.policy.prod, { ...defaultSettings.policy.prod, lokiRetention: '7d' })
})

test('a file without environments and policy states nothing', async () => {
  assert.equal((await settingsOf('version: 1\nrules: {}\n')).value.stated, false)
  assert.equal((await settingsOf('environments: {}\n')).value.stated, true)
})

/** A wrong file: where it is wrong, a word of what is said, and a right part that has to hold. */
const wrong: readonly (readonly [
  yaml: string,
  path: string,
  says: RegExp,
  holds: (value: Awaited<ReturnType<typeof settingsOf>>['value']) => unknown,
])[] = [
  ['version: 2\nalloy: { storagePath: /d }', 'version', /Write 1, not 2/, (v) => v.alloy.storagePath],
  ['ruls: {}\nfiles: { loki: [a] }', 'ruls', /Known ones: .*rules/, (v) => v.files.loki],
  [
    'environments: { prod: { files: [7, "a/**"] } }',
    'environments.prod.files.0',
    /text, not 7/,
    (v) => v.environments.prod?.files[0] === 'a/**',
  ],
  [
    'environments: { dev: 3, prod: { clusters: [x] } }',
    'environments.dev',
    /map, not 3/,
    (v) => v.environments.prod?.clusters[0] === 'x' && v.environments.dev?.files.length === 0,
  ],
  [
    'policy: { prod: { outage: a while, lokiRetention: 7d } }',
    'policy.prod.outage',
    /duration such as 30m/,
    (v) => v.policy.prod?.lokiRetention === '7d' && v.policy.prod.outage === '30m',
  ],
  [
    'policy: { prod: { alloyMemory: much, zoneAware: true } }',
    'policy.prod.alloyMemory',
    /size such as 512M/,
    (v) => v.policy.prod?.zoneAware,
  ],
  [
    'policy: { prod: { dockerLogMaxFile: 0 }, dev: { dockerLogMaxFile: 2 } }',
    'policy.prod.dockerLogMaxFile',
    /at least 1, not 0/,
    (v) => v.policy.dev?.dockerLogMaxFile === 2 && v.policy.prod?.dockerLogMaxFile === 5,
  ],
  [
    'services: [{ name: a, http: 70000, grpc: 9095 }]',
    'services.0.http',
    /at most 65535, not 70000/,
    (v) => v.services[0]?.grpc === 9095 && v.services[0].http === undefined,
  ],
  [
    'services: [{ http: 1 }, { name: b }]',
    'services.0.name',
    /name is missing/,
    (v) => v.services.length === 1 && v.services[0]?.name === 'b',
  ],
  [
    'versions: { lokki: 1, loki: "3.6" }',
    'versions.lokki',
    /no setting lokki/,
    (v) => v.versions.loki === '3.6',
  ],
  [
    'alloy: { stabilityLevel: ga, communityComponents: true }',
    'alloy.stabilityLevel',
    /experimental \| public-preview \| generally-available, not "ga"/,
    (v) => v.alloy.communityComponents === true && v.alloy.stabilityLevel === undefined,
  ],
  [
    'rules: { "a/b": { severity: fatal }, "c/d": { severity: hint } }',
    'rules.a/b.severity',
    /error \| warning \| info \| hint \| off, not "fatal"/,
    (v) => v.rules['c/d']?.severity === 'hint',
  ],
  ['rules: { "a/b": off, "c/d": { severity: off } }', 'rules.a/b', /a map, not "off"/, (v) => v.rules['c/d']],
  [
    'zones: [{ cidr: everywhere, zone: a }, { cidr: 10.0.0.0/8, zone: b }]',
    'zones.0.cidr',
    /10\.0\.128\.0\/22/,
    (v) => v.zones.length === 1 && v.zones[0]?.zone === 'b',
  ],
  [
    'files: { lokii: [a], alloy: [b, ""] }',
    'files.lokii',
    /Known ones: .*loki-overrides/,
    (v) => v.files.alloy?.length === 1 && !('lokii' in v.files),
  ],
  [
    'policyRows: [{ name: a, kind: loki, path: x, atLeast: { prod: [1] } }]',
    'policyRows.0.atLeast.prod',
    /a single value, not \[1\]/,
    (v) => v.policyRows[0]?.name === 'a',
  ],
]

for (const [yaml, path, says, holds] of wrong) {
  test(`wrong at ${path}, and the rest holds: ${yaml.split('\n')[0]}`, async () => {
    const { value, issues } = await settingsOf(`${yaml}\n`)
    const issue = issues.find((one) => one.path.join('.') === path)
    assert.ok(issue, JSON.stringify(issues))
    assert.match(issue.message, says)
    assert.ok(holds(value), JSON.stringify(value))
  })
}

test('no text is fatal', async () => {
  for (const text of [
    '',
    '- a\n',
    'a\n',
    '{',
    'version: {{ .Values.x }}\n',
    '__proto__: { polluted: true }\nconstructor: 1\n',
    'environments: { __proto__: { files: [x] }, constructor: {} }\n',
    'rules: null\npolicy:\nservices: ~\n',
    'policy: &a { prod: *a }\n',
    '\u0000',
  ]) {
    const { value } = await settingsOf(text)
    assert.ok(value.policy.prod, text)
  }
  assert.equal(({} as { polluted?: boolean }).polluted, undefined)
})

/** The file itself, each part that is commented out put back; prose goes. */
function uncommented(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/^# ?(?=( *)(- )?(["\w]+: |\w+:$|- ))/, ''))
  return lines.filter((line) => !line.startsWith('#')).join('\n')
}

test('every part that `logkeel init` writes is right once its comment signs go', async () => {
  const text = uncommented(initialSettings)
  const { value, issues } = await settingsOf(text)
  assert.deepEqual(issues, [], text)
  assert.equal(value.stated, true)
  const named = new Set(Object.keys(dataOf(text) as object))
  assert.deepEqual([...named].sort(), Object.keys(settingsSchema.shape).sort(), 'and every part is there')
  assert.deepEqual(
    (await settingsOf(initialSettings)).value,
    defaultSettings,
    'as written it changes nothing',
  )
})

function dataOf(text: string): unknown {
  return plainData(yamlTree(createDocument('', 'settings', text)))
}

test('the JSON Schema says yes and no where zod does', () => {
  const json = JSON.parse(
    readFileSync(join(project, 'docs/logkeel.schema.json'), 'utf8'),
  ) as z.core.JSONSchema.JSONSchema // Written from zod.
  const bySchema = z.fromJSONSchema(json)
  const texts = [
    everything,
    initialSettings,
    uncommented(initialSettings),
    'version: 1\n',
    'services: []\n',
    ...wrong.map(([text]) => text),
  ]
  const verdicts = texts.map((text) => {
    const data = dataOf(text)
    const agreed = settingsSchema.safeParse(data).success
    assert.equal(bySchema.safeParse(data).success, agreed, text)
    return agreed
  })
  assert.ok(verdicts.includes(true) && verdicts.includes(false))
})

test('the committed JSON Schema is the one of the zod schema', () => {
  const fresh = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' })
  const committed: unknown = JSON.parse(readFileSync(join(project, 'docs/logkeel.schema.json'), 'utf8'))
  assert.deepEqual(committed, JSON.parse(JSON.stringify(fresh)))
})

test('every setting of the extension is read by it, and it reads no other', () => {
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
    contributes: { configuration: { properties: Record<string, unknown> } }
  } // The project's own file.
  const declared = Object.keys(manifest.contributes.configuration.properties)
  const sources = [
    'client/src/extension.ts',
    'client/src/node.ts',
    'client/src/browser.ts',
    'server/src/lsp/server.ts',
  ]
    .map((file) => readFileSync(join(project, file), 'utf8'))
    .join('\n')
  // The client library reads `<id>.trace.server` by itself; the client's id is the prefix.
  assert.match(sources, /new LanguageClient\('logkeel'/)
  const read = [...sources.matchAll(/getConfiguration\('logkeel'\)\.get(?:<[^>]*>)?\('([\w.]+)'/g)].map(
    ([, name]) => `logkeel.${name}`,
  )
  assert.deepEqual(declared.sort(), [...new Set([...read, 'logkeel.trace.server'])].sort())
})
