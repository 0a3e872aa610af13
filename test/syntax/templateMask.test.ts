/**
 * Masked templates: what becomes of each kind of action, and that the result has the source's length and lines and
 * reads as YAML. In the cases the source stands on the left and the masked text on the right of a bar.
 */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { maskTemplate } from '../../server/src/syntax/template/mask.ts'
import { parseTemplate } from '../../server/src/syntax/template/parser.ts'

const mask = (text: string) => maskTemplate(parseTemplate(text))

/** What `yaml` refuses in a masked text, but for what the YAML layer forgives beside holes: see `yaml/convert.ts`. */
function yamlErrors(text: string): readonly string[] {
  const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' })
  return [...documents]
    .flatMap((document) => document.errors.map(({ message }) => message))
    .filter((message) => !message.startsWith('Block scalars with more-indented leading empty lines'))
}

/** Checks lines of `source | masked`; the masked text may leave out blanks at its end. */
function checkMask(lines: string): void {
  const pairs = lines.split('\n').map((line) => line.split(/ *¦ ?/))
  const source = pairs.map(([left = '']) => left).join('\n')
  const masked = mask(source).text
  assert.equal(masked.length, source.length)
  assert.deepEqual(
    masked.split('\n').map((line) => line.trimEnd()),
    pairs.map(([, right = '']) => right.trimEnd()),
  )
  assert.deepEqual(yamlErrors(masked), [])
}

suite('lines of actions only', () => {
  test('become blanks', () => {
    checkMask(`a:                              ¦ a:
  {{- toYaml .x | nindent 2 }}  ¦
  {{ include "y" . }}{{ .z }}   ¦
{{/* comment */}}               ¦
{{- $x := 1 }}                  ¦
b: 1                            ¦ b: 1`)
  })

  test('both sides of an if stay', () => {
    checkMask(`{{- if .x }}   ¦
a: 1           ¦ a: 1
{{- else }}    ¦
b: 2           ¦ b: 2
{{- end }}     ¦
c: 3           ¦ c: 3`)
  })

  test('an action over several lines keeps its lines', () => {
    checkMask(`a: 1                        ¦ a: 1
{{- if or                   ¦
      .x                    ¦
      .y }}                 ¦
b: {{ include "z"           ¦ b: xxxxxxxxxxxxxx
  (dict "a" 1) }}           ¦
{{- end }}                  ¦
c: 3                        ¦ c: 3`)
  })
})

suite('actions beside text', () => {
  test('become letters, as values, keys and parts of both', () => {
    checkMask(`{{ .k }}: {{ .v }}                 ¦ xxxxxxxx: xxxxxxxx
"{{ .k }}": "{{ .v | quote }}-a"   ¦ "xxxxxxxx": "xxxxxxxxxxxxxxxx-a"
a: [{{ .v }}, '{{ .w }}']          ¦ a: [xxxxxxxx, 'xxxxxxxx']
b: {{ .x }}:{{ .y }} # {{ .z }}    ¦ b: xxxxxxxx:xxxxxxxx # xxxxxxxx
c-{{ .x }}: 1                      ¦ c-xxxxxxxx: 1`)
  })

  test('those that print nothing become blanks', () => {
    checkMask(`a: {{- with .x }}    ¦ a:
  - {{ . }}          ¦   - xxxxxxx
{{- end }}           ¦
b: 1 {{/* why */}}   ¦ b: 1`)
  })

  test('those that start lines of their own become blanks after a key', () => {
    checkMask(`a: {{- include "x" . | nindent 2 }}    ¦ a:
  b: 1                                 ¦   b: 1
c: |{{ .y | nindent 2 }}               ¦ c: |
  text                                 ¦   text
d: {{ with .x }}{{ toYaml . | nindent 2 }}{{ end }}  ¦ d:
  e: 1                                 ¦   e: 1`)
  })

  test('an action that is not closed is hidden to the end of its line', () => {
    checkMask(`a: {{ .x   ¦ a: xxxxx
b: 1       ¦ b: 1
c: {{ .y } ¦ c: xxxxxxx
d: {{ if   ¦ d:
e: 1       ¦ e: 1`)
  })
})

suite('blocks on one line', () => {
  test('are one placeholder beside text', () => {
    checkMask(`a:                                        ¦ a:
  - {{ if .x }}"a"{{ else }}"b"{{ end }}  ¦   - xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
  - b{{ if .y }}:{{ .z }}{{ end }}        ¦   - bxxxxxxxxxxxxxxxxxxxxxxxxxxxxx`)
  })

  test('alone on a line show their first text where it is a line of YAML', () => {
    checkMask(`a:                                                   ¦ a:
  {{ if .x }}b: 1{{ else }}b: 2{{ end }}             ¦              b: 1
c:                                                   ¦ c:
  {{ if .x }}"b"{{ else }}"c"{{ end }}               ¦
{{- define "z" -}}{{ .x }}-y{{- end }}               ¦`)
  })

  test('are glued to a key or item that would else stand in no column', () => {
    checkMask(`a:                          ¦ a:
  b: 1                      ¦   b: 1
  {{- if .x }}c: 2{{ end }} ¦   xxxxxxxxxxxxc: 2
  d: 3                      ¦   d: 3
e:                          ¦ e:
  - f                       ¦   - f
  {{ if .x }}- g: 1         ¦   - xxxxxxxxx- g: 1
    h: 2{{ end }}           ¦     h: 2`)
  })
})

