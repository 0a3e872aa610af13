/** The Alloy formatter: what `alloy fmt` 1.18 was seen to write. The corpus in `test/oracle` is the larger proof. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { alignColumns, verbatim } from '../../server/src/syntax/alloy/columns.ts'
import { formatAlloy } from '../../server/src/syntax/alloy/format.ts'
import { parseAlloy } from '../../server/src/syntax/alloy/parser.ts'

const aligned = (text: string): string => alignColumns(text).text
const formatted = (text: string): string | undefined => formatAlloy(parseAlloy(text))

test('a block is indented with tabs, and its attributes are aligned', () => {
  const text =
    'loki.write   "default" {\n  endpoint {\n url="http://x" // where\n  remote_timeout =  "5s"\n  }\n}\n'
  const expected =
    'loki.write "default" {\n\tendpoint {\n\t\turl            = "http://x" // where\n\t\tremote_timeout = "5s"\n\t}\n}\n'
  assert.equal(formatted(text), expected)
  assert.equal(formatted(expected), expected)
})

test('lists over lines get their last comma, and blocks a line between them', () => {
  assert.equal(
    formatted('a {\nb = [\n1,2,\n3,\n]\nc = {d=1,\nlonger=2,\n}\n}\ne {}\nf = g(1,2)\n'),
    'a {\n\tb = [\n\t\t1, 2,\n\t\t3,\n\t]\n\tc = {d   = 1,\n\t\tlonger = 2,\n\t}\n}\n\ne { }\nf = g(1, 2)\n',
  )
})

test('one empty line stays, comments keep their place', () => {
  assert.equal(
    formatted('// top\n\n\n\na = 1 // one\n\n\n// own line\nbb = 2 /* two */\n/* end */\n\n'),
    '// top\n\na = 1 // one\n\n// own line\nbb = 2 /* two */\n/* end */\n',
  )
})

test('byte order mark and carriage returns go, an empty file becomes a line end', () => {
  assert.equal(formatted('\ufeffa = 1 // x\r\nbb = 2\r\n'), 'a  = 1 // x\nbb = 2\n')
  assert.equal(formatted(''), '\n')
  assert.equal(formatted('// only'), '// only\n')
})

test('what has faults is not formatted', () => {
  assert.equal(formatted('a = '), undefined)
  assert.equal(formatted('a {'), undefined)
})

test('an empty list of arguments over two lines stays readable', () => {
  assert.equal(formatted('a = f(\n)\n'), 'a = f()\n')
})

test('columns are aligned as text/tabwriter does', () => {
  assert.equal(aligned('a\v= 1\nbbb\v= 2\n\nc\v= 3\n'), 'a   = 1\nbbb = 2\n\nc = 3')
  assert.equal(aligned('\t\ta\vb\n\t\tccc\vd\f\tx'), '\t\ta   b\n\t\tccc d\n\tx')
  assert.equal(aligned(`a\t${verbatim}// x\ty  ${verbatim}  \nbb\tc  `), 'a  // x\ty  \nbb c')
  assert.equal(aligned('é\v= 1\nab\v= 2\n'), 'é  = 1\nab = 2')
})
