/**
 * What Logkeel says of Alloy files against what `alloy validate` 1.18.0 said of them: whether the file is refused, and
 * on which lines. The corpus holds the program's verdicts at two stability levels, and mutants of its files.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkNow } from '../../server/src/rules/run.ts'
import { lineAt, lineStarts } from '../../server/src/text/lines.ts'
import { loadFiles } from '../support/memoryFiles.ts'

const corpus = join(import.meta.dirname, '../../../shared/corpus')
const skip = !existsSync(corpus) && 'the corpus is not here (../shared)'

interface Diagnostic {
  readonly line: number
  readonly message: string
}

/** A row of the corpus's index, as far as this test reads it. */
interface Row {
  readonly id: string
  readonly kind?: string
  readonly fmt: string
  readonly validate: string
  readonly validateGA?: string
  readonly diagnostics?: readonly Diagnostic[]
  readonly diagnosticsGAExtra?: readonly Diagnostic[]
}

interface Verdict {
  readonly isAccepted: boolean
  readonly kind: string
  /** Lines that the program names, the end of the file aside. */
  readonly lines: ReadonlySet<number>
  /** Lines of the findings that claim that it refuses the file. */
  readonly claims: readonly number[]
  readonly id: string
}

const settled = 'alloy: { stabilityLevel: generally-available, communityComponents: false }'
const unsettled = 'alloy: { stabilityLevel: experimental, communityComponents: true }'

async function verdicts(set: string, isSettled: boolean): Promise<readonly Verdict[]> {
  const rows = JSON.parse(readFileSync(join(corpus, set, 'index.json'), 'utf8')) as readonly Row[] // The corpus's own form.
  return Promise.all(
    rows.map(async (row) => {
      const said = [...(row.diagnostics ?? []), ...((isSettled && row.diagnosticsGAExtra) || [])]
      return {
        id: row.id,
        isAccepted: (isSettled ? row.validateGA : row.validate) === 'ok',
        kind: row.kind ?? (row.fmt === 'ok' ? 'semantic' : 'syntax'),
        lines: new Set(said.filter(({ message }) => !isEnd(message)).map(({ line }) => line)),
        claims: await claimsOf(readFileSync(join(corpus, set, `${row.id}.alloy`), 'utf8'), isSettled),
      }
    }),
  )
}

/** Of a fault at the end of the file Logkeel points at what is not closed instead. */
function isEnd(message: string): boolean {
  return /got EOF|not terminated/.test(message)
}

async function claimsOf(text: string, isSettled: boolean): Promise<readonly number[]> {
  const settings = `version: 1\nversions: { alloy: "1.18" }\n${isSettled ? settled : unsettled}\n`
  const { workspace, documents } = await loadFiles(
    new Map([
      ['config.alloy', text],
      ['logkeel.yaml', settings],
    ]),
  )
  const starts = lineStarts(text)
  return [...documents.values()].flatMap((document) => {
    const { findings, crashes } = checkNow(document, workspace)
    assert.deepEqual(crashes, [], 'a rule threw')
    return findings
      .filter(({ refusedBy }) => refusedBy === 'alloy')
      .map(({ range }) => lineAt(starts, range.start) + 1)
  })
}

for (const [name, set, isSettled] of [
  ['at the experimental level with community components', 'alloy', false],
  ['as Alloy is run by default', 'alloy', true],
  ['mutants', 'alloy-mutants', false],
] as const) {
  test(`alloy validate, ${name}: refused alike and on the same lines`, { skip }, async () => {
    const all = await verdicts(set, isSettled)
    const falsely = all.filter(({ isAccepted, claims }) => isAccepted && claims.length > 0)
    assert.deepEqual(
      falsely.map(({ id, claims }) => `${id} lines ${claims}`),
      [],
      'accepted by Alloy and said to be refused',
    )
    const refused = all.filter(({ isAccepted }) => !isAccepted)
    assert.ok(refused.length > 100, 'the corpus holds refused files')
    atLeast(0.98, refused, ({ claims }) => claims.length > 0, 'found to be refused')
    for (const kind of new Set(refused.map((row) => row.kind))) {
      const some = refused.filter((row) => row.kind === kind)
      if (some.length >= 10) atLeast(0.9, some, ({ claims }) => claims.length > 0, `of kind ${kind}`)
    }
    const placed = refused.filter(({ claims, lines }) => claims.length > 0 && lines.size > 0)
    atLeast(0.95, placed, ({ claims, lines }) => claims.some((line) => lines.has(line)), 'on a named line')
    const claims = placed.flatMap((row) => row.claims.map((line) => ({ ...row, line })))
    atLeast(0.8, claims, ({ line, lines }) => lines.has(line), 'claims on a named line')
  })
}

function atLeast<T extends { readonly id: string }>(
  share: number,
  all: readonly T[],
  holds: (one: T) => boolean,
  what: string,
): void {
  const wrong = all.filter((one) => !holds(one))
  assert.ok(
    all.length - wrong.length >= share * all.length,
    `${what}: ${all.length - wrong.length} of ${all.length}; not ${wrong.map(({ id }) => id)}`,
  )
}
