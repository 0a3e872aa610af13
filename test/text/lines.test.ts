/** Lines, positions and offsets with every line break, beyond the ends, and over surrogate pairs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineAt, lineRange, lineStarts, offsetAt, positionAt } from '../../server/src/text/lines.ts'

const lines = (text: string) => {
  const starts = lineStarts(text)
  return starts.map((_, line) => {
    const { start, end } = lineRange(text, starts, line)
    return text.slice(start, end)
  })
}

test('a line ends with LF, CR LF or a lone CR, mixed in one text', () => {
  assert.deepEqual(lines('a\nb\r\nc\rd'), ['a', 'b', 'c', 'd'])
  assert.deepEqual(lines('\r\n\r\r\n\n'), ['', '', '', '', ''])
  assert.deepEqual(lines(''), [''])
  assert.deepEqual(lines('\u2028a\u0085b\fc'), ['\u2028a\u0085b\fc'])
})

test('every offset goes to its position and back, but inside CR LF', () => {
  const text = 'α\r\n🙂b\rc\n\n🙂'
  const starts = lineStarts(text)
  for (let offset = 0; offset <= text.length; offset++) {
    const back = offsetAt(text, starts, positionAt(starts, offset))
    const inside = text.slice(offset - 1, offset + 1) === '\r\n'
    assert.equal(back, inside ? offset - 1 : offset, `offset ${offset}`)
  }
})

test('columns count UTF-16 units, as LSP does', () => {
  const text = 'x\n🙂한b'
  assert.deepEqual(positionAt(lineStarts(text), text.indexOf('b')), { line: 1, character: 3 })
})

test('what lies outside is held inside: columns in their line, lines in the text', () => {
  const text = 'ab\r\ncd'
  const starts = lineStarts(text)
  const at = (line: number, character: number) => offsetAt(text, starts, { line, character })
  assert.equal(at(0, 99), 2)
  assert.equal(at(0, 3), 2)
  assert.equal(at(1, 99), 6)
  assert.equal(at(2, 0), 6)
  assert.equal(at(99, 99), 6)
  assert.equal(at(0, -1), 0)
  assert.equal(at(-1, 1), 0)
  assert.equal(at(-1, 99), 0)
  assert.equal(lineAt(starts, 99), 1)
  assert.equal(lineAt(starts, -1), 0)
})
