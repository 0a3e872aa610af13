/** The shape of a file: outline, symbols of the workspace, folding, growing selections. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldsIn } from '../../server/src/features/folding.ts'
import { selectionRangesAt } from '../../server/src/features/selectionRanges.ts'
import { type OutlineSymbol, outlineOf } from '../../server/src/features/symbols.ts'
import { symbolsFor } from '../../server/src/features/workspaceSymbols.ts'
import { contains } from '../../server/src/text/range.ts'
import { loadMarked } from '../support/marks.ts'

/** One line a symbol: kind, name, block's name, and the text that is its name in the file. */
async function outline(path: string, source: string): Promise<readonly string[]> {
  const { document } = await loadMarked({ [path]: source })
  const lines: string[] = []
  const add = (symbol: OutlineSymbol, depth: number): void => {
    assert.ok(contains(symbol.range, symbol.selection), symbol.name)
    const on = document.text.slice(symbol.selection.start, symbol.selection.end).split('\n')[0]
    const shown = [symbol.kind, symbol.name, symbol.detail ?? '-', on].join(' ')
    lines.push('  '.repeat(depth) + shown)
    for (const child of symbol.children) {
      assert.ok(contains(symbol.range, child.range), child.name)
      add(child, depth + 1)
    }
  }
  for (const symbol of outlineOf(document)) add(symbol, 0)
  return lines
}

const pipeline = `logging {
  level = "info"
}
loki.source.file "pods" {
  targets    = []
  forward_to = [loki.process.drop.receiver]
}
loki.process "drop" {
  forward_to = [loki.write.out.receiver]
  stage.match {
    selector = "{a=\\"b\\"}"
    stage.json {
      expressions = { a = "" }
    }
  }
}
loki.write "out" {
  endpoint {
    url = "http://loki:3100/loki/api/v1/push"
  }
}
declare "m" {
  argument "to" { }
  loki.relabel "r" {
    forward_to = argument.to.value
  }
}
m "one" {
  to = []
}
`

test('blocks by their label, with those inside them', async () => {
  const expected = [
    'config logging - logging',
    'source pods loki.source.file "pods"',
    'transform drop loki.process "drop"',
    '  block stage.match - stage.match',
    '    block stage.json - stage.json',
    'writer out loki.write "out"',
    '  block endpoint - endpoint',
    'declare m declare "m"',
    '  argument to argument "to"',
    '  transform r loki.relabel "r"',
    'module one m "one"',
  ]
  assert.deepEqual(await outline('a.alloy', pipeline), expected)
  const inMap = `apiVersion: v1
kind: ConfigMap
metadata: { name: a }
data:
  config.alloy: |
    ${pipeline.trimEnd().replaceAll('\n', '\n    ')}
  other: text
`
  assert.deepEqual(await outline('map.yaml', inMap), [
    'text data.config.alloy - logging {',
    ...expected.map((line) => `  ${line}`),
  ])
})

test('what is being typed and what template output makes is no obstacle', async () => {
  for (let end = 0; end <= pipeline.length; end += 7) await outline('a.alloy', pipeline.slice(0, end))
  const template = `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  config.alloy: |
    loki.write "{{ .Values.name }}" { }
`
  const { document } = await loadMarked({
    'chart/templates/map.yaml': template,
    'chart/Chart.yaml': 'apiVersion: v2\nname: a\nversion: 1.0.0\n',
  })
  const [manifest] = outlineOf(document)
  const data = manifest?.children.find(({ name }) => name === 'data')
  assert.deepEqual(
    data?.children.map(({ name, children }) => [
      name,
      ...children.map((block) => [block.name, block.detail]),
    ]),
    [['config.alloy', ['{{ .Values.name }}', 'loki.write']]],
  )
})

test('YAML without Alloy in it has no outline of ours and nothing to fold', async () => {
  const { document } = await loadMarked({ 'a.yaml': 'a:\n  b:\n    c: 1\n    d: 2\n' })
  assert.deepEqual(outlineOf(document), [])
  assert.equal(foldsIn(document), undefined)
})

