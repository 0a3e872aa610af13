/**
 * The descriptions of Alloy's catalogue (`server/src/schema/alloyTexts/`) against the catalogue itself: nothing that
 * they promise to describe is left out, nothing is described that does not exist, and each is one short sentence.
 * What a sentence says is read by people; this does not judge it.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  type AlloyDefinition,
  argumentsOf,
  blocksOfDefinition,
  catalogueFor,
  catalogueVersions,
  componentNames,
  componentOf,
  configBlockNames,
  configBlockOf,
  definitionOf,
  functionNames,
  functionOf,
} from '../../server/src/schema/alloy.ts'
import { alloyChoice, isChoice } from '../../server/src/schema/alloyChoices.ts'
import { componentText, functionText, memberText } from '../../server/src/schema/alloyDescriptions.ts'

const folder = join(import.meta.dirname, '../../server/src/schema/alloyTexts')

interface Table {
  readonly components?: Readonly<Record<string, string>>
  readonly named?: Readonly<Record<string, string>>
  readonly functions?: Readonly<Record<string, string>>
  readonly definitions?: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly values?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

// The files are the project's own and have this shape; the tests below find where they do not.
const files: readonly (readonly [name: string, table: Table])[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Table])

const catalogues = catalogueVersions().map(catalogueFor)

/** Bodies that hold a module's statements have no definition in the catalogue. */
const moduleBodies: Readonly<Record<string, string>> = { 'nodeconf/foreach.Arguments': 'template' }

/** The definitions that a block reaches, itself among them; fields of objects too. */
function reachableFrom(definition: AlloyDefinition, seen = new Set<AlloyDefinition>()): Set<AlloyDefinition> {
  if (seen.has(definition)) return seen
  seen.add(definition)
  for (const block of blocksOfDefinition(definition)) reachableFrom(block.definition, seen)
  for (const { fields } of argumentsOf(definition)) if (fields) reachableFrom(fields, seen)
  return seen
}

const membersOf = (definition: AlloyDefinition): readonly string[] => [
  ...definition.arguments.keys(),
  ...definition.blocks.keys(),
]

