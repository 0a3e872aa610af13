/** Completion in templates and values of charts, half typed as they are: the cursor is `<|>`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { offered as offeredIn, taken } from '../support/assist.ts'

const chart = 'apiVersion: v2\nname: app\nversion: 1.0.0\n'
const values = `# 복제본 수
replicas: 1
image:
  # Where images come from
  registry: docker.io
  tag: ""
server:
  port: 3100
  tls: false
hosts:
  - name: a.example.com
    paths: []
components:
  reader:
    replicas: 2
    "odd-key": 1
`

async function offered(
  source: string,
  others: Readonly<Record<string, string>> = {},
  path = 'templates/a.yaml',
  trigger?: string,
) {
  return offeredIn(source, { 'Chart.yaml': chart, 'values.yaml': values, ...others }, path, trigger)
}

/** The text after an item was taken, which is called by its label. */
async function after(
  source: string,
  label: string,
  others?: Readonly<Record<string, string>>,
  path?: string,
): Promise<string> {
  const { text, item } = await offered(source, others, path)
  return taken(text, item(label))
}

test('keys of values, with their default and their comment', async () => {
  const { labels, item } = await offered('a: {{ .Values.<|> }}')
  assert.deepEqual(labels, ['components', 'hosts', 'image', 'replicas', 'server'])
  assert.equal(item('replicas').detail, 'number, default 1')
  assert.equal(item('replicas').markdown, '복제본 수')
  assert.equal(item('image').detail, 'map of 2')
  assert.equal(await after('a: {{ .Values.ima<|>g }}', 'image'), 'a: {{ .Values.image }}')
  assert.equal(await after('a: {{ .Values.<|>.registry }}', 'image'), 'a: {{ .Values.image.registry }}')
})

test('half typed, at the end of a line or of the file', async () => {
  for (const source of [
    'a: {{ .Values.server.<|>',
    'a: {{ .Values.server.<|>\nb: 1\n',
    'a: {{ .Values.server.<|>\r\nb: {{ .Values.image.tag }}\r\n',
    'a: {{- if .Values.server.<|>\nb: {{ end }}',
    'a: {{ default 1 .Values.server.<|>',
    'a: {{ include "x" (dict "a" .Values.server.<|>',
    '{{ if .Values.replicas }}\na: {{ .Values.server.p<|>\n{{ end }}',
    '한글 😀: {{ .Values.server.<|>',
    '{{ if eq .Values.server.<|>',
    '{{ .Values.a | default .Values.server.<|>',
    '{{ with .Values.server }}\na: {{ .<|>\n{{ end }}',
    '{{ with .Values.server }}\na: {{ $.Values.server.<|>\n{{ end }}',
    '{{ $s := .Values.server }}{{ $s.<|>',
    '{{ if .a }}{{ else if .Values.server.<|>',
    '{{ (.Values.server).<|>',
    '{{ (index .Values "server").<|>',
    '{{ index .Values "server" "<|>',
    '{{ index .Values.server "p<|>" }}',
    '{{ hasKey .Values.server "<|>" }}',
    '{{ get .Values.server "<|>" }}',
    '{{ printf "%s" .Values.server.<|>\n  }}',
  ])
    assert.deepEqual((await offered(source)).labels, ['port', 'tls'], source)
})

test('elements of lists, keys of maps', async () => {
  assert.deepEqual((await offered('{{ range .Values.hosts }}{{ .<|> }}{{ end }}')).labels, ['name', 'paths'])
  const source = '{{ range $name, $it := .Values.components }}{{ $it.<|> }}{{ end }}'
  assert.deepEqual((await offered(source)).labels, ['odd-key', 'replicas'])
})

test('a key that is no name becomes a lookup', async () => {
  const found = await offered('a: {{ .Values.components.reader.<|> }}')
  assert.equal(found.item('odd-key').filter, '.Values.components.reader.odd-key')
  assert.equal(taken(found.text, found.item('odd-key')), 'a: {{ index .Values.components.reader "odd-key" }}')
  assert.equal(
    await after('a: {{ quote .Values.components.reader.o<|> }}', 'odd-key'),
    'a: {{ quote (index .Values.components.reader "odd-key") }}',
  )
})

