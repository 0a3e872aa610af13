/** The shape of templates: outline, folding, growing selections, semantic tokens, symbols of the workspace. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldsIn } from '../../server/src/features/folding.ts'
import { tokenModifiers } from '../../server/src/features/partTokens.ts'
import { selectionRangesAt } from '../../server/src/features/selectionRanges.ts'
import { semanticTokensIn } from '../../server/src/features/semanticTokens.ts'
import { type OutlineSymbol, outlineOf } from '../../server/src/features/symbols.ts'
import { symbolsFor } from '../../server/src/features/workspaceSymbols.ts'
import { contains, type Range } from '../../server/src/text/range.ts'
import { loadMarked } from '../support/marks.ts'
import { root } from '../support/memoryFiles.ts'

const chart = { 'c/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n' }

function load(text: string, name = 'a.yaml') {
  return loadMarked({ [`c/templates/${name}`]: text, ...chart })
}

/** Names, indented as they nest, with what stands behind them; every range is in order on the way. */
function shownOutline(symbols: readonly OutlineSymbol[], within: Range | undefined, indent = ''): string {
  return symbols
    .map(({ name, detail, range, selection, children }) => {
      assert.ok(contains(range, selection), name)
      assert.ok(!within || contains(within, range), name)
      return `${indent}${name}${detail === undefined ? '' : ` = ${detail}`}\n${shownOutline(children, range, `${indent}  `)}`
    })
    .join('')
}

async function outline(text: string, name?: string): Promise<string> {
  const { document } = await load(text, name)
  return `\n${shownOutline(outlineOf(document), { start: 0, end: document.text.length })}`
}

const deployment = `{{- if .Values.enabled }}
{{- /* What runs. */}}
apiVersion: apps/v1
{{- if .Values.stateful }}
kind: StatefulSet
{{- else }}
kind: Deployment
{{- end }}
metadata:
  name: {{ include "app.fullname" . }}
  labels:
    {{- include "app.labels" . | nindent 4 }}
spec:
  {{- with .Values.replicas }}
  replicas: {{ . }}
  {{- end }}
  template:
    spec:
      containers:
        - name: app
          ports:
            - containerPort: 80
        - image: "b"
      {{- range .Values.volumes }}
      volumes:
        - {{ .name }}
      {{- end }}
---
apiVersion: v1
kind: Service
metadata:
  name: app
{{- end }}
`

test('an outline has manifests with their keys, those of every branch among them', async () => {
  assert.equal(
    await outline(deployment),
    `
StatefulSet | Deployment {{ include "app.fullname" . }}
  apiVersion = apps/v1
  kind = StatefulSet
  kind = Deployment
  metadata
    name = {{ include "app.fullname" . }}
    labels
  spec
    replicas = {{ . }}
    template
      spec
        containers
          app = [0]
            name = app
            ports
              [0]
                containerPort = 80
          [1]
            image = b
        volumes
Service app
  apiVersion = v1
  kind = Service
  metadata
    name = app
`,
  )
})

test('an outline has named templates, with the keys of their bodies', async () => {
  assert.equal(
    await outline(
      `{{- define "app.labels" -}}
app: {{ .Chart.Name }}
{{ include "app.selector" . }}
{{- end }}
{{ define "app.selector" }}app: x{{ end }}
{{- define "app.name" }}{{ .Release.Name }}{{ end }}
`,
      '_helpers.tpl',
    ),
    `
app.labels = define
  app = {{ .Chart.Name }}
app.selector = define
  app = x
app.name = define
`,
  )
  assert.equal(
    await outline('Read this: {{ .Values.a }}\n{{ define "x" }}{{ end }}', 'NOTES.txt'),
    '\nx = define\n',
  )
})

test('an outline of a template that is being typed', async () => {
  for (let end = 0; end < deployment.length; end += 3) await outline(deployment.slice(0, end))
})

