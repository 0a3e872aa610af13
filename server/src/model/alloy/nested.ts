/**
 * The blocks inside components with what Alloy takes in each, and whether a start of Alloy reads them at all. Rules that know
 * what only the start refuses look them up by their definitions. What the blocks hold is theirs to read.
 */
import { type AlloyDefinition, definitionOf } from '../../schema/alloy.ts'
import type { AlloyPart, AlloyTree, Block, Expression } from '../../syntax/alloy/ast.ts'
import { attribute, blocksOf, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import { componentsOf } from './components.ts'

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
  for (const component of componentsOf(part)) {
    if (isHolder(component)) continue
    const holders = holdersOf(part, component)
    const enter = (block: Block, definition: AlloyDefinition | undefined): void => {
      found.push({ component, block, definition, holders })
      for (const inner of blocksOf(block)) enter(inner, definition?.blocks.get(inner.name)?.definition)
    }
    enter(component, definitionOf(component.name))
  }
  return found
})

function isHolder({ name }: Block): boolean {
  return name === 'declare' || name === 'foreach'
}

function holdersOf(part: AlloyPart, component: Block): readonly Block[] {
  const around = (body: readonly Block[], holders: readonly Block[]): readonly Block[] | undefined => {
    for (const block of body) {
      if (block === component) return holders
      if (block.start > component.start || block.end < component.end) continue
      return around(blocksOf(block), isHolder(block) ? [...holders, block] : holders)
    }
    return undefined
  }
  return around(blocksOf(part), []) ?? []
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
