/**
 * What the units of a template (the file's own text, and each named template in it) use of what they are called with,
 * and what they call with what. Said in terms of the unit's own argument, so that it is a fact of the file alone:
 * `flow.ts` puts it together over a chart. Nothing is evaluated; what is not certain is unknown.
 */
import { templateTree } from '../../syntax/parse.ts'
import type {
  BlockNode,
  Branch,
  ControlNode,
  DefineNode,
  Pipeline,
  StringArg,
  Tag,
  TemplateNode,
  TemplateTree,
} from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import {
  argument,
  type Expression,
  elementsOf,
  keysOf,
  maxAlternatives,
  type Step,
  unknown,
} from './expressions.ts'
import {
  type Call,
  heldBy,
  inside,
  readPipe,
  type Scope,
  type Sink,
  type Use,
  type Variable,
} from './pipelineUses.ts'

export type { Call, Use } from './pipelineUses.ts'

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

interface OpenUnit extends Sink {
  readonly name: string | undefined
  readonly range: Range
  readonly ranges: readonly Range[]
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

/** Reads an action and gives the scope behind it. */
function readAction(walk: Walk, unit: OpenUnit, pipe: Pipeline, scope: Scope): Scope {
  const value = readPipe(walk, unit, pipe, scope, pipe.declarations.length > 0 ? 'bind' : 'whole')
  if (pipe.declarations.length === 0) return scope
  const variables = declare(unit, pipe, value, scope)
  return variables === scope.variables ? scope : { ...scope, variables }
}
