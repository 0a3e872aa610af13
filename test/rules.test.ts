/**
 * Runs every rule page (its bad block reports exactly that rule, its good block nothing) and every fixture.
 * `RULE=memcached` or `RULE=memcached/port-flag` runs a part.
 */
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { rules } from '../server/src/rules/index.generated.ts'
import { parseFixture } from './support/fixture.ts'
import { findings, fixedFiles, runCase } from './support/harness.ts'

const project = join(import.meta.dirname, '..')
const wanted = process.env.RULE ?? ''
/** Rules that the runner or an adapter speaks for; their pages are read, not run. */
const notRun = new Set(['logkeel/too-large', 'logkeel/not-text'])

for (const { id, title } of rules) {
  if (!id.startsWith(wanted)) continue
  test(`page of ${id}`, async () => {
    const text = readFileSync(join(project, `docs/rules/${id}.md`), 'utf8')
    assert.ok(text.startsWith(`# ${id}\n\n${title}`), 'the page opens with the id and the title of the rule')
    if (notRun.has(id)) return
    const cases = parseFixture(text)
    const bad = cases.find((one) => one.title === 'Bad')
    const good = cases.find((one) => one.title === 'Good')
    assert.ok(bad && good, 'the page has a Bad and a Good workspace')
    const found = await findings(bad.files)
    assert.deepEqual([...new Set(found.map(({ rule }) => rule))], [id], 'Bad reports exactly this rule')
    const mended = await findings(fixedFiles(bad.files, found))
    const fixable = found.some(({ fixes }) => fixes.length > 0)
    if (fixable && found.every(({ fixes }) => fixes.length > 0))
      assert.deepEqual(
        mended.map(({ rule }) => rule).filter((rule) => rule === id),
        [],
        'the fix mends it',
      )
    assert.deepEqual(
      (await findings(good.files)).map(({ rule, message }) => `${rule}: ${message}`),
      [],
      'Good reports nothing',
    )
  })
  test(`fixtures of ${id}`, () => {
    assert.ok(
      notRun.has(id) || existsSync(join(project, `test/rules/${id}.md`)),
      `test/rules/${id}.md is missing`,
    )
  })
}

for (const file of globSync('test/rules/**/*.md', { cwd: project }).sort()) {
  const id = file.replaceAll('\\', '/').slice('test/rules/'.length, -'.md'.length)
  if (!id.startsWith(wanted)) continue
  const cases = parseFixture(readFileSync(join(project, file), 'utf8'))
  test(`${id}: has a case that must not report`, () => {
    assert.ok(
      cases.some((one) => one.expected.every(({ rule }) => rule !== id)),
      'no case is silent',
    )
  })
  for (const one of cases) test(`${id}:${one.line} ${one.title}`, () => runCase(one))
}
