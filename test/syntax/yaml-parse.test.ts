/** The YAML tree: that dividing and taking over parts never changes it, and what it says of hard texts. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments, parseDocument } from 'yaml'
import type { YamlNode, YamlPair, YamlScalar, YamlTree } from '../../server/src/syntax/yaml/ast.ts'
import { parseYaml } from '../../server/src/syntax/yaml/parse.ts'
import { get, pairAtPath, scalarOf, textOf } from '../../server/src/syntax/yaml/path.ts'
import { rangeOf } from '../../server/src/text/part.ts'

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

const styles = {
  plain: 'PLAIN',
  single: 'QUOTE_SINGLE',
  double: 'QUOTE_DOUBLE',
  literal: 'BLOCK_LITERAL',
  folded: 'BLOCK_FOLDED',
}

/** A node of the library as plain data: source, value, style, offset, anchor and tag of each scalar. */
function theirs(node: unknown): unknown {
  if (isAlias(node)) return ['*', node.source, node.range?.[0]]
  if (isMap(node))
    return {
      map: node.items.map((pair) => [isScalar(pair.key) ? theirs(pair.key) : 'complex', theirs(pair.value)]),
    }
  if (isSeq(node)) return node.items.map(theirs)
  if (isPair(node)) return { map: [[theirs(node.key), theirs(node.value)]] }
  if (!isScalar(node) || (node.source === '' && node.type === 'PLAIN' && !node.anchor && !node.tag))
    return null
  return [node.source, node.value, node.type, node.range?.[0], node.anchor, node.tag]
}

/** Our node as the same data. */
function ours(tree: YamlTree, node: YamlNode | undefined): unknown {
  if (!node) return null
  const { start } = rangeOf(tree, node)
  if (node.kind === 'alias') return ['*', node.name, start]
  if (node.kind === 'map')
    return {
      map: node.pairs.map(({ key, value }) => [key.hole ? 'complex' : ours(tree, key), ours(tree, value)]),
    }
  if (node.kind === 'sequence') return node.items.map((item) => ours(tree, item))
  if (node.text === '' && node.style === 'plain' && !node.anchor && !node.tag) return null
  return [
    node.text,
    node.value,
    styles[node.style],
    start,
    node.anchor,
    node.tag?.replace(/^!!/, 'tag:yaml.org,2002:'),
  ]
}

const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (isScalar(a) && isScalar(b) && a.value === b.value && a.source !== '<<')

/** Compares our tree with the library's own parse of the whole text. Gives whether both found the text sound. */
function compare(text: string): boolean {
  const tree = parseYaml(text)
  assert.equal(tree.parts.map((part) => part.text).join(''), text, 'the parts make the text')
  const documents = parseAllDocuments(text, {
    prettyErrors: false,
    resolveKnownTags: false,
    logLevel: 'silent',
    uniqueKeys: isSame,
  })
  const errors = 'errors' in documents ? documents.errors : documents.flatMap((each) => each.errors)
  const issues = tree.issues.filter(({ code }) => code !== 'UNKNOWN_ANCHOR' && code !== 'TOO_MANY_ALIASES')
  assert.equal(
    issues.length > 0,
    errors.length > 0,
    `${JSON.stringify(text)}: ${errors[0]?.message} / ${issues[0]?.message}`,
  )
  if (issues.length) return false
  const expected = documents.length ? documents.map((each) => theirs(each.contents)) : [null]
  assert.deepEqual(
    tree.documents.map(({ root }) => ours(tree, root)),
    expected,
    JSON.stringify(text),
  )
  return true
}

function yamlFiles(folder: string): readonly string[] {
  const found = readdirSync(folder, { withFileTypes: true, recursive: true })
  return found.filter((each) => /\.ya?ml$/.test(each.name)).map((each) => join(each.parentPath, each.name))
}

