/** What the server does with what editors really send: spellings of uris, watched files, bursts, odd schemes. */
import assert from 'node:assert/strict'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startClient } from '../support/client.ts'
import { folder } from '../support/folder.ts'

const env = 'logging {\n\tlevel = env("A")\n}\n'
const writer = (port: number) =>
  `loki.write "x" {\n\tendpoint {\n\t\turl = "http://gateway.logs.svc.cluster.local:${port}/loki/api/v1/push"\n\t\tmax_backoff_retries = 0\n\t}\n\n\twal {\n\t\tenabled = true\n\t}\n}\n`
const service = (port: number) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: gateway\n  namespace: logs\nspec:\n  ports:\n    - name: http\n      port: ${port}\n`

type Client = Awaited<ReturnType<typeof startClient>>

const raw = {
  open: (client: Client, uri: string, text: string, languageId = 'alloy') =>
    client.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    }),
  pull: async (client: Client, uri: string) => {
    const report: { items: { code: string; relatedInformation?: { location: { uri: string } }[] }[] } =
      await client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } })
    return report.items
  },
  watched: (client: Client, ...changes: readonly (readonly [uri: string, type: 1 | 2 | 3])[]) =>
    client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: changes.map(([uri, type]) => ({ uri, type })),
    }),
}

test('Korean names and blanks, in every spelling of their uri', async (context) => {
  const at = folder(context, { '수집 설정/서비스.yaml': service(4101), '수집 설정/값.alloy': writer(4100) })
  const client = await startClient(context, at, { pull: true })
  const encoded = client.uri('수집 설정/값.alloy')
  for (const uri of [
    encoded,
    decodeURI(encoded),
    encoded.toLowerCase().replace(at.toLowerCase(), at),
    encodeURI(at).replace(/^/, 'file://').replaceAll('-', '%2D') + encodeURI('/수집 설정/값.alloy'),
  ]) {
    await raw.open(client, uri, writer(4100))
    const [found] = await raw.pull(client, uri)
    assert.equal(found?.code, 'ports/unknown-port', uri)
    assert.equal(
      decodeURI(found?.relatedInformation?.[0]?.location.uri ?? ''),
      `file://${at}/수집 설정/서비스.yaml`,
    )
    const actions: { edit?: { changes?: Record<string, unknown> } }[] = await client.connection.sendRequest(
      'textDocument/codeAction',
      {
        textDocument: { uri },
        range: { start: { line: 2, character: 50 }, end: { line: 2, character: 50 } },
        context: { diagnostics: [] },
      },
    )
    const changed = actions.flatMap(({ edit }) => Object.keys(edit?.changes ?? {}))
    assert.deepEqual([...new Set(changed)], [uri], 'edits name the file as the client does')
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } })
  }
})

test('a file renamed on disk, then its folder deleted, refreshes what depends on it', async (context) => {
  const at = folder(context, { 'k8s/service.yaml': service(4101), 'config.alloy': writer(4100) })
  const client = await startClient(context, at, { pull: true })
  await client.open('config.alloy', writer(4100), 'alloy')
  assert.equal((await client.pull('config.alloy')).length, 1)
  const refreshed = async (change: () => Promise<void>) => {
    const before = client.refreshes()
    await change()
    await client.until(() => client.refreshes() > before)
    return (await client.pull('config.alloy')).map(({ code }) => code)
  }
  const edited = await refreshed(async () => {
    writeFileSync(join(at, 'k8s/service.yaml'), service(4100))
    await raw.watched(client, [client.uri('k8s/service.yaml'), 2])
  })
  assert.deepEqual(edited, [])
  mkdirSync(join(at, 'moved'))
  const moved = await refreshed(async () => {
    writeFileSync(join(at, 'k8s/service.yaml'), service(4102))
    renameSync(join(at, 'k8s/service.yaml'), join(at, 'moved/s.yaml'))
    await raw.watched(client, [client.uri('k8s/service.yaml'), 3], [client.uri('moved/s.yaml'), 1])
  })
  assert.deepEqual(moved, ['ports/unknown-port'])
  const gone = await refreshed(async () => {
    rmSync(join(at, 'moved'), { recursive: true })
    await raw.watched(client, [client.uri('moved'), 3])
  })
  assert.deepEqual(gone, [])
})

