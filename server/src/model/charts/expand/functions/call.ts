/**
 * Calling a function as Go's templates do: the number of arguments and their types are checked first, and what does not
 * fit stops the rendering. An unknown argument makes the result unknown, unless the function can deal with it.
 */

import type { Failure } from '../run.ts'
import { isKnown, isMap, isText, isUnknown, stringOf, unknown, type Value } from '../value.ts'
import { type Call, failure, type GoFunction, type Parameter } from './function.ts'

export function callFunction(
  name: string,
  { parameters, rest, takesUnknown, call }: GoFunction,
  given: readonly Value[],
  context: Call,
): Value | Failure {
  if (given.length < parameters.length || (given.length > parameters.length && !rest))
    return failure(`wrong number of args for ${name}`)
  const args: Value[] = []
  for (const [i, value] of given.entries()) {
    const type = parameters[i] ?? rest ?? 'any'
    const fitted = fit(type, value, takesUnknown === true)
    if (fitted === undefined) return failure(`wrong type for value of ${name}`)
    if (isUnknown(fitted) && !takesUnknown) return unknown
    args.push(fitted)
  }
  return call(args, context)
}

/** A value as an argument of a type: nothing where Go refuses it. */
function fit(type: Parameter, value: Value, takesUnknown: boolean): Value | undefined {
  if (isUnknown(value)) return value
  switch (type) {
    case 'text': {
      const text = stringOf(value)
      if (text !== undefined) return takesUnknown ? value : text
      return isText(value) ? (takesUnknown ? value : unknown) : undefined
    }
    case 'int':
      return typeof value === 'bigint' ? value : undefined
    case 'bool':
      return typeof value === 'boolean' ? value : undefined
    case 'map':
      // Whether a nil is a map's or an interface's is not followed here: Go refuses only the latter.
      return isMap(value) ? value : value === null || isStruct(value) ? unknown : undefined
    default:
      return takesUnknown || !isText(value) || isKnown(value) ? value : unknown
  }
}

function isStruct(value: Value): boolean {
  return typeof value === 'object' && value !== null && value.kind === 'struct'
}
