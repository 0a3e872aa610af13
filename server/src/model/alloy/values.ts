/**
 * Values that the start of Alloy does not take (`schema/alloyValues.ts` says which): literals, and of a list its
 * elements. What a reference or a function gives is not known, and so is what something fills in later.
 */
import type { AlloyArgument } from '../../schema/alloy.ts'
import type { DemandCondition } from '../../schema/alloyDemands.ts'
import {
  type OrderCheck,
  orderChecks,
  textForms,
  type ValueCheck,
  valueChecks,
} from '../../schema/alloyValues.ts'
import type { Attribute, Expression, Field } from '../../syntax/alloy/ast.ts'
import { attribute, attributesOf, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { isOpen } from './components.ts'
import { conditionHeld } from './demands.ts'
import { definitionName, type Nested, perDefinition } from './nested.ts'
import { hasPlaceholder } from './placeholders.ts'
import { constantOf, measureOf } from './value.ts'

/** A value that an argument does not take. */
export interface BadValue {
  readonly nested: Nested
  readonly check: ValueCheck
  readonly argument: AlloyArgument
  readonly attribute: Attribute
  /** The value, an element of a list, or a key of a map. */
  readonly node: Expression | Field['key']
  /** What makes the check hold: `protocol = "udp"`; undefined where it always does. */
  readonly when: string | undefined
  /** Whether it stands on something that is not written. */
  readonly byAbsence: boolean
}

/** The checks of a definition's arguments by their names. */
type Checks = ReadonlyMap<string, readonly ValueCheck[]>

const checksByDefinition = new Map<string, Map<string, ValueCheck[]>>()
for (const check of valueChecks) {
  for (const name of check.at) {
    const own = checksByDefinition.get(name) ?? new Map<string, ValueCheck[]>()
    for (const argument of check.of) own.set(argument, [...(own.get(argument) ?? []), check])
    checksByDefinition.set(name, own)
  }
}

/** The values of a document that the start does not take, for one kind of check or several. */
export function badValuesIn(
  document: Document,
  ...kinds: readonly ValueCheck['takes']['kind'][]
): readonly BadValue[] {
  return badValues(document).filter(({ check, attribute: { value }, nested, byAbsence }) => {
    if (!kinds.includes(check.takes.kind)) return false
    if (isUnknown(document, rangeOf(alloyTree(document), value))) return false
    return isSure(document, nested, check.when, byAbsence)
  })
}

const badValues = perDefinition(
  (definition): Checks | undefined => checksByDefinition.get(definitionName(definition)),
  (nested, checks): readonly BadValue[] => {
    let found: BadValue[] | undefined
    for (const statement of nested.block.body) {
      const own = statement.kind === 'attribute' ? checks.get(statement.name.name) : undefined
      const bad = own && statement.kind === 'attribute' ? firstBad(nested, own, statement) : undefined
      if (!bad) continue
      found ??= []
      found.push(bad)
    }
    return found ?? none
  },
)

const none: readonly never[] = []

const always = { when: undefined, certain: true, byAbsence: false }

function firstBad(nested: Nested, checks: readonly ValueCheck[], written: Attribute): BadValue | undefined {
  const argument = nested.definition?.arguments.get(written.name.name)
  // What the catalogue of another version does not have is not judged.
  if (!argument) return undefined
  for (const check of checks) {
    const held = check.when ? conditionHeld(nested, check.when) : always
    const node = held?.certain ? badIn(check, argument, written.value) : undefined
    if (!held || !node) continue
    const { when, byAbsence } = held
    return { nested, check, argument, attribute: written, node, when, byAbsence }
  }
  return undefined
}

/** What is not taken: the value, an element of a list, a key of a map. */
function badIn(
  check: ValueCheck,
  argument: AlloyArgument,
  value: Expression,
): Expression | Field['key'] | undefined {
  const { takes } = check
  const inner = unwrapped(value)
  if (takes.kind === 'keys') {
    if (inner.kind !== 'object') return undefined
    const field = inner.fields.find(({ name }) => takes.without.some((each) => sameWord(each, name)))
    return field?.key
  }
  if (inner.kind !== 'array') return isTaken(check, argument, inner) ? undefined : value
  if (takes.kind === 'something') return inner.elements.length === 0 ? value : undefined
  return takes.kind === 'words'
    ? inner.elements.find((element) => !isTaken(check, argument, element))
    : undefined
}

function sameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.trim().toLowerCase()
}