const hard: readonly string[] = [
  '',
  '\ufeffa: 1\nb: 2\n',
  '\r\na: 1\r\n\r\nb:\r\n- 1\r\n- 2\r\nc: |\r\n  x\r\n\r\n  y\r\n',
  'a: |\n  x\n# comment at column 0\nb: |+\n  keep\n\n\nc: 1\n',
  'a: >\n\n  folded\n   deeper\n  x\n\nb: "one\n  two"\nc: plain\n  goes on\nd: {x: 1,\n  y: 2\n}\ne: 1\n',
  'a: |\n  ---\n  key: no key\n  ...\nb: 1\n',
  'a: 1\n---\nb: 2\n---\n- c\n---\n# nothing\n',
  'a: 1\n...\nb: 2\n...\n...\n',
  '%YAML 1.2\n---\na: 1\nb: 2\n',
  '--- # comment\na: 1\nb: 2\n',
  '--- |\n text\n',
  '--- {a: 1}\n',
  '? explicit\n: value\nb: 1\n',
  'a: 1\n? |\n  block key\n: 2\nb: 1\n',
  '{a: 1,\nb: 2}\n',
  '[a,\nb]: 1\n',
  '&root\na: 1\nb: 2\n',
  '!!map\na: 1\nb: 2\n',
  '&a a: 1\n*a : 2\nb: 3\n',
  "\"quoted: key\": 1\n'it''s': 2\n한글 키: 3\nkey with # hash#: 4\nurl:http: 5\n-x: 6\n?y: 7\n",
  'a:\n\t\nb: 1\n',
  'a: 1 \n  \n\t\nb: 2\n',
  '  a: 1\n  b: 2\n',
  '- a: 1\n- b: 2\n',
  'a: &x 1\nb: *x\nc: &x 2\nd: *x\n',
  'plain root\nb c\n',
  '"quoted\nroot: x\n"\n',
  'a: 1\n\na: 2\n',
  '<<: {a: 1}\n<<: {b: 1}\n',
  'a:\n- x\n-\n- y: 1\n  z:\nb:\n',
  'a: "open\nb: 1\n',
  'a: "open\nb: "x"\n',
  'a: [1, 2\nb: 3\n',
  'half\nb: 1\n',
  'a: 1\nhalf\nb: 1\n',
  'a: 1\n\ufeffb: 1\n',
]

