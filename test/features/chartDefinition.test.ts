/** Definitions, references and highlights in charts: between templates, values and what deploys them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placesBehind } from '../../server/src/features/definition.ts'
import { linksIn } from '../../server/src/features/links.ts'
import { highlightsAt } from '../../server/src/features/references.ts'
import { subjectAt } from '../../server/src/features/subject.ts'
import type { Document } from '../../server/src/text/document.ts'
import { shown } from '../support/marked.ts'
import { type Loaded, loadMarked, type Sources, showPlaces } from '../support/marks.ts'
import { root } from '../support/memoryFiles.ts'

const chart = 'apiVersion: v2\nname: app\nversion: 1.0.0\n'

function filesOf({ documents, document }: Loaded, uris: readonly string[]): readonly Document[] {
  return [...new Set([document.uri, ...uris])].flatMap((uri) => documents.get(uri) ?? [])
}

/** The names of what is defined are marked, in the order of the files. */
async function defines(sources: Sources) {
  const loaded = await loadMarked({ 'c/Chart.yaml': chart, ...sources })
  const subject = subjectAt(loaded.document, loaded.workspace, loaded.cursor)
  assert.ok(subject, 'nothing is named there')
  const targets = subject.definitions(filesOf(loaded, subject.filesFor('definition')))
  const places = targets.map(({ uri, selection }) => ({ uri, range: selection }))
  assert.deepEqual(showPlaces(loaded, places), loaded.expected)
  return targets
}

/** All that names the same is marked. */
async function refers(sources: Sources, declarations = true) {
  const loaded = await loadMarked({ 'c/Chart.yaml': chart, ...sources })
  const subject = subjectAt(loaded.document, loaded.workspace, loaded.cursor)
  assert.ok(subject, 'nothing is named there')
  const places = subject.references(filesOf(loaded, subject.filesFor('references')), declarations)
  assert.deepEqual(showPlaces(loaded, places), loaded.expected)
}

/** What is highlighted in the file with the cursor is marked. */
async function highlights(source: string, others: Sources = {}) {
  const loaded = await loadMarked({ 'c/templates/a.yaml': source, 'c/Chart.yaml': chart, ...others })
  const found = highlightsAt(loaded.document, loaded.workspace, loaded.cursor) ?? []
  assert.equal(
    shown(
      loaded.document.text,
      found.map(({ range }) => range),
    ),
    source.replace('<|>', ''),
  )
}

test('from any key of a path to the values that set it, the default first', async () => {
  const files = (mention: string, a: string, b: string) => ({
    'c/templates/a.yaml': `name: {{ ${mention} }}\n`,
    'c/values.yaml': `${a}:\n  ${b}: x\n  other: y\n`,
    'c/values-prod.yaml': `${a}:\n  ${b}: z\n`,
  })
  const [first, second] = await defines(files('.Values.image.t<|>ag', 'image', '⟦tag⟧'))
  assert.equal(first?.uri, `${root}/c/values.yaml`)
  assert.equal(second?.uri, `${root}/c/values-prod.yaml`)
  await defines(files('.Values.im<|>age.tag', '⟦image⟧', 'tag'))
  await defines(files('$.Values.image.tag<|>', 'image', '⟦tag⟧'))
  await defines(files('index .Values "image" "t<|>ag"', 'image', '⟦tag⟧'))
  await defines(files('get .Values.image "ta<|>g" | quote', 'image', '⟦tag⟧'))
  await defines(files('dig "im<|>age" "tag" "none" .Values', '⟦image⟧', 'tag'))
})

test('through with, range, variables and named templates', async () => {
  const values = 'image:\n  ⟦tag⟧: x\n'
  for (const body of [
    '{{ with .Values.image }}{{ .t<|>ag }}{{ end }}',
    '{{ $image := .Values.image }}{{ $image.<|>tag }}',
    '{{ include "name" (dict "image" .Values.image) }}{{ define "name" }}{{ .image.t<|>ag }}{{ end }}',
  ])
    await defines({ 'c/templates/a.yaml': body, 'c/values.yaml': values })
  await defines({
    'c/templates/a.yaml': '{{ range .Values.hosts }}{{ .na<|>me }}{{ end }}',
    'c/values.yaml': 'hosts:\n  - ⟦name⟧: a\n  - ⟦name⟧: b\n    port: 1\n',
  })
  await defines({
    'c/templates/a.yaml': '{{ range $key, $one := .Values.parts }}{{ $one.por<|>t }}{{ end }}',
    'c/values.yaml': 'parts:\n  a: { ⟦port⟧: 1 }\n  b: { ⟦port⟧: 2 }\n',
  })
})

