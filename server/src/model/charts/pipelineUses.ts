/**
 * What a pipeline uses of what its unit was called with, and which templates it calls: the part of `uses.ts` that goes
 * through commands and arguments. Nothing is evaluated; what is not certain is unknown.
 */
import type { Arg, Command, FieldName, Pipeline, TemplateTree } from '../../syntax/template/ast.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import {
  anyOf,
  argument,
  type Expression,
  keyOf,
  maxAlternatives,
  type Step,
  steps,
  unknown,
} from './expressions.ts'
import { type How, keysIn, type Lookup, lookedUp, lookupOf, roleOf } from './roles.ts'

/** A mention of something that a unit was called with. Ranges are in the document. */
export interface Use {
  readonly value: Expression
  readonly how: How
  /** The whole mention; of what a variable stands for where it is used. */
  readonly range: Range
  /** The keys written here, in order: the last ones of the value's path. Those of a text without its quotes. */
  readonly ranges: readonly Range[]
  /** What the keys are looked up in: `value` is what stands below it at `keys`. */
  readonly from: Expression
  /** The keys; one that is piped in has no range. */
  readonly keys: readonly Step[]
  /** Whether it can be that it is not reached: inside a block with a condition, behind the first of an `and`. */
  readonly conditional: boolean
}

/** A call of a named template, or of a text that is a template (`tpl`). */
export interface Call {
  readonly kind: 'include' | 'template' | 'block' | 'tpl'
  /** The name, or the text of `tpl`. */
  readonly name: Expression
  /** What is handed over; unknown where nothing is. */
  readonly argument: Expression
  /** The name where it is written out, without its quotes; else the whole argument or tag. */
  readonly range: Range
  /** Whether it can be that it is not reached: inside a block with a condition. */
  readonly conditional: boolean
}

export interface Variable {
  readonly name: string
  value: Expression
  /** Every pipeline that sets it anew adds to it. */
  readonly cell: { values: readonly Expression[] }
  readonly outer: Variable | undefined
}

export interface Scope {
  readonly dot: Expression
  readonly variables: Variable | undefined
  readonly conditional: boolean
}

/** Where what is found is kept. */
export interface Sink {
  readonly uses: Use[]
  readonly calls: Call[]
  readonly sets: { map: Expression; key: Step; value: Expression }[]
}

/** The template whose nodes are read. */
interface Reading {
  readonly tree: TemplateTree
}

/** What a variable stands for, by all that it was ever set to. */
export function heldBy(variable: Variable): Expression {
  return variable.cell.values.length === 0 ? variable.value : anyOf([variable.value, ...variable.cell.values])
}

/** Records what a pipeline uses, its result being used in a way, and gives what the result stands for. */
export function readPipe(walk: Reading, unit: Sink, pipe: Pipeline, scope: Scope, how: How): Expression {
  const before = unit.uses.length
  const value = readCommands(walk, unit, pipe, scope, how)
  // What gets a name is read where that is used: but not what is left out of it, for there is too much.
  if (value.kind === 'any' && value.of.length >= maxAlternatives)
    for (const [i, use] of unit.uses.entries()) if (i >= before) unit.uses[i] = { ...use, how: 'whole' }
  return value
}

function readCommands(walk: Reading, unit: Sink, pipe: Pipeline, scope: Scope, how: How): Expression {
  const { commands } = pipe
  const results: How[] = []
  for (let i = commands.length - 1, result = how; i >= 0; i--) {
    results[i] = result
    const command = commands[i] as Command // Inside the list, by the loop's head.
    result = pipedHow(command, result)
  }
  let value: Expression | undefined
  for (const [i, command] of commands.entries())
    value = readCommand(walk, unit, command, value, scope, results[i] ?? how)
  return value ?? unknown
}

/** How a command uses what is piped into it. */
function pipedHow({ args: [head, ...rest] }: Command, result: How): How {
  if (head.kind !== 'identifier') return 'whole'
  return howOf(head.name, rest.length, rest.length + 1, result)
}

/** How a function uses its argument at an index. */
function howOf(name: string, index: number, count: number, result: How): How {
  if (name === 'include' || name === 'tpl') return index === 1 ? 'pass' : 'whole'
  const lookup = lookupOf(name, count)
  if (lookup) return index === lookup.base ? 'bind' : 'whole'
  return roleOf(name)?.how(index, count, result) ?? 'whole'
}