test('hard texts read as the library reads them whole', () => {
  for (const text of hard) {
    compare(text)
    compare(text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'))
  }
})

const bits = [
  '\n',
  '\n\n',
  ' ',
  '  ',
  '\t',
  '"',
  "'",
  '#',
  ' # c',
  '\n# col0\n',
  '\n# c\n  # d\n',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ': ',
  '- ',
  '\n- x\n',
  '? ',
  '\n? k\n: v\n',
  '|',
  '|\n',
  '|+\n',
  '>-\n',
  '&a ',
  '*a',
  '&b ',
  '*b ',
  '<<: *a\n',
  '!!str ',
  '---\n',
  '\n---\n',
  '\n--- # c\n',
  '\n...\n',
  '%',
  '\r\n',
  '\r',
  '\ufeff',
  'key: v\n',
  '\nkey:\n',
  '한글',
  '😀: x\n',
  '\nx: |+\n  t\n\n\n',
  '\nq: "a\n  b"\n',
  '\nf: {\n}\n',
  '\nz: [a,\n b]\n',
  '\n"quoted key": 1\n',
  "\n'k': 1\n",
  '\nplain\n',
  '\n  indented\n',
  '\nk: >\n\n   more\n  x\n',
  '~',
  '\n@x\n',
  '\n|\n',
  '\nkey : v\n',
  '\n-x: 1\n',
  '\u00a0',
]

function randomText(random: (below: number) => number, texts: readonly string[]): string {
  const some = (): string => Array.from({ length: 1 + random(9) }, () => bits[random(bits.length)]).join('')
  let text = [some(), `a: 1\n${some()}\nb: 2\n${some()}\nc:\n  d: 1\n`, texts[random(texts.length)]!][
    random(3)
  ]!
  for (let edits = random(3); edits > 0; edits--) text = randomEdit(random, text)
  return text
}

function randomEdit(random: (below: number) => number, text: string): string {
  const at = random(text.length + 1)
  return text.slice(0, at) + bits[random(bits.length)] + text.slice(at + (random(2) ? random(8) : 0))
}

test('random texts read as the library reads them whole', () => {
  const random = randomBy(7)
  let sound = 0
  for (let index = 0; index < 2500; index++) if (compare(randomText(random, hard))) sound++
  assert.ok(sound > 250, `${sound} sound texts`)
})

test('corpus files read as the library reads them whole, also after edits', {
  skip: !existsSync(corpus) && 'no corpus beside the project',
}, () => {
  const random = randomBy(11)
  for (const file of yamlFiles(corpus)) {
    if (statSync(file).size > 20_000) continue
    const text = readFileSync(file, 'utf8')
    compare(text)
    compare(randomEdit(random, text))
  }
})

function shown(tree: YamlTree): unknown {
  return {
    documents: tree.documents.map(({ range, root }) => [range, ours(tree, root)]),
    issues: tree.issues.map((issue) => [issue.code, rangeOf(tree, issue)]),
    comments: tree.comments,
  }
}

test('taking parts over gives the same tree as reading anew', () => {
  const random = randomBy(13)
  for (let index = 0; index < 1500; index++) {
    const before = parseYaml(randomText(random, hard))
    const text = randomEdit(random, before.text)
    const after = parseYaml(text, {}, before)
    assert.equal(new Set(after.parts).size, after.parts.length, 'no part twice')
    assert.deepEqual(shown(after), shown(parseYaml(text)), JSON.stringify([before.text, text]))
  }
})

test('an edit keeps every other part', () => {
  const text = '# about a\na: 1\nb:\n  c: 2\nd: 3\nb2: 4\n'
  const before = parseYaml(text)
  const after = parseYaml(text.replace('c: 2', 'c: 22'), {}, before)
  assert.deepEqual(
    after.parts.map((part) => before.parts.includes(part)),
    [true, false, true, true],
  )
  assert.equal(scalarOf(get(after.documents[0]?.root, ['b', 'c']))?.value, 22)
  const moved = parseYaml('d: 3\n# about a\na: 1\nnew: 1\nb:\n  c: 2\n', {}, before)
  assert.deepEqual(
    moved.parts.map((part) => before.parts.includes(part)),
    [true, true, false, true],
  )
})

test('the same text with other holes is another part', () => {
  const before = parseYaml('a: xxx\nb: 1\n')
  const after = parseYaml('a: xxx\nb: 1\n', { holes: [{ start: 3, end: 6 }] }, before)
  assert.equal(scalarOf(get(after.documents[0]?.root, ['a']))?.hole, true)
  assert.equal(after.parts[1], before.parts[1])
})

function codes(text: string): readonly string[] {
  return parseYaml(text).issues.map((issue) => issue.code)
}

test('finds duplicate keys in a part and over parts, at the second key', () => {
  const text = 'a:\n  b: 1\n  b: 2\nc: 1\n"a": 3\n'
  const tree = parseYaml(text)
  const places = tree.issues.map((issue) => [issue.code, rangeOf(tree, issue)])
  assert.deepEqual(places, [
    ['DUPLICATE_KEY', { start: text.indexOf('b: 2'), end: text.indexOf('b: 2') + 1 }],
    ['DUPLICATE_KEY', { start: text.indexOf('"a"'), end: text.indexOf('"a"') + 3 }],
  ])
  assert.deepEqual(codes('a: 1\n---\na: 2\n'), [], 'other documents have keys of their own')
  assert.deepEqual(codes('<<: {a: 1}\n<<: {b: 1}\n'), [])
  assert.deepEqual(codes('1: a\n"1": b\n'), [])
})

test('says nothing of equal keys with template output between them', () => {
  const text = 'a: 1\n          \na: 2\nm:\n  b: 1\n    \n  b: 2\n'
  const holes = [
    { start: 5, end: 15 },
    { start: text.lastIndexOf('    \n'), end: text.lastIndexOf('    \n') + 4 },
  ]
  assert.deepEqual(parseYaml(text, { holes }).issues, [])
})

test('aliases find their anchors over parts, and unknown ones are told', () => {
  const tree = parseYaml('z: 0\na: &x {k: 1}\nb: 2\nc: *x\nd: 4\n')
  const alias = get(tree.documents[0]?.root, ['c'])
  assert.ok(alias?.kind === 'alias' && alias.target?.kind === 'map')
  assert.deepEqual(
    tree.parts.map((part) => part.nodes.length),
    [1, 3, 1],
  )
  assert.deepEqual(codes('a: *nope\n'), ['UNKNOWN_ANCHOR'])
  assert.deepEqual(codes('a: *x\nb: &x 1\n'), ['UNKNOWN_ANCHOR'], 'an anchor counts only before its alias')
  assert.deepEqual(codes('a: &x [*x]\n'), ['UNKNOWN_ANCHOR'], 'nothing contains itself')
  assert.deepEqual(codes('a: &x 1\n---\nb: *x\n'), ['UNKNOWN_ANCHOR'], 'anchors end with their document')
})

test('a comment without a space does not join what is below it', () => {
  // The library's lexer forgets the indentation there and would read `x b` as one key.
  for (const comment of ['#c', '  #c', '#c\n  #', '#c\n\n    # d']) {
    const tree = parseYaml(`a:\n  k:\n${comment}\n    x\n  b: 2\nc:\n- l:\n${comment}\n    y\n- m\n`)
    assert.deepEqual(tree.issues, [], comment)
    const root = tree.documents[0]?.root
    assert.equal(textOf(get(root, ['a', 'k'])), 'x')
    assert.equal(textOf(get(root, ['c', 0, 'l'])), 'y')
    assert.equal(textOf(get(root, ['c', 1])), 'm')
  }
  assert.equal(
    textOf(get(parseYaml('a: |\n  #!/bin/sh\n  set\nb: 1\n').documents[0]?.root, ['a'])),
    '#!/bin/sh\nset\n',
  )
})

test('ranges end where what is written ends', () => {
  const text = 'a:\n  b: 1 # c\n\n  d: |\n    x\n\n# end\ne: [1, 2] # f\ng:\nh:\n  - i\n\n'
  const tree = parseYaml(text)
  const root = tree.documents[0]?.root
  const slice = (node: YamlNode | YamlPair | undefined): string => {
    assert.ok(node)
    const { start, end } = rangeOf(tree, node)
    return text.slice(start, end)
  }
  assert.equal(slice(get(root, ['a'])), 'b: 1 # c\n\n  d: |\n    x')
  assert.equal(slice(pairAtPath(root, ['e'])), 'e: [1, 2]')
  assert.equal(slice(pairAtPath(root, ['g'])), 'g:')
  assert.equal(slice(get(root, ['h'])), '- i')
  assert.equal(slice(root), text.trimEnd())
  assert.deepEqual(
    tree.comments.map(({ start, end }) => text.slice(start, end)),
    ['# c', '# end', '# f'],
  )
})

test('values are those of the core schema, the text is as written', () => {
  const tree = parseYaml(
    'a: 08\nb: "08"\nc: yes\nd: 0x1F\ne: ~\nf: !!str 12\ng: 1e3\nh: true\ni: 123456789012345678901\n',
  )
  const found = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) =>
    scalarOf(get(tree.documents[0]?.root, [key])),
  )
  assert.deepEqual(
    found.map((scalar) => scalar?.value),
    [8, '08', 'yes', 31, null, '12', 1000, true],
  )
  assert.deepEqual(
    found.map((scalar) => scalar?.text),
    ['08', '08', 'yes', '0x1F', '~', '12', '1e3', 'true'],
  )
  assert.equal(found[5]?.tag, '!!str')
})

