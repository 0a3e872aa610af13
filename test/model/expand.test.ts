/** What templates print, known or not: values, branches, loops, helpers, holes, and the places of it all. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Expansion, expand, manifestsOfRelease } from '../../server/src/model/charts/expand/expand.ts'
import { familyAt } from '../../server/src/model/charts/family.ts'
import { releasesOf } from '../../server/src/model/charts/releases.ts'
import { containersIn } from '../../server/src/model/containers/containers.ts'
import { manifestsOf } from '../../server/src/model/containers/manifests.ts'
import { servicesIn } from '../../server/src/model/ports/services.ts'
import type { Workspace } from '../../server/src/model/workspace.ts'
import { maskedText } from '../../server/src/syntax/parse.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

type Files = Readonly<Record<string, string>>

const application = (values = '') => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: shop}
spec:
  source:
    path: chart
    helm:
      values: |
${values.replace(/^/gm, '        ')}
  destination: {namespace: prod}
`

const base: Files = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: store\nversion: 1.2.3\nappVersion: "7.1"\n',
  'chart/values.yaml': 'port: 80\nname: web\non: true\nlist: [a, b]\nmap: {k: v}\n',
}

async function workspaceOf(files: Files): Promise<Workspace> {
  return (await loadFiles(new Map(Object.entries({ ...base, ...files })))).workspace
}

function expansionsIn(workspace: Workspace, released: boolean): readonly Expansion[] {
  const family = familyAt(workspace, `${root}/chart/Chart.yaml`)
  assert.ok(family)
  return manifestsOfRelease(workspace, family, released ? releasesOf(workspace, family)[0] : undefined)
}

async function expansionOf(template: string, files: Files = {}, released = true): Promise<Expansion> {
  const all: Files = { 'apps/shop.yaml': application(), ...files, 'chart/templates/a.yaml': template }
  const workspace = await workspaceOf(all)
  const found = expansionsIn(workspace, released).find(({ name }) => name === 'store/templates/a.yaml')
  assert.ok(found)
  return found
}

/** What a template prints in a release. */
async function printed(template: string, files: Files = {}): Promise<string | undefined> {
  return (await expansionOf(template, files)).joined?.text
}

/** The masked text of a template, of a release of which nothing is known. */
async function masked(template: string, files: Files = {}): Promise<string | undefined> {
  const { document } = await expansionOf(template, files, false)
  return document && maskedText(document).text
}

test('values, the release and the chart are printed', async () => {
  assert.equal(
    await printed(
      'a: {{ .Values.name }}-{{ .Release.Name }}-{{ .Release.Namespace }}-{{ .Chart.Version }}-{{ .Chart.AppVersion }}\n',
      {
        'apps/shop.yaml': application('name: api'),
      },
    ),
    'a: api-shop-prod-1.2.3-7.1\n',
  )
})

test('conditions, loops and variables run as in Go', async () => {
  const template = `{{- $all := "" }}
{{- range $i, $each := .Values.list }}
{{- if $i }}{{ $all = print $all "," }}{{ end }}
{{- $all = print $all $each }}
{{- end }}
all: {{ $all }}
{{- if eq (int .Values.port) 80 }}
eighty: true
{{- else }}
other: true
{{- end }}
{{- with .Values.map }}
k: {{ .k }}
{{- end }}
`
  assert.equal(await printed(template), '\nall: a,b\neighty: true\nk: v\n')
})

const helpers: Files = {
  'chart/templates/_helpers.tpl': `{{- define "store.name" -}}
{{ .Values.name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- define "store.labels" -}}
app: {{ include "store.name" . }}
tier: gold
{{- end }}
`,
}

test('a helper is understood where it is included, and its lines are the helper’s', async () => {
  const template = 'kind: Service\nmetadata:\n  labels:\n    {{- include "store.labels" . | nindent 4 }}\n'
  const { joined, document } = await expansionOf(template, helpers)
  assert.equal(joined?.text, 'kind: Service\nmetadata:\n  labels:\n    app: web\n    tier: gold\n')
  assert.ok(document && joined)
  const source = helpers['chart/templates/_helpers.tpl'] ?? ''
  const stretch = joined.stretches.find(({ start }) => joined.text.slice(start).startsWith('tier'))
  const exact = joined.stretches.find(({ start, end }) =>
    joined.text.slice(start, end).includes('tier: gold'),
  )
  assert.ok(stretch ?? exact)
  const { origin } = stretch ?? exact ?? assert.fail()
  assert.equal(origin.uri, `${root}/chart/templates/_helpers.tpl`)
  assert.ok(source.slice(origin.start, origin.end).includes('tier: gold'))
  assert.equal(origin.via?.uri, `${root}/chart/templates/a.yaml`)
})

