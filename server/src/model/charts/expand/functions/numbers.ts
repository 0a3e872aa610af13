/**
 * Functions of numbers, as Sprig has them: integers are of 64 bits, and what is no number counts as 0, by the rules of
 * `cast`.
 */
import { isKnown, isList, isMap, isUnknown, listOf, stringOf, unknown, type Value } from '../value.ts'
import { failure, type GoFunction, type Table } from './function.ts'

/** A value as an integer; nothing where it is unknown. */
export function toInteger(value: Value): bigint | undefined {
  const text = stringOf(value)
  if (text !== undefined) return integerIn(text)
  if (value === null) return 0n
  switch (typeof value) {
    case 'bigint':
      return value
    case 'number':
      return Number.isFinite(value) && Math.abs(value) < 2 ** 63 ? BigInt(Math.trunc(value)) : undefined
    case 'boolean':
      return value ? 1n : 0n
    default:
      return isMap(value) || isList(value) ? 0n : undefined
  }
}

/** An integer as `cast` reads it: in the base that its prefix says, zeros behind a point left out. */
function integerIn(text: string): bigint {
  const plain = text.replace(/\.0*$/, '').replaceAll('_', '')
  const found = /^([-+]?)(?:(0[xX][0-9a-fA-F]+|0[bB][01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/.exec(plain)
  if (!found) return 0n
  const size = found[3] === undefined ? BigInt(found[2] ?? found[4] ?? '0') : BigInt(`0o${found[3]}`)
  const value = found[1] === '-' ? -size : size
  return BigInt.asIntN(64, value) === value ? value : 0n
}

/** A value as a floating-point number; nothing where it is unknown. */
function toFloat(value: Value): number | undefined {
  const text = stringOf(value)
  if (text !== undefined) return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : 0
  if (value === null) return 0
  switch (typeof value) {
    case 'bigint':
    case 'number':
      return Number(value)
    case 'boolean':
      return value ? 1 : 0
    default:
      return isMap(value) || isList(value) ? 0 : undefined
  }
}

/** A function of any number of integers. */
function ofIntegers(
  least: number,
  call: (...values: readonly bigint[]) => bigint | undefined,
  more = true,
): GoFunction {
  return {
    parameters: Array.from({ length: least }, () => 'any' as const),
    ...(more && { rest: 'any' as const }),
    call: (args) => {
      const values = args.map(toInteger)
      if (!values.every((value) => value !== undefined)) return unknown
      const result = call(...values)
      return result === undefined ? failure('integer divide by zero') : BigInt.asIntN(64, result)
    },
  }
}

/** A function of floating-point numbers. Sprig's decimals are exact: what a double would round is unknown. */
function ofFloats(call: (...values: readonly number[]) => number | undefined): GoFunction {
  return {
    parameters: ['any'],
    rest: 'any',
    call: (args) => {
      const values = args.map(toFloat)
      return values.every((value) => value !== undefined) ? (call(...values) ?? unknown) : unknown
    },
  }
}

/** Decimal arithmetic through integers, where the result has few enough digits to be exact. */
function decimal(
  values: readonly number[],
  combine: (a: bigint, b: bigint) => bigint,
  scales: (count: number) => number,
): number | undefined {
  const places = Math.max(...values.map((value) => (/\.(\d+)/.exec(String(value))?.[1] ?? '').length))
  if (values.some((value) => /e/.test(String(value))) || places > 12) return undefined
  const whole = values.map((value) => BigInt(Math.round(value * 10 ** places)))
  const [first = 0n, ...others] = whole
  const result = Number(others.reduce(combine, first))
  return Number.isSafeInteger(result) ? result / 10 ** (places * scales(values.length)) : undefined
}

function until(start: bigint, stop: bigint, step: bigint): Value {
  const out: bigint[] = []
  const isDown = stop < start
  if (step === 0n || isDown === step > 0n) return listOf(out)
  for (let i = start; isDown ? i > stop : i < stop; i += step) {
    if (out.length > 100_000) return unknown
    out.push(i)
  }
  return listOf(out)
}

function length([value = null]: readonly Value[]): Value | ReturnType<typeof failure> {
  const text = stringOf(value)
  if (text !== undefined) return isKnown(value) ? BigInt(lengthInBytes(text)) : unknown
  if (isList(value)) return BigInt(value.items.length)
  if (isMap(value)) {
    const entries = [...(value.pending?.entries.keys() ?? value.entries.values())]
    const isSure =
      !value.open && !entries.some((entry) => typeof entry === 'object' && isUnknown(entry) && entry.maybe)
    return isSure ? BigInt(entries.length) : unknown
  }
  return isUnknown(value) || typeof value === 'object' ? unknown : failure('len of type without length')
}

function lengthInBytes(text: string): number {
  let size = 0
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    size += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return size
}

const greater = (a: bigint, b: bigint): bigint => [a, b].sort(byValue)[1] ?? a
const less = (a: bigint, b: bigint): bigint => [a, b].sort(byValue)[0] ?? a
const byValue = (a: bigint, b: bigint): number => (a < b ? -1 : Number(a > b))

const one: readonly ['any'] = ['any']

export const numbers: Table = {
  int: { parameters: one, call: ([value = null]) => toInteger(value) ?? unknown },
  int64: { parameters: one, call: ([value = null]) => toInteger(value) ?? unknown },
  float64: { parameters: one, call: ([value = null]) => toFloat(value) ?? unknown },
  atoi: {
    parameters: ['text'],
    call: ([text = '']) => (/^[-+]?\d+$/.test(String(text)) ? BigInt(String(text).replace('+', '')) : 0n),
  },
  add: ofIntegers(0, (...values) => values.reduce((a, b) => a + b, 0n)),
  add1: ofIntegers(1, (value = 0n) => value + 1n, false),
  sub: ofIntegers(2, (a = 0n, b = 0n) => a - b, false),
  mul: ofIntegers(1, (first = 0n, ...rest) => rest.reduce((a, b) => a * b, first)),
  div: ofIntegers(2, (a = 0n, b = 0n) => (b === 0n ? undefined : a / b), false),
  mod: ofIntegers(2, (a = 0n, b = 0n) => (b === 0n ? undefined : a % b), false),
  max: ofIntegers(1, (first = 0n, ...rest) => rest.reduce(greater, first)),
  biggest: ofIntegers(1, (first = 0n, ...rest) => rest.reduce(greater, first)),
  min: ofIntegers(1, (first = 0n, ...rest) => rest.reduce(less, first)),
  floor: ofFloats((value = 0) => Math.floor(value)),
  ceil: ofFloats((value = 0) => Math.ceil(value)),
  addf: ofFloats((...values) =>
    decimal(
      [0, ...values],
      (a, b) => a + b,
      () => 1,
    ),
  ),
  add1f: ofFloats((value = 0) =>
    decimal(
      [value, 1],
      (a, b) => a + b,
      () => 1,
    ),
  ),
  subf: ofFloats((...values) =>
    decimal(
      values,
      (a, b) => a - b,
      () => 1,
    ),
  ),
  mulf: ofFloats((...values) =>
    decimal(
      values,
      (a, b) => a * b,
      (count) => count,
    ),
  ),
  divf: ofFloats((first = 0, ...rest) => {
    // A quotient that is a short decimal is the same in Sprig's arithmetic of 16 places.
    const result = rest.reduce((a, b) => a / b, first)
    return Number.isFinite(result) && String(result).length <= 12 ? result : undefined
  }),
  until: {
    parameters: ['int'],
    call: ([count = 0n]) => until(0n, BigInt(count as bigint), Number(count) < 0 ? -1n : 1n), // Checked to be one.
  },
  untilStep: {
    parameters: ['int', 'int', 'int'],
    call: (args) => {
      const [start = 0n, stop = 0n, step = 1n] = args as readonly bigint[] // Checked against the parameters.
      return until(start, stop, step)
    },
  },
  len: { parameters: one, takesUnknown: true, call: length },
}
