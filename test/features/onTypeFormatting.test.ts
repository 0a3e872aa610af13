/** Formatting while typing: what a closing bracket and a new line do, and what they leave alone. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { formatOnType } from '../../server/src/features/onTypeFormatting.ts'
import { formatAlloy } from '../../server/src/syntax/alloy/format.ts'
import { parseAlloy } from '../../server/src/syntax/alloy/parser.ts'
import { createDocument } from '../../server/src/text/document.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { marked } from '../support/marked.ts'

/** The text with the cursor after the character in front of `<|>` was typed. */
function typed(source: string): string {
  const { text, cursor } = marked(source)
  const newline = text.lastIndexOf('\n', cursor - 1)
  const character = text.slice(newline + 1, cursor).trim() === '' ? '\n' : (text[cursor - 1] ?? '')
  const edits = formatOnType(createDocument('file:///a.alloy', 'alloy', text), cursor, character)
  const grown = edits
    .filter(({ range }) => range.end <= cursor)
    .reduce((sum, { range, text: put }) => sum + put.length - (range.end - range.start), 0)
  const after = applyEdits(text, edits)
  return `${after.slice(0, cursor + grown)}<|>${after.slice(cursor + grown)}`
}

test('the block that a brace closes is formatted, and nothing else', () => {
  assert.equal(
    typed('x  = 1\na "l" {\n  b=1\n  long=2\n  }<|>\ny  = 1\n'),
    'x  = 1\na "l" {\n\tb    = 1\n\tlong = 2\n}<|>\ny  = 1\n',
  )
  assert.equal(
    typed('a {\n  x=1\n  b {\n  c=1\n  }<|>\n  y=1\n}\n'),
    'a {\n  x=1\n\tb {\n\t\tc = 1\n\t}<|>\n  y=1\n}\n',
  )
  assert.equal(typed('a { b = 1 }<|>\n'), 'a {\n\tb = 1\n}<|>\n')
  assert.equal(typed('a {}<|> // why\n'), 'a { }<|> // why\n')
})

test('a value that its last bracket closes is formatted; one within it is not finished', () => {
  assert.equal(typed('a {\n  b = [\n  1,\n  2,\n  ]<|>\n}\n'), 'a {\n\tb = [\n\t\t1,\n\t\t2,\n\t]<|>\n}\n')
  assert.equal(typed('a  = {\n b = 1,\n}<|>\n'), 'a = {\n\tb = 1,\n}<|>\n')
  assert.equal(typed('a  = [\n  { b  = 1 }<|>\n]\n'), 'a  = [\n  { b  = 1 }<|>\n]\n')
  assert.equal(typed('a  = b[0]<|>\n'), 'a  = b[0]<|>\n')
})

test('faults elsewhere do not matter, one in the statement does', () => {
  assert.equal(typed('x = \na {\n  b=1\n}<|>\ny {\n'), 'x = \na {\n\tb = 1\n}<|>\ny {\n')
  assert.equal(typed('a {\n  x = \n  b {\n  c=1\n}<|>\n}\n'), 'a {\n  x = \n\tb {\n\t\tc = 1\n\t}<|>\n}\n')
  assert.equal(typed('a {\n  b=\n}<|>\n'), 'a {\n  b=\n}<|>\n')
  assert.equal(typed('a {\n  b {\n  c=1\n}<|>\n'), 'a {\n  b {\n  c=1\n}<|>\n')
})

test('brackets in texts and comments close nothing', () => {
  assert.equal(typed('a {\n  b  = "{}<|>"\n}\n'), 'a {\n  b  = "{}<|>"\n}\n')
  assert.equal(typed('a {\n  b  = 1 // {}<|>\n}\n'), 'a {\n  b  = 1 // {}<|>\n}\n')
})

