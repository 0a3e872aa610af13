/**
 * What a version of Alloy accepts: its components, configuration blocks, their arguments and blocks, and its standard
 * library. The tables are made by `server/tools/generateAlloy.ts` from what was read off the program by reflection;
 * checks that the program makes in code (groups of which one must be given, ranges) are not in them. Several versions
 * stand side by side; every lookup takes the catalogue of one, the newest where none is given.
 */
import { memo } from '../text/memo.ts'
import type { AlloyTable, TableArgument, TableBlock, TableDefinition } from './alloyTable.ts'
import { alloyTables } from './alloyTables.generated.ts'

/** What one version accepts. Opaque: the functions of this file look into it. */
export interface AlloyCatalogue {
  /** Major and minor: `1.18`. */
  readonly version: string
  readonly table: AlloyTable
  /** Definitions that were asked for, by their index in the table. */
  readonly known: (AlloyDefinition | undefined)[]
  /** By name; `undefined` until somebody asks for one. */
  readonly components: Map<string, AlloyComponent | undefined>
  readonly configBlocks: Map<string, AlloyConfigBlock | undefined>
  /** Those that were asked for. */
  readonly functions: Map<string, AlloyFunction>
}

/** The arguments and blocks of a block. Shared by all blocks of the same Go type with the same defaults. */
export interface AlloyDefinition {
  /** The package and Go type: `loki/write.EndpointOptions`; `#2` behind it where only defaults differ. */
  readonly name: string
  readonly arguments: ReadonlyMap<string, AlloyArgument>
  readonly blocks: ReadonlyMap<string, AlloyBlock>
  /** Whether blocks of this definition need a label; others refuse one at start (`alloy validate` lets it pass). */
  readonly labelled: boolean
}

/** An argument of a block. */
export interface AlloyArgument {
  readonly name: string
  /** In Alloy's words: `list(map(string))` is a list of targets. */
  readonly type: string
  readonly required: boolean
  /** The default as an Alloy file would have it; absent where the argument is required or has none. */
  readonly default: string | undefined
  /** Name of the type that reads the text, where it is no plain string: see `textValues`. */
  readonly text: string | undefined
  /** The fields of an object, where they are known. */
  readonly fields: AlloyDefinition | undefined
}

/** A block inside a block. */
export interface AlloyBlock {
  readonly name: string
  readonly required: boolean
  readonly repeated: boolean
  /** Whether it counts as given where it is not written. */
  readonly presentByDefault: boolean
  /** The group whose blocks stand in the order of the file, such as `stage` of `stage.json`. */
  readonly group: string | undefined
  readonly definition: AlloyDefinition
}

export interface AlloyComponent {
  readonly name: string
  /** `community` components need a flag, whatever the level. */
  readonly stability: 'generally-available' | 'public-preview' | 'experimental' | 'community'
  /** Name and type of what it exports. */
  readonly exports: readonly (readonly [string, string])[]
  readonly definition: AlloyDefinition
}

/** A block that is no component: `logging`, `declare`, `import.file`. */
export interface AlloyConfigBlock {
  readonly name: string
  readonly stability: AlloyComponent['stability']
  readonly label: 'required' | 'none'
  /** `nowhere`: a service that takes no configuration. */
  readonly place: 'anywhere' | 'root' | 'module' | 'nowhere'
  /** Undefined where its body is free, as that of `declare`, or nothing is known of it. */
  readonly definition: AlloyDefinition | undefined
}

/** A function or constant of the standard library. */
export interface AlloyFunction {
  readonly name: string
  /** `(string, bool?) string` for a function, a type for a constant. `...` repeats, `?` may be left out. */
  readonly signature: string
  readonly kind: 'function' | 'constant'
  /** The new name, where this one is given up. */
  readonly replacement: string | undefined
  readonly experimental: boolean
}

const catalogues = new Map<string, AlloyCatalogue>()

/**
 * The catalogue for a version such as `1.18` or `v1.18.2`: that of the newest table that is not newer, else of the
 * oldest; of the newest where no version is given.
 */
export function catalogueFor(version?: string): AlloyCatalogue {
  const known = chosenFor.get(version)
  if (known) return known
  const catalogue = chooseCatalogue(version)
  chosenFor.set(version, catalogue)
  return catalogue
}

/** By the version that was asked for. */
const chosenFor = new Map<string | undefined, AlloyCatalogue>()

