/**
 * Whether a value can be what an argument takes, as `alloy validate` 1.18.0 checks it: literals, the elements of lists
 * and maps, operators between two literals. References, calls and what stands in parentheses it does not look at, and
 * so nothing is said of them here.
 */
import { alloyChoice, isChoice } from '../../schema/alloyChoices.ts'
import type {
  ArrayExpression,
  Binary,
  BinaryOperator,
  Expression,
  Field,
  ObjectExpression,
  Unary,
} from '../../syntax/alloy/ast.ts'
import type { Located } from '../../text/part.ts'
import { textFault } from './textCheck.ts'
import { goDuration } from './value.ts'
import { typeOfArgument, type ValueType } from './valueType.ts'

/** What a literal is. */
export type Literal =
  | { readonly kind: 'null' }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: number; readonly float: boolean }

/** What is written: a literal's kind, or the shape of a list or object. */
export type Given = Literal['kind'] | 'list' | 'object'

/** A value that cannot be what is asked for. */
export type ValueFault =
  /** Of another type. `node` is the value. */
  | { readonly kind: 'type'; readonly node: Expression; readonly expected: ValueType; readonly given: Given }
  /** A text that the type does not read; `text` is what it was given. */
  | { readonly kind: 'text'; readonly node: Expression; readonly expected: ValueType; readonly text: string }
  /** An operator that does not take this operand, or division by zero. */
  | { readonly kind: 'operand'; readonly node: Expression; readonly operator: string; readonly given: Given }
  | { readonly kind: 'zero'; readonly node: Expression }
  /** A field that the object does not have. */
  | { readonly kind: 'field'; readonly node: Field; readonly names: readonly string[] }
  /** A field that the object lacks. */
  | { readonly kind: 'missing-field'; readonly node: ObjectExpression; readonly name: string }

/** What is wrong with a value, in the order of the text. */
export function valueFaults(value: Expression, type: ValueType): readonly ValueFault[] {
  switch (value.kind) {
    case 'array':
      return listFaults(value, type)
    case 'object':
      return objectFaults(value, type)
    case 'unary':
      return unaryFaults(value, type)
    case 'binary':
      return binaryFaults(value, type)
    default: {
      if (isPlainText(value, type)) return none
      const literal = literalOf(value)
      return literal ? literalFaults(value, literal, type) : none
    }
  }
}

const none: readonly ValueFault[] = []

/** Whether a text stands where any text may, as most do. */
function isPlainText(value: Expression, { kind }: ValueType): boolean {
  return value.kind === 'string' && (kind === 'string' || kind === 'secret')
}

/** The literal that an expression is; undefined for everything else, and for one that is not closed. */
export function literalOf(expression: Expression): Literal | undefined {
  switch (expression.kind) {
    case 'null':
      return { kind: 'null' }
    case 'boolean':
      return { kind: 'bool', value: expression.value }
    case 'number':
      return { kind: 'number', value: expression.value, float: expression.float }
    case 'string':
      return expression.closed ? { kind: 'string', value: expression.value } : undefined
    default:
      return undefined
  }
}

function listFaults(value: ArrayExpression, type: ValueType): readonly ValueFault[] {
  if (type.kind === 'any') return none
  // Rules are given by components, and may be written as objects too, whose fields are not looked at here.
  if (type.kind === 'capsule' && type.word === 'RelabelRules')
    return value.elements.flatMap((element) => valueFaults(element, { kind: 'object', fields: undefined }))
  if (type.kind !== 'list') return [{ kind: 'type', node: value, expected: type, given: 'list' }]
  if (type.of.kind === 'any' || type.of.kind === 'receiver') return none
  return faultsOf(value.elements, type.of)
}

/** Of all these values of one type; nearly always nothing. */
function faultsOf(values: readonly Expression[], type: ValueType): readonly ValueFault[] {
  let found: ValueFault[] | undefined
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    const faults = value ? valueFaults(value, type) : none
    if (faults.length > 0) found = found ? [...found, ...faults] : [...faults]
  }
  return found ?? none
}

function objectFaults(value: ObjectExpression, type: ValueType): readonly ValueFault[] {
  switch (type.kind) {
    case 'any':
    case 'target':
    case 'receiver':
      return none
    case 'map':
      return type.of.kind === 'any'
        ? none
        : faultsOf(
            value.fields.map((field) => field.value),
            type.of,
          )
    case 'object':
      return fieldFaults(value, type)
    default:
      return [{ kind: 'type', node: value, expected: type, given: 'object' }]
  }
}

function fieldFaults(
  value: ObjectExpression,
  { fields }: Extract<ValueType, { kind: 'object' }>,
): readonly ValueFault[] {
  if (!fields) return none
  const faults = value.fields.flatMap((field): readonly ValueFault[] => {
    const argument = fields.arguments.get(field.name)
    if (argument) return valueFaults(field.value, typeOfArgument(argument))
    if (fields.blocks.has(field.name)) return none
    return [{ kind: 'field', node: field, names: [...fields.arguments.keys()] }]
  })
  const given = new Set(value.fields.map(({ name }) => name))
  const missing = [...fields.arguments.values()].filter(({ name, required }) => required && !given.has(name))
  return [...faults, ...missing.map(({ name }) => ({ kind: 'missing-field', node: value, name }) as const)]
}