test('a new line is indented as deep as the brackets around it ask', () => {
  assert.equal(typed('a {\n<|>\n}\n'), 'a {\n\t<|>\n}\n')
  assert.equal(typed('a {\n\tb = [\n\t<|>]\n}\n'), 'a {\n\tb = [\n\t<|>]\n}\n')
  assert.equal(typed('a {\n\tb = [\n\t<|>\n\t]\n}\n'), 'a {\n\tb = [\n\t\t<|>\n\t]\n}\n')
  assert.equal(typed('a {\n\tb = 1\n<|>c = 2\n}\n'), 'a {\n\tb = 1\n\t<|>c = 2\n}\n')
  assert.equal(typed('a {\n\tb = 1\n\t<|>}\n'), 'a {\n\tb = 1\n<|>}\n')
  assert.equal(typed('a {\n}\n\t<|>\n'), 'a {\n}\n<|>\n')
  assert.equal(typed('a {\n\tb = f([{\n<|>\n\t}])\n}\n'), 'a {\n\tb = f([{\n\t\t<|>\n\t}])\n}\n')
})

test('a file that is indented with blanks is indented on with blanks', () => {
  assert.equal(typed('a {\n  b {\n  <|>\n  }\n}\n'), 'a {\n  b {\n    <|>\n  }\n}\n')
  assert.equal(typed('a {\r\n  b {\r\n<|>\r\n  }\r\n}\r\n'), 'a {\r\n  b {\r\n    <|>\r\n  }\r\n}\r\n')
})

test('a brace that is still missing: the line below the opening one is indented, others stay', () => {
  assert.equal(typed('a {\n<|>\nb {\n\tc = 1\n}\n'), 'a {\n\t<|>\nb {\n\tc = 1\n}\n')
  assert.equal(typed('a {\n\tb {\n<|>'), 'a {\n\tb {\n\t\t<|>')
  assert.equal(typed('a {\n\tb {\n\tc = 1\n  <|>'), 'a {\n\tb {\n\tc = 1\n  <|>')
})

test('a line inside a text in backticks or a comment stays', () => {
  assert.equal(typed('a {\n\tb = `\n<|>x`\n}\n'), 'a {\n\tb = `\n<|>x`\n}\n')
  assert.equal(typed('a {\n\t/*\n<|> */\n}\n'), 'a {\n\t/*\n<|> */\n}\n')
})

const corpus = new URL('../../../shared/corpus/alloy/', import.meta.url)

test('every bracket typed in the corpus leaves a text that is formatted as it was', {
  skip: !existsSync(corpus) && 'no ../shared/corpus',
}, () => {
  let changed = 0
  for (const name of readdirSync(corpus).filter((file) => file.endsWith('.alloy'))) {
    const text = readFileSync(new URL(name, corpus), 'utf8')
    const whole = formatAlloy(parseAlloy(text))
    if (whole === undefined || whole === text) continue
    const document = createDocument('file:///a.alloy', 'alloy', text)
    for (const { index, 0: bracket } of text.matchAll(/[}\]]/g)) {
      const edits = formatOnType(document, index + 1, bracket)
      if (edits.length === 0) continue
      changed++
      assert.equal(formatAlloy(parseAlloy(applyEdits(text, edits))), whole, `${name} at ${index}`)
      assert.ok(
        edits.every(({ range }) => range.end <= index || range.start > index),
        `the bracket at ${index} of ${name} stays as it is`,
      )
    }
  }
  assert.ok(changed > 1000, `${changed} brackets changed something`)
})

test('every line of a formatted file, begun anew, is indented as it was', {
  skip: !existsSync(corpus) && 'no ../shared/corpus',
}, () => {
  const wrong: string[] = []
  let lines = 0
  for (const name of readdirSync(corpus).filter((file) => file.endsWith('.alloy'))) {
    const whole = formatAlloy(parseAlloy(readFileSync(new URL(name, corpus), 'utf8')))
    if (whole === undefined) continue
    for (const { index, 0: indent } of whole.matchAll(/^\t+(?=\S)/gm)) {
      const text = whole.slice(0, index) + whole.slice(index + indent.length)
      const edits = formatOnType(createDocument('file:///a.alloy', 'alloy', text), index, '\n')
      lines++
      if (applyEdits(text, edits) !== whole) wrong.push(`${name} at ${index}`)
    }
  }
  // What stays wrong is inside texts in backticks, or lines that the program itself indents in odd ways.
  assert.ok(
    lines > 5000 && wrong.length < lines / 200,
    `${wrong.length} of ${lines}: ${wrong.slice(0, 9).join(', ')}`,
  )
})
