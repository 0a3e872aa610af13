/** Renaming in charts: every file as it is after it, or the reason why nothing is changed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { subjectAt } from '../../server/src/features/subject.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { loadMarked, type Sources } from '../support/marks.ts'
import { root } from '../support/memoryFiles.ts'

const chart = 'apiVersion: v2\nname: app\nversion: 1.0.0\n'

async function renamed(sources: Sources, to: string) {
  const { document, workspace, documents, cursor } = await loadMarked({ 'c/Chart.yaml': chart, ...sources })
  const subject = subjectAt(document, workspace, cursor)
  if (!subject?.renamable) return undefined
  const { range, name } = subject.renamable
  assert.equal(document.text.slice(range.start, range.end), name)
  const uris = new Set([document.uri, ...subject.filesFor('rename')])
  const result = subject.rename(
    to,
    [...uris].flatMap((uri) => documents.get(uri) ?? []),
  )
  if ('refused' in result) return result.refused
  return Object.fromEntries(
    [...documents].map(([uri, { text }]) => {
      const own = result.edits.filter((edit) => edit.uri === uri)
      return [uri.slice(root.length + 1), applyEdits(text, own)]
    }),
  )
}

/** All that is called `old` in the sources is called `new` afterwards; what stands in `«»` stays. */
async function renames(sources: Sources, to = 'new') {
  const all = { 'c/Chart.yaml': chart, ...sources }
  const expected = Object.entries(all).map(([path, text]) => [
    path,
    text
      .replace('<|>', '')
      .replace(/old(?!»)/g, to)
      .replace(/[«»]/g, ''),
  ])
  const given = Object.entries(all).map(([path, text]) => [path, text.replace(/[«»]/g, '')])
  assert.deepEqual(await renamed(Object.fromEntries(given), to), Object.fromEntries(expected))
}

async function refuses(sources: Sources, reason: RegExp, to = 'new') {
  const result = await renamed(sources, to)
  assert.equal(typeof result, 'string', 'it was renamed')
  assert.match(String(result), reason)
}

test('a key, in all values and templates, from each side', async () => {
  const files = (values: string, template: string) => ({
    'c/values.yaml': `# «old» is the port\na:\n  ${values}: 1\n  # «old»: 3\nb:\n  «old»: 2\n`,
    'c/values-prod.yaml': 'a: { "old": 3, x: «old» }\n',
    'c/ci/test-values.yaml': "a:\n  'old': 3\n",
    'c/templates/a.yaml': `{{ ${template} }} {{ .Values.b.«old» }} «old»: {{ index .Values.a "old" }}\n`,
    'c/templates/NOTES.txt': '{{ with .Values.a }}{{ .old | default $.Values.a.old }}{{ end }} «old»',
    'c/templates/_helpers.tpl':
      '{{ define "x" }}{{ get .Values.a `old` }}{{ dig "a" "old" "«old»" .Values }}{{ end }}',
    'd/Chart.yaml': chart,
    'd/values.yaml': 'a:\n  «old»: 1\n',
    'd/templates/a.yaml': '{{ .Values.a.«old» }}',
  })
  await renames(files('o<|>ld', '.Values.a.old'))
  await renames(files('old', '.Values.a.o<|>ld'))
})

test('a map, with all that is read below it', async () => {
  await renames({
    'c/values.yaml': 'o<|>ld:\n  a: 1\n  «old»: 2\n',
    'c/templates/a.yaml':
      '{{ toYaml .Values.old }}{{ with .Values.old }}{{ .a }}{{ .«old» }}{{ end }}{{ hasKey .Values "old" }}',
  })
})

test('keys of the items of a list', async () => {
  await renames({
    'c/values.yaml': 'hosts:\n  - ol<|>d: a\n  - old: b\n',
    'c/templates/a.yaml': '{{ range .Values.hosts }}{{ .old }}{{ end }}',
  })
})

