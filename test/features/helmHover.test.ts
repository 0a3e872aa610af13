/** Hovers in templates and values of charts: the cursor is `<|>`, the rest of the chart stands beside it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hoverAt } from '../../server/src/features/hover.ts'
import { linkedFiles, withLines } from '../../server/src/features/placeLinks.ts'
import { marked } from '../support/marked.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const chart = 'apiVersion: v2\nname: app\nversion: 1.2.3\nappVersion: "4.5"\n'
const values = `# -- How many pods run
replicas: 1
server:
  # 포트 번호 🚪
  port: 3100
  tls: {}
hosts:
  - name: a.example.com
  - name: b.example.com
components:
  reader:
    replicas: 2
  writer:
    replicas: 3
"odd-key": x
`

/** What is shown at the cursor, with lines in its links and the root's uri left out. */
async function hovered(
  source: string,
  others: Readonly<Record<string, string>> = {},
  path = 'templates/a.yaml',
): Promise<{ readonly on: string; readonly markdown: string } | undefined> {
  const { text, cursor } = marked(source)
  const files = { 'Chart.yaml': chart, 'values.yaml': values, ...others, [path]: text }
  const { documents, workspace } = await loadFiles(new Map(Object.entries(files)))
  const document = documents.get(`${root}/${path}`)
  assert.ok(document)
  const found = hoverAt(document, workspace, cursor)
  if (!found) return undefined
  for (const uri of linkedFiles(found.markdown)) assert.ok(documents.has(uri), uri)
  const markdown = withLines(found.markdown, (uri) => documents.get(uri)).replaceAll(`${root}/`, '')
  return { on: text.slice(found.range.start, found.range.end), markdown }
}

test('a value that one file sets: its comment, what it is and the line', async () => {
  const found = await hovered('a: {{ .Values.repl<|>icas }}')
  assert.equal(found?.on, 'replicas')
  assert.equal(
    found.markdown,
    '**`.Values.replicas`**\n\nHow many pods run\n\n`1`, set in [values.yaml:2](values.yaml#L2)',
  )
})

test('a key in the middle of a path is the map there', async () => {
  const found = await hovered('a: {{ .Values.ser<|>ver.port }}')
  assert.equal(found?.on, 'server')
  assert.match(found.markdown, /^\*\*`\.Values\.server`\*\*/)
  assert.match(found.markdown, /a map: `port`, `tls`, set in \[values\.yaml:3\]/)
  assert.match((await hovered('a: {{ .Val<|>ues.server.port }}'))?.markdown ?? '', /`replicas`, `server`/)
})

test('each environment has its value, what holds first and what it is laid over', async () => {
  const others = {
    'logkeel.yaml':
      'environments:\n  prod:\n    files: [values-prod.yaml]\n  dev:\n    files: [values-dev.yaml]\n',
    'values-prod.yaml': 'replicas: 6\n',
    'values-dev.yaml': 'server: {port: 80}\n',
  }
  const found = await hovered('a: {{ .Values.repl<|>icas }}', others)
  const lines = found?.markdown.split('\n') ?? []
  assert.ok(lines.includes('| release | value | set in |'))
  const row = lines.find((line) => line.startsWith('| prod |'))
  assert.equal(
    row,
    '| prod | `6` | [values-prod.yaml:1](values-prod.yaml#L1), over [values.yaml:2](values.yaml#L2) (`1`) |',
  )
  const base = lines.find((line) => line.includes('| `1` |'))
  assert.match(base ?? '', /dev/, 'where nothing differs releases share a row')
})

test('with, range, variables and lookups lead to the same values', async () => {
  const cases: Readonly<Record<string, string>> = {
    '{{ with .Values.server }}{{ .po<|>rt }}{{ end }}': '.Values.server.port',
    '{{ with .Values.server }}{{ with $.Values.repl<|>icas }}{{ end }}{{ end }}': '.Values.replicas',
    '{{ $s := .Values.server }}{{ $s.po<|>rt }}': '.Values.server.port',
    '{{ range .Values.hosts }}{{ .na<|>me }}{{ end }}': '.Values.hosts[].name',
    '{{ range $i, $host := .Values.hosts }}{{ $host.na<|>me }}{{ end }}': '.Values.hosts[].name',
    '{{ index .Values "server" "po<|>rt" }}': '.Values.server.port',
    '{{ (index .Values "server").po<|>rt }}': '.Values.server.port',
    '{{ if and .Values.replicas (eq .Values.server.po<|>rt 1) }}{{ end }}': '.Values.server.port',
    '{{ .Values.server.port | default .Values.repl<|>icas }}': '.Values.replicas',
    '{{ with .Values.server.port }}{{ <|>. }}{{ end }}': '.Values.server.port',
  }
  for (const [source, path] of Object.entries(cases))
    assert.ok((await hovered(source))?.markdown.startsWith(`**\`${path}\`**`), source)
})

