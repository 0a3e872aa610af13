/**
 * Formats some statements of an Alloy text: the smallest run of whole statements around a range, laid out as
 * formatting the whole text would lay out these lines. Lines whose columns are aligned with one another stay together.
 *
 * Formatting the whole text afterwards gives what it would have given before, except where the program itself would
 * change its own output once more.
 *
 * The whole text is laid out and read again; its statements and comments are those of the source, in the same order,
 * so that a run of the source has its lines in the result. Where a text has faults, what is laid out is the longest
 * run of faultless statements around the range, at the depth at which they stand.
 */
import { contains, type Range } from '../../text/range.ts'
import type { AlloyPart, AlloyTree, Block, Statement } from './ast.ts'
import { layOut } from './format.ts'
import { lineStartsOf } from './formatSource.ts'
import { parseAlloy } from './parser.ts'

/** What replaces a run of lines: from the start of its first line to the end of its last, the line end left out. */
export interface FormattedRun {
  readonly range: Range
  readonly text: string
}

/**
 * The lines of the statements around `range`, formatted.
 * @returns undefined where no statement and no comment stands there, or where one that does has a fault
 */
export function formatAlloyRange(tree: AlloyTree, range: Range): FormattedRun | undefined {
  const source = sourceOf(tree)
  const unit =
    blockAround(source, range) ?? (tree.issues.length === 0 ? wholeOf(tree) : faultlessAround(source, range))
  if (!unit) return undefined
  const isWhole = unit.range.end - unit.range.start === tree.text.length
  const inner = isWhole ? tree : parseAlloy(tree.text.slice(unit.range.start, unit.range.end))
  const laidOut = layOut(inner, unit.depth)
  if (!laidOut) return undefined
  const offset = unit.range.start
  const wanted = { start: range.start - offset, end: range.end - offset }
  const result = sourceOf(parseAlloy(laidOut.text))
  const found = runAround(
    isWhole ? source : sourceOf(inner),
    { ...result, starts: offsetsOf(laidOut.text, laidOut.starts) },
    wanted,
  )
  if (typeof found !== 'object') return undefined
  return {
    range: { start: found.before.start + offset, end: found.before.end + offset },
    text: laidOut.text.slice(found.after.start, found.after.end),
  }
}

/** A text with what stands in it. */
interface Source {
  readonly text: string
  readonly tree: AlloyTree
  readonly items: readonly Item[]
}

/** A text that was laid out. */
interface Result extends Source {
  /** The starts of the lines at which columns start anew. */
  readonly starts: ReadonlySet<number>
}

function offsetsOf(text: string, lines: ReadonlySet<number>): ReadonlySet<number> {
  return new Set(lineStartsOf(text).filter((_, line) => lines.has(line)))
}

/** A statement or a comment, with its range in the text. */
interface Item extends Range {
  readonly statement: Statement | undefined
}

function sourceOf(tree: AlloyTree): Source {
  const statements = tree.parts.flatMap((part) => placed(tree, part.body))
  return { text: tree.text, tree, items: withComments(tree, statements, { start: 0, end: tree.text.length }) }
}

function placed(tree: AlloyTree, statements: readonly Statement[]): readonly Item[] {
  return statements.map((statement) => {
    const base = tree.offsets.get(statement.origin) ?? 0
    return { start: statement.start + base, end: statement.end + base, statement }
  })
}

/** The statements with the comments of `within` that stand in none of them, in order. */
function withComments(tree: AlloyTree, statements: readonly Item[], within: Range): readonly Item[] {
  const items: Item[] = []
  let next = 0
  for (const comment of commentsIn(tree, within)) {
    for (let item = statements[next]; item && item.start < comment.start; item = statements[++next])
      items.push(item)
    if ((statements[next - 1]?.end ?? 0) <= comment.start) items.push(comment)
  }
  return [...items, ...statements.slice(next)]
}

