/**
 * Every snippet, inserted with its defaults, is a text that its own language accepts, and one that Logkeel has
 * nothing to say about: a tool must not offer what it then underlines.
 */
import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { test } from 'node:test'
import { parseDocument } from 'yaml'
import { readSettings } from '../server/src/model/settingsSchema.ts'
import { parseAlloy } from '../server/src/syntax/alloy/parser.ts'
import { maskTemplate } from '../server/src/syntax/template/mask.ts'
import { parseTemplate } from '../server/src/syntax/template/parser.ts'
import { findings } from './support/harness.ts'
import { expand, type Snippet, snippets } from './support/snippet.ts'

const all = snippets()

/** The faults of a text in YAML that has template actions in it or not. */
function yamlFaults(text: string): readonly string[] {
  const template = parseTemplate(text)
  const document = parseDocument(maskTemplate(template).text, { uniqueKeys: true })
  return [...template.issues, ...document.errors].map(({ message }) => message)
}

/** What a file's language says against a text. */
const faults: Readonly<Record<string, (text: string) => readonly string[]>> = {
  alloy: (text) => parseAlloy(text).issues.map(({ message }) => message),
  logkeel: (text) => [
    ...yamlFaults(text),
    ...readSettings(parseDocument(text).toJS()).issues.map(({ message }) => message),
  ],
  'yaml-compose': yamlFaults,
  'yaml-helm': yamlFaults,
  'yaml-loki': yamlFaults,
}

test('a snippet keeps its defaults, its choices and what is escaped', () => {
  const place = (inner: string) => `$\{${inner}}`
  const body = [`${place('1:a')} $1 ${place('1')}`, `\\${place('2')} ${place('2|x,y|')}$0`]
  assert.equal(expand(body), `a a a\n${place('2')} x\n`)
})

for (const { file, name, text } of all) {
  test(`the snippet “${name}” is good ${file}`, () => {
    const check = faults[file]
    assert.ok(check, `no language is known for snippets/${file}.json`)
    assert.deepEqual(check(text), [], text)
  })
}

/** The text of the snippet with a prefix. */
function textOf(prefix: string): string {
  const found = all.find((one) => one.prefix === prefix)
  assert.ok(found, prefix)
  return found.text
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '    ')
}

const chart = 'apiVersion: v2\nname: loki\nversion: 1.0.0\n'

/** A workspace in which a snippet stands as it is meant to: in its environment, with what it refers to. */
const places: Readonly<Record<string, (snippet: Snippet, environment: string) => Record<string, string>>> = {
  alloy: ({ prefix, text }, environment) => {
    const file = `clusters/${environment}/config.alloy`
    if (prefix === 'lk-wal')
      return { [file]: textOf('lk-loki-write').replace(/\}\n$/, `\n${indented(text)}}\n`) }
    if (prefix.includes('write')) return { [file]: text }
    const writers = ['lk-loki-write-prod', 'lk-prometheus-remote-write'].map(textOf)
    // Only what the snippet refers to: a writer that nothing uses is a finding.
    const used = writers.filter((writer) => text.includes(/^\S+/.exec(writer)?.[0] ?? writer))
    return { [file]: [text, ...used].join('\n') }
  },
  'yaml-loki': ({ text }, environment) => ({ [`clusters/${environment}/loki-config.yaml`]: text }),
  'yaml-compose': ({ text }, environment) => {
    const logging = text.includes('logging:') ? '' : '    logging: { driver: local }\n'
    const alloy = `services:\n  alloy:\n    image: grafana/alloy:v1.18.0\n${logging}${indented(text)}`
    return { [`clusters/${environment}/compose.yaml`]: text.startsWith('services:') ? text : alloy }
  },
  'yaml-helm': ({ description, text }) => ({
    'charts/loki/Chart.yaml': chart,
    // What a snippet includes, some other file of the chart defines.
    ...(text.includes('include "loki.labels"') && {
      'charts/loki/templates/_helpers.tpl': '{{- define "loki.labels" -}}\napp: loki\n{{- end }}\n',
    }),
    // A chart whose templates read every value.
    'charts/loki/templates/all.yaml': '{{ toYaml .Values }}\n',
    [description.startsWith('Template') ? 'charts/loki/templates/part.yaml' : 'charts/loki/values.yaml']:
      text,
  }),
  logkeel: ({ text }) => ({ 'logkeel.yaml': text }),
}

for (const snippet of all) {
  test(`nothing is found in the snippet “${snippet.name}”`, async () => {
    const environment = /-(staging|prod)$/.exec(snippet.prefix)?.[1] ?? 'dev'
    const files = new Map(Object.entries(places[snippet.file]?.(snippet, environment) ?? {}))
    assert.ok(files.size > 0)
    const found = await findings(files)
    assert.deepEqual(
      found.map(({ rule, message }) => `${rule}: ${message}`),
      [],
    )
  })
}

test('prefixes are told apart, say whose they are, and every snippet says what it is for', () => {
  const prefixes = all.map(({ prefix }) => prefix)
  assert.deepEqual(
    prefixes.filter((prefix, i) => prefixes.indexOf(prefix) !== i),
    [],
  )
  assert.deepEqual(
    prefixes.filter((prefix) => !prefix.startsWith('lk-')),
    [],
  )
  assert.deepEqual(
    all.filter(({ description }) => description.length < 10),
    [],
  )
})

test('the manifest offers every snippet file', () => {
  const manifest = JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, '../package.json'), 'utf8'))
  const offered: readonly string[] = manifest.contributes.snippets.map((entry: { path: string }) =>
    path.basename(entry.path, '.json'),
  )
  const files = all.map(({ file }: Snippet) => file)
  assert.deepEqual(new Set(offered), new Set(files))
})