/** All that any version knows: the members by the name of the definition, without the mark of other defaults. */
const membersByType = new Map<string, Set<string>>()
for (const catalogue of catalogues) {
  for (const name of [...componentNames(catalogue), ...configBlockNames(catalogue)]) {
    const top = definitionOf(name, catalogue)
    for (const each of top ? reachableFrom(top) : []) {
      const type = each.name.replace(/#\d+$/, '')
      const known = membersByType.get(type) ?? new Set<string>()
      for (const member of membersOf(each)) known.add(member)
      membersByType.set(type, known)
    }
  }
}

/** Every text with the way to it in its file. */
function textsOf([
  file,
  { components = {}, named = {}, functions = {}, definitions = {} },
]: (typeof files)[number]) {
  const members = Object.entries(definitions).flatMap(([type, texts]) =>
    Object.entries(texts).map(([name, text]) => [`${file}: ${type} ${name}`, text] as const),
  )
  const others = Object.entries({ ...components, ...named, ...functions })
  return [...others.map(([name, text]) => [`${file}: ${name}`, text] as const), ...members]
}

const families = /^(loki|prometheus|discovery|local|remote)\./

test('every component of the main families and every configuration block has a description', () => {
  const wanted = componentNames().filter((name) => families.test(name))
  assert.ok(wanted.length > 90)
  const blocks = configBlockNames().filter((name) => configBlockOf(name)?.place !== 'nowhere')
  const missing = [...wanted, ...blocks].filter((name) => !componentText(name))
  assert.deepEqual(missing, [])
})

test('a component that is described has descriptions of all its arguments and blocks', () => {
  const complete = files.flatMap(([, table]) => Object.keys(table.components ?? {}))
  const wanted = new Set([...complete, ...componentNames().filter((name) => families.test(name))])
  const missing = new Set<string>()
  for (const name of wanted) {
    const top = definitionOf(name)
    for (const each of top ? reachableFrom(top) : []) {
      for (const member of membersOf(each)) {
        if (!memberText(each, member)) missing.add(`${name}: ${each.name} ${member}`)
      }
    }
  }
  assert.deepEqual([...missing], [])
})

test('every function and constant that is not given up has a description', () => {
  const wanted = functionNames().filter((name) => functionOf(name)?.replacement === undefined)
  assert.ok(wanted.length > 25)
  assert.deepEqual(
    wanted.filter((name) => !functionText(name)),
    [],
  )
})

test('nothing is described that no version of Alloy has', () => {
  const unknown: string[] = []
  for (const [file, { components = {}, named = {}, functions = {}, definitions = {} }] of files) {
    for (const name of [...Object.keys(components), ...Object.keys(named)]) {
      const known = catalogues.some((each) => componentOf(name, each) ?? configBlockOf(name, each))
      if (!known) unknown.push(`${file}: ${name}`)
    }
    for (const name of Object.keys(functions)) {
      if (!catalogues.some((each) => functionOf(name, each))) unknown.push(`${file}: ${name}`)
    }
    for (const [type, texts] of Object.entries(definitions)) {
      for (const name of Object.keys(texts)) {
        const known = membersByType.get(type)?.has(name) || moduleBodies[type] === name
        if (!known) unknown.push(`${file}: ${type} ${name}`)
      }
    }
  }
  assert.deepEqual(unknown, [])
})

test('each description is one short sentence of plain text', () => {
  const wrong = files.flatMap(textsOf).filter(([, text]) => {
    const plain = /^[\x20-\x7e]+\.$/.test(text) && !text.includes('](')
    return !plain || text.length > 130 || /[a-z)`]\. [A-Z]/.test(text) || text.split('`').length % 2 === 0
  })
  assert.deepEqual(wrong, [])
})

test('a definition is described in one file only', () => {
  const places = new Map<string, string[]>()
  for (const [file, { definitions = {} }] of files) {
    for (const [type, texts] of Object.entries(definitions)) {
      for (const name of Object.keys(texts)) {
        const place = `${type} ${name}`
        places.set(place, [...(places.get(place) ?? []), file])
      }
    }
  }
  assert.deepEqual(
    [...places].filter(([, where]) => where.length > 1),
    [],
  )
})

test('values are offered for existing arguments, and none that the program would refuse', () => {
  const definitions = new Map<string, AlloyDefinition>()
  for (const name of [...componentNames(), ...configBlockNames()]) {
    const top = definitionOf(name)
    for (const each of top ? reachableFrom(top) : []) definitions.set(each.name, each)
  }
  let count = 0
  for (const [file, { values = {} }] of files) {
    for (const [type, offered] of Object.entries(values)) {
      for (const [name, list] of Object.entries(offered)) {
        const argument = definitions.get(type)?.arguments.get(name)
        const numbers = list.every((value) => value.trim() !== '' && Number.isFinite(Number(value)))
        const types = numbers ? /^(list\(string\)|string|number)$/ : /^(list\(string\)|string)$/
        assert.match(argument?.type ?? '', types, `${file}: ${type} ${name}`)
        const choice = argument?.text === undefined ? undefined : alloyChoice(argument.text)
        const refused = choice ? list.filter((value) => !isChoice(choice, value)) : []
        assert.deepEqual(refused, [], `${file}: ${type} ${name} would be refused`)
        assert.equal(new Set(list).size, list.length, `${file}: ${type} ${name} says one twice`)
        const quoted = argument?.default
        if (argument?.type === 'string' && quoted !== undefined) {
          assert.ok(list.includes(JSON.parse(quoted)), `${file}: ${type} ${name} lacks the default ${quoted}`)
        }
        count += 1
      }
    }
  }
  assert.ok(count >= 25)
})