function isTaken({ takes }: ValueCheck, argument: AlloyArgument, expression: Expression): boolean {
  const value = constantOf(expression)
  if (value === undefined || value === null || typeof value === 'boolean') return true
  if (takes.kind === 'range') {
    const measured = measureOf(argument, value)
    return measured === undefined || isWithin(takes, argument, measured)
  }
  if (typeof value !== 'string' || hasPlaceholder(value)) return true
  switch (takes.kind) {
    case 'something':
      return value !== ''
    case 'form':
      return textForms[takes.form].test(value)
    case 'other':
      return !sameWord(takes.than, value)
    case 'words': {
      if (value === '' && takes.mayBeEmpty) return true
      const plain = takes.anyCase ? value.toLowerCase() : value
      return takes.words.some((each) => (takes.anyCase ? each.toLowerCase() : each) === plain)
    }
    default:
      return true
  }
}

function isWithin(
  bounds: Extract<ValueCheck['takes'], { kind: 'range' }>,
  argument: AlloyArgument,
  value: number,
): boolean {
  const bound = (text: string | undefined) => (text === undefined ? undefined : measureOf(argument, text))
  const { above, from, to, not } = bounds
  return (
    value > (bound(above) ?? Number.NEGATIVE_INFINITY) &&
    value >= (bound(from) ?? Number.NEGATIVE_INFINITY) &&
    value <= (bound(to) ?? Number.POSITIVE_INFINITY) &&
    value !== bound(not)
  )
}

/** Whether nothing that template output could write would change that a check is made. */
function isSure(
  document: Document,
  { block }: Nested,
  when: DemandCondition | undefined,
  byAbsence: boolean,
): boolean {
  if (byAbsence && (block.close === undefined || isOpen(document, block))) return false
  const named = [...(when?.set ?? []), ...(when?.argument === undefined ? [] : [when.argument])]
  const tree = alloyTree(document)
  return attributesOf(block).every(
    ({ name, value }) => !named.includes(name.name) || !isUnknown(document, rangeOf(tree, value)),
  )
}

/** Two arguments in the wrong order. */
export interface BadOrder {
  readonly nested: Nested
  readonly check: OrderCheck
  /** The one that is written, the smaller one where both are. */
  readonly attribute: Attribute
  /** Both values as they are written, the default where one is not. */
  readonly smaller: string
  readonly larger: string
}

const ordersByDefinition = new Map<string, OrderCheck[]>()
for (const check of orderChecks) {
  for (const name of check.at) ordersByDefinition.set(name, [...(ordersByDefinition.get(name) ?? []), check])
}

const badOrders = perDefinition(
  (definition) => ordersByDefinition.get(definitionName(definition)),
  (nested, checks): readonly BadOrder[] => checks.flatMap((check) => inWrongOrder(nested, check) ?? []),
)

/** Pairs of arguments in the wrong order. */
export function badOrdersIn(document: Document): readonly BadOrder[] {
  const tree = alloyTree(document)
  return badOrders(document).filter(({ nested: { block }, check }) => {
    const written = [attribute(block, check.smaller), attribute(block, check.larger)]
    if (written.some((each) => each && isUnknown(document, rangeOf(tree, each.value)))) return false
    // Template output may write the one that is not there.
    return written.every((each) => each) || (block.close !== undefined && !isOpen(document, block))
  })
}

/** Whether two arguments, or the defaults of those that are not written, stand in the wrong order. */
function inWrongOrder(nested: Nested, check: OrderCheck): BadOrder | undefined {
  const { block, definition } = nested
  const smaller = attribute(block, check.smaller)
  const larger = attribute(block, check.larger)
  const written = smaller ?? larger
  if (!written || !definition) return undefined
  if (check.when && !conditionHeld(nested, check.when)?.certain) return undefined
  const from = sideOf(definition.arguments.get(check.smaller), smaller)
  const to = sideOf(definition.arguments.get(check.larger), larger)
  if (!from || !to || (check.unlessZero && to.amount === 0)) return undefined
  if (from.amount < to.amount || (check.orEqual && from.amount === to.amount)) return undefined
  return { nested, check, attribute: written, smaller: from.text, larger: to.text }
}

function sideOf(
  argument: AlloyArgument | undefined,
  written: Attribute | undefined,
): { readonly text: string; readonly amount: number } | undefined {
  const value = written ? constantOf(written.value) : argument?.default?.replace(/^"|"$/g, '')
  if (!argument || (typeof value !== 'string' && typeof value !== 'number')) return undefined
  const amount = measureOf(argument, value)
  return amount === undefined ? undefined : { text: String(value), amount }
}
