/** Ways over an Alloy tree. */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { Node } from '../../server/src/syntax/alloy/ast.ts'
import { parseAlloy } from '../../server/src/syntax/alloy/parser.ts'
import {
  attribute,
  blocksOf,
  childBlock,
  childBlocks,
  fieldOf,
  labelOf,
  nodeAt,
  numberValue,
  sourceOf,
  stringValue,
  walk,
  walkBlocks,
  walkReferences,
} from '../../server/src/syntax/alloy/visit.ts'

const text = `loki.process "p" {
	forward_to = [loki.write.x.receiver] // to x
	stage.json {
		expressions = { a = "b", "c" = sys.env("D"), a = ("e") }
	}
	stage.json { }
	limit = -(5)
}
logging { level = "info" }
`
const tree = parseAlloy(text)

/** The kinds and sources of the nodes around `<|>`. */
function around(marked: string): readonly string[] {
  const offset = marked.indexOf('<|>')
  const path: readonly Node[] = nodeAt(parseAlloy(marked.replace('<|>', '')), offset)?.path ?? []
  return path.map((node) => `${node.kind} ${node.kind === 'block' ? node.name : sourceOf(node)}`)
}

test('blocks and attributes are found by name', () => {
  assert.deepEqual(
    blocksOf(tree).map((block) => block.name),
    ['loki.process', 'logging'],
  )
  const [block] = blocksOf(tree)
  assert.ok(block)
  assert.equal(labelOf(block), 'p')
  assert.equal(childBlocks(block, 'stage.json').length, 2)
  assert.equal(childBlock(block, 'stage.xml'), undefined)
  assert.equal(numberValue(attribute(block, 'limit')?.value), -5)
  const expressions = attribute(childBlock(block, 'stage.json') ?? block, 'expressions')?.value
  assert.equal(stringValue(fieldOf(expressions, 'a')?.value), 'e')
  assert.equal(stringValue(fieldOf(expressions, 'c')?.value), undefined)
})

test('a walk goes through the nodes in the order of the text and can leave some out', () => {
  const starts: number[] = []
  walk(tree, (node) => starts.push((tree.offsets.get(node.origin) ?? 0) + node.start))
  assert.deepEqual(
    starts,
    starts.toSorted((a, b) => a - b),
  )
  const kinds: string[] = []
  walk(tree, (node) => {
    kinds.push(node.kind)
    return node.kind !== 'block'
  })
  assert.deepEqual(kinds, ['block', 'block'])
  const blocks: string[] = []
  walkBlocks(tree, (block, parents) => blocks.push([...parents, block].map((each) => each.name).join('/')))
  assert.deepEqual(blocks, ['loki.process', 'loki.process/stage.json', 'loki.process/stage.json', 'logging'])
})

test('references are the longest chains of names', () => {
  const found: string[] = []
  walkReferences(parseAlloy('a "b" {\n\tc = [d.e, f(g.h[i].j, { k = l })]\n}'), (names) => {
    found.push(names.map((name) => name.name).join('.'))
  })
  assert.deepEqual(found, ['d.e', 'f', 'g.h', 'i', 'l'])
})

test('the nodes around an offset', () => {
  assert.deepEqual(around('a = b.c<|>'), ['attribute a = b.c', 'access b.c', 'identifier c'])
  assert.deepEqual(around('a = b.<|>'), ['attribute a = b.', 'access b.', 'identifier '])
  assert.deepEqual(around('a = [b<|>, c]'), ['attribute a = [b, c]', 'array [b, c]', 'identifier b'])
  assert.deepEqual(around('loki.wri<|>'), ['incomplete loki.wri', 'identifier wri'])
  assert.deepEqual(around('loki.<|>'), ['incomplete loki.', 'identifier '])
  assert.deepEqual(around('a "x" {\n\t<|>\n}'), ['block a'])
  assert.deepEqual(around('a "x" {\n\tb = "c<|>d"\n}'), ['block a', 'attribute b = "cd"', 'string "cd"'])
  assert.deepEqual(around('a = { b = f(<|>) }'), [
    'attribute a = { b = f() }',
    'object { b = f() }',
    'field b = f()',
    'call f()',
  ])
  assert.deepEqual(around('a = 1\n<|>\nb = 2'), [])
  assert.deepEqual(around('a = <|>'), ['attribute a = ', 'error  '])
})

test('an offset in a comment', () => {
  const at = (offset: number): string | undefined => {
    const comment = nodeAt(tree, offset)?.comment
    return comment && sourceOf(comment)
  }
  const start = text.indexOf('// to x')
  assert.equal(at(start + 3), '// to x')
  assert.equal(at(start + 7), '// to x')
  assert.equal(at(start), undefined)
  assert.equal(nodeAt(parseAlloy(''), 0), undefined)
})
