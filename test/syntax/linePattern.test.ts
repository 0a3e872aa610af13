/** What Loki's patterns (3.7) are held against: the verdicts were taken from Loki's own reader. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linePatternIssue } from '../../server/src/syntax/linePattern.ts'

test('patterns with captures that text stands between are read', () => {
  for (const pattern of ['<a>', '<a> <_> <b>', '<a><1b><c d>x<e>', '<__>', '<<a>>'])
    assert.equal(linePatternIssue(pattern), undefined, pattern)
})

test('what is wrong has its place', () => {
  for (const [pattern, code, text] of [
    ['', 'no-capture', ''],
    ['a <_>', 'no-capture', 'a <_>'],
    ['<a><_>', 'adjacent', '<_>'],
    ['<a> <b> <a>', 'twice', '<a>'],
  ] as const) {
    const issue = linePatternIssue(pattern)
    assert.ok(issue, pattern)
    assert.deepEqual([issue.code, pattern.slice(issue.start, issue.end)], [code, text], pattern)
  }
})