test('keys of all environments, and those that templates read', async () => {
  const others = {
    'values-prod.yaml': 'server:\n  zone: a\n  port: 80\n',
    'templates/b.yaml': '{{ .Values.server.timeout }}',
  }
  const { labels, item } = await offered('{{ .Values.server.<|> }}', others)
  assert.deepEqual(labels, ['port', 'tls', 'zone', 'timeout'])
  assert.equal(item('zone').detail, 'not in the chart’s values')
  assert.match(item('port').markdown ?? '', /`values-prod\.yaml`: `80`/)
  assert.equal(item('timeout').detail, 'read, but set nowhere')
})

test('what callers hand over to a helper', async () => {
  const calls =
    '{{ include "h" (dict "ctx" $ "component" .Values.components.reader) }}{{ include "h" (dict "ctx" $ "component" .Values.image) }}'
  const at = (body: string) =>
    offered(`{{- define "h" }}${body}`, { 'templates/a.yaml': calls }, 'templates/_h.tpl')
  const keys = await at('{{ .<|> }}{{ end }}')
  assert.deepEqual(keys.labels, ['component', 'ctx'])
  assert.equal(keys.item('ctx').detail, 'the root object')
  assert.deepEqual((await at('{{ .component.<|> }}{{ end }}')).labels, [
    'odd-key',
    'registry',
    'replicas',
    'tag',
  ])
  assert.ok((await at('{{ .ctx.Values.<|>')).labels.includes('server'))
  assert.deepEqual((await at('{{- with .ctx }}{{ .Rel<|> }}{{ end }}{{ end }}')).labels[1], 'Release')
})

test('Helm’s objects', async () => {
  const { labels, text, item } = await offered('a: {{ <|> }}')
  assert.deepEqual(labels.slice(0, 3), ['.Values', '.Release', '.Chart'])
  assert.equal(taken(text, item('.Release')), 'a: {{ .Release }}')
  assert.ok((await offered('{{ .Release.<|>')).labels.includes('Namespace'))
  assert.ok((await offered('{{ $.Capabilities.KubeVersion.<|>')).labels.includes('Version'))
  assert.equal((await offered('{{ .Files.<|>')).item('Get').detail, 'Get(path)')
  assert.ok(!(await offered('{{ with .Values.server }}{{ <|> }}{{ end }}')).labels.includes('.Values'))
})

test('variables', async () => {
  const { labels, item } = await offered('{{ $s := .Values.server }}{{ $<|> }}')
  assert.deepEqual(labels, ['$s', '$'])
  assert.equal(item('$s').detail, '.Values.server')
  const inner = '{{ range $i, $x := .Values.hosts }}{{ $<|> }}{{ end }}'
  assert.deepEqual((await offered(inner)).labels, ['$x', '$i', '$'])
  assert.deepEqual((await offered('{{ range $x := .Values.hosts }}{{ end }}{{ $<|> }}')).labels, ['$'])
})

test('functions where a command begins, keywords where an action does', async () => {
  const start = (await offered('{{ if .a }}{{ <|> }}')).labels
  for (const label of ['include', 'end', 'else', 'if', 'range', '$', '.Values'])
    assert.ok(start.includes(label), label)
  assert.ok(!start.includes('break'))
  const top = (await offered('{{ <|> }}')).labels
  assert.ok(!top.includes('end') && !top.includes('else') && top.includes('define'))
  assert.ok((await offered('{{ range .a }}{{ <|> }}')).labels.includes('continue'))
  const piped = await offered('{{ .Values.replicas | <|> }}')
  assert.ok(
    piped.labels.includes('quote') && !piped.labels.includes('now') && !piped.labels.includes('.Values'),
  )
  assert.ok(!piped.labels.includes('if'))
  const argument = (await offered('{{ default <|> }}')).labels
  assert.ok(argument.includes('.Values') && !argument.includes('quote'))
  const inParens = (await offered('{{ default (<|> }}')).labels
  assert.ok(inParens.includes('quote') && !inParens.includes('if'))
  const condition = (await offered('{{ if <|> }}{{ end }}')).labels
  assert.ok(condition.includes('and') && condition.includes('.Values') && !condition.includes('end'))
  assert.equal(await after('{{ .Values.replicas | quo<|> }}', 'quote'), '{{ .Values.replicas | quote }}')
  assert.equal(await after('{{ incl<|> }}', 'include'), '{{ include "" . }}')
  assert.ok(piped.item('date_in_zone').deprecated)
})

