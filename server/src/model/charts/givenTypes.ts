/**
 * The Go types of what releases give for the values in a template. A number of a values file is a `float64`, one of a
 * parameter (`--set`) an `int64`. Where it is not certain that a place is reached only numbers are told of: charts
 * choose between texts, lists and maps by conditions that are not understood here.
 */
import type { Arg, Command } from '../../syntax/template/ast.ts'
import type { TypeOf } from '../templates/argumentTypes.ts'
import type { FunctionCall } from '../templates/calls.ts'
import type { Given, Givens } from './given.ts'
import type { MergedNode } from './merged.ts'

/** What a value with a certain type leads to. */
export interface Judged<R> {
  readonly node: Arg | Command
  readonly type: string
  readonly given: Given
  readonly result: R
}

/**
 * Asks a question about types once for each value that it hangs on and each type that it has. Gives the first that
 * leads to anything, one that is surely reached before others.
 */
export function judged<R>(givens: Givens, ask: (typeOf: TypeOf) => R | undefined): Judged<R> | undefined {
  const nodes = new Set<Arg | Command>()
  const first = ask((node) => {
    nodes.add(node)
    return undefined
  })
  // What is wrong whatever the values are is told of elsewhere.
  if (first !== undefined) return undefined
  const found = [...nodes].flatMap((node) => {
    const results = new Map<string, R | undefined>()
    const resultOf = (value: MergedNode): R | undefined => {
      const type = typeOf(value)
      if (type === undefined) return undefined
      if (!results.has(type))
        results.set(
          type,
          ask((other) => (other === node ? type : undefined)),
        )
      return results.get(type)
    }
    return givens
      .of(node, (value) => resultOf(value) !== undefined)
      .flatMap((given): readonly Judged<R>[] => {
        const [type, result] = [typeOf(given.node), resultOf(given.node)]
        const isTold = given.reached || isNumber(given.node)
        return type === undefined || result === undefined || !isTold ? [] : [{ node, type, given, result }]
      })
  })
  return found.find(({ given }) => given.reached) ?? found[0]
}

function typeOf(node: MergedNode): string | undefined {
  switch (node.kind) {
    case 'map':
      return 'map[string]any'
    case 'list':
      return '[]any'
    case 'scalar':
      if (typeof node.value === 'number') return node.integer ? 'int64' : 'float64'
      return typeof node.value === 'string' ? 'string' : typeof node.value === 'boolean' ? 'bool' : undefined
    default:
      return undefined
  }
}

/** A number that a condition takes for true: of 0 it is not known that a place behind conditions is reached. */
function isNumber(node: MergedNode): boolean {
  return node.kind === 'scalar' && typeof node.value === 'number' && node.value !== 0
}

/** Whether a value is what a pipe hands to a call: then it has no parentheses of its own. */
export function isPiped({ piped }: FunctionCall, node: Arg | Command): boolean {
  return piped !== undefined && (piped === node || piped.args[0] === node)
}
