/**
 * What is wrong with the inside of a block, as `alloy validate` 1.18.0 compares it with a definition: arguments and
 * blocks that it does not know, lacks, or has too often, and values that do not fit. It looks at the text alone: what
 * template output may add or change is for the caller. What only a start checks is not here.
 */
import type { AlloyArgument, AlloyBlock, AlloyDefinition } from '../../schema/alloy.ts'
import type { Attribute, Block, Statement } from '../../syntax/alloy/ast.ts'
import { memo } from '../../text/memo.ts'
import { nearestName } from '../../text/nearest.ts'
import { type ValueFault, valueFaults } from './valueCheck.ts'
import { typeOfArgument, type ValueType } from './valueType.ts'

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

/** What takes faults: a list of these or of more kinds. */
interface Sink {
  push(fault: BlockFault): unknown
}

/** What is wrong inside a block and the blocks in it, in the order of the text, with what is missing behind the rest. */
export function blockFaults(block: Block, definition: AlloyDefinition): readonly BlockFault[] {
  const faults: BlockFault[] = []
  addBlockFaults(faults, block, definition)
  return faults
}

/** The same, put behind other faults. */
export function addBlockFaults(faults: Sink, owner: Block, definition: AlloyDefinition): void {
  const { body } = owner
  const known = argumentsOf(definition)
  let strange = false
  /** A bit for each argument that was written. */
  let seen = 0
  for (let at = 0; at < body.length; at++) {
    const statement = body[at]
    if (statement?.kind === 'attribute') {
      const argument = known(statement.name.name)
      if (!argument) {
        if (!checkUnknown(faults, owner, definition, statement)) strange = true
      } else if (argument.bit !== 0 && (seen & argument.bit) === 0) {
        seen |= argument.bit
        checkValue(faults, owner, definition, statement, argument)
      } else checkAgain(faults, owner, definition, statement, argument, at)
    } else if (statement?.kind === 'block') {
      if (!checkInner(faults, owner, definition, statement, at)) strange = true
    }
  }
  const required = requiredOf(definition)
  for (let i = 0; i < required.length; i++) {
    const each = required[i]
    if (!each || isGiven(owner, definition, each.name, strange)) continue
    if ('definition' in each) faults.push({ kind: 'missing-block', owner, definition, block: each })
    else faults.push({ kind: 'missing-argument', owner, definition, argument: each })
  }
}

/** What a definition asks for: arguments, then blocks. */
const requiredOf = memo((definition: AlloyDefinition): readonly (AlloyArgument | AlloyBlock)[] =>
  [...definition.arguments.values(), ...definition.blocks.values()].filter(({ required }) => required),
)

/**
 * Whether an argument or block is there. What stands there in the wrong form or with a slip in its name is not
 * missing: it is to be rewritten.
 * @param strange whether the block has a name that the definition does not know
 */
function isGiven(
  { body }: Block,
  { arguments: known, blocks: inner }: AlloyDefinition,
  wanted: string,
  strange: boolean,
): boolean {
  for (let i = 0; i < body.length; i++) {
    const statement = body[i]
    if (statement && writtenName(statement) === wanted) return true
  }
  if (!strange) return false
  return body.some((statement) => {
    const name = writtenName(statement)
    if (name === undefined || known.has(name) || inner.has(name)) return false
    return nearestName(name, [wanted]) !== undefined
  })
}

function writtenName(statement: Statement): string | undefined {
  if (statement.kind === 'incomplete') return undefined
  return statement.kind === 'block' ? statement.name : statement.name.name
}

/** The statement of this kind and name that stands first in a block, if it stands before the one at `end`. */
function earlier<K extends 'attribute' | 'block'>(
  owner: Block,
  kind: K,
  name: string,
  end: number,
): Extract<Statement, { readonly kind: K }> | undefined {
  const { body } = owner
  if (body.length > few) {
    const first = firstOnes(owner).get(`${kind} ${name}`)
    return first === body[end] ? undefined : (first as Extract<Statement, { readonly kind: K }>) // By its key.
  }
  for (let at = 0; at < end; at++) {
    const statement = body[at]
    if (statement?.kind === kind && writtenName(statement) === name)
      return statement as Extract<Statement, { readonly kind: K }> // Just compared.
  }
  return undefined
}

/** Of so many statements each is compared with those before it. */
const few = 32

const firstOnes = memo(({ body }: Block): ReadonlyMap<string, Statement> => {
  const found = new Map<string, Statement>()
  for (const statement of body) {
    const key = `${statement.kind} ${writtenName(statement)}`
    if (!found.has(key)) found.set(key, statement)
  }
  return found
})

/** An argument as the check needs it. */
interface Known {
  readonly argument: AlloyArgument
  readonly type: ValueType
  /** Tells it from the other arguments of its definition; 0 where there are more of them than bits. */
  readonly bit: number
}

/** Looks up an argument of a definition by its name. */
const argumentsOf = memo((definition: AlloyDefinition): ((name: string) => Known | undefined) => {
  const known = new Map<string, Known>()
  return (name) => {
    const found = known.get(name)
    const argument = found ? undefined : definition.arguments.get(name)
    if (!argument) return found
    const bit = known.size < 31 ? 1 << known.size : 0
    const made = { argument, type: typeOfArgument(argument), bit }
    known.set(name, made)
    return made
  }
})

/** An attribute that is no argument. Gives whether the definition knows its name: as that of a block. */
function checkUnknown(
  faults: Sink,
  owner: Block,
  definition: AlloyDefinition,
  attribute: Attribute,
): boolean {
  const { name } = attribute.name
  const block = definition.blocks.get(name)
  if (block && block.group === undefined)
    faults.push({ kind: 'block-as-argument', owner, definition, attribute, block })
  else if (name !== '') faults.push({ kind: 'unknown-argument', owner, definition, attribute })
  return block !== undefined
}

/** An argument that may have been written before. */
function checkAgain(
  faults: Sink,
  owner: Block,
  definition: AlloyDefinition,
  attribute: Attribute,
  known: Known,
  at: number,
): void {
  const first = earlier(owner, 'attribute', attribute.name.name, at)
  if (first) faults.push({ kind: 'duplicate-argument', owner, definition, attribute, first })
  else checkValue(faults, owner, definition, attribute, known)
}

function checkValue(
  faults: Sink,
  owner: Block,
  definition: AlloyDefinition,
  attribute: Attribute,
  { argument, type }: Known,
): void {
  const found = valueFaults(attribute.value, type)
  for (let i = 0; i < found.length; i++) {
    const fault = found[i]
    if (fault) faults.push({ kind: 'value', owner, definition, attribute, argument, fault })
  }
}

/** Checks a block inside a block. Gives whether the definition knows its name. */
function checkInner(
  faults: Sink,
  owner: Block,
  definition: AlloyDefinition,
  block: Block,
  at: number,
): boolean {
  const { name } = block
  const known = definition.blocks.get(name)
  if (!known) {
    const argument = definition.arguments.get(name)
    if (argument) faults.push({ kind: 'argument-as-block', owner, definition, block, argument })
    else if (name !== '') faults.push({ kind: 'unknown-block', owner, definition, block })
    return argument !== undefined
  }
  const first = known.repeated || known.group !== undefined ? undefined : earlier(owner, 'block', name, at)
  if (first) faults.push({ kind: 'duplicate-block', owner, definition, block, first })
  else addBlockFaults(faults, block, known.definition)
  return true
}
