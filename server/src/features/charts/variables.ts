/**
 * Variables of a template: where each one is declared, and every place that reads it or sets it anew. A variable is
 * seen from its declaration to the end of the block around it, or of the block whose opener declares it; one of the
 * same name further in hides it. `$` itself is no variable: nothing declares it.
 */
import { templateTree } from '../../syntax/parse.ts'
import type {
  Arg,
  ControlNode,
  Declaration,
  Pipeline,
  TemplateNode,
  TemplateTree,
} from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import { type Range, touches } from '../../text/range.ts'

/** A variable with every place that names it; ranges hold the dollar sign. */
export interface Variable {
  /** With its dollar sign. */
  readonly name: string
  /** The opener, or the action, that declares it. */
  readonly pipe: Range
  readonly declaration: Range
  readonly places: readonly VariablePlace[]
}

export interface VariablePlace {
  readonly range: Range
  /** Whether it gets a value here. */
  readonly sets: boolean
}

interface Open {
  readonly name: string
  readonly pipe: Range
  readonly declaration: Range
  readonly places: VariablePlace[]
  readonly outer: Open | undefined
}

/** All variables of a template in the order of their declarations. */
export const variablesIn = memo((document: Document): readonly Variable[] => {
  const tree = templateTree(document)
  const walk: Walk = { tree, found: [] }
  readBody(walk, tree.nodes, undefined, 0)
  return walk.found
})

/** The variable that is named at an offset. */
export function variableAt(document: Document, offset: number): Variable | undefined {
  return variablesIn(document).find(({ places }) => places.some(({ range }) => touches(range, offset)))
}

interface Walk {
  readonly tree: TemplateTree
  readonly found: Open[]
}

/** Deeper nesting than this is not followed: no real template has it. */
const maxDepth = 200

function readBody(
  walk: Walk,
  nodes: readonly TemplateNode[],
  scope: Open | undefined,
  depth: number,
): Open | undefined {
  if (depth > maxDepth) return scope
  let at = scope
  for (const node of nodes) {
    if (node.kind === 'action' || node.kind === 'template')
      at = node.pipe ? readPipe(walk, node.pipe, at) : at
    else if (node.kind === 'define' || node.kind === 'block') {
      if (node.kind === 'block' && node.pipe) readPipe(walk, node.pipe, at)
      // A named template sees nothing of what is around it.
      readBody(walk, node.body, undefined, depth + 1)
    } else if (node.kind === 'if' || node.kind === 'with' || node.kind === 'range')
      readControl(walk, node, at, depth)
  }
  return at
}

/** An `else` sees what the openers before it declare. */
function readControl(walk: Walk, { branches }: ControlNode, scope: Open | undefined, depth: number): void {
  let around = scope
  for (const { pipe, body } of branches) {
    if (pipe) around = readPipe(walk, pipe, around)
    readBody(walk, body, around, depth + 1)
  }
}

function readPipe(walk: Walk, pipe: Pipeline, scope: Open | undefined): Open | undefined {
  for (const { args } of pipe.commands) for (const arg of args) readArg(walk, arg, scope)
  let at = scope
  for (const declaration of pipe.declarations) {
    if (pipe.assigns) name(walk, declaration.name, declaration, scope, true)
    else at = declare(walk, declaration, pipe, at)
  }
  return at
}

function declare(walk: Walk, declaration: Declaration, pipe: Pipeline, outer: Open | undefined): Open {
  const range = rangeOf(walk.tree, declaration)
  const opened: Open = {
    name: declaration.name,
    pipe: rangeOf(walk.tree, pipe),
    declaration: range,
    places: [{ range, sets: true }],
    outer,
  }
  walk.found.push(opened)
  return opened
}

function readArg(walk: Walk, arg: Arg, scope: Open | undefined): void {
  if (arg.kind === 'variable') name(walk, arg.name, arg.nameRange, scope, false)
  else if (arg.kind === 'paren') readPipe(walk, arg.pipe, scope)
  else if (arg.kind === 'chain') readArg(walk, arg.base, scope)
}

function name(walk: Walk, called: string, at: Located, scope: Open | undefined, sets: boolean): void {
  for (let open = scope; open; open = open.outer) {
    if (open.name !== called) continue
    open.places.push({ range: rangeOf(walk.tree, at), sets })
    return
  }
}
