/** `logkeel rules` as a process: the catalogue and one rule's page, as text and as JSON. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { severities } from '../../server/src/model/settings.ts'
import { rules } from '../../server/src/rules/index.generated.ts'
import { folder, logkeel } from '../support/folder.ts'

const project = join(import.meta.dirname, '../..')

interface Entry {
  readonly id: string
  readonly title: string
  readonly severity: string
  readonly kinds: readonly string[]
  readonly docs: string
  readonly page?: string
}

test('the catalogue has a line for each rule, with its severity and title', (context) => {
  const run = logkeel(folder(context, {}), ['rules'])
  assert.equal(run.code, 0)
  const lines = run.stdout.trimEnd().split('\n')
  assert.equal(lines.length, rules.length)
  assert.ok(lines.some((line) => /^memcached\/port-flag +error +\S/.test(line)))
  assert.deepEqual(
    lines.map((line) => line.split(' ')[0]),
    lines.map((line) => line.split(' ')[0]).sort(),
    'in a stable order',
  )
})

test('the catalogue as JSON has version 1, and each page that it names is there', (context) => {
  const run = logkeel(folder(context, {}), ['rules', '--format', 'json'])
  const catalogue = JSON.parse(run.stdout) as { readonly version: number; readonly rules: readonly Entry[] } // The shape is what this test is about.
  assert.equal(catalogue.version, 1)
  assert.equal(catalogue.rules.length, rules.length)
  for (const { id, title, severity, kinds, docs } of catalogue.rules) {
    assert.match(id, /^[a-z]+\/[a-z0-9-]+$/)
    assert.notEqual(title, '')
    assert.ok(severities.some((each) => each === severity))
    assert.ok(Array.isArray(kinds))
    assert.match(readFileSync(join(project, docs), 'utf8'), new RegExp(`^# ${id}\n`))
  }
})

test("one rule gives its page, as text and in JSON with the rule's own facts", (context) => {
  const at = folder(context, {})
  const page = readFileSync(join(project, 'docs/rules/memcached/port-flag.md'), 'utf8')
  assert.equal(logkeel(at, ['rules', 'memcached/port-flag']).stdout, page)
  const entry = JSON.parse(logkeel(at, ['rules', 'memcached/port-flag', '--format', 'json']).stdout) as Entry // As above.
  assert.deepEqual(
    [entry.id, entry.docs, entry.page],
    ['memcached/port-flag', 'docs/rules/memcached/port-flag.md', page],
  )
})

test('an unknown rule and wrong usage end with exit code 2', (context) => {
  const at = folder(context, {})
  for (const wrong of [['no/rule'], ['--format', 'xml'], ['--nonsense']]) {
    const run = logkeel(at, ['rules', ...wrong])
    assert.equal(run.code, 2)
    assert.equal(run.stdout, '')
    assert.match(run.stderr, /^logkeel: /)
  }
})