test('names of templates', async () => {
  const others = {
    'templates/_h.tpl':
      '{{/* The name. */}}\n{{- define "app.name" }}{{ end }}{{ define "app.labels" }}{{ end }}',
    'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
    'charts/db/templates/_h.tpl': '{{ define "aa.db" }}{{ end }}',
  }
  for (const source of [
    'a: {{ include "<|>" . }}',
    'a: {{ include "app.<|>name" . }}',
    'a: {{ include "<|>\nb: 1',
    'a: {{ template "<|>" . }}',
    'a: {{- include "app<|>',
  ]) {
    const { labels, item } = await offered(source, others)
    assert.deepEqual(labels, ['app.labels', 'app.name', 'aa.db'], source)
    assert.equal(item('app.name').markdown, 'The name.')
  }
  assert.equal(
    await after('a: {{ include "app.<|>na" . }}', 'app.name', others),
    'a: {{ include "app.name" . }}',
  )
  assert.equal(await after('a: {{ include "app<|>', 'app.name', others), 'a: {{ include "app.name"')
  assert.deepEqual((await offered('a: {{ printf "<|>" . }}', others)).labels, [])
})

test('nothing in comments, in texts and outside of actions', async () => {
  for (const source of [
    'a: .Values.<|>',
    '{{/* .Values.<|> */}}',
    '{{ .Values.replicas }}<|>',
    '{{ printf ".Values.<|>" }}',
    'a: {{ 12<|> }}',
    'a: {{ .Values.replicas\nb: .Values.<|>',
  ])
    assert.deepEqual((await offered(source)).labels, [], source)
})

test('a typed character asks for what it begins', async () => {
  const labels = async (source: string, trigger: string) =>
    (await offered(source, {}, 'templates/a.yaml', trigger)).labels.length
  assert.ok((await labels('{{ .<|>', '.')) > 0)
  assert.ok((await labels('{{ $<|>', '$')) > 0)
  assert.ok((await labels('{{ <|>', ' ')) > 0)
  assert.ok((await labels('{{ .Values.a | <|>', ' ')) > 0)
  assert.equal(await labels('{{ default <|>', ' '), 0)
  assert.equal(await labels('{{ default -<|>', '-'), 0)
  assert.equal(await labels('{{ .Values.server.tls<|>', ':'), 0)
})

test('templates in texts of values, and in Argo CD’s', async () => {
  const inFile = await offered('a: "{{ .Values.server.<|> }}"\n', {}, 'values-prod.yaml')
  assert.deepEqual(inFile.labels, ['port', 'tls'])
  assert.ok((await offered('a: "{{ <|>"\n', {}, 'values-prod.yaml')).labels.includes('.Values'))
  const others = {
    'chart/Chart.yaml': chart,
    'chart/values.yaml': values,
    'chart/templates/a.yaml': '{{ .Values.server.port }}',
  }
  const application = (line: string) =>
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app}\nspec:\n  source:\n    path: chart\n    helm:\n      values: |\n        server:\n          port: 1\n${line}`
  const found = await offered(application('        rep<|>\n'), others, 'apps/a.yaml')
  assert.equal(found.item('replicas').detail, 'number, default 1')
  assert.ok(!found.labels.includes('server'))
})

test('inside what a template embeds', async () => {
  const map = (text: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${text}`
  const alloy = map('  config.alloy: |\n    logging {\n      level = "{{ .Values.server.<|> }}"\n    }\n')
  assert.deepEqual((await offered(alloy)).labels, ['port', 'tls'])
  const loki = map(
    '  loki.yaml: |\n    auth_enabled: false\n    server:\n      http_listen_port: {{ .Values.server.<|>\n',
  )
  assert.deepEqual((await offered(loki)).labels, ['port', 'tls'])
  const outside = map('  loki.yaml: |\n    auth_enabled: false\n    schema_config: {}\n    limi<|>\n')
  assert.ok((await offered(outside)).labels.includes('limits_config'))
})