test('symbols of all texts of the workspace, by the letters of their names', async () => {
  const loaded = await loadMarked({
    'a.alloy': pipeline,
    'map.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: a }
data:
  config.alloy: |
    loki.write "Other" { }
`,
  })
  const found = (query: string) =>
    symbolsFor([loaded.workspace], query).map(({ name, kind, container, place }) => {
      const text = loaded.documents.get(place.uri)?.text.slice(place.range.start, place.range.end)
      return [name, kind, container ?? '-', text].join(' ')
    })
  assert.deepEqual(found('out'), ['loki.write.out writer - out'])
  // What holds the letters as they are comes first.
  assert.deepEqual(found('ot'), [
    'loki.write.Other writer data.config.alloy Other',
    'loki.write.out writer - out',
  ])
  assert.deepEqual(found('declare'), ['declare.m declare - m'])
  assert.deepEqual(found('xyz'), [])
  assert.equal(found('').length, 6)
})

/** Folds as `first line > last line that folds away`, both as text. */
async function folds(path: string, source: string): Promise<readonly string[] | undefined> {
  const { document } = await loadMarked({ [path]: source })
  const lines = document.text.split('\n')
  return foldsIn(document)?.map(
    ({ startLine, endLine, kind }) =>
      `${lines[startLine]?.trim()} > ${lines[endLine]?.trim()}${kind ? ` (${kind})` : ''}`,
  )
}

const foldable = `// a licence
// of two lines
loki.process "a" {
  // alone
  forward_to = [
    loki.write.a.receiver,
  ]
  stage.template {
    template = \`
      {{ a }}
    \`
  }
  /* several
     lines */
}

// #region writers
loki.write "a" { }

loki.write "b" {
  external_labels = {
    a = "b",
  }
}
// #endregion

tracing { sampling_fraction = 0.1 }
`

test('blocks, lists, objects, raw strings, comments and regions fold; closing lines stay', async () => {
  assert.deepEqual(await folds('a.alloy', foldable), [
    '// a licence > // of two lines (comment)',
    'loki.process "a" { > lines */',
    'forward_to = [ > loki.write.a.receiver,',
    'stage.template { > `',
    'template = ` > {{ a }}',
    '/* several > lines */ (comment)',
    '// #region writers > // #endregion (region)',
    'loki.write "b" { > }',
    'external_labels = { > a = "b",',
  ])
})

test('of YAML with Alloy in it all folds: the YAML by its indentation too', async () => {
  const source = `data:
  config.alloy: |
    loki.process "a" {
    forward_to = [
    loki.write.a.receiver,
    ]
    }
  other:
    a: 1

kind: ConfigMap
`
  assert.deepEqual(await folds('a.yaml', `apiVersion: v1\n${source}`), [
    'data: > a: 1',
    'config.alloy: | > }',
    'loki.process "a" { > ]',
    'forward_to = [ > loki.write.a.receiver,',
    'other: > a: 1',
  ])
})

/** What is selected as the selection grows. */
async function selections(path: string, source: string): Promise<readonly string[]> {
  const { document, cursor } = await loadMarked({ [path]: source })
  return selectionRangesAt(document, cursor).map(({ start, end }) => document.text.slice(start, end))
}

test('a selection grows from the word to the file', async () => {
  const source = (word: string) => `loki.process "p" {
	a = 1

	forward_to = [loki.write.${word}.receiver, other]
	b = 2
}
`
  const whole = source('out')
  const block = whole.trimEnd()
  assert.deepEqual(await selections('a.alloy', source('o<|>ut')), [
    'out',
    'loki.write.out',
    'loki.write.out.receiver',
    'loki.write.out.receiver, other',
    '[loki.write.out.receiver, other]',
    'forward_to = [loki.write.out.receiver, other]',
    'forward_to = [loki.write.out.receiver, other]\n\tb = 2',
    'a = 1\n\n\tforward_to = [loki.write.out.receiver, other]\n\tb = 2',
    block,
    whole,
  ])
})

test('in strings, comments and objects', async () => {
  assert.deepEqual((await selections('a.alloy', 'a "b" {\n\tc = { "d" = "one t<|>wo" }\n}\n')).slice(0, 5), [
    'two',
    'one two',
    '"one two"',
    '"d" = "one two"',
    '{ "d" = "one two" }',
  ])
  assert.deepEqual((await selections('a.alloy', '// one\n// tw<|>o three\na "b" { }\n')).slice(0, 4), [
    'two',
    'two three',
    '// two three',
    '// one\n// two three',
  ])
})

test('inside YAML it grows to the text and the file; outside Alloy there is none', async () => {
  const map = (source: string) => `kind: ConfigMap
apiVersion: v1
data:
  config.alloy: |
    ${source}
  other: 1
`
  const found = await selections('a.yaml', map('loki.write "o<|>ut" { }'))
  assert.deepEqual(found, [
    'out',
    '"out"',
    'loki.write "out" { }',
    'loki.write "out" { }\n',
    map('loki.write "out" { }'),
  ])
  assert.deepEqual(await selections('a.yaml', map('loki.write "out" { }').replace('other', 'ot<|>her')), [])
})