test('an element of a list has the values of all of them', async () => {
  const found = await hovered('{{ range .Values.hosts }}{{ .na<|>me }}{{ end }}')
  assert.match(found?.markdown ?? '', /`"a\.example\.com"`, `"b\.example\.com"`, set in \[values\.yaml/)
})

test('what nothing sets', async () => {
  const found = await hovered('{{ .Values.server.na<|>me }}')
  assert.equal(found?.markdown, '**`.Values.server.name`**\n\nNothing in the workspace sets it.')
})

test('a helper is understood by what calls it', async () => {
  const helper = '{{- define "app.port" -}}\n{{ .component.repl<|>icas }}\n{{- end -}}\n'
  const calls =
    '{{ include "app.port" (dict "ctx" $ "component" .Values.components.reader) }}\n{{ include "app.port" (dict "ctx" $ "component" .Values.components.writer) }}\n'
  const found = await hovered(helper, { 'templates/a.yaml': calls }, 'templates/_helpers.tpl')
  assert.equal(found?.on, 'replicas')
  assert.match(found.markdown, /One of 2 values/)
  assert.match(found.markdown, /- `\.Values\.components\.reader\.replicas`: `2`/)
  assert.match(found.markdown, /- `\.Values\.components\.writer\.replicas`: `3`/)
  const uncalled = await hovered(
    '{{- define "x" }}{{ .Values.repl<|>icas }}{{ end }}',
    {},
    'templates/_x.tpl',
  )
  assert.match(uncalled?.markdown ?? '', /Nothing calls `x`/)
})

test('what a caller hands over', async () => {
  const call = '{{ include "h" (dict "ctx" $ "name" "reader") }}'
  const at = (body: string) =>
    hovered(`{{- define "h" }}${body}{{ end }}`, { 'templates/a.yaml': call }, 'templates/_h.tpl')
  assert.match((await at('{{ .ct<|>x }}'))?.markdown ?? '', /^\*\*`\.ctx`\*\*\n\nThe root object/)
  assert.match((await at('{{ .na<|>me }}'))?.markdown ?? '', /The text `"reader"`/)
  assert.match(
    (await at('{{ .si<|>ze }}'))?.markdown ?? '',
    /^\*\*`\.size`\*\*\n\nNothing that calls `h` hands it over\.$/,
  )
  assert.match((await at('{{ .ctx.Values.repl<|>icas }}'))?.markdown ?? '', /^\*\*`\.Values\.replicas`/)
  assert.match((await at('{{ .ctx.Chart.Vers<|>ion }}'))?.markdown ?? '', /Here `1\.2\.3`/)
  assert.match((await at('{{ $x<|> := .ctx }}{{ $x }}'))?.markdown ?? '', /Declared by `\$x := \.ctx`/)
})

test('built-in objects with what is known of them', async () => {
  const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app-prod}
spec:
  destination: {name: prod-cluster, namespace: logs}
  source: {path: ., helm: {releaseName: app}}
`
  const others = { 'apps/prod.yaml': application }
  assert.match((await hovered('{{ .Release.Na<|>me }}', others))?.markdown ?? '', /string[\s\S]*Here `app`/)
  assert.match((await hovered('{{ .Release.Names<|>pace }}', others))?.markdown ?? '', /Here `logs`/)
  assert.match((await hovered('{{ .Chart.AppVer<|>sion }}'))?.markdown ?? '', /Here `4\.5`/)
  assert.match(
    (await hovered('{{ .Capabilities.KubeVersion.Ver<|>sion }}'))?.markdown ?? '',
    /versions\.kubernetes/,
  )
  assert.match((await hovered('{{ .Files.Ge<|>t "a" }}'))?.markdown ?? '', /\.Files\.Get\(path\)/)
  assert.match((await hovered('{{ .Rele<|>ase.Name }}'))?.markdown ?? '', /`\.Name` `\.Namespace`/)
})

test('functions and keywords', async () => {
  const trunc = await hovered('{{ .Values.replicas | tru<|>nc 63 }}')
  assert.equal(trunc?.on, 'trunc')
  assert.match(trunc.markdown, /trunc\(length int, text string\) string/)
  assert.match(trunc.markdown, /function_list\/#trunc\)$/)
  assert.match(
    (await hovered('{{- wi<|>th .Values.server }}{{ end }}'))?.markdown ?? '',
    /the dot is that value/,
  )
  assert.match(
    (await hovered('{{ if .a }}{{ el<|>se if .b }}{{ end }}'))?.markdown ?? '',
    /A further condition/,
  )
  assert.match((await hovered('{{ if .a }}{{ en<|>d }}'))?.markdown ?? '', /Ends the innermost/)
  assert.match((await hovered('{{ temp<|>late "x" . }}'))?.markdown ?? '', /can not be piped on/)
  assert.match(
    (await hovered('{{ range .a }}{{ bre<|>ak }}{{ end }}'))?.markdown ?? '',
    /Ends the innermost `range`/,
  )
  const read = await hovered('{{ $o := fromYaml "a: 1" }}{{ $o.a<|> }}')
  assert.equal(read?.markdown, '**`$o`**\n\nDeclared by `$o := fromYaml "a: 1"`')
  assert.equal(await hovered('{{/* tru<|>nc */}}'), undefined)
  assert.equal(await hovered('a: tru<|>nc'), undefined)
})

test('a named template: its comment, how it begins, where it is and who calls it', async () => {
  const helpers =
    '{{/*\nThe name of <all> things.\n*/}}\n{{- define "app.name" -}}\n{{- .Chart.Name | trunc 63 -}}\n{{- end -}}\n'
  const others = { 'templates/_helpers.tpl': helpers, 'templates/b.yaml': 'x: {{ template "app.name" . }}\n' }
  const found = await hovered('a: {{ include "app.na<|>me" . }}\n', others)
  assert.equal(found?.on, '"app.name"')
  assert.match(found.markdown, /^\*\*`app\.name`\*\*\n\nThe name of &lt;all> things\./)
  assert.match(found.markdown, /```helm\n\{\{- \.Chart\.Name \| trunc 63 -}}\n```/)
  assert.match(found.markdown, /In \[templates\/_helpers\.tpl:4\]/)
  assert.match(found.markdown, /Called with the root object/)
  assert.match(found.markdown, /Called in 2 places: \[templates\/a\.yaml:1\].*\[templates\/b\.yaml:1\]/)
  assert.equal(await hovered('a: {{ include "no<|>ne" . }}\n', others), undefined)
})

test('subcharts and globals', async () => {
  const others = {
    'Chart.yaml': `${chart}dependencies:\n  - {name: db, alias: store, version: 1.0.0}\n`,
    'values.yaml': 'store:\n  size: 20\nglobal:\n  zone: a\n',
    'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.0.0\n',
    'charts/db/values.yaml': '# Size in GiB\nsize: 10\n',
  }
  const path = 'charts/db/templates/a.yaml'
  const size = await hovered('{{ .Values.si<|>ze }}', others, path)
  assert.match(
    size?.markdown ?? '',
    /^\*\*`\.Values\.size`\*\*\n\nSize in GiB\n\n`20`, set in \[values\.yaml:2\]/,
  )
  assert.match(size?.markdown ?? '', /over \[charts\/db\/values\.yaml:2\].*\(`10`\)/)
  assert.match(size?.markdown ?? '', /Value of the subchart `store`: `store\.size` in the values of `app`/)
  assert.match((await hovered('{{ .Chart.Na<|>me }}', others, path))?.markdown ?? '', /Here `store`/)
  const zone = await hovered('{{ .Values.global.zo<|>ne }}', others, path)
  assert.match(zone?.markdown ?? '', /^\*\*`\.Values\.global\.zone`\*\*\n\n`"a"`, set in \[values\.yaml:4\]/)
  assert.match(
    (await hovered('{{ .Values.store.si<|>ze }}', others))?.markdown ?? '',
    /^\*\*`\.Values\.store\.size`/,
  )
})

test('values of a subchart that is not in the workspace', async () => {
  const others = { 'Chart.yaml': `${chart}dependencies:\n  - {name: db, version: 1.0.0}\n` }
  const found = await hovered('db:\n  si<|>ze: 1\n', others, 'values.yaml')
  const said = 'Handed to the subchart `db`, which is not in this workspace.'
  assert.equal(found?.markdown, `**\`db.size\`**\n\n${said}`)
})

