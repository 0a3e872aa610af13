/**
 * What pipelines of a template give, by the rules of Go's `text/template` (`exec.go`): fields of maps and structs,
 * variables, calls of functions with what is piped in as the last argument. What Go refuses stops the expansion.
 */
import type { Arg, Command, FieldName, Pipeline, TemplateNode } from '../../../syntax/template/ast.ts'
import { rangeOf } from '../../../text/part.ts'
import { callFunction } from './functions/call.ts'
import { type Call, failure, isFailure } from './functions/function.ts'
import { functions } from './functions/table.ts'
import { assign, type Failure, type Run, step, type Variable } from './run.ts'
import type { Template } from './templates.ts'
import type { Origin } from './text.ts'
import { entryOf, isMap, isUnknown, truth, unknown, type Value } from './value.ts'

/** A template at work. */
export interface Frame {
  readonly run: Run
  readonly template: Template
  /** Where a text that is no file's own is expanded. */
  readonly caller: Origin | undefined
  /** Declared variables, innermost last; the first is `$`. */
  readonly variables: Variable[]
  readonly include: Call['include']
  readonly expandText: (
    text: string,
    dot: Value,
    caller: Origin | undefined,
  ) => ReturnType<Call['expandText']>
}

/** Where a node stands in its file. */
export function originOf(
  { template, caller }: Frame,
  node: Parameters<typeof rangeOf>[1],
): Origin | undefined {
  if (template.uri === undefined) return caller
  const { start, end } = rangeOf(template.tree, node)
  return { uri: template.uri, start, end, exact: false }
}

/** The value of a pipeline, as an action or condition of `node` has it. Declares and sets its variables. */
export function pipeValue(frame: Frame, pipe: Pipeline | undefined, dot: Value, node: TemplateNode): Value {
  if (!pipe) return null
  let value: Value | undefined
  for (const command of pipe.commands) {
    value = commandValue(frame, command, dot, value, node)
    if (!step(frame.run)) return unknown
  }
  const result = value ?? null
  for (const { name } of pipe.declarations) {
    if (!pipe.assigns) frame.variables.push({ name, value: result })
    else {
      const variable = frame.variables.findLast((each) => each.name === name)
      if (variable) assign(frame.run, variable, result)
    }
  }
  return result
}

function stop(frame: Frame, { by, message }: Failure, at: Parameters<typeof rangeOf>[1]): Value {
  frame.run.stop ??= { kind: 'failure', by, message, origin: originOf(frame, at) }
  return unknown
}

function commandValue(
  frame: Frame,
  command: Command,
  dot: Value,
  piped: Value | undefined,
  node: TemplateNode,
): Value {
  const [head, ...rest] = command.args
  if (head.kind === 'identifier') return functionValue(frame, command, head.name, rest, dot, piped, node)
  const isCall = rest.length > 0 || piped !== undefined
  if (!isCall)
    return head.kind === 'nil'
      ? stop(frame, failure('nil is not a command'), command)
      : argValue(frame, head, dot, node)
  // Only a method takes arguments: the last name of a chain may be one.
  if (head.kind !== 'field' && head.kind !== 'variable' && head.kind !== 'chain')
    return stop(frame, failure("can't give argument to non-function"), command)
  const names = head.names
  const last = names.at(-1)
  if (!last) return stop(frame, failure("can't give argument to non-function"), command)
  const receiver = fieldsOf(frame, baseOf(frame, head, dot, node), names.slice(0, -1), command)
  const args = rest.map((arg) => argValue(frame, arg, dot, node))
  if (piped !== undefined) args.push(piped)
  return methodValue(frame, receiver, last.name, args, command)
}

function methodValue(
  frame: Frame,
  receiver: Value,
  name: string,
  args: readonly Value[],
  command: Command,
): Value {
  if (isUnknown(receiver)) return unknown
  const isStruct = typeof receiver === 'object' && receiver !== null && receiver.kind === 'struct'
  const method = isStruct ? receiver.methods?.get(name) : undefined
  if (method) return method(args)
  if (isMap(receiver) && isUnknown(entryOf(receiver, name))) return unknown
  return stop(frame, failure(`${name} is not a method but has arguments`), command)
}

