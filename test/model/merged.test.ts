/** A release's values as Helm makes them: files over charts, subcharts, globals, nulls, parameters; with their places. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { familyAt } from '../../server/src/model/charts/family.ts'
import { type MergedNode, mergedAt, settingsAt } from '../../server/src/model/charts/merged.ts'
import { assignmentsIn } from '../../server/src/model/charts/parameters.ts'
import {
  type Deployment,
  isEnabled,
  releasesOf,
  valuesOfMember,
} from '../../server/src/model/charts/releases.ts'
import { goScalar } from '../../server/src/syntax/yaml/goScalar.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

async function deploymentsOf(files: Readonly<Record<string, string>>): Promise<readonly Deployment[]> {
  const { workspace } = await loadFiles(new Map(Object.entries(files)))
  const family = familyAt(workspace, `${root}/chart/Chart.yaml`)
  assert.ok(family)
  return releasesOf(workspace, family)
}

async function only(files: Readonly<Record<string, string>>): Promise<Deployment> {
  const [deployment] = await deploymentsOf(files)
  assert.ok(deployment)
  return deployment
}

/** A node as plain data; `?` where it is unknown, a key `…` where there may be more. */
function plain(node: MergedNode | undefined): unknown {
  switch (node?.kind) {
    case 'map': {
      const entries = [...node.entries].map(([key, value]) => [key, plain(value)] as const)
      return Object.fromEntries(node.open ? [...entries, ['…', true] as const] : entries)
    }
    case 'list':
      return node.items.map(plain)
    case 'scalar':
      return node.value
    default:
      return node ? '?' : undefined
  }
}

const said = (node: MergedNode, path: string) =>
  settingsAt(node, path.split('.')).map(({ document, value }) => [
    document.slice(root.length + 1),
    value.kind === 'scalar' ? value.value : value.kind,
  ])

