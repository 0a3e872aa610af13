/** What `regexp/syntax` of Go 1.26 says of each expression: verdict and place were taken from it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRe2 } from '../../server/src/syntax/re2.ts'

const accepted = [
  '',
  '^(?s)(?P<time>\\S+?) (?<stream>stdout|stderr) (?P<flags>\\S+?) (?P<content>.*)$',
  '[]a]',
  '[^]a]',
  '[a-]',
  '[\\d-z]',
  '[[:alpha:][:^digit:]]',
  '[[:alpha]',
  '\\Q(\\E+',
  '\\Q(',
  '\\x{10ffff}\\x41\\012\\12\\0',
  '\\pL\\p{Greek}\\P{^lu}\\p{Decimal_Number}',
  'a{,3}{',
  'a{01}',
  'a{0}{',
  '(?:a{1000}){0}',
  '(a{10}){100}',
  '(?i)(?-s:a)(?U)',
  'a(?i)*',
  'a*(?i)*',
  '^*',
  '()|(|)',
  '\\_\\-\\/\\"',
  '(?P<n>a)(?P<n>b)',
  'a{2}?',
]

const refused: readonly (readonly [string, string, string])[] = [
  ['a(?=b)', 'group', '(?='],
  ['(?<!a)b', 'group', '(?<!'],
  ['(?>a)', 'group', '(?>'],
  ['(?x)a', 'group', '(?x'],
  ['(?-)', 'group', '(?-'],
  ['(?P=n)', 'group', '(?P'],
  ['(?P<n', 'group-name', '(?P<n'],
  ['(?P<a b>c)', 'group-name', '(?P<a b>'],
  ['(a)\\1', 'backreference', '\\1'],
  ['\\8', 'backreference', '\\8'],
  ['a\\Z', 'escape', '\\Z'],
  ['[\\b]', 'escape', '\\b'],
  ['\\x4', 'escape', '\\x'],
  ['\\x{110000}', 'escape', '\\x'],
  ['\\é', 'escape', '\\é'],
  ['a\\', 'trailing-backslash', '\\'],
  ['[z-a]', 'class', 'z-a'],
  ['[a-\\d]', 'escape', '\\d'],
  ['[[:foo:]]', 'class', '[:foo:]'],
  ['\\p{Foo}', 'class', '\\p{Foo}'],
  ['\\p{L', 'class', '\\p{L'],
  ['[a', 'missing-bracket', '[a'],
  ['[]', 'missing-bracket', '[]'],
  ['x(a(b)', 'missing-paren', '('],
  ['a)', 'unexpected-paren', ')'],
  ['a**', 'nested-repeat', '**'],
  ['a++', 'nested-repeat', '++'],
  ['a{2}{3}', 'nested-repeat', '{2}{3}'],
  ['a*??', 'nested-repeat', '*??'],
  ['*a', 'missing-operand', '*'],
  ['(|*)', 'missing-operand', '*'],
  ['(?i)+', 'missing-operand', '+'],
  ['\\Q\\E+', 'missing-operand', '+'],
  ['a{1001}', 'repeat-size', '{1001}'],
  ['a{3,2}', 'repeat-size', '{3,2}'],
  ['(a{100}){11}', 'repeat-size', '{11}'],
]

for (const text of accepted) {
  test(`accepts ${JSON.stringify(text)}`, () => assert.equal(parseRe2(text).issue, undefined))
}

for (const [text, code, place] of refused) {
  test(`refuses ${JSON.stringify(text)}`, () => {
    const { issue } = parseRe2(text)
    assert.deepEqual([issue?.code, text.slice(issue?.start, issue?.end)], [code, place])
  })
}

test('groups come with their names', () => {
  assert.deepEqual(parseRe2('(a)(?:b)(?P<c>c(?<d>d))(?i)(e)').groups, [undefined, 'c', 'd', undefined])
})

test('a long expression is read to its end', () => {
  const text = '(a|[b-z]{2}\\d)'.repeat(20000)
  assert.equal(parseRe2(text).groups.length, 20000)
})