test('CRLF, and text that is more than ASCII', async () => {
  const crlf = values.replaceAll('\n', '\r\n')
  const found = await hovered('한글: "😀"\r\na: {{ .Values.server.po<|>rt }}\r\n', { 'values.yaml': crlf })
  assert.equal(found?.on, 'port')
  assert.match(found.markdown, /포트 번호 🚪\n\n`3100`, set in \[values\.yaml:5\]/)
})

test('templates in texts of values', async () => {
  const text = 'replicas: 1\nlabel: "{{ .Values.repl<|>icas | quo te }}"\n'
  const found = await hovered(text, { 'templates/a.yaml': '{{ tpl .Values.label $ }}' }, 'values.yaml')
  assert.equal(found?.on, 'replicas')
  assert.match(found.markdown, /^\*\*`\.Values\.replicas`\*\*\n\n`1`/)
})

test('a key that a text of the values reads as a part of a map', async () => {
  const text = 'limits:\n  ra<|>te: 4\nconfig: |\n  limits: {{ toYaml .Values.limits | nindent 4 }}\n'
  const found = await hovered(text, { 'templates/a.yaml': '{{ tpl .Values.config $ }}' }, 'values.yaml')
  assert.match(found?.markdown ?? '', /Read as a part of `limits` by a template that values hold\.$/)
})

