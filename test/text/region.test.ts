/** Edits through regions: what is inserted is encoded for the host, and read again it is exactly what was asked for. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import { parseYaml } from '../../server/src/syntax/yaml/parse.ts'
import { get, scalarOf } from '../../server/src/syntax/yaml/path.ts'
import { type Decoded, decodeNode } from '../../server/src/syntax/yaml/scalar.ts'
import { type OuterEdit, outerEdit, type Region, toInner, toOuter } from '../../server/src/text/region.ts'

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

function decoded(text: string, path: readonly (string | number)[] = ['k']): Decoded {
  const tree = parseYaml(text)
  const found = decodeNode(tree, scalarOf(get(tree.documents[0]?.root, path))!)
  assert.ok(found, text)
  return found
}

function applied(text: string, { range, text: put }: OuterEdit): string {
  return text.slice(0, range.start) + put + text.slice(range.end)
}

/** The host after the first `<from>` of the embedded text became `to`. */
function edited(host: string, from: string, to: string): string | undefined {
  const { text, region } = decoded(host)
  const start = text.indexOf(from)
  const edit = outerEdit(region, { range: { start, end: start + from.length }, text: to }, text, host)
  return edit && applied(host, edit)
}

const cases: readonly (readonly [string, string, string, string, string])[] = [
  [
    'literal: new lines are indented',
    'k: |\n  a {\n  }\nz: 1\n',
    'a {\n',
    'a {\n  b = 1\n',
    'k: |\n  a {\n    b = 1\n  }\nz: 1\n',
  ],
  ['literal: with CRLF', 'k: |\r\n  a\r\n  b\r\n', 'a\n', 'a\n\nn\n', 'k: |\r\n  a\r\n\r\n  n\r\n  b\r\n'],
  ['literal: a line is removed', 'k: |\n  a\n  b\n  c\n', 'b\n', '', 'k: |\n  a\n  c\n'],
  ['literal: text at the end', 'k: |\n  a\nz: 1\n', 'a\n', 'a\nb\n', 'k: |\n  a\n  b\nz: 1\n'],
  ['literal: text at the end of a file without newline', 'k: |\n  a', 'a\n', 'a\nb\n', 'k: |\n  a\n  b\n'],
  ['literal: into an empty scalar', 'k: |\nz: 1\n', '', 'a\n', 'k: |\n  a\nz: 1\n'],
  [
    'folded: a line break becomes a blank line',
    'k: >\n  one two\n',
    'one ',
    'one\n',
    'k: >\n  one\n\n  two\n',
  ],
  ['folded: words', 'k: >\n  one\n  two\n', 'two', 'three', 'k: >\n  one\n  three\n'],
  ['plain: words', 'k: one\n  two\n', 'two', '한글', 'k: one\n  한글\n'],
  ['single: quotes are doubled', "k: 'one'\n", 'one', "it's", "k: 'it''s'\n"],
  ['single: a line break', "k: 'one two'\n", ' ', '\n', "k: 'one\n\n  two'\n"],
  ['double: quotes, backslashes and breaks', 'k: "one"\n', 'one', 'a"b\\c\n\td', 'k: "a\\"b\\\\c\\n\\td"\n'],
  ['double: an escape is replaced as a whole', 'k: "a\\tb"\n', '\t', ' ', 'k: "a b"\n'],
  ['double: a space beside a folded break', 'k: "a\n  b"\n', 'b', ' b', 'k: "a\n  \\x20b"\n'],
]

for (const [name, host, from, to, expected] of cases) {
  test(`edits ${name}`, () => assert.equal(edited(host, from, to), expected))
}

test('refuses what a style cannot hold', () => {
  assert.equal(edited('k: |\n  a\n', 'a\n', 'a'), undefined, 'a clipped scalar ends with a line break')
  assert.equal(edited('k: |-\n  a\n', 'a', 'a\n'), undefined)
  assert.equal(edited('k: |\n  a\n', 'a', '\0'), undefined)
  assert.equal(edited('k: |\n  a\n', 'a', '  a'), undefined, 'the first line sets the indentation')
  assert.equal(edited('k: plain\n', 'plain', 'x: y'), undefined)
  assert.equal(edited('k: plain\n', 'plain', 'x # y'), undefined)
  assert.equal(edited('j: [plain]\nk: a\n', 'a', '- a'), undefined)
})

test('an edit in place keeps the range that was asked for', () => {
  const host = 'k: |\n  loki.wr\n'
  const { region, text } = decoded(host)
  const edit = outerEdit(
    region,
    { range: { start: 0, end: 7 }, text: 'loki.write "x" {\n  y\n}' },
    text,
    host,
  )
  assert.deepEqual(edit, { range: { start: 7, end: 14 }, text: 'loki.write "x" {\n    y\n  }' })
})

