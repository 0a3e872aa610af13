/** Faults of Alloy’s syntax that are mended by what the text tells, and those that are left to the user. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { syntaxRepair } from '../../server/src/model/alloy/syntaxRepair.ts'
import { alloyTree } from '../../server/src/syntax/parse.ts'
import { createDocument } from '../../server/src/text/document.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { rangeOf } from '../../server/src/text/part.ts'

/** The text after every fault that can be mended is, and how many were left. */
function repaired(text: string) {
  const tree = alloyTree(createDocument('file:///config.alloy', 'alloy', text))
  const repairs = tree.issues.map((issue) => syntaxRepair(text, issue.code, rangeOf(tree, issue)))
  const edits = repairs.flatMap((repair) => repair?.edits ?? [])
  return { text: applyEdits(text, edits), left: repairs.filter((repair) => !repair).length }
}

test('a comma is added where the line ends, also in front of a comment', () => {
  assert.deepEqual(repaired('a = [\n\t"x" // one\n\t"y"\n]\n'), {
    text: 'a = [\n\t"x", // one\n\t"y",\n]\n',
    left: 0,
  })
  assert.deepEqual(repaired('a = [\r\n\t"x"\r\n]\r\n'), { text: 'a = [\r\n\t"x",\r\n]\r\n', left: 0 })
})

test('no comma is put between two words: one of them may be half of a name', () => {
  const text = 'a = [b.c d]\n'
  assert.deepEqual(repaired(text), { text, left: 1 })
})

test('labels become names, and those that hold none are left', () => {
  assert.equal(repaired('a.b "my-label.x" { }\n').text, 'a.b "my_label_x" { }\n')
  assert.equal(repaired('a.b "<LABEL>" { }\n').text, 'a.b "LABEL" { }\n')
  assert.equal(repaired('a.b "1st" { }\n').text, 'a.b "_1st" { }\n')
  assert.equal(repaired('a.b `raw` { }\n').text, 'a.b "raw" { }\n')
  assert.deepEqual(repaired('a.b "--" { }\n'), { text: 'a.b "--" { }\n', left: 1 })
})

test('what a page put there is changed on the whole line', () => {
  assert.deepEqual(repaired('a =\u00a0\u201cx\u201d\nb = 1\n'), { text: 'a = "x"\nb = 1\n', left: 0 })
})
