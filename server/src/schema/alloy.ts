/**
 * What Alloy 1.18.0 knows: its standard library, and the arguments and blocks of the components that Logkeel speaks
 * of. The table is made by `server/tools/generateAlloy.ts`; a component that is not in it is unknown here, not wrong.
 */
import data from './alloy.json' with { type: 'json' }

/** An argument of a block. */
export interface AlloyArgument {
  readonly name: string
  /** In Alloy's words: `list(map(string))` is a list of targets. */
  readonly type: string
  readonly required: boolean
  /** The default as an Alloy file would have it; absent where the argument is required or has none. */
  readonly default: string | undefined
}

/** A block inside a block. */
export interface AlloyBlock {
  readonly name: string
  readonly required: boolean
  readonly repeated: boolean
  /** Index of its own arguments and blocks. */
  readonly definition: number
}

export interface AlloyComponent {
  readonly name: string
  readonly stability: string
  /** Name and type of what it exports. */
  readonly exports: readonly (readonly [string, string])[]
  readonly definition: number
}

/** A function or constant of the standard library. */
export interface AlloyFunction {
  readonly name: string
  /** `(string) string` for a function, a type for a constant. */
  readonly signature: string
  readonly kind: 'function' | 'constant'
  /** The new name, where this one is given up. */
  readonly replacement: string | undefined
  readonly experimental: boolean
}

// The file's own types have one property for each name; a lookup by any name needs the index signatures.
const functions: Readonly<Record<string, readonly string[]>> = data.functions
const components = data.components as unknown as Readonly<
  Record<string, readonly [number, string, Readonly<Record<string, string>>]>
>
const definitions = data.definitions as unknown as readonly (readonly [
  Readonly<Record<string, readonly string[]>>,
  Readonly<Record<string, readonly [number, string]>>,
])[]

/** The names of the standard library, old ones among them. */
export function functionNames(): readonly string[] {
  return Object.keys(functions)
}

/** A function or constant by its full name, such as `sys.env`. */
export function functionOf(name: string): AlloyFunction | undefined {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (!found) return undefined
  const [signature = '', state, replacement] = found
  const kind = signature.startsWith('(') ? 'function' : 'constant'
  return { name, signature, kind, replacement, experimental: state === 'experimental' }
}

/** The new name of a function that has been given up. */
export function replacementOf(name: string): string | undefined {
  return Object.hasOwn(functions, name) ? functions[name]?.[2] : undefined
}

/** The names of the components in the table. */
export function componentNames(): readonly string[] {
  return Object.keys(components)
}

export function componentOf(name: string): AlloyComponent | undefined {
  const found = Object.hasOwn(components, name) ? components[name] : undefined
  if (!found) return undefined
  const [definition, stability, exports] = found
  return { name, stability, exports: Object.entries(exports), definition }
}

/** The arguments of a definition, in the order of Alloy's own. */
export function argumentsOf(definition: number): readonly AlloyArgument[] {
  return Object.entries(definitions[definition]?.[0] ?? {}).map(([name, [word = '', value]]) => {
    const required = word.startsWith('!')
    const type = required ? word.slice(1) : word
    return { name, type, required, default: value ?? (required ? undefined : zeros[type]) }
  })
}

/** What an argument of these types is where nothing sets it: the facts leave it out. */
const zeros: Readonly<Record<string, string>> = { bool: 'false', number: '0' }

/** The blocks of a definition. */
export function blocksOfDefinition(definition: number): readonly AlloyBlock[] {
  return Object.entries(definitions[definition]?.[1] ?? {}).map(([name, [index, flags]]) => ({
    name,
    required: flags.includes('!'),
    repeated: flags.includes('*'),
    definition: index,
  }))
}

/** A component of the schema with the blocks inside it, down to the innermost. */
export interface AlloyWay {
  readonly component: string
  /** The names of the blocks below the component. */
  readonly names: readonly string[]
  readonly definition: number
}

/**
 * The way to the innermost of nested blocks.
 * @param blocks their names from the outermost on; modules around the component may be among them
 * @returns undefined where the schema does not know the component or a block in it
 */
export function wayTo(blocks: readonly string[]): AlloyWay | undefined {
  const first = blocks.findIndex((name) => componentOf(name))
  const component = componentOf(blocks[first] ?? '')
  if (!component) return undefined
  const names = blocks.slice(first + 1)
  let { definition } = component
  for (const name of names) {
    const block = blocksOfDefinition(definition).find((each) => each.name === name)
    if (!block) return undefined
    definition = block.definition
  }
  return { component: component.name, names, definition }
}