/** Alloy asks whether the operator takes the literal, and then whether the literal without it is of the type. */
function unaryFaults(value: Unary, type: ValueType): readonly ValueFault[] {
  const literal = literalOf(value.value)
  if (!literal) return none
  if (literal.kind !== (value.operator === '!' ? 'bool' : 'number'))
    return [{ kind: 'operand', node: value.value, operator: value.operator, given: literal.kind }]
  return literalFaults(value.value, literal, type)
}

function binaryFaults(value: Binary, type: ValueType): readonly ValueFault[] {
  const [left, right] = [literalOf(value.left), literalOf(value.right)]
  if (!left || !right) return none
  const result = resultOf(left, value.operator, right)
  if (result === 'left' || result === 'right') {
    const node = result === 'left' ? value.left : value.right
    const given = result === 'left' ? left.kind : right.kind
    return [{ kind: 'operand', node, operator: value.operator, given }]
  }
  if (result === 'zero') return [{ kind: 'zero', node: value.right }]
  return literalFaults(value, result, type)
}

const arithmetic: ReadonlySet<BinaryOperator> = new Set(['+', '-', '*', '/', '%', '^'])

/** What two literals give, or which of them the operator does not take. */
function resultOf(
  left: Literal,
  operator: BinaryOperator,
  right: Literal,
): Literal | 'left' | 'right' | 'zero' {
  if (operator === '==' || operator === '!=') return { kind: 'bool', value: true }
  if (!takes(operator, left.kind)) return 'left'
  if (!takes(operator, right.kind) || left.kind !== right.kind) return 'right'
  if (!arithmetic.has(operator)) return { kind: 'bool', value: true }
  if (left.kind === 'string' && right.kind === 'string')
    return { kind: 'string', value: left.value + right.value }
  if (left.kind !== 'number' || right.kind !== 'number') return 'right'
  if ((operator === '/' || operator === '%') && right.value === 0) return 'zero'
  const float = left.float || right.float
  return { kind: 'number', value: calculated(left.value, operator, right.value, float), float }
}

function takes(operator: BinaryOperator, kind: Literal['kind']): boolean {
  if (operator === '||' || operator === '&&') return kind === 'bool'
  if (kind === 'number') return true
  return kind === 'string' && (operator === '+' || !arithmetic.has(operator))
}

function calculated(left: number, operator: BinaryOperator, right: number, float: boolean): number {
  const value =
    operator === '+'
      ? left + right
      : operator === '-'
        ? left - right
        : operator === '*'
          ? left * right
          : operator === '/'
            ? left / right
            : operator === '%'
              ? left % right
              : left ** right
  return float ? value : Math.trunc(value)
}

function literalFaults(node: Expression, literal: Literal, type: ValueType): readonly ValueFault[] {
  const wrong = literal.kind === 'null' ? nullFault(type) : mismatch(literal, type)
  if (wrong === undefined) return none
  if (wrong === 'type') return [{ kind: 'type', node, expected: type, given: literal.kind }]
  return [{ kind: 'text', node, expected: type, text: textOf(literal) }]
}

/** `null` stands for the zero value of every type; a few check that too. */
function nullFault(type: ValueType): 'type' | undefined {
  return type.kind === 'text' && alloyChoice(type.text)?.refusesNull ? 'type' : undefined
}

/** Whether a literal is of the wrong type, or a text of the right one that it does not read. */
function mismatch(literal: Exclude<Literal, { kind: 'null' }>, type: ValueType): 'type' | 'text' | undefined {
  switch (type.kind) {
    case 'any':
      return undefined
    case 'bool':
      return literal.kind === 'bool' ? undefined : 'type'
    case 'number':
      if (literal.kind === 'string') return isNumeric(literal.value) ? undefined : 'type'
      return literal.kind === 'number' ? undefined : 'type'
    case 'string':
      return literal.kind === 'bool' ? 'type' : undefined
    case 'secret':
      return literal.kind === 'string' ? undefined : 'type'
    case 'duration':
      if (literal.kind === 'bool') return 'type'
      return isGoDuration(textOf(literal)) ? undefined : literal.kind === 'number' ? 'type' : 'text'
    case 'text':
      if (literal.kind === 'bool') return 'type'
      return isText(type.text, textOf(literal)) ? undefined : 'text'
    default:
      return 'type'
  }
}

function textOf(literal: Literal): string {
  return literal.kind === 'null' ? '' : String(literal.value)
}

/** A text that Alloy makes a number of, in the way of Go's `strconv`. */
function isNumeric(text: string): boolean {
  if (text.startsWith('-')) return /^-\d+$/.test(text) && -BigInt(text) <= 2n ** 63n
  if (/[.eE]/.test(text)) return isGoFloat(text)
  return /^\d+$/.test(text) && BigInt(text) < 2n ** 64n
}

function isGoFloat(text: string): boolean {
  const decimal = /^\+?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text)
  return decimal && Number.isFinite(Number(text))
}

/** Go counts nanoseconds in 64 bits: about 292 years. */
function isGoDuration(text: string): boolean {
  const milliseconds = goDuration(text)
  return milliseconds !== undefined && Math.abs(milliseconds) < 9_223_372_036_855
}

function isText(type: string, text: string): boolean {
  const choice = alloyChoice(type)
  return choice ? isChoice(choice, text) : textFault(type, text) === undefined
}

/** Where a fault is shown: the smallest stretch that has to change. */
export function faultPlace(fault: ValueFault): Located {
  return fault.kind === 'field' ? fault.node.key : fault.node
}
