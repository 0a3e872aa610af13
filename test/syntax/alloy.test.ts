/** The Alloy parser: trees of valid text, issues and trees of faulty text. */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { AlloyTree, Expression, Field, Statement } from '../../server/src/syntax/alloy/ast.ts'
import { segmentsOf } from '../../server/src/syntax/alloy/literal.ts'
import { parseAlloy } from '../../server/src/syntax/alloy/parser.ts'
import { attribute, statementsOf, unwrapped, walk } from '../../server/src/syntax/alloy/visit.ts'
import { rangeOf } from '../../server/src/text/part.ts'

function show(node: Statement | Expression | Field): string {
  switch (node.kind) {
    case 'block':
      return `${node.name}${node.label ? ` '${node.label.value}'` : ''} {${node.body.map(show).join('; ')}}`
    case 'incomplete':
      return `<${node.name}${node.label ? ` '${node.label.value}'` : ''}>`
    case 'attribute':
      return `${node.name.name} = ${show(node.value)}`
    case 'field':
      return `${node.name}: ${show(node.value)}`
    case 'string':
      return `'${node.value}'`
    case 'number':
    case 'boolean':
      return String(node.value)
    case 'null':
      return 'null'
    case 'identifier':
      return node.name
    case 'access':
      return `${show(node.object)}.${node.name.name}`
    case 'index':
      return `${show(node.object)}[${show(node.index)}]`
    case 'call':
      return `${show(node.callee)}(${node.arguments.map(show).join(', ')})`
    case 'array':
      return `[${node.elements.map(show).join(', ')}]`
    case 'object':
      return `{${node.fields.map(show).join(', ')}}`
    case 'binary':
      return `(${show(node.left)} ${node.operator} ${show(node.right)})`
    case 'unary':
      return `${node.operator}${show(node.value)}`
    case 'paren':
      return `<${show(node.inner)}>`
    case 'error':
      return '?'
  }
}

const shown = (text: string): string => statementsOf(parseAlloy(text)).map(show).join('\n')

/** The value of `a = …`, and that the text has no issue. */
function value(source: string): Expression {
  const tree = parseAlloy(`a = ${source}`)
  assert.deepEqual(
    tree.issues.map((issue) => issue.message),
    [],
    source,
  )
  const found = attribute(tree, 'a')
  assert.ok(found)
  return found.value
}

const rangedIssues = (tree: AlloyTree): string[] =>
  tree.issues.map((issue) => {
    const { start, end } = rangeOf(tree, issue)
    return `${start}-${end} ${issue.code}`
  })

/**
 * Checks the issues of a text against marker lines: carets under what an issue covers, or `|` where an empty one
 * stands, and the code. Marker lines are taken out before parsing.
 */
function checkIssues(marked: string): AlloyTree {
  let text = ''
  let lineStart = 0
  const expected: string[] = []
  for (const line of marked.split('\n').slice(1)) {
    const marker = /^(\s*)(\^+|\|) ([a-z-]+)$/.exec(line)
    if (marker) {
      const start = lineStart + (marker[1]?.length ?? 0)
      expected.push(`${start}-${start + (marker[2] === '|' ? 0 : (marker[2]?.length ?? 0))} ${marker[3]}`)
    } else {
      lineStart = text.length
      text += `${line}\n`
    }
  }
  const tree = parseAlloy(text)
  assert.deepEqual(
    rangedIssues(tree),
    expected,
    `${marked}\n${tree.issues.map((issue) => issue.message).join('\n')}`,
  )
  return tree
}

test('statements', () => {
  const text =
    'logging {\n\tlevel = "info"\n}\n\nloki.write "default" {\n\tendpoint { url = "http://x" }\n}\na = 1\n'
  assert.equal(
    shown(text),
    "logging {level = 'info'}\nloki.write 'default' {endpoint {url = 'http://x'}}\na = 1",
  )
  assert.deepEqual(parseAlloy(text).issues, [])
})

test('operators bind as in Alloy', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['1 + 2 * 3 ^ 2 ^ 2', '(1 + (2 * (3 ^ (2 ^ 2))))'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['a || b && c == d + e', '(a || (b && (c == (d + e))))'],
    ['-2 ^ 2', '(-2 ^ 2)'],
    ['!a.b[0] && -f(1, 2,) < 3', '(!a.b[0] && (-f(1, 2) < 3))'],
    ['(1 + 2) * 3 % 4 / 5', '(((<(1 + 2)> * 3) % 4) / 5)'],
    ['a <= b', '(a <= b)'],
    ['a != b', '(a != b)'],
  ]
  for (const [source, expected] of cases) assert.equal(show(value(source)), expected)
})