test('a burst of changes tells dependents, though only the first of it concerned them', async (context) => {
  const at = folder(context, { 'service.yaml': service(4101), 'config.alloy': writer(4100) })
  const client = await startClient(context, at, { pull: false })
  await client.open('config.alloy', writer(4100), 'alloy')
  await client.until(() => client.published('config.alloy')?.diagnostics.length === 1)
  // All three before the first is worked on.
  void client.open('service.yaml', service(4101))
  void client.change('service.yaml', 2, [{ text: service(4100) }])
  void client.change('service.yaml', 3, [{ text: `# later\n${service(4100)}` }])
  await client.until(() => client.published('config.alloy')?.diagnostics.length === 0)
})

test('documents that are no files of the disk', async (context) => {
  const at = folder(context, {})
  const client = await startClient(context, at, { pull: true })
  await raw.open(client, 'untitled:Untitled-1', env)
  assert.deepEqual(
    (await raw.pull(client, 'untitled:Untitled-1')).map(({ code }) => code),
    ['alloy/deprecated-function'],
  )
  for (const uri of [
    `git:${at}/a.alloy?%7B%22path%22%3A%22${at}%2Fa.alloy%22%2C%22ref%22%3A%22%22%7D`,
    `vscode-notebook-cell:${at}/n.ipynb#W0sZmlsZQ%3D%3D`,
    'output:logkeel?x',
  ]) {
    await raw.open(client, uri, env)
    assert.deepEqual(await raw.pull(client, uri), [], uri)
    const position = { line: 1, character: 10 }
    const textDocument = { uri }
    assert.equal(await client.connection.sendRequest('textDocument/hover', { textDocument, position }), null)
    assert.deepEqual(
      await client.connection.sendRequest('textDocument/completion', { textDocument, position }),
      [],
    )
    const context = { diagnostics: [] }
    assert.deepEqual(
      await client.connection.sendRequest('textDocument/codeAction', {
        textDocument,
        range: { start: position, end: position },
        context,
      }),
      [],
    )
    await client.connection.sendNotification('textDocument/didClose', { textDocument })
  }
  await raw.open(client, 'ssh-fs://host/w/a.alloy', env)
  assert.equal(
    (await raw.pull(client, 'ssh-fs://host/w/a.alloy')).length,
    1,
    'what is not on this disk is checked alone',
  )
  await client.open('a.alloy', env, 'alloy')
  assert.equal((await client.pull('a.alloy')).length, 1, 'and the server is as well as before')
})

test('questions about what was never opened are answered with nothing', async (context) => {
  const at = folder(context, { 'a.alloy': env })
  const client = await startClient(context, at, { pull: true })
  assert.deepEqual(await client.pull('a.alloy'), [])
  assert.equal(await client.hover('a.alloy', { line: 1, character: 10 }), null)
  assert.deepEqual(
    await client.actions('a.alloy', { start: { line: 1, character: 10 }, end: { line: 99, character: 0 } }),
    [],
  )
})

test('the page of a rule is offered only to a client that can show it', async (context) => {
  const at = folder(context, { 'a.alloy': env })
  const position = { line: 1, character: 10 }
  const client = await startClient(context, at, { pull: true })
  await client.open('a.alloy', env, 'alloy')
  const titles = (await client.actions('a.alloy', { start: position, end: position })).map(
    ({ title }) => title,
  )
  assert.ok(titles.length > 1)
  assert.ok(!titles.some((title) => title.startsWith('Show the page')), titles.join())
  const able = await startClient(context, at, {
    pull: true,
    initializationOptions: { commands: ['logkeel.showRule'] },
  })
  await able.open('a.alloy', env, 'alloy')
  const page = (await able.actions('a.alloy', { start: position, end: position })).find(
    ({ command }) => command,
  )
  assert.deepEqual(page?.command?.arguments, ['alloy/deprecated-function'])
  assert.equal(page.command.command, 'logkeel.showRule')
})
