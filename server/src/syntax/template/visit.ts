/**
 * Walks over a template's tree. All of it is iterative: a template may nest as deeply as its text is long.
 * What a template reads of its values is the affair of `model/charts/uses.ts`.
 */
import { rangeOf } from '../../text/part.ts'
import { touches } from '../../text/range.ts'
import type {
  ActionNode,
  AnyNode,
  Arg,
  BlockNode,
  Command,
  DefineNode,
  Pipeline,
  StringArg,
  TemplateCallNode,
  TemplateNode,
  TemplateTree,
} from './ast.ts'

/** The nodes directly in `node`, in the order of the source. */
export function childrenOf(node: AnyNode): readonly AnyNode[] {
  switch (node.kind) {
    case 'action':
      return [node.pipe]
    case 'if':
    case 'with':
    case 'range':
      return node.branches
    case 'branch':
      return node.pipe ? [node.pipe, ...node.body] : node.body
    case 'define':
      return node.name ? [node.name, ...node.body] : node.body
    case 'block':
    case 'template': {
      const own = [node.name, node.pipe].filter((child) => child !== undefined)
      return node.kind === 'block' ? [...own, ...node.body] : own
    }
    case 'pipe':
      return [...node.declarations, ...node.commands]
    case 'command':
      return node.args
    case 'paren':
      return [node.pipe]
    case 'chain':
      return [node.base, ...node.names]
    case 'field':
    case 'variable':
      return node.names
    default:
      return []
  }
}

/** Every node under the roots, each before its children, in the order of the source. */
export function* walk(roots: readonly AnyNode[]): Generator<AnyNode> {
  const pending: AnyNode[] = roots.toReversed()
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    yield node
    const children = childrenOf(node)
    for (let index = children.length - 1; index >= 0; index--) pending.push(children[index]!)
  }
}

/** Every `{{ pipeline }}` of the template. */
export function* actions(tree: TemplateTree): Generator<ActionNode> {
  for (const node of walk(tree.nodes)) if (node.kind === 'action') yield node
}

/** Every call of a function, with the command that makes it. */
export function* calls(roots: readonly AnyNode[], name: string): Generator<Command> {
  for (const node of walk(roots)) {
    if (node.kind !== 'command') continue
    const [first] = node.args
    if (first.kind === 'identifier' && first.name === name) yield node
  }
}

/**
 * The nodes at an offset of the document, from the outermost to the innermost. Where two neighbours touch the
 * offset, the one that starts there is taken, unless it is text.
 */
export function nodeAt(tree: TemplateTree, offset: number): readonly AnyNode[] {
  const path: AnyNode[] = []
  let level: readonly AnyNode[] = tree.nodes
  for (;;) {
    const touching = level.filter((node) => touches(rangeOf(tree, node), offset))
    const next = touching.findLast((node) => node.kind !== 'text') ?? touching.at(-1)
    if (next === undefined) return path
    path.push(next)
    level = childrenOf(next)
  }
}

/** The templates that the file defines, by name; of two with one name the first. */
export function defines(tree: TemplateTree): ReadonlyMap<string, DefineNode | BlockNode> {
  const found = new Map<string, DefineNode | BlockNode>()
  for (const node of walk(tree.nodes)) {
    if (node.kind !== 'define' && node.kind !== 'block') continue
    if (node.name !== undefined && !found.has(node.name.value)) found.set(node.name.value, node)
  }
  return found
}

/** A call of a template by its literal name. */
export interface Include {
  readonly name: StringArg
  readonly node: Command | TemplateCallNode | BlockNode
  /** What becomes the dot of the called template; undefined where it is piped in or not given. */
  readonly argument: Arg | Pipeline | undefined
}

/** Every `include "name"`, `{{template "name"}}` and `{{block "name"}}`. */
export function* includes(tree: TemplateTree): Generator<Include> {
  for (const node of walk(tree.nodes)) {
    if (node.kind === 'template' || node.kind === 'block') {
      if (node.name !== undefined) yield { name: node.name, node, argument: node.pipe }
    } else if (node.kind === 'command') {
      const [first, name, argument] = node.args
      if (first.kind !== 'identifier' || first.name !== 'include' || name?.kind !== 'string') continue
      yield { name, node, argument }
    }
  }
}

/**
 * Whether a tag prints: an action does unless it declares or sets a variable. An empty one, half typed, is going to.
 */
export function isPrinting(node: TemplateNode): boolean {
  return node.kind === 'template' || (node.kind === 'action' && node.pipe.declarations.length === 0)
}
