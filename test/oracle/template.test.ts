/**
 * Agreement with Go's `text/template` under Helm's functions over ../shared: what it accepts has no issue, what it
 * refuses has one, on a line that it names or where the fault was put in.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { helmFunction, helmFunctionNames, removedFunctions } from '../../server/src/schema/helm.ts'
import { parseTemplate } from '../../server/src/syntax/template/parser.ts'
import { rangeOf } from '../../server/src/text/part.ts'

const shared = new URL('../../../shared/', import.meta.url)
const skip = !existsSync(shared) && 'no ../shared'

interface Row {
  readonly file: string
  readonly verdict: 'ok' | 'error'
  readonly line?: number
  readonly mutationLine?: number
  readonly message?: string
}

/** Go tells these at the end of the file or of the line, where nobody would look for them. */
const endOfFile = /unexpected EOF|unclosed/

/** The lines, from one, of a template's issues. */
function issueLines(text: string): readonly number[] {
  const tree = parseTemplate(text)
  return tree.issues.map((issue) => text.slice(0, rangeOf(tree, issue).start).split('\n').length)
}

for (const set of ['gotemplate', 'gotemplate-mutants']) {
  test(`verdicts of ${set}`, { skip }, (context) => {
    const folder = new URL(`corpus/${set}/`, shared)
    // The index is written by the project's own recorder; its form is that of `Row`.
    const rows = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as readonly Row[]
    const falseRefusals: string[] = []
    const missed: string[] = []
    const elsewhere: string[] = []
    let placed = 0
    let claims = 0
    let placedClaims = 0
    for (const { file, verdict, line, mutationLine, message } of rows) {
      const found = issueLines(readFileSync(new URL(file, folder), 'utf8'))
      if (verdict === 'ok' && found.length > 0) falseRefusals.push(file)
      if (verdict === 'ok') continue
      if (found.length === 0) missed.push(file)
      if (line === undefined || endOfFile.test(message ?? '')) continue
      const right = found.filter((at) => at === line || at === mutationLine).length
      placed++
      claims += found.length
      placedClaims += right
      if (right === 0) elsewhere.push(`${file}: ${message} at ${line}, found ${found.join(' ')}`)
    }
    context.diagnostic(
      `${rows.length} files; ${placed - elsewhere.length} of ${placed} on the line, ${placedClaims} of ${claims} claims`,
    )
    assert.deepEqual(falseRefusals, [])
    assert.deepEqual(missed, [])
    assert.ok(elsewhere.length <= 0.05 * placed, elsewhere.join('\n'))
    assert.ok(placedClaims >= 0.95 * claims)
  })
}

test('the committed functions are those of the facts', { skip }, () => {
  const facts = JSON.parse(readFileSync(new URL('facts/helm-functions.json', shared), 'utf8')) as {
    // The form of the facts file; its README describes it.
    readonly removedBySecurity: readonly string[]
    readonly functions: readonly {
      readonly name: string
      readonly arguments: readonly string[]
      readonly variadic: boolean
      readonly results?: readonly string[]
    }[]
  }
  assert.deepEqual([...helmFunctionNames()].sort(), facts.functions.map(({ name }) => name).sort())
  assert.deepEqual(removedFunctions, facts.removedBySecurity)
  for (const { name, arguments: parameters, variadic, results = [] } of facts.functions) {
    const found = helmFunction(name)
    assert.equal(found?.variadic, variadic, name)
    assert.equal(found?.parameters.length, parameters.length, name)
    assert.deepEqual(
      found?.parameters.slice(0, variadic ? -1 : undefined),
      parameters.slice(0, variadic ? -1 : undefined),
      name,
    )
    assert.deepEqual(found?.results, results, name)
  }
})
