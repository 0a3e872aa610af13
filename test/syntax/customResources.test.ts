/** Schemas of large CustomResourceDefinitions are blank before they are parsed; nothing else is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withoutSchemas } from '../../server/src/syntax/customResources.ts'

const schema = `spec:\n  group: example.com\n  versions:\n${"    - name: 'v1'\n".repeat(1_000)}`
const head = 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a\n'
const other = 'apiVersion: v1\nkind: Service\nspec:\n  ports: []\n'

test('a large schema is blank, with its length and its lines', () => {
  const text = `${head}${schema}status: {}\n---\n${other}---\n${head}${schema}`
  const left = withoutSchemas(text)
  assert.equal(left.length, text.length)
  assert.deepEqual(
    left.split('\n').map((line) => line.length),
    text.split('\n').map((line) => line.length),
  )
  assert.equal(left.replace(/^ *\n/gm, ''), `${head}spec:\nstatus: {}\n---\n${other}---\n${head}spec:\n`)
})

test('CRLF and what stands before the definition stay', () => {
  const text = `# a\n---\n${head}${schema}`.replaceAll('\n', '\r\n')
  const left = withoutSchemas(text)
  assert.equal(left.length, text.length)
  assert.ok(left.startsWith('# a\r\n---\r\napiVersion'))
  assert.ok(left.trimEnd().endsWith('spec:'))
})

test('other texts, and small definitions, stay as they are', () => {
  for (const text of [
    `${other}${'# c\n'.repeat(5_000)}`,
    `${head}spec:\n  group: a\n`,
    `apiVersion: v1\nkind: ConfigMap\ndata:\n  crd.yaml: |\n${`${head}${schema}`.replace(/^/gm, '    ')}`,
    `---\n`.repeat(4_000),
  ])
    assert.equal(withoutSchemas(text), text)
})