test('a helper that is called with several things leads to all of them', async () => {
  await defines({
    'c/templates/_helpers.tpl': '{{ define "port" }}{{ .por<|>t }}{{ end }}',
    'c/templates/a.yaml': '{{ include "port" .Values.reader }}{{ include "port" .Values.writer }}',
    'c/values.yaml': 'reader: { ⟦port⟧: 1 }\nwriter: { ⟦port⟧: 2 }\n',
  })
})

test('a name that a template gives leads to what it stands for, and is no key', async () => {
  const sources = {
    'c/Chart.yaml': chart,
    'c/templates/a.yaml': '{{ $made := dict "port" .Values.reader.port }}{{ $made.po<|>rt }}',
    'c/values.yaml': 'reader: { ⟦port⟧: 1 }\n',
  }
  await defines(sources)
  const loaded = await loadMarked(sources)
  assert.equal(subjectAt(loaded.document, loaded.workspace, loaded.cursor)?.renamable, undefined)
})

test('the dot of a with leads to what it stands for', async () => {
  await defines({
    'c/templates/a.yaml': '{{- with .Values.nodeSelector }}\n{{- toYaml <|>. }}\n{{- end }}\n',
    'c/values.yaml': '⟦nodeSelector⟧: {}\n',
  })
})

test('a default that stands there as a comment', async () => {
  const template = { 'c/templates/a.yaml': '{{ .Values.service.nodePo<|>rt }}' }
  const values = (lines: string) => ({ ...template, 'c/values.yaml': lines })
  await defines(values('service:\n  port: 80\n  # ⟦nodePort⟧: 30000\n'))
  await defines(values('service:\n  port: 80\n  ## The port of the node\n  #⟦nodePort⟧: 30000\nother: 1\n'))
  await defines(values('service: {}\n  # ⟦nodePort⟧: 30000\n'))
  // One below another key is another one.
  await defines(values('⟦service⟧:\n  port: 80\nother:\n  # nodePort: 30000\n  a: 1\n'))
  await defines(values('⟦service⟧:\n  port: 80\n  # extra:\n  #   nodePort: 30000\n'))
  await defines({
    'c/templates/a.yaml': '{{ .Values.resources.limits.cp<|>u }}',
    'c/values.yaml': 'resources: {}\n  # limits:\n  #   ⟦cpu⟧: 100m\n  # requests:\n  #   cpu: 100m\n',
  })
})

test('the schema of a chart, else the nearest map around the key', async () => {
  const template = { 'c/templates/a.yaml': '{{ .Values.service.nodePo<|>rt }}' }
  const schema = (name: string) =>
    JSON.stringify({
      properties: { service: { $ref: '#/$defs/s' } },
      $defs: { s: { properties: { nodePort: {} } } },
    }).replace('nodePort', name)
  await defines({
    ...template,
    'c/values.yaml': 'service: {}\n',
    'c/values.schema.json': schema('⟦nodePort⟧'),
  })
  await defines({ ...template, 'c/values.yaml': '⟦service⟧: {}\n' })
})

test('from an environment to the default, and to the values of a subchart', async () => {
  const template = { 'c/templates/a.yaml': '{{ .Values.replicas }}' }
  await defines({ ...template, 'c/values.yaml': '⟦replicas⟧: 1\n', 'c/values-prod.yaml': 'repl<|>icas: 3\n' })
  await defines({
    ...template,
    'c/values.yaml': '# ⟦replicas⟧: 1\n',
    'c/values-prod.yaml': 'repl<|>icas: 3\n',
  })
  const subchart = {
    'c/Chart.yaml': `${chart}dependencies:\n  - { name: cache, alias: chunks, version: 1.0.0 }\n`,
    'c/charts/cache/Chart.yaml': chart.replace('app', 'cache'),
    'c/charts/cache/values.yaml': '⟦memory⟧: 64\n',
  }
  await defines({ ...subchart, 'c/values.yaml': 'chunks:\n  mem<|>ory: 128\n' })
  await defines({
    ...subchart,
    'c/values.yaml': 'chunks:\n  ⟦memory⟧: 128\n',
    'c/charts/cache/templates/a.yaml': '{{ .Values.me<|>mory }}',
  })
})

