/** Scalars of every style: decoded as the library reads them, with every run where it stands in the file. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import type { ScalarStyle, YamlScalar, YamlTree } from '../../server/src/syntax/yaml/ast.ts'
import { parseYaml } from '../../server/src/syntax/yaml/parse.ts'
import { get, scalarOf } from '../../server/src/syntax/yaml/path.ts'
import { type Decoded, decodeNode, decodeScalar } from '../../server/src/syntax/yaml/scalar.ts'
import { walk } from '../../server/src/syntax/yaml/visit.ts'
import { rangeOf } from '../../server/src/text/part.ts'
import { outerEdit, toInner, toOuter } from '../../server/src/text/region.ts'

const corpus = join(import.meta.dirname, '../../../shared/corpus')

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

/** Decodes the value of key `k` and checks that each run is the same text in both places. */
function decoded(text: string): Decoded {
  const tree = parseYaml(text)
  const scalar = scalarOf(get(tree.documents[0]?.root, ['k']))
  assert.ok(scalar, text)
  return checked(tree, scalar)
}

function checked(tree: YamlTree, scalar: YamlScalar): Decoded {
  const { text } = tree
  const found = decodeNode(tree, scalar)
  assert.ok(found, `decoded: ${JSON.stringify(text.slice(scalar.start, scalar.end))}`)
  assert.equal(found.text, scalar.text)
  let [inner, outer] = [0, 0]
  for (const run of found.region.segments) {
    assert.ok(run.inner >= inner && run.outer >= outer, 'runs are in order')
    inner = run.inner + run.length
    outer = run.outer + run.length
    assert.equal(text.slice(run.outer, outer), found.text.slice(run.inner, inner))
  }
  assert.ok(inner <= found.text.length)
  return found
}

const hard: readonly (readonly [string, ScalarStyle, string])[] = [
  ['k: |\n  one\n  two\nz: 1\n', 'literal', 'one\ntwo\n'],
  ['k: |-\n  one\n\n\nz: 1\n', 'literal', 'one'],
  ['k: |+\n  one\n\n\nz: 1\n', 'literal', 'one\n\n\n'],
  ['k: |2\n    two deeper\n  one\n', 'literal', '  two deeper\none\n'],
  ['k: |1-\n  x\n y', 'literal', ' x\ny'],
  ['k: |\n\n\n  leading blanks\n', 'literal', '\n\nleading blanks\n'],
  ['k: |\n  \ttab\n  \n   \n  end\n', 'literal', '\ttab\n\n \nend\n'],
  ['k: | # comment\n  # no comment\n  한글 😀\n', 'literal', '# no comment\n한글 😀\n'],
  ['k: |\r\n  one\r\n\r\n  two\r\nz: 1\r\n', 'literal', 'one\n\ntwo\n'],
  ['k: |', 'literal', ''],
  ['k: |+\n\n\nz: 1\n', 'literal', '\n\n'],
  ['k: |\n  no final newline', 'literal', 'no final newline\n'],
  ['k: >\n  one\n  two\n\n  three\n\n\n  four\n', 'folded', 'one two\nthree\n\nfour\n'],
  [
    'k: >\n  one\n    deeper\n    still\n  back\n\n    deeper\n\n  end\n',
    'folded',
    'one\n  deeper\n  still\nback\n\n  deeper\n\nend\n',
  ],
  ['k: >-\r\n  one\r\n  two\r\n\r\n  three\r\n', 'folded', 'one two\nthree'],
  ['k: >2\n   deeper first\n  one\n', 'folded', ' deeper first\none\n'],
  ['k: plain\n  goes on\n\n  and on # c\n', 'plain', 'plain goes on\nand on'],
  ['k: one\r\n  two\r\n\r\n\r\n  three\r\n', 'plain', 'one two\n\nthree'],
  ["k: 'it''s ''quoted'''\n", 'single', "it's 'quoted'"],
  ["k: ' a\n  b \n\n  c '\n", 'single', ' a b\nc '],
  ['k: "a\\tb\\u0041\\U0001F600\\x41\\"\\\\\\/\\e"\n', 'double', 'a\tbA😀A"\\/\x1b'],
  ['k: "one\\\n   two\\\r\n   \\ three"\n', 'double', 'onetwo three'],
  ['k: "one \n\n \t two\\n\n  three"\n', 'double', 'one\ntwo\n three'],
  ['k: "\\ud83d\\ude00 한글"\n', 'double', '😀 한글'],
  ['k: "\\N\\_\\L\\P"\n', 'double', '\u0085\u00a0\u2028\u2029'],
  ["k: ''\n", 'single', ''],
  ['k: ""\n', 'double', ''],
]

