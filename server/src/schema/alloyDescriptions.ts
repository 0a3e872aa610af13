/**
 * What Alloy's components, arguments, blocks and functions do, in our own words, for hovers and completion: the tables
 * in `alloyTexts/`. They are written by the Go type of a block, so that what several components share is said once.
 * What is not described here has upstream's page alone.
 */
import type { AlloyDefinition } from './alloy.ts'
import discovery from './alloyTexts/discovery.json' with { type: 'json' }
import logs from './alloyTexts/logs.json' with { type: 'json' }
import metrics from './alloyTexts/metrics.json' with { type: 'json' }
import otelcol from './alloyTexts/otelcol.json' with { type: 'json' }

type Texts = Readonly<Record<string, string>>

/** A table: what is not in it is not said there. */
interface Table {
  /** Components and configuration blocks whose arguments and blocks are described too. */
  readonly components?: Texts
  /** Components of which only this is said. */
  readonly named?: Texts
  readonly functions?: Texts
  /** By Go type and then by name: arguments, and blocks under the type that holds them. */
  readonly definitions?: Readonly<Record<string, Texts>>
  /** Values that people use, where the program has no closed set that the catalogue knows. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

/** Each file has this shape; `test/model/alloyTexts.test.ts` holds them against the catalogue. */
const tables: readonly Table[] = [logs, metrics, discovery, otelcol] as unknown as readonly Table[]

/** What a component or configuration block does, in one sentence. */
export function componentText(name: string): string | undefined {
  return first((table) => textIn(table.components, name) ?? textIn(table.named, name))
}

/** What a function or constant of the standard library gives, in one sentence. */
export function functionText(name: string): string | undefined {
  return first((table) => textIn(table.functions, name))
}

/** What an argument or block of a definition does, in one sentence. */
export function memberText(definition: AlloyDefinition, name: string): string | undefined {
  return first((table) => textIn(byType(table.definitions, definition), name))
}

/** Values that people give to an argument, beside those that the catalogue knows. */
export function memberValues(definition: AlloyDefinition, name: string): readonly string[] {
  return first((table) => textIn(byType(table.values, definition), name)) ?? []
}

function first<V>(find: (table: Table) => V | undefined): V | undefined {
  for (const table of tables) {
    const found = find(table)
    if (found !== undefined) return found
  }
  return undefined
}

/** Types that differ in their defaults alone (`#2`) are described once. */
function byType<V>(of: Readonly<Record<string, V>> | undefined, { name }: AlloyDefinition): V | undefined {
  return textIn(of, name) ?? textIn(of, name.replace(/#\d+$/, ''))
}

function textIn<V>(of: Readonly<Record<string, V>> | undefined, name: string): V | undefined {
  return of && Object.hasOwn(of, name) ? of[name] : undefined
}
