/**
 * Arguments whose type a function does not take, as far as literals and the results of functions tell, and what a
 * caller knows of values (`TypeOf`). Types are named as the signatures name Go's. Measured with Helm 3.22, Go 1.26.
 */

import { helmFunction } from '../../schema/helm.ts'
import type { Arg, Command, NumberArg, Pipeline } from '../../syntax/template/ast.ts'
import type { FunctionCall } from './calls.ts'

/** An argument that can't be what the function takes. */
export interface Mismatch {
  /** Its place among the arguments, from 0. */
  readonly index: number
  /** The type that the function has there; of a comparison that of its first argument. */
  readonly wanted: string
  readonly given: string
  /** What is written; undefined where it comes from the pipe. */
  readonly arg: Arg | undefined
}

/** What Go's own functions give; their signatures do not tell. */
const goResults: Readonly<Record<string, string>> = {
  eq: 'bool',
  ne: 'bool',
  lt: 'bool',
  le: 'bool',
  gt: 'bool',
  ge: 'bool',
  not: 'bool',
  len: 'int',
  html: 'string',
  js: 'string',
  urlquery: 'string',
  print: 'string',
  println: 'string',
  printf: 'string',
}

/** The type of a value that a function gives; undefined where it depends on what it is given. */
function resultOf(name: string): string | undefined {
  const result = Object.hasOwn(goResults, name) ? goResults[name] : helmFunction(name)?.results[0]
  return result === 'any' ? undefined : result
}

/** Tells the type of what is no literal and no function's result: of a field, a variable, the dot, a lookup. */
export type TypeOf = (node: Arg | Command) => string | undefined

const untold: TypeOf = () => undefined

/** The type of an argument's value; undefined where it is unknown. */
export function typeOfArg(arg: Arg, typeOf: TypeOf = untold): string | undefined {
  switch (arg.kind) {
    case 'string':
      return 'string'
    case 'bool':
      return 'bool'
    case 'number':
      return typeOfNumber(arg)
    case 'char':
      return 'int'
    case 'nil':
      return 'nil'
    case 'identifier':
      return resultOf(arg.name)
    case 'paren':
      return typeOfPipe(arg.pipe, typeOf)
    default:
      return typeOf(arg)
  }
}

/** An integer is a double to Go where it is written with a point or an exponent; complex numbers are left out. */
function typeOfNumber({ text, value }: NumberArg): string | undefined {
  if (value === undefined) return undefined
  return /[.eEpP]/.test(text) && !/^[+-]?0[xX][^.pP]*$/.test(text) ? 'float64' : 'int'
}

function typeOfPipe({ commands }: Pipeline, typeOf: TypeOf): string | undefined {
  const last = commands.at(-1)
  return last && typeOfCommand(last, typeOf)
}

/** The type of what a command gives: of a function's result, or of a value alone. */
export function typeOfCommand(command: Command, typeOf: TypeOf = untold): string | undefined {
  const { args } = command
  const [first] = args
  if (first.kind === 'identifier')
    return resultOf(first.name) ?? (isLookup(first.name) ? typeOf(command) : undefined)
  // A nil alone is refused for another reason.
  return args.length === 1 && first.kind !== 'nil' ? typeOfArg(first, typeOf) : undefined
}

function isLookup(name: string): boolean {
  return name === 'index' || name === 'get'
}

const literals: ReadonlySet<Arg['kind']> = new Set(['string', 'bool', 'number', 'char', 'nil'])
const comparisons: ReadonlySet<string> = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge'])

/** The first argument that certainly has another type than the function takes. */
export function mismatchOf(call: FunctionCall, typeOf: TypeOf = untold): Mismatch | undefined {
  if (comparisons.has(call.function.name)) return incomparable(call, typeOf)
  const { parameters } = call.function
  const parameterAt = (index: number) => parameters[Math.min(index, parameters.length - 1)] ?? 'any'
  for (const [index, arg] of call.args.entries()) {
    const wanted = parameterAt(index)
    const given = typeOfArg(arg, typeOf)
    const fits = literals.has(arg.kind) ? literalFits(arg, wanted) : valueFits(given, wanted)
    if (given !== undefined && !fits) return { index, wanted, given, arg }
  }
  const index = call.args.length
  const given = call.piped && typeOfCommand(call.piped, typeOf)
  if (given === undefined || valueFits(given, parameterAt(index))) return undefined
  return { index, wanted: parameterAt(index), given, arg: undefined }
}

/** A literal takes on the type of its parameter where it can. */
function literalFits(arg: Arg, wanted: string): boolean {
  if (wanted === 'any') return true
  switch (arg.kind) {
    case 'nil':
      return wanted.startsWith('map') || wanted.startsWith('[]')
    case 'number':
      if (arg.value === undefined || wanted === 'float64') return true
      return arg.integer && (wanted.startsWith('int') || (wanted === 'uint32' && arg.value >= 0))
    case 'char':
      return /^(?:u?int|float)/.test(wanted)
    default:
      return typeOfArg(arg) === wanted
  }
}

function valueFits(given: string | undefined, wanted: string): boolean {
  return given === undefined || wanted === 'any' || given === wanted
}

/** Kinds of values that Go compares: only those of one kind. Lists, maps and times are of none. */
const kinds: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'bool',
  int: 'int',
  int64: 'int',
  float64: 'float64',
}

function incomparable({ args, piped }: FunctionCall, typeOf: TypeOf): Mismatch | undefined {
  const types = [
    ...args.map((arg) => typeOfArg(arg, typeOf)),
    ...(piped ? [typeOfCommand(piped, typeOf)] : []),
  ]
  const [wanted, given] = types
  if (wanted === undefined || given === undefined) return undefined
  if (wanted === 'nil' || given === 'nil' || kinds[wanted] === kinds[given]) return undefined
  return { index: 1, wanted, given, arg: args[1] }
}
