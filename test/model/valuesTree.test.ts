/** Values as a tree with places. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  entryAtPath,
  nodeAtPath,
  type ValuesNode,
  valuesTreeOf,
} from '../../server/src/model/charts/valuesTree.ts'
import { createDocument } from '../../server/src/text/document.ts'

const tree = (text: string) => valuesTreeOf(createDocument('file:///c/values.yaml', 'helm-values', text))

function plain(node: ValuesNode | undefined): unknown {
  if (node?.kind === 'map')
    return Object.fromEntries(node.entries.map(({ name, value }) => [name, plain(value)]))
  if (node?.kind === 'list') return node.items.map(plain)
  return node?.kind === 'scalar' ? node.value : '?'
}

test('scalars as Helm reads them, merge keys and aliases, the last of equal keys', () => {
  assert.deepEqual(plain(tree('a: &x { p: 1, q: yes }\nb:\n  <<: *x\n  p: 2\nc: *x\nd: "1"\nd: 012\ne:\n')), {
    a: { p: 1, q: true },
    b: { p: 2, q: true },
    c: { p: 1, q: true },
    d: 10,
    e: null,
  })
  assert.equal(tree('# nothing\n'), undefined)
})

test('places and comments', () => {
  const text = '# -- How many.\nreplicas: 2\n# off: 1\nother: 1\nports:\n  - a: 1\n'
  const found = tree(text)
  const entry = entryAtPath(found, ['replicas'])
  assert.equal(entry?.about, 'How many.')
  assert.equal(text.slice(entry?.place.range.start, entry?.place.range.end), 'replicas')
  assert.equal(entryAtPath(found, ['other'])?.about, undefined)
  const item = nodeAtPath(found, ['ports', '0', 'a'])
  assert.equal(text.slice(item?.place.range.start, item?.place.range.end), '1')
  assert.equal(nodeAtPath(found, ['ports', 'x']), undefined)
})
