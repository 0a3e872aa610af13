/**
 * Ways over an Alloy tree: walks, look-ups in bodies, the node at an offset, and what literals and references say.
 * It evaluates nothing: a value that is not written as a literal is unknown here.
 */
import type { Located } from '../../text/part.ts'
import { touches } from '../../text/range.ts'
import type {
  AlloyPart,
  AlloyTree,
  Attribute,
  Block,
  Comment,
  Expression,
  Field,
  Identifier,
  Node,
  Statement,
} from './ast.ts'

/** Whatever holds statements: a tree, a part, or a block. */
export type Body = AlloyTree | AlloyPart | Block

/** The statements of a tree (of all its parts), a part, or a block, in order. */
export function statementsOf(body: Body): readonly Statement[] {
  if ('body' in body) return body.body
  return body.parts.flatMap((part) => part.body)
}

/** The blocks that stand directly in `body`, in order. */
export function blocksOf(body: Body): readonly Block[] {
  return statementsOf(body).filter((statement) => statement.kind === 'block')
}

// Rules look for children of blocks again and again, mostly in code that is not optimised yet: hence loops by index,
// which make no object for each step.

/** The blocks named `name` that stand directly in `body`, in order. */
export function childBlocks(body: Body, name: string): readonly Block[] {
  const statements = statementsOf(body)
  let found: Block[] | undefined
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i]
    if (statement?.kind !== 'block' || statement.name !== name) continue
    if (found) found.push(statement)
    else found = [statement]
  }
  return found ?? none
}

const none: readonly never[] = []

/** The first block named `name` that stands directly in `body`. */
export function childBlock(body: Body, name: string): Block | undefined {
  const statements = statementsOf(body)
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i]
    if (statement?.kind === 'block' && statement.name === name) return statement
  }
  return undefined
}

/** The attributes that stand directly in `body`, in order. */
export function attributesOf(body: Body): readonly Attribute[] {
  return statementsOf(body).filter((statement) => statement.kind === 'attribute')
}

/** Attributes named `name` that stand directly in `body`: nearly always one or none. */
export function attributesNamed(body: Body, name: string): readonly Attribute[] {
  const statements = statementsOf(body)
  let found: Attribute[] | undefined
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i]
    if (statement?.kind !== 'attribute' || statement.name.name !== name) continue
    found ??= []
    found.push(statement)
  }
  return found ?? none
}

/** The first attribute named `name` that stands directly in `body`. */
export function attribute(body: Body, name: string): Attribute | undefined {
  const statements = statementsOf(body)
  for (let i = 0; i < statements.length; i++) {
    const statement = statements[i]
    if (statement?.kind === 'attribute' && statement.name.name === name) return statement
  }
  return undefined
}

/** The nodes directly below `node`, in the order of the text. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'block':
      return node.label ? [...node.names, node.label, ...node.body] : [...node.names, ...node.body]
    case 'incomplete':
      return node.label ? [...node.names, node.label] : node.names
    case 'attribute':
      return [node.name, node.value]
    case 'field':
      return [node.key, node.value]
    case 'access':
      return [node.object, node.name]
    case 'index':
      return [node.object, node.index]
    case 'call':
      return [node.callee, ...node.arguments]
    case 'array':
      return node.elements
    case 'object':
      return node.fields
    case 'binary':
      return [node.left, node.right]
    case 'unary':
      return [node.value]
    case 'paren':
      return [node.inner]
    default:
      return []
  }
}

/** What a walk does at a node. Giving exactly `false` leaves out what lies below it. */
export type Enter = (node: Node, parent: Node | undefined) => unknown

/** Visits all nodes of a tree, a part or a node itself: each before what lies below it, in the order of the text. */
export function walk(root: AlloyTree | AlloyPart | Node, enter: Enter): void {
  if ('kind' in root) walkNode(root, undefined, enter)
  else for (const statement of statementsOf(root)) walkNode(statement, undefined, enter)
}

function walkNode(node: Node, parent: Node | undefined, enter: Enter): void {
  if (enter(node, parent) === false) return
  for (const child of childrenOf(node)) walkNode(child, node, enter)
}

/** Visits all blocks of a tree, a part or a block (and not that block itself), each before those inside it. */
export function walkBlocks(root: Body, enter: (block: Block, parents: readonly Block[]) => void): void {
  walkBlocksBelow(root, [], enter)
}

function walkBlocksBelow(
  root: Body,
  parents: readonly Block[],
  enter: (block: Block, parents: readonly Block[]) => void,
): void {
  for (const block of statementsOf(root)) {
    if (block.kind !== 'block') continue
    enter(block, parents)
    if (block.body.length > 0) walkBlocksBelow(block, [...parents, block], enter)
  }
}

