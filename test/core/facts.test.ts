/**
 * Facts: extracted when they are asked for, compared without their places, and not stopped by an extractor that throws.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factsOf, sameFacts, settleFacts } from '../../server/src/model/facts.ts'
import { createDocument, type Document } from '../../server/src/text/document.ts'

const service = (name: string) =>
  createDocument(
    'file:///w/service.yaml',
    'kubernetes',
    `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  ports:\n    - port: 80\n`,
  )

test('facts that differ in their places only are the same', () => {
  const moved = createDocument('file:///w/service.yaml', 'kubernetes', `# a line more\n${service('a').text}`)
  assert.equal(sameFacts(factsOf(service('a')), factsOf(moved)), true)
  assert.equal(sameFacts(factsOf(service('a')), factsOf(service('b'))), false)
})

test('an extractor that throws gives nothing, says so, and the others still give theirs', () => {
  // A text that can not be read stands for a mistake in an extractor.
  const broken: Document = {
    ...service('a'),
    kind: 'environment-file',
    get text(): string {
      throw new Error('not to be read')
    },
  }
  const facts = settleFacts(factsOf(broken))
  assert.deepEqual(facts.variables, [])
  assert.deepEqual(facts.services, [])
  assert.ok(
    facts.failures.some(({ area, stack }) => area === 'variables' && stack.includes('not to be read')),
  )
})