/** Replaces `{{ … }}` by placeholders, or by blanks where it has its line for itself. */
function masked(text: string): { text: string; holes: { start: number; end: number }[] } {
  const holes: { start: number; end: number }[] = []
  const out = text.replace(/\{\{.*?\}\}/g, (action, start: number) => {
    holes.push({ start, end: start + action.length })
    const line = text.slice(text.lastIndexOf('\n', start) + 1).split('\n')[0]!
    return (line.trim() === action ? ' ' : 'x').repeat(action.length)
  })
  return { text: out, holes }
}

test('what template output touches or makes is unknown', () => {
  const { text, holes } = masked(
    'a: {{ .a }}\nb: "x {{ .b }}"\nc:\n  {{ toYaml .c }}\nd:\n{{ toYaml .d | indent 2 }}\ne: known\nf: |\n  text\n  {{ .f }}\ng:\nh: |\n  text\ni:\n  - {{ .i }}\n  -\n    {{ .j }}\n  - known\n{{ .k }}: 1\n',
  )
  const tree = parseYaml(text, { holes })
  assert.deepEqual(tree.issues, [])
  const root = tree.documents[0]?.root
  const at = (...path: (string | number)[]): YamlScalar | undefined => scalarOf(get(root, path))
  for (const path of [['a'], ['b'], ['c'], ['d'], ['f'], ['i', 0], ['i', 1]]) {
    assert.deepEqual([at(...path)?.hole, at(...path)?.value], [true, undefined], path.join('.'))
  }
  for (const path of [['e'], ['h'], ['i', 2]]) assert.equal(at(...path)?.hole, false, path.join('.'))
  assert.equal(get(root, ['g']), undefined)
  assert.ok(root?.kind === 'map' && root.pairs.at(-1)?.key.hole)
})

