/** Hovers and completion on memcached's options. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completion } from '../../server/src/features/completion/memcached.ts'
import type { FeatureContext } from '../../server/src/features/feature.ts'
import { hover } from '../../server/src/features/hover/memcached.ts'
import { defaultSettings } from '../../server/src/model/settings.ts'
import { memcachedOptions, memcachedSuboptions } from '../../server/src/schema/memcached.ts'
import { createDocument, type Kind } from '../../server/src/text/document.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

/** A feature's context and the offset of `<|>` in a text. */
function at(kind: Kind, marked: string): { context: FeatureContext; offset: number; text: string } {
  const offset = marked.indexOf('<|>')
  const text = marked.replace('<|>', '')
  const document = createDocument('file:///workspace/a.yaml', kind, text)
  const workspace = {
    root,
    settings: defaultSettings,
    settingsIssues: [],
    files: new Map(),
    today: '2026-11-22',
  }
  return {
    context: { document, workspace, environment: undefined, policy: {}, today: '2026-11-22' },
    offset,
    text,
  }
}

function hoverOn(kind: Kind, marked: string): { on: string; markdown: string } | undefined {
  const { context, offset, text } = at(kind, marked)
  const found = hover.hover(context, offset)
  return found && { on: text.slice(found.range.start, found.range.end), markdown: found.markdown }
}

function labels(kind: Kind, marked: string): readonly string[] {
  const { context, offset } = at(kind, marked)
  return [...completion.complete(context, offset)].map(({ label }) => label)
}

const service = (command: string) =>
  `services:\n  cache:\n    image: memcached:1.6\n    command: ${command}\n`

test('a hover on -u warns that it is not the port', () => {
  const found = hoverOn('compose', service('memcached -m 64 -<|>u 4090'))
  assert.equal(found?.on, '-u')
  assert.match(found.markdown, /not the port/)
  assert.match(found.markdown, /11211/)
  assert.equal(hoverOn('compose', service('memcached -u 40<|>90'))?.on, '4090')
})

test('every form of an option has its hover', () => {
  const forms = [
    '["-m<|> 64"]',
    '["-m", "6<|>4"]',
    '--memory<|>-limit=64',
    '-vvm<|>64',
    'memcached --memory-lim<|> 64',
  ]
  for (const form of forms) {
    const found = hoverOn('compose', service(form))
    assert.match(found?.markdown ?? '', /`-m`, `--memory-limit`[\s\S]*MiB/, form)
  }
})

test('the names of -o have hovers of their own, beside template holes too', () => {
  const text =
    '{{- define "a" -}}\ncontainers:\n  - name: memcached\n    image: memcached\n    args:\n      - --extended=modern,track_sizes{{ if .on }},ext_<|>path={{ .path }}/file:{{ .size }}G{{ end }}\n{{- end }}\n'
  const found = hoverOn('helm-template', text)
  assert.equal(found?.on, 'ext_path')
  assert.match(found.markdown, /external storage/)
})

test('other containers and other words have none', () => {
  assert.equal(hoverOn('compose', 'services:\n  db:\n    image: mysql\n    command: -<|>u 4090\n'), undefined)
  assert.equal(hoverOn('compose', service('mem<|>cached -m 64')), undefined)
})

test('every option and every name of -o has a sentence that ends', () => {
  for (const { description } of [...memcachedOptions, ...memcachedSuboptions])
    assert.match(description, /\.$/)
})

test('options are completed in lists, flow lists and strings', () => {
  for (const command of [
    '["-m", "64", "-<|>"]',
    '-m 64 -<|>',
    '\n      - -m 64\n      - -<|>\n      - -v',
    '\n      - -m 64\n      - <|>',
  ]) {
    const found = labels('compose', service(command))
    assert.ok(found.includes('-p') && found.includes('-I'), command)
  }
  assert.ok(labels('compose', service('-m 64 --<|>')).includes('--port'))
})

test('names of -o are completed behind it', () => {
  for (const command of ['-o <|>modern', '-o modern,tr<|>', '["--extended=modern,<|>"]']) {
    const found = labels('compose', service(command))
    assert.ok(found.includes('track_sizes'), command)
    assert.ok(!found.includes('inline_ascii_resp'), 'what has no effect is not offered')
  }
})

test('nothing is offered elsewhere', () => {
  assert.deepEqual(labels('compose', service('-m 6<|>4')), [])
  assert.deepEqual(labels('compose', 'services:\n  web:\n    image: nginx\n    command: -<|>\n'), [])
  assert.deepEqual(labels('compose', `${service('["-m", "64"]')}    ports:\n      - <|>\n`), [])
})

test('hovers work inside an Argo CD application', async () => {
  const text =
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n        memcached:\n          args: ["-I", "5m"]\n'
  const { documents, workspace } = await loadFiles(new Map([['a.yaml', text]]))
  const { hoverAt } = await import('../../server/src/features/hover.ts')
  const document = documents.get(`${root}/a.yaml`)
  assert.ok(document)
  const found = hoverAt(document, workspace, text.indexOf('-I') + 1)
  assert.equal(found && text.slice(found.range.start, found.range.end), '-I')
})

test('a hover says what a value comes to', () => {
  const said = (command: string) => hoverOn('compose', service(command))?.markdown ?? ''
  assert.match(said('["-m", "81<|>92"]'), /`8192` is 8 GiB for items\. .*9830 MiB/)
  assert.match(said('["-<|>m 8G"]'), /`8G` is 8 MiB/)
  assert.match(said('-I 5<|>m'), /`5m` is 5 MiB/)
  assert.match(said('-o ext_path=/data/fi<|>le:9G'), /9 GiB on disk in `\/data\/file`/)
  assert.match(said('-o modern,ext_wbuf_size=1<|>6'), /`16` is 16 MiB/)
  assert.doesNotMatch(said('-m $<|>{MEMORY}'), /for items\./)
})

test('values of the Loki chart have hovers of the options that they become', async () => {
  const { hover: chart } = await import('../../server/src/features/hover/memcachedChart.ts')
  const said = (marked: string) => {
    const { context, offset } = at('helm-values', marked)
    return chart.hover(context, offset)?.markdown ?? ''
  }
  assert.match(said('chunksCache:\n  allocatedMemory: 40<|>96\n'), /starts memcached with `-m 4096`.*4 GiB/)
  assert.match(said('loki:\n  resultsCache:\n    maxItem<|>Memory: 5\n'), /with `-I 5m`.*5 MiB/)
  assert.match(
    said('chunksCache:\n  port: 11211\n  extraExtendedOptions: no_hash<|>expand\n'),
    /-o no_hashexpand/,
  )
  assert.equal(said('otherCache:\n  allocatedMemory: 40<|>96\n'), '')
})

test("the Loki chart's extraArgs and extraExtendedOptions are completed", async () => {
  const { completion: chart } = await import('../../server/src/features/completion/memcachedChart.ts')
  const offered = (marked: string) => {
    const { context, offset } = at('helm-values', marked)
    return [...chart.complete(context, offset)].map(({ insert }) => insert)
  }
  const letters = offered('chunksCache:\n  extraArgs:\n    t: 4\n    <|>\n')
  assert.ok(letters.includes('p: ') && letters.includes('A: ""'))
  assert.ok(
    !letters.includes('t: ') && !letters.includes('m: '),
    'what is there, or what the chart gives, is not offered',
  )
  const names = offered('chunksCache:\n  extraExtendedOptions: track_sizes,no_<|>\n')
  assert.ok(names.includes('no_hashexpand'))
  assert.deepEqual(offered('otherCache:\n  extraArgs:\n    <|>\n'), [])
})
