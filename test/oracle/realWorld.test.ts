/**
 * `docs/real-world.md` against the corpus: every `error` on a chart, or on a configuration that the real program
 * accepts, is listed there with its reason, and nothing is listed that is not found.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { lintJson } from '../support/folder.ts'

const project = join(import.meta.dirname, '../..')
const corpus = join(project, '../shared/corpus')
const skip = !existsSync(corpus) && 'the corpus is not here (../shared)'

/** Rows `| set | file | rule | lines | reason |` of the page. */
function listed(): readonly string[] {
  const page = readFileSync(join(project, 'docs/real-world.md'), 'utf8')
  return [
    ...page.matchAll(/^\| (charts|loki|alloy) \| `([^`]+)` \| ([\w-]+\/[\w-]+) \| ([\d, ]+) \| (.+) \|$/gm),
  ].map((row) => {
    assert.ok((row[5] ?? '').trim().length > 10, `${row[2]} has no reason`)
    return `${row[1]}/${row[2]} ${row[3]} ${row[4]}`
  })
}

/** Files of a set that the program accepts; every file of the charts, which no program judges as such. */
function accepts(set: string): (file: string) => boolean {
  if (set === 'charts') return () => true
  const rows = JSON.parse(readFileSync(join(corpus, set, 'index.json'), 'utf8')) as readonly Verdict[] // The corpus's own form.
  const accepted = new Set(
    rows
      .filter((row) => (row['v3.7.6']?.verdict ?? row.validate) === 'ok')
      .map(({ id }) => (set === 'alloy' ? `${id}.alloy` : id)),
  )
  return (file) => accepted.has(file)
}

interface Verdict {
  readonly id: string
  readonly validate?: string
  readonly 'v3.7.6'?: { readonly verdict: string }
}

function found(set: string): readonly string[] {
  const lines = new Map<string, Set<number>>()
  const accepted = accepts(set)
  for (const { file, rule, severity, range } of lintJson(join(corpus, set)).report.findings) {
    if (severity !== 'error' || !accepted(file)) continue
    const key = `${set}/${file} ${rule}`
    lines.set(key, (lines.get(key) ?? new Set()).add(range.start.line + 1))
  }
  return [...lines].map(([key, at]) => `${key} ${[...at].join(', ')}`)
}

test('every error on a file of the corpus that its program accepts is listed with its reason', {
  skip,
}, () => {
  assert.deepEqual([...listed()].sort(), ['charts', 'loki', 'alloy'].flatMap(found).sort())
})
