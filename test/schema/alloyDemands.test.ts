/** Every name in the demands is one that the schema knows: a demand of a name that does not exist would say nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AlloyDefinition,
  componentNames,
  configBlockNames,
  definitionOf,
} from '../../server/src/schema/alloy.ts'
import { demands } from '../../server/src/schema/alloyDemands.ts'

const definitions = new Map<string, AlloyDefinition>()
function collect(definition: AlloyDefinition | undefined): void {
  if (!definition || definitions.has(definition.name)) return
  definitions.set(definition.name, definition)
  for (const block of definition.blocks.values()) collect(block.definition)
}
for (const name of [...componentNames(), ...configBlockNames()]) collect(definitionOf(name))

test('every definition, argument and block that a demand names exists', () => {
  for (const { at, of, when } of demands) {
    for (const name of at) {
      const definition = definitions.get(name)
      assert.ok(definition, `there is no definition ${name}`)
      for (const member of [...of, ...(when?.set ?? []), ...(when?.argument ? [when.argument] : [])])
        assert.ok(has(definition, member), `${name} has no ${member}`)
    }
  }
})

function has({ arguments: given, blocks }: AlloyDefinition, member: string): boolean {
  if (!member.endsWith('*')) return given.has(member) || blocks.has(member)
  return [...blocks.keys()].some((name) => name.startsWith(member.slice(0, -1)))
}

test('every demand can be broken', () => {
  for (const demand of demands) assert.ok(demand.atLeast !== undefined || demand.atMost !== undefined)
})
