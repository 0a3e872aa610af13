/** Finding a range in a list that is in order. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstBehind } from '../../server/src/text/range.ts'

test('the first range behind an offset is what going through them all finds', () => {
  const ranges = [2, 3, 7, 9, 12, 20].map((start, index) => ({ start, end: start + (index % 3) }))
  for (let offset = 0; offset <= 22; offset++) {
    const found = ranges.findIndex(({ end }) => end > offset)
    assert.equal(firstBehind(ranges, offset), found < 0 ? ranges.length : found, `${offset}`)
  }
  assert.equal(firstBehind([], 3), 0)
})