function chooseCatalogue(version: string | undefined): AlloyCatalogue {
  const versions = Object.keys(alloyTables)
  const wanted = version === undefined ? undefined : numbersOf(version)
  const found = wanted && (versions.findLast((each) => isUpTo(numbersOf(each), wanted)) ?? versions[0])
  const chosen = found ?? versions.at(-1) ?? ''
  const table = alloyTables[chosen]
  if (!table) throw new Error('no table of Alloy')
  const catalogue = catalogues.get(chosen) ?? newCatalogue(chosen, table)
  catalogues.set(chosen, catalogue)
  return catalogue
}

function newCatalogue(version: string, table: AlloyTable): AlloyCatalogue {
  return {
    version,
    table,
    known: [],
    components: new Map(Object.keys(table.components).map((name) => [name, undefined])),
    configBlocks: new Map(Object.keys(table.configBlocks).map((name) => [name, undefined])),
    functions: new Map(),
  }
}

/** The versions there are tables of, the oldest first. */
export function catalogueVersions(): readonly string[] {
  return Object.keys(alloyTables)
}

function numbersOf(version: string): readonly [number, number] {
  const [, major = '0', minor = '0'] = /^v?(\d+)(?:\.(\d+))?/.exec(version) ?? []
  return [Number(major), Number(minor)]
}

function isUpTo([major, minor]: readonly [number, number], [top, low]: readonly [number, number]): boolean {
  return major < top || (major === top && minor <= low)
}

/** The names of the standard library, old ones among them. */
export function functionNames(catalogue = catalogueFor()): readonly string[] {
  return Object.keys(catalogue.table.functions)
}

/** Whether the standard library has a function or a namespace of this name: `sys` of `sys.env`. */
export function isLibraryName(name: string, catalogue = catalogueFor()): boolean {
  return libraryNames(catalogue).has(name)
}

const libraryNames = memo(
  (catalogue: AlloyCatalogue): ReadonlySet<string> =>
    new Set(functionNames(catalogue).map((name) => name.split('.')[0] ?? '')),
)

/** A function or constant by its full name, such as `sys.env`. */
export function functionOf(name: string, catalogue = catalogueFor()): AlloyFunction | undefined {
  const known = catalogue.functions.get(name)
  const found = known ? undefined : own(catalogue.table.functions, name)
  if (!found) return known
  const [signature, state, replacement] = found
  const kind = signature.startsWith('(') ? 'function' : 'constant'
  const made: AlloyFunction = { name, signature, kind, replacement, experimental: state === 'experimental' }
  catalogue.functions.set(name, made)
  return made
}

/** The new name of a function that has been given up. */
export function replacementOf(name: string, catalogue = catalogueFor()): string | undefined {
  return own(catalogue.table.functions, name)?.[2]
}

export function componentNames(catalogue = catalogueFor()): readonly string[] {
  return Object.keys(catalogue.table.components)
}

export function componentOf(name: string, catalogue = catalogueFor()): AlloyComponent | undefined {
  const known = catalogue.components.get(name)
  if (known || !catalogue.components.has(name)) return known
  const found = own(catalogue.table.components, name)
  if (!found) return undefined
  const [index, stability, exports] = found
  const made: AlloyComponent = {
    name,
    stability: stability as AlloyComponent['stability'], // The generator takes it from the facts as it is.
    exports: Object.entries(exports),
    definition: definitionAt(index, catalogue),
  }
  catalogue.components.set(name, made)
  return made
}

export function configBlockNames(catalogue = catalogueFor()): readonly string[] {
  return Object.keys(catalogue.table.configBlocks)
}

export function configBlockOf(name: string, catalogue = catalogueFor()): AlloyConfigBlock | undefined {
  const known = catalogue.configBlocks.get(name)
  if (known || !catalogue.configBlocks.has(name)) return known
  const found = own(catalogue.table.configBlocks, name)
  if (!found) return undefined
  const [index, stability, label, place] = found
  const made: AlloyConfigBlock = {
    name,
    stability: stability as AlloyComponent['stability'], // As above.
    label,
    place,
    definition: index < 0 ? undefined : definitionAt(index, catalogue),
  }
  catalogue.configBlocks.set(name, made)
  return made
}

/** The definition of a top-level block, component or not. */
export function definitionOf(name: string, catalogue = catalogueFor()): AlloyDefinition | undefined {
  return componentOf(name, catalogue)?.definition ?? configBlockOf(name, catalogue)?.definition
}

/** The arguments of a definition, in the order of Alloy's own. */
export function argumentsOf(definition: AlloyDefinition): readonly AlloyArgument[] {
  return [...definition.arguments.values()]
}

/** The blocks of a definition, in the order of Alloy's own. */
export function blocksOfDefinition(definition: AlloyDefinition): readonly AlloyBlock[] {
  return [...definition.blocks.values()]
}