test('what templates read of every entry of a map gets its name in all of them', async () => {
  await renames({
    'c/values.yaml': 'parts:\n  one: { ol<|>d: a }\n  two: { old: b }\n',
    'c/templates/a.yaml':
      '{{ range $name, $part := .Values.parts }}{{ $part.old }}{{ end }}{{ .Values.parts.one.old }}',
  })
})

test('values, valuesObject and parameters of applications, and conditions', async () => {
  const app = (source: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: app }
spec:
  source:
    path: c
    helm:
${source}`
  await renames({
    'one.yaml': app('      values: |\n        a:\n          old: 1 # «old»\n'),
    'two.yaml': app('      valuesObject:\n        a: { old: 1 }\n'),
    'three.yaml': app(
      '      parameters:\n        - name: a.old\n          value: «old»\n        - name: b.«old»\n          value: x\n',
    ),
    'four.yaml': app('      values: "a: { old: 1 }"\n'),
    'five.yaml': app('      values: "a:\\n  old: 1\\n"\n'),
    'c/Chart.yaml': `${chart}dependencies:\n  - { name: x, condition: "a.old, b.«old»" }\n`,
    'c/charts/x/Chart.yaml': chart.replace('app', 'x'),
    'c/values.yaml': 'a:\n  old: 1\n',
    'c/templates/a.yaml': '{{ .Values.a.o<|>ld }}',
  })
})

test('the schema, with what it requires', async () => {
  await renames({
    'c/values.yaml': 'a:\n  o<|>ld: 1\n',
    'c/values.schema.json':
      '{ "properties": { "a": { "required": ["b", "old"], "properties": { "old": { "type": "string" }, "b": { "properties": { "«old»": {} } } } }, "«old»": {} } }',
  })
  await refuses(
    {
      'c/values.yaml': 'a:\n  o<|>ld: 1\nb:\n  old: 1\n',
      'c/values.schema.json':
        '{ "properties": { "a": { "$ref": "#/$defs/x" }, "b": { "$ref": "#/$defs/x" } }, "$defs": { "x": { "properties": { "old": {} } } } }',
    },
    /`old` is described in c\/values\.schema\.json, line 1 together with keys of other maps/,
  )
})

test('templates that values hold', async () => {
  await renames({
    'c/values.yaml': `a: { o<|>ld: 1 }
url: "http://{{ .Values.a.old }}/«old»"
config: |
  x: {{ .Values.a.old }}
  {{- with .Values.a }}
  y: {{ .old }}
  {{- end }}
`,
    'c/values-prod.yaml': "url: '{{ .Values.a.old | quote }}'\n",
    'c/templates/a.yaml': '{{ tpl .Values.url . }}{{ tpl .Values.config . }}',
  })
})

test('a subchart that is kept in place, under every alias', async () => {
  await renames({
    'c/Chart.yaml': `${chart}dependencies:\n  - { name: cache, alias: one, repository: "file://../cache" }\n  - { name: cache, alias: two, repository: "file://../cache" }\n`,
    'c/values.yaml': 'one: { old: 1 }\ntwo: { old: 2 }\n«old»: 3\n',
    'c/templates/a.yaml': '{{ .Values.one.old }}{{ .Values.«old» }}',
    'cache/Chart.yaml': chart.replace('app', 'cache'),
    'cache/values.yaml': 'o<|>ld: 0\n',
    'cache/templates/a.yaml': '{{ .Values.old }}',
  })
})

test('globals, in all charts of a family', async () => {
  await renames({
    'c/values.yaml': 'global: { ol<|>d: 1 }\n«old»: 2\n',
    'c/charts/x/Chart.yaml': chart.replace('app', 'x'),
    'c/charts/x/values.yaml': 'global: { old: 1 }\n',
    'c/charts/x/templates/a.yaml': '{{ .Values.global.old }}{{ .Values.«old» }}',
  })
})

test('refused: a map around the key is printed, gone over or handed to what is not known', async () => {
  const values = { 'c/values.yaml': 'a:\n  o<|>ld: 1\n' }
  const body = (text: string) => ({ ...values, 'c/templates/a.yaml': text })
  await refuses(
    body('{{ toYaml .Values.a }}'),
    /c\/templates\/a\.yaml, line 1 prints or reads `a` as a whole/,
  )
  await refuses(
    body('{{ .Values.a.old }}{{ range $k, $v := .Values.a }}{{ $k }}{{ end }}'),
    /goes over all keys of `a`/,
  )
  await refuses(
    {
      ...body('{{ include "common.names" . }}'),
      'c/Chart.yaml': `${chart}dependencies:\n  - { name: common, repository: https://charts.example.com }\n`,
    },
    /`\.Values` is handed to a template in c\/templates\/a\.yaml, line 1 that is not known/,
  )
  await refuses(body('{{ .Values.a.old }}{{ tpl (toYaml .Values.a) . }}'), /as a whole/)
})