function functionValue(
  frame: Frame,
  command: Command,
  name: string,
  rest: readonly Arg[],
  dot: Value,
  piped: Value | undefined,
  node: TemplateNode,
): Value {
  if (name === 'and' || name === 'or') return shortCircuit(frame, name, rest, dot, piped, node)
  const args = rest.map((arg) => argValue(frame, arg, dot, node))
  if (piped !== undefined) args.push(piped)
  if (!step(frame.run)) return unknown
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined
  if (!found) return unknown
  const origin = originOf(frame, 'tag' in node ? node.tag : node)
  const { start, end } = rangeOf(frame.template.tree, 'tag' in node ? node.tag : node)
  const raw = frame.template.tree.text.slice(start, end)
  const { run, include } = frame
  const expandText: Call['expandText'] = (text, data) => frame.expandText(text, data, origin)
  const result = callFunction(name, found, args, { run, hole: { node, raw, origin }, include, expandText })
  return isFailure(result) ? stop(frame, result, command) : result
}

/** `and` and `or` look at their arguments one after the other, and no further than they must. */
function shortCircuit(
  frame: Frame,
  name: 'and' | 'or',
  rest: readonly Arg[],
  dot: Value,
  piped: Value | undefined,
  node: TemplateNode,
): Value {
  let isUnsure = false
  let value: Value = null
  if (rest.length === 0 && piped === undefined)
    return stop(frame, failure(`wrong number of args for ${name}`), node)
  const all = [
    ...rest.map((arg) => () => argValue(frame, arg, dot, node)),
    ...(piped === undefined ? [] : [() => piped]),
  ]
  for (const evaluate of all) {
    value = evaluate()
    const holds = truth(value)
    // Behind an unknown one a boolean may still decide; of other values it is not known which one is the result.
    if (holds === undefined) isUnsure = true
    else if (holds === (name === 'or')) return isUnsure && typeof value !== 'boolean' ? unknown : value
  }
  return isUnsure ? unknown : value
}

/** The value of one argument. */
function argValue(frame: Frame, arg: Arg, dot: Value, node: TemplateNode): Value {
  switch (arg.kind) {
    case 'string':
    case 'bool':
      return arg.value
    case 'number':
      if (arg.value === undefined) return unknown
      return isFloat(arg.text) || !Number.isInteger(arg.value) ? arg.value : integerOf(arg.text, arg.value)
    case 'char':
      return BigInt(arg.value)
    case 'nil':
      return null
    case 'dot':
      return dot
    case 'identifier':
      return functionValue(
        frame,
        { ...arg, kind: 'command', args: [arg] },
        arg.name,
        [],
        dot,
        undefined,
        node,
      )
    case 'paren':
      return pipeValue(frame, arg.pipe, dot, node)
    default:
      return fieldsOf(frame, baseOf(frame, arg, dot, node), arg.names, arg)
  }
}

/** A constant with a point or an exponent is a floating-point number, whatever its value is. */
function isFloat(text: string): boolean {
  return /^[-+]?0[xX]/.test(text) ? /[pP]/.test(text) : /[.eEpP]/.test(text)
}

/** A double holds integers up to 2^53 exactly; greater ones are read from their text. */
function integerOf(text: string, value: number): Value {
  return /^[-+]?\d+$/.test(text) && !/^[-+]?0\d/.test(text) ? BigInt(text.replace('+', '')) : BigInt(value)
}

function baseOf(
  frame: Frame,
  arg: Extract<Arg, { kind: 'field' | 'variable' | 'chain' }>,
  dot: Value,
  node: TemplateNode,
): Value {
  if (arg.kind === 'field') return dot
  if (arg.kind === 'variable') return frame.variables.findLast(({ name }) => name === arg.name)?.value ?? null
  return argValue(frame, arg.base, dot, node)
}

/** The fields of a value, one below the other. */
function fieldsOf(
  frame: Frame,
  base: Value,
  names: readonly FieldName[],
  at: Parameters<typeof rangeOf>[1],
): Value {
  let value = base
  for (const [i, { name }] of names.entries()) {
    // Go lets nothing be asked of a nil that is an entry of a map, but anything of one that a variable holds.
    if (value === null)
      return i === 0 ? null : stop(frame, failure(`nil pointer evaluating interface {}.${name}`), at)
    const next = fieldOf(frame.run, value, name)
    if (next === undefined) return stop(frame, failure(`can't evaluate field ${name}`), at)
    value = next
  }
  return value
}

/** A field: nil where a map has none, nothing where Go refuses the question. */
function fieldOf(run: Run, value: Value, name: string): Value | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  switch (value.kind) {
    case 'unknown':
      return unknown
    case 'map': {
      const read = value.node?.entries.get(name)
      if (read) run.reads.add(read)
      return entryOf(value, name) ?? null
    }
    case 'struct':
      return value.fields.get(name) ?? value.methods?.get(name)?.([])
    default:
      return undefined
  }
}
