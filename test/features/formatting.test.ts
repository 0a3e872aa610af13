/** Formatting of Alloy files: edits of what differs only, ranges, and texts with faults. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { faultOf, formatDocument, formatRange } from '../../server/src/features/formatting.ts'
import { formatAlloy } from '../../server/src/syntax/alloy/format.ts'
import { parseAlloy } from '../../server/src/syntax/alloy/parser.ts'
import { createDocument } from '../../server/src/text/document.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { marked } from '../support/marked.ts'

const alloy = (text: string) => createDocument('file:///a.alloy', 'alloy', text)

/** The text after its `⟦…⟧`, or the place of `<|>`, was formatted. */
function afterRange(source: string): string {
  const { text, ranges, cursor } = marked(source)
  return applyEdits(text, formatRange(alloy(text), ranges[0] ?? { start: cursor, end: cursor }))
}

/** Line ends that a test must not lose sight of. */
const crlf = (text: string) => text.replaceAll('\n', '\r\n')

test('a document gets edits of what differs, and keeps its line ends', () => {
  const text = 'logging {\n  level = "info"\n  format  = "json"\n}\n'
  const formatted = 'logging {\n\tlevel  = "info"\n\tformat = "json"\n}\n'
  const edits = formatDocument(alloy(text))
  assert.deepEqual(
    edits.map(({ range, text: put }) => [text.slice(range.start, range.end), put]),
    [
      ['  ', '\t'],
      ['', ' '],
      ['  ', '\t'],
      [' ', ''],
    ],
  )
  assert.equal(applyEdits(text, edits), formatted)
  assert.equal(applyEdits(crlf(text), formatDocument(alloy(crlf(text)))), crlf(formatted))
  assert.deepEqual(formatDocument(alloy(formatted)), [])
})

test('a document with a fault gets no edits, and the first fault is told', () => {
  const document = alloy('a  = 1\nb = \nc = $\n')
  assert.deepEqual(formatDocument(document), [])
  const fault = faultOf(document)
  assert.ok(fault)
  assert.equal(document.text.slice(0, fault.range.start).split('\n').length, 2)
  assert.equal(faultOf(alloy('a = 1\n')), undefined)
})

test('a text in backticks keeps its line ends, too', () => {
  const text = crlf('a  = `x\n  y`\n')
  assert.equal(applyEdits(text, formatDocument(alloy(text))), crlf('a = `x\n  y`\n'))
})

test('a range takes the statements that it touches and no others', () => {
  assert.equal(
    afterRange('a {\n  b = 1\n}\nc {\n⟦  d = 1⟧\n  e {\n  }\n}\n'),
    'a {\n  b = 1\n}\nc {\n\td = 1\n  e {\n  }\n}\n',
  )
  assert.equal(
    afterRange('a {\n  b = 1\n}\nc⟦ {⟧\n  d = 1\n  e {\n  }\n}\n'),
    'a {\n  b = 1\n}\nc {\n\td = 1\n\n\te { }\n}\n',
  )
  assert.equal(afterRange('a  = 1\n\nb<|>  = 2\n\nc  = 3\n'), 'a  = 1\n\nb = 2\n\nc  = 3\n')
})

test('lines that are aligned with one another are taken together', () => {
  assert.equal(
    afterRange('x {\n  a = 1\n  ⟦long = 2⟧\n  b = 3\n\n  c  = 4\n}\n'),
    'x {\n\ta    = 1\n\tlong = 2\n\tb    = 3\n\n  c  = 4\n}\n',
  )
  assert.equal(
    afterRange('a = 1 // x\n⟦bb = 2⟧ // y\nc {\n  d = 1\n}\n'),
    'a  = 1 // x\nbb = 2 // y\nc {\n  d = 1\n}\n',
  )
})

test('comments are taken where they are touched', () => {
  assert.equal(afterRange('a {\n    // ⟦one⟧\n    b  = 1\n}\n'), 'a {\n\t// one\n    b  = 1\n}\n')
  assert.equal(
    afterRange('a {\n    // one\n    b  ⟦=⟧ 1 // two\n}\n'),
    'a {\n    // one\n\tb = 1 // two\n}\n',
  )
  assert.equal(afterRange('a {\n  /* x\n y */\n   b⟦  ⟧=   1\n}'), 'a {\n  /* x\n y */\n\tb = 1\n}')
})

