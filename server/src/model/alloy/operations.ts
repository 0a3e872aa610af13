/**
 * Operations on values of which they can't be made, and what is taken out of values that do not have it, as far as
 * literals, exports and functions tell their types: `a.targets + b.targets`, `["x"][3]`, `loki.write.a.receiver.x`. The
 * start of Alloy 1.18.0 refuses them, `alloy validate` only what it is told by literals alone. A fault holds only if the
 * components it names are there: the rules look at that.
 */
import type { AlloyCatalogue } from '../../schema/alloy.ts'
import { beginsComponent } from '../../schema/alloyComponentNames.ts'
import type { Binary, Block, Expression, Index, Unary } from '../../syntax/alloy/ast.ts'
import { sourceOf, unwrapped } from '../../syntax/alloy/visit.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import type { Located } from '../../text/part.ts'
import { type ExportChain, exportChain, type Given, givenBy, namesBehindExport } from './exportType.ts'
import { type PlacedOperation, partIndex, perNames, perPart } from './partIndex.ts'
import { constantOf } from './value.ts'

/** What is wrong with an operation. */
interface Fault {
  /** The smallest expression, or name, that is wrong. */
  readonly node: Located
  readonly chains: readonly ExportChain[]
  readonly moduleBlock: Block | undefined
}

/** An operand of which the operation can't be made. */
export interface OperandFault extends Fault {
  readonly operation: Binary | Unary
  readonly operand: Expression
  readonly given: string
  /** The type of the other operand, where the two do not go together. */
  readonly other: string | undefined
}

/** A member or an element that is not there. */
export interface MemberFault extends Fault {
  readonly kind: /** The list is shorter. */
    | 'index'
    /** The object has no such field. */
    | 'field'
    /** An element of a list is asked for by a name, or one of an object by a number. */
    | 'key'
    /** The value has no members at all. */
    | 'none'
  /** What it is taken out of. */
  readonly object: Pick<Expression, 'origin' | 'start' | 'end'>
  readonly given: string
  readonly member: string
  /** The fields or the number of elements, where they are known. */
  readonly has: readonly string[]
}

function isList(word: string): boolean {
  return word.startsWith('list(')
}

function isObject(word: string): boolean {
  return word.startsWith('map(') || word.startsWith('object')
}

/** What has neither elements nor members: plain values, secrets, receivers. */
function isAtom(word: string): boolean {
  return /^(?:string|number|bool|secret|optional_secret|RelabelRules|otelcol\.\w+|\w+Receiver)$/.test(word)
}

/** Operands in a document of which the operations can't be made. */
export function operandFaultsIn(document: Document, catalogue: AlloyCatalogue): readonly OperandFault[] {
  return operandFaults(catalogue)(document)
}

const none: readonly never[] = []

const operandFaults = memo((catalogue: AlloyCatalogue) =>
  perPart((part): readonly OperandFault[] => {
    const { operations } = partIndex(part)
    if (operations.length === 0) return none
    return operations.flatMap((placed) => {
      const { expression } = placed
      if (expression.kind !== 'binary' && expression.kind !== 'unary') return none
      return operandFaultOf(placed, expression, catalogue) ?? none
    })
  }),
)

function operandFaultOf(
  { moduleBlock }: PlacedOperation,
  operation: Binary | Unary,
  catalogue: AlloyCatalogue,
): OperandFault | undefined {
  if (operation.kind === 'unary') {
    if (operation.operator !== '-' || constantOf(operation.value) !== undefined) return undefined
    return unfit(operation, operation.value, givenBy(operation.value, catalogue), moduleBlock)
  }
  if (!/^[-+*/%^]$/.test(operation.operator)) return undefined
  const { left, right } = operation
  // Of literals alone alloy validate tells, but of lists and objects.
  if (constantOf(left) !== undefined && constantOf(right) !== undefined) return undefined
  const [first, second] = [givenBy(left, catalogue), givenBy(right, catalogue)]
  const fault = unfit(operation, left, first, moduleBlock) ?? unfit(operation, right, second, moduleBlock)
  if (fault || operation.operator !== '+') return fault
  const words = [first.word, second.word]
  if (!words.includes('number') || !words.includes('string')) return undefined
  const chains = [...first.chains, ...second.chains]
  const given = second.word ?? ''
  return { operation, operand: right, node: right, given, other: first.word, chains, moduleBlock }
}