test('literals', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['[1, .5, 1., 1e3, true, false, null]', '[1, 0.5, 1, 1000, true, false, null]'],
    ['{ a = 1, "b-c" = [], }', '{a: 1, b-c: []}'],
    ['{\n\ta = 1,\n\n\tb = {},\n}', '{a: 1, b: {}}'],
    ['[\n\t// first\n\t"a", /* b */ "b",\n]', "['a', 'b']"],
    ['`raw "\\n" text`', '\'raw "\\n" text\''],
    ['"\\t\\"\\\\\\x41\\101\\u00e9\\U0001F600\\xc3\\xa9"', "'\t\"\\AAé😀é'"],
    ['größe.wert١', 'größe.wert١'],
  ]
  for (const [source, expected] of cases) assert.equal(show(value(source)), expected)
})

test('a string knows where its text comes from', () => {
  const plain = value('"abc"')
  assert.ok(plain.kind === 'string' && plain.plain)
  assert.deepEqual([plain.contentStart, plain.contentEnd], [5, 8])
  const escaped = value('"a\\tb"')
  assert.ok(escaped.kind === 'string' && !escaped.plain)
  assert.deepEqual(
    segmentsOf(escaped).map((run) => [
      escaped.value.slice(run.inner, run.inner + run.innerLength),
      run.outer,
      run.outerLength,
    ]),
    [
      ['a', 5, 1],
      ['\t', 6, 2],
      ['b', 8, 1],
    ],
  )
  const raw = value('`a\r\nb`')
  assert.ok(raw.kind === 'string' && raw.raw && !raw.plain)
  assert.equal(raw.value, 'a\nb')
  assert.equal(
    segmentsOf(raw).reduce((sum, run) => sum + run.outerLength, 0),
    4,
  )
})

test('line ends, byte order mark and comments', () => {
  const unix =
    '// first\na = 1 // one\n\n/* two\n   lines */ b "x" {\n\tc = [ // list\n\t\t1,\n\t]\n}\n// last'
  const windows = `\ufeff${unix.replaceAll('\n', '\r\n')}`
  for (const text of [unix, windows]) {
    const tree = parseAlloy(text)
    assert.deepEqual(tree.issues, [])
    assert.equal(shown(text), "a = 1\nb 'x' {c = [1]}")
    const comments = tree.parts.flatMap((part) =>
      part.comments.map((each) => part.text.slice(each.start, each.end)),
    )
    assert.deepEqual(
      comments.map((each) => each.replaceAll('\r', '')),
      ['// first', '// one', '/* two\n   lines */', '// list', '// last'],
    )
  }
})

test('a part has the comments in front of its statement and the rest of its last line', () => {
  const texts = parseAlloy('// a\na = 1 // one\n// b\nb {\n} /* x\n*/ c = 2\n\n// end\n').parts.map(
    (part) => part.text,
  )
  assert.deepEqual(texts, ['// a\na = 1 // one\n', '// b\nb {\n} /* x\n*/ ', 'c = 2\n', '\n// end\n'])
  assert.deepEqual(parseAlloy('').parts, [])
  assert.deepEqual(
    parseAlloy('// only\n').parts.map((part) => part.body),
    [[]],
  )
})

test('what Alloy accepts although it looks odd', () => {
  const accepted = [
    'a =\n  1',
    'a = 1 +\n  2',
    'a "" {}',
    'a{b=1}',
    'a {\n}/* x */',
    'a . b {\n}',
    'a.\n  b {\n}',
    'a = b // c',
    'a = f(\n\t1,\n)',
    'a = {}\r\n\r\nb = 1\r\n',
    'a = [{}, {}][0].x()',
    'a = 1 /* x */ /* y\n */ b = 2',
  ]
  for (const text of accepted)
    assert.deepEqual(
      parseAlloy(text).issues.map((issue) => issue.message),
      [],
      text,
    )
})

test('missing signs are reported where they belong', () => {
  checkIssues(
    `
loki.write "x" {
	endpoint {
		url "http://x"
      ^^^^^^^^^^ unexpected-token
		name = "a" b = 1
             ^ unexpected-token
		list = [1, 2
              | missing-comma
		]
		other = { a = 1 b = 2 }
                 | missing-comma
		call = f(1
            | unexpected-token
		flag true
       ^^^^ unexpected-token
		refs [a.b]
       ^ unexpected-token
	}
}
`.replaceAll('\t', ' '),
  )
})

