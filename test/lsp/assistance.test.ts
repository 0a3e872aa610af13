/** Completion, signature help and refactorings of Alloy over the wire. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type CodeAction,
  CodeActionTriggerKind,
  type CompletionItem,
  type Hover,
  type MarkupContent,
  type SignatureHelp,
} from 'vscode-languageserver'
import { startClient } from '../support/client.ts'
import { folder } from '../support/folder.ts'

const source =
  'loki.write "default" {\n\tendpoint {\n\t\turl = sys.env("LOKI_URL")\n\t}\n}\n\nloki.source.api "in" {\n\tforward_to = []\n}\n'

test('what the server says it can do, and does', async (context) => {
  const at = folder(context, { 'config.alloy': source, '.env': 'LOKI_URL=http://loki:3100\n' })
  const client = await startClient(context, at, { pull: true })
  const { capabilities } = client.initialized
  assert.deepEqual(capabilities.signatureHelpProvider, { triggerCharacters: ['(', ',', ' '] })
  assert.ok(
    typeof capabilities.codeActionProvider === 'object' &&
      capabilities.codeActionProvider.codeActionKinds?.includes('refactor.extract'),
  )
  await client.open('config.alloy', source, 'alloy')
  const textDocument = { uri: client.uri('config.alloy') }
  const complete = (line: number, character: number, triggerCharacter?: string): Promise<CompletionItem[]> =>
    client.connection.sendRequest('textDocument/completion', {
      textDocument,
      position: { line, character },
      context: triggerCharacter ? { triggerKind: 2, triggerCharacter } : { triggerKind: 1 },
    })
  const receivers = await complete(7, 15, '[')
  assert.deepEqual(
    receivers.map(({ label }) => label),
    ['loki.write.default.receiver'],
  )
  assert.deepEqual(receivers[0]?.textEdit, {
    range: { start: { line: 7, character: 15 }, end: { line: 7, character: 15 } },
    newText: 'loki.write.default.receiver',
  })
  assert.equal(receivers[0]?.filterText, 'loki.write.default.receiver')
  assert.ok((await complete(2, 17)).some(({ label }) => label === 'LOKI_URL'))
  assert.deepEqual(await complete(5, 0, ' '), [])
  assert.ok((await complete(5, 0)).length > 150)
  const help: SignatureHelp = await client.connection.sendRequest('textDocument/signatureHelp', {
    textDocument,
    position: { line: 2, character: 18 },
  })
  assert.equal(help.signatures[0]?.label, 'sys.env(name: string): string')
  assert.equal(help.activeParameter, 0)
  const here = { line: 7, character: 3 }
  const actions: readonly CodeAction[] = await client.actions('config.alloy', { start: here, end: here }, [
    'refactor',
  ])
  const forward = actions.find(({ title }) => title === 'Forward to loki.write.default')
  assert.deepEqual(forward?.edit?.changes?.[client.uri('config.alloy')], [
    {
      range: { start: { line: 7, character: 15 }, end: { line: 7, character: 15 } },
      newText: 'loki.write.default.receiver',
    },
  ])
  assert.deepEqual(await client.actions('config.alloy', { start: here, end: here }, ['refactor.extract']), [])
})

test('all deprecated functions at once, away from them', async (context) => {
  const text =
    'logging {\n\tlevel  = env("A")\n\tformat = env("B")\n}\n\nlocal.file "a" {\n\tfilename = "x"\n}\n'
  const at = folder(context, { 'config.alloy': text })
  const client = await startClient(context, at, { pull: true })
  await client.open('config.alloy', text, 'alloy')
  const on = async (line: number, character: number) => {
    const place = { line, character }
    const actions = await client.actions('config.alloy', { start: place, end: place }, ['refactor.rewrite'])
    return actions.find(({ title }) => title === 'Replace all deprecated functions')
  }
  const found = await on(6, 3)
  assert.equal(found?.edit?.changes?.[client.uri('config.alloy')]?.length, 2)
  assert.equal(await on(1, 12), undefined, 'on a call its own fixes do')
  const place = { line: 6, character: 3 }
  const asked = { diagnostics: [], triggerKind: CodeActionTriggerKind.Automatic }
  const params = { textDocument: { uri: client.uri('config.alloy') }, range: { start: place, end: place } }
  const automatic: readonly CodeAction[] = await client.connection.sendRequest('textDocument/codeAction', {
    ...params,
    context: asked,
  })
  assert.ok(!automatic.some(({ kind }) => kind === 'refactor.rewrite'), 'no bulb on every line')
})

test('hovers in templates link to lines of files that are not open', async (context) => {
  const template = 'port: {{ .Values.server.port }}\n'
  const at = folder(context, {
    'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
    'values.yaml': 'server:\n  # The port\n  port: 3100\n',
    'templates/a.yaml': template,
  })
  const client = await startClient(context, at, { pull: true })
  await client.open('templates/a.yaml', template, 'helm')
  const textDocument = { uri: client.uri('templates/a.yaml') }
  const hover: Hover = await client.connection.sendRequest('textDocument/hover', {
    textDocument,
    position: { line: 0, character: 26 },
  })
  assert.deepEqual(hover.range, { start: { line: 0, character: 24 }, end: { line: 0, character: 28 } })
  const { value } = hover.contents as MarkupContent // The server says Markdown only.
  assert.match(value, /`3100`, set in \[values\.yaml:3\]\(file:[^)]*values\.yaml#L3\)/)
})