test('a key of values: who reads it, what else sets it, what the chart says', async () => {
  const template =
    '{{ .Values.server.port }}\n{{ with .Values.server }}{{ .port }}{{ end }}{{ toYaml .Values.hosts }}'
  const others = { 'templates/a.yaml': template, 'values-prod.yaml': 'server:\n  port: 4\n' }
  const own = await hovered(values.replace('port:', 'po<|>rt:'), others, 'values.yaml')
  assert.equal(own?.on, 'port')
  assert.match(own.markdown, /^\*\*`server\.port`\*\*/)
  assert.match(own.markdown, /\| prod \| `4` \|/)
  assert.match(own.markdown, /Read in \[templates\/a\.yaml:1\]\([^)]*\) ×2/)
  const prod = await hovered('server:\n  po<|>rt: 4\n', { 'templates/a.yaml': template }, 'values-prod.yaml')
  assert.match(prod?.markdown ?? '', /포트 번호/)
  assert.match(prod?.markdown ?? '', /over \[values\.yaml:5\]\([^)]*\) \(`3100`\)/)
  const item = await hovered(values.replace('- name: a', '- na<|>me: a'), others, 'values.yaml')
  assert.match(item?.markdown ?? '', /Read as a part of `hosts` in \[templates\/a\.yaml:2\]/)
  const odd = await hovered(values.replace('"odd-key"', '"odd-<|>key"'), others, 'values.yaml')
  assert.match(odd?.markdown ?? '', /^\*\*`odd-key`\*\*\n\nNo template of the chart reads it\.$/)
})

test('values inside an Argo CD application', async () => {
  const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app}
spec:
  source:
    path: chart
    helm:
      values: |
        server:
          po<|>rt: 9
`
  const files = {
    'chart/Chart.yaml': chart,
    'chart/values.yaml': values,
    'chart/templates/a.yaml': '{{ .Values.server.port }}',
  }
  const found = await hovered(application, files, 'apps/app.yaml')
  assert.equal(found?.on, 'port')
  assert.match(found.markdown, /`9`, set in \[apps\/app\.yaml:10\].*over \[chart\/values\.yaml:5\]/)
  assert.match(found.markdown, /Read in \[templates\/a\.yaml:1\]\(chart\/templates\/a\.yaml#L1\)/)
  const template = await hovered(
    '{{ .Values.server.po<|>rt }}',
    { ...files, 'apps/app.yaml': application.replace('<|>', '') },
    'chart/templates/a.yaml',
  )
  assert.match(template?.markdown ?? '', /`9`, set in \[apps\/app\.yaml:10\]/)
})

test('what Loki says of a key stands beside what the chart does', async () => {
  const text = 'loki:\n  auth_<|>enabled: true\n  schemaConfig: {}\n'
  const found = await hovered(text, { 'templates/a.yaml': '{{ .Values.loki.auth_enabled }}' }, 'values.yaml')
  assert.match(
    found?.markdown ?? '',
    /\*\*Loki `auth_enabled`\*\*[\s\S]*\n---\n[\s\S]*`loki\.auth_enabled`[\s\S]*Read in/,
  )
})
