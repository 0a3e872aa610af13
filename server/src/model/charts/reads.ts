/**
 * What a template file reads of the values and defines, as lists: for those who look for a name and need no flow.
 */
import { templateTree } from '../../syntax/parse.ts'
import type { TemplateNode } from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import type { Expression } from './expressions.ts'
import type { Unit } from './uses.ts'

/** A path below `.Values`, as far as the unit alone tells it. */
export interface Read {
  readonly path: readonly string[]
  readonly range: Range
}

/** Every mention of a path below `.Values` whose keys are written out. */
export function readsIn(units: readonly Unit[]): readonly Read[] {
  return units.flatMap(({ uses }) =>
    uses.flatMap(({ value, range }) => valuesPaths(value).map((path) => ({ path, range }))),
  )
}

/** The paths below `.Values` that an expression leads to: `$.ctx.Values.a.b` gives `a`, `b`. */
function valuesPaths(value: Expression): readonly (readonly string[])[] {
  if (value.kind === 'any') return value.of.flatMap(valuesPaths)
  if (value.kind !== 'path') return []
  const names = value.steps.flatMap((step) => (typeof step === 'string' ? [step] : []))
  const at = names.indexOf('Values')
  if (names.length < value.steps.length || at < 0 || at > 2) return []
  const path = names.slice(names[at + 1] === 'AsMap' ? at + 2 : at + 1)
  return path.length > 0 ? [path] : []
}

/** A named template: from its tag to its `end`, and what stands between. */
export interface Define {
  readonly name: string
  readonly range: Range
  readonly body: Range
  /** What the comment right above it says; at most 500 characters. */
  readonly about?: string
}

/** The named templates of a file in the order of the source, those inside others too. */
export function definesIn(document: Document): readonly Define[] {
  const tree = templateTree(document)
  const found: Define[] = []
  let comment: string | undefined
  const pending: TemplateNode[] = tree.nodes.toReversed()
  for (let node = pending.pop(); node; node = pending.pop()) {
    const about = comment
    if (node.kind === 'comment') comment = commentText(node.value)
    else if (node.kind !== 'text' || !isGap(node.origin.text.slice(node.start, node.end))) comment = undefined
    if ('branches' in node)
      for (const { body } of node.branches.toReversed()) pending.push(...body.toReversed())
    if (node.kind !== 'define' && node.kind !== 'block') continue
    pending.push(...node.body.toReversed())
    if (!node.name) continue
    const range = rangeOf(tree, node)
    const start = rangeOf(tree, node.tag).end
    const end = node.endTag ? rangeOf(tree, node.endTag).start : range.end
    const body = { start, end: Math.max(start, end) }
    found.push({ name: node.name.value, range, body, ...(about && { about }) })
  }
  return found
}

/** Whether what stands between a comment and a definition is at most one blank line. */
function isGap(text: string): boolean {
  return text.trim() === '' && text.split('\n').length <= 3
}

/** What stands in a comment, without the indentation that its lines share. */
function commentText(comment: string): string {
  const lines = comment.trim().split(/\r?\n/)
  const indents = lines.slice(1).flatMap((line) => (line.trim() === '' ? [] : [line.search(/\S/)]))
  const indent = Math.min(...indents, 40)
  const [first = '', ...rest] = lines
  return [first, ...rest.map((line) => line.slice(Math.min(indent, line.search(/\S|$/))))]
    .join('\n')
    .slice(0, 500)
}
