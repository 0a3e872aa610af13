/** Where the arrow keys lead in the pipeline view. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextNode } from '../../client/src/views/page/walk.ts'
import type { Pipeline, PipelineNode } from '../../server/src/lsp/protocol.ts'

const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }

function node(id: string, x: number, y: number): PipelineNode {
  return { id, name: id, description: id, uri: '', range, head: range, x, y }
}

/** Two sources, `a` over `b`, that both give to `p`; `p` gives to `w` and to `v` below it. */
const pipeline: Pipeline = {
  version: 1,
  summary: '',
  svg: '',
  legend: '',
  style: '',
  nodes: [node('a', 0, 0), node('b', 0, 80), node('p', 200, 60), node('w', 400, 40), node('v', 400, 160)],
  edges: ['a p', 'b p', 'p w', 'p v', 'p p'].map((edge) => {
    const [from = '', to = ''] = edge.split(' ')
    return { from, to, uri: '', range }
  }),
}

test('right follows the data, left goes against it, to the nearest', () => {
  const way = (from: string, key: string) => nextNode(pipeline, from, key)?.id
  assert.equal(way('a', 'ArrowRight'), 'p')
  assert.equal(way('p', 'ArrowRight'), 'w')
  assert.equal(way('p', 'ArrowLeft'), 'b')
  assert.equal(way('w', 'ArrowRight'), undefined)
})

test('up and down stay in the column', () => {
  const way = (from: string, key: string) => nextNode(pipeline, from, key)?.id
  assert.equal(way('a', 'ArrowDown'), 'b')
  assert.equal(way('v', 'ArrowUp'), 'w')
  assert.equal(way('a', 'ArrowUp'), undefined)
})

test('an arrow without a focus, Home and End lead to the ends; other keys nowhere', () => {
  assert.equal(nextNode(pipeline, undefined, 'ArrowDown')?.id, 'a')
  assert.equal(nextNode(pipeline, 'p', 'Home')?.id, 'a')
  assert.equal(nextNode(pipeline, 'p', 'End')?.id, 'v')
  assert.equal(nextNode(pipeline, 'p', 'x'), undefined)
})
