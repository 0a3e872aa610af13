/**
 * What changed between two tables of Alloy, in lines for a person: components, functions, arguments and blocks that
 * came, went, or changed their type, default or state. A definition that several components share is told once.
 */
import type { AlloyTable, TableDefinition } from '../src/schema/alloyTable.ts'

/** The changes from one table to another, in the order of the tables. */
export function changesBetween(before: AlloyTable, after: AlloyTable): readonly string[] {
  return [
    ...entries('component', before.components, after.components, ([, stability, exports]) => [
      stability,
      ...Object.entries(exports).map(([name, type]) => `exports ${name}: ${type}`),
    ]),
    ...entries('block', before.configBlocks, after.configBlocks, ([, ...rest]) => rest),
    ...entries('function', before.functions, after.functions, (each) => each.map(String)),
    ...entries('values of', before.textTypes, after.textTypes, (each) => each),
    ...entries('states of', before.states, after.states, (each) =>
      Object.entries(each).map(([path, state]) => `${path}: ${state}`),
    ),
    ...definitions(before, after),
  ]
}

/** Entries that came or went, and those whose description differs. */
function entries<V>(
  what: string,
  before: Readonly<Record<string, V>>,
  after: Readonly<Record<string, V>>,
  describe: (value: V) => readonly string[],
): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) => {
    const [old, now] = [before[name], after[name]]
    if (old === undefined) return [`+ ${what} ${name}`]
    if (now === undefined) return [`- ${what} ${name}`]
    const [oldLines, nowLines] = [describe(old), describe(now)]
    const gone = oldLines.filter((line) => !nowLines.includes(line))
    const come = nowLines.filter((line) => !oldLines.includes(line))
    if (gone.length + come.length === 0) return []
    return [`~ ${what} ${name}: ${gone.join(', ') || 'nothing'} → ${come.join(', ') || 'nothing'}`]
  })
}

function definitions(before: AlloyTable, after: AlloyTable): readonly string[] {
  const old = new Map(before.definitions.map((each) => [each[0], each]))
  return after.definitions.flatMap((now) => {
    const known = old.get(now[0])
    // A new definition belongs to a new component or block, which is told already.
    return known ? definition(known, now, before, after) : []
  })
}

function definition(
  old: TableDefinition,
  now: TableDefinition,
  before: AlloyTable,
  after: AlloyTable,
): readonly string[] {
  const nameIn = (table: AlloyTable, index: number) => table.definitions[index]?.[0] ?? 'any block'
  return [
    ...entries(`argument ${now[0]}`, old[1], now[1], ([type, value]) => [
      value === undefined || value === null ? type : `${type} = ${JSON.stringify(value)}`,
    ]),
    ...entries(`block ${now[0]}`, described(old, before), described(now, after), (each) => each),
  ]

  function described(of: TableDefinition, table: AlloyTable): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(
      Object.entries(of[2]).map(([name, [index, flags = '']]) => [
        name,
        [`${nameIn(table, index)} ${flags}`.trim()],
      ]),
    )
  }
}