test('a part of the host is edited as it is', () => {
  const region: Region = {
    range: { start: 5, end: 9 },
    segments: [{ inner: 0, outer: 0, length: 20 }],
    quoting: { style: 'subtree', indent: 0 },
  }
  const edit = { range: { start: 6, end: 7 }, text: 'x\ny' }
  assert.deepEqual(outerEdit(region, edit, '', ''), edit)
  assert.deepEqual(toOuter(region, { start: 3, end: 21 }), undefined)
  assert.equal(toInner(region, 20), 20)
})

test('nesting is repeated application', () => {
  const host = 'values: |\n  alloy:\n    content: "a {\\n}\\n"\n'
  const outer = decoded(host, ['values'])
  const inner = decoded(outer.text, ['alloy', 'content'])
  assert.equal(inner.text, 'a {\n}\n')
  const middle = outerEdit(
    inner.region,
    { range: { start: 4, end: 4 }, text: '  b = "c"\n' },
    inner.text,
    outer.text,
  )
  assert.ok(middle)
  const edit = outerEdit(outer.region, middle, outer.text, host)
  assert.ok(edit)
  const values = parse((parse(applied(host, edit)) as { values: string }).values) as {
    alloy: { content: string }
  }
  assert.equal(values.alloy.content, 'a {\n  b = "c"\n}\n')
})

const words = [
  'a',
  'b c',
  '한글',
  '😀x',
  'x: y',
  '# c',
  '- z',
  '{q}',
  '"dq"',
  "it's",
  '\\n',
  '',
  '  in',
  'tail ',
  '\ttab',
  '1',
  '%d',
  '---',
]
const insertions = [
  '',
  'x',
  'x: "y"',
  '\n',
  'a\nb',
  '\n\n',
  '  ',
  "it's",
  '한글 😀',
  '\\',
  'l1\n  l2\n',
  '\t',
  'end\n',
  '# no',
  '"',
  '}',
]

function randomHost(random: (below: number) => number): string {
  const pick = (from: readonly string[]): string => from[random(from.length)]!
  const indent = pick(['  ', '    '])
  const lines = Array.from({ length: random(6) }, () => pick(words))
  const body = (lead: string): string =>
    lines.map((line) => (line ? lead + line : random(2) ? '  ' : '')).join('\n')
  const header = pick(['', '-', '+']) + pick(['', '', '', String(indent.length)]) + pick(['', ' # c'])
  const styles = [
    () => `|${header}\n${body(indent)}\n`,
    () => `>${header}\n${body(indent)}\n`,
    () => `${body(indent).trimStart()}\n`,
    () => `'${body(indent).replaceAll("'", "''")}'\n`,
    () =>
      `"${body(indent).replace(/["\\]/g, '\\$&')}${pick(['', '\\t\\n', '\\x41', '\\u2028', '\\\n  z'])}"\n`,
  ]
  const text = `${pick(['', 'y: 1\n'])}k: ${styles[random(5)]!()}${pick(['', '\n', 'z: 1\n', '# c\nz: 1'])}`
  return random(3) ? text : text.replaceAll('\n', '\r\n')
}

test('random edits give exactly the edited text, or are refused', () => {
  const random = randomBy(5)
  const done = new Map<string, number>()
  for (let index = 0; index < 3000; index++) {
    const host = randomHost(random)
    const tree = parseYaml(host)
    const scalar = scalarOf(get(tree.documents[0]?.root, ['k']))
    const found = scalar && !tree.issues.length && decodeNode(tree, scalar)
    if (!found) continue
    const start = random(found.text.length + 1)
    const end = Math.min(found.text.length, start + random(4) * random(3))
    const text = insertions[random(insertions.length)]!
    const edit = outerEdit(found.region, { range: { start, end }, text }, found.text, host)
    if (!edit) continue
    const result = applied(host, edit)
    const after = parseYaml(result)
    const shown = JSON.stringify([host, result])
    const root = after.documents[0]?.root
    assert.equal(
      scalarOf(get(root, ['k']))?.text,
      found.text.slice(0, start) + text + found.text.slice(end),
      shown,
    )
    assert.deepEqual(after.issues, [], shown)
    for (const key of ['y', 'z']) {
      assert.equal(
        scalarOf(get(root, [key]))?.value,
        scalarOf(get(tree.documents[0]?.root, [key]))?.value,
        shown,
      )
    }
    done.set(scalar.style, (done.get(scalar.style) ?? 0) + 1)
  }
  for (const style of ['plain', 'single', 'double', 'literal', 'folded']) {
    assert.ok((done.get(style) ?? 0) > 100, `${style}: ${done.get(style)}`)
  }
})