/**
 * The values that are declared of a text type such as `common/relabel.Action`. Mostly, not provably, all that the
 * program takes: a value that is not among them is no fault by itself.
 */
export function textValues(type: string, catalogue = catalogueFor()): readonly string[] {
  return (own(catalogue.table.textTypes, type) ?? []).filter((value) => value !== '')
}

/** How far an argument or block is settled, where that is less than its component. */
export interface AlloyState {
  readonly state: 'deprecated' | 'experimental' | 'public-preview'
  /** Whether the start refuses it at a lower stability level, and not only the documentation says so. */
  readonly enforced: boolean
}

/** The state of an argument or block of a component, by the names on the way to it. */
export function stateOf(
  component: string,
  way: readonly string[],
  catalogue = catalogueFor(),
): AlloyState | undefined {
  const found = own(own(catalogue.table.states, component) ?? {}, way.join('.'))
  if (found === undefined) return undefined
  const enforced = found.startsWith('gate:')
  const state = enforced ? found.slice('gate:'.length) : found
  return { state: state as AlloyState['state'], enforced } // The generator writes these three alone.
}

function definitionAt(index: number, catalogue: AlloyCatalogue): AlloyDefinition {
  const known = catalogue.known[index]
  if (known) return known
  const found = catalogue.table.definitions[index]
  if (!found) throw new RangeError(`no definition ${index}`)
  const made = definitionFrom(found, catalogue)
  catalogue.known[index] = made
  return made
}

function definitionFrom(
  [name, given, blocks, flag]: TableDefinition,
  catalogue: AlloyCatalogue,
): AlloyDefinition {
  const inner = Object.entries(blocks).map(([key, each]) => [key, blockFrom(key, each, catalogue)] as const)
  const own = Object.entries(given).map(([key, each]) => [key, argumentFrom(key, each, catalogue)] as const)
  return { name, arguments: new Map(own), blocks: new Map(inner), labelled: flag === 'labelled' }
}

/** What an argument of these types is where nothing sets it: the facts leave it out. */
const zeros: Readonly<Record<string, string>> = { bool: 'false', number: '0' }

function argumentFrom(
  name: string,
  [word, value, more]: TableArgument,
  catalogue: AlloyCatalogue,
): AlloyArgument {
  const required = word.startsWith('!')
  const type = required ? word.slice(1) : word
  const given = value === undefined || value === null ? undefined : JSON.stringify(value)
  const fields = more?.fields
  return {
    name,
    type,
    required,
    default: given ?? (required ? undefined : zeros[type]),
    text: more?.text,
    // A definition may hold itself, so it is looked up when it is asked for.
    get fields() {
      return fields === undefined ? undefined : definitionAt(fields, catalogue)
    },
  }
}

function blockFrom(
  name: string,
  [index, flags = '', group]: TableBlock,
  catalogue: AlloyCatalogue,
): AlloyBlock {
  return {
    name,
    required: flags.includes('!'),
    repeated: flags.includes('*'),
    presentByDefault: flags.includes('?'),
    group,
    // As above.
    get definition() {
      return definitionAt(index, catalogue)
    },
  }
}

function own<V>(table: Readonly<Record<string, V>>, name: string): V | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** A top-level block of the schema with the blocks inside it, down to the innermost. */
export interface AlloyWay {
  /** A component, or a configuration block with a body of its own. */
  readonly component: string
  /** The names of the blocks below it. */
  readonly names: readonly string[]
  readonly definition: AlloyDefinition
}

/**
 * The way to the innermost of nested blocks.
 * @param blocks their names from the outermost on; modules around the component may be among them
 * @returns undefined where the schema does not know the component or a block in it
 */
export function wayTo(blocks: readonly string[], catalogue = catalogueFor()): AlloyWay | undefined {
  const inModule = blocks.findLastIndex((name, i) => isModule(blocks, name, i))
  const first = inModule + 1 < blocks.length ? inModule + 1 : inModule
  const component = blocks[first] ?? ''
  let definition = definitionOf(component, catalogue)
  if (!definition) return undefined
  const names = blocks.slice(first + 1)
  for (const name of names) {
    definition = definition.blocks.get(name)?.definition
    if (!definition) return undefined
  }
  return { component, names, definition }
}

/** Whether the block at `i` of a way holds a module's statements. */
function isModule(blocks: readonly string[], name: string, i: number): boolean {
  if (name === 'template') return blocks[i - 1] === 'foreach'
  return name === 'declare' && (i === 0 || isModule(blocks, blocks[i - 1] ?? '', i - 1))
}
