/** The comparison of texts by lines: what is kept, and edits that touch only what differs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyEdits } from '../../server/src/text/edit.ts'
import { commonLines, lineEdits } from '../../server/src/text/lineDiff.ts'

/** Each edit as `old→new`. */
const shown = (before: string, after: string) =>
  lineEdits(before, after).map(({ range, text }) => `${before.slice(range.start, range.end)}→${text}`)

test('of lines that differ in blanks, the blanks alone are replaced', () => {
  assert.deepEqual(shown('a {\n  b  =1\n}\n', 'a {\n\tb = 1\n}\n'), ['  →\t', ' →', '→ '])
})

test('a line that is split keeps its text in place', () => {
  assert.deepEqual(shown('a { b = 1 }\n', 'a {\n\tb = 1\n}\n'), [' →\n\t', ' →\n'])
})

test('lines come and go as wholes', () => {
  assert.deepEqual(shown('a\n\n\n\nb\n', 'a\n\nb\n'), ['\n\n→'])
  assert.deepEqual(shown('a\nb\n', 'a\nx\nb\n'), ['→x\n'])
  assert.deepEqual(shown('a\nb', 'a\nb\n'), ['→\n'])
  assert.deepEqual(shown('same\n', 'same\n'), [])
})

/** Numbers that look random and are the same in every run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648
    return Math.floor((state / 2147483648) * below)
  }
}

test('applied, the edits give the other text; they are in order and apart', () => {
  const random = randomFrom(5)
  const words = ['a', 'b', ' ', '\t', '\n', '\n', '\r\n', ',', 'é']
  for (let round = 0; round < 500; round++) {
    const before = Array.from({ length: random(60) }, () => words[random(words.length)]).join('')
    const after = [...before]
      .flatMap((char) =>
        random(8) === 0 ? [] : random(8) === 0 ? [char, words[random(words.length)]] : [char],
      )
      .join('')
    const edits = lineEdits(before, after)
    assert.equal(applyEdits(before, edits), after)
    for (const [i, edit] of edits.entries())
      assert.ok((edits[i - 1]?.range.end ?? -1) < edit.range.start, JSON.stringify(edits))
  }
})

test('the longest run of lines is kept, and long texts without anything in common are compared at once', () => {
  assert.deepEqual(commonLines([...'abcabba'], [...'cbabac']).length, 4)
  const [a, b] = [1, 2].map((n) => Array.from({ length: 20_000 }, (_, i) => `${n}:${i}`))
  assert.deepEqual(commonLines(['x', ...(a ?? []), 'y'], ['x', ...(b ?? []), 'y']), [
    [0, 0],
    [20_001, 20_001],
  ])
})