test('named templates are symbols of the workspace', async () => {
  const { workspace } = await load('{{ define "app.fullname" }}{{ end }}', '_helpers.tpl')
  assert.deepEqual(
    symbolsFor([workspace], 'apfull').map(({ name, container, place }) => [name, container, place.uri]),
    [['app.fullname', 'app', `${root}/c/templates/_helpers.tpl`]],
  )
})

test('blocks with their branches, comments, and keys by their indentation fold', async () => {
  const text = `{{- if .a }}
# one
# two
spec:
  {{- with .b }}
  a: 1
{{- else }}
  b:
    {{- toYaml . | nindent 4 }}
  c: 2
{{- end }}
last: 1
{{- end }}
{{/*
  comment
*/}}
{{- define "x" }}
a:
  b: 1
{{- end }}
`
  const { document } = await load(text)
  assert.deepEqual(
    foldsIn(document)?.map(({ startLine, endLine, kind }) => [startLine, endLine, kind]),
    [
      [0, 11, undefined],
      [1, 2, 'comment'],
      [3, 9, undefined],
      [4, 5, undefined],
      [6, 9, undefined],
      [7, 8, undefined],
      [13, 15, 'comment'],
      [16, 18, undefined],
      [17, 18, undefined],
    ],
  )
})

test('a selection grows from a name to the file', async () => {
  const text = `a:
  {{- with .Values.x }}
  b: {{ .Val<|>ues.image.tag | quote }}
  {{- end }}
`
  const { document, cursor } = await load(text)
  const texts = selectionRangesAt(document, cursor).map(({ start, end }) => document.text.slice(start, end))
  assert.deepEqual(texts, [
    'Values',
    '.Values',
    '.Values.image',
    '.Values.image.tag',
    '.Values.image.tag | quote',
    '{{ .Values.image.tag | quote }}',
    'b: {{ .Values.image.tag | quote }}',
    '\n  b: {{ .Values.image.tag | quote }}\n  ',
    '{{- with .Values.x }}\n  b: {{ .Values.image.tag | quote }}\n  ',
    '{{- with .Values.x }}\n  b: {{ .Values.image.tag | quote }}\n  {{- end }}',
    document.text,
  ])
})

/** The tokens of a template as its words with what they are. */
async function tokens(text: string, range?: Range): Promise<readonly string[]> {
  const { document, workspace } = await load(text)
  const found = semanticTokensIn(document, workspace, range)
  let last = 0
  return found.map(({ start, end, type, modifiers }) => {
    assert.ok(start >= last && end > start, 'in order, none over another one')
    assert.ok(!document.text.slice(start, end).includes('\n'))
    last = end
    const named = tokenModifiers.filter((_, i) => modifiers & (1 << i))
    return [document.text.slice(start, end), type, ...named].join(' ')
  })
}

test('semantic tokens of actions', async () => {
  assert.deepEqual(
    await tokens(
      `{{- if and .Values.a (eq 1 $.b) }}{{ $x := true }}{{ else if nosuch $x.Values }}{{/* one
  two */}}{{ end }}{{ define "n" }}{{ end }}{{ include "n" . }}{{ include "m" . }}{{ template "n" .Release.Name }}`,
    ),
    [
      'if keyword',
      'and function defaultLibrary',
      'Values variable defaultLibrary',
      'a property',
      'eq function defaultLibrary',
      '1 number',
      '$ variable',
      'b property',
      '$x variable declaration',
      'true keyword',
      'else if keyword',
      '$x variable',
      'Values property',
      '{{/* one comment',
      'two */}} comment',
      'end keyword',
      'define keyword',
      'n class declaration',
      'end keyword',
      'include function defaultLibrary',
      'n class',
      'include function defaultLibrary',
      'template keyword',
      'n class',
      'Release variable defaultLibrary',
      'Name property',
    ],
  )
  assert.deepEqual(await tokens('{{ .a }}{{ .b }}', { start: 8, end: 14 }), ['b property'])
})
