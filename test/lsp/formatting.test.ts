/** Formatting over the wire: documents, ranges, typing, code actions in YAML, and what is said of a fault. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { TextEdit } from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { startClient } from '../support/client.ts'
import { folder } from '../support/folder.ts'
import { marked } from '../support/marked.ts'

const options = { tabSize: 2, insertSpaces: true }

/** A client with one open file, and what the server shows to its user. */
async function opened(context: TestContext, name: string, text: string, languageId: string) {
  const client = await startClient(context, folder(context, {}), { pull: true })
  const shown: string[] = []
  client.connection.onNotification('window/showMessage', ({ message }: { message: string }) => {
    shown.push(message)
  })
  await client.open(name, text, languageId)
  const document = TextDocument.create(client.uri(name), languageId, 1, text)
  const ask = (method: string, params: object): Promise<TextEdit[]> =>
    client.connection.sendRequest(method, { textDocument: { uri: client.uri(name) }, options, ...params })
  const applied = (edits: TextEdit[]) => TextDocument.applyEdits(document, edits)
  return { client, shown, document, ask, applied }
}

test('an Alloy file is formatted as a whole, in a range and while typing', async (context) => {
  const { text, cursor } = marked('a {\n  b=1\n  }<|>\n\nc  = 1\n')
  const { client, ask, applied, document } = await opened(context, 'a.alloy', text, 'alloy')
  const { capabilities } = client.initialized
  assert.equal(capabilities.documentRangeFormattingProvider, true)
  assert.deepEqual(capabilities.documentOnTypeFormattingProvider, {
    firstTriggerCharacter: '}',
    moreTriggerCharacter: [']', '\n'],
  })
  assert.equal(applied(await ask('textDocument/formatting', {})), 'a {\n\tb = 1\n}\n\nc = 1\n')
  const range = { start: { line: 4, character: 0 }, end: { line: 5, character: 0 } }
  assert.equal(applied(await ask('textDocument/rangeFormatting', { range })), 'a {\n  b=1\n  }\n\nc = 1\n')
  const typed = { position: document.positionAt(cursor), ch: '}' }
  assert.equal(applied(await ask('textDocument/onTypeFormatting', typed)), 'a {\n\tb = 1\n}\n\nc  = 1\n')
})

test('of a fault the user is told, once until it is another', async (context) => {
  const faulty = 'a = 1\nb = \nc = 2\n'
  const { client, shown, ask } = await opened(context, 'a b.alloy', faulty, 'alloy')
  const { connection } = client
  const whole = 'textDocument/formatting'
  assert.deepEqual(await ask(whole, {}), [])
  assert.deepEqual(await ask(whole, {}), [])
  assert.deepEqual(
    await ask('textDocument/onTypeFormatting', { position: { line: 1, character: 0 }, ch: '\n' }),
    [],
  )
  assert.deepEqual(shown, ['a b.alloy was not formatted. Line 2: The value behind `=` is missing.'])
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: client.uri('a b.alloy'), version: 2 },
    contentChanges: [{ text: 'a = 1\n' }],
  })
  assert.deepEqual(await ask(whole, {}), [])
  assert.equal(shown.length, 1)
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: client.uri('a b.alloy'), version: 3 },
    contentChanges: [{ text: faulty }],
  })
  assert.deepEqual(
    await ask('textDocument/rangeFormatting', {
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } },
    }),
    [],
  )
  assert.equal(shown.length, 2)
})

test('in YAML the document stays, and code actions format the Alloy text at the cursor or all of them', async (context) => {
  const host = (alloy: string) => `alloy:\n  configMap:\n    content: |\n      ${alloy}\nx:   1\n`
  const { client, ask, applied } = await opened(
    context,
    'values.yaml',
    host('logging { level  = "info" }'),
    'yaml',
  )
  const expected = host('logging {\n      \tlevel = "info"\n      }')
  assert.deepEqual(await ask('textDocument/formatting', {}), [])
  const cursor = { line: 3, character: 10 }
  const range = { start: cursor, end: cursor }
  const changes = async (only: string) => {
    const actions = await client.actions('values.yaml', range, [only])
    return actions.map(({ title, kind, edit }) => ({
      title,
      kind,
      text: applied(edit?.changes?.[client.uri('values.yaml')] ?? []),
    }))
  }
  const here = { title: 'Format the Alloy text here', kind: 'refactor.rewrite', text: expected }
  const all = {
    title: 'Format the Alloy texts in this file',
    kind: 'source.formatEmbedded.logkeel',
    text: expected,
  }
  assert.deepEqual(await changes('refactor.rewrite'), [here])
  assert.deepEqual(await changes('source.formatEmbedded.logkeel'), [all])
  assert.equal(applied(await ask('textDocument/rangeFormatting', { range })), expected)
})