test('containers and services of an expansion stand in the template’s lines', async () => {
  const template = `apiVersion: v1
kind: Service
metadata:
  name: {{ include "store.name" . }}
spec:
  ports:
    - port: {{ .Values.port }}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: b}
spec:
  template:
    spec:
      containers:
        - name: main
          image: "nginx:{{ .Chart.AppVersion }}"
          args: {{ toYaml .Values.list | nindent 12 }}
`
  const { document } = await expansionOf(template, helpers)
  assert.ok(document)
  assert.deepEqual(
    manifestsOf(document).map(({ kind, name }) => [kind, name]),
    [
      ['Service', 'web'],
      ['Deployment', 'b'],
    ],
  )
  const [service] = servicesIn(document)
  assert.deepEqual([service?.name, service?.ports[0]?.port, service?.open], ['web', 80, false])
  const [container] = containersIn(document)
  assert.equal(container?.image?.value, 'nginx:7.1')
  assert.deepEqual(
    container?.args?.map(({ value }) => value),
    ['a', 'b'],
  )
  const said = (place: { uri: string; range: { start: number; end: number } } | undefined) => {
    assert.equal(place?.uri, `${root}/chart/templates/a.yaml`)
    return template.slice(place?.range.start, place?.range.end)
  }
  assert.equal(said(service?.ports[0]?.place), '{{ .Values.port }}')
  assert.equal(said(container?.args?.[1]?.place), '{{ toYaml .Values.list | nindent 12 }}')
  assert.equal(said(container?.image?.place), '"nginx:{{ .Chart.AppVersion }}"')
})

test('what is not known is a hole, and nothing is concluded from it', async () => {
  const template =
    'a: {{ now }}\nb: x-{{ randAlphaNum 5 }}\nc: {{ lookup "v1" "Secret" "a" "b" | toYaml | nindent 2 }}\n'
  const { joined } = await expansionOf(template)
  assert.deepEqual(
    joined?.masked.holes.map(({ kind }) => kind),
    ['value', 'value', 'line'],
  )
  assert.equal(joined.masked.text.split('\n')[0], 'a: xxxxxxxxx')
  assert.equal(await printed('{{ if lookup "v1" "Secret" "a" "b" }}{{ fail "never" }}{{ end }}a: 1'), 'a: 1')
})

test('without a release every branch is there, one after the other', async () => {
  const template = `kind: Service
spec:
  {{- if .Values.on }}
  type: ClusterIP
  {{- else }}
  externalName: x
  {{- end }}
  ports:
  {{- range .Values.list }}
    - port: {{ . }}
  {{- end }}
`
  assert.equal(
    await masked(template),
    'kind: Service\nspec:\n  type: ClusterIP\n  externalName: x\n  ports:\n    - port: xxxxxxx\n',
  )
  const { joined } = await expansionOf(template, {}, false)
  assert.equal(joined?.uncertain.length, 2)
})

test('branches in a line with other text are one hole', async () => {
  assert.equal(
    (await masked('a: {{ if .Values.on }}1{{ else }}2{{ end }}\nb: 1\n'))?.replace(/x+/, 'x'),
    'a: x\nb: 1\n',
  )
  assert.equal(await masked('a: {{ if .Values.on }}1{{ else }}1{{ end }}\n'), 'a: 1\n')
})

test('what branches leave behind differently is unknown, what they agree on is known', async () => {
  const template = `{{- $x := 1 }}{{ $y := 1 }}{{ $d := dict "a" 1 "b" 1 }}
{{- if .Values.on }}{{ $x = 2 }}{{ $y = 3 }}{{ $_ := set $d "a" 2 }}{{ else }}{{ $x = 2 }}{{ end -}}
x: {{ $x }}
y: {{ $y }}
a: {{ $d.a }}
b: {{ $d.b }}
`
  assert.equal((await masked(template))?.replace(/x{2,}/g, 'HOLE'), 'x: 2\ny: HOLE\na: HOLE\nb: 1\n')
})

test('a loop that may end early, nobody knows when, is run for any round', async () => {
  const template =
    'n:\n{{- range $i, $e := list "a" "b" }}\n{{- if $.Values.on }}{{ break }}{{ end }}\n- {{ $e }}\n{{- end }}\n'
  assert.equal((await masked(template))?.replace(/x{2,}/g, 'HOLE'), 'n:\n- HOLE\n')
})

