/**
 * What rules look for in an Alloy configuration, found once: the blocks, the calls and the chains of names of each part
 * (a part is one top-level statement), from one walk over its tree that all rules share. `perPart.ts` takes such results,
 * and those of a rule's own, over an edit. What the names mean is for `modules.ts` and `scope.ts`.
 *
 * Loops go by index: a short run is over before much is optimised, and until then `for … of` makes an object for each
 * step.
 */
import type {
  Access,
  AlloyPart,
  Attribute,
  Binary,
  Block,
  Call,
  Expression,
  Field,
  Identifier,
  Index,
  Statement,
  Unary,
} from '../../syntax/alloy/ast.ts'
import { referenceNames } from '../../syntax/alloy/visit.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { groupsOf, joined, perGroup, perPart, perRun } from './perPart.ts'

export { perPart } from './perPart.ts'

/** A block and the one that it stands in. */
export interface PlacedBlock {
  readonly block: Block
  /** The block directly around it; undefined at the top. */
  readonly around: PlacedBlock | undefined
}

/** A chain of names in an expression, such as `loki.write.default.receiver` or, where it is called, `sys.env`. */
export interface PlacedNames {
  /** From the first on; an empty name where the text stops at a dot. */
  readonly names: readonly Identifier[]
  /** The whole chain: the longest one. */
  readonly expression: Expression
  /** The call whose callee it is. */
  readonly call: Call | undefined
  /** The attribute in whose value it stands. */
  readonly attribute: Attribute
  /** The block that the attribute stands in; undefined at the top. */
  readonly around: PlacedBlock | undefined
  /** The block at the level of its module in which it stands; undefined for a stray attribute. */
  readonly owner: Block | undefined
  /** The `declare` or `foreach` block of the module in which it is looked up; undefined for the root. */
  readonly moduleBlock: Block | undefined
}

/** An operation, or what is taken out of a value that is no chain of names: `a + b`, `-a`, `["x"][0]`, `{a = 1}.a`. */
export interface PlacedOperation {
  readonly expression: Binary | Unary | Index | Access
  /** The attribute in whose value it stands. */
  readonly attribute: Attribute
  /** The `declare` or `foreach` block of the module in which it stands; undefined for the root. */
  readonly moduleBlock: Block | undefined
}

/** What one part holds, at any depth, in the order of the text. */
export interface PartIndex {
  /** Each before those inside it. */
  readonly blocks: readonly PlacedBlock[]
  /** Chains of names, functions that are called among them. */
  readonly names: readonly PlacedNames[]
  /** Each before those inside it. */
  readonly operations: readonly PlacedOperation[]
}

/** The index of a part. */
export const partIndex = memo((part: AlloyPart): PartIndex => {
  const draft: Draft = {
    blocks: [],
    names: [],
    operations: undefined,
    around: undefined,
    owner: undefined,
    moduleBlock: undefined,
  }
  inModule(draft, part.body)
  const { blocks, names, operations } = draft
  return { blocks, names, operations: operations ?? none }
})

/** The index that is being made, and where the walk is. */
interface Draft {
  readonly blocks: PlacedBlock[]
  readonly names: PlacedNames[]
  /** Most parts have none. */
  operations: PlacedOperation[] | undefined
  around: PlacedBlock | undefined
  owner: Block | undefined
  moduleBlock: Block | undefined
}

/** Statements at the level of a module. */
function inModule(draft: Draft, body: readonly Statement[]): void {
  for (let i = 0; i < body.length; i++) {
    const statement = body[i]
    if (statement?.kind === 'attribute') inExpression(draft, statement.value, undefined, statement)
    else if (statement?.kind === 'block') inModuleBlock(draft, statement)
  }
}

function inModuleBlock(draft: Draft, block: Block): void {
  const { around, owner, moduleBlock } = draft
  draft.around = { block, around }
  draft.blocks.push(draft.around)
  if (block.name === 'declare') {
    draft.owner = undefined
    draft.moduleBlock = block
    inModule(draft, block.body)
  } else {
    draft.owner = block
    inBody(draft, block.body, block.name === 'foreach')
  }
  draft.around = around
  draft.owner = owner
  draft.moduleBlock = moduleBlock
}

/** Statements inside a component; the `template` of a `foreach` is a module. */
function inBody(draft: Draft, body: readonly Statement[], isForeach: boolean): void {
  for (let i = 0; i < body.length; i++) {
    const statement = body[i]
    if (statement?.kind === 'attribute') inExpression(draft, statement.value, undefined, statement)
    else if (statement?.kind === 'block') {
      const { around, owner, moduleBlock } = draft
      draft.around = { block: statement, around }
      draft.blocks.push(draft.around)
      if (isForeach && statement.name === 'template') {
        draft.owner = undefined
        draft.moduleBlock = around?.block
        inModule(draft, statement.body)
      } else inBody(draft, statement.body, false)
      draft.around = around
      draft.owner = owner
      draft.moduleBlock = moduleBlock
    }
  }
}

