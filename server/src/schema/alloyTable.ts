/**
 * The shape of the compact tables `alloy-<version>.json`, as `server/tools/generateAlloy.ts` writes them and
 * `alloy.ts` reads them. Nothing else should look at it.
 */

/** An argument: its type (`!` in front where it must be given), its default, the name of its text type. */
export type TableArgument = readonly [type: string, value?: unknown, more?: TableMore]

export interface TableMore {
  /** Name of a type with a textual form of its own, in `textTypes`. */
  readonly text?: string
  /** Index of the definition of an object's fields. */
  readonly fields?: number
}

/** A block: index of its definition, and flags: `!` required, `*` repeated, `?` there by default. */
export type TableBlock = readonly [definition: number, flags?: string, group?: string]

export type TableDefinition = readonly [
  name: string,
  given: Readonly<Record<string, TableArgument>>,
  blocks: Readonly<Record<string, TableBlock>>,
  /** `labelled` where its blocks need a label. */
  flag?: string,
]

/** Definition, stability, exports by name. */
export type TableComponent = readonly [
  definition: number,
  stability: string,
  exports: Readonly<Record<string, string>>,
]

/** Definition (-1: none), stability, label, and where it may stand. */
export type TableConfigBlock = readonly [
  definition: number,
  stability: string,
  label: 'required' | 'none',
  place: 'anywhere' | 'root' | 'module' | 'nowhere',
]

export interface AlloyTable {
  /** Major and minor: `1.18`. */
  readonly version: string
  readonly source: string
  /** Signature, what is the matter with it (`deprecated`, `experimental`), its new name. */
  readonly functions: Readonly<Record<string, readonly [string, string?, string?]>>
  readonly components: Readonly<Record<string, TableComponent>>
  readonly configBlocks: Readonly<Record<string, TableConfigBlock>>
  /** Constants that are declared of a text type. */
  readonly textTypes: Readonly<Record<string, readonly string[]>>
  /** Stability or deprecation of arguments and blocks, by component and way. */
  readonly states: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly definitions: readonly TableDefinition[]
}
