/**
 * The modules of an Alloy configuration and the names in them, as far as one text tells. A module is what may refer to
 * each other: the root of a configuration, the body of a `declare`, the `template` of a `foreach`. Other files of the
 * same configuration and imported modules are for `scope.ts`.
 *
 * Names are looked up as Alloy 1.18 does: the shortest beginning of a reference that names a block of the module wins;
 * a `foreach` sees what is around it, a `declare` does not.
 */
import { type AlloyCatalogue, configBlockOf } from '../../schema/alloy.ts'
import { componentBegun } from '../../schema/alloyComponentNames.ts'
import type { AlloyPart, AlloyTree, Block, Identifier, Statement } from '../../syntax/alloy/ast.ts'
import { attribute, childBlock, labelOf, stringValue } from '../../syntax/alloy/visit.ts'
import { memo, withLazy } from '../../text/memo.ts'
import { type PlacedNames, partIndex } from './partIndex.ts'

/** What a block at the level of a module is. `custom` has a name that Alloy's catalogue lacks. */
export type EntityKind = 'component' | 'declare' | 'import' | 'argument' | 'export' | 'foreach' | 'config'

/** A block of a module that has a name of its own. */
export interface AlloyEntity {
  /** What references begin with: the block's name and label, joined by dots. */
  readonly id: string
  readonly kind: EntityKind
  readonly block: Block
}

export interface AlloyModule {
  readonly kind: 'root' | 'declare' | 'foreach'
  /** The `declare` or `foreach` block; undefined for the root. */
  readonly block: Block | undefined
  readonly parent: AlloyModule | undefined
  /** In the order of the text, duplicates among them. */
  readonly entities: readonly AlloyEntity[]
  /** By id; of duplicates the first. */
  readonly byId: ReadonlyMap<string, AlloyEntity>
  /** By the block's name and its label (empty where it has none); of duplicates the first. */
  readonly byName: ReadonlyMap<string, ReadonlyMap<string, AlloyEntity>>
  /** Whether an id stands twice. */
  readonly repeats: boolean
  /** The name of a `foreach`'s variable, where it is written as a literal. */
  readonly variable: string | undefined
  /** Modules directly inside this one. */
  readonly inner: readonly AlloyModule[]
}

/** A chain of names in an expression, and where it stands. */
export type AlloyReference = PlacedNames

/** What a reference names. */
export interface Resolved {
  readonly entity: AlloyEntity
  /** The module that the entity belongs to. */
  readonly module: AlloyModule
  /** The names behind the entity's own: the way into its exports. */
  readonly rest: readonly Identifier[]
}

/** The root module of a text; the others hang below it. */
export const rootModule = memo((tree: AlloyTree): AlloyModule => {
  const body: Statement[] = []
  for (const part of tree.parts) for (const statement of part.body) body.push(statement)
  return moduleOf('root', undefined, undefined, body)
})

/** All modules of a text, outer ones before those inside them; the root is the first. */
export const modulesOf = memo((tree: AlloyTree): readonly AlloyModule[] => {
  const below = (module: AlloyModule): readonly AlloyModule[] => [module, ...module.inner.flatMap(below)]
  return below(rootModule(tree))
})

/**
 * The module whose body stands directly in this `declare` or `foreach` block.
 * @param block one of the tree's own blocks; undefined gives the root
 */
export function moduleOfBlock(tree: AlloyTree, block: Block | undefined): AlloyModule {
  return (block && modulesByBlock(tree).get(block)) ?? rootModule(tree)
}

const modulesByBlock = memo(
  (tree: AlloyTree): ReadonlyMap<Block, AlloyModule> =>
    new Map(modulesOf(tree).flatMap((module) => (module.block ? [[module.block, module] as const] : []))),
)

/** The named blocks at the root level of a part. */
export function entitiesIn(part: AlloyPart): readonly AlloyEntity[] {
  return entitiesOf(part.body)
}

function entitiesOf(body: readonly Statement[]): readonly AlloyEntity[] {
  const found: AlloyEntity[] = []
  for (let i = 0; i < body.length; i++) {
    const block = body[i]
    if (block?.kind === 'block' && block.name !== '')
      found.push({ id: idOf(block), kind: kindOf(block.name), block })
  }
  return found
}

/** What references to a block begin with: `loki.write.default`. */
export function idOf(block: Block): string {
  const label = labelOf(block)
  return label === undefined ? block.name : `${block.name}.${label}`
}

/** What a block of this name is at the level of a module. */
export function kindOf(name: string): EntityKind {
  if (name === 'declare' || name === 'argument' || name === 'export' || name === 'foreach') return name
  if (name.startsWith('import.')) return configBlockOf(name) ? 'import' : 'component'
  return configBlockOf(name) ? 'config' : 'component'
}

function moduleOf(
  kind: AlloyModule['kind'],
  block: Block | undefined,
  parent: AlloyModule | undefined,
  body: readonly Statement[],
): AlloyModule {
  const entities = entitiesOf(body)
  const variable = kind === 'foreach' && block ? stringValue(attribute(block, 'var')?.value) : undefined
  const inner: AlloyModule[] = []
  const own = { kind, block, parent, entities, ...namesOf(entities), variable, inner }
  const module = withLazy(own, { byId: () => indexed(entities) })
  // Inner modules name their parent, which has to be there before them.
  addInner(inner, body, module)
  return module
}

