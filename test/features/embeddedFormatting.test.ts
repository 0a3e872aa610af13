/** Formatting of Alloy texts inside YAML: through every nesting, with nothing outside them changed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatAllEmbedded,
  formatEmbedded,
  formatHere,
} from '../../server/src/features/embeddedFormatting.ts'
import { formatDocument, formatRange } from '../../server/src/features/formatting.ts'
import { formatOnType } from '../../server/src/features/onTypeFormatting.ts'
import { embedded } from '../../server/src/syntax/embed.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { marked } from '../support/marked.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const crooked = 'loki.write   "a" {\n  endpoint {\n     url="http://한글"\n   headers  = {}\n  }\n}'
const straight = 'loki.write "a" {\n\tendpoint {\n\t\turl     = "http://한글"\n\t\theaders = {}\n\t}\n}'
const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by))

async function documentOf(path: string, text: string) {
  const document = (await loadFiles(new Map([[path, text]]))).documents.get(`${root}/${path}`)
  assert.ok(document)
  return document
}

async function formatted(path: string, text: string): Promise<string> {
  return applyEdits(text, formatEmbedded(await documentOf(path, text)).edits)
}

type Host = (alloy: string) => readonly [path: string, text: string]

const head = 'apiVersion:   v1\nkind: ConfigMap   # c\nmetadata: { name:   a }\ndata:\n'
const hosts: Readonly<Record<string, Host>> = {
  'a ConfigMap': (alloy) => ['a.yaml', `${head}  config.alloy: |\n${indented(alloy, 4)}\n  other:   "x"\n`],
  'without a last line break': (alloy) => ['a.yaml', `${head}  config.alloy: |-\n${indented(alloy, 4)}`],
  'with the line breaks behind it': (alloy) => [
    'a.yaml',
    `${head}  config.alloy: |+\n${indented(alloy, 4)}\n\n\n  other:   "x"\n`,
  ],
  'with an indentation indicator': (alloy) => [
    'a.yaml',
    `${head}  config.alloy: |3-\n${indented(alloy, 5)}\n  other:   "x"\n`,
  ],
  'with CRLF': (alloy) => ['a.yaml', `${head}  c.alloy: |\n${indented(alloy, 4)}\n`.replaceAll('\n', '\r\n')],
  'behind a byte order mark': (alloy) => [
    'a.yaml',
    `\ufeff${head}  config.alloy: |\n${indented(alloy, 4)}\n`,
  ],
  'Helm values': (alloy) => [
    'values.yaml',
    `alloy:\n  configMap:\n    content: |-\n${indented(alloy, 6)}\nx:   1\n`,
  ],
  'values in an application': (alloy) => [
    'app.yaml',
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n        alloy:\n          configMap:\n            content: |-\n${indented(alloy, 14)}\n          x:   1\n`,
  ],
  'a configuration of Compose': (alloy) => [
    'compose.yaml',
    `services: {}\nconfigs:\n  alloy:\n    content:  |\n${indented(alloy, 8)}\n`,
  ],
  'two texts': (alloy) => [
    'a.yaml',
    `${head}  a.alloy: |\n${indented(alloy, 4)}\n  b.alloy: |\n${indented(alloy, 6)}\n---\n${head}  c.alloy: |\n${indented(alloy, 4)}\n`,
  ],
}

for (const [name, host] of Object.entries(hosts)) {
  test(`it is formatted in ${name}, and what is formatted stays`, async () => {
    const [path, text] = host(crooked)
    const [, expected] = host(straight)
    assert.equal(await formatted(path, text), expected)
    assert.equal(await formatted(path, expected), expected)
    const [document] = embedded(await documentOf(path, expected)).filter(({ kind }) => kind === 'alloy')
    assert.equal(document?.text.trimEnd(), straight)
  })
}

test('the YAML file itself is not formatted', async () => {
  const [path, text] = hosts['a ConfigMap']?.(crooked) ?? ['', '']
  assert.deepEqual(formatDocument(await documentOf(path, text)), [])
})

test('a text with template actions, and one that is folded or quoted, is left and said to be', async () => {
  const cases = [
    [
      'values.yaml',
      `alloy:\n  configMap:\n    content: |\n${indented(crooked.replace('한글', '{{ .Values.x }}'), 6)}\n`,
    ],
    [
      'values.yaml',
      `alloy:\n  configMap:\n    content: >\n${indented(crooked.replaceAll('\n', '\n\n'), 6)}\n`,
    ],
    ['a.yaml', `${head}  a.alloy: ${JSON.stringify(crooked)}\n`],
  ] as const
  for (const [path, text] of cases) {
    const { edits, faults, skipped } = formatEmbedded(await documentOf(path, text))
    assert.deepEqual([edits.length, faults.length, skipped.length], [0, 0, 1], text)
  }
})

test('actions of Go templates in the strings of a plain manifest are Alloy like any other string', async () => {
  const host = (alloy: string) => `${head}  a.alloy: |\n${indented(alloy, 4)}\n`
  const text = 'loki.process "a" {\n  stage.template {\n  template="{{ .Value }}"\n  }\n}'
  const expected = 'loki.process "a" {\n\tstage.template {\n\t\ttemplate = "{{ .Value }}"\n\t}\n}'
  assert.equal(await formatted('a.yaml', host(text)), host(expected))
})

test('a text with a fault is left, the others in the file are formatted, and the fault has its place', async () => {
  const faulty = 'loki.write "b" {\n  endpoint = \n}'
  const host = (alloy: string) =>
    `${head}  a.alloy: |\n${indented(alloy, 4)}\n  b.alloy: |\n${indented(faulty, 4)}\n`
  const text = host(crooked)
  const { edits, faults } = formatEmbedded(await documentOf('a.yaml', text))
  assert.equal(applyEdits(text, edits), host(straight))
  assert.equal(faults.length, 1)
  const line = text.lastIndexOf('\n', faults[0]?.range.start) + 1
  assert.match(text.slice(line), /^ {6}endpoint = /)
})

/** The file after the action at `<|>`, and the action's title. */
async function here(path: string, source: string) {
  const { text, cursor } = marked(source)
  const [action, ...others] = formatHere(await documentOf(path, text), { start: cursor, end: cursor })
  assert.equal(others.length, 0)
  return action && { title: action.title, text: applyEdits(text, action.edits) }
}