test('an action that prints nothing makes no value', () => {
  const text = 'a:\n         \nb: |\n  text\n         \nc: |\n  x\n         \n  y\n'
  const holes = [...text.matchAll(/ {9}/g)].map(({ index }) => ({
    start: index,
    end: index + 9,
    kind: 'control',
  }))
  const root = parseYaml(text, { holes }).documents[0]?.root
  assert.equal(get(root, ['a']), undefined)
  assert.equal(scalarOf(get(root, ['b']))?.hole, false)
  assert.equal(scalarOf(get(root, ['c']))?.hole, true)
})

test('limits give one explained issue each and end quickly', () => {
  const bomb = Array.from(
    { length: 12 },
    (_, index) =>
      `a${index}: &a${index} [${Array(9)
        .fill(index ? `*a${index - 1}` : 'x')
        .join(', ')}]`,
  )
  assert.deepEqual(codes(bomb.join('\n')), ['TOO_MANY_ALIASES'])
  for (const text of [
    `a: ${'['.repeat(50_000)}`,
    '- '.repeat(50_000),
    Array.from({ length: 800 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
  ]) {
    assert.deepEqual(codes(text), ['TOO_DEEP'])
  }
  assert.deepEqual(codes('key: value\n'.repeat(500_000)), ['TOO_LONG'])
  assert.deepEqual(
    codes(`${Array.from({ length: 200 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')} 1`),
    [],
  )
})

test('an edit costs far less than reading the file with the library', (context) => {
  const text = Array.from(
    { length: 40 },
    (_, key) =>
      `key${key}:\n${Array.from({ length: 49 }, (_, sub) => `  sub${sub}: value ${sub}`).join('\n')}\n`,
  ).join('')
  const edited = text.replace('  sub20: value 20\n', '  sub20: value 21\n')
  const times = (run: () => void): number => {
    const taken = Array.from({ length: 30 }, () => {
      const start = performance.now()
      run()
      return performance.now() - start
    })
    return taken.sort((a, b) => a - b)[15]!
  }
  const tree = parseYaml(text)
  const whole = times(() => parseDocument(text))
  const one = times(() => parseYaml(edited, {}, tree))
  context.diagnostic(`edit ${one.toFixed(2)} ms, parseDocument ${whole.toFixed(2)} ms`)
  // The work is what is asserted, not the time: all parts but one are taken over.
  assert.equal(parseYaml(edited, {}, tree).parts.filter((part) => !tree.parts.includes(part)).length, 1)
})
