/** From the core's answers to LSP's types: positions over CRLF and surrogates, edits of files whose lines are unknown. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DiagnosticTag } from 'vscode-languageserver'
import {
  toCodeAction,
  toCompletionItem,
  toDiagnostic,
  toOffset,
  toWorkspaceEdit,
} from '../../server/src/lsp/convert.ts'
import type { Reported } from '../../server/src/rules/run.ts'
import { createDocument } from '../../server/src/text/document.ts'
import { findings } from '../support/harness.ts'
import { marked } from '../support/marked.ts'

const { text, ranges } = marked('a\r\n🙂⟦한글⟧\r\n\r\n⟦x\r\ny⟧')
const document = createDocument('file:///w/a.yaml', 'yaml', text)
const other = createDocument('file:///w/b.yaml', 'yaml', 'first\nsecond\n')
const lookup = (uri: string) => [document, other].find((one) => one.uri === uri)
const [inLine, overLines] = ranges as [(typeof ranges)[number], (typeof ranges)[number]] // Two are marked.

const finding: Reported = {
  rule: 'area/name',
  uri: document.uri,
  range: inLine,
  severity: 'info',
  refusedBy: null,
  message: 'what is wrong',
  fixes: [],
  related: [
    { uri: other.uri, range: { start: 6, end: 12 }, message: 'because of this' },
    { uri: 'file:///w/unknown.yaml', range: { start: 0, end: 1 }, message: 'nobody knows its lines' },
  ],
}

test('a diagnostic with its positions in UTF-16, and the related places that can be shown', () => {
  assert.deepEqual(toDiagnostic(document, finding, lookup), {
    range: { start: { line: 1, character: 2 }, end: { line: 1, character: 4 } },
    severity: 3,
    source: 'logkeel',
    code: 'area/name',
    message: 'what is wrong',
    relatedInformation: [
      {
        location: {
          uri: other.uri,
          range: { start: { line: 1, character: 0 }, end: { line: 1, character: 6 } },
        },
        message: 'because of this',
      },
    ],
  })
  const severities = (['error', 'warning', 'info', 'hint'] as const).map(
    (severity) => toDiagnostic(document, { ...finding, severity }, lookup).severity,
  )
  assert.deepEqual(severities, [1, 2, 3, 4])
})

test('what need not be there is faded, what is given up is struck through', async () => {
  const source =
    'loki.source.file "a" {\n\ttargets    = concat([], [])\n\tforward_to = [loki.echo.a.receiver]\n}\n\nloki.echo "a" { }\n\nloki.echo "b" { }\n'
  const found = await findings(new Map([['config.alloy', source]]))
  const tagged = found.map((each) => [each.rule, toDiagnostic(document, each, lookup).tags])
  assert.deepEqual(tagged, [
    ['alloy/deprecated-function', [DiagnosticTag.Deprecated]],
    ['alloy/unused-component', [DiagnosticTag.Unnecessary]],
  ])
})

test('edits by file; one of a file that nobody knows makes the whole impossible', () => {
  const edits = [
    { uri: document.uri, range: overLines, text: 'z' },
    { uri: other.uri, range: { start: 0, end: 0 }, text: '+' },
    { uri: document.uri, range: inLine, text: '' },
  ]
  assert.deepEqual(toWorkspaceEdit(edits, lookup)?.changes, {
    [document.uri]: [
      { range: { start: { line: 3, character: 0 }, end: { line: 4, character: 1 } }, newText: 'z' },
      { range: { start: { line: 1, character: 2 }, end: { line: 1, character: 4 } }, newText: '' },
    ],
    [other.uri]: [
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: '+' },
    ],
  })
  const unknown = { uri: 'file:///w/unknown.yaml', range: { start: 0, end: 0 }, text: '' }
  assert.equal(toWorkspaceEdit([...edits, unknown], lookup), undefined)
  const action = {
    title: 't',
    kind: 'quickfix',
    preferred: true,
    findings: [finding],
    edits: [unknown],
  } as const
  assert.equal(toCodeAction(document, action, lookup), undefined)
  const possible = toCodeAction(document, { ...action, edits: [] }, lookup)
  assert.equal(possible?.isPreferred, true)
  assert.equal(possible.diagnostics?.[0]?.code, 'area/name')
})

test('a position outside the text is held inside', () => {
  assert.equal(toOffset(document, { line: 99, character: 0 }), text.length)
  assert.equal(toOffset(document, { line: 0, character: 99 }), 1)
})

test('a completion replaces its range, as a snippet or as it is', () => {
  const item = { label: 'l', range: inLine, insert: '$1', kind: 'property' } as const
  const plain = toCompletionItem(document, item)
  assert.deepEqual(plain.textEdit, {
    range: { start: { line: 1, character: 2 }, end: { line: 1, character: 4 } },
    newText: '$1',
  })
  assert.equal(plain.insertTextFormat, 1)
  assert.equal(toCompletionItem(document, { ...item, snippet: true }).insertTextFormat, 2)
})
