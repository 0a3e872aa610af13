/** Values judged by JSON Schemas; against Helm itself where `HELM` names the program. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { valuesIn } from '../../server/src/model/charts/charts.ts'
import { emptyMap, settledValues } from '../../server/src/model/charts/merged.ts'
import type { Json } from '../../server/src/model/charts/schemas.ts'
import { violationsOf } from '../../server/src/model/charts/validate.ts'
import { createDocument } from '../../server/src/text/document.ts'

function judged(schema: Json, yaml: string): readonly string[] {
  const [values] = valuesIn(createDocument('file:///c/values.yaml', 'helm-values', yaml))
  const node = values ? settledValues(values, 'chart') : emptyMap
  return violationsOf(schema, node).map(({ path, kind, wanted }) =>
    `${path.join('.')} ${kind} ${wanted}`.trim(),
  )
}

const draft7 = 'http://json-schema.org/draft-07/schema#'

/** A schema, values, and what is wrong with them. */
const cases: readonly (readonly [schema: Json, yaml: string, ...wrong: readonly string[]])[] = [
  [{ properties: { a: { type: 'integer' } } }, 'a: 1.0'],
  [{ properties: { a: { type: 'integer' } } }, 'a: 1.5', 'a type a whole number'],
  [{ properties: { a: { type: ['string', 'null'] } } }, 'a: 1', 'a type a text or null'],
  [{ properties: { a: { type: 'number', minimum: 2, exclusiveMaximum: 4 } } }, 'a: 4', 'a other less than 4'],
  [
    { required: ['b'], properties: { a: {} }, additionalProperties: false },
    'c: 1',
    'c unknown-key',
    'b missing-key',
  ],
  [
    { patternProperties: { '^x-': {} }, additionalProperties: { type: 'string' } },
    'x-a: 1\nb: 1',
    'b type a text',
  ],
  [{ properties: { a: { enum: [1, 'x', null, { b: 1 }] } } }, 'a: { b: 1 }'],
  [{ properties: { a: { enum: [1, 'x'] } } }, 'a: y', 'a enum 1, "x"'],
  [
    { properties: { a: { $ref: '#/definitions/p' } }, definitions: { p: { pattern: '^v' } } },
    'a: 1.x',
    'a other a text that fits ^v',
  ],
  [
    {
      $schema: draft7,
      properties: { a: { $ref: '#/definitions/p', type: 'string' } },
      definitions: { p: {} },
    },
    'a: 1',
  ],
  [
    { properties: { a: { $ref: '#/definitions/p', type: 'string' } }, definitions: { p: {} } },
    'a: 1',
    'a type a text',
  ],
  [
    { properties: { a: { anyOf: [{ type: 'string' }, { type: 'boolean' }] } } },
    'a: 1',
    'a type a text or true or false',
  ],
  [
    { properties: { a: { oneOf: [{ type: 'integer' }, { type: 'number' }] } } },
    'a: 1',
    'a other what fits one of several alternatives alone',
  ],
  [
    JSON.parse('{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}') as Json, // What JSON.parse gives.
    'a: 1',
    'b missing-key',
  ],
  [{ not: { required: ['a'] } }, 'a: 1', 'other something else'],
  [{ dependencies: { a: ['b'] } }, 'a: 1', 'b missing-key'],
  [
    { properties: { a: { items: { type: 'string' }, minItems: 1, uniqueItems: true } } },
    'a: [x, x, 1]',
    'a other entries that all differ',
    'a.2 type a text',
  ],
  [
    { properties: { a: { prefixItems: [{ type: 'string' }], items: false } } },
    'a: [x, y]',
    'a.1 other nothing at all',
  ],
  [{ propertyNames: { maxLength: 2 } }, 'abc: 1', 'abc unknown-key'],
  [{ properties: { a: { contains: { const: 1 } } } }, 'a: [2]', 'a other an item that it asks for'],
]

for (const [schema, yaml, ...wrong] of cases)
  test(`${JSON.stringify(schema)}: ${yaml}`, () =>
    assert.deepEqual([...judged(schema, yaml)].sort(), [...wrong].sort()))

test('what is not known is no fault', () => {
  assert.deepEqual(judged({ properties: { a: { $ref: 'https://example.org/x.json' } } }, 'a: 1'), [])
  assert.deepEqual(judged({ properties: { a: { type: 'string', pattern: '(?i)x' } } }, 'a: zz'), [])
  assert.deepEqual(judged({ properties: { a: { $ref: '#/properties/a' } } }, 'a: 1'), [])
})

const { HELM } = process.env
test('Helm says the same', { skip: !HELM && 'HELM names no program' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'logkeel-schema-'))
  try {
    mkdirSync(join(folder, 'templates'))
    writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: c\nversion: 0.1.0\n')
    for (const [schema, yaml, ...wrong] of cases) {
      writeFileSync(join(folder, 'values.schema.json'), JSON.stringify(schema))
      writeFileSync(join(folder, 'values.yaml'), `${yaml}\n`)
      const { status, stderr } = spawnSync(HELM ?? '', ['template', 'r', folder], { encoding: 'utf8' })
      assert.equal(status !== 0, wrong.length > 0, `${JSON.stringify(schema)}\n${yaml}\n${stderr}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