test('what a chart refuses is told with its place', async () => {
  const { failure, document } = await expansionOf('{{- required "a name is needed" .Values.missing }}')
  assert.equal(document, undefined)
  assert.deepEqual([failure?.by, failure?.message], ['required', 'a name is needed'])
  const fail = (await expansionOf('a: 1\n{{ fail (printf "no %s" .Values.name) }}')).failure
  assert.deepEqual([fail?.by, fail?.message], ['fail', 'no web'])
})

test('tpl runs a value as a template, with the names that it defines', async () => {
  const files = {
    'chart/values.yaml':
      'text: "{{ .Release.Name }}-{{ define \\"q\\" }}Q{{ end }}{{ include \\"q\\" . }}"\n',
  }
  assert.equal(await printed('a: {{ tpl .Values.text . }}', files), 'a: shop-Q')
})

test('of two definitions of a name the one counts that Helm parses last', async () => {
  const define = (text: string) => `{{ define "n" }}${text}{{ end }}`
  const files = {
    ...helpers,
    'chart/templates/_a.tpl': define('first'),
    'chart/templates/_b.tpl': define('second'),
    'chart/charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
    'chart/charts/sub/templates/_c.tpl': define('sub'),
  }
  assert.equal(await printed('a: {{ include "n" . }}', files), 'a: first')
})

test('endless recursion ends', async () => {
  const { cut } = await expansionOf('{{ define "r" }}{{ include "r" . }}{{ end }}a: {{ include "r" . }}')
  assert.equal(cut, true)
  const long = await expansionOf('{{ range 90000 }}{{ range 90000 }}x{{ end }}{{ end }}')
  assert.equal(long.cut, true)
})

test('an edit of one template leaves the others’ expansions as they are', async () => {
  const files: Files = {
    'apps/shop.yaml': application(),
    ...helpers,
    'chart/templates/a.yaml': 'a: {{ include "store.name" . }}\n',
    'chart/templates/b.yaml': 'b: 1\n',
  }
  const before = await workspaceOf(files)
  const after = await workspaceOf({ ...files, 'chart/templates/b.yaml': 'b: 2\n' })
  // The other files' facts are those from before, as in the server.
  const merged = new Map(before.files)
  const edited = after.files.get(`${root}/chart/templates/b.yaml`)
  assert.ok(edited)
  merged.set(edited.uri, edited)
  const texts = (all: readonly Expansion[]) => all.map(({ joined }) => joined?.text)
  const [first, second] = [expansionsIn(before, true), expansionsIn({ ...before, files: merged }, true)]
  assert.deepEqual(texts(first), ['b: 1\n', 'a: web\n'])
  assert.deepEqual(texts(second), ['b: 2\n', 'a: web\n'])
  assert.equal(second[1]?.document, first[1]?.document)
})

test('one file can be asked for; helpers and what is off are not rendered', async () => {
  const workspace = await workspaceOf({ ...helpers, 'chart/templates/a.yaml': 'a: 1\n' })
  const family = familyAt(workspace, `${root}/chart/Chart.yaml`)
  const [member] = family?.members ?? []
  assert.ok(family && member)
  const found = family.files.map(
    ({ file }) => expand(workspace, family, member, file, undefined)?.joined?.text,
  )
  assert.deepEqual(found.toSorted(), ['a: 1\n', undefined])
})

test('what one template changes of the values, those see that Helm renders behind it', async () => {
  const workspace = await workspaceOf({
    'apps/shop.yaml': application(),
    'chart/values.yaml': 'x: 1\nm: {k: 1}\n',
    'chart/templates/a.yaml': 'a: {{ .Values.x }}{{ .Values.m.k }}{{ .flag }}',
    'chart/templates/b.yaml':
      '{{ $_ := set .Values "x" 2 }}{{ $_ := merge .Values.m (dict "z" 3) }}{{ $_ := set $ "flag" "F" }}b: {{ .Values.x }}',
    'chart/templates/c.yaml': 'c: {{ .Values.x }}{{ .Values.m.z }}',
  })
  // As Helm 3.22 prints them: it renders the last name first.
  assert.deepEqual(
    expansionsIn(workspace, true).map(({ joined }) => joined?.text),
    ['c: 1', 'b: 2', 'a: 21F'],
  )
})