function readCommand(
  walk: Reading,
  unit: Sink,
  command: Command,
  piped: Expression | undefined,
  scope: Scope,
  how: How,
): Expression {
  const [head, ...rest] = command.args
  if (head.kind !== 'identifier') {
    const value = readArg(walk, unit, head, scope, rest.length === 0 && piped === undefined ? how : 'whole')
    for (const arg of rest) readArg(walk, unit, arg, scope, 'whole')
    return rest.length === 0 && piped === undefined ? value : unknown
  }
  const count = rest.length + (piped === undefined ? 0 : 1)
  const stops = head.name === 'and' || head.name === 'or'
  const args = rest.map((arg, i) => {
    const around = stops && i > 0 ? { ...scope, conditional: true } : scope
    return readArg(walk, unit, arg, around, howOf(head.name, i, count, how))
  })
  if (piped !== undefined) args.push(piped)
  const lookup = lookupOf(head.name, count)
  if (lookup) return readLookup(walk, unit, command, args, how, lookup, scope)
  noteCall(walk, unit, head.name, args, rest, command, scope)
  return roleOf(head.name)?.value(args) ?? unknown
}

function readLookup(
  walk: Reading,
  unit: Sink,
  command: Command,
  args: readonly Expression[],
  how: How,
  lookup: Lookup,
  { conditional }: Scope,
): Expression {
  const [head, ...rest] = command.args
  const value = lookedUp(lookup, args)
  const tests = head.kind === 'identifier' && head.name === 'hasKey'
  const ranges = lookup.keys.flatMap((index) => (rest[index] ? [inside(walk, rest[index])] : []))
  const from = args[lookup.base] ?? unknown
  const keys = keysIn(lookup, args)
  const range = rangeOf(walk.tree, command)
  if (value.kind !== 'unknown')
    unit.uses.push({ value, how: tests ? 'test' : how, range, ranges, from, keys, conditional })
  return tests ? unknown : value
}

/** Calls of templates, and what `set` puts into maps. */
function noteCall(
  walk: Reading,
  unit: Sink,
  name: string,
  args: readonly Expression[],
  written: readonly Arg[],
  command: Command,
  scope: Scope,
): void {
  const [first = unknown, second = unknown, third = unknown] = args
  if (name === 'include' || name === 'tpl') {
    const range = written[0] ? inside(walk, written[0]) : rangeOf(walk.tree, command)
    unit.calls.push({ kind: name, name: first, argument: second, range, conditional: scope.conditional })
  } else if (name === 'set' && args.length === 3)
    unit.sets.push({ map: first, key: keyOf(second), value: third })
}

function readArg(walk: Reading, unit: Sink, arg: Arg, scope: Scope, how: How): Expression {
  switch (arg.kind) {
    case 'string':
      return { kind: 'text', value: arg.value }
    case 'dot':
      return note(walk, unit, arg, scope.dot, [], how, scope)
    case 'field':
      return note(walk, unit, arg, scope.dot, arg.names, how, scope)
    case 'variable': {
      const value = variable(scope, arg.name)
      return note(walk, unit, arg, value, arg.names, how, scope)
    }
    case 'paren':
      return readPipe(walk, unit, arg.pipe, scope, how)
    case 'chain': {
      const base = arg.base.kind === 'paren' ? readPipe(walk, unit, arg.base.pipe, scope, 'bind') : unknown
      return note(walk, unit, arg, base, arg.names, how, scope)
    }
    case 'identifier':
      return readCommand(walk, unit, { ...arg, kind: 'command', args: [arg] }, undefined, scope, how)
    default:
      return unknown
  }
}

function variable(scope: Scope, name: string): Expression {
  if (name === '$') return argument
  for (let at = scope.variables; at; at = at.outer) if (at.name === name) return heldBy(at)
  return unknown
}

/** Records a mention and gives what it stands for. */
function note(
  walk: Reading,
  unit: Sink,
  arg: Arg,
  base: Expression,
  names: readonly FieldName[],
  how: How,
  { conditional }: Scope,
): Expression {
  const written = names.filter(({ name }) => name !== '')
  const keys = written.map(({ name }) => name)
  const value = steps(base, keys)
  if (value.kind !== 'unknown' && value.kind !== 'text') {
    const ranges = written.map((name) => rangeOf(walk.tree, name))
    const range = rangeOf(walk.tree, arg)
    unit.uses.push({ value, how, range, ranges, from: base, keys, conditional })
  }
  return value
}

/** A text's range without its quotes; any other node's own range. */
export function inside(walk: Reading, node: Located & { readonly kind?: string }): Range {
  const { start, end } = rangeOf(walk.tree, node)
  return node.kind === 'string' && end - start >= 2 ? { start: start + 1, end: end - 1 } : { start, end }
}
