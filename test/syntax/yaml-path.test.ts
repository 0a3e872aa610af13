/** Questions to YAML trees: key paths through aliases and merges, scalar values, what stands at an offset, walks. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { YamlNode } from '../../server/src/syntax/yaml/ast.ts'
import { parseYaml } from '../../server/src/syntax/yaml/parse.ts'
import {
  booleanOf,
  entries,
  get,
  keyIndent,
  keyText,
  mapOf,
  numberOf,
  pairAt,
  pairAtPath,
  pathAt,
  textOf,
} from '../../server/src/syntax/yaml/path.ts'
import { walk } from '../../server/src/syntax/yaml/visit.ts'

function rootOf(text: string): YamlNode {
  const root = parseYaml(text).documents[0]?.root
  assert.ok(root)
  return root
}

test('paths go through maps, sequences, aliases and merge keys', () => {
  const root = rootOf(
    'base: &base\n  image: a\n  env: [{name: X}]\nmore: &more {image: b, port: 1}\nuse:\n  <<: [*base, *more]\n  image: c\nlink: *base\n',
  )
  assert.equal(textOf(get(root, ['use', 'image'])), 'c', 'the own key wins')
  assert.equal(textOf(get(root, ['use', 'env', 0, 'name'])), 'X')
  assert.equal(numberOf(get(root, ['use', 'port'])), 1)
  assert.equal(textOf(get(root, ['link', 'image'])), 'a')
  assert.deepEqual(entries(mapOf(get(root, ['use']))!).map(keyText), ['image', 'env', 'port'])
  assert.equal(get(root, ['use', 'nope', 'x']), undefined)
  assert.equal(get(root, ['base', 'env', 1]), undefined)
  assert.equal(get(root, ['base', 0]), undefined)
})

test('the first of several merged maps wins, and a nested merge counts', () => {
  const root = rootOf('a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: [*b, {x: 9, z: 3}]}\n')
  const values = ['x', 'y', 'z'].map((key) => numberOf(get(root, ['c', key])))
  assert.deepEqual(values, [1, 2, 3])
})

test('the last of two same keys counts', () => {
  assert.equal(numberOf(get(rootOf('a: 1\na: 2\n'), ['a'])), 2)
})

test('keys are compared as written', () => {
  const root = rootOf('1: one\n"2": two\ntrue: yes\n')
  assert.equal(textOf(pairAt(root, 1)?.value), 'one')
  assert.equal(textOf(pairAt(root, '2')?.value), 'two')
  assert.equal(booleanOf(pairAt(root, 'true')?.value), true)
})

test('text, numbers and booleans of scalars', () => {
  const root = rootOf(
    'a: 08\nb: "1"\nc: ~\nd: "null"\ne: yes\nf: "yes"\ng: OFF\nh: yEs\ni: 0755\nj: 1.5\nk: [x]\nl: True\nm: |\n  x\nn: !!str on\n',
  )
  const of = <T>(read: (node: YamlNode | undefined) => T, keys: string): T[] =>
    [...keys].map((key) => read(get(root, [key])))
  assert.deepEqual(of(textOf, 'abcdkm'), ['08', '1', undefined, 'null', undefined, 'x\n'])
  assert.deepEqual(of(numberOf, 'abij'), [undefined, undefined, undefined, 1.5])
  assert.deepEqual(of(booleanOf, 'efghln'), [true, undefined, false, undefined, true, undefined])
})

test('unknown values are unknown', () => {
  const tree = parseYaml('a: xxx\nxxx: 1\n', {
    holes: [
      { start: 3, end: 6 },
      { start: 7, end: 10 },
    ],
  })
  const root = tree.documents[0]?.root
  assert.equal(textOf(get(root, ['a'])), undefined)
  assert.equal(get(root, ['xxx']), undefined)
  assert.equal(entries(mapOf(root)!).length, 2)
})

/** What stands at `<|>`. */
function at(
  marked: string,
): { keys: readonly (string | number)[]; kind: string | undefined; onKey: boolean } | undefined {
  const offset = marked.indexOf('<|>')
  const found = pathAt(parseYaml(marked.replace('<|>', '')), offset)
  return found && { keys: found.keys, kind: found.nodes.at(-1)?.kind, onKey: found.onKey }
}

test('tells what stands at an offset', () => {
  assert.deepEqual(at('a:\n  b<|>c: 1\n'), { keys: ['a', 'bc'], kind: 'scalar', onKey: true })
  assert.deepEqual(at('a:\n  b: tex<|>t\n'), { keys: ['a', 'b'], kind: 'scalar', onKey: false })
  assert.deepEqual(at('a:\n  - x\n  - y: [1, <|>2]\n'), {
    keys: ['a', 1, 'y', 1],
    kind: 'scalar',
    onKey: false,
  })
  assert.deepEqual(at('a:\n  b: <|>\nc: 1\n'), { keys: ['a', 'b'], kind: 'map', onKey: false })
  assert.deepEqual(at('a: 1\n<|>\nb: 2\n'), { keys: [], kind: 'map', onKey: false })
  assert.deepEqual(at('a: 1\n---\nb:\n  - c<|>\n'), { keys: ['b', 0], kind: 'scalar', onKey: false })
  assert.equal(at('# <|>\n'), undefined)
})

test('the pair is the innermost one on the way', () => {
  const text = 'a:\n  - x: 1\n'
  assert.equal(keyText(pathAt(parseYaml(text), text.indexOf('1'))!.pair!), 'x')
  const inSequence = 'a:\n  - x\n'
  assert.equal(keyText(pathAt(parseYaml(inSequence), inSequence.indexOf('x'))!.pair!), 'a')
})

test('tells where keys start', () => {
  const tree = parseYaml('\ufeffa:\n  b:\n  - c: 1\n')
  const root = tree.documents[0]?.root
  const indent = (...path: (string | number)[]): number => keyIndent(tree, pairAtPath(root, path)!)
  assert.deepEqual([indent('a'), indent('a', 'b'), indent('a', 'b', 0, 'c')], [0, 2, 4])
})

test('walks over every value with its path, and leaves out what is refused', () => {
  const text = 'a: &x\n  b: [1, {c: 2}]\n---\nd: *x\ne:\n'
  const seen: string[] = []
  walk(parseYaml(text), ({ node, path, document }) => {
    seen.push(`${document}:${path.join('.')}:${node.kind}`)
    return path.at(-1) !== 'c'
  })
  assert.deepEqual(seen, [
    '0::map',
    '0:a:map',
    '0:a.b:sequence',
    '0:a.b.0:scalar',
    '0:a.b.1:map',
    '0:a.b.1.c:scalar',
    '1::map',
    '1:d:alias',
  ])
  const short: string[] = []
  walk(parseYaml(text), ({ node }) => (short.push(node.kind) > 1 ? false : undefined))
  assert.deepEqual(short, ['map', 'map', 'map'])
})