test('faults inside literals', () => {
  checkIssues(`
a = "open
    ^^^^^ unterminated-string
b = "bad \\q escape"
         ^^ invalid-escape
c = 1e
    ^^ invalid-number
d = 'single'
    ^^^^^^^^ invalid-character
# comment
^ invalid-character
e = a & b
      ^ invalid-character
f = "\\ud800"
     ^^^^^^ invalid-escape
g = 5m
     ^ unexpected-token
`)
})

test('faulty headers', () => {
  checkIssues(`
loki.write "a-b" {
           ^^^^^ invalid-label
}
loki.write \`x\` {
           ^^^ invalid-label
}
a.b = 1
^^^ invalid-attribute-name
a "x" = 1
  ^^^ invalid-attribute-name
x = endpoint { url = 1 }
    ^^^^^^^^^^^^^^^^^^^^ block-as-value
...
^ unexpected-token
loki.
     | unexpected-token
`)
})

test('half-typed statements leave the others alone', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['loki.wri\na = 1', '<loki.wri>\na = 1'],
    ['loki.\na = 1', '<loki.>\na = 1'],
    ['a =\nb = 2', 'a = ?\nb = 2'],
    ['a = x.\nb = 2', 'a = x.\nb = 2'],
    ['a = [\nb = 2', 'a = []\nb = 2'],
    ['a = [x, \nb = 2', 'a = [x]\nb = 2'],
    ['a = f(\nb = 2', 'a = f()\nb = 2'],
    ['a = "text\nb = 2', "a = 'text'\nb = 2"],
    ['a {\n\tb = c +\n}\nd = 1', 'a {b = (c + ?)}\nd = 1'],
    ['a {\n\tforw\n\tb = 1\n}', 'a {<forw>; b = 1}'],
    ['a "x"\n\nb "y" {\n}', "<a 'x'>\nb 'y' {}"],
    ['a = { x = }\nb = 1', 'a = {x: ?}\nb = 1'],
    ['}\na = 1', 'a = 1'],
    ['a = 1 b = 2', 'a = 1\nb = 2'],
    ['a = { b: 1, "c": 2 }', 'a = {b: 1, c: 2}'],
  ]
  for (const [text, expected] of cases) {
    assert.equal(shown(text), expected, text)
    assert.notEqual(parseAlloy(text).issues.length, 0, text)
  }
})

test('a missing opening brace is one issue where lines are indented', () => {
  const tree = checkIssues(`
loki.write "x"
              | unexpected-token
	endpoint {
		url = 1
	}
}

a = 1
`)
  assert.equal(statementsOf(tree).map(show).join('\n'), "loki.write 'x' {endpoint {url = 1}}\na = 1")
})

test('a missing closing brace costs only its block', () => {
  const text = 'a "x" {\n\tb {\n\t\tc = 1\n\n\td = 2\n}\n\ne.f "y" {\n\tg = 3\n\nh.i "z" {\n}\n'
  const tree = parseAlloy(text)
  assert.equal(shown(text), "a 'x' {b {c = 1}; d = 2}\ne.f 'y' {g = 3}\nh.i 'z' {}")
  assert.deepEqual(rangedIssues(tree), [
    `${text.length}-${text.length} unclosed-block`,
    `${text.length}-${text.length} unclosed-block`,
  ])
  const openers = tree.issues.map((issue) => issue.related && rangeOf(tree, issue.related).start)
  assert.deepEqual(openers, [text.indexOf('b {') + 2, text.indexOf('"y" {') + 4])
  assert.match(tree.issues[0]?.message ?? '', /the block `b` is not closed/)
})

test('indentation means nothing where braces match', () => {
  const text = 'a "x" {\nb.c "y" {\nd = {\ne = 1,\n}\n}\n      }\nf = 1\n'
  assert.deepEqual(parseAlloy(text).issues, [])
  assert.equal(shown(text), "a 'x' {b.c 'y' {d = {e: 1}}}\nf = 1")
})

test('what is not closed before the end of the text does not swallow the next block', () => {
  assert.equal(shown('a = `raw\ntext\nb "x" {\n}\n'), "a = 'raw\ntext'\nb 'x' {}")
  assert.equal(shown('/* comment\nb "x" {\n}\n'), "b 'x' {}")
})

