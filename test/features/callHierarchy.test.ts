/** The data flow as a call hierarchy: who hands data to a component, and to whom it hands data on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  besideText,
  type FlowStep,
  flowItemAt,
  incomingTo,
  outgoingFrom,
} from '../../server/src/features/callHierarchy.ts'
import type { Document } from '../../server/src/text/document.ts'
import { loadMarked, type Sources } from '../support/marks.ts'

async function flow(sources: Sources) {
  const { document, workspace, documents, cursor } = await loadMarked(sources)
  const beside = besideText(document, workspace, cursor)
    .map((uri) => documents.get(uri))
    .filter((file): file is Document => file !== undefined)
  const item = flowItemAt(document, workspace, cursor, beside)
  if (!item) return undefined
  const file = documents.get(item.uri)
  assert.ok(file)
  const around = besideText(file, workspace, item.selection.start)
    .map((uri) => documents.get(uri))
    .filter((each): each is Document => each !== undefined)
  const shown =
    (from: 'own' | 'other') =>
    ({ item: { name, detail, uri }, places }: FlowStep) => {
      const text = (from === 'own' ? file : documents.get(uri))?.text ?? ''
      return `${detail} ${name}: ${places.map(({ start, end }) => text.slice(start, end)).join(', ')}`
    }
  return {
    item: `${item.detail} ${item.name}: ${file.text.slice(item.selection.start, item.selection.end)}`,
    incoming: incomingTo(file, workspace, item.selection, around).map(shown('other')),
    outgoing: outgoingFrom(file, workspace, item.selection, around).map(shown('own')),
  }
}

const pipeline = `discovery.kubernetes "pods" {
  role = "pod"
}
loki.source.kubernetes "logs" {
  targets    = discovery.kubernetes.pods.targets
  forward_to = [loki.process.drop.receiver, loki.write.out.receiver]
}
loki.process "drop" {
  forward_to = [loki.write.out.receiver]
}
loki.write "out" {
  endpoint {
    url = "http://loki:3100/loki/api/v1/push"
  }
}
`
const at = (text: string) => pipeline.replace(text.replace('<|>', ''), text)
const source = {
  item: 'loki.source.kubernetes logs: loki.source.kubernetes "logs"',
  incoming: ['discovery.kubernetes pods: discovery.kubernetes "pods"'],
  outgoing: ['loki.process drop: loki.process.drop.receiver', 'loki.write out: loki.write.out.receiver'],
}
const writer = {
  item: 'loki.write out: loki.write "out"',
  incoming: [
    'loki.source.kubernetes logs: loki.write.out.receiver',
    'loki.process drop: loki.write.out.receiver',
  ],
  outgoing: [],
}

test('from a label, from inside a block and from a reference', async () => {
  assert.deepEqual(await flow({ 'a.alloy': at('"lo<|>gs"') }), source)
  assert.deepEqual(await flow({ 'a.alloy': at('tar<|>gets    =') }), source)
  assert.deepEqual(await flow({ 'a.alloy': at('end<|>point') }), writer)
  assert.deepEqual(await flow({ 'a.alloy': at('drop.receiver, loki.wr<|>ite') }), writer)
})

test('over the files of a folder, and in a text inside YAML', async () => {
  const [first = '', second = ''] = pipeline.split(/(?=loki\.process "drop")/)
  assert.deepEqual(await flow({ 'x/a.alloy': first, 'x/b.alloy': second.replace('"out"', '"o<|>ut"') }), {
    ...writer,
    incoming: [...writer.incoming].reverse(),
  })
  const map = `apiVersion: v1
kind: ConfigMap
metadata: { name: a }
data:
  config.alloy: |
    ${at('"lo<|>gs"').trimEnd().replaceAll('\n', '\n    ')}
`
  assert.deepEqual(await flow({ 'a.yaml': map }), source)
})

test('where no component is there is nothing', async () => {
  assert.equal(await flow({ 'a.yaml': 'kind: Con<|>figMap\napiVersion: v1\n' }), undefined)
  assert.equal(await flow({ 'a.alloy': `// a<|>\n\n${pipeline}` }), undefined)
})
