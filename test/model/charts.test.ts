/** Charts, values and templates as facts, and how Argo CD applications join them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TemplateFacts } from '../../server/src/model/charts/charts.ts'
import { textOf } from '../../server/src/model/charts/expressions.ts'
import {
  chartOf,
  environmentsOf,
  valueFilesOf,
  valuesOf,
  valuesWith,
} from '../../server/src/model/charts/values.ts'
import { allFacts, factsAt, type Workspace } from '../../server/src/model/workspace.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

async function workspaceOf(files: Readonly<Record<string, string>>): Promise<Workspace> {
  return (await loadFiles(new Map(Object.entries(files)))).workspace
}

async function template(text: string): Promise<TemplateFacts> {
  const path = 'chart/templates/a.yaml'
  const workspace = await workspaceOf({ 'chart/Chart.yaml': 'name: a\n', [path]: text })
  const [facts] = factsAt(workspace, `${root}/${path}`).templates
  assert.ok(facts)
  return facts
}

const reads = async (text: string) => (await template(text)).reads.map(({ path }) => path.join('.'))

const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: loki-v3
spec:
  destination:
    name: prod-eks
    namespace: loki-v3
  sources:
    - repoURL: https://git.example.com/platform.git
      path: charts/loki-custom
      helm:
        releaseName: loki
        valueFiles:
          - values-seoul.yaml
          - $settings/clusters/seoul/loki.yaml
          - https://example.com/values.yaml
          - $unknown/x.yaml
        values: |
          distributor:
            replicas: 5
    - repoURL: https://git.example.com/platform.git
      ref: settings
`

const files = {
  'logkeel.yaml':
    'version: 1\nenvironments:\n  prod:\n    files: ["*/prod/**"]\n    clusters: [prod-eks]\n    context: prod\npolicy: {}\n',
  'apps/loki.yaml': application,
  'charts/loki-custom/Chart.yaml':
    'name: loki-custom\nversion: 1.2.3\ndependencies:\n  - name: minio\n    alias: store\n',
  'charts/loki-custom/values.yaml': 'distributor:\n  replicas: 1\n  port: 4101\ningester:\n  replicas: 1\n',
  'charts/loki-custom/values-seoul.yaml': 'distributor:\n  replicas: 2\ningester:\n  replicas: 2\n',
  'charts/loki-custom/values-dev.yaml': 'distributor:\n  replicas: 9\n',
  'charts/loki-custom/ci/test-values.yaml': 'distributor:\n  replicas: 77\n',
  'clusters/seoul/loki.yaml': 'ingester:\n  replicas: 3\nloki:\n  storage:\n    type: s3\n',
  'charts/loki-custom/charts/minio/Chart.yaml': 'name: minio\nversion: 1.0.0\n',
  'charts/loki-custom/charts/minio/templates/a.yaml': '{{ .Values.x }}\n',
}

test('an application tells chart, release, namespace, cluster and its values files', async () => {
  const workspace = await workspaceOf(files)
  const [app] = allFacts(workspace, 'applications')
  assert.ok(app)
  const { place: _, ...plain } = app
  assert.deepEqual(plain, {
    name: 'loki-v3',
    releaseName: 'loki',
    namespace: 'loki-v3',
    cluster: 'prod-eks',
    chart: 'charts/loki-custom',
    valueFiles: ['values-seoul.yaml', '/clusters/seoul/loki.yaml'],
    valuesElsewhere: true,
    ignoresMissing: false,
    parameters: [],
    source: ['spec', 'sources', 0],
    generated: false,
  })
  assert.deepEqual(
    valueFilesOf(workspace, app).map((uri) => uri.slice(root.length + 1)),
    ['charts/loki-custom/values-seoul.yaml', 'clusters/seoul/loki.yaml'],
  )
})

test('what a generator fills in is unknown', async () => {
  const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: all
spec:
  template:
    metadata:
      name: 'loki-{{ .cluster }}'
    spec:
      destination:
        server: '{{ .server }}'
        namespace: loki
      source:
        path: charts/loki
        helm:
          valueFiles: ['values-{{ .cluster }}.yaml', values.yaml]
`
  const [app] = allFacts(await workspaceOf({ 'apps/set.yaml': set }), 'applications')
  assert.equal(app?.name, undefined)
  assert.equal(app?.cluster, undefined)
  assert.equal(app?.namespace, 'loki')
  assert.deepEqual(app?.valueFiles, ['values.yaml'])
})

test("values are laid over each other in Helm's order, by environment", async () => {
  const workspace = await workspaceOf(files)
  const chart = chartOf(workspace, `${root}/charts/loki-custom/templates/x.yaml`)
  assert.ok(chart)
  assert.equal(chart.version, '1.2.3')
  assert.deepEqual(
    chart.dependencies.map(({ name, alias }) => ({ name, alias })),
    [{ name: 'minio', alias: 'store' }],
  )
  assert.deepEqual([...environmentsOf(workspace, chart)].sort(), ['dev', 'prod'])
  const at = (environment: string | undefined, path: string) =>
    valuesOf(workspace, chart, environment).lookup(path.split('.'))
  assert.equal(at(undefined, 'distributor.replicas').value, 1)
  assert.equal(at('prod', 'distributor.replicas').value, 5)
  assert.equal(at('prod', 'ingester.replicas').value, 3)
  assert.equal(at('prod', 'distributor.port').value, 4101)
  assert.equal(at('dev', 'distributor.replicas').value, 9)
  assert.deepEqual(
    at('prod', 'distributor.replicas').places.map(({ value }) => value),
    [1, 2, 5],
  )
  assert.deepEqual(at('prod', 'nothing.here').places, [])
})

test('the nearest chart holds a file', async () => {
  const workspace = await workspaceOf(files)
  assert.equal(chartOf(workspace, `${root}/charts/loki-custom/charts/minio/templates/a.yaml`)?.name, 'minio')
  assert.equal(chartOf(workspace, `${root}/apps/loki.yaml`), undefined)
})

test('values of a chart from elsewhere hold together through their application', async () => {
  const workspace = await workspaceOf({
    'apps/loki.yaml': application.replace('path: charts/loki-custom', 'chart: loki'),
    'clusters/seoul/loki.yaml': files['clusters/seoul/loki.yaml'],
  })
  const inline = allFacts(workspace, 'values').find(({ uri }) => uri.includes('#'))
  assert.ok(inline)
  const values = valuesWith(workspace, inline.uri, undefined)
  assert.equal(values.lookup(['ingester', 'replicas']).value, 3)
  assert.equal(values.lookup(['distributor', 'replicas']).value, 5)
})

test('anchors, merges, duplicates and empty values', async () => {
  const workspace = await workspaceOf({
    'values.yaml': 'a: &x\n  b: 1\nc:\n  <<: *x\n  d:\ne: 1\ne: 2\nf: [1, {g: h}]\n',
  })
  const [values] = allFacts(workspace, 'values')
  assert.deepEqual(
    values?.scalars.map(({ path, value }) => `${path.join('.')}=${value}`),
    ['a.b=1', 'c.d=null', 'c.b=1', 'e=2', 'f.0=1', 'f.1.g=h'],
  )
})

test('a template reads values through with, variables, index, get and dig', async () => {
  assert.deepEqual(await reads('{{ .Values.a.b }}{{ $.Values.c }}'), ['a.b', 'c'])
  assert.deepEqual(await reads('{{ with .Values.a }}{{ .b }}{{ $.Values.c }}{{ end }}'), ['a', 'a.b', 'c'])
  assert.deepEqual(await reads('{{ $x := .Values.a }}{{ range .Values.l }}{{ $x.b }}{{ .c }}{{ end }}'), [
    'a',
    'l',
    'a.b',
  ])
  assert.deepEqual(await reads('{{ index .Values "a-b" "c" }}{{ get .Values.m "k" }}'), ['a-b.c', 'm', 'm.k'])
  assert.deepEqual(await reads('{{ dig "a" "b" "none" .Values.AsMap }}'), ['a.b'])
  assert.deepEqual(await reads('{{ ((.Values.a).b).c | default (.Values.d).e }}'), [
    ...['a', 'a.b', 'a.b.c'],
    ...['d', 'd.e'],
  ])
})

test('a variable that is set again may be what it was or what it was set to', async () => {
  assert.deepEqual(await reads('{{ $x := .Values.a }}{{ if .b }}{{ $x = .Values.c }}{{ end }}{{ $x.d }}'), [
    ...['a', 'c'],
    ...['a.d', 'c.d'],
  ])
})

test('a helper reads the values of what it is handed', async () => {
  const text =
    '{{ define "h" }}{{ .ctx.Values.a }}{{ $c := .ctx }}{{ with $c }}{{ .Values.b }}{{ end }}{{ end }}'
  assert.deepEqual(await reads(text), ['a', 'b'])
})

test('calls tell what they hand over, definitions their text', async () => {
  const { units, defines } = await template(
    '{{ define "h" }}x{{ end }}{{ include "h" (dict "ctx" $ "component" .Values.a "name" "n") | nindent 2 }}{{ template "h" . }}',
  )
  assert.deepEqual(
    defines.map(({ name, text }) => [name, text]),
    [['h', 'x']],
  )
  const calls = units.flatMap((unit) => unit.calls)
  assert.deepEqual(
    calls.map(({ name, argument }) => [textOf(name), textOf(argument)]),
    [
      ['"h"', '{"ctx":$,"component":$."Values"."a","name":"n"}'],
      ['"h"', '$'],
    ],
  )
})
