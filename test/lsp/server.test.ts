/**
 * The server as a process over stdio: diagnostics pulled and pushed, dependents refreshed, fixes, hovers.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startClient } from '../support/client.ts'
import { folder } from '../support/folder.ts'

const alloy = '// 한글 🙂\nlogging {\n\tlevel = env("LEVEL")\n}\n'
const writer = (port: number) =>
  `loki.write "x" {\n\tendpoint {\n\t\turl = "http://gateway.logs.svc.cluster.local:${port}/loki/api/v1/push"\n\t\tmax_backoff_retries = 0\n\t}\n\n\twal {\n\t\tenabled = true\n\t}\n}\n`
const service = (port: number) =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: gateway\n  namespace: logs\nspec:\n  ports:\n    - name: http\n      port: ${port}\n`

test('a client that pulls gets the findings of a document, and the fix mends it', async (context) => {
  const at = folder(context, { 'a.alloy': alloy })
  const client = await startClient(context, at, { pull: true })
  assert.ok(client.initialized.capabilities.diagnosticProvider)
  await client.open('a.alloy', alloy, 'alloy')
  const [diagnostic, ...more] = await client.pull('a.alloy')
  assert.deepEqual(more, [])
  assert.equal(diagnostic?.code, 'alloy/deprecated-function')
  assert.equal(diagnostic.source, 'logkeel')
  assert.deepEqual(diagnostic.range, { start: { line: 2, character: 9 }, end: { line: 2, character: 12 } })
  const actions = await client.actions('a.alloy', diagnostic.range)
  const preferred = actions.find(({ isPreferred }) => isPreferred)
  assert.deepEqual(preferred?.edit?.changes, {
    [client.uri('a.alloy')]: [{ range: diagnostic.range, newText: 'sys.env' }],
  })
  assert.ok(actions.some(({ title }) => title.includes('Turn off alloy/deprecated-function')))
  const all = await client.actions('a.alloy', diagnostic.range, ['source.fixAll'])
  assert.deepEqual(
    all.map(({ kind }) => kind),
    ['source.fixAll.logkeel'],
  )
  await client.change('a.alloy', 2, [{ range: diagnostic.range, text: 'sys.env' }])
  assert.deepEqual(await client.pull('a.alloy'), [])
})

test('a client that can not pull is pushed findings with the version that they are about', async (context) => {
  const at = folder(context, {})
  const client = await startClient(context, at, { pull: false })
  assert.equal(client.initialized.capabilities.diagnosticProvider, undefined)
  await client.open('a.alloy', alloy, 'alloy')
  await client.until(() => client.published('a.alloy')?.version === 1)
  assert.equal(client.published('a.alloy')?.diagnostics.length, 1)
  await client.change('a.alloy', 2, [{ text: alloy.replace('env', 'sys.env') }])
  await client.until(() => client.published('a.alloy')?.version === 2)
  assert.deepEqual(client.published('a.alloy')?.diagnostics, [])
})

test('a change of the Service refreshes the file that dials it', async (context) => {
  const at = folder(context, { 'service.yaml': service(4101), 'config.alloy': writer(4100) })
  const client = await startClient(context, at, { pull: true })
  await client.open('config.alloy', writer(4100), 'alloy')
  const before = await client.pull('config.alloy')
  assert.deepEqual(
    before.map(({ code }) => code),
    ['ports/unknown-port'],
  )
  assert.equal(before[0]?.relatedInformation?.[0]?.location.uri, client.uri('service.yaml'))
  await client.open('service.yaml', service(4101))
  const asked = client.refreshes()
  await client.change('service.yaml', 2, [{ text: service(4100) }])
  await client.until(() => client.refreshes() > asked)
  assert.deepEqual(await client.pull('config.alloy'), [])
})

test('an edit that leaves the facts of a file as they are refreshes nobody', async (context) => {
  const at = folder(context, { 'service.yaml': service(4101), 'config.alloy': writer(4101) })
  const client = await startClient(context, at, { pull: true })
  await client.open('config.alloy', writer(4101), 'alloy')
  await client.open('service.yaml', service(4101))
  await client.pull('config.alloy')
  await client.pull('service.yaml')
  const asked = client.refreshes()
  await client.change('service.yaml', 2, [{ text: `# a comment moves every line\n${service(4101)}` }])
  assert.deepEqual(await client.pull('service.yaml'), [])
  assert.equal(client.refreshes(), asked)
})

test('changes that follow one another fast are answered for the last text', async (context) => {
  const at = folder(context, {})
  const client = await startClient(context, at, { pull: true })
  await client.open('a.alloy', '', 'alloy')
  for (const [i, character] of [...alloy].entries()) {
    const lines = alloy.slice(0, [...alloy].slice(0, i).join('').length).split('\n')
    const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 }
    await client.change('a.alloy', i + 2, [{ range: { start: position, end: position }, text: character }])
  }
  const diagnostics = await client.pull('a.alloy')
  assert.deepEqual(
    diagnostics.map(({ code, range }) => `${code} ${range.start.line}:${range.start.character}`),
    ['alloy/deprecated-function 2:9'],
  )
})

test('a fix inside Alloy inside YAML is an edit of the YAML file', async (context) => {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  config.alloy: |\n    logging {\n      level = env("X")\n    }\n`
  const at = folder(context, { 'map.yaml': text })
  const client = await startClient(context, at, { pull: true })
  await client.open('map.yaml', text)
  const [diagnostic] = await client.pull('map.yaml')
  assert.deepEqual(diagnostic?.range, { start: { line: 6, character: 14 }, end: { line: 6, character: 17 } })
  const actions = await client.actions('map.yaml', diagnostic.range)
  assert.deepEqual(actions[0]?.edit?.changes?.[client.uri('map.yaml')], [
    { range: diagnostic.range, newText: 'sys.env' },
  ])
})

test('the server and the command line say the same of every file of the faulty example', async (context) => {
  const example = join(import.meta.dirname, '../../examples/faulty')
  const { lintJson } = await import('../support/folder.ts')
  const { report } = lintJson(example)
  const client = await startClient(context, example, { pull: true })
  const files = [...new Set(report.findings.map(({ file }) => file))]
  assert.ok(files.length > 0, 'the example has findings')
  for (const file of files) {
    await client.open(file, readFileSync(join(example, file), 'utf8'))
    const pulled = (await client.pull(file)).map(({ code, range, message }) => ({
      rule: code,
      range,
      message,
    }))
    const linted = report.findings
      .filter((finding) => finding.file === file)
      .map(({ rule, range, message }) => ({ rule, range, message }))
    assert.deepEqual(pulled, linted, file)
  }
})

test('an Alloy file is formatted as alloy fmt has it, one with a fault is left alone, YAML is not touched', async (context) => {
  const at = folder(context, {})
  const client = await startClient(context, at, { pull: true })
  assert.equal(client.initialized.capabilities.documentFormattingProvider, true)
  const format = (name: string): Promise<readonly { range: object; newText: string }[]> =>
    client.connection.sendRequest('textDocument/formatting', {
      textDocument: { uri: client.uri(name) },
      options: { tabSize: 2, insertSpaces: true },
    })
  await client.open('a.alloy', 'logging {\n  level = "info"\n  format  =  "json"\n}\n', 'alloy')
  const edit = (line: number, start: number, end: number, newText: string) => ({
    range: { start: { line, character: start }, end: { line, character: end } },
    newText,
  })
  assert.deepEqual(await format('a.alloy'), [
    edit(1, 0, 2, '\t'),
    edit(1, 8, 8, ' '),
    edit(2, 0, 2, '\t'),
    edit(2, 9, 10, ''),
    edit(2, 12, 13, ''),
  ])
  await client.open('faulty.alloy', 'logging {\n  level =\n}\n', 'alloy')
  assert.deepEqual(await format('faulty.alloy'), [])
  await client.open('values.yaml', 'a:   1\n')
  assert.deepEqual(await format('values.yaml'), [])
})