function inExpression(
  draft: Draft,
  expression: Expression,
  call: Call | undefined,
  attribute: Attribute,
): void {
  switch (expression.kind) {
    case 'identifier':
    case 'access':
      inNames(draft, expression, call, attribute)
      break
    case 'call':
      inExpression(draft, expression.callee, expression, attribute)
      inAll(draft, expression.arguments, attribute)
      break
    case 'array':
      inAll(draft, expression.elements, attribute)
      break
    case 'object':
      inFields(draft, expression.fields, attribute)
      break
    case 'binary':
      addOperation(draft, expression, attribute)
      inExpression(draft, expression.left, undefined, attribute)
      inExpression(draft, expression.right, undefined, attribute)
      break
    case 'index':
      addOperation(draft, expression, attribute)
      inExpression(draft, expression.object, undefined, attribute)
      inExpression(draft, expression.index, undefined, attribute)
      break
    case 'unary':
      addOperation(draft, expression, attribute)
      inExpression(draft, expression.value, undefined, attribute)
      break
    case 'paren':
      inExpression(draft, expression.inner, undefined, attribute)
  }
}

function inAll(draft: Draft, expressions: readonly Expression[], attribute: Attribute): void {
  for (let i = 0; i < expressions.length; i++) {
    const expression = expressions[i]
    if (expression && !isLiteral(expression)) inExpression(draft, expression, undefined, attribute)
  }
}

function inFields(draft: Draft, fields: readonly Field[], attribute: Attribute): void {
  for (let i = 0; i < fields.length; i++) {
    const value = fields[i]?.value
    if (value && !isLiteral(value)) inExpression(draft, value, undefined, attribute)
  }
}

/** Most values are literals, in which no name can stand. */
function isLiteral({ kind }: Expression): boolean {
  return kind === 'string' || kind === 'number'
}

function inNames(
  draft: Draft,
  expression: Identifier | Access,
  call: Call | undefined,
  attribute: Attribute,
): void {
  const names = referenceNames(expression)
  const { around, owner, moduleBlock } = draft
  if (names) draft.names.push({ names, expression, call, attribute, around, owner, moduleBlock })
  else if (expression.kind === 'access') {
    addOperation(draft, expression, attribute)
    inExpression(draft, expression.object, undefined, attribute)
  }
}

function addOperation(draft: Draft, expression: PlacedOperation['expression'], attribute: Attribute): void {
  draft.operations ??= []
  draft.operations.push({ expression, attribute, moduleBlock: draft.moduleBlock })
}

const none: readonly never[] = []

/** Like `perPart`, for chains of names: those alone whose first name `applies` gives something for. */
export function perNames<X, T>(
  applies: (first: string) => X | undefined,
  compute: (placed: PlacedNames, applied: X) => T | undefined,
): (document: Document) => readonly T[] {
  return perGroup(namesByFirst, applies, (placed, applied) => {
    const one = compute(placed, applied)
    return one === undefined ? none : [one]
  })
}

const namesByFirst = groupsOf((part, add: (first: string, placed: PlacedNames) => void) => {
  const { names } = partIndex(part)
  for (let i = 0; i < names.length; i++) {
    const placed = names[i]
    if (placed) add(placed.names[0]?.name ?? '', placed)
  }
})

/** All blocks of this name in a document, at any depth, each before those inside it. */
export function blocksNamed(document: Document, name: string): readonly PlacedBlock[] {
  return joined(blockFinders(document), (find) => find(name))
}

const blockFinders = perRun((parts) => [blockFinder(parts)])

/** Finds the blocks of a name in parts. What it found it keeps. */
function blockFinder(parts: readonly AlloyPart[]): (name: string) => readonly PlacedBlock[] {
  const known = new Map<string, readonly PlacedBlock[]>()
  return (name) => {
    const found = known.get(name) ?? blocksIn(parts, name)
    known.set(name, found)
    return found
  }
}

function blocksIn(parts: readonly AlloyPart[], name: string): readonly PlacedBlock[] {
  // The last of its names is written as it is: a look at the text spares most parts the search.
  const written = name.slice(name.lastIndexOf('.') + 1)
  return joined(parts, (part) =>
    part.text.includes(written) ? partIndex(part).blocks.filter(({ block }) => block.name === name) : none,
  )
}

/** All chains of names in a document that are called: `sys.env` of `sys.env("X")`. */
export const callsIn = perPart((part) => {
  // Most parts call nothing: a look at the text spares going through them.
  return part.text.includes('(') ? partIndex(part).names.filter(({ call }) => call !== undefined) : none
})

/** The `declare` or `foreach` block whose module a place inside `around` belongs to; undefined for the root. */
export function moduleBlockAround(around: PlacedBlock | undefined): Block | undefined {
  for (let at = around; at; at = at.around) {
    const outer = at.around?.block
    if (at.block.name === 'declare' && isModuleLevel(at)) return at.block
    if (at.block.name === 'template' && outer?.name === 'foreach') return outer
  }
  return undefined
}

function isModuleLevel({ around }: PlacedBlock): boolean {
  return around === undefined || around.block.name === 'declare' || around.block.name === 'template'
}
