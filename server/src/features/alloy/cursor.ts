/**
 * What somebody is writing at an offset of an Alloy text. The text there is mostly unfinished, so a mark is put in at
 * the cursor and the statement is read again with it: then there is always a name or a text for the tree to hold, and
 * what it stands in tells what could be written. Nothing is looked up here.
 */

import { type AlloyModule, moduleOfBlock } from '../../model/alloy/modules.ts'
import { type AlloyScope, scopeOf } from '../../model/alloy/scope.ts'
import type { Workspace } from '../../model/workspace.ts'
import { type AlloyCatalogue, catalogueFor } from '../../schema/alloy.ts'
import type {
  AlloyPart,
  AlloyTree,
  Attribute,
  Block,
  Expression,
  Identifier,
  Incomplete,
  Node,
  ObjectExpression,
  StringLiteral,
} from '../../syntax/alloy/ast.ts'
import { parseAlloy } from '../../syntax/alloy/parser.ts'
import { nodeAt, partAt, referenceNames } from '../../syntax/alloy/visit.ts'
import { alloyTree, maskedText } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import type { FeatureContext } from '../feature.ts'

/** Stands for the cursor in the text that is read again. No name that anybody writes has it in it. */
const mark = 'logkeelCursorMark'

/** An offset of an Alloy text with what is around it. Its nodes are those of the text with the mark. */
export interface Cursor {
  readonly document: Document
  readonly workspace: Workspace
  readonly catalogue: AlloyCatalogue
  readonly offset: number
  /** From the statement of the part to the node that holds the cursor. */
  readonly path: readonly Node[]
  /** The blocks whose bodies the cursor lies in, the outermost first. */
  readonly blocks: readonly Block[]
  /** The module whose names are seen here. */
  readonly module: AlloyModule
  readonly scope: AlloyScope
  /** The range in the document that a node stands for, without the mark. */
  rangeOf(node: Located): Range
}

/** What is being written. */
export type Writing =
  /** The name of a statement. `follows` is what the text already has behind it. */
  | {
      readonly at: 'name'
      readonly typed: string
      readonly range: Range
      readonly follows: 'nothing' | 'label' | 'bracket' | 'equals'
    }
  /** A value: a chain of names, perhaps still empty. */
  | {
      readonly at: 'value'
      readonly attribute: Attribute
      readonly typed: string
      readonly range: Range
      /** Whether brackets follow, so that it is the name of a function that is called. */
      readonly called: boolean
    }
  /** The inside of a text that is a value. */
  | {
      readonly at: 'text'
      readonly attribute: Attribute
      readonly literal: StringLiteral
      /** Between the quotes. */
      readonly range: Range
      /** Whether the quote at the end is still to be typed. */
      readonly open: boolean
    }
  /** A key of an object. */
  | {
      readonly at: 'key'
      readonly attribute: Attribute
      readonly object: ObjectExpression
      readonly range: Range
      readonly quoted: boolean
      readonly follows: 'nothing' | 'equals'
    }

/**
 * The cursor at an offset.
 * @returns undefined in comments, in template output, and where nothing can be written
 */
