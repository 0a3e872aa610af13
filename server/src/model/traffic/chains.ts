/**
 * What a template renders as `trafficDistribution`: the values that it takes in turn, through `with`, `default`,
 * `coalesce`, `ternary`, `dig`, `if` and variables.
 */
import type { Arg, Command, Pipeline } from '../../syntax/template/ast.ts'
import { givenTo, type Ref, resolveArg, resolveCommand, type Scope, valuesPath } from '../charts/scope.ts'
import { unquoted } from './lines.ts'
import type { Field } from './services.ts'

/** One of the values that are taken in turn. */
export type Operand =
  /** A path that can be followed. */
  | { readonly kind: 'path'; readonly ref: Ref }
  /** A text that is written out. */
  | { readonly kind: 'text'; readonly text: string }
  /** What a named template or a function gives that is not looked into. */
  | { readonly kind: 'call' }

const unknown: Operand = { kind: 'call' }
/** Variables may be made of variables; deeper than this they are not followed. */
const maxDepth = 20

/** The operands of a field's value, those that come first first. */
export function operandsOf(field: Field): readonly Operand[] {
  const { outputs, value } = field.line
  if (outputs.length === 0) return value === '' ? [] : [{ kind: 'text', text: unquoted(value) }]
  return outputs.flatMap(({ pipe, scope }) => (pipe ? inField(pipe, scope, field) : [unknown]))
}

/** `{{ . }}` in a `with` is what the `with` took. */
function inField(pipe: Pipeline, scope: Scope, field: Field): readonly Operand[] {
  const [first] = pipe.commands
  const around = field.guards.find(({ branch }) => branch.keyword.endsWith('with'))
  if (first?.args[0].kind !== 'dot' || !around?.branch.pipe) return fromPipe(pipe, scope, 0)
  return fromPipe(around.branch.pipe, around.scope, 0)
}

/** `.a | default .b` takes `.a` first. */
function fromPipe({ commands }: Pick<Pipeline, 'commands'>, scope: Scope, depth: number): readonly Operand[] {
  if (depth > maxDepth) return [unknown]
  // What is handed to `ternary` through a pipe is its condition.
  const chooser = commands.findLastIndex(({ args: [head, ...rest] }) => isTernary(head) && rest.length === 2)
  return commands.slice(Math.max(chooser, 0)).flatMap((command) => fromCommand(command, scope, depth))
}

function isTernary(head: Arg): boolean {
  return head.kind === 'identifier' && head.name === 'ternary'
}

/** Functions that only change how a value is written, or that choose among their arguments. */
const transparent: ReadonlySet<string> = new Set([
  ...['quote', 'squote', 'toString', 'trim', 'title', 'toYaml', 'toJson', 'nindent', 'indent', 'print'],
  ...['coalesce', 'or', 'required', 'empty', 'not', 'eq', 'ne', 'hasKey', 'kindIs', 'semverCompare'],
])

function fromCommand(command: Command, scope: Scope, depth: number): readonly Operand[] {
  const [head, ...rest] = command.args
  if (head.kind !== 'identifier') return fromArg(head, scope, depth)
  const each = (args: readonly Arg[]) => args.flatMap((arg) => fromArg(arg, scope, depth))
  // In `default .b .a` the last argument comes first.
  if (head.name === 'default') return each(rest.toReversed())
  // The last argument of `ternary` is a condition, and all but the last one of `and` are.
  if (head.name === 'ternary') return each(rest.slice(0, 2))
  if (head.name === 'and') return each(rest.slice(-1))
  if (transparent.has(head.name)) return each(rest)
  const path = resolveCommand(command, scope)
  if (!path) return [unknown]
  const fallback = head.name === 'dig' ? each(rest.slice(-2, -1)) : []
  return [{ kind: 'path', ref: path }, ...fallback]
}

function fromArg(arg: Arg, scope: Scope, depth: number): readonly Operand[] {
  if (arg.kind === 'string') return arg.value === '' ? [] : [{ kind: 'text', text: arg.value }]
  if (arg.kind === 'number' || arg.kind === 'bool' || arg.kind === 'nil') return []
  if (arg.kind === 'paren') return fromPipe(arg.pipe, scope, depth + 1)
  const given = arg.kind === 'variable' && arg.names.length === 0 ? givenTo(scope, arg.name) : undefined
  if (given) return fromPipe(given.pipe, given.scope, depth + 1)
  const ref = resolveArg(arg, scope)
  return ref && ref.names.length > 0 ? [{ kind: 'path', ref }] : [unknown]
}

/** The paths below `.Values` among operands. */
export function valuesOperands(operands: readonly Operand[]): readonly (readonly string[])[] {
  return operands.flatMap((operand) => {
    const path = operand.kind === 'path' ? valuesPath(operand.ref) : undefined
    return path && path.length > 0 ? [path] : []
  })
}
