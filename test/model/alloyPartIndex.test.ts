/** What the index of a part holds, and that an edit computes few parts anew. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { blocksNamed, callsIn, partIndex, perPart } from '../../server/src/model/alloy/partIndex.ts'
import { sourceOf } from '../../server/src/syntax/alloy/visit.ts'
import { alloyTree } from '../../server/src/syntax/parse.ts'
import { asSuccessor, createDocument, type Document } from '../../server/src/text/document.ts'

const documentOf = (text: string) => createDocument('file:///a.alloy', 'alloy', text)

const text = `// note
loki.process "a" {
  stage.json {
    expressions = { level = lower(level.value), time = -other.time[index.at] }
  }
  stage.match {
    stage.json {}
  }
  forward_to = [loki.write.b.receiver, (string.to_upper("x") + last)]
}
top = call(1).field
loki.write "b" {}
`

test('the index of a part has its blocks, each in the one around it', () => {
  const [part] = alloyTree(documentOf(text)).parts
  assert.ok(part)
  const shown = partIndex(part).blocks.map(
    ({ block, around }) => `${around?.block.name ?? '-'} > ${block.name}`,
  )
  assert.deepEqual(shown, [
    '- > loki.process',
    'loki.process > stage.json',
    'loki.process > stage.match',
    'stage.match > stage.json',
  ])
})

test('the index has the longest chains of names, with the call, the attribute and the block', () => {
  const shown = alloyTree(documentOf(text)).parts.flatMap((part) =>
    partIndex(part).names.map(
      ({ expression, call, attribute, around }) =>
        `${around?.block.name ?? '-'}.${attribute.name.name}: ${sourceOf(expression)}${call ? '()' : ''}`,
    ),
  )
  assert.deepEqual(shown, [
    'stage.json.expressions: lower()',
    'stage.json.expressions: level.value',
    'stage.json.expressions: other.time',
    'stage.json.expressions: index.at',
    'loki.process.forward_to: loki.write.b.receiver',
    'loki.process.forward_to: string.to_upper()',
    'loki.process.forward_to: last',
    '-.top: call()',
  ])
})

test('blocks are found by name at any depth, calls in all parts', () => {
  const document = documentOf(text)
  assert.equal(blocksNamed(document, 'stage.json').length, 2)
  assert.equal(blocksNamed(document, 'constructor').length, 0)
  assert.deepEqual(
    callsIn(document).map(({ names }) => names.map(({ name }) => name).join('.')),
    ['lower', 'string.to_upper', 'call'],
  )
})

test('after an edit only the parts around it are computed again, and the results are those of a fresh document', () => {
  let computed = 0
  const labels = perPart((part) => {
    computed++
    return partIndex(part).blocks.flatMap(({ block }) => (block.label ? [block.label.value] : []))
  })
  const lines = Array.from({ length: 1000 }, (_, i) => `loki.echo "e${i}" {}`)
  let document = documentOf(lines.join('\n'))
  assert.equal(labels(document).length, 1000)
  assert.equal(computed, 1000)
  const edit = (next: string): number => {
    computed = 0
    const successor: Document = asSuccessor(documentOf(next), document)
    document = successor
    assert.deepEqual(labels(document), labels(documentOf(next)).slice())
    return computed - alloyTree(document).parts.length
  }
  for (const at of [500, 500, 501, 0, 998, 500]) {
    lines.splice(at, 1, `loki.echo "changed${at}" {}`)
    assert.ok(edit(lines.join('\n')) <= 100, `${at}`)
  }
  lines.splice(300, 0, 'loki.echo "new" {}')
  assert.ok(edit(lines.join('\n')) <= 100)
  lines.splice(310, 40)
  assert.ok(edit(lines.join('\n')) <= 100)
})