test('a block on one line is taken as a whole', () => {
  assert.equal(afterRange('a { b⟦ = ⟧1 }\nc  = 1\n'), 'a {\n\tb = 1\n}\nc  = 1\n')
})

test('blank places change nothing', () => {
  assert.equal(afterRange('a  = 1\n\n⟦\n\n⟧\nb  = 1\n'), 'a  = 1\n\n\n\n\nb  = 1\n')
  assert.equal(afterRange('a {\n  b  = 1\n\n<|>\n}\n'), 'a {\n  b  = 1\n\n\n}\n')
})

test('a range over all is the whole document', () => {
  assert.equal(afterRange('⟦\n\na  = 1\n\n\n\nb  = 2⟧\n\n'), 'a = 1\n\nb = 2\n')
})

test('a byte order mark and CRLF stay', () => {
  assert.equal(afterRange('\ufeff⟦a  = 1⟧\r\n\r\nb  = 2\r\n'), '\ufeffa = 1\r\n\r\nb  = 2\r\n')
  assert.equal(
    afterRange('a {\r\n⟦  b  = [\r\n1,\r\n]\r\n⟧  c {}\r\n}\r\n'),
    'a {\r\n\tb = [\r\n\t\t1,\r\n\t]\r\n  c {}\r\n}\r\n',
  )
})

test('a fault elsewhere does not matter, one in what is touched does', () => {
  assert.equal(afterRange('a = \nb {\n  ⟦c  = 1⟧\n}\n'), 'a = \nb {\n\tc = 1\n}\n')
  assert.equal(
    afterRange('a {\n  x = \n  b {\n    ⟦c  = 1⟧\n  }\n}\n'),
    'a {\n  x = \n  b {\n\t\tc = 1\n  }\n}\n',
  )
  assert.equal(afterRange('a {\n  b {\n  c  = 1\n⟦}⟧\n\nd  = 1\n'), 'a {\n  b {\n  c  = 1\n}\n\nd  = 1\n')
  assert.equal(afterRange('a {\n  b  = ⟦$⟧\n}\n'), 'a {\n  b  = $\n}\n')
  assert.equal(afterRange('⟦a  = 1\nb  = \n⟧'), 'a  = 1\nb  = \n')
})

test('behind a block that lacks its brace, what its indentation says is top-level is formatted', () => {
  assert.equal(afterRange('a {\n  b = 1\n\nc {\n  ⟦d  = 1⟧\n}\n'), 'a {\n  b = 1\n\nc {\n\td = 1\n}\n')
})

const corpus = new URL('../../../shared/corpus/alloy/', import.meta.url)

/** Offsets all over a text, the same in every run. */
function offsetsIn(text: string, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => Math.floor((((i + 1) * 0.618034) % 1) * text.length))
}

test('a formatted range changes no line outside, has the lines of the formatted whole, and spoils nothing', {
  skip: !existsSync(corpus) && 'no ../shared/corpus',
}, () => {
  let changed = 0
  for (const name of readdirSync(corpus).filter((file) => file.endsWith('.alloy'))) {
    const text = readFileSync(new URL(name, corpus), 'utf8')
    const whole = formatAlloy(parseAlloy(text))
    if (whole === undefined || whole === text) continue
    const document = alloy(text)
    const crooked = text.includes('\r') || text.startsWith('\ufeff')
    for (const [i, start] of offsetsIn(text, 8).entries()) {
      const edits = formatRange(document, { start, end: Math.min(text.length, start + i * 25) })
      const [first, last] = [edits[0], edits.at(-1)]
      if (!first || !last) continue
      changed++
      const after = applyEdits(text, edits)
      assert.equal(formatAlloy(parseAlloy(after)), whole, `${name} at ${start}`)
      const grown = after.length - text.length
      const run = after.slice(
        after.lastIndexOf('\n', first.range.start - 1) + 1,
        `${after}\n`.indexOf('\n', last.range.end + grown),
      )
      if (!crooked) assert.ok(whole.includes(run), `${name} at ${start}:\n${run}`)
    }
  }
  assert.ok(changed > 1000, `${changed} ranges were changed`)
})
