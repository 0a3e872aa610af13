/** Edits of one text made at once: order, overlaps, insertions at one place, duplicates. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyEdits, type TextEdit } from '../../server/src/text/edit.ts'

/** `start-end=text`, several divided by blanks; `_` stands for a blank in the text. */
function edited(text: string, given: string): string {
  const edits = given.split(' ').map((one): TextEdit => {
    const [, start, end, put = ''] = /^(\d+)-(\d+)=(.*)$/.exec(one) ?? []
    return { range: { start: Number(start), end: Number(end) }, text: put.replaceAll('_', ' ') }
  })
  return applyEdits(text, edits)
}

test('edits are of the text as it was, in whatever order they come', () => {
  assert.equal(edited('abcdef', '4-5=E 0-1=AAA 2-3='), 'AAAbdEf')
  assert.equal(edited('abc', '3-3=! 0-0=>'), '>abc!')
  assert.equal(applyEdits('abc', []), 'abc')
})

test('of two that overlap the first given stands', () => {
  assert.equal(edited('abcdef', '1-4=X 3-5=Y'), 'aXef')
  assert.equal(edited('abcdef', '3-5=Y 1-4=X'), 'abcYf')
  assert.equal(edited('abcdef', '1-5=X 2-3=Y'), 'aXf')
})

test('an insertion inside a replaced stretch is left out, one at its ends stands', () => {
  assert.equal(edited('abcdef', '1-4=X 2-2=+'), 'aXef')
  assert.equal(edited('abcdef', '2-4=X 2-2=< 4-4=>'), 'ab<X>ef')
})

test('neighbours that touch do not overlap', () => {
  assert.equal(edited('abcd', '2-4=Y 0-2=X'), 'XY')
})

test('the same edit twice is one, different insertions at one place are both made in their order', () => {
  assert.equal(edited('ab', '1-1=x 1-1=x'), 'axb')
  assert.equal(edited('ab', '1-1=x 1-1=y 1-1=x'), 'axyb')
  assert.equal(edited('abc', '1-2=B 1-2=B'), 'aBc')
})
