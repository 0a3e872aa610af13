/** Edits of YAML: hand-written cases, and that no random pair or item is ever removed or added wrongly. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import type { YamlNode, YamlPair, YamlTree } from '../../server/src/syntax/yaml/ast.ts'
import {
  appendItem,
  insertPair,
  insertRootPair,
  type OuterEdit,
  removeItem,
  removePair,
  replaceScalar,
  setAtPath,
} from '../../server/src/syntax/yaml/edit.ts'
import { parseYaml } from '../../server/src/syntax/yaml/parse.ts'
import { get, keyText, mapOf, pairAtPath, scalarOf, sequenceOf } from '../../server/src/syntax/yaml/path.ts'
import { walk } from '../../server/src/syntax/yaml/visit.ts'

type Path = readonly (string | number)[]

function applied(text: string, edit: OuterEdit | undefined): string {
  assert.ok(edit, 'there is an edit')
  return text.slice(0, edit.range.start) + edit.text + text.slice(edit.range.end)
}

function rootOf(tree: YamlTree): YamlNode {
  const root = tree.documents[0]?.root
  assert.ok(root)
  return root
}

function pairIn(tree: YamlTree, path: Path): YamlPair {
  const pair = pairAtPath(rootOf(tree), path)
  assert.ok(pair, `there is a pair at ${path.join('.')}`)
  return pair
}

interface InsertCase {
  readonly name: string
  readonly text: string
  readonly at: Path
  readonly entry: string
  readonly expected: string
}

const inserts: readonly InsertCase[] = [
  {
    name: 'behind the last pair, its comment stays',
    text: 'a:\n  b: 1 # one\nc: 2\n',
    at: ['a'],
    entry: 'n: 1',
    expected: 'a:\n  b: 1 # one\n  n: 1\nc: 2\n',
  },
  {
    name: 'into a file without final newline',
    text: 'a:\n  b: 1',
    at: ['a'],
    entry: 'n: 1',
    expected: 'a:\n  b: 1\n  n: 1',
  },
  {
    name: 'with CRLF',
    text: 'a:\r\n  b: 1\r\nc: 2\r\n',
    at: ['a'],
    entry: 'n:\n  m: 1',
    expected: 'a:\r\n  b: 1\r\n  n:\r\n    m: 1\r\nc: 2\r\n',
  },
  {
    name: 'behind a literal scalar',
    text: 'a:\n  b: |\n    x\n\nc: 2\n',
    at: ['a'],
    entry: 'n: 1',
    expected: 'a:\n  b: |\n    x\n  n: 1\n\nc: 2\n',
  },
  {
    name: 'into an empty map',
    text: 'a: {} # none\nc: 2\n',
    at: ['a'],
    entry: 'n: 1\nm: 2',
    expected: 'a: # none\n  n: 1\n  m: 2\nc: 2\n',
  },
  {
    name: 'below a key without a value',
    text: 'a:\n    b: 1\nc:\n',
    at: ['c'],
    entry: 'n: 1',
    expected: 'a:\n    b: 1\nc:\n    n: 1\n',
  },
  {
    name: 'below null',
    text: 'c: ~ # nothing\n',
    at: ['c'],
    entry: 'n: 1',
    expected: 'c: # nothing\n  n: 1\n',
  },
  {
    name: 'into a flow map',
    text: 'a: { b: 1 }\n',
    at: ['a'],
    entry: 'n: [1, 2]',
    expected: 'a: { b: 1, n: [1, 2] }\n',
  },
  {
    name: 'into an empty map in a flow map',
    text: 'a: { b: {} }\n',
    at: ['a', 'b'],
    entry: 'n: 1',
    expected: 'a: { b: { n: 1 } }\n',
  },
  {
    name: 'into a flow map of several lines',
    text: 'a: {\n    b: 1\n  }\n',
    at: ['a'],
    entry: 'n: 1',
    expected: 'a: {\n    b: 1,\n    n: 1\n  }\n',
  },
  {
    name: 'into a map behind a dash',
    text: 'a:\n  - b: 1\n  - c: 2\n',
    at: ['a', 0],
    entry: 'n: 1',
    expected: 'a:\n  - b: 1\n    n: 1\n  - c: 2\n',
  },
]

for (const { name, text, at, entry, expected } of inserts) {
  test(`inserts a pair ${name}`, () => {
    const tree = parseYaml(text)
    const map = typeof at.at(-1) === 'number' ? mapOf(get(rootOf(tree), at)) : pairIn(tree, at)
    assert.ok(map)
    const result = applied(text, insertPair(tree, map, entry))
    assert.equal(result, expected)
    assert.deepEqual(parseYaml(result).issues, [])
  })
}

test('inserts before and behind a pair', () => {
  const text = 'a:\n  - b: 1\n    c: 2\n'
  const tree = parseYaml(text)
  const map = mapOf(get(rootOf(tree), ['a', 0]))!
  const [first] = map.pairs
  assert.equal(
    applied(text, insertPair(tree, map, 'n: 1', { before: first! })),
    'a:\n  - n: 1\n    b: 1\n    c: 2\n',
  )
  assert.equal(
    applied(text, insertPair(tree, map, 'n: 1', { after: first! })),
    'a:\n  - b: 1\n    n: 1\n    c: 2\n',
  )
})

test('inserts into empty documents', () => {
  for (const [text, expected] of [
    ['', 'n: 1\n'],
    ['# only a comment', '# only a comment\nn: 1\n'],
    ['---\n', '---\nn: 1\n'],
    ['{}\n', 'n: 1\n'],
    ['a: 1', 'a: 1\nn: 1'],
    ['\ufeff', '\ufeffn: 1\n'],
  ] as const) {
    assert.equal(applied(text, insertRootPair(parseYaml(text), 'n: 1')), expected)
  }
})

test('refuses what would break the file or change what is shared', () => {
  const text = 'a: { b: 1 }\nc: text\nd: &x { e: 1 }\nf: *x\ng: [1]\n'
  const tree = parseYaml(text)
  assert.equal(insertPair(tree, pairIn(tree, ['a']), 'n:\n  m: 1'), undefined)
  assert.equal(insertPair(tree, pairIn(tree, ['a']), 'n: 1, 2'), undefined)
  assert.equal(insertPair(tree, pairIn(tree, ['c']), 'n: 1'), undefined)
  assert.equal(insertPair(tree, pairIn(tree, ['g']), 'n: 1'), undefined)
  assert.equal(setAtPath(tree, ['f', 'e'], '2'), undefined)
  assert.equal(insertPair(tree, mapOf(rootOf(tree))!, 'n: "1'), undefined)
})

test('behind a key whose value template output makes, the pair goes behind the output', () => {
  const text = 'a:\n  b:\n    {{ x }}\n\nc: 1\n'
  const masked = 'a:\n  b:\n           \n\nc: 1\n'
  const start = text.indexOf('{{')
  const tree = parseYaml(masked, { holes: [{ start, end: start + 7 }] })
  assert.equal(
    applied(text, insertPair(tree, pairIn(tree, ['a']), 'n: 1', { text })),
    'a:\n  b:\n    {{ x }}\n  n: 1\n\nc: 1\n',
  )
})

test('sets values along a path', () => {
  const text = 'loki:\n  auth: true # yes\n  empty:\n'
  const tree = parseYaml(text)
  const set = (path: Path, value: string): string => applied(text, setAtPath(tree, path, value))
  assert.equal(set(['loki', 'auth'], 'false'), 'loki:\n  auth: false # yes\n  empty:\n')
  assert.equal(set(['loki', 'empty'], '1'), 'loki:\n  auth: true # yes\n  empty: 1\n')
  assert.equal(
    set(['loki', 'empty', 'x.y/z', '1'], '2'),
    'loki:\n  auth: true # yes\n  empty:\n    x.y/z:\n      "1": 2\n',
  )
  assert.equal(
    set(['loki', 'limits', 'days'], '7'),
    'loki:\n  auth: true # yes\n  empty:\n  limits:\n    days: 7\n',
  )
  assert.equal(set(['other'], '- a\n- b'), 'loki:\n  auth: true # yes\n  empty:\nother:\n  - a\n  - b\n')
})

const removals: readonly (readonly [string, Path, string])[] = [
  ['a: 1\nb: 2 # c\nc: 3\n', ['b'], 'a: 1\nc: 3\n'],
  ['a: 1\nb: 2', ['b'], 'a: 1'],
  ['a: 1\r\nb: 2', ['b'], 'a: 1'],
  ['a:\n  b: 1\nc: 2\n', ['a', 'b'], 'a: {}\nc: 2\n'],
  ['a: # why\n  b: 1\n', ['a', 'b'], 'a: {} # why\n'],
  ['a: 1\n', ['a'], '{}\n'],
  ['a: {b: 1, c: 2}\n', ['a', 'b'], 'a: {c: 2}\n'],
  ['a: {b: 1, c: 2,}\n', ['a', 'c'], 'a: {b: 1,}\n'],
  ['a: {b: 1,}\n', ['a', 'b'], 'a: {}\n'],
  ['- a: 1 # x\n  b: 2\n', [0, 'a'], '- b: 2\n'],
  ['- a: 1\n  # about b\n  b: 2\n', [0, 'a'], '- # about b\n  b: 2\n'],
  ['- a: 1\n  b: |\n    x\n    y\n- c\n', [0, 'b'], '- a: 1\n- c\n'],
  ['# about a\na: 1\n# about b\nb:\n  - 1\n  - 2\n\nc: 3\n', ['b'], '# about a\na: 1\n# about b\n\nc: 3\n'],
]

for (const [text, path, expected] of removals) {
  test(`removes ${path.join('.')} from ${JSON.stringify(text)}`, () => {
    const tree = parseYaml(text)
    assert.equal(applied(text, removePair(tree, pairIn(tree, path))), expected)
  })
}

test('removes and adds items', () => {
  const text = 'a:\n  - 1\n  -\n  - x: 1\n    y: 2\nb: [1, 2]\nc:\n- only\n'
  const tree = parseYaml(text)
  const a = sequenceOf(get(rootOf(tree), ['a']))!
  const b = sequenceOf(get(rootOf(tree), ['b']))!
  const c = sequenceOf(get(rootOf(tree), ['c']))!
  assert.equal(applied(text, removeItem(tree, a, 0)), text.replace('  - 1\n', ''))
  assert.equal(applied(text, removeItem(tree, a, 1)), text.replace('  -\n', ''))
  assert.equal(applied(text, removeItem(tree, a, 2)), text.replace('  - x: 1\n    y: 2\n', ''))
  assert.equal(applied(text, removeItem(tree, b, 1)), text.replace('[1, 2]', '[1]'))
  assert.equal(applied(text, removeItem(tree, c, 0)), text.replace('c:\n- only\n', 'c: []\n'))
  assert.equal(
    applied(text, appendItem(tree, a, 'n: 1\nm: 2')),
    text.replace('y: 2\n', 'y: 2\n  - n: 1\n    m: 2\n'),
  )
  assert.equal(applied(text, appendItem(tree, b, '3')), text.replace('2]', '2, 3]'))
  assert.equal(applied(text, appendItem(tree, c, 'x')), `${text}- x\n`)
})

test('replaces scalars and keeps their quoting', () => {
  const text = `a: plain\nb: 'si''ngle'\nc: "dou\\"ble"\nd: |\n  lit\ne: [x]\n`
  const tree = parseYaml(text)
  const replaced = (path: Path, put: string): string =>
    applied(text, replaceScalar(tree, scalarOf(get(rootOf(tree), path))!, put))
  assert.equal(replaced(['a'], 'other'), text.replace('plain', 'other'))
  assert.equal(replaced(['a'], 'x: # y'), text.replace('plain', '"x: # y"'))
  assert.equal(replaced(['b'], "it's"), text.replace("'si''ngle'", "'it''s'"))
  assert.equal(replaced(['b'], 'a\tb'), text.replace("'si''ngle'", "'a\tb'"))
  assert.equal(replaced(['c'], 'a\n"한"'), text.replace('"dou\\"ble"', '"a\\n\\"한\\""'))
  assert.equal(replaced(['d'], 'one\n\ntwo\n'), text.replace('  lit\n', '  one\n\n  two\n'))
  assert.equal(replaced(['e', 0], 'a, b'), text.replace('[x]', '["a, b"]'))
})

/** A random number generator (mulberry32), so that a failure can be repeated. */
function randomBy(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const scalars = [
  '1',
  'text',
  '"dq # x"',
  "'it''s'",
  '~',
  '',
  'two words',
  '한글',
  '|\n@x\n@ y',
  '>-\n@a\n@b',
  '{}',
  '[]',
  '[1, {q: 2}]',
  '{f: 1, g: {h: 2}}',
]

/** A random block collection at `indent`; `@` in a block scalar stands for its indentation. */
function randomBlock(random: (below: number) => number, indent: number, depth: number): string {
  const spaces = ' '.repeat(indent)
  const sequence = random(3) === 0
  const lines: string[] = []
  for (let index = 0; index <= random(4); index++) {
    if (random(6) === 0) lines.push(random(2) ? '' : `${spaces}# comment`)
    const head = sequence ? '-' : `k${index}:`
    const tail = random(6) === 0 ? ' # tail' : ''
    const nest = depth > 0 && random(3) === 0
    if (nest && sequence && random(2))
      lines.push(`${spaces}- ${randomBlock(random, indent + 2, depth - 1).trimStart()}`)
    else if (nest) lines.push(`${spaces}${head}${tail}\n${randomBlock(random, indent + 2, depth - 1)}`)
    else {
      const scalar = scalars[random(scalars.length)]!.replaceAll('@', `${spaces}   `)
      lines.push(`${spaces}${head} ${scalar}`.trimEnd() + (scalar.includes('\n') ? '' : tail))
    }
  }
  return lines.join('\n')
}

type Data = { [key: string]: Data } | Data[] | string | number | boolean | null

function dataAt(data: Data, path: Path): Data {
  let at = data
  for (const step of path) at = (at as { [key: string]: Data })[step]! // The path was read from the same text.
  return at
}

test('no random removal or insertion changes anything else', () => {
  let edits = 0
  for (let seed = 1; seed <= 600; seed++) {
    const random = randomBy(seed)
    const eol = random(3) === 0 ? '\r\n' : '\n'
    let text = randomBlock(random, 0, 3) + (random(3) ? '\n' : '')
    text = text.replaceAll('\n', eol)
    const tree = parseYaml(text)
    if (tree.issues.length || !tree.documents[0]?.root) continue
    walk(tree, ({ node, path }) => {
      const at = [...path]
      if (node.kind === 'map') {
        for (const pair of node.pairs) edits += checkRemoval(text, tree, pair, at)
        edits += checkInsertion(text, tree, node, at)
      } else if (node.kind === 'sequence') {
        node.items.forEach((_, index) => {
          const data = parse(text) as Data // Plain YAML has plain data.
          ;(dataAt(data, at) as Data[]).splice(index, 1)
          edits += checkEdit(text, removeItem(tree, node, index), data)
        })
      }
    })
  }
  assert.ok(edits > 3000, `${edits} edits were tried`)
})

function checkRemoval(text: string, tree: YamlTree, pair: YamlPair, at: Path): number {
  const data = parse(text) as Data
  delete (dataAt(data, at) as { [key: string]: Data })[keyText(pair)!]
  return checkEdit(text, removePair(tree, pair), data)
}

function checkInsertion(text: string, tree: YamlTree, map: YamlNode & { kind: 'map' }, at: Path): number {
  const data = parse(text) as Data
  ;(dataAt(data, at) as { [key: string]: Data }).added = { x: 1 }
  return checkEdit(text, insertPair(tree, map, map.flow ? 'added: {x: 1}' : 'added:\n  x: 1'), data)
}

function checkEdit(text: string, edit: OuterEdit | undefined, expected: Data): number {
  assert.ok(edit, `an edit of ${JSON.stringify(text)} to ${JSON.stringify(expected)}`)
  const result = applied(text, edit)
  assert.deepEqual(parse(result), expected, `${JSON.stringify(text)} → ${JSON.stringify(result)}`)
  return 1
}
