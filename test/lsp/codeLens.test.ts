/** Lenses and paths over the wire, and that a client which cannot copy is offered none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CodeLens } from 'vscode-languageserver'
import { startClient } from '../support/client.ts'
import { folder } from '../support/folder.ts'

const service =
  'apiVersion: v1\nkind: Service\nmetadata:\n  name: loki\n  namespace: logs\nspec:\n  ports:\n    - port: 3100\n'

test('a client that copies is offered what it copies', async (context) => {
  const client = await startClient(context, folder(context, { 'service.yaml': `\n${service}` }), {
    pull: true,
    initializationOptions: { commands: ['logkeel.copyText'] },
  })
  assert.deepEqual(client.initialized.capabilities.codeLensProvider, { resolveProvider: false })
  await client.open('service.yaml', `\n${service}`)
  const textDocument = { uri: client.uri('service.yaml') }
  const lenses: readonly CodeLens[] = await client.connection.sendRequest('textDocument/codeLens', {
    textDocument,
  })
  assert.deepEqual(
    lenses.map(({ range, command }) => [range.start, command?.title, command?.command]),
    [
      [{ line: 1, character: 0 }, 'Copy the kubectl check', 'logkeel.copyText'],
      [{ line: 1, character: 0 }, 'Copy the tcpdump check', 'logkeel.copyText'],
    ],
  )
  const text = "kubectl -n logs get service loki -o jsonpath='{.spec.trafficDistribution}'"
  assert.equal(lenses[0]?.command?.tooltip, text)
  assert.deepEqual(
    lenses[0]?.command?.arguments?.map(({ choices }) =>
      choices.map((choice: { text: string }) => choice.text),
    ),
    [[text]],
  )
})

test('another client is offered nothing that it cannot do, and has paths all the same', async (context) => {
  const client = await startClient(context, folder(context, {}), { pull: true })
  assert.equal(client.initialized.capabilities.codeLensProvider, undefined)
  await client.open('service.yaml', service)
  const pathAt = (line: number, character: number) =>
    client.connection.sendRequest('logkeel/yaml/path', {
      uri: client.uri('service.yaml'),
      position: { line, character },
    })
  assert.equal(await pathAt(7, 8), 'spec.ports[0].port')
  assert.equal(await pathAt(8, 0), null)
})
