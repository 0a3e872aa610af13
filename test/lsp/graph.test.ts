/** The requests of the pipeline view, over stdio: drawing with places, edits, export, files without Alloy. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  exportPipeline,
  hasPipeline,
  type Pipeline,
  type PipelinePlace,
  showPipeline,
} from '../../server/src/lsp/protocol.ts'
import { startClient } from '../support/client.ts'
import { folder } from '../support/folder.ts'
import { elementsIn, readXml } from '../support/xml.ts'

const text = `loki.source.api "in" {
	forward_to = [loki.process.p.receiver, loki.write.beside.receiver]
}

loki.process "p" {
	forward_to = [loki.write.gone.receiver]
}
`
const beside = 'loki.write "beside" {\n\tendpoint {\n\t\turl = "http://loki:3100/loki/api/v1/push"\n\t}\n}\n'

async function opened(context: TestContext) {
  const at = folder(context, { 'config.alloy': text, 'other.alloy': beside, 'values.yaml': 'a: 1\n' })
  const client = await startClient(context, at, { pull: true })
  await client.open('config.alloy', text, 'alloy')
  const ask = <T>(method: string, name: string, more = {}): Promise<T> =>
    client.connection.sendRequest(method, { uri: client.uri(name), ...more })
  return { client, ask }
}

/** The text at a place of one line. */
function textAt(source: string, { range }: PipelinePlace): string | undefined {
  return source.split('\n')[range.start.line]?.slice(range.start.character, range.end.character)
}

test('nodes and edges come with their places, also in other files, and are named in the drawing', async (context) => {
  const { client, ask } = await opened(context)
  const pipeline = await ask<Pipeline>(showPipeline, 'config.alloy')
  assert.equal(pipeline.version, 1)
  const [source, process, elsewhere, gone] = pipeline.nodes
  assert.ok(source && process && elsewhere && gone)
  assert.equal(textAt(text, { ...process, range: process.head }), 'loki.process "p"')
  assert.deepEqual(process.range.end, { line: 6, character: 1 })
  assert.equal(elsewhere.uri, client.uri('other.alloy'))
  assert.equal(elsewhere.range.start.line, 0)
  assert.match(gone.description, /^loki\.write\.gone, not found\./)
  assert.ok(source.x < process.x && process.x < gone.x)
  const [first] = pipeline.edges
  assert.ok(first)
  assert.deepEqual([first.from, first.to], [source.id, process.id])
  assert.equal(textAt(text, first), 'loki.process.p.receiver')
  const drawn = elementsIn(readXml(pipeline.svg))
  const ids = drawn.flatMap(({ attributes }) =>
    attributes.class?.startsWith('node') ? [attributes['data-id']] : [],
  )
  assert.deepEqual(
    ids,
    pipeline.nodes.map(({ id }) => id),
  )
  assert.ok(drawn.some(({ attributes }) => attributes['data-edge'] === '0'))
})

test('an edit inside a block moves nothing, a new block is drawn', async (context) => {
  const { client, ask } = await opened(context)
  const before = await ask<Pipeline>(showPipeline, 'config.alloy')
  const at = { start: { line: 4, character: 18 }, end: { line: 4, character: 18 } }
  await client.change('config.alloy', 2, [{ range: at, text: '\n\tstage.drop { expression = "x" }' }])
  const after = await ask<Pipeline>(showPipeline, 'config.alloy')
  assert.equal(after.version, 2)
  const places = ({ nodes }: Pipeline) => nodes.map(({ id, x, y }) => [id, x, y])
  assert.deepEqual(places(after), places(before))
  assert.equal(after.nodes[1]?.range.end.line, (before.nodes[1]?.range.end.line ?? 0) + 1)
  await client.change('config.alloy', 3, [{ text: `${text}loki.write "gone" { }\n` }])
  const third = await ask<Pipeline>(showPipeline, 'config.alloy')
  assert.ok(third.nodes.some(({ id }) => id === 'loki.write.gone'))
  assert.ok(!third.nodes.some(({ id }) => id.startsWith('missing')))
})

test('the pipeline is given out as SVG and as Mermaid', async (context) => {
  const { ask } = await opened(context)
  assert.match(await ask<string>(exportPipeline, 'config.alloy', { format: 'mermaid' }), /^flowchart LR\n/)
  const svg = await ask<string>(exportPipeline, 'config.alloy', { format: 'svg' })
  assert.ok(
    elementsIn(readXml(svg.trim())).some(
      ({ name, text: title }) => name === 'title' && title === 'config.alloy',
    ),
  )
})

test('a file without Alloy has none, and one that is not open is not answered for', async (context) => {
  const { client, ask } = await opened(context)
  await client.open('values.yaml', 'a: 1\n')
  assert.equal(await ask(hasPipeline, 'config.alloy'), true)
  assert.equal(await ask(hasPipeline, 'values.yaml'), false)
  assert.equal(await ask(hasPipeline, 'other.alloy'), false)
  assert.equal(await ask(showPipeline, 'other.alloy'), null)
  assert.deepEqual((await ask<Pipeline>(showPipeline, 'values.yaml')).nodes, [])
})
