/**
 * What a pipeline that is being written stands for, where it is seen what the dot and the variables are. Like
 * `model/charts/uses.ts`, for one pipeline alone: nothing is recorded.
 */
import { type Expression, steps, unknown } from '../../model/charts/expressions.ts'
import { keysIn, lookedUp, lookupOf, roleOf } from '../../model/charts/roles.ts'
import type { View } from '../../model/charts/uses.ts'
import type { Arg, Command, FieldName, Pipeline } from '../../syntax/template/ast.ts'

/** Deeper nesting than this is not followed: no real template has it. */
const maxDepth = 50

/** What an argument stands for. */
export function valueOfArg(arg: Arg, view: View, depth = 0): Expression {
  switch (arg.kind) {
    case 'string':
      return { kind: 'text', value: arg.value }
    case 'dot':
      return view.dot
    case 'field':
      return below(view.dot, arg.names)
    case 'variable':
      return below(valueOfVariable(arg.name, view), arg.names)
    case 'paren':
      return valueOfPipe(arg.pipe, view, depth + 1)
    case 'chain':
      return arg.base.kind === 'paren' ? below(valueOfArg(arg.base, view, depth), arg.names) : unknown
    case 'identifier':
      return roleOf(arg.name)?.value([]) ?? unknown
    default:
      return unknown
  }
}

/** What a variable stands for; `$` is what the unit was called with. */
export function valueOfVariable(name: string, { variables }: View): Expression {
  return variables.find((each) => each.name === name)?.value ?? unknown
}

/** What stands below an expression at written names; one that is not written yet is left out. */
export function below(from: Expression, names: readonly FieldName[]): Expression {
  return steps(
    from,
    names.flatMap(({ name }) => (name === '' ? [] : [name])),
  )
}

/** What a pipeline gives. */
export function valueOfPipe({ commands }: Pick<Pipeline, 'commands'>, view: View, depth = 0): Expression {
  let value: Expression | undefined
  if (depth > maxDepth) return unknown
  for (const command of commands) value = valueOfCommand(command, value, view, depth)
  return value ?? unknown
}

function valueOfCommand(
  { args: [head, ...rest] }: Command,
  piped: Expression | undefined,
  view: View,
  depth: number,
): Expression {
  if (head.kind !== 'identifier')
    return rest.length === 0 && piped === undefined ? valueOfArg(head, view, depth) : unknown
  const args = rest.map((arg) => valueOfArg(arg, view, depth))
  if (piped) args.push(piped)
  const lookup = lookupOf(head.name, args.length)
  if (lookup) return head.name === 'hasKey' ? unknown : lookedUp(lookup, args)
  return roleOf(head.name)?.value(args) ?? unknown
}

/** What the last key of a lookup is looked up in, where the argument at an index is such a key: `index .a "b" KEY`. */
export function lookedIn(
  { args: [head, ...rest] }: Command,
  index: number,
  view: View,
): Expression | undefined {
  if (head.kind !== 'identifier') return undefined
  const args = rest.map((arg) => valueOfArg(arg, view))
  // Keys of `dig` stand before the map, which is not there yet while they are written.
  const lookup = lookupOf(
    head.name,
    Math.max(args.length, head.name === 'hasKey' || head.name === 'get' ? 2 : 0),
  )
  if (!lookup?.keys.includes(index)) return undefined
  const before = lookup.keys.indexOf(index)
  return steps(args[lookup.base] ?? unknown, keysIn(lookup, args).slice(0, before))
}
