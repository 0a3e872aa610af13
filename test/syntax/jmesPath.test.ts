/** What `go-jmespath` 1.1.1 of the JMESPath community says of each expression: the verdicts were taken from it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jmesIssue } from '../../server/src/syntax/jmesPath.ts'

const accepted = [
  'a',
  'a.b.c',
  '"@timestamp"',
  'a."b c"[0]',
  'a[*].b[].c[1:2:3][::-1]',
  "a[?b=='c' && !d || e<`1`].f",
  '*.a | [0]',
  '{a: b, "c d": e[0]}',
  '[a, b.c, `1`]',
  'sort_by(a, &b)',
  '$.a',
  'a-b',
  'a + b * -c // d % e',
  'let $x = a in $x.b',
  '@',
  "'it\\'s'",
  'a = b',
  'f(a b)',
]

const refused: readonly (readonly [expression: string, code: string, text: string])[] = [
  ['', 'incomplete', ''],
  ['@timestamp', 'unexpected', 'timestamp'],
  ['.a', 'unexpected', '.'],
  ['a b', 'unexpected', 'b'],
  ['a.', 'incomplete', ''],
  ['a.1', 'unexpected', '1'],
  ['a[0', 'incomplete', ''],
  ['a]', 'unexpected', ']'],
  ['a[?b==c', 'incomplete', ''],
  ['a#b', 'character', '#'],
  ['"a', 'quote', '"a'],
  ["'a", 'quote', "'a"],
  ['"\\x"', 'json', '"\\x"'],
  ['`a`', 'json', '`a`'],
  ['"f"(a)', 'unexpected', '"f"'],
  ['{a}', 'unexpected', '}'],
  ['[]a', 'unexpected', 'a'],
  ['a[1:2:3:4]', 'unexpected', ':'],
]

test('expressions that are read have no fault', () => {
  for (const expression of accepted) assert.equal(jmesIssue(expression), undefined, expression)
})

test('the first fault of an expression has its place', () => {
  for (const [expression, code, text] of refused) {
    const issue = jmesIssue(expression)
    assert.ok(issue, expression)
    assert.deepEqual([issue.code, expression.slice(issue.start, issue.end)], [code, text], expression)
  }
})

test('deep nesting ends', () => {
  assert.equal(jmesIssue('['.repeat(5000)), undefined)
})
