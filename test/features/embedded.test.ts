/** Hovers and completion inside embedded documents: ranges in the file, inserted text as the host writes it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completionsAt } from '../../server/src/features/completion.ts'
import { hoverAt } from '../../server/src/features/hover.ts'
import { embedded } from '../../server/src/syntax/embed.ts'
import { createDocument } from '../../server/src/text/document.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { marked } from '../support/marked.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

async function at(path: string, source: string) {
  const { text, cursor } = marked(source)
  const { workspace, documents } = await loadFiles(new Map([[path, text]]))
  const document = documents.get(`${root}/${path}`)
  assert.ok(document)
  return { text, document, workspace, cursor }
}

/** What a hover at `<|>` stands on. */
async function hoverOn(path: string, source: string) {
  const { text, document, workspace, cursor } = await at(path, source)
  const hover = hoverAt(document, workspace, cursor)
  return hover && { on: text.slice(hover.range.start, hover.range.end), markdown: hover.markdown }
}

const map = (scalar: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  config.alloy: ${scalar}\n`
const component = 'loki.write "a" {\n  endpoint {\n    max_back<|>off_retries = 0\n  }\n}'
const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by))

const places: Readonly<Record<string, readonly [path: string, source: string]>> = {
  'a file': ['a.alloy', component],
  'a literal text': ['a.yaml', map(`|\n${indented(component, 4)}`)],
  'a literal text with CRLF': ['a.yaml', map(`|\n${indented(component, 4)}`).replaceAll('\n', '\r\n')],
  'a folded text': ['a.yaml', map(`>\n${indented(component, 6)}`)],
  'a double-quoted text': ['a.yaml', map(`"${component.replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`)],
  'values in an application': [
    'app.yaml',
    `apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n        alloy:\n          configMap:\n            content: |-\n${indented(component, 14)}\n`,
  ],
}

test('a hover in an embedded document is that of the same text in a file, on the same word', async () => {
  const alone = await hoverOn(...(places['a file'] as readonly [string, string])) // Of the table above.
  assert.equal(alone?.on, 'max_backoff_retries')
  for (const [name, [path, source]] of Object.entries(places))
    assert.deepEqual(await hoverOn(path, source), alone, name)
})

test('where the text has no place there is no hover, and nothing throws', async () => {
  const { text, document, workspace } = await at('app.yaml', places['values in an application']?.[1] ?? '')
  for (let offset = 0; offset <= text.length; offset++) {
    const hover = hoverAt(document, workspace, offset)
    if (hover) assert.ok(hover.range.start <= offset && offset <= hover.range.end, `offset ${offset}`)
    completionsAt(document, workspace, offset)
  }
  assert.equal(hoverAt(document, workspace, text.indexOf('values:')), undefined)
})

/**
 * The file after a completion is taken, as VS Code does it: new lines get the indentation of the line, then the
 * places of a snippet are filled.
 */
async function completed(path: string, source: string, label: string) {
  const { text, document, workspace, cursor } = await at(path, source)
  const item = completionsAt(document, workspace, cursor).find((one) => one.label === label)
  assert.ok(item, `${label} is not offered`)
  const line = text.slice(text.lastIndexOf('\n', item.range.start - 1) + 1)
  const indent = /^[ \t]*/.exec(line)?.[0] ?? ''
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const adjusted = item.insert.replaceAll(/\r?\n/g, eol + indent)
  const filled = item.snippet
    ? adjusted.replace(
        /\\([\\$}])|\$\{\d+:([^}]*)\}|\$\d+/g,
        (_, escaped: string, value: string) => escaped ?? value ?? '',
      )
    : adjusted
  return applyEdits(text, [{ range: item.range, text: filled }])
}

/** The Alloy text inside a file. */
function inner(path: string, text: string): string {
  const kind = path.startsWith('app') ? 'argocd' : 'kubernetes'
  const found = embedded(createDocument(path, kind, text)).find((one) => one.kind === 'alloy')
  assert.ok(found, text)
  return found.text.trimEnd()
}

const block = 'loki.write "a" {\n  end<|>\n}'
const attribute = 'loki.write "a" {\n  endpoint {\n    url<|>\n  }\n}'

for (const [what, source, label] of [
  ['a block over several lines', block, 'endpoint'],
  ['an attribute with quotes', attribute, 'url'],
  ['a block on a line of blanks', 'loki.write "a" {\n  <|>\n}', 'endpoint'],
] as const) {
  test(`completion of ${what} gives the same text inside as in a file`, async () => {
    const alone = (await completed('a.alloy', source, label)).trimEnd()
    const hosts: readonly (readonly [string, string])[] = [
      ['a.yaml', map(`|\n${indented(source, 4)}`)],
      ['a.yaml', map(`|2-\n${indented(source, 4)}`)],
      ['a.yaml', map(`|\n${indented(source, 8)}`).replaceAll('\n', '\r\n')],
      ['a.yaml', map(`"${source.replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`)],
      [
        'app.yaml',
        `apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n        alloy:\n          configMap:\n            content: |-\n${indented(source, 14)}\n`,
      ],
    ]
    for (const [path, host] of hosts) {
      const after = inner(path, await completed(path, host, label))
      // In a text of one line an editor has no line to take the indentation from.
      const lines = (text: string) =>
        text.split('\n').map((line) => (host.includes('\\n') ? line.trim() : line))
      assert.deepEqual(lines(after), lines(alone), host)
    }
  })
}

test('an item that the host can not hold is not offered', async () => {
  const { document, workspace, cursor } = await at('a.yaml', map(`'loki.write "a" { end<|> }'`))
  for (const item of completionsAt(document, workspace, cursor))
    assert.ok(!item.insert.includes('\n'), item.label)
})
