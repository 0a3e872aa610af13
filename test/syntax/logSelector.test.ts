/** What Alloy's own reader of selectors says of each (1.18.0): verdict and place were taken from it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseLogSelector } from '../../server/src/syntax/logSelector.ts'

const accepted = [
  '{a="b"}',
  '{a="b", c!="d", e=~"f.*", g!~"h|i"}',
  '{a="b"} |= "x" != "y" |~ "z\\\\d" !~ "w"',
  ' {\n\ta = "b" // a comment\n} /* another */ |= "x"',
  '{1="b"}',
  '{é="b"}',
  '{a="\\"b\\"\\n\\x41\\u00e9"}',
]

const refused: readonly (readonly [selector: string, code: string, text: string])[] = [
  ['', 'no-brace', ''],
  ['a="b"', 'no-brace', 'a'],
  ['{}', 'no-matcher', '{}'],
  ['{="b"}', 'label', '='],
  ['{"a"="b"}', 'label', '"a"'],
  ['{a}', 'operator', '}'],
  ['{a.b="c"}', 'operator', '.'],
  ['{a-b="c"}', 'operator', '-'],
  ['{a=b}', 'text', 'b'],
  ['{a=`b`}', 'text', '`b`'],
  ["{a='b'}", 'text', "'b'"],
  ['{a=}', 'text', '}'],
  ['{a="b",}', 'trailing-comma', ','],
  ['{a="b" c="d"}', 'separator', 'c'],
  ['{a="b"', 'separator', ''],
  ['{a="b"} | json', 'filter', '|'],
  ['{a="b"} |> "x"', 'filter', '|'],
  ['{a="b"} |= "x" or "y"', 'filter', 'or'],
  ['{a="b"} # comment', 'filter', '#'],
  ['{a="b"} |= x', 'text', 'x'],
  ['{a="b', 'quote', '"b'],
  ['{a="\\d"}', 'quote', '"\\d"}'],
]

test('selectors that Alloy reads have no fault', () => {
  for (const selector of accepted) assert.equal(parseLogSelector(selector).issue, undefined, selector)
})

test('the first fault of a selector has its place', () => {
  for (const [selector, code, text] of refused) {
    const { issue } = parseLogSelector(selector)
    assert.ok(issue, selector)
    assert.deepEqual([issue.code, selector.slice(issue.start, issue.end)], [code, text], selector)
  }
})

test('regular expressions are read as Go reads them', () => {
  const place = (selector: string) => {
    const { regex } = parseLogSelector(selector)
    return regex && [regex.of, selector.slice(regex.place.start, regex.place.end)]
  }
  assert.deepEqual(place('{a=~"b(c"}'), ['matcher', '('])
  assert.deepEqual(place('{a!~"(?=b)"}'), ['matcher', '(?='])
  assert.deepEqual(place('{a="b"} |~ "("'), ['filter', '('])
  assert.deepEqual(place('{a="b"} |~ "\\\\d("'), ['filter', '"\\\\d("'], 'with escapes the whole literal')
  assert.equal(place('{a=~"b|c"} !~ "d" |= "("'), undefined)
})
