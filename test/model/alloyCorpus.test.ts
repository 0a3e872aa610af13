/**
 * Over the corpus of real Alloy files: each deprecated function that `alloy validate` warns of is found at its place.
 * Errors on files that it accepts are listed in `docs/real-world.md`.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { workspaceOf } from '../../server/src/model/load.ts'
import { noSettings } from '../../server/src/model/settings.ts'
import { rules } from '../../server/src/rules/index.generated.ts'
import { checkNow, type Reported } from '../../server/src/rules/run.ts'
import { createDocument } from '../../server/src/text/document.ts'
import { lineStarts, positionAt } from '../../server/src/text/lines.ts'

const corpus = join(import.meta.dirname, '../../../shared/corpus/alloy')
const skip = !existsSync(corpus) && '../shared/corpus is absent'

interface Entry {
  readonly id: string
  readonly diagnostics: readonly {
    readonly severity: string
    readonly line: number
    readonly message: string
  }[]
}

const ownRules = new Set(rules.flatMap(({ id }) => (id.startsWith('alloy/') ? [id] : [])))

function findingsIn(text: string): readonly Reported[] {
  const document = createDocument('file:///w/config.alloy', 'alloy', text)
  const workspace = workspaceOf('file:///w', noSettings, new Map([[document.uri, document]]), {
    today: '2026-11-22',
  })
  const { findings, crashes } = checkNow(document, workspace, { only: ownRules })
  assert.deepEqual(crashes, [])
  return findings
}

test('deprecated functions are found where alloy validate warns of them, and nowhere else', { skip }, () => {
  const index = JSON.parse(readFileSync(join(corpus, 'index.json'), 'utf8')) as readonly Entry[] // As its README says.
  const wanted: string[] = []
  const found: string[] = []
  for (const { id, diagnostics } of index) {
    const text = readFileSync(join(corpus, `${id}.alloy`), 'utf8')
    // A syntax error hides what else validate would say.
    if (diagnostics.some(({ message }) => /expected|illegal|unexpected|not terminated/.test(message)))
      continue
    for (const { line, message } of diagnostics)
      if (message.includes('stdlib function is deprecated')) wanted.push(`${id}:${line}`)
    const starts = lineStarts(text)
    for (const { rule, range } of findingsIn(text)) {
      if (rule === 'alloy/deprecated-function')
        found.push(`${id}:${positionAt(starts, range.start).line + 1}`)
    }
  }
  assert.ok(wanted.length >= 5)
  assert.deepEqual(found, wanted)
})