test('keys of values files: what the chart has and the map has not', async () => {
  const path = 'values-prod.yaml'
  const { labels, item, text } = await offered('image:\n  tag: v1\n<|>\n', {}, path)
  assert.deepEqual(labels, ['components', 'hosts', 'replicas', 'server', 'global'])
  assert.equal(item('replicas').markdown, '복제본 수')
  assert.equal(taken(text, item('replicas')), 'image:\n  tag: v1\nreplicas: \n')
  assert.equal(item('server').insert, 'server:')
  assert.deepEqual((await offered('image:\n  tag: v1\n  reg<|>\n', {}, path)).labels, ['registry'])
  assert.deepEqual((await offered('image:\r\n  # 한글\r\n  <|>\r\n', {}, path)).labels, ['registry', 'tag'])
  assert.deepEqual((await offered('hosts:\n  - <|>\n', {}, path)).labels, ['name', 'paths'])
  assert.deepEqual((await offered('server: { port: 1, <|> }\n', {}, path)).labels, ['tls'])
  assert.deepEqual((await offered('# ser<|>\n', {}, path)).labels, [])
})

test('what templates read is a key of the chart’s own values too', async () => {
  const others = { 'templates/b.yaml': '{{ .Values.server.timeout }}{{ .Values.extra }}' }
  const { labels } = await offered(`${values}<|>\n`, others, 'values.yaml')
  assert.deepEqual(labels, ['extra', 'global'])
  const inner = await offered(values.replace('  tls', '  ti<|>\n  tls'), others, 'values.yaml')
  assert.deepEqual(inner.labels, ['timeout'])
})

test('subcharts below their names', async () => {
  const others = {
    'Chart.yaml': `${chart}dependencies:\n  - {name: db, alias: store, version: 1.0.0}\n`,
    'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
    'charts/db/values.yaml': '# In GiB\nsize: 10\n',
  }
  const found = await offered('<|>\n', others, 'values-prod.yaml')
  assert.equal(found.item('store').detail, 'subchart')
  assert.equal(found.item('store').insert, 'store:')
  const below = await offered('store:\n  <|>\n', others, 'values-prod.yaml')
  assert.deepEqual(below.labels, ['size', 'global'])
  assert.equal(below.item('size').markdown, 'In GiB')
})

test('values of keys: the default, other environments’, booleans', async () => {
  const path = 'values-prod.yaml'
  const others = {
    'values-dev.yaml': 'server:\n  port: 80\nimage:\n  tag: "1.0"\n  registry: eu.example.com\n',
  }
  const ports = await offered('server:\n  port: <|>\n', others, path)
  assert.deepEqual(ports.labels, ['3100', '80'])
  assert.equal(ports.item('3100').detail, 'default of the chart')
  assert.equal(ports.item('80').detail, 'values-dev.yaml')
  assert.deepEqual((await offered('server:\n  tls: <|>\n', others, path)).labels, ['false', 'true'])
  assert.deepEqual((await offered('image:\n  tag: <|>\n', others, path)).labels, ['""', '"1.0"'])
  assert.deepEqual((await offered('image:\n  registry: e<|>\n', others, path)).labels, [
    'docker.io',
    'eu.example.com',
  ])
})

test('what Loki knows and what the chart knows of one map are offered together', async () => {
  const others = {
    'values.yaml': 'loki:\n  auth_enabled: false\n  podAnnotations: {}\n',
    'templates/a.yaml': '{{ toYaml .Values.loki }}',
  }
  const { labels } = await offered('loki:\n  schemaConfig: {}\n  <|>\n', others, 'values-prod.yaml')
  assert.ok(labels.includes('podAnnotations') && labels.includes('limits_config'))
  assert.equal(labels.filter((label) => label === 'auth_enabled').length, 1)
})
