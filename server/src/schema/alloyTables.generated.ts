// Made by npm run generate. Do not edit.
import table0 from './alloy-1.18.json' with { type: 'json' }
import type { AlloyTable } from './alloyTable.ts'

/** The tables of the versions there are, the oldest first. Their files have the shape that the generator writes. */
export const alloyTables: Readonly<Record<string, AlloyTable>> = {
  '1.18': table0 as unknown as AlloyTable,
}
