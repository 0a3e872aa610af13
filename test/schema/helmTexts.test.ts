/**
 * Our words on Helm's functions: each function has them, they name as many parameters as it takes, and what the
 * examples print is what a real Helm prints (skipped where none is on PATH).
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { helmFunction, helmFunctionNames } from '../../server/src/schema/helm.ts'
import {
  helmKeyword,
  helmKeywords,
  helmObject,
  helmObjectsBelow,
} from '../../server/src/schema/helmObjects.ts'
import { helmFunctionPage, helmText } from '../../server/src/schema/helmTexts.ts'
import { findProgram } from '../bench/measure.ts'
import { folder } from '../support/folder.ts'

const data = JSON.parse(
  readFileSync(new URL('../../server/src/schema/helmTexts.json', import.meta.url), 'utf8'),
) as { readonly functions: Readonly<Record<string, unknown>> } // The file's own form.
const helm = findProgram('helm') ?? ''
const skip = helm === '' && 'helm is not on PATH'

test('every function has words and no word has no function', () => {
  assert.deepEqual(Object.keys(data.functions).sort(), [...helmFunctionNames()].sort())
  for (const name of helmFunctionNames()) {
    assert.match(helmText(name)?.text ?? '', /[.`]$/, name)
    assert.match(helmFunctionPage(name), /^https:\/\/(helm\.sh\/docs|pkg\.go\.dev)\//, name)
  }
  assert.equal(helmText('nothing'), undefined)
})

test('parameters are named as the signatures have them', () => {
  for (const name of helmFunctionNames()) {
    const known = helmFunction(name)
    const parameters = helmText(name)?.parameters ?? []
    assert.ok(known)
    assert.ok(parameters.every((each) => each.name !== ''))
    if (known.variadic) assert.ok(parameters.length >= known.parameters.length, name)
    else {
      assert.equal(parameters.length, known.parameters.length, name)
      assert.ok(!parameters.some(({ repeats }) => repeats), name)
    }
  }
})

test('what the examples print is what Helm prints', { skip }, (context) => {
  const examples = helmFunctionNames().flatMap((name) => {
    const text = helmText(name)
    return text?.example === undefined ? [] : [{ name, example: text.example, result: text.result }]
  })
  const lines = examples.map(({ name, example }) => `x-${name}: {{ print (${example}) | toJson }}\n`)
  const chart = folder(context, {
    'Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
    'templates/a.yaml': lines.join(''),
  })
  const run = spawnSync(helm, ['template', 'r', chart], {
    encoding: 'utf8',
    env: { ...process.env, TZ: 'UTC' },
  })
  assert.equal(run.status, 0, run.stderr)
  for (const { name, result } of examples) {
    const line = new RegExp(`^x-${name}: (.*)$`, 'm').exec(run.stdout)?.[1] ?? '""'
    assert.equal(JSON.parse(line), result, name)
  }
  assert.ok(examples.length > 200)
})

test('objects and keywords', () => {
  assert.deepEqual(
    helmObjectsBelow('').map(({ path }) => path),
    ['Values', 'Release', 'Chart', 'Subcharts', 'Files', 'Capabilities', 'Template'],
  )
  assert.equal(helmObject('Files.Get')?.call, 'Files.Get(path)')
  assert.ok(helmObjectsBelow('Capabilities.KubeVersion').some(({ path }) => path.endsWith('.Version')))
  for (const word of helmKeywords()) assert.match(helmKeyword(word)?.text ?? '', /\.$/)
})