test('the action formats the text at the cursor and no other', async () => {
  const two = (first: string, second: string) =>
    `${head}  a.alloy: |\n${indented(first, 4)}\n  b.alloy: |\n${indented(second, 4)}\n`
  assert.equal(
    (await here('a.yaml', two(crooked, crooked.replace('endpoint', 'end<|>point'))))?.text,
    two(crooked, straight),
  )
  // The indentation in front of a line is no part of the text, but the cursor stands in it all the same.
  assert.equal(
    (await here('a.yaml', two(crooked, crooked).replace('    loki', '<|>    loki')))?.text,
    two(straight, crooked),
  )
  assert.equal(await here('a.yaml', two(straight.replace('url', 'u<|>rl'), crooked)), undefined)
  assert.equal(await here('a.yaml', two(crooked, crooked).replace('kind', 'ki<|>nd')), undefined)
})

test('all texts of a file are one action', async () => {
  const [path, text] = hosts['two texts']?.(crooked) ?? ['', '']
  const [action] = formatAllEmbedded(await documentOf(path, text))
  assert.equal(applyEdits(text, action?.edits ?? []), hosts['two texts']?.(straight)[1])
  const [, done] = hosts['two texts']?.(straight) ?? ['', '']
  assert.deepEqual(formatAllEmbedded(await documentOf(path, done)), [])
})

test('a range inside a text is formatted, one over whole lines too', async () => {
  const host = (inner: string) =>
    `alloy:\n  configMap:\n    content: |\n      logging {}\n      a {\n${inner}        c  = 1\n      }\nx:   1\n`
  for (const source of [
    host('        b {\n          ⟦d  = 1⟧\n        }\n'),
    host('        b {\n⟦          d  = 1\n⟧        }\n'),
  ]) {
    const { text, ranges } = marked(source)
    const document = await documentOf('values.yaml', text)
    const after = applyEdits(text, formatRange(document, ranges[0] ?? { start: 0, end: 0 }))
    assert.equal(after, host('        b {\n      \t\td = 1\n        }\n'))
  }
  const text = host('')
  const outside = await documentOf('values.yaml', text)
  for (const end of [5, text.indexOf('      logging')])
    assert.deepEqual(formatRange(outside, { start: 0, end }), [])
})

test('a brace that closes a block in a text formats the block', async () => {
  const host = (block: string) =>
    `alloy:\n  configMap:\n    content: |\n      logging {}\n      ${block}\nx:   1\n`
  const { text, cursor } = marked(host('a {\n        b  = 1\n        }<|>'))
  const edits = formatOnType(await documentOf('values.yaml', text), cursor, '}')
  assert.equal(applyEdits(text, edits), host('a {\n      \tb = 1\n      }'))
  const flow = marked('a: {b: {c:   1}<|>}\n')
  assert.deepEqual(formatOnType(await documentOf('b.yaml', flow.text), flow.cursor, '}'), [])
})