function* commentsIn(tree: AlloyTree, within: Range): Iterable<Item> {
  for (const part of tree.parts) {
    const base = tree.offsets.get(part) ?? 0
    if (base + part.text.length < within.start) continue
    if (base > within.end) return
    for (const { start, end } of part.comments) {
      const comment = { start: start + base, end: end + base, statement: undefined }
      if (contains(within, comment)) yield comment
    }
  }
}

/** What stands in a block, which is an item of `source`. */
function bodyOf({ text, tree }: Source, block: Block): Source {
  const base = tree.offsets.get(block.origin) ?? 0
  const within = { start: block.open + 1 + base, end: block.end - 1 + base }
  return { text, tree, items: withComments(tree, placed(tree, block.body), within) }
}

interface Unit {
  readonly range: Range
  /** How many blocks it stands in. */
  readonly depth: number
}

function wholeOf(tree: AlloyTree): Unit {
  return { range: { start: 0, end: tree.text.length }, depth: 0 }
}

/** A block over several lines of its own, where nothing else is touched: no line around it has a say in its layout. */
function blockAround(source: Source, range: Range): Unit | undefined {
  const { items, text, tree } = source
  const touched = touchedBy(source, range)
  const item = touched && touched.first === touched.last ? items[touched.first] : undefined
  if (item?.statement?.kind !== 'block' || !hasNoFault(item)) return undefined
  const isAlone =
    startsLine(text, item) && endsLine(text, item) && text.slice(item.start, item.end).includes('\n')
  if (!isAlone || (isIndented(text, item) && tree.issues.length > 0)) return undefined
  return { range: { start: lineStart(text, item.start), end: item.end }, depth: 0 }
}

/** The longest run of statements without faults that `range` lies in; none where a statement that it touches has one. */
function faultlessAround(source: Source, range: Range, depth = 0): Unit | undefined {
  const { items, text } = source
  const touched = touchedBy(source, range)
  if (!touched) return undefined
  const single = touched.first === touched.last ? items[touched.first]?.statement : undefined
  if (!items.slice(touched.first, touched.last + 1).every(hasNoFault)) {
    if (!single || !isInBody(source, single, range) || isUnclosed(single)) return undefined
    return faultlessAround(bodyOf(source, single), range, depth + 1)
  }
  const blank = (from: Item | undefined, to: Item | undefined): boolean =>
    from !== undefined && to !== undefined && text.slice(from.end, to.start).trim() === ''
  const joins = (from: Item | undefined, to: Item | undefined): boolean =>
    blank(from, to) && [from, to].every((item) => item && hasNoFault(item))
  let { first, last } = touched
  for (let at = first; at >= touched.first || joins(items[at], items[at + 1]); at--)
    if (startsLine(text, items[at])) first = at
  for (let at = last; at <= touched.last || joins(items[at - 1], items[at]); at++)
    if (endsLine(text, items[at])) last = at
  const [from, to] = [items[first], items[last]]
  if (!from || !to || !startsLine(text, from) || !endsLine(text, to)) return undefined
  // Where a brace is missing, indentation has told where blocks end: it must say that these are in none.
  const isCertain = depth > 0 || !source.tree.parts.some(({ unclosed }) => unclosed.length > 0)
  if (!isCertain && items.slice(first, last + 1).some((item) => isIndented(text, item))) return undefined
  return { range: { start: lineStart(text, from.start), end: to.end }, depth }
}

/** Whether a brace is missing around a statement: how deep what is in it stands is then a guess. */
function isUnclosed(statement: Statement): boolean {
  return partOf(statement).unclosed.length > 0
}

function partOf(statement: Statement): AlloyPart {
  return statement.origin as AlloyPart // The origin of a node is the part in which it stands.
}

/** Whether no fault stands in an item or at its ends, and nothing in it is left open. */
function hasNoFault(item: Item): boolean {
  if (!item.statement) return true
  const { start, end } = item.statement
  const part = partOf(item.statement)
  return (
    !part.issues.some((issue) => issue.start <= end && start <= issue.end) &&
    !part.unclosed.some((bracket) => start <= bracket.start && bracket.end <= end)
  )
}