function namesOf(entities: readonly AlloyEntity[]): Pick<AlloyModule, 'byName' | 'repeats'> {
  const byName = new Map<string, Map<string, AlloyEntity>>()
  let repeats = false
  for (let i = 0; i < entities.length; i++) {
    const entity = entities[i]
    if (!entity) continue
    const { name, label } = entity.block
    const key = label?.value ?? ''
    const same = byName.get(name)
    if (!same) byName.set(name, new Map([[key, entity]]))
    else if (same.has(key)) repeats = true
    else same.set(key, entity)
  }
  return { byName, repeats }
}

function addInner(inner: AlloyModule[], body: readonly Statement[], parent: AlloyModule): void {
  for (let i = 0; i < body.length; i++) {
    const block = body[i]
    if (block?.kind !== 'block') continue
    if (block.name === 'declare') inner.push(moduleOf('declare', block, parent, block.body))
    else if (block.name === 'foreach')
      inner.push(moduleOf('foreach', block, parent, childBlock(block, 'template')?.body ?? []))
  }
}

function indexed(entities: readonly AlloyEntity[]): ReadonlyMap<string, AlloyEntity> {
  const found = new Map<string, AlloyEntity>()
  for (const entity of entities) if (!found.has(entity.id)) found.set(entity.id, entity)
  return found
}

/**
 * All chains of names in the expressions of a part, functions among them. Those in a `declare` or in the `template` of
 * a `foreach` name its block as their module.
 */
export function referencesIn(part: AlloyPart): readonly AlloyReference[] {
  return partIndex(part).names
}

/**
 * The component of the catalogue that a chain of names begins with, in this very module: what nearly all references
 * name, found without putting names together. Undefined where it is anything else, or another block may be meant.
 */
export function componentNamed(
  module: AlloyModule,
  names: readonly Identifier[],
  catalogue?: AlloyCatalogue,
): AlloyEntity | undefined {
  const component = componentBegun(names, catalogue)
  const labelled = component && module.byName.get(component.name)
  if (!labelled || labelled.has('') || component.prefixes.some((prefix) => module.byName.has(prefix)))
    return undefined
  const label = names[component.length]?.name ?? ''
  return label === '' ? undefined : labelled.get(label)
}

/** What a chain of names means in a module of this text; undefined where no block of the text has the name. */
export function resolveIn(module: AlloyModule, names: readonly Identifier[]): Resolved | undefined {
  let id = ''
  for (let i = 0; i < names.length; i++) {
    id = i === 0 ? (names[0]?.name ?? '') : `${id}.${names[i]?.name ?? ''}`
    for (let at: AlloyModule | undefined = module; at; at = outward(at)) {
      const entity = at.byId.get(id)
      if (entity) return { entity, module: at, rest: names.slice(i + 1) }
    }
  }
  return undefined
}

/** The module around one, as far as its components can be referred to. */
export function outward(module: AlloyModule): AlloyModule | undefined {
  return module.kind === 'foreach' ? module.parent : undefined
}

/** The nearest `declare` or import that gives a custom component its name, from a module outwards. */
export function customIn(module: AlloyModule, name: string): AlloyEntity | undefined {
  const first = name.split('.')[0] ?? ''
  for (let at: AlloyModule | undefined = module; at; at = at.parent) {
    const found = customs(at).get(first)
    if (found) return found
  }
  return undefined
}

/** The labels of declares and imports of a module. */
const customs = memo((module: AlloyModule): ReadonlyMap<string, AlloyEntity> => {
  const found = new Map<string, AlloyEntity>()
  for (const entity of module.entities) {
    if (entity.kind !== 'declare' && entity.kind !== 'import') continue
    const label = labelOf(entity.block)
    if (label !== undefined && !found.has(label)) found.set(label, entity)
  }
  return found
})

/** What a module takes: an argument of the custom components that are made of it. */
export interface ModuleArgument {
  readonly name: string
  /** Whether it may be left out: unknown where no literal says so. */
  readonly optional: boolean | undefined
  readonly block: Block
}

/** The arguments that a `declare` asks for, in the order of the text. */
export function moduleArguments(declare: Block): readonly ModuleArgument[] {
  return declare.body.flatMap((statement) => {
    const name = statement.kind === 'block' && statement.name === 'argument' ? labelOf(statement) : undefined
    if (statement.kind !== 'block' || name === undefined) return []
    const value = attribute(statement, 'optional')?.value
    const optional = value === undefined ? false : value.kind === 'boolean' ? value.value : undefined
    return [{ name, optional, block: statement }]
  })
}

/** The exports that a `declare` gives, in the order of the text. */
export function moduleExports(declare: Block): readonly { readonly name: string; readonly block: Block }[] {
  return declare.body.flatMap((statement) => {
    const name = statement.kind === 'block' && statement.name === 'export' ? labelOf(statement) : undefined
    return statement.kind === 'block' && name !== undefined ? [{ name, block: statement }] : []
  })
}