for (const [text, style, expected] of hard) {
  test(`decodes ${JSON.stringify(text)}`, () => {
    const found = decoded(text)
    assert.equal(found.text, expected)
    assert.equal((parse(text) as { k: string }).k, expected)
    assert.equal(found.region.quoting.style, style)
  })
}

test('block scalars in sequences and behind properties', () => {
  const text = '- |2\n    x\n- k: !!str &a |1\n    y\n- - >\n   z\n-\n  - j: |+\n      w\n\n'
  const tree = parseYaml(text)
  const found: string[] = []
  walk(tree, ({ node }) => {
    if (node.kind === 'scalar') found.push(checked(tree, node).text)
  })
  assert.deepEqual(found, ['  x\n', ' y\n', 'z\n', 'w\n\n'])
})

test('positions go to the character and back', () => {
  const text = 'k: |\r\n  first\r\n  second 한글\r\nz: "a\\tb\\n\\n한"\n'
  const { region, text: inner } = decoded(text)
  const at = inner.indexOf('한글')
  assert.deepEqual(toOuter(region, { start: at, end: at + 2 }), {
    start: text.indexOf('한글'),
    end: text.indexOf('한글') + 2,
  })
  const line = inner.indexOf('second')
  assert.deepEqual(
    toOuter(region, { start: 0, end: line - 1 }),
    { start: text.indexOf('first'), end: text.indexOf('first') + 5 },
    'without the carriage return',
  )
  assert.equal(
    toOuter(region, { start: line, end: line })?.start,
    text.indexOf('second'),
    'behind the indentation',
  )
  assert.equal(toInner(region, text.indexOf('second')), line)
  assert.equal(toInner(region, text.indexOf('second') - 1), undefined, 'indentation has no position')
})

test('escapes are mapped as a whole, and the places between them are kept', () => {
  const text = 'k: "a\\t\\nb\\U0001F600c"\n'
  const { region, text: inner } = decoded(text)
  assert.equal(inner, 'a\t\nb😀c')
  const part = (start: number, end: number): string | undefined => {
    const range = toOuter(region, { start, end })
    return range && text.slice(range.start, range.end)
  }
  assert.equal(part(1, 2), '\\t')
  assert.equal(part(2, 3), '\\n')
  assert.equal(part(0, 3), 'a\\t\\n')
  assert.equal(part(4, 6), '\\U0001F600')
  assert.equal(part(4, 5), undefined, 'half of one escape')
  assert.equal(part(3, 7), 'b\\U0001F600c')
})

test('template actions stand in the decoded text as they are', () => {
  const text =
    'k: |\n{{- if .a }}\n  {{ .b }}: "{{ .c }}"\n    {{- toYaml .d | nindent 4 }}\n  end\n  {{- end }}\n{{- end }}\nz: 1\n'
  const holes: { start: number; end: number }[] = []
  const masked = text.replace(/\{\{.*?\}\}/g, (action, start: number) => {
    holes.push({ start, end: start + action.length })
    const line = text.slice(text.lastIndexOf('\n', start) + 1).split('\n')[0]!
    return (line.trim() === action ? ' ' : 'x').repeat(action.length)
  })
  const tree = parseYaml(masked, { holes })
  assert.deepEqual(tree.issues, [])
  const scalar = scalarOf(get(tree.documents[0]?.root, ['k']))!
  const found = decodeScalar(text, rangeOf(tree, scalar), scalar.style, masked, scalar.text)
  assert.equal(
    found?.text,
    '{{- if .a }}\n{{ .b }}: "{{ .c }}"\n  {{- toYaml .d | nindent 4 }}\nend\n{{- end }}\n',
  )
  for (const word of ['{{- if', '.b', '.c', 'toYaml', 'end\n', '{{- end']) {
    const at: number = found.text.indexOf(word)
    assert.equal(toOuter(found.region, { start: at, end: at + 1 })?.start, text.indexOf(word), word)
  }
})