const application = (helm: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: shop
spec:
  source:
    path: chart
    helm:
${helm}`

const chart = { 'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n' }

test('what an application says lies over its files, and those over the chart', async () => {
  const deployment = await only({
    ...chart,
    'chart/values.yaml': 'a: 1\nb: {x: 1, w: 2}\nl: [1, 2]\nkeep: chart\n',
    'chart/values-one.yaml': 'a: 2\nb: {x: 5}\nl: [3]\n',
    'chart/values-two.yaml': 'a: 3\n',
    'apps/shop.yaml': application(
      '      valueFiles: [values-two.yaml, values-one.yaml]\n      values: |\n        b: {z: 7}\n      parameters:\n        - {name: b.w, value: "9"}\n        - {name: note, value: "9", forceString: true}\n',
    ),
  })
  assert.deepEqual(plain(deployment.values), {
    a: 2,
    b: { x: 5, z: 7, w: 9 },
    l: [3],
    note: '9',
    keep: 'chart',
  })
  assert.deepEqual(said(deployment.values, 'a'), [
    ['chart/values.yaml', 1],
    ['chart/values-two.yaml', 3],
    ['chart/values-one.yaml', 2],
  ])
  assert.deepEqual(said(deployment.values, 'b.w'), [
    ['chart/values.yaml', 2],
    ['apps/shop.yaml', 9],
  ])
  const [last] = settingsAt(deployment.values, ['b', 'w']).slice(-1)
  assert.ok(last?.role === 'parameter' && last.place.uri === `${root}/apps/shop.yaml`)
})

test('of values and valuesObject the latter counts alone', async () => {
  const deployment = await only({
    ...chart,
    'chart/values.yaml': 'a: 1\n',
    'apps/shop.yaml': application('      values: "b: 1"\n      valuesObject:\n        c: 1\n'),
  })
  assert.deepEqual(plain(deployment.values), { a: 1, c: 1 })
})

test('null takes a key of the chart out; of a key that the chart lacks it stays', async () => {
  const deployment = await only({
    ...chart,
    'chart/values.yaml': 'probe: {http: 1, exec: 2}\nlist: [1]\nempty:\n',
    'chart/values-x.yaml': 'probe: {http: null}\nlist: null\nother: null\n',
    'apps/shop.yaml': application('      valueFiles: [values-x.yaml]\n'),
  })
  assert.deepEqual(plain(deployment.values), { probe: { exec: 2 }, other: null, empty: null })
  assert.deepEqual(said(deployment.values, 'probe.http'), [
    ['chart/values.yaml', 1],
    ['chart/values-x.yaml', null],
  ])
})

test('a map stays a map, and a scalar a scalar, whatever the chart has there', async () => {
  const deployment = await only({
    ...chart,
    'chart/values.yaml': 'a: text\nb: {x: 1}\nc: {deep: {x: 1}}\n',
    'chart/values-x.yaml': 'a: {x: 1}\nb: text\nc: {deep: no-map}\n',
    'apps/shop.yaml': application('      valueFiles: [values-x.yaml]\n'),
  })
  assert.deepEqual(plain(deployment.values), { a: { x: 1 }, b: 'text', c: { deep: 'no-map' } })
})

const withSubcharts = {
  'chart/Chart.yaml':
    'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - {name: cache, version: 1.x.x}\n  - {name: cache, version: 1.x.x, alias: results, condition: results.enabled}\n  - {name: store, version: 2.x.x}\n',
  'chart/values.yaml':
    'global: {zone: kr}\ncache: {size: 2}\nresults: {enabled: true}\nstore: {port: 9000}\n',
  'chart/charts/cache/Chart.yaml': 'apiVersion: v2\nname: cache\nversion: 1.0.0\n',
  'chart/charts/cache/values.yaml': 'size: 1\nthreads: 4\nglobal: {zone: us, tier: gold}\n',
}

test('a subchart sees what stands below its key, and global', async () => {
  const deployment = await only(withSubcharts)
  const [, cache, results] = deployment.family.members
  assert.ok(cache && results)
  assert.deepEqual(plain(valuesOfMember(deployment, cache)), {
    size: 2,
    global: { zone: 'kr', tier: 'gold' },
    threads: 4,
  })
  assert.deepEqual(plain(valuesOfMember(deployment, results)), {
    enabled: true,
    global: { zone: 'kr', tier: 'gold' },
    size: 1,
    threads: 4,
  })
  assert.deepEqual(said(deployment.values, 'cache.size'), [
    ['chart/charts/cache/values.yaml', 1],
    ['chart/values.yaml', 2],
  ])
  // Who reads `.Values.global.zone` in the subchart finds the line of the chart around it, which holds.
  assert.deepEqual(said(deployment.values, 'cache.global.zone').at(-1), ['chart/values.yaml', 'kr'])
  assert.equal(isEnabled(deployment, results), true)
  // The dependency that is not vendored may bring further keys.
  assert.deepEqual(plain(mergedAt(deployment.values, ['store'])), { port: 9000, '…': true })
})

test('a condition turns a subchart off; where it is unknown, so is what the subchart brings', async () => {
  const off = await only({ ...withSubcharts, 'chart/values.yaml': 'results: {enabled: false}\n' })
  const [, , results] = off.family.members
  assert.ok(results)
  assert.equal(isEnabled(off, results), false)
  assert.deepEqual(plain(valuesOfMember(off, results)), { enabled: false })
  const set = application('      values: |\n        results: {enabled: "{{ .on }}"}\n')
    .replace('kind: Application', 'kind: ApplicationSet')
    .replace('spec:\n', 'spec:\n  template:\n    metadata: {name: shop}\n    spec:\n')
    .replace(/\n {2}source:[\s\S]*$/, (rest) => rest.replaceAll('\n', '\n    '))
  const unsure = await only({ ...withSubcharts, 'apps/shop.yaml': set })
  const member = unsure.family.members[2]
  assert.ok(member)
  assert.equal(isEnabled(unsure, member), undefined)
  assert.deepEqual(plain(valuesOfMember(unsure, member)), { enabled: '?', '…': true })
})

test('tags turn subcharts off, and import-values bring values up', async () => {
  const files = {
    ...withSubcharts,
    'chart/Chart.yaml':
      'apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n  - {name: cache, version: 1.x.x, tags: [back], import-values: [{child: net, parent: own}, data]}\n',
    'chart/values.yaml': 'own: {a: 1}\n',
    'chart/charts/cache/values.yaml': 'net: {a: 2, b: 3}\nexports: {data: {up: 1}}\n',
  }
  const on = await only(files)
  assert.deepEqual(plain(mergedAt(on.values, ['own'])), { a: 1, b: 3 })
  assert.equal(plain(mergedAt(on.values, ['up'])), 1)
  const off = await only({ ...files, 'chart/values.yaml': 'tags: {back: false}\n' })
  assert.deepEqual(plain(off.values), { tags: { back: false } })
})

test('of the files of an environment that may go together or not, what they agree on is known', async () => {
  const deployments = await deploymentsOf({
    'logkeel.yaml': 'version: 1\nenvironments:\n  prod: {files: ["**/*prod*"]}\n',
    ...chart,
    'chart/values.yaml': 'a: 1\nb: 1\nc: 1\n',
    'chart/values-prod.yaml': 'a: 2\nb: 2\n',
    'chart/values-prod-eu.yaml': 'a: 2\nb: 3\n',
  })
  assert.deepEqual(
    deployments.map(({ by, environment }) => [by, environment]),
    [
      ['chart', undefined],
      ['environment', 'prod'],
    ],
  )
  const [chartAlone, prod] = deployments
  assert.deepEqual(plain(chartAlone?.values), { a: 1, b: 1, c: 1 })
  assert.deepEqual(plain(prod?.values), { a: 2, b: '?', c: 1 })
})

test('an application tells which of its files are not here', async () => {
  const deployment = await only({
    ...chart,
    'chart/values.yaml': 'a: 1\n',
    'apps/shop.yaml': application('      valueFiles: [gone.yaml, "https://example.com/v.yaml"]\n'),
  })
  assert.deepEqual(deployment.missing, ['gone.yaml'])
  assert.equal(deployment.elsewhere, true)
})

test('the same documents give the same values in a later workspace', async () => {
  const { workspace } = await loadFiles(new Map(Object.entries(withSubcharts)))
  const values = (of: typeof workspace) => {
    const family = familyAt(of, `${root}/chart/Chart.yaml`)
    return family && releasesOf(of, family)[0]?.values
  }
  assert.ok(values(workspace))
  assert.equal(values({ ...workspace }), values(workspace))
})

test('parameters are read as helm --set reads them', () => {
  assert.deepEqual(assignmentsIn('a.b[0].c=1,d={x,2},e\\.f=true'), [
    { path: ['a', 'b', 0, 'c'], value: 1 },
    { path: ['d'], value: ['x', 2] },
    { path: ['e.f'], value: true },
  ])
  assert.deepEqual(assignmentsIn('a=007,b=null,c=0,d=1.5,e='), [
    { path: ['a'], value: '007' },
    { path: ['b'], value: null },
    { path: ['c'], value: 0 },
    { path: ['d'], value: '1.5' },
    { path: ['e'], value: '' },
  ])
  assert.deepEqual(assignmentsIn('a=1,b=true', true), [
    { path: ['a'], value: '1' },
    { path: ['b'], value: 'true' },
  ])
  for (const refused of ['a', 'a,b=1', 'a[x]=1', 'a[99999999]=1', 'a={x', 'a[0]b=1'])
    assert.equal(assignmentsIn(refused), undefined, refused)
})

test('plain scalars are what go-yaml v2 makes of them', () => {
  const cases: readonly (readonly [string, ReturnType<typeof goScalar>])[] = [
    ['yes', true],
    ['Off', false],
    ['yEs', 'yEs'],
    ['~', null],
    ['0777', 511],
    ['0o17', 15],
    ['1_000', 1000],
    ['1e3', 1000],
    ['08', 8],
    ['2001-01-01', '2001-01-01'],
    ['1:20', '1:20'],
    ['0x_1F', 31],
    ['10Gi', '10Gi'],
  ]
  for (const [text, value] of cases) assert.equal(goScalar(text), value, text)
})
