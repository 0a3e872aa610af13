/**
 * Help with writing over the corpus of real Alloy files, cut off and whole, at many places: nothing throws, what is
 * offered replaces text on the cursor's line, and refactorings leave a text that reads and, where it was, is formatted.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { completionsAt } from '../../server/src/features/completion.ts'
import { hoverAt } from '../../server/src/features/hover.ts'
import { refactorings } from '../../server/src/features/refactor/refactor.ts'
import { signatureHelpAt } from '../../server/src/features/signatureHelp.ts'
import { workspaceOf } from '../../server/src/model/load.ts'
import { noSettings } from '../../server/src/model/settings.ts'
import { formatAlloy } from '../../server/src/syntax/alloy/format.ts'
import { parseAlloy } from '../../server/src/syntax/alloy/parser.ts'
import { createDocument } from '../../server/src/text/document.ts'
import { applyEdits } from '../../server/src/text/edit.ts'

const corpus = join(import.meta.dirname, '../../../shared/corpus/alloy')
const skip = !existsSync(corpus) && '../shared/corpus is absent'

function opened(text: string) {
  const document = createDocument('file:///w/config.alloy', 'alloy', text)
  const files = new Map([[document.uri, document]])
  return { document, workspace: workspaceOf('file:///w', noSettings, files, { today: '2026-11-22' }) }
}

/** The same places in each run. */
function* places(length: number, count: number, seed: number): Iterable<number> {
  let at = seed
  for (let i = 0; i < count; i++) {
    at = (at * 1_103_515_245 + 12_345) & 0x7fffffff
    yield at % (length + 1)
  }
}

const texts = skip
  ? []
  : readdirSync(corpus)
      .filter((name) => name.endsWith('.alloy'))
      .filter((_, i) => i % 5 === 0)
      .map((name) => ({ name, text: readFileSync(join(corpus, name), 'utf8') }))
      .filter(({ text }) => text.length < 30_000)

test('completion, hovers and signatures at any place of whole and of cut off texts', { skip }, () => {
  for (const [i, { name, text }] of texts.entries()) {
    for (const offset of places(text.length, 6, i + 1)) {
      for (const source of [text, text.slice(0, offset)]) {
        const { document, workspace } = opened(source)
        hoverAt(document, workspace, offset)
        signatureHelpAt(document, workspace, offset)
        for (const { range, label } of completionsAt(document, workspace, offset)) {
          const at = `${name} ${offset} ${label}`
          assert.ok(range.start <= offset && offset <= range.end, at)
          assert.ok(!source.slice(range.start, range.end).includes('\n'), at)
        }
      }
    }
  }
})

test('refactorings of any selection leave a text that reads, formatted where it was', { skip }, () => {
  let count = 0
  for (const [i, { name, text }] of texts.entries()) {
    const { document, workspace } = opened(text)
    const before = parseAlloy(text)
    const isFormatted = formatAlloy(before) === text
    for (const offset of places(text.length, 4, i + 7)) {
      for (const range of [
        { start: offset, end: offset },
        { start: 0, end: text.length },
      ]) {
        for (const { title, edits } of refactorings(document, workspace, range)) {
          const result = applyEdits(text, edits)
          const after = parseAlloy(result)
          assert.ok(after.issues.length <= before.issues.length, `${name} ${offset} ${title}`)
          if (isFormatted) assert.equal(formatAlloy(after), result, `${name} ${offset} ${title}`)
          count++
        }
      }
    }
  }
  assert.ok(count > 100, `only ${count} refactorings`)
})
