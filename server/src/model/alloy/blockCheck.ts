/**
 * What is wrong with the inside of a block, as `alloy validate` 1.18.0 compares it with a definition: arguments and
 * blocks that it does not know, lacks, or has too often, and values that do not fit. It looks at the text alone: what
 * template output may add or change is for the caller. What only a start checks is not here.
 */
import type { AlloyArgument, AlloyBlock, AlloyDefinition } from '../../schema/alloy.ts'
import type { Attribute, Block } from '../../syntax/alloy/ast.ts'
import { nearestName } from '../../text/nearest.ts'
import { type ValueFault, valueFaults } from './valueCheck.ts'
import { typeOfArgument } from './valueType.ts'

/** Something wrong inside a block. `owner` is the block that the definition is of. */
export type BlockFault = { readonly owner: Block; readonly definition: AlloyDefinition } & (
  | { readonly kind: 'unknown-argument'; readonly attribute: Attribute }
  | { readonly kind: 'unknown-block'; readonly block: Block }
  /** An argument written as a block, and a block written as an argument. */
  | { readonly kind: 'argument-as-block'; readonly block: Block; readonly argument: AlloyArgument }
  | { readonly kind: 'block-as-argument'; readonly attribute: Attribute; readonly block: AlloyBlock }
  | { readonly kind: 'duplicate-argument'; readonly attribute: Attribute; readonly first: Attribute }
  | { readonly kind: 'duplicate-block'; readonly block: Block; readonly first: Block }
  | { readonly kind: 'missing-argument'; readonly argument: AlloyArgument }
  | { readonly kind: 'missing-block'; readonly block: AlloyBlock }
  | {
      readonly kind: 'value'
      readonly attribute: Attribute
      readonly argument: AlloyArgument
      readonly fault: ValueFault
    }
)

const checked = new WeakMap<
  Block,
  { readonly definition: AlloyDefinition; readonly faults: readonly BlockFault[] }
>()

/**
 * What is wrong inside a block and the blocks in it, in the order of the text, with what is missing behind the rest.
 * Memoised by block: an edit elsewhere leaves a block as it is.
 */
export function blockFaults(block: Block, definition: AlloyDefinition): readonly BlockFault[] {
  const known = checked.get(block)
  if (known?.definition === definition) return known.faults
  const faults: BlockFault[] = []
  checkBlock(faults, block, definition)
  checked.set(block, { definition, faults })
  return faults
}

function checkBlock(faults: BlockFault[], owner: Block, definition: AlloyDefinition): void {
  const attributes = new Map<string, Attribute>()
  const blocks = new Map<string, Block>()
  for (const statement of owner.body) {
    if (statement.kind === 'attribute') checkAttribute(faults, owner, definition, statement, attributes)
    else if (statement.kind === 'block') checkInner(faults, owner, definition, statement, blocks)
  }
  const isGiven = givenIn(definition, attributes, blocks)
  for (const argument of definition.arguments.values()) {
    if (argument.required && !isGiven(argument.name))
      faults.push({ kind: 'missing-argument', owner, definition, argument })
  }
  for (const block of definition.blocks.values()) {
    if (block.required && !isGiven(block.name))
      faults.push({ kind: 'missing-block', owner, definition, block })
  }
}

/** What stands there in the wrong form or with a slip in its name is not missing: it is to be rewritten. */
function givenIn(
  { arguments: known, blocks: inner }: AlloyDefinition,
  attributes: ReadonlyMap<string, Attribute>,
  blocks: ReadonlyMap<string, Block>,
): (name: string) => boolean {
  const written = [...attributes.keys(), ...blocks.keys()]
  const strange = written.filter((name) => !known.has(name) && !inner.has(name))
  return (name) =>
    attributes.has(name) ||
    blocks.has(name) ||
    strange.some((each) => nearestName(each, [name]) !== undefined)
}

function checkAttribute(
  faults: BlockFault[],
  owner: Block,
  definition: AlloyDefinition,
  attribute: Attribute,
  seen: Map<string, Attribute>,
): void {
  const { name } = attribute.name
  const first = seen.get(name)
  if (!first) seen.set(name, attribute)
  const argument = definition.arguments.get(name)
  if (!argument) {
    const block = definition.blocks.get(name)
    if (block && block.group === undefined)
      faults.push({ kind: 'block-as-argument', owner, definition, attribute, block })
    else if (name !== '') faults.push({ kind: 'unknown-argument', owner, definition, attribute })
    return
  }
  if (first) {
    faults.push({ kind: 'duplicate-argument', owner, definition, attribute, first })
    return
  }
  for (const fault of valueFaults(attribute.value, typeOfArgument(argument)))
    faults.push({ kind: 'value', owner, definition, attribute, argument, fault })
}

function checkInner(
  faults: BlockFault[],
  owner: Block,
  definition: AlloyDefinition,
  block: Block,
  seen: Map<string, Block>,
): void {
  const { name } = block
  const first = seen.get(name)
  if (!first) seen.set(name, block)
  const known = definition.blocks.get(name)
  if (!known) {
    const argument = definition.arguments.get(name)
    if (argument) faults.push({ kind: 'argument-as-block', owner, definition, block, argument })
    else if (name !== '') faults.push({ kind: 'unknown-block', owner, definition, block })
    return
  }
  if (first && !known.repeated && known.group === undefined) {
    faults.push({ kind: 'duplicate-block', owner, definition, block, first })
    return
  }
  checkBlock(faults, block, known.definition)
}
