/**
 * Functions that choose and compare: Go's own `eq`, `lt`, `not` and the like, Sprig's `default`, `ternary`, `coalesce`,
 * Helm's `required` and `fail`. `and` and `or` are the evaluator's, since they don't look at all their arguments.
 */
import { printed } from '../format.ts'
import type { Failure } from '../run.ts'
import {
  allOf,
  compareTexts,
  isList,
  isMap,
  isUnknown,
  stringOf,
  truth,
  unknown,
  type Value,
} from '../value.ts'
import { failure, type GoFunction, isFailure, type Table } from './function.ts'

const decided = (holds: boolean | undefined): Value => holds ?? unknown

/** What Go compares by: values of two different kinds can't be compared. */
function kindOfBasic(value: Value): string | undefined {
  if (value === null) return 'nil'
  if (typeof value !== 'object') return typeof value
  return value.kind === 'text' ? 'string' : value.kind === 'unknown' ? undefined : 'other'
}

function basic(value: Value): Value {
  return stringOf(value) ?? value
}

/** Go's `eq` of two values; nothing where that is not known. */
export function equal(a: Value, b: Value): boolean | Failure | undefined {
  const [left, right] = [basic(a), basic(b)]
  const [kind, other] = [kindOfBasic(left), kindOfBasic(right)]
  if (kind === undefined || other === undefined) return undefined
  if (kind === 'nil' || other === 'nil') return kind === other
  if (kind !== other) return failure('incompatible types for comparison')
  if (kind === 'other') return failure('non-comparable types')
  if (typeof left === 'object' || typeof right === 'object') return undefined
  return left === right
}

function anyEqual([first = null, ...others]: readonly Value[]): Value | Failure {
  let isUnsure = false
  for (const other of others) {
    const same = equal(first, other)
    if (isFailure(same)) return isUnsure ? unknown : same
    if (same) return true
    isUnsure ||= same === undefined
  }
  return isUnsure ? unknown : false
}

function comparison(holds: (order: number) => boolean): GoFunction {
  return {
    parameters: ['any', 'any'],
    call: ([a = null, b = null]) => {
      const [left, right] = [basic(a), basic(b)]
      if (isUnknown(left) || isUnknown(right)) return unknown
      if (kindOfBasic(left) !== kindOfBasic(right)) return failure('incompatible types for comparison')
      if (typeof left === 'string' && typeof right === 'string') return holds(compareTexts(left, right))
      if (typeof left === 'number' && typeof right === 'number') return holds(left - right)
      if (typeof left === 'bigint' && typeof right === 'bigint')
        return holds(left < right ? -1 : left > right ? 1 : 0)
      return typeof left === 'object' && left !== null && left.kind === 'text'
        ? unknown
        : failure('invalid type for comparison')
    },
  }
}

/** Whether two values are the same throughout, as `reflect.DeepEqual` has it; nothing where that is not known. */
export function deepEqual(a: Value, b: Value, depth = 0): boolean | undefined {
  const [left, right] = [basic(a), basic(b)]
  if (isUnknown(left) || isUnknown(right) || depth > 100) return undefined
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) {
    const isPartlyKnown = [left, right].some((each) => typeof each === 'object' && each?.kind === 'text')
    const otherIsText = typeof left === 'string' || typeof right === 'string'
    return isPartlyKnown && otherIsText ? undefined : left === right
  }
  if (isList(left) && isList(right)) {
    if (left.items.length !== right.items.length || left.isNil !== right.isNil) return false
    return inAll(left.items.map((item, i) => deepEqual(item, right.items[i] ?? null, depth + 1)))
  }
  if (isMap(left) && isMap(right)) {
    if (left.open || right.open) return undefined
    const keys = new Set([...allOf(left).keys(), ...allOf(right).keys()])
    return inAll(
      [...keys].map((key) => {
        const [x, y] = [allOf(left).get(key), allOf(right).get(key)]
        if (x === undefined || y === undefined) return isUnknown(x ?? y) ? undefined : false
        return deepEqual(x, y, depth + 1)
      }),
    )
  }
  return left.kind === right.kind || left.kind === 'text' ? undefined : false
}

function inAll(results: readonly (boolean | undefined)[]): boolean | undefined {
  if (results.includes(false)) return false
  return results.includes(undefined) ? undefined : true
}

function firstTrue(values: readonly Value[]): Value {
  for (const value of values) {
    const holds = truth(value)
    if (holds === undefined) return unknown
    if (holds) return value
  }
  return null
}

function everyOne(values: readonly Value[], wanted: boolean): Value {
  const found = values.map(truth)
  if (found.includes(!wanted)) return !wanted
  return found.includes(undefined) ? unknown : wanted
}

function required([message = '', value = null]: readonly Value[]): Value | Failure {
  const isMissing = value === null || value === ''
  return isMissing ? failure(stringOf(message) ?? '', 'required') : value
}

/** A value by its condition; of two that say the same either one. */
function chosen(yes: Value, no: Value, holds: boolean | undefined): Value {
  if (holds !== undefined) return holds ? yes : no
  return typeof yes !== 'object' && yes === no ? yes : unknown
}

export const logic: Table = {
  default: {
    parameters: ['any'],
    rest: 'any',
    takesUnknown: true,
    call: ([fallback = null, value = null]) => chosen(value, fallback, truth(value)),
  },
  empty: {
    parameters: ['any'],
    takesUnknown: true,
    call: ([value = null]) => {
      const holds = truth(value)
      return decided(holds === undefined ? undefined : !holds)
    },
  },
  not: {
    parameters: ['any'],
    takesUnknown: true,
    call: ([value = null]) => {
      const holds = truth(value)
      return decided(holds === undefined ? undefined : !holds)
    },
  },
  coalesce: { parameters: [], rest: 'any', takesUnknown: true, call: firstTrue },
  all: { parameters: [], rest: 'any', takesUnknown: true, call: (values) => everyOne(values, true) },
  any: { parameters: [], rest: 'any', takesUnknown: true, call: (values) => everyOne(values, false) },
  ternary: {
    parameters: ['any', 'any', 'any'],
    takesUnknown: true,
    call: ([yes = null, no = null, test = null]) => {
      if (isUnknown(test)) return chosen(yes, no, undefined)
      return typeof test === 'boolean' ? chosen(yes, no, test) : failure('wrong type for value of ternary')
    },
  },
  eq: { parameters: ['any'], rest: 'any', takesUnknown: true, call: anyEqual },
  ne: {
    parameters: ['any', 'any'],
    takesUnknown: true,
    call: (args) => {
      const same = anyEqual(args)
      return typeof same === 'boolean' ? !same : same
    },
  },
  lt: comparison((order) => order < 0),
  le: comparison((order) => order <= 0),
  gt: comparison((order) => order > 0),
  ge: comparison((order) => order >= 0),
  deepEqual: {
    parameters: ['any', 'any'],
    takesUnknown: true,
    call: ([a = null, b = null]) => decided(deepEqual(a, b)),
  },
  required: { parameters: ['text', 'any'], takesUnknown: true, call: required },
  fail: {
    parameters: ['any'],
    takesUnknown: true,
    call: ([message = null]) => failure(stringOf(message) ?? printed(message) ?? '', 'fail'),
  },
}
