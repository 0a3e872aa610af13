/**
 * `logkeel init` as a process. What it writes is read back with its comments taken away: every line must be a setting
 * that holds, every setting must be in it, and every value must arrive.
 */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { initialSettings } from '../../server/src/model/initialSettings.ts'
import { defaultSettings } from '../../server/src/model/settings.ts'
import { readSettings, settingsSchema } from '../../server/src/model/settingsSchema.ts'
import { yamlTree } from '../../server/src/syntax/parse.ts'
import { plainData } from '../../server/src/syntax/yaml/plain.ts'
import { createDocument } from '../../server/src/text/document.ts'
import { folder, lintJson, logkeel } from '../support/folder.ts'

/** Prose is a sentence that begins with a capital letter or goes on with one; a setting has a key or a dash. */
function uncommented(text: string): string {
  return text
    .split('\n')
    .map((line) => (/^# ( *- \{| *[\w]+:( |$))/.test(line) ? line.slice(2) : line))
    .join('\n')
}

const dataOf = (text: string) => plainData(yamlTree(createDocument('', 'settings', text)))

test('the file is written as it is, and checked without a finding', (context) => {
  const at = folder(context, {})
  const run = logkeel(at, ['init'])
  assert.equal(run.code, 0)
  assert.match(run.stdout, /logkeel\.yaml written/)
  assert.equal(readFileSync(join(at, 'logkeel.yaml'), 'utf8'), initialSettings)
  assert.deepEqual(lintJson(at).report.findings, [])
})

test('as written it says nothing but its version: every setting keeps its default', () => {
  const read = readSettings(dataOf(initialSettings))
  assert.deepEqual(read.issues, [])
  assert.deepEqual(read.value, defaultSettings)
})

test('with its comments taken away every setting is in it and holds', () => {
  const data = dataOf(uncommented(initialSettings)) as Readonly<Record<string, unknown>> // A map: asserted below.
  assert.deepEqual(Object.keys(data).sort(), Object.keys(settingsSchema.shape).sort())
  const read = readSettings(data)
  assert.deepEqual(read.issues, [])
  const { value } = read
  assert.equal(value.stated, true)
  assert.deepEqual(value.environments.prod?.files, ['clusters/seoul/**'])
  assert.equal(value.services.length, 2)
  assert.deepEqual(value.services[1]?.ports, { client: 4090 })
  assert.equal(value.policy.prod?.lokiRetention, '90d')
  assert.equal(value.policy.prod?.zoneAware, true)
  assert.equal(Object.keys(value.policy.prod ?? {}).length, 10, 'every part of a policy is shown')
  assert.equal(value.policyRows[0]?.atLeast?.prod, 3)
  assert.equal(value.zones[0]?.zone, 'ap-northeast-1a')
  assert.equal(value.versions.loki, '3.7')
  assert.equal(value.alloy.storagePath, '/var/lib/alloy/data')
  assert.deepEqual(value.files.loki, ['**/loki-config.yaml'])
  assert.equal(value.rules['alloy/missing-wal']?.severity, 'warning')
})

test('each setting can be taken from its comments alone', () => {
  const blocks = initialSettings.split('\n\n').slice(1)
  for (const block of blocks) {
    const { issues } = readSettings(dataOf(`version: 1\n${uncommented(block)}`))
    assert.deepEqual(issues, [], block)
  }
})

test('a file that is there is left as it is, whatever its ending', (context) => {
  for (const name of ['logkeel.yaml', 'logkeel.yml']) {
    const at = folder(context, { [name]: 'version: 1 # mine\n' })
    const run = logkeel(at, ['init'])
    assert.equal(run.code, 2)
    assert.match(run.stderr, new RegExp(name.replace('.', '\\.')))
    assert.equal(readFileSync(join(at, name), 'utf8'), 'version: 1 # mine\n')
    assert.equal(existsSync(join(at, name === 'logkeel.yaml' ? 'logkeel.yml' : 'logkeel.yaml')), false)
  }
})

test('a folder can be named', (context) => {
  const at = folder(context, { 'sub/a.alloy': '' })
  assert.equal(logkeel(at, ['init', 'sub']).code, 0)
  assert.equal(readFileSync(join(at, 'sub/logkeel.yaml'), 'utf8'), initialSettings)
})
