/** Documents inside documents: which there are, and that what is found in them stands at the character in the file. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { embedded } from '../../server/src/syntax/embed.ts'
import { hostOf, placeOf } from '../../server/src/text/document.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { findings } from '../support/harness.ts'
import { marked, shown } from '../support/marked.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by))
const alloy = 'logging {\n  level = ⟦env⟧("X") // 한글 🙂\n}\n'

/** Checks that alloy/deprecated-function finds just what is marked, and that its fix changes just that. */
async function expectFound(path: string, source: string): Promise<void> {
  const { text, ranges } = marked(source)
  const found = (await findings(new Map([[path, text]]))).filter(
    ({ rule }) => rule === 'alloy/deprecated-function',
  )
  assert.equal(
    shown(
      text,
      found.map(({ range }) => range),
    ),
    shown(text, ranges),
  )
  const edits = found.flatMap(({ fixes }) => fixes[0]?.edits ?? [])
  assert.equal(applyEdits(text, edits), source.replaceAll('⟦env⟧', 'sys.env'), 'the fix')
}

const hosts: Readonly<Record<string, readonly [path: string, source: string]>> = {
  'a ConfigMap': [
    'map.yaml',
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  config.alloy: |\n${indented(alloy, 4)}  other: x\n`,
  ],
  'the second of two ConfigMaps, by its content': [
    'map.yaml',
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  config: |-\n${indented(alloy, 6)}`,
  ],
  "a Secret's stringData": [
    'secret.yaml',
    `apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData:\n  "config.alloy": |2+\n${indented(alloy, 4)}\n\n`,
  ],
  "an Argo CD application's values": [
    'app.yaml',
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n        alloy:\n          configMap:\n            content: |-\n${indented(alloy, 14)}`,
  ],
  "an Argo CD application's valuesObject": [
    'app.yaml',
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  sources:\n    - ref: values\n    - helm:\n        valuesObject:\n          alloy:\n            configMap:\n              content: |-\n${indented(alloy, 16)}`,
  ],
  'YAML in YAML in YAML': [
    'set.yaml',
    `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec:\n  template:\n    spec:\n      source:\n        helm:\n          values: |\n            extraObjects:\n              - |\n                apiVersion: v1\n                kind: ConfigMap\n                metadata: { name: a }\n                data:\n                  config.alloy: |\n${indented(alloy, 20)}`,
  ],
  "the Alloy chart's values": ['values.yaml', `alloy:\n  configMap:\n    content: |-\n${indented(alloy, 6)}`],
  'values under a name of their own': [
    'values.yaml',
    `collectors:\n  - name: a\n    snippet: |\n${indented(alloy, 6)}    after: x\n`,
  ],
  "Compose's configs": [
    'compose.yaml',
    `services:\n  a: { image: nginx }\nconfigs:\n  alloy:\n    content: |\n${indented(alloy, 6)}`,
  ],
  'a template of a chart': [
    'templates/map.yaml',
    `{{- if .Values.on }}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  config.alloy: |\n${indented(alloy.replace('//', '// {{ .Values.a }}'), 4)}{{- end }}\n`,
  ],
}

for (const [name, [path, source]] of Object.entries(hosts)) {
  test(`Alloy in ${name}`, () => expectFound(path, source))
  test(`Alloy in ${name}, with CRLF`, () => expectFound(path, source.replaceAll('\n', '\r\n')))
}

test('a byte order mark moves nothing', async () => {
  const [path, source] = hosts['a ConfigMap'] as (typeof hosts)[string] // Of the table above.
  await expectFound(path, `\uFEFF${source}`)
})