export function cursorAt({ document, workspace }: FeatureContext, offset: number): Cursor | undefined {
  if (isInHole(document, offset)) return undefined
  const tree = alloyTree(document)
  const { text, start } = surroundings(tree, offset)
  const at = offset - start
  const probe = parseAlloy(text.slice(0, at) + mark + text.slice(at))
  const place = nodeAt(probe, at + 1)
  const path = place && !place.comment ? place.path : []
  const last = path.at(-1)
  if (!holdsMark(last)) return undefined
  // Directly behind the end of a value or a block nothing is being written.
  if (last?.kind === 'identifier' && last.name === mark && /["`)\]}]/.test(text[at - 1] ?? ''))
    return undefined
  const back = (position: number): number =>
    start + (position <= at ? position : Math.max(at, position - mark.length))
  const rangeIn = (node: Located): Range => {
    const range = rangeOf(probe, node)
    return { start: back(range.start), end: back(range.end) }
  }
  const blocks = blocksAround(path)
  return {
    document,
    workspace,
    catalogue: catalogueFor(workspace.settings.versions.alloy),
    offset,
    path,
    blocks,
    module: moduleAround(tree, blocks, (block) => rangeIn(block).start),
    scope: scopeOf(document, workspace),
    rangeOf: rangeIn,
  }
}

function isInHole(document: Document, offset: number): boolean {
  return maskedText(document).holes.some(({ start, end }) => start < offset && offset < end)
}

/** The text of the part around an offset; with the part before it, where that is not closed and goes on. */
function surroundings(tree: AlloyTree, offset: number): { readonly text: string; readonly start: number } {
  const part = partAt(tree, offset)
  if (!part) return { text: '', start: 0 }
  const start = tree.offsets.get(part) ?? 0
  const before: AlloyPart | undefined = start > 0 ? partAt(tree, start - 1) : undefined
  const goesOn = before && before.unclosed.length > 0 && isBlank(part.text.slice(0, offset - start))
  if (!goesOn) return { text: part.text, start }
  return { text: before.text + part.text, start: start - before.text.length }
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}

function holdsMark(node: Node | undefined): boolean {
  if (node?.kind === 'identifier') return node.name.includes(mark)
  return node?.kind === 'string' && node.value.includes(mark)
}

/** The blocks on the way whose name or label is not what is being written. */
function blocksAround(path: readonly Node[]): readonly Block[] {
  const last = path.at(-1)
  return path.filter(
    (node): node is Block =>
      node.kind === 'block' && !node.names.some((name) => name === last) && node.label !== last,
  )
}

/** The module of the document itself that a place inside these blocks belongs to. */
function moduleAround(
  tree: AlloyTree,
  blocks: readonly Block[],
  startOf: (block: Block) => number,
): AlloyModule {
  const index = blocks.findLastIndex(
    ({ name }, i) => name === 'declare' || (name === 'foreach' && blocks[i + 1]?.name === 'template'),
  )
  const block = blocks[index]
  if (!block) return moduleOfBlock(tree, undefined)
  const start = startOf(block)
  const own = nodeAt(tree, start + 1)?.path.find(
    (node): node is Block => node.kind === 'block' && rangeOf(tree, node).start === start,
  )
  return moduleOfBlock(tree, own)
}

/** What is being written at a cursor; undefined where there is nothing to offer, as in a label. */
export function writingAt(cursor: Cursor): Writing | undefined {
  const found = writtenAt(cursor)
  // Editors replace text on one line alone.
  return found && cursor.document.text.slice(found.range.start, found.range.end).includes('\n')
    ? undefined
    : found
}

function writtenAt(cursor: Cursor): Writing | undefined {
  const { path } = cursor
  const last = path.at(-1)
  const parent = path.at(-2)
  const attribute = path.findLast((node): node is Attribute => node.kind === 'attribute')
  if (last?.kind === 'string') return writtenText(cursor, last, parent, attribute)
  if (last?.kind !== 'identifier' || !parent) return undefined
  if (parent.kind === 'block' || parent.kind === 'incomplete') return writtenName(cursor, parent)
  if (!attribute) return undefined
  if (parent === attribute && attribute.name === last) return writtenName(cursor, attribute)
  // Without its `=` the statement has no value yet.
  if (!hasEquals(attribute)) return undefined
  if (parent.kind === 'field' && parent.key === last) return writtenKey(cursor, attribute, parent.key)
  return lacksEquals(path) ? undefined : writtenValue(cursor, attribute)
}

/** Whether the innermost field of an object that holds the cursor in its value has no `=` yet. */
function lacksEquals(path: readonly Node[]): boolean {
  const field = path.findLast((node) => node.kind === 'field')
  return field?.kind === 'field' && !field.origin.text.slice(field.key.end, field.value.start).includes('=')
}

function hasEquals({ origin, equals }: Attribute): boolean {
  return origin.text[equals] === '='
}

function writtenName(cursor: Cursor, statement: Block | Incomplete | Attribute): Writing {
  if (statement.kind === 'attribute') {
    const range = cursor.rangeOf(statement.name)
    const follows = hasEquals(statement) ? 'equals' : 'nothing'
    return { at: 'name', typed: bare(statement.name.name), range, follows }
  }
  const [first, last] = [statement.names[0] ?? statement, statement.names.at(-1) ?? statement]
  const range = { start: cursor.rangeOf(first).start, end: cursor.rangeOf(last).end }
  const follows = statement.label ? 'label' : statement.kind === 'block' ? 'bracket' : 'nothing'
  return { at: 'name', typed: bare(statement.name), range, follows }
}

function bare(name: string): string {
  return name.replace(mark, '')
}

function writtenValue(cursor: Cursor, attribute: Attribute): Writing | undefined {
  const chain = chainAround(cursor.path)
  if (!chain) return undefined
  const { expression, names } = chain
  const range = cursor.rangeOf(expression)
  const typed = names.map(({ name }) => name).join('.')
  if (attribute.value === expression && startsLine(attribute, expression)) {
    // A word on a line below an unfinished attribute is the next statement, though Alloy would read it as the value.
    return { at: 'name', typed: bare(typed), range, follows: 'nothing' }
  }
  const parent = cursor.path[cursor.path.indexOf(expression) - 1]
  const called = parent?.kind === 'call' && parent.callee === expression
  return { at: 'value', attribute, typed: bare(typed), range, called }
}

function startsLine({ origin, equals }: Attribute, { start }: Located): boolean {
  return origin.text.slice(equals, start).includes('\n')
}

/** The longest chain of names that the cursor is in. */
function chainAround(
  path: readonly Node[],
): { readonly expression: Expression; readonly names: readonly Identifier[] } | undefined {
  for (const node of path) {
    if (node.kind !== 'access') continue
    const names = referenceNames(node)
    if (names) return { expression: node, names }
  }
  const [last, parent] = [path.at(-1), path.at(-2)]
  // Behind an index or a call: what there is depends on values.
  if (last?.kind !== 'identifier' || (parent?.kind === 'access' && parent.name === last)) return undefined
  return { expression: last, names: [last] }
}

function writtenKey(
  cursor: Cursor,
  attribute: Attribute,
  key: Identifier | StringLiteral,
): Writing | undefined {
  const { path } = cursor
  const field = path.at(-2)
  const object = path.at(-3)
  if (field?.kind !== 'field' || object?.kind !== 'object') return undefined
  const between = field.origin.text.slice(key.end, field.value.start)
  const quoted = key.kind === 'string'
  const range = quoted ? contentOf(cursor, key) : cursor.rangeOf(key)
  return {
    at: 'key',
    attribute,
    object,
    range,
    quoted,
    follows: between.includes('=') ? 'equals' : 'nothing',
  }
}

function writtenText(
  cursor: Cursor,
  literal: StringLiteral,
  parent: Node | undefined,
  attribute: Attribute | undefined,
): Writing | undefined {
  if (!attribute || parent?.kind === 'block' || parent?.kind === 'incomplete') return undefined
  if (parent?.kind === 'field' && parent.key === literal) return writtenKey(cursor, attribute, literal)
  if (!hasEquals(attribute)) return undefined
  return { at: 'text', attribute, literal, range: contentOf(cursor, literal), open: !literal.closed }
}

/** What stands between the quotes; of a text without an end, up to the cursor. */
function contentOf(cursor: Cursor, { origin, contentStart, contentEnd, closed }: StringLiteral): Range {
  const range = cursor.rangeOf({ origin, start: contentStart, end: contentEnd })
  return closed ? range : { start: range.start, end: cursor.offset }
}