test('refused: a key that is computed, or read of several maps', async () => {
  const values = { 'c/values.yaml': 'a:\n  o<|>ld: 1\nb:\n  old: 2\n' }
  const body = (text: string) => ({ ...values, 'c/templates/a.yaml': text })
  await refuses(
    body('{{ index .Values.a .Values.b.old }}'),
    /a key is read that is computed and may be `old`/,
  )
  await refuses(
    body('{{ include "x" (dict "key" "old" "map" .Values.a) }}{{ define "x" }}{{ get .map .key }}{{ end }}'),
    /computed/,
  )
  await refuses(
    body('{{ include "x" .Values.a }}{{ include "x" .Values.b }}{{ define "x" }}{{ .old }}{{ end }}'),
    /line 1 `old` is read of several maps/,
  )
  await refuses(
    {
      'c/values.yaml': 'a:\n  old: 1\nb:\n  old: 2\n',
      'c/templates/a.yaml':
        '{{ include "x" .Values.a }}{{ include "x" .Values.b }}{{ define "x" }}{{ .o<|>ld }}{{ end }}',
    },
    /stands for several keys, `a\.old` and `b\.old`/,
  )
})

test('refused: names that are taken, or none', async () => {
  const files = (more: string, template: string) => ({
    'c/values.yaml': `a:\n  o<|>ld: 1\n${more}`,
    'c/templates/a.yaml': `{{ .Values.a.old }}${template}`,
  })
  await refuses(files('  new: 2\n', ''), /There is a `new` already in c\/values\.yaml, line 3/)
  await refuses(files('', '{{ .Values.a.new }}'), /`new` is read already in c\/templates\/a\.yaml, line 1/)
  await refuses(files('', ''), /`2 b` is no name/, '2 b')
  await refuses(files('', ''), /`true` is no name/, 'true')
  await refuses(files('', ''), /can’t be read as `\.new-name`/, 'new-name')
  await renames(
    { 'c/values.yaml': 'a:\n  o<|>ld: 1\n', 'c/templates/a.yaml': '{{ index .Values "a" "old" }}' },
    'new-name',
  )
})

test('refused: what others than these files know', async () => {
  const sub = (dependency: string) => ({
    'c/Chart.yaml': `${chart}dependencies:\n  - { name: cache, ${dependency} }\n`,
    'c/charts/cache/Chart.yaml': chart.replace('app', 'cache'),
    'c/charts/cache/values.yaml': 'old: 1\n',
  })
  const far = sub('repository: "https://charts.example.com"')
  await refuses({ ...far, 'c/values.yaml': 'ca<|>che: {}\n' }, /`cache` is the name of a subchart/)
  await refuses(
    { ...far, 'c/values.yaml': 'cache: { o<|>ld: 2 }\n' },
    /`cache` is a copy of a chart from https:\/\/charts\.example\.com/,
  )
  await refuses(
    {
      'c/Chart.yaml': `${chart}dependencies:\n  - { name: cache, repository: "https://charts.example.com" }\n`,
      'c/values.yaml': 'cache: { o<|>ld: 2 }\n',
    },
    /The chart `cache`, which may read `old`, is not in the workspace/,
  )
  await refuses(
    {
      ...sub('repository: "", import-values: [{ child: x, parent: a }]'),
      'c/values.yaml': 'a: { o<|>ld: 2 }\n',
    },
    /imported under other names/,
  )
  await refuses({ 'c/values.yaml': 'glo<|>bal: {}\n' }, /Helm itself/)
  await refuses({ 'c/values.yaml': 'tags: { o<|>ld: true }\n' }, /Helm itself/)
})

