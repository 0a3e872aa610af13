/**
 * What other files need to know of the names in an Alloy configuration: the blocks at its root that can be referred
 * to, what its modules take and give, and the references that its own text does not explain. Facts: plain data with
 * places in files.
 */
import { componentOf, configBlockOf, isLibraryName } from '../../schema/alloy.ts'
import type { AlloyTree, Block, Expression, Identifier } from '../../syntax/alloy/ast.ts'
import { attribute, labelOf, referenceNames, stringValue, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import {
  type AlloyEntity,
  type AlloyReference,
  componentNamed,
  customIn,
  type EntityKind,
  entitiesIn,
  moduleArguments,
  moduleExports,
  moduleOfBlock,
  referencesIn,
  resolveIn,
  rootModule,
} from './modules.ts'
import { type PlacedBlock, partIndex } from './partIndex.ts'

/** A name that other files of the configuration can refer to. */
export interface AlloyName {
  /** The block's name and label, joined by dots. */
  readonly id: string
  readonly kind: EntityKind
  /** The block's name: `loki.write`. */
  readonly name: string
  readonly label: string | undefined
  /** The text of the label, without its quotes; the block's name where there is none. */
  readonly place: Place
  /** Of a `declare`: what its custom components take and give. */
  readonly takes?: readonly { readonly name: string; readonly optional: boolean | undefined }[]
  readonly gives?: readonly string[]
  /** Of an `import.file`: the path, where it is written; `fromModule` if `module_path` stands in front of it. */
  readonly imports?: { readonly path: string; readonly fromModule: boolean }
}

/** A chain of names, or the name of a custom component, that the text itself does not explain. */
export interface AlloyUse {
  readonly kind: 'reference' | 'component'
  readonly names: readonly string[]
  /** One for each name. */
  readonly places: readonly Place[]
}

/** The names at the root of a document, in the order of the text. What template output may name is left out. */
export function alloyNamesIn(document: Document): readonly AlloyName[] {
  const tree = alloyTree(document)
  const found: AlloyName[] = []
  for (const part of tree.parts) {
    for (const entity of entitiesIn(part)) {
      const at = rangeOf(tree, labelText(entity.block))
      if (isUnknown(document, at)) continue
      // What template output adds to a module is not known, and neither is then what it lacks.
      const isWhole = !isUnknown(document, rangeOf(tree, entity.block))
      const place = placeOf(document, at)
      found.push({ ...(isWhole && holdsMore(entity) ? described(entity) : bare(entity)), place })
    }
  }
  return found
}

/** Whether there is more to say of a block than its name. */
function holdsMore({ kind }: AlloyEntity): boolean {
  return kind === 'declare' || kind === 'import'
}

/** A block's label without its quotes, or its name where it has none. */
export function labelText(block: Block): Located {
  const { label } = block
  if (label && label.value !== '')
    return { origin: label.origin, start: label.contentStart, end: label.contentEnd }
  const last = block.names.at(-1)
  return { origin: block.origin, start: block.start, end: last?.end ?? block.start }
}

function bare({ id, kind, block }: AlloyEntity): Omit<AlloyName, 'place'> {
  return { id, kind, name: block.name, label: labelOf(block) }
}

const described = memo((entity: AlloyEntity): Omit<AlloyName, 'place'> => {
  const { kind, block } = entity
  const base = bare(entity)
  if (kind === 'declare') {
    const takes = moduleArguments(block).map(({ name, optional }) => ({ name, optional }))
    return { ...base, takes, gives: moduleExports(block).map(({ name }) => name) }
  }
  const imports = kind === 'import' && block.name === 'import.file' ? importedPath(block) : undefined
  return imports ? { ...base, imports } : base
})

/** The path of an `import.file`: a literal, or a literal joined to `module_path`. */
function importedPath(block: Block): AlloyName['imports'] {
  const value = attribute(block, 'filename')?.value
  const literal = stringValue(value)
  if (literal !== undefined) return { path: literal, fromModule: false }
  const call = value && unwrapped(value)
  if (call?.kind !== 'call') return undefined
  const callee = nameOf(call.callee)
  const [first, ...rest] = call.arguments
  if (callee !== 'file.path_join' || !first || nameOf(first) !== 'module_path') return undefined
  const parts = rest.map((each) => stringValue(each))
  return parts.includes(undefined) ? undefined : { path: parts.join('/'), fromModule: true }
}

function nameOf(expression: Expression): string | undefined {
  return referenceNames(expression)
    ?.map(({ name }) => name)
    .join('.')
}

/** The references and custom components of a document that its own text does not explain. */
export function alloyUsesIn(document: Document): readonly AlloyUse[] {
  const tree = alloyTree(document)
  const use = (kind: AlloyUse['kind'], names: readonly Identifier[]): AlloyUse => ({
    kind,
    names: names.map(({ name }) => name),
    places: names.map((name) => placeOf(document, rangeOf(tree, name))),
  })
  const found: AlloyUse[] = []
  for (const part of tree.parts) {
    for (const reference of referencesIn(part))
      if (isOpen(tree, reference)) found.push(use('reference', reference.names))
    for (const placed of partIndex(part).blocks) {
      const { name, names } = placed.block
      if (definitionless(name) && isInModule(placed) && !customIn(rootModule(tree), name))
        found.push(use('component', names))
    }
  }
  return found
}

/** Whether Alloy itself knows no block of this name. */
function definitionless(name: string): boolean {
  return !componentOf(name) && !configBlockOf(name)
}

function isOpen(tree: AlloyTree, { names, moduleBlock }: AlloyReference): boolean {
  const first = names[0]?.name ?? ''
  if (first === 'module_path' || isLibraryName(first)) return false
  const module = moduleOfBlock(tree, moduleBlock)
  return !componentNamed(module, names) && resolveIn(module, names) === undefined
}

/** Whether a block stands at the level of a module: where a custom component may stand. */
function isInModule({ around }: PlacedBlock): boolean {
  if (around === undefined || around.block.name === 'declare') return true
  return around.block.name === 'template' && around.around?.block.name === 'foreach'
}