test('values in an application, and globals', async () => {
  const app = (values: string) =>
    `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: app }
spec:
  source:
    path: c
    helm:
      values: |
        ${values}
`
  await defines({
    'app.yaml': app('replicas: 2').replace('replicas', '⟦replicas⟧'),
    'c/templates/a.yaml': '{{ .Values.repli<|>cas }}',
    'c/values.yaml': '⟦replicas⟧: 1\n',
  })
  await defines({
    'app.yaml': app('repl<|>icas: 2'),
    'c/templates/a.yaml': '{{ .Values.replicas }}',
    'c/values.yaml': '⟦replicas⟧: 1\n',
  })
  await defines({
    'c/values.yaml': 'global:\n  ⟦registry⟧: a\n',
    'c/charts/cache/Chart.yaml': chart.replace('app', 'cache'),
    'c/charts/cache/templates/a.yaml': '{{ .Values.global.regis<|>try }}',
  })
})

test('templates that values hold, and paths in messages', async () => {
  await defines({
    'c/templates/a.yaml': '{{ tpl .Values.url . }}',
    'c/values.yaml': '⟦host⟧: h\nurl: "http://{{ .Values.ho<|>st }}/"\n',
  })
  await defines({
    'c/templates/a.yaml': '{{ required ".Values.ho<|>st is missing" .Values.host }}',
    'c/values.yaml': '⟦host⟧: h\n',
  })
})

test('named templates and variables', async () => {
  await defines({
    'c/templates/_helpers.tpl': '{{ define "⟦app.name⟧" }}x{{ end }}',
    'c/values.yaml': 'url: "{{ include `app<|>.name` . }}"\n',
  })
  await defines({
    'c/templates/_helpers.tpl': '{{ define "⟦app.name⟧" }}x{{ end }}',
    'c/templates/a.yaml': '{{ include "app<|>.name" . }}',
  })
  await defines({
    'c/templates/a.yaml': '{{ $a := 1 }}{{ if true }}{{ ⟦$a⟧ := 2 }}{{ $<|>a }}{{ end }}{{ $a }}',
  })
  await defines({ 'c/templates/a.yaml': '{{ range ⟦$key⟧, $value := .Values.a }}{{ $ke<|>y }}{{ end }}' })
})