/** What stands at an offset of a document. */
export interface Place {
  readonly part: AlloyPart
  /** The offset relative to the part. */
  readonly offset: number
  /** The nodes around the offset, from the statement of the part to the innermost; empty between statements. */
  readonly path: readonly Node[]
  /** The comment that the offset lies in. */
  readonly comment: Comment | undefined
}

/**
 * What stands at `offset`. A node's end counts as inside, as a cursor does; where two nodes meet at the offset,
 * the one that a name or value could be completed in (the earlier one) is given, unless only the later one holds more.
 * @returns undefined only for a tree without parts (an empty text)
 */
export function nodeAt(tree: AlloyTree, offset: number): Place | undefined {
  const part = partAt(tree, offset)
  if (part === undefined) return undefined
  const relative = offset - (tree.offsets.get(part) ?? 0)
  const comment = part.comments.find(
    ({ kind, start, end }) => start < relative && (relative < end || (kind === 'line' && relative === end)),
  )
  const path: Node[] = []
  let children: readonly Node[] = part.body
  for (;;) {
    const child = innermost(children, relative)
    if (child === undefined) return { part, offset: relative, path, comment }
    path.push(child)
    children = childrenOf(child)
  }
}

function innermost(nodes: readonly Node[], offset: number): Node | undefined {
  const around = nodes.filter((node) => touches(node, offset))
  return around.find((node) => node.end > offset && node.start < offset) ?? around.find(isWord) ?? around[0]
}

function isWord(node: Node): boolean {
  return node.kind === 'identifier' || node.kind === 'incomplete' || node.kind === 'access'
}

/** The part that `offset` lies in; at a boundary the later one, behind the text the last one. */
export function partAt(tree: AlloyTree, offset: number): AlloyPart | undefined {
  const { parts, offsets } = tree
  let low = 0
  let high = parts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    const part = parts[middle]
    if (part && (offsets.get(part) ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return parts[low]
}

/** The expression without the parentheses around it. */
export function unwrapped(expression: Expression): Expression {
  let inner = expression
  while (inner.kind === 'paren') inner = inner.inner
  return inner
}

/** The text of an expression that is a literal string. */
export function stringValue(expression: Expression | undefined): string | undefined {
  const inner = expression && unwrapped(expression)
  return inner?.kind === 'string' ? inner.value : undefined
}

/** The number that an expression is written as, with its sign. */
export function numberValue(expression: Expression | undefined): number | undefined {
  const inner = expression && unwrapped(expression)
  if (inner?.kind === 'number') return inner.value
  if (inner?.kind !== 'unary' || inner.operator !== '-') return undefined
  const value = numberValue(inner.value)
  return value === undefined ? undefined : -value
}

/**
 * The names of a reference such as `loki.write.default.receiver`, in order.
 * @returns undefined where the expression is no plain chain of names
 */
export function referenceNames(expression: Expression): readonly Identifier[] | undefined {
  let length = 1
  let inner = expression
  for (; inner.kind === 'access'; inner = inner.object) length++
  if (inner.kind !== 'identifier') return undefined
  const names: Identifier[] = new Array(length)
  names[0] = inner
  inner = expression
  for (; inner.kind === 'access'; inner = inner.object) names[--length] = inner.name
  return names
}

/** Visits the longest chains of names in an expression or statement: what it refers to, functions included. */
export function walkReferences(
  root: AlloyTree | AlloyPart | Node,
  enter: (names: readonly Identifier[], expression: Expression, parent: Node | undefined) => void,
): void {
  walk(root, (node, parent) => {
    if (node.kind !== 'access' && node.kind !== 'identifier') return true
    if (node.kind === 'identifier' && !isReference(node, parent)) return false
    const names = referenceNames(node)
    if (names) enter(names, node, parent)
    return names === undefined
  })
}

/** Whether an identifier is an expression, and not a name that something is given. */
function isReference(node: Identifier, parent: Node | undefined): boolean {
  if (parent === undefined) return true
  if (parent.kind === 'attribute' || parent.kind === 'access') return parent.name !== node
  if (parent.kind === 'field') return parent.key !== node
  return parent.kind !== 'block' && parent.kind !== 'incomplete'
}

/** The field named `name` of an expression that is an object; the last one, which wins in Alloy. */
export function fieldOf(expression: Expression | undefined, name: string): Field | undefined {
  const inner = expression && unwrapped(expression)
  return inner?.kind === 'object' ? inner.fields.findLast((field) => field.name === name) : undefined
}

/** The label of a block as a text; undefined where it has none or an empty one. */
export function labelOf(block: Block): string | undefined {
  return block.label?.value || undefined
}

/** The source text of a node. */
export function sourceOf(node: Located): string {
  return node.origin.text.slice(node.start, node.end)
}
