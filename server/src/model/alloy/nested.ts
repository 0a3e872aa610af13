/**
 * The blocks inside components with what Alloy takes in each, and whether a start of Alloy reads them at all. Rules that know
 * what only the start refuses look them up by their definitions. What the blocks hold is theirs to read.
 */
import { type AlloyDefinition, definitionOf } from '../../schema/alloy.ts'
import type { AlloyPart, AlloyTree, Block, Expression, Statement } from '../../syntax/alloy/ast.ts'
import { attribute, childBlocks, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import { componentsOf } from './components.ts'
import { groupsOf, perGroup } from './perPart.ts'

/** A component or a block inside one. */
export interface Nested {
  /** The component that it is or lies in. */
  readonly component: Block
  readonly block: Block
  /** What Alloy takes in it; undefined where the schema does not know it. */
  readonly definition: AlloyDefinition | undefined
  /** The modules and loops around the component, the outermost first. */
  readonly holders: readonly Block[]
}

/** All components of a part with the blocks inside them, each before what lies in it. */
export const nestedIn = memo((part: AlloyPart): readonly Nested[] => {
  const found: Nested[] = []
  inModule(part.body, noHolders, (_, nested) => found.push(nested))
  return found
})

const noHolders: readonly Block[] = []

type Add = (definition: AlloyDefinition | undefined, nested: Nested) => void

function inModule(body: readonly Statement[], holders: readonly Block[], add: Add): void {
  for (let i = 0; i < body.length; i++) {
    const statement = body[i]
    if (statement?.kind !== 'block') continue
    if (statement.name === 'declare') inModule(statement.body, [...holders, statement], add)
    else if (statement.name === 'foreach') {
      for (const template of childBlocks(statement, 'template'))
        inModule(template.body, [...holders, statement], add)
    } else inBlock(statement, statement, definitionOf(statement.name), holders, add)
  }
}

function inBlock(
  component: Block,
  block: Block,
  definition: AlloyDefinition | undefined,
  holders: readonly Block[],
  add: Add,
): void {
  add(definition, { component, block, definition, holders })
  const { body } = block
  for (let i = 0; i < body.length; i++) {
    const inner = body[i]
    if (inner?.kind === 'block')
      inBlock(component, inner, definition?.blocks.get(inner.name)?.definition, holders, add)
  }
}

/**
 * Like `perPart`, for blocks whose definition `applies` gives something for: what the rule knows of it, such as the
 * arguments it looks at. A rule that is about few definitions costs next to nothing (`perGroup`).
 */
export function perDefinition<X, T>(
  applies: (definition: AlloyDefinition) => X | undefined,
  compute: (nested: Nested, applied: X) => readonly T[],
): (document: Document) => readonly T[] {
  const known = memo((definition: AlloyDefinition) => applies(definition))
  return perGroup(byDefinition, (definition) => definition && known(definition), compute)
}

const byDefinition = groupsOf((part, add: Add) => inModule(part.body, noHolders, add))

/** The name of a definition without the `#2` that tells those of other defaults apart. */
export function definitionName({ name }: AlloyDefinition): string {
  const mark = name.lastIndexOf('#')
  return mark < 0 ? name : name.slice(0, mark)
}

/**
 * Whether a start of Alloy reads what these modules and loops hold: a `declare` is read where the file uses it, the
 * template of a `foreach` where its collection is known not to be empty.
 */
export function isStarted(tree: AlloyTree, holders: readonly Block[]): boolean {
  return holders.every((holder) => {
    if (holder.name === 'declare') return componentNames(tree).has(holder.label?.value ?? '')
    const collection = attribute(holder, 'collection')
    const value = collection && unwrapped(collection.value)
    return value?.kind === 'array' && value.elements.length > 0
  })
}

/** What a finding may claim of something in these holders that a start refuses. */
export function refusedAtStart(tree: AlloyTree, holders: readonly Block[]): { refusedBy?: 'alloy run' } {
  return isStarted(tree, holders) ? { refusedBy: 'alloy run' } : {}
}

const componentNames = memo(
  (tree: AlloyTree): ReadonlySet<string> =>
    new Set(tree.parts.flatMap((part) => componentsOf(part).map(({ name }) => name))),
)

/**
 * Whether a block says something that Alloy does not know there, such as a misspelt name: another rule tells it, and
 * what seems to be missing may be just that.
 */
export function hasStranger({ block, definition }: Nested): boolean {
  if (!definition) return true
  return block.body.some((statement) => {
    if (statement.kind === 'attribute') return !definition.arguments.has(statement.name.name)
    return statement.kind === 'incomplete' || !definition.blocks.has(statement.name)
  })
}

/** Whether template output stands in any of these nodes. */
export function anyUnknown(document: Document, nodes: readonly Located[]): boolean {
  const tree = alloyTree(document)
  return nodes.some((node) => isUnknown(document, rangeOf(tree, node)))
}

/** Whether what an expression gives is not known to be empty: literals are read, a function may give anything. */
export type Presence = 'set' | 'empty' | 'unknown'

/** Whether an argument counts as set for Alloy, which takes an empty text, list or map, `false`, 0 and null for absent. */
export function presenceOf(expression: Expression): Presence {
  const value = unwrapped(expression)
  switch (value.kind) {
    case 'string':
      return value.closed ? (value.value === '' ? 'empty' : 'set') : 'unknown'
    case 'number':
      return value.value === 0 ? 'empty' : 'set'
    case 'boolean':
      return value.value ? 'set' : 'empty'
    case 'null':
      return 'empty'
    case 'array':
      return value.elements.length > 0 ? 'set' : 'empty'
    case 'object':
      return value.fields.length > 0 ? 'set' : 'empty'
    default:
      return 'unknown'
  }
}