/** Whether `range` lies between the braces of a statement that is a block. */
function isInBody({ tree }: Source, statement: Statement, range: Range): statement is Block {
  if (statement.kind !== 'block' || statement.close === undefined) return false
  const base = tree.offsets.get(statement.origin) ?? 0
  return statement.open + base < range.start && range.end <= statement.close + base
}

/** The items that `range` touches; blanks around an item on its lines belong to it. */
function touchedBy({ items, text }: Source, range: Range): { first: number; last: number } | undefined {
  const touches = (item: Item): boolean => {
    const start = startsLine(text, item) ? lineStart(text, item.start) : item.start
    const end = lineRest(text, item.end)
    if (range.start === range.end) return start <= range.start && range.start <= end
    return start < range.end && range.start < end
  }
  const first = items.findIndex(touches)
  return first < 0 ? undefined : { first, last: items.findLastIndex(touches) }
}

/** A run of lines before and after. */
interface Run {
  readonly before: Range
  readonly after: Range
}

/**
 * The smallest run around `range` that can be laid out by itself. `nothing`: no item is touched. `whole`: the items
 * can't be told apart from what surrounds them, so that the block around them has to be taken.
 */
function runAround(before: Source, after: Result, range: Range): Run | 'nothing' | 'whole' {
  const touched = touchedBy(before, range)
  if (!touched) return 'nothing'
  if (!isSameList(before.items, after.items)) return 'whole'
  const inner = touched.first === touched.last && bodyRun(before, after, touched.first, range)
  if (inner && inner !== 'whole') return inner
  let { first, last } = touched
  const begins = (at: number): boolean =>
    startsLine(before.text, before.items[at]) && startsRun(after, after.items[at])
  const ends = (at: number): boolean =>
    endsLine(before.text, before.items[at]) && endsRun(after, after.items[at])
  while (first >= 0 && !begins(first)) first--
  while (last < before.items.length && !ends(last)) last++
  const run = (items: readonly Item[], text: string): Range | undefined => {
    const [from, to] = [items[first], items[last]]
    return from && to && { start: lineStart(text, from.start), end: lineRest(text, to.end) }
  }
  const [old, fresh] = [run(before.items, before.text), run(after.items, after.text)]
  return old && fresh ? { before: old, after: fresh } : 'whole'
}

function isSameList(before: readonly Item[], after: readonly Item[]): boolean {
  return (
    before.length === after.length &&
    before.every(({ statement }, index) => statement?.kind === after[index]?.statement?.kind)
  )
}

function bodyRun(
  before: Source,
  after: Result,
  at: number,
  range: Range,
): ReturnType<typeof runAround> | undefined {
  const [old, fresh] = [before.items[at]?.statement, after.items[at]?.statement]
  if (!old || fresh?.kind !== 'block' || !isInBody(before, old, range)) return undefined
  return runAround(bodyOf(before, old), { ...bodyOf(after, fresh), starts: after.starts }, range)
}

function startsRun({ text, starts }: Result, item: Item | undefined): boolean {
  return item !== undefined && startsLine(text, item) && starts.has(lineStart(text, item.start))
}

function endsRun({ text, starts }: Result, item: Item | undefined): boolean {
  return item !== undefined && endsLine(text, item) && starts.has(text.indexOf('\n', item.end) + 1)
}

/** The start of the line of `offset`; a byte order mark stands in front of the first line. */
function lineStart(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return start === 0 && text.startsWith('\ufeff') ? Math.min(1, offset) : start
}

/** Behind the blanks that follow `offset` on its line. */
function lineRest(text: string, offset: number): number {
  let end = offset
  while (text[end] === ' ' || text[end] === '\t') end++
  return end
}

function isIndented(text: string, item: Item): boolean {
  return startsLine(text, item) && lineStart(text, item.start) < item.start
}

function startsLine(text: string, item: Item | undefined): boolean {
  return item !== undefined && text.slice(lineStart(text, item.start), item.start).trim() === ''
}

function endsLine(text: string, item: Item | undefined): boolean {
  if (!item) return false
  const end = lineRest(text, item.end)
  return end === text.length || text[end] === '\n' || text.startsWith('\r\n', end)
}
