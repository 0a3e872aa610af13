/**
 * Selections that grow: from a word over the text of a string, an expression, an element, an attribute, a run of
 * attributes and the body of a block up to the text and the file around it. Those of templates are in
 * `charts/selections.ts`. Other languages have their own.
 */
import type { AlloyTree, Block, Node, Statement } from '../syntax/alloy/ast.ts'
import { nodeAt, type Place } from '../syntax/alloy/visit.ts'
import { alloyTree } from '../syntax/parse.ts'
import { type Document, exactPlaceOf, placeOf } from '../text/document.ts'
import { contains, type Range } from '../text/range.ts'
import { documentsAt } from './at.ts'
import { templateSelections } from './charts/selections.ts'

/** The ranges around an offset of a file, each inside the next; none in another language. */
export function selectionRangesAt(file: Document, offset: number): readonly Range[] {
  for (const { document, offset: at } of documentsAt(file, offset)) {
    const all = { start: 0, end: file.text.length }
    if (document.kind === 'helm-template') return growing([...templateSelections(document, at), all], offset)
    if (document.kind !== 'alloy') continue
    const tree = alloyTree(document)
    const whole = placeOf(document, { start: 0, end: document.text.length }).range
    const inner = rangesIn(tree, at).flatMap((range) => exactPlaceOf(document, range)?.range ?? [])
    return growing([...inner, whole, all], offset)
  }
  return []
}

/** Those that hold the offset and are wider than all before. */
function growing(ranges: readonly Range[], offset: number): readonly Range[] {
  const kept: Range[] = []
  for (const range of ranges) {
    const last = kept.at(-1)
    const isWider = !last || (contains(range, last) && !contains(last, range))
    if (isWider && range.start <= offset && offset <= range.end && range.start < range.end) kept.push(range)
  }
  return kept
}

/** From the smallest to the largest, in the document; equal ones and such that hold nothing among them. */
function rangesIn(tree: AlloyTree, offset: number): readonly Range[] {
  const place = nodeAt(tree, offset)
  if (!place) return []
  const start = tree.offsets.get(place.part) ?? 0
  const ranges: Range[] = []
  const word = wordAt(place.part.text, place.offset)
  if (word && (place.comment || place.path.at(-1)?.kind === 'string')) ranges.push(word)
  if (place.comment) ranges.push(...commentRanges(place))
  for (let i = place.path.length - 1; i >= 0; i--) {
    const node = place.path[i]
    if (node) ranges.push(...rangesOf(place, node, place.path[i - 1]))
  }
  ranges.push(...statementsAround(place))
  return ranges.map((range) => ({ start: range.start + start, end: range.end + start }))
}

/** A node, what stands between its brackets or quotes before it, and what it is a run with behind it. */
function rangesOf(place: Place, node: Node, parent: Node | undefined): readonly Range[] {
  const own: Range[] = []
  if (node.kind === 'string') own.push({ start: node.contentStart, end: node.contentEnd })
  const inner = between(node)
  if (inner) own.push(trimmed(place.part.text, inner))
  own.push(node)
  if (parent?.kind === 'block' && isStatement(node)) own.push(runAround(place.part.text, parent, node))
  return own
}

function between(node: Node): Range | undefined {
  switch (node.kind) {
    case 'block':
    case 'call':
      return node.close === undefined ? undefined : { start: node.open + 1, end: node.close }
    case 'array':
    case 'object':
    case 'paren':
      return node.close === undefined ? undefined : { start: node.start + 1, end: node.close }
    default:
      return undefined
  }
}

function trimmed(text: string, { start, end }: Range): Range {
  const inner = text.slice(start, end)
  const lead = inner.length - inner.trimStart().length
  return lead === inner.length
    ? { start, end: start }
    : { start: start + lead, end: start + inner.trimEnd().length }
}

function isStatement(node: Node): node is Statement {
  return node.kind === 'attribute' || node.kind === 'block' || node.kind === 'incomplete'
}

/** The statements around one that no blank line divides from it. */
function runAround(text: string, { body }: Block, statement: Statement): Range {
  const isJoined = (a: Statement | undefined, b: Statement | undefined): boolean =>
    a !== undefined && b !== undefined && !/\n[ \t\r]*\n/.test(text.slice(a.end, b.start))
  let [first, last] = [body.indexOf(statement), body.indexOf(statement)]
  while (isJoined(body[first - 1], body[first])) first--
  while (isJoined(body[last], body[last + 1])) last++
  return { start: body[first]?.start ?? statement.start, end: body[last]?.end ?? statement.end }
}

/** A comment without its marks, with them, and the comments with it that no line divides. */
function commentRanges({ part, comment }: Place): readonly Range[] {
  if (!comment) return []
  const { text } = part
  const isBlock = comment.kind === 'block'
  const inner = {
    start: comment.start + 2,
    end: comment.end - (isBlock && text.endsWith('*/', comment.end) ? 2 : 0),
  }
  const at = part.comments.indexOf(comment)
  const isNext = (i: number): boolean => {
    const [before, after] = [part.comments[i], part.comments[i + 1]]
    return before && after ? /^[ \t\r]*\n[ \t]*$/.test(text.slice(before.end, after.start)) : false
  }
  let [first, last] = [at, at]
  while (isNext(first - 1)) first--
  while (isNext(last)) last++
  const run = { start: part.comments[first]?.start ?? 0, end: part.comments[last]?.end ?? comment.end }
  return [trimmed(text, inner), comment, run]
}

/** The statement of the part with the comments in front of it, and the part without the blanks at its ends. */
function statementsAround({ part }: Place): readonly Range[] {
  return [trimmed(part.text, { start: 0, end: part.text.length })]
}

function wordAt(text: string, offset: number): Range | undefined {
  const before = /[\p{L}\p{Nd}_]*$/u.exec(text.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0
  const after = /^[\p{L}\p{Nd}_]*/u.exec(text.slice(offset, offset + 200))?.[0].length ?? 0
  return before + after > 0 ? { start: offset - before, end: offset + after } : undefined
}
