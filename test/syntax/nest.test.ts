/** Moving pairs of a YAML map below another key. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nestPairs, removeLines } from '../../server/src/syntax/yaml/nest.ts'
import { parseYaml } from '../../server/src/syntax/yaml/parse.ts'
import { applyEdits } from '../../server/src/text/edit.ts'

function nested(text: string, names: readonly string[], below: string): string | undefined {
  const tree = parseYaml(text)
  const root = tree.documents[0]?.root
  assert.ok(root?.kind === 'map')
  const pairs = root.pairs.filter(({ key }) => names.includes(key.text))
  const edits = nestPairs(tree, root, pairs, below)
  return edits && applyEdits(text, edits)
}

test('below a key that is made', () => {
  assert.equal(nested('a: 1\nb:\n  c: 2\n\nd: 3\n', ['b'], 'x'), 'a: 1\nx:\n  b:\n    c: 2\n\nd: 3\n')
  assert.equal(nested('a: 1\nb: 2\nc: 3\n', ['a', 'c'], 'x'), 'x:\n  a: 1\n  c: 3\nb: 2\n')
})

test('below a key that is there, with or without a value', () => {
  assert.equal(
    nested('x:\n    y: 1\na: |\n  t\n   u\n', ['a'], 'x'),
    'x:\n    y: 1\n    a: |\n      t\n       u\n',
  )
  assert.equal(nested('a: 1\nx:\n', ['a'], 'x'), 'x:\n  a: 1\n')
})

test('Windows line ends stay', () => {
  assert.equal(nested('a: 1\r\nb:\r\n  c: 2\r\n', ['b'], 'x'), 'a: 1\r\nx:\r\n  b:\r\n    c: 2\r\n')
})

test('nothing is moved where it can not be', () => {
  assert.equal(nested('{ a: 1, b: 2 }', ['a'], 'x'), undefined)
  assert.equal(nested('a: 1\nx: 2\n', ['a'], 'x'), undefined)
  assert.equal(nested('a: 1\nx: { y: 2 }\n', ['a'], 'x'), undefined)
})

test('lines are taken out with what is below, the last pair is not', () => {
  const text = 'a: 1\nb:\n  - c\n\n# of d\nd: 1\n'
  const tree = parseYaml(text)
  const root = tree.documents[0]?.root
  assert.ok(root?.kind === 'map')
  const [a, b, d] = root.pairs
  assert.ok(a && b && d)
  const without = (pair: typeof a) => {
    const edit = removeLines(tree, root, pair)
    return edit && applyEdits(text, [edit])
  }
  assert.equal(without(b), 'a: 1\n\n# of d\nd: 1\n')
  assert.equal(without(a), 'b:\n  - c\n\n# of d\nd: 1\n')
  assert.equal(without(d), undefined)
})