function unfit(
  operation: Binary | Unary,
  operand: Expression,
  { word, chains }: Given,
  moduleBlock: Block | undefined,
): OperandFault | undefined {
  if (word === undefined) return undefined
  const isUnfit = isList(word) || isObject(word) || (operation.operator !== '+' && word === 'string')
  return isUnfit
    ? { operation, operand, node: operand, given: word, other: undefined, chains, moduleBlock }
    : undefined
}

/** Members and elements in a document that are not there. */
export function memberFaultsIn(document: Document, catalogue: AlloyCatalogue): readonly MemberFault[] {
  return [...chainFaults(catalogue)(document), ...accessFaults(catalogue)(document)]
}

const accessFaults = memo((catalogue: AlloyCatalogue) =>
  perPart((part): readonly MemberFault[] => {
    const { operations } = partIndex(part)
    if (operations.length === 0) return none
    return operations.flatMap(({ expression, moduleBlock }) => {
      const fault =
        expression.kind === 'index'
          ? indexFault(expression, catalogue)
          : expression.kind === 'access'
            ? accessFault(expression.object, expression.name, catalogue)
            : undefined
      return fault ? { ...fault, moduleBlock } : none
    })
  }),
)

/** Chains that go on behind an export that has no members: `discovery.docker.all.targets.x`. */
const chainFaults = memo((catalogue: AlloyCatalogue) =>
  perNames(
    (first) => (beginsComponent(first, catalogue) ? true : undefined),
    (placed): MemberFault | undefined => {
      if (namesBehindExport(placed.names, catalogue) === 0) return undefined
      const chain = exportChain(placed.names, catalogue)
      const [member] = chain?.rest ?? []
      const given = chain?.exports.find(([name]) => name === chain.export?.name)?.[1]
      if (!chain?.export || !member || member.name === '' || given === undefined) return undefined
      if (!isList(given) && !isAtom(given)) return undefined
      const { origin, start } = placed.expression
      const object = { origin, start, end: chain.export.end }
      const { moduleBlock } = placed
      return {
        kind: 'none',
        node: member,
        object,
        given,
        member: member.name,
        has: [],
        chains: [chain],
        moduleBlock,
      }
    },
  ),
)

type Placeless = Omit<MemberFault, 'moduleBlock'>

function accessFault(
  object: Expression,
  name: Located & { readonly name: string },
  catalogue: AlloyCatalogue,
): Placeless | undefined {
  const inner = unwrapped(object)
  const { word, chains } = givenBy(inner, catalogue)
  if (word === undefined || name.name === '') return undefined
  const fault = { node: name, object, given: word, member: name.name, has: [], chains }
  if (inner.kind === 'object') {
    const has = inner.fields.map((field) => field.name)
    return has.includes(name.name) ? undefined : { ...fault, kind: 'field', has }
  }
  return isList(word) || isAtom(word) ? { ...fault, kind: 'none' } : undefined
}

function indexFault({ object, index }: Index, catalogue: AlloyCatalogue): Placeless | undefined {
  const inner = unwrapped(object)
  const { word, chains } = givenBy(inner, catalogue)
  const key = constantOf(index)
  if (word === undefined) return undefined
  const fault = { node: index, object, given: word, member: sourceOf(index), has: [], chains }
  if (isAtom(word)) return { ...fault, kind: 'none' }
  if (isList(word) && typeof key === 'string') return { ...fault, kind: 'key' }
  if (isObject(word) && typeof key === 'number') return { ...fault, kind: 'key' }
  if (inner.kind !== 'array' || typeof key !== 'number') return undefined
  const at = Math.trunc(key)
  return at >= 0 && at < inner.elements.length
    ? undefined
    : { ...fault, kind: 'index', has: inner.elements.map((each) => sourceOf(each)) }
}