test('messages name what was found and what was expected', () => {
  const message = (text: string): string => parseAlloy(text).issues[0]?.message ?? ''
  assert.equal(message('a = ]'), 'Expected a value, found `]`.')
  assert.equal(message('foo'), 'Expected `=` and a value, or `{`, behind `foo`, found the end of the line.')
  assert.equal(message('a {'), 'Expected `}`, found the end of the file: the block `a` is not closed.')
  assert.equal(
    message('a = é‘'),
    'Alloy does not know the character `‘` (U+2018) here. Remove it, or put text in quotes.',
  )
  for (const text of ['a', 'a {', '}', '"x"', 'a.b', 'a = {', 'a = { 1 }', 'a = [ x = 1 }'])
    for (const issue of parseAlloy(text).issues) assert.doesNotMatch(issue.message, /\{\w+\}/, text)
})

test('deep nesting gives one issue and no overflow', () => {
  const deep: readonly string[] = [
    '[',
    '{ x = ',
    '(',
    'f(',
    '!',
    '-',
    '2 ^ ',
    'x.',
    'x[',
    '1 + ',
    '1 + 2 * ',
    '[(',
  ].map((piece) => `a = ${piece.repeat(20_000)}`)
  for (const text of [
    ...deep,
    'a {\n'.repeat(500),
    'a { '.repeat(20_000),
    '} '.repeat(20_000),
    '[ '.repeat(20_000),
  ]) {
    const tree = parseAlloy(text)
    assert.ok(tree.issues.filter((issue) => issue.code === 'too-deep').length <= 1)
    let nodes = 0
    walk(tree, () => nodes++)
    assert.ok(nodes < 2000, text.slice(0, 20))
  }
  assert.equal(parseAlloy(deep[0] ?? '').issues[0]?.code, 'too-deep')
  assert.deepEqual(parseAlloy(`a = ${'['.repeat(100)}${']'.repeat(100)}`).issues, [])
})

const sample = `// Collects logs.
loki.source.file "pods" {
	targets    = [{ __path__ = "/var/log/*.log", "x-y" = \`raw\n text\` }, local.file_match.x.targets[0]]
	forward_to = concat([loki.process.default.receiver], [])

	decompression { /* on */
		enabled       = !false || 1 + 2 * -3 >= 4
		initial_delay = "10s\\t"
	}
}
a = (b.c)
`

/** What must hold of any tree of any text. */
function checkTree(text: string): void {
  const tree = parseAlloy(text)
  assert.equal(tree.parts.map((part) => part.text).join(''), text)
  for (const part of tree.parts) {
    walk(part, (node, parent) => {
      assert.equal(node.origin, part)
      const outer = parent ?? { start: 0, end: part.text.length }
      assert.ok(
        outer.start <= node.start && node.start <= node.end && node.end <= outer.end,
        `${node.kind} ${node.start}-${node.end} in ${parent?.kind} ${outer.start}-${outer.end}: ${JSON.stringify(text)}`,
      )
    })
  }
  for (const issue of tree.issues) {
    const { start, end } = rangeOf(tree, issue)
    assert.ok(0 <= start && start <= end && end <= text.length, JSON.stringify(text))
  }
}

test('unclosed lists in front of blocks end', () => {
  for (const text of ['a b(\n\tc{', 'n\n\ts t(\n\t\td{', 'a {\n\tb = [\n\t\tc {\n']) checkTree(text)
})

test('every text has a tree that holds together', () => {
  assert.deepEqual(parseAlloy(sample).issues, [])
  for (let at = 0; at <= sample.length; at++) {
    checkTree(sample.slice(0, at))
    checkTree(sample.slice(at))
    checkTree(sample.slice(0, at) + sample.slice(at + 1))
    for (const piece of ['{', '}', '[', ')', '"', '`', '\n', '=', ',', '.', '/*', "'", '\ufeff', '😀', '\0'])
      checkTree(sample.slice(0, at) + piece + sample.slice(at))
  }
})

test('parentheses are looked through', () => {
  assert.equal(unwrapped(value('((("x")))')).kind, 'string')
})

test('a message names what stands on the line that it is said of, not what the next line begins with', () => {
  const said = (text: string) => parseAlloy(text).issues.map(({ message }) => message)
  assert.deepEqual(said('a = b.\nc = 1\n'), ['Expected a name behind the dot, found the end of the line.'])
  assert.match(said('a = {\n\tb c\n}\n')[0] ?? '', /found `c`/)
})
