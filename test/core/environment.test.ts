/** Which environment a file belongs to: by patterns, by names, and by what other files say of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { environmentOfPath, fits } from '../../server/src/model/environment.ts'
import { settingsOf } from '../../server/src/model/load.ts'
import { defaultSettings } from '../../server/src/model/settings.ts'
import { environmentOf } from '../../server/src/model/workspace.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

/** Each line: a path, and the environment it has (`-` for none). */
async function expectPaths(table: string, settings = ''): Promise<void> {
  const { value, issues } = settings ? await settingsOf(settings) : { value: defaultSettings, issues: [] }
  assert.deepEqual(issues, [])
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  const found = rows.map(([path = '']) => `${path} ${environmentOfPath(path, value) ?? '-'}`)
  assert.deepEqual(
    found,
    rows.map((row) => row.join(' ')),
  )
}

test('names that everybody uses, as a folder or as a word of the file name', () =>
  expectPaths(`
    dev/config.alloy                    dev
    clusters/develop/config.alloy       dev
    Development/config.alloy            dev
    monitoring/staging/config.alloy     staging
    monitoring/stg/config.alloy         staging
    monitoring/stage/config.alloy       staging
    a/prod/b/config.alloy               prod
    a/prd/config.alloy                  prod
    a/production/config.alloy           prod
    values-prod.yaml                    prod
    values.prod.yaml                    prod
    values_prod.yaml                    prod
    prod-values.yaml                    prod
    prod.yaml                           prod
    docker-compose.staging.yml          staging
    .env.production                     prod
    설정/prod/값.yaml                    prod
    config.alloy                        -`))

test('words that only look like one', () =>
  expectPaths(`
    product.yaml                  -
    products/values.yaml          -
    nonprod/values.yaml           -
    nonprod.yaml                  -
    values-nonprod.yaml           -
    values-non-prod.yaml          -
    values-pre-prod.yaml          -
    preprod/values.yaml           -
    prod-eks/values.yaml          -
    devices/values.yaml           -
    reproduction.yaml             -
    staged.yaml                   -
    constructor/__proto__.yaml    -
    production/helm/test/a.yaml   -
    production/testdata/a.yaml    -
    prod/e2e/deep/values.yaml     -
    tests/prod/values.yaml        prod
    prod/contest/values.yaml      prod`))

test('a name that says what it is not is not asked for its folders', () =>
  expectPaths('prod/values-non-prod.yaml -\nprod/values-dev.yaml dev'))

test('the deepest folder wins, the file name over all, its last word first', () =>
  expectPaths(`
    prod/dev/config.alloy            dev
    dev/a/prod/config.alloy          prod
    prod/docker-compose.dev.yml      dev
    dev-to-prod.yaml                 prod`))

test('patterns replace the default of the same name, and only that one', () =>
  expectPaths(
    `
    clusters/seoul/a/b.yaml    prod
    prod/a.yaml                -
    values-prd.yaml            -
    dev/a.yaml                 dev
    x/special.yaml             prod
    clusters/dev/seoul.yaml    dev`,
    'environments:\n  prod: { files: ["clusters/seoul/**", "special.yaml"] }\n',
  ))

test('a pattern goes before every name', () =>
  expectPaths('dev/values-dev.yaml qa', 'environments:\n  qa: { files: ["**/values-*.yaml"] }\n'))

test("environments of a team's own go by their names", () =>
  expectPaths(
    `
    qa/values.yaml                  qa
    QA/values.yaml                  qa
    values-qa.yaml                  qa
    values-prod-kr.yaml             prod-kr
    clusters/prod-kr/values.yaml    prod-kr
    values-prod-us.yaml             prod
    production/values.yaml          production
    values-prd.yaml                 prod`,
    'environments:\n  qa: {}\n  prod-kr: {}\n  production: { clusters: [c] }\n',
  ))

test('patterns in the languages and with the signs that people use', () => {
  assert.ok(fits('운영/**', '운영/a b.yaml'))
  assert.ok(fits('./clusters/**', 'clusters/a.yaml'))
  assert.ok(fits('clusters/*/{a,b}.yaml', 'clusters/x/b.yaml'))
  assert.ok(fits('.hidden/**', '.hidden/.a.yaml'))
  assert.ok(fits('*.alloy', 'deep/down/a.alloy'))
  assert.ok(!fits('clusters/*.yaml', 'clusters/a/b.yaml'))
  assert.ok(!fits('['.repeat(70_000), 'a'), 'one that can not be read fits nothing')
})