test('edits beside template actions are read again', () => {
  const text = 'k: |\n  {{- if .a }}\n  one\n  {{- end }}\n  "{{ .b }}": 1\nz: 1\n'
  const masked = text.replace(/\{\{.*?\}\}/g, (action, start: number) => {
    const line = text.slice(text.lastIndexOf('\n', start) + 1).split('\n')[0]!
    return (line.trim() === action ? ' ' : 'x').repeat(action.length)
  })
  const start = text.indexOf('|')
  const found = decodeScalar(text, { start, end: text.indexOf('\nz') }, 'literal', masked)
  assert.ok(found)
  const at = found.text.indexOf('{{- end')
  const edit = outerEdit(
    found.region,
    { range: { start: at, end: at }, text: 'two: {{ .c }}\n' },
    found.text,
    text,
  )
  assert.deepEqual(edit, {
    range: { start: text.indexOf('{{- end'), end: text.indexOf('{{- end') },
    text: 'two: {{ .c }}\n  ',
  })
})

test('what the library reads otherwise is not decoded', () => {
  const text = 'k: |\n  one\n'
  assert.equal(decodeScalar(text, { start: 3, end: 10 }, 'literal', text, 'two\n'), undefined)
  assert.equal(decodeScalar('k: "a\\q"', { start: 3, end: 8 }, 'double'), undefined)
  assert.equal(decodeScalar('k: "open', { start: 3, end: 8 }, 'double'), undefined)
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

function randomScalar(random: (below: number) => number): string {
  const pick = (from: readonly string[]): string => from[random(from.length)]!
  const indent = pick(['  ', '    '])
  const lines = Array.from({ length: random(6) }, () => pick(words))
  const body = (lead: string): string =>
    lines.map((line) => (line ? lead + line : random(2) ? '  ' : '')).join('\n')
  const header = pick(['', '-', '+']) + pick(['', '', '', String(indent.length)]) + pick(['', ' # c'])
  switch (random(5)) {
    case 0:
      return `|${header}\n${body(indent)}\n`
    case 1:
      return `>${header}\n${body(indent)}\n`
    case 2:
      return `${body(indent).trimStart()}\n`
    case 3:
      return `'${body(indent).replaceAll("'", "''")}'\n`
    default:
      return `"${body(indent).replace(/["\\]/g, '\\$&')}${pick(['', '\\t\\n', '\\x41', '\\u2028', '\\\n  z'])}"\n`
  }
}

test('random scalars decode as the library reads them', () => {
  const random = randomBy(3)
  const counts = new Map<ScalarStyle, number>()
  for (let index = 0; index < 4000; index++) {
    const text = `${['', 'y: 1\n'][random(2)]}k: ${randomScalar(random)}${['', '\n', 'z: 1\n', '# c\nz: 1'][random(4)]}`
    const tree = parseYaml(random(2) ? text.replaceAll('\n', '\r\n') : text)
    if (tree.issues.length) continue
    const scalar = scalarOf(get(tree.documents[0]?.root, ['k']))
    if (!scalar) continue
    checked(tree, scalar)
    counts.set(scalar.style, (counts.get(scalar.style) ?? 0) + 1)
  }
  for (const style of ['plain', 'single', 'double', 'literal', 'folded'] as const) {
    assert.ok((counts.get(style) ?? 0) > 200, `${style}: ${counts.get(style)}`)
  }
})

test('every scalar of the corpus decodes', {
  skip: !existsSync(corpus) && 'no corpus beside the project',
}, () => {
  const files = readdirSync(corpus, { withFileTypes: true, recursive: true })
  for (const file of files) {
    if (!/\.ya?ml$/.test(file.name)) continue
    const text = readFileSync(join(file.parentPath, file.name), 'utf8')
    const tree = parseYaml(text)
    if (tree.issues.length) continue
    walk(tree, ({ node }) => {
      if (node.kind === 'scalar') checked(tree, node)
    })
  }
})
