/**
 * Facts about Alloy in the compact form of the project's tables. Shared definitions stay shared; names that nothing
 * reaches are left out.
 */
import type {
  AlloyTable,
  TableArgument,
  TableBlock,
  TableConfigBlock,
  TableDefinition,
  TableMore,
} from '../src/schema/alloyTable.ts'

interface Attribute {
  readonly name: string
  readonly type: string
  readonly optional?: boolean
  readonly default?: unknown
  readonly enum?: string
  readonly fields?: string
}
interface BlockUse {
  readonly name: string
  readonly ref?: string
  readonly recursive?: string
  readonly optional?: boolean
  readonly repeated?: boolean
  readonly enum?: string
  readonly presentByDefault?: boolean
}
interface Definition {
  readonly label?: boolean
  readonly attributes?: readonly Attribute[]
  readonly blocks?: readonly BlockUse[]
}
interface Component {
  readonly name: string
  readonly args: string
  readonly stability: string
  readonly exports?: readonly { readonly name: string; readonly type: string }[]
}
interface ConfigBlock {
  readonly name: string
  readonly args?: string
  readonly stability: string
  readonly label: 'required' | 'none'
  readonly rootOnly?: boolean
  readonly moduleOnly?: boolean
  readonly configurable?: boolean
}
interface Identifier {
  readonly name: string
  readonly kind: string
  readonly args?: readonly string[]
  readonly optionalArgs?: number
  readonly returns?: string
  readonly type?: string
  readonly replacement?: string
  readonly stability: string
}

export interface ComponentFacts {
  readonly meta: { readonly release: string }
  readonly components: readonly Component[]
  readonly configBlocks: readonly ConfigBlock[]
  readonly definitions: Readonly<Record<string, Definition>>
  readonly namedStringTypes: Readonly<Record<string, { readonly declaredConstants?: readonly string[] }>>
}
export interface LibraryFacts {
  readonly identifiers: readonly Identifier[]
}
export type StabilityFacts = readonly {
  readonly component: string
  readonly path: string
  readonly stability?: string
  readonly deprecated?: boolean
  readonly how: string
}[]

/** The table of one version. Throws where the facts name no release. */
export function tableOf(facts: ComponentFacts, library: LibraryFacts, stability: StabilityFacts): AlloyTable {
  const version = /\bv(\d+\.\d+)/.exec(facts.meta.release)?.[1]
  if (version === undefined) throw new Error(`no release in ${facts.meta.release}`)
  const names: string[] = []
  const indexOf = (ref: string | undefined): number => {
    if (ref === undefined) return -1
    const known = names.indexOf(ref)
    return known >= 0 ? known : names.push(ref) - 1
  }
  const components = facts.components.map(({ name, args, stability: level, exports = [] }) => [
    name,
    [indexOf(args), level, Object.fromEntries(exports.map((each) => [each.name, each.type]))],
  ])
  const configBlocks = facts.configBlocks.map((block) => [block.name, configBlockOf(block, indexOf)])
  const definitions: TableDefinition[] = []
  // The list of names grows while definitions name further ones.
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    definitions.push(definitionOf(name, facts.definitions[name] ?? {}, indexOf))
  }
  const texts = Object.entries(facts.namedStringTypes)
  return {
    version,
    source: `Alloy ${facts.meta.release}, by reflection over its registry and standard library`,
    functions: Object.fromEntries(library.identifiers.map((each) => [each.name, identifierOf(each)])),
    components: Object.fromEntries(components),
    configBlocks: Object.fromEntries(configBlocks),
    textTypes: Object.fromEntries(texts.map(([name, each]) => [name, each.declaredConstants ?? []])),
    states: statesOf(stability, new Set(facts.components.map(({ name }) => name))),
    definitions,
  }
}

function configBlockOf(block: ConfigBlock, indexOf: (ref?: string) => number): TableConfigBlock {
  const { args, stability, label, rootOnly, moduleOnly, configurable } = block
  const place =
    configurable === false ? 'nowhere' : rootOnly ? 'root' : moduleOnly ? 'module' : ('anywhere' as const)
  return [indexOf(args), stability, label, place]
}

function definitionOf(
  name: string,
  { attributes = [], blocks = [], label }: Definition,
  indexOf: (ref?: string) => number,
): TableDefinition {
  const given = Object.fromEntries(attributes.map((each) => [each.name, argumentOf(each, indexOf)]))
  const inner = Object.fromEntries(blocks.map((each) => [each.name, blockOf(each, indexOf)]))
  return label ? [name, given, inner, 'labelled'] : [name, given, inner]
}

function argumentOf(
  { type, optional, default: value, enum: text, fields }: Attribute,
  indexOf: (ref?: string) => number,
): TableArgument {
  const word = optional ? type : `!${type}`
  const more: TableMore = {
    ...(text === undefined ? {} : { text }),
    ...(fields === undefined ? {} : { fields: indexOf(fields) }),
  }
  if (Object.keys(more).length > 0) return [word, literal(type, value) ?? null, more]
  return value === undefined ? [word] : [word, literal(type, value)]
}

/** A default as Alloy's files have it; Go prints `1h0m0s` for `1h`. */
function literal(type: string, value: unknown): unknown {
  if (value === undefined || type !== 'duration') return value
  return String(value)
    .replace(/(?<=[hm])0[ms](?=\d|$)/g, '')
    .replace(/(?<=[hm])0s$/, '')
}

function blockOf(block: BlockUse, indexOf: (ref?: string) => number): TableBlock {
  const { optional, repeated, presentByDefault } = block
  const flags = (optional ? '' : '!') + (repeated ? '*' : '') + (presentByDefault ? '?' : '')
  const index = indexOf(block.ref ?? block.recursive)
  if (block.enum !== undefined) return [index, flags, block.enum]
  return flags ? [index, flags] : [index]
}

/** What it takes and gives, and its new name or its stability where that is to be said. */
function identifierOf(identifier: Identifier): readonly [string, string?, string?] {
  const { kind, args = [], optionalArgs = 0, returns = '', type = '', replacement, stability } = identifier
  const shown = args.map((arg, i) => (i >= args.length - optionalArgs ? `${arg}?` : arg))
  const signature = kind === 'function' ? `(${shown.join(', ')}) ${returns}` : type
  if (replacement) return [signature, 'deprecated', replacement]
  return stability === 'generally-available' ? [signature] : [signature, stability]
}

/** States of arguments and blocks; `gate:` in front where the start enforces the level. */
function statesOf(
  facts: StabilityFacts,
  components: ReadonlySet<string>,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const states: Record<string, Record<string, string>> = {}
  for (const { component, path, stability, deprecated, how } of facts) {
    if (path === '' || !components.has(component)) continue
    const state = deprecated ? 'deprecated' : stability
    if (state === undefined || state === 'generally-available') continue
    states[component] ??= {}
    const known = states[component][path]
    if (known?.startsWith('gate:')) continue
    states[component][path] = how === 'go source gate' ? `gate:${state}` : state
  }
  return states
}
