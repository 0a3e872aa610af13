/**
 * Every reference in the corpus of files that `alloy validate` accepts leads to its block, and every label in it can be
 * renamed. Where an `alloy` binary is on PATH, it accepts the files with all labels renamed.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { renamableAt, rename } from '../../server/src/features/rename.ts'
import { referencesIn } from '../../server/src/model/alloy/modules.ts'
import { occurrencesIn } from '../../server/src/model/alloy/occurrences.ts'
import { scopeOf } from '../../server/src/model/alloy/scope.ts'
import { isLibraryName } from '../../server/src/schema/alloy.ts'
import { applyEdits } from '../../server/src/text/edit.ts'
import { rangeOf } from '../../server/src/text/part.ts'
import { contains } from '../../server/src/text/range.ts'
import { loadFiles, root } from '../support/memoryFiles.ts'

const corpus = join(import.meta.dirname, '../../../shared/corpus/alloy')
const skip = !existsSync(corpus) && 'the corpus is not here'
const program = spawnSync('alloy', ['--version']).status === 0 ? 'alloy' : undefined

interface Entry {
  readonly id: string
  readonly validate: string
}

function accepted(): readonly string[] {
  const index: readonly Entry[] = JSON.parse(readFileSync(join(corpus, 'index.json'), 'utf8'))
  return index.filter(({ validate }) => validate === 'ok').map(({ id }) => id)
}

async function load(text: string) {
  const { workspace, documents } = await loadFiles(new Map([['a.alloy', text]]))
  const file = documents.get(`${root}/a.alloy`)
  assert.ok(file)
  return { file, workspace, scope: scopeOf(file, workspace) }
}

test('every reference of an accepted file leads somewhere', { skip }, async () => {
  const lost: string[] = []
  let count = 0
  for (const id of accepted()) {
    const { scope } = await load(readFileSync(join(corpus, `${id}.alloy`), 'utf8'))
    for (const part of scope.tree.parts) {
      const reaches = [...occurrencesIn(scope, part)].map(({ reach }) => reach)
      for (const { names, expression } of referencesIn(part)) {
        const [first] = names
        if (!first || isLibraryName(first.name) || first.name === 'module_path') continue
        count++
        if (!reaches.some((reach) => contains(expression, reach)))
          lost.push(`${id} ${names.map(({ name }) => name).join('.')}`)
      }
    }
  }
  assert.ok(count > 1000)
  assert.deepEqual(lost, [])
})

/** The text with every label renamed, one after the other. */
async function allRenamed(text: string): Promise<string> {
  const { file, workspace, scope } = await load(text)
  for (const part of scope.tree.parts) {
    for (const { role, subject, node } of occurrencesIn(scope, part)) {
      if (role !== 'definition' || subject.name.endsWith('_renamed')) continue
      const found = renamableAt(file, workspace, rangeOf(scope.tree, node).start)
      assert.ok(found, subject.name)
      const result = rename(found, `${subject.name}_renamed`, [file], workspace)
      assert.ok('edits' in result, 'refused' in result ? result.refused : '')
      return allRenamed(applyEdits(text, result.edits))
    }
  }
  return text
}

test('every label of an accepted file can be renamed, and alloy still accepts it', {
  skip,
}, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'logkeel-rename-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  if (!program) context.diagnostic('no alloy on PATH: only the rename itself is checked')
  const refused: string[] = []
  for (const [i, id] of accepted().entries()) {
    const text = await allRenamed(readFileSync(join(corpus, `${id}.alloy`), 'utf8'))
    // The program takes its time: one file in eight.
    if (!program || i % 8 > 0) continue
    const path = join(folder, `${id}.alloy`)
    writeFileSync(path, text)
    const args = [
      'validate',
      '--stability.level=experimental',
      '--feature.community-components.enabled',
      path,
    ]
    if (spawnSync(program, args).status !== 0) refused.push(id)
  }
  assert.deepEqual(refused, [])
})