const map = (scalar: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  config.alloy: ${scalar}\n  last: x\n`
const scalars: Readonly<Record<string, string>> = {
  literal: `|\n${indented(alloy, 4)}`,
  'literal, stripped': `|-\n${indented(alloy, 4)}`,
  'literal, kept, with an indicator and a comment': `|+1 # why\n${indented(alloy, 3)}\n`,
  'literal, with tabs inside': '|\n    logging {\n    \tlevel = ⟦env⟧("X")\n    }\n',
  folded: '>\n    logging {\n\n    level = ⟦env⟧("X")\n\n    }\n',
  'folded, with deeper lines': '>-\n    logging {\n      level = ⟦env⟧("X")\n    }\n',
  plain: 'logging { level = ⟦env⟧("X") }',
  'plain, on two lines': 'logging\n    { level = ⟦env⟧("X") }',
  single: `'logging { level = ⟦env⟧("it''s") }'`,
  'single, on several lines': `'logging {\n\n    level = ⟦env⟧("it''s")\n\n    }'`,
  double: '"// \\u00e9 \\U0001F642 \\x41\\tx\\nlogging {\\n\\tlevel = ⟦env⟧(\\"X\\")\\n}\\n"',
  'double, with line breaks and escaped ones': '"logging {\\n\\\n      level = ⟦env⟧(\\"X\\")\n\n    }"',
}

for (const [name, scalar] of Object.entries(scalars)) {
  test(`a ${name} scalar`, () => expectFound('map.yaml', map(scalar)))
  test(`a ${name} scalar, with CRLF`, () => expectFound('map.yaml', map(scalar).replaceAll('\n', '\r\n')))
}

/** The documents inside a file: the way to each, its kind, and every word of it at its place in the file. */
async function expectInside(path: string, text: string, expected: string): Promise<void> {
  const { documents } = await loadFiles(new Map([[path, text]]))
  const file = documents.get(`${root}/${path}`)
  assert.ok(file)
  const inner = embedded(file)
  const listed = inner.map(
    ({ uri, kind, layout }) => `${uri.slice(uri.indexOf('#') + 1)} ${kind}${layout ? ` ${layout}` : ''}`,
  )
  const wanted = expected
    .trim()
    .split('\n')
    .map((line) => line.trim())
  assert.deepEqual(listed.sort(), expected.trim() === '' ? [] : wanted.sort())
  for (const document of inner) {
    assert.equal(hostOf(document), file)
    for (const { 0: word, index } of document.text.matchAll(/[\p{L}\p{N}_]+/gu)) {
      const { range } = placeOf(document, { start: index, end: index + word.length })
      assert.equal(text.slice(range.start, range.end), word)
    }
  }
}

test('Loki in values: the map of its chart, its own configuration in it told once, and a templated string', () =>
  expectInside(
    'values.yaml',
    `loki:
  structuredConfig:
    limits_config: { retention_period: 30d }
    schema_config: { configs: [] }
  config: |
    auth_enabled: {{ .Values.auth }}
    server: { http_listen_port: 3100 }
    schema_config:
      configs: []
subchart:
  loki:
    limits_config: { a: 1 }
    storage: { type: s3 }
`,
    `loki loki chart
     loki/config loki config
     subchart/loki loki chart`,
  ))

test('Loki in a ConfigMap and in Compose', async () => {
  await expectInside(
    'map.yaml',
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  config.yaml: "auth_enabled: false\\nschema_config: { configs: [] }\\n"\n  notes.md: "# x"\n`,
    'data/config.yaml loki config',
  )
  await expectInside(
    'compose.yaml',
    `services:\n  loki: { image: grafana/loki }\nconfigs:\n  loki:\n    content: |\n      schema_config:\n        configs: []\n  x: { file: ./x }\n`,
    'configs/loki/content loki config',
  )
})

test('what only looks like it is left alone', () =>
  expectInside(
    'values.yaml',
    `text: |
  just text
  key: value
script: |
  #!/bin/sh
  echo "loki.write"
promtail:
  config: |
    server: {}
    positions: {}
    limits_config: {}
    scrape_configs: []
mimir:
  limits_config: { ingestion_rate: 10000 }
empty: ""
alias: &a |
  x
b: *a
`,
    '',
  ))

test('nesting ends somewhere', async () => {
  let text = 'logging { level = env("X") }'
  for (let depth = 0; depth < 12; depth++)
    text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  a${depth === 0 ? '.alloy' : '.yaml'}: |\n${indented(text, 4)}\n`
  const { documents } = await loadFiles(new Map([['map.yaml', text]]))
  const [file] = documents.values()
  assert.ok(file && embedded(file).length < 12)
})