test('files: .Files.Get, a template by its name, a dependency, what an application names', async () => {
  const uris = async (sources: Sources) => {
    const { document, workspace, cursor } = await loadMarked({ 'c/Chart.yaml': chart, ...sources })
    return placesBehind(document, workspace, cursor).map(({ uri }) => uri.slice(root.length + 1))
  }
  const files = { 'c/files/a.yaml': 'a: 1\n', 'c/templates/map.yaml': 'kind: ConfigMap\n' }
  assert.deepEqual(await uris({ ...files, 'c/templates/a.yaml': '{{ $.Files.Get "files/<|>a.yaml" }}' }), [
    'c/files/a.yaml',
  ])
  assert.deepEqual(await uris({ ...files, 'c/templates/a.yaml': '{{ .Files.Get "files/<|>b.yaml" }}' }), [])
  assert.deepEqual(
    await uris({
      ...files,
      'c/templates/a.yaml': '{{ include (print $.Template.BasePath "/ma<|>p.yaml") . | sha256sum }}',
    }),
    ['c/templates/map.yaml'],
  )
  assert.deepEqual(await uris({ ...files, 'c/templates/a.yaml': '{{ .Chart.Na<|>me }}' }), ['c/Chart.yaml'])
  const loaded = await loadMarked({
    'app.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: app }
spec:
  source:
    path: ⟦c⟧
    helm:
      valueFiles: ["⟦values-prod.yaml⟧", missing.yaml, ⟦/clusters/prod.yaml⟧]
`,
    'c/Chart.yaml': chart,
    'c/values-prod.yaml': 'a: 1\n',
    'clusters/prod.yaml': 'a: 1\n',
  })
  const links = linksIn(loaded.document, loaded.workspace)
  assert.equal(
    shown(
      loaded.document.text,
      links.map(({ range }) => range),
    ),
    loaded.expected['app.yaml'],
  )
  assert.deepEqual(
    links.map(({ uri }) => uri.slice(root.length + 1)),
    ['c/values-prod.yaml', 'clusters/prod.yaml', 'c/Chart.yaml'],
  )
})

test('references of a key: reads, settings, conditions, what reads it as a part of a map', async () => {
  await refers({
    'c/Chart.yaml': `${chart}dependencies:\n  - name: cache\n    condition: chunks.⟦enabled⟧\n`,
    'c/templates/a.yaml': '{{ if .Values.chunks.⟦enabled⟧ }}{{ .Values.chunks.size }}{{ end }}',
    'c/templates/b.yaml': '{{ toYaml ⟦.Values.chunks⟧ }}{{ with .Values.chunks }}{{ .⟦enabled⟧ }}{{ end }}',
    'c/values.yaml': 'chunks:\n  ⟦en<|>abled⟧: true\nenabled: 1\n',
    'c/values-prod.yaml': 'chunks: { "size": 1, ⟦"enabled"⟧: false }\n',
    'd/templates/a.yaml': '{{ .Values.chunks.enabled }}',
    'd/Chart.yaml': chart,
  })
})

test('references from a template, without what its chart says of it; parameters of an application', async () => {
  await refers(
    {
      'app.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: app }
spec:
  source:
    path: c
    helm:
      parameters:
        - { name: image.⟦tag⟧, value: v2 }
`,
      'c/templates/a.yaml': '{{ .Values.image.⟦t<|>ag⟧ }}',
      'c/values.yaml': 'image:\n  tag: v1\nurl: "{{ .Values.image.⟦tag⟧ }}"\n',
      'c/values-prod.yaml': 'image:\n  ⟦tag⟧: v3\n',
    },
    false,
  )
})

test('references of a key that stands for several, since a helper has several callers: each place once', async () => {
  await refers({
    'c/templates/a.yaml': '{{ include "h" .Values.a }}{{ include "h" .Values.b }}\n',
    'c/templates/_h.tpl': '{{ define "h" }}{{ .⟦po<|>rt⟧ }} {{ .⟦port⟧ | quote }}{{ end }}',
    'c/values.yaml': 'a:\n  ⟦port⟧: 1\nb:\n  ⟦port⟧: 2\n',
  })
})

test('references of templates and variables', async () => {
  await refers({
    'c/templates/_helpers.tpl':
      '{{ define "⟦a.b⟧" }}{{ end }}{{ define "a.bc" }}{{ template "⟦a.<|>b⟧" }}{{ end }}',
    'c/templates/a.yaml': '{{ include "⟦a.b⟧" . }} a.b',
    'c/values.yaml': 'url: "{{ include `⟦a.b⟧` . }}"\n',
  })
  await refers({
    'c/templates/a.yaml':
      '{{ ⟦$a⟧ := 1 }}{{ if ⟦$<|>a⟧ }}{{ $a := 2 }}{{ $a }}{{ else }}{{ ⟦$a⟧ = 3 }}{{ end }}{{ ⟦$a⟧.b }}{{ define "x" }}{{ $a := 1 }}{{ $a }}{{ end }}',
  })
})

test('highlights: keys, templates, variables, and the words of a block', async () => {
  await highlights('{{ .Values.⟦a<|>⟧.b }}{{ with .Values.⟦a⟧ }}{{ .a }}{{ end }}', {
    'c/values.yaml': 'a: {}\n',
  })
  await highlights('{{ define "⟦x⟧" }}{{ end }}{{ include "⟦<|>x⟧" . }}')
  await highlights('{{ $x := 1 }}{{ range ⟦$x⟧ := .Values.a }}{{ ⟦$<|>x⟧ }}{{ end }}')
  await highlights(
    '{{- ⟦if⟧ .a }}{{ if .b }}{{ end }}{{- ⟦el<|>se if⟧ .c }}{{ else }}{{ end }}'.replace(
      '{{ else }}{{ end }}',
      '{{ ⟦else⟧ }}{{- ⟦end⟧ }}',
    ),
  )
  await highlights('{{ ⟦define⟧ "a" }}{{ with .a }}{{ end }}{{- ⟦en<|>d⟧ }}')
})