test('refused: keys that are written by templates, or share an anchor', async () => {
  await refuses(
    {
      'c/values.yaml': 'a:\n  o<|>ld: 1\n',
      'c/templates/a.yaml': '{{ $_ := set .Values.a "old" 2 }}{{ .Values.a.old }}',
    },
    /A template writes `a\.old` by `set`/,
  )
  await refuses(
    {
      'c/values.yaml': 'a:\n  o<|>ld: 1\n',
      'c/templates/a.yaml': '{{ $rest := omit .Values.a "old" }}{{ $rest.b }}',
    },
    /`omit "old"` in c\/templates\/a\.yaml, line 1 may mean this key/,
  )
  await refuses(
    {
      'c/values.yaml': 'base: &base\n  old: 1\na: *base\n',
      'c/templates/a.yaml': '{{ .Values.a.o<|>ld }}{{ .Values.base.old }}',
    },
    /would mean something else/,
  )
})

test('named templates with their calls', async () => {
  await renames({
    'c/templates/_helpers.tpl':
      '{{ define "old" }}{{ template "old" }}«old»{{ end }}{{ define "«old».labels" }}{{ end }}',
    'c/templates/a.yaml':
      '{{ include "o<|>ld" . }}{{ $x := include `old` . }}{{ .Values.«old» }}{{ print "«old»" }}',
    'c/charts/x/Chart.yaml': chart.replace('app', 'x'),
    'c/charts/x/templates/a.yaml': '{{ include "old" . }}',
    'c/values.yaml': 'url: \'{{ include "old" . }}\'\n',
  })
  const define = { 'c/templates/_helpers.tpl': '{{ define "o<|>ld" }}{{ end }}' }
  await refuses(
    { ...define, 'c/templates/a.yaml': '{{ define "new" }}{{ end }}' },
    /There is a `new` already/,
  )
  await refuses(
    { ...define, 'c/templates/a.yaml': '{{ include .Values.name . }}' },
    /is computed, and may be `old`/,
  )
  await refuses(
    {
      ...define,
      'c/charts/x/Chart.yaml': chart.replace('app', 'x'),
      'c/charts/x/templates/a.tpl': '{{ define "old" }}{{ end }}',
    },
    /`old` is defined in several charts: app, x/,
  )
  await refuses({ ...define, 'c/Chart.yaml': `${chart}type: library\n` }, /`app` is a library/)
  await refuses(define, /is no name for a template/, 'a "b"')
})

test('variables in their scope', async () => {
  await renames({
    'c/templates/a.yaml':
      '{{ $old := 1 }}{{ if $o<|>ld }}{{ $«old» := 2 }}{{ $«old» }}{{ else }}{{ $old = 3 }}{{ end }}{{ $old.«old» }}{{ define "x" }}{{ $«old» := 1 }}{{ end }}',
  })
  await refuses(
    { 'c/templates/a.yaml': '{{ $new := 1 }}{{ $o<|>ld := 2 }}{{ $new }}{{ $old }}' },
    /would mean another variable/,
    '$new',
  )
  assert.equal(await renamed({ 'c/templates/a.yaml': '{{ <|>$.Values }}' }, '$x'), undefined)
})

test('what is no name of a chart is not renamable', async () => {
  for (const source of ['{{ .Release.Na<|>me }}', '{{ qu<|>ote .a }}', 'ki<|>nd: Service', '{{ "te<|>xt" }}'])
    assert.equal(await renamed({ 'c/templates/a.yaml': source }, 'x'), undefined, source)
})
