/** Formatting gives, byte for byte, what one pass of `alloy fmt` 1.18 gave. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { formatAlloy } from '../../server/src/syntax/alloy/format.ts'
import { parseAlloy } from '../../server/src/syntax/alloy/parser.ts'

const corpus = new URL('../../../shared/corpus/alloy/', import.meta.url)

test('formatting of alloy', { skip: !existsSync(corpus) && 'no ../shared/corpus' }, () => {
  // The index is written by the project's own recorder.
  const rows = JSON.parse(readFileSync(new URL('index.json', corpus), 'utf8')) as readonly {
    readonly id: string
    readonly fmt: 'ok' | 'error'
  }[]
  let changed = 0
  const different = rows.filter(({ id, fmt }) => {
    const text = readFileSync(new URL(`${id}.alloy`, corpus), 'utf8')
    const beside = new URL(`${id}.fmt`, corpus)
    const expected = fmt === 'error' ? undefined : existsSync(beside) ? readFileSync(beside, 'utf8') : text
    if (expected !== undefined && expected !== text) changed++
    return formatAlloy(parseAlloy(text)) !== expected
  })
  assert.deepEqual(
    different.map(({ id }) => id),
    [],
  )
  assert.ok(changed > 500)
})