suite('branches that can not stand together', () => {
  test('show the first', () => {
    checkMask(`a:                ¦ a:
{{- if .x }}      ¦
  - b             ¦   - b
{{- else }}       ¦
  c: 1            ¦
{{- end }}        ¦
d:                ¦ d:
  {{- if .x }}    ¦
  "e"             ¦   "e"
  {{- else }}     ¦
  "f"             ¦
  {{- end }}      ¦
g: 1              ¦ g: 1`)
  })

  test('show all in a block scalar, where anything may stand', () => {
    checkMask(`a: |              ¦ a: |
  {{- if .x }}    ¦
  - b             ¦   - b
  {{- else }}     ¦
  c               ¦   c
  {{- end }}      ¦`)
  })

  test('show all where they only end at different depths', () => {
    checkMask(`a:                ¦ a:
  {{- if .x }}    ¦
  b:              ¦   b:
    - c           ¦     - c
  {{- else }}     ¦
  d: 1            ¦   d: 1
  {{- end }}      ¦`)
  })
})

suite('defines', () => {
  const source = '{{- define "a" }}\n- b\n{{- end }}\n{{- define "c" }}\nd: 1\n{{- end }}\ne: 1'

  test('are documents of their own', () => {
    const { text } = mask(source)
    assert.deepEqual(
      [...parseAllDocuments(text)].map((document) => document.toJS()),
      [['b'], { d: 1 }, { e: 1 }],
    )
  })

  test('are not where the text is no YAML', () => {
    assert.ok(!maskTemplate(parseTemplate(source), 'other').text.includes('---'))
  })
})

suite('holes', () => {
  test('name what they hide', () => {
    const source = 'a: {{ .x }}\n{{- if .y }}\n{{ toYaml .z }}\n{{- end }}\n- {{ if .b }}c{{ end }}'
    const holes = mask(source).holes.map(({ start, end, kind, action }) => [
      source.slice(start, end),
      kind,
      action.kind,
    ])
    assert.deepEqual(holes, [
      ['{{ .x }}', 'value', 'action'],
      ['{{- if .y }}', 'control', 'if'],
      ['{{ toYaml .z }}', 'line', 'action'],
      ['{{- end }}', 'control', 'if'],
      ['{{ if .b }}c{{ end }}', 'value', 'if'],
    ])
  })

  test('line breaks of every kind stay', () => {
    const source = 'a: {{ .x\r\n }}\r\n{{/*\r\n\r\n*/}}\r\nb: {{ `\n` }}'
    const { text } = mask(source)
    assert.equal(text.replace(/[^\r\n]/g, ''), source.replace(/[^\r\n]/g, ''))
    assert.equal(text.split('\r\n').length, source.split('\r\n').length)
  })
})

const corpus = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url))

/** Every template of the corpus, by its path. */
const corpusFiles = () => [
  ...globSync('charts/*/chart/**/templates/**/*.*', { cwd: corpus }),
  ...globSync('gotemplate/*.{yaml,tpl,txt}', { cwd: corpus }),
]

test('every template of the corpus is masked to what YAML can read', {
  skip: !existsSync(corpus) && 'no ../shared/corpus',
}, (context) => {
  const files = corpusFiles()
  assert.ok(files.length > 500)
  const counts = new Map<string, { of: number; read: number }>()
  for (const file of files) {
    const source = readFileSync(`${corpus}${file}`, 'utf8')
    const { text, holes } = mask(source)
    assert.equal(text.length, source.length, file)
    assert.equal(text.replace(/[^\r\n]/g, ''), source.replace(/[^\r\n]/g, ''), file)
    assert.ok(!text.includes('{{'), file)
    for (const [index, { start, end }] of holes.entries()) {
      assert.ok(start < end && start >= (holes[index - 1]?.end ?? 0), `${file}: holes overlap at ${start}`)
    }
    const ending = file.slice(file.lastIndexOf('.'))
    const count = counts.get(ending) ?? { of: 0, read: 0 }
    counts.set(ending, { of: count.of + 1, read: count.read + (yamlErrors(text).length === 0 ? 1 : 0) })
  }
  for (const [ending, { of, read }] of counts) context.diagnostic(`${ending}: ${read} of ${of} read as YAML`)
  const { of = 0, read = 0 } = counts.get('.yaml') ?? {}
  assert.equal(read, of)
  // Some helpers hold nginx configuration or Alloy, which is no YAML.
  const helpers = counts.get('.tpl') ?? { of: 0, read: 0 }
  assert.ok(helpers.read >= 0.95 * helpers.of, `${helpers.read} of ${helpers.of} helper files`)
})
