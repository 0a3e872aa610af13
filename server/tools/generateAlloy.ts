/**
 * Makes the tables of what a version of Alloy accepts (`server/src/schema/alloy-<version>.json`) and their index from
 * the facts beside the project: by default `../shared/facts`, with `--alloy-facts FOLDER` another folder of the same
 * form. Tables of other versions stay, so that several stand side by side; what changed against the table before is
 * printed. Where the facts are absent the committed tables stay. With `--check` nothing is written and a difference
 * exits 1.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AlloyTable } from '../src/schema/alloyTable.ts'
import { changesBetween } from './alloyChanges.ts'
import { type ComponentFacts, type LibraryFacts, type StabilityFacts, tableOf } from './alloyTable.ts'
import { readFacts, write } from './generated.ts'

const folder = 'server/src/schema'
const root = join(import.meta.dirname, '../..')

function givenFolder(): string | undefined {
  const at = process.argv.indexOf('--alloy-facts')
  return at < 0 ? undefined : process.argv[at + 1]
}

/** The facts' README gives these shapes. */
const read = (name: string) => readFacts(name, `${folder}/alloy-*.json`, givenFolder())
const components = read('alloy-components.json') as ComponentFacts | undefined
const library = read('alloy-stdlib.json') as LibraryFacts | undefined
const stability = read('alloy-doc-stability.json') as StabilityFacts | undefined

if (components && library && stability) {
  const table = tableOf(components, library, stability)
  const path = `${folder}/alloy-${table.version}.json`
  report(path, table)
  write(path, textOf(table))
}
writeIndex()

/** Prints what a table changes: against the committed one of its version, else against the newest before it. */
function report(path: string, table: AlloyTable): void {
  const earlier = versions().filter((version) => byVersion(version, table.version) < 0)
  const before = existsSync(join(root, path)) ? table.version : earlier.at(-1)
  if (before === undefined) return
  const text = readFileSync(join(root, folder, `alloy-${before}.json`), 'utf8')
  const changes = changesBetween(JSON.parse(text) as AlloyTable, table) // Written by this tool.
  if (changes.length > 0) console.log(`Alloy ${before} → ${table.version}:\n  ${changes.join('\n  ')}`)
}

function versions(): readonly string[] {
  const names = globSync('alloy-*.json', { cwd: join(root, folder) })
  return names.map((name) => name.slice('alloy-'.length, -'.json'.length)).sort(byVersion)
}

function byVersion(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true })
}

function writeIndex(): void {
  const found = versions()
  const imports = found.map(
    (version, i) => `import table${i} from './alloy-${version}.json' with { type: 'json' }`,
  )
  const entries = found.map((version, i) => `  '${version}': table${i} as unknown as AlloyTable,`)
  write(
    `${folder}/alloyTables.generated.ts`,
    `// Made by npm run generate. Do not edit.\n${imports.join('\n')}\nimport type { AlloyTable } from './alloyTable.ts'\n\n/** The tables of the versions there are, the oldest first. Their files have the shape that the generator writes. */\nexport const alloyTables: Readonly<Record<string, AlloyTable>> = {\n${entries.join('\n')}\n}\n`,
  )
}

/** One entry a line, so that a change shows as one. */
function textOf(table: AlloyTable): string {
  const lines = (value: object): string =>
    Array.isArray(value)
      ? `[\n${value.map((each) => JSON.stringify(each)).join(',\n')}\n]`
      : `{\n${Object.entries(value)
          .map(([key, each]) => `${JSON.stringify(key)}: ${JSON.stringify(each)}`)
          .join(',\n')}\n}`
  const entries = Object.entries(table).map(
    ([key, value]) =>
      `${JSON.stringify(key)}: ${typeof value === 'object' ? lines(value) : JSON.stringify(value)}`,
  )
  return `{\n${entries.join(',\n')}\n}\n`
}
