/** The tables of what the start of Alloy takes are held against the catalogue: a name that is misspelt checks nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AlloyDefinition,
  componentNames,
  componentOf,
  configBlockNames,
  configBlockOf,
} from '../../server/src/schema/alloy.ts'
import { orderChecks, valueChecks } from '../../server/src/schema/alloyValues.ts'

const definitions = new Map<string, AlloyDefinition>()

function enter(definition: AlloyDefinition | undefined): void {
  const name = definition?.name.replace(/#\d+$/, '') ?? ''
  if (!definition || definitions.has(name)) return
  definitions.set(name, definition)
  for (const block of definition.blocks.values()) enter(block.definition)
}

for (const name of componentNames()) enter(componentOf(name)?.definition)
for (const name of configBlockNames()) enter(configBlockOf(name)?.definition)

function has(definition: string, name: string): boolean {
  const found = definitions.get(definition)
  if (!found) return false
  const names = [...found.arguments.keys(), ...found.blocks.keys()]
  return name.endsWith('*') ? names.some((each) => each.startsWith(name.slice(0, -1))) : names.includes(name)
}

test('every definition and argument of the tables is in the catalogue', () => {
  for (const { at, of } of valueChecks) {
    for (const definition of at) assert.ok(definitions.has(definition), definition)
    for (const name of of)
      assert.ok(
        at.some((definition) => has(definition, name)),
        `${at[0]} ${name}`,
      )
  }
  for (const { at, smaller, larger } of orderChecks) {
    for (const definition of at) assert.ok(has(definition, smaller) && has(definition, larger), definition)
  }
})

test('conditions speak of what is there', () => {
  for (const { at, when } of [...valueChecks, ...orderChecks]) {
    const names = [...(when?.set ?? []), ...(when?.argument === undefined ? [] : [when.argument])]
    for (const name of names)
      assert.ok(
        at.some((definition) => has(definition, name)),
        `${at[0]} ${name}`,
      )
  }
})
