/** What `alloy fmt` 1.18 accepts has no issue; what it refuses has one, on a line that it names. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { parseAlloy } from '../../server/src/syntax/alloy/parser.ts'
import { rangeOf } from '../../server/src/text/part.ts'

interface Row {
  readonly id: string
  readonly fmt: 'ok' | 'error'
  readonly fmtDiagnostics?: readonly { readonly line: number }[]
  readonly diagnostics: readonly { readonly line: number }[]
}

const corpus = new URL('../../../shared/corpus/', import.meta.url)
const skip = !existsSync(corpus) && 'no ../shared/corpus'

/** The lines, from one, of the issues of a file. */
function issueLines(text: string): readonly number[] {
  const tree = parseAlloy(text)
  return tree.issues.map((issue) => text.slice(0, rangeOf(tree, issue).start).split('\n').length)
}

for (const set of ['alloy', 'alloy-mutants']) {
  test(`syntax of ${set}`, { skip }, () => {
    const folder = new URL(`${set}/`, corpus)
    // The index is written by the project's own recorder; its form is that of `Row`.
    const rows = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as readonly Row[]
    const falseAlarms: string[] = []
    const missed: string[] = []
    const elsewhere: string[] = []
    let refused = 0
    for (const { id, fmt, fmtDiagnostics, diagnostics } of rows) {
      const found = issueLines(readFileSync(new URL(`${id}.alloy`, folder), 'utf8'))
      if (fmt === 'ok') {
        if (found.length > 0) falseAlarms.push(id)
        continue
      }
      refused++
      const lines = new Set((fmtDiagnostics ?? diagnostics).map(({ line }) => line))
      if (found.length === 0) missed.push(id)
      else if (!found.some((line) => lines.has(line))) elsewhere.push(id)
    }
    assert.ok(refused > 0 && refused < rows.length)
    assert.deepEqual({ falseAlarms, missed }, { falseAlarms: [], missed: [] })
    assert.ok(elsewhere.length <= refused * 0.02, `on other lines than the program: ${elsewhere.join(' ')}`)
  })
}
