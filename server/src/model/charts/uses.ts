/**
 * What the units of a template (the file's own text, and each named template in it) use of what they are called with,
 * and what they call with what. Said in terms of the unit's own argument, so that it is a fact of the file alone:
 * `flow.ts` puts it together over a chart. Nothing is evaluated; what is not certain is unknown.
 */
import { templateTree } from '../../syntax/parse.ts'
import type {
  Arg,
  BlockNode,
  Branch,
  Command,
  ControlNode,
  DefineNode,
  FieldName,
  Pipeline,
  StringArg,
  Tag,
  TemplateNode,
  TemplateTree,
} from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import {
  anyOf,
  argument,
  type Expression,
  elementsOf,
  keyOf,
  keysOf,
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

/** A file's own text (without a name), or a named template. */
export interface Unit {
  readonly name: string | undefined
  readonly range: Range
  /** The name where it is written, without its quotes. */
  readonly ranges: readonly Range[]
  readonly uses: readonly Use[]
  readonly calls: readonly Call[]
  /** What `set` puts into a map: the map, the key and the value. */
  readonly sets: readonly { readonly map: Expression; readonly key: Step; readonly value: Expression }[]
}

/** What the dot and the variables stand for at a place. */
export interface View {
  /** The unit's name; undefined for a file's own text. */
  readonly unit: string | undefined
  readonly dot: Expression
  /** From the inside out; the first of a name counts. */
  readonly variables: readonly { readonly name: string; readonly value: Expression }[]
}

interface Variable {
  readonly name: string
  value: Expression
  /** Every pipeline that sets it anew adds to it. */
  readonly cell: { values: readonly Expression[] }
  readonly outer: Variable | undefined
}

interface Scope {
  readonly dot: Expression
  readonly variables: Variable | undefined
  readonly conditional: boolean
}

interface OpenUnit {
  readonly name: string | undefined
  readonly range: Range
  readonly ranges: readonly Range[]
  readonly uses: Use[]
  readonly calls: Call[]
  readonly sets: { map: Expression; key: Step; value: Expression }[]
  /** Whether variables are set anew, which a second walk needs to know from the start. */
  assigns: boolean
  /** What variables were set to by the walk before, by where they are declared. */
  readonly cells: Map<object, { values: readonly Expression[] }>
}

interface Walk {
  readonly document: Document
  readonly tree: TemplateTree
  readonly units: OpenUnit[]
  /** What can be seen from an offset on, in the order of the walk. */
  readonly views: { readonly start: number; readonly unit: OpenUnit; readonly scope: Scope }[]
}

/** Deeper nesting than this is not followed: no real template has it. */
const maxDepth = 200

/** The units of a template, the file's own text first, then its named templates in the order of the source. */
export const unitsOf = memo((document: Document): readonly Unit[] => walkDocument(document).units)

/** What can be seen at an offset of a template. */
export function viewAt(document: Document, offset: number): View {
  const found = viewsOf(document).findLast(({ start }) => start <= offset)
  if (!found) return { unit: undefined, dot: argument, variables: [] }
  const variables: { name: string; value: Expression }[] = []
  for (let at = found.scope.variables; at; at = at.outer) {
    const { name } = at
    if (!variables.some((each) => each.name === name)) variables.push({ name, value: heldBy(at) })
  }
  return {
    unit: found.unit.name,
    dot: found.scope.dot,
    variables: [...variables, { name: '$', value: argument }],
  }
}

const viewsOf = memo((document: Document) =>
  walkDocument(document).views.toSorted((a, b) => a.start - b.start),
)

const walkDocument = memo((document: Document): Walk => {
  const tree = templateTree(document)
  const walk: Walk = { document, tree, units: [], views: [] }
  const file = openUnit(undefined, { start: 0, end: document.text.length }, [])
  walkUnit(walk, file, tree.nodes)
  return walk
})

function openUnit(name: string | undefined, range: Range, ranges: readonly Range[]): OpenUnit {
  return { name, range, ranges, uses: [], calls: [], sets: [], assigns: false, cells: new Map() }
}

/** Walks a unit; once more where a variable that is set anew may be read before, in a loop. */
function walkUnit(walk: Walk, unit: OpenUnit, nodes: readonly TemplateNode[]): void {
  const { units, views } = walk
  const [before, seen] = [units.length, views.length]
  units.push(unit)
  const run = () => {
    view(walk, unit, unit.range.start, top)
    walkBody(walk, unit, nodes, top, 0)
  }
  run()
  if (!unit.assigns) return
  units.splice(before + 1)
  views.splice(seen)
  for (const list of [unit.uses, unit.calls, unit.sets]) list.length = 0
  run()
}

const top: Scope = { dot: argument, variables: undefined, conditional: false }

function view(walk: Walk, unit: OpenUnit, start: number, scope: Scope): void {
  walk.views.push({ start, unit, scope })
}

/** Walks a body and gives the scope at its end. */
function walkBody(
  walk: Walk,
  unit: OpenUnit,
  nodes: readonly TemplateNode[],
  scope: Scope,
  depth: number,
): Scope {
  if (depth > maxDepth) return scope
  let at = scope
  for (const node of nodes) {
    switch (node.kind) {
      case 'if':
      case 'with':
      case 'range':
        walkControl(walk, unit, node, at, depth)
        view(walk, unit, rangeOf(walk.tree, node).end, at)
        break
      case 'define':
      case 'block':
        walkDefine(walk, unit, node, at)
        break
      case 'action':
        at = readAction(walk, unit, node.pipe, at)
        if (at !== scope) view(walk, unit, rangeOf(walk.tree, node.tag).end, at)
        break
      case 'template':
        callOf(walk, unit, 'template', node.name, node.pipe, node.tag, at)
        break
      default:
    }
  }
  return at
}

function walkDefine(walk: Walk, unit: OpenUnit, node: DefineNode | BlockNode, scope: Scope): void {
  if (node.kind === 'block') callOf(walk, unit, 'block', node.name, node.pipe, node.tag, scope)
  const range = rangeOf(walk.tree, node)
  const inner = openUnit(node.name?.value, range, node.name ? [inside(walk, node.name)] : [])
  walkUnit(walk, inner, node.body)
  view(walk, unit, range.end, scope)
}

function callOf(
  walk: Walk,
  unit: OpenUnit,
  kind: 'template' | 'block',
  name: StringArg | undefined,
  pipe: Pipeline | undefined,
  tag: Tag,
  scope: Scope,
): void {
  const given = pipe ? readPipe(walk, unit, pipe, scope, 'pass') : unknown
  unit.calls.push({
    kind,
    name: name ? { kind: 'text', value: name.value } : unknown,
    argument: given,
    range: name ? inside(walk, name) : rangeOf(walk.tree, tag),
    conditional: scope.conditional,
  })
}

function walkControl(walk: Walk, unit: OpenUnit, control: ControlNode, scope: Scope, depth: number): void {
  // An `else` sees the variables that the conditions before it declared.
  let around: Scope = scope
  for (const branch of control.branches) {
    const { inner, opened } = openBranch(walk, unit, branch, around)
    view(walk, unit, rangeOf(walk.tree, branch.tag).start, around)
    view(walk, unit, rangeOf(walk.tree, branch.tag).end, inner)
    walkBody(walk, unit, branch.body, inner, depth + 1)
    around = opened
  }
  if (control.endTag) view(walk, unit, rangeOf(walk.tree, control.endTag).start, scope)
}

function openBranch(
  walk: Walk,
  unit: OpenUnit,
  branch: Branch,
  scope: Scope,
): { inner: Scope; opened: Scope } {
  const { pipe } = branch
  const inside = { ...scope, conditional: true }
  if (!pipe) return { inner: inside, opened: scope }
  const kind = branch.keyword.replace('else ', '')
  const value = readPipe(walk, unit, pipe, scope, kind === 'range' ? 'each' : 'test')
  const held = kind === 'range' ? elementsOf(value) : value
  const opened = { ...scope, variables: declare(unit, pipe, value, scope, kind === 'range') }
  const dot = kind === 'with' || kind === 'range' ? held : scope.dot
  return { inner: { ...opened, dot, conditional: true }, opened }
}

/** The variables behind a pipeline that declares or sets some. */
function declare(
  unit: OpenUnit,
  pipe: Pipeline,
  value: Expression,
  scope: Scope,
  ranges = false,
): Variable | undefined {
  let { variables } = scope
  for (const [index, declaration] of pipe.declarations.entries()) {
    const isElement = index === pipe.declarations.length - 1
    const held = ranges ? (isElement ? elementsOf(value) : keysOf(value)) : value
    if (pipe.assigns) assign(unit, declaration.name, held, scope)
    else {
      const cell = unit.cells.get(declaration) ?? { values: [] }
      unit.cells.set(declaration, cell)
      variables = { name: declaration.name, value: held, cell, outer: variables }
    }
  }
  return variables
}

function assign(unit: OpenUnit, name: string, value: Expression, scope: Scope): void {
  unit.assigns = true
  for (let at = scope.variables; at; at = at.outer) {
    if (at.name !== name) continue
    at.cell.values = [...at.cell.values, value].slice(-maxAlternatives)
    return
  }
}

function heldBy(variable: Variable): Expression {
  return variable.cell.values.length === 0 ? variable.value : anyOf([variable.value, ...variable.cell.values])
}

/** Reads an action and gives the scope behind it. */
function readAction(walk: Walk, unit: OpenUnit, pipe: Pipeline, scope: Scope): Scope {
  const value = readPipe(walk, unit, pipe, scope, pipe.declarations.length > 0 ? 'bind' : 'whole')
  if (pipe.declarations.length === 0) return scope
  const variables = declare(unit, pipe, value, scope)
  return variables === scope.variables ? scope : { ...scope, variables }
}

/** Records what a pipeline uses, its result being used in a way, and gives what the result stands for. */
function readPipe(walk: Walk, unit: OpenUnit, pipe: Pipeline, scope: Scope, how: How): Expression {
  const before = unit.uses.length
  const value = readCommands(walk, unit, pipe, scope, how)
  // What gets a name is read where that is used: but not what is left out of it, for there is too much.
  if (value.kind === 'any' && value.of.length >= maxAlternatives)
    for (const [i, use] of unit.uses.entries()) if (i >= before) unit.uses[i] = { ...use, how: 'whole' }
  return value
}

function readCommands(walk: Walk, unit: OpenUnit, pipe: Pipeline, scope: Scope, how: How): Expression {
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
  walk: Walk,
  unit: OpenUnit,
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
  walk: Walk,
  unit: OpenUnit,
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
  walk: Walk,
  unit: OpenUnit,
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

function readArg(walk: Walk, unit: OpenUnit, arg: Arg, scope: Scope, how: How): Expression {
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
  walk: Walk,
  unit: OpenUnit,
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
function inside(walk: Walk, node: Located & { readonly kind?: string }): Range {
  const { start, end } = rangeOf(walk.tree, node)
  return node.kind === 'string' && end - start >= 2 ? { start: start + 1, end: end - 1 } : { start, end }
}