/** The environments of files of a workspace. */
async function environments(files: Readonly<Record<string, string>>) {
  const { workspace } = await loadFiles(new Map(Object.entries(files)))
  return (path: string) =>
    environmentOf(workspace, `${root}/${path.split('/').map(encodeURIComponent).join('/')}`)
}

const compose = (mount: string) =>
  `services:\n  alloy:\n    image: grafana/alloy:v1.18.0\n    volumes:\n      - ${mount}\n`

test('a Compose file lends its environment to the files and folders that it mounts', async () => {
  const of = await environments({
    'docker-compose.prod.yml': compose('./alloy/config.alloy:/etc/alloy/config.alloy:ro'),
    'docker-compose.dev.yml': compose('./conf.d:/etc/alloy'),
    'alloy/config.alloy': '',
    'alloy/other.alloy': '',
    'conf.d/a.alloy': '',
    'conf.d/prod/a.alloy': '',
  })
  assert.equal(of('alloy/config.alloy'), 'prod')
  assert.equal(of('alloy/other.alloy'), undefined)
  assert.equal(of('conf.d/a.alloy'), 'dev')
  assert.equal(of('conf.d/prod/a.alloy'), 'prod', 'its own path goes before')
})

test('a file that two environments mount belongs to neither', async () => {
  const of = await environments({
    'docker-compose.prod.yml': compose('./config.alloy:/etc/alloy/config.alloy'),
    'docker-compose.dev.yml': compose('./config.alloy:/etc/alloy/config.alloy'),
    'config.alloy': '',
  })
  assert.equal(of('config.alloy'), undefined)
})

test('who mounts the whole repository lends nothing', async () => {
  const of = await environments({
    'docker-compose.dev.yml': compose('.:/src'),
    'deploy/docker-compose.prod.yml': compose('..:/src'),
    'config.alloy': '',
    'deploy/config.alloy': '',
  })
  assert.equal(of('config.alloy'), undefined)
  assert.equal(of('deploy/config.alloy'), undefined)
})

test('names with blanks and in Korean are lent to as well', async () => {
  const files: Record<string, string> = {
    'docker-compose.prod.yml': compose('"./수집 설정/config.alloy:/etc/alloy/config.alloy"'),
  }
  files[encodeURI('수집 설정/config.alloy')] = ''
  const of = await environments(files)
  assert.equal(of('수집 설정/config.alloy'), 'prod')
})

const application = (cluster: string, valueFile: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: loki }
spec:
  destination: { ${cluster}, namespace: loki }
  source:
    path: charts/loki
    helm:
      valueFiles: [${valueFile}]
`

test("an Argo CD application lends its cluster's environment to the values that it names", async () => {
  const of = await environments({
    'logkeel.yaml': 'environments:\n  prod: { clusters: [prod-eks, "https://10.0.0.1:6443"] }\n',
    'charts/loki/Chart.yaml': 'name: loki\nversion: 1.0.0\n',
    'charts/loki/values-seoul.yaml': 'a: 1\n',
    'charts/loki/values-tokyo.yaml': 'a: 1\n',
    'charts/loki/values-dev.yaml': 'a: 1\n',
    'apps/seoul.yaml': application('name: prod-eks', 'values-seoul.yaml, values-dev.yaml'),
    'apps/tokyo.yaml': application('server: "https://10.0.0.1:6443"', 'values-tokyo.yaml'),
    'apps/other.yaml': application('name: elsewhere', 'values-osaka.yaml'),
  })
  assert.equal(of('apps/seoul.yaml'), 'prod')
  assert.equal(of('apps/other.yaml'), undefined)
  assert.equal(of('charts/loki/values-seoul.yaml'), 'prod')
  assert.equal(of('charts/loki/values-tokyo.yaml'), 'prod')
  assert.equal(of('charts/loki/values-dev.yaml'), 'dev', 'its own name goes before')
})
