/**
 * What can be folded in a file: blocks, lists, objects, calls and raw strings over several lines, comments, and what
 * stands between `// region` and `// endregion`. Of a file of another language all of it is told by its indentation,
 * as editors do where nobody else does it, and with it what is in its Alloy texts: an editor that is told anything
 * would not look at the indentation any more. Templates are folded by `charts/folding.ts`.
 */
import { perPart } from '../model/alloy/partIndex.ts'
import type { AlloyPart, Comment, Node } from '../syntax/alloy/ast.ts'
import { walk } from '../syntax/alloy/visit.ts'
import { alloyTree } from '../syntax/parse.ts'
import { type Document, exactPlaceOf, linesOf } from '../text/document.ts'
import { lineAt, lineRange } from '../text/lines.ts'
import { type Located, rangeOf } from '../text/part.ts'
import { alloyTexts } from './alloyAt.ts'
import { templateFolds } from './charts/folding.ts'

/** Lines that fold away behind the first of them. */
export interface Fold {
  /** Zero-based, both inclusive. The line of a closing bracket stays to be seen. */
  readonly startLine: number
  readonly endLine: number
  readonly kind: 'comment' | 'region' | undefined
}

/** What can be folded in a file, in the order of its lines; nothing in one of another language without Alloy in it. */
export function foldsIn(file: Document): readonly Fold[] | undefined {
  const texts = alloyTexts(file)
  const isTemplate = file.kind === 'helm-template'
  if (texts.length === 0 && !isTemplate) return undefined
  const found = texts.flatMap((document) => foldsOf(file, document))
  if (isTemplate) found.push(...templateFolds(file))
  else if (file.kind !== 'alloy') found.push(...indentedFolds(file))
  const byStart = new Map<number, Fold>()
  // An editor takes one fold for a line: the longest, which is a block before a list that opens in the same line.
  for (const fold of found) {
    const known = byStart.get(fold.startLine)
    if (!known || known.endLine < fold.endLine) byStart.set(fold.startLine, fold)
  }
  return [...byStart.values()].sort((a, b) => a.startLine - b.startLine)
}

/** A stretch of a part that folds. */
interface Foldable extends Located {
  readonly is: 'brackets' | 'comment' | 'region start' | 'region end'
}

function foldsOf(file: Document, document: Document): readonly Fold[] {
  const tree = alloyTree(document)
  const starts = linesOf(file)
  const folds: Fold[] = []
  const regions: number[] = []
  for (const each of foldables(document)) {
    const range = exactPlaceOf(document, rangeOf(tree, each))?.range
    if (!range) continue
    const startLine = lineAt(starts, range.start)
    const lastLine = lineAt(starts, range.end)
    if (each.is === 'region start') regions.push(startLine)
    else if (each.is === 'region end') {
      const from = regions.pop()
      if (from !== undefined) add(folds, { startLine: from, endLine: lastLine, kind: 'region' })
    } else {
      const isComment = each.is === 'comment'
      add(folds, {
        startLine,
        endLine: isComment ? lastLine : lastLine - 1,
        kind: isComment ? 'comment' : undefined,
      })
    }
  }
  return folds
}

function add(folds: Fold[], fold: Fold): void {
  if (fold.endLine > fold.startLine) folds.push(fold)
}

const foldables = perPart((part: AlloyPart): readonly Foldable[] => {
  const found: Foldable[] = []
  if (!part.text.includes('\n')) return found
  for (const statement of part.body) {
    walk(statement, (node) => {
      const range = bracketsOf(node)
      if (range && spansLines(part, range.start, range.end)) found.push({ ...range, is: 'brackets' })
    })
  }
  addComments(found, part)
  return found.sort((a, b) => a.start - b.start)
})

/** From the opening to the closing bracket of a node, where it has both. */
function bracketsOf(node: Node): Located | undefined {
  const { origin } = node
  switch (node.kind) {
    case 'block':
    case 'call':
      return node.close === undefined ? undefined : { origin, start: node.open, end: node.close }
    case 'array':
    case 'object':
      return node.close === undefined ? undefined : { origin, start: node.start, end: node.close }
    case 'string':
      return node.raw && node.closed ? { origin, start: node.start, end: node.contentEnd } : undefined
    default:
      return undefined
  }
}

function spansLines({ text }: AlloyPart, start: number, end: number): boolean {
  const at = text.indexOf('\n', start)
  return at >= 0 && at < end
}

const marker = /^\/\/\s*#?(end)?region\b/

/** Block comments, runs of line comments that have their lines to themselves, and the marks of regions. */
function addComments(found: Foldable[], part: AlloyPart): void {
  let run: { first: Comment; last: Comment } | undefined
  const close = (): void => {
    if (run && run.first !== run.last)
      found.push({ origin: part, start: run.first.start, end: run.last.end, is: 'comment' })
    run = undefined
  }
  for (const comment of part.comments) {
    const { text } = part
    const mark = comment.kind === 'line' ? marker.exec(text.slice(comment.start, comment.end)) : null
    const isAlone = /^\s*$/.test(text.slice(text.lastIndexOf('\n', comment.start - 1) + 1, comment.start))
    const isNext = run && /^[ \t\r]*\n[ \t]*$/.test(text.slice(run.last.end, comment.start))
    if (run && (!isNext || mark || comment.kind === 'block')) close()
    if (mark)
      found.push({ ...rangeOfComment(comment), is: mark[1] === undefined ? 'region start' : 'region end' })
    else if (comment.kind === 'block') found.push({ ...rangeOfComment(comment), is: 'comment' })
    else if (isAlone) run = run ? { first: run.first, last: comment } : { first: comment, last: comment }
  }
  close()
}

function rangeOfComment({ origin, start, end }: Comment): Located {
  return { origin, start, end }
}

/** Lines that fold behind a line that is less indented. */
function indentedFolds(file: Document): readonly Fold[] {
  const starts = linesOf(file)
  const folds: Fold[] = []
  const open: { readonly line: number; readonly indent: number }[] = []
  let last = 0
  const closeFrom = (indent: number): void => {
    for (let top = open.at(-1); top && top.indent >= indent; top = open.at(-1)) {
      add(folds, { startLine: top.line, endLine: last, kind: undefined })
      open.pop()
    }
  }
  for (let line = 0; line < starts.length; line++) {
    const { start, end } = lineRange(file.text, starts, line)
    const indent = file.text.slice(start, end).search(/\S/)
    if (indent < 0) continue
    closeFrom(indent)
    open.push({ line, indent })
    last = line
  }
  closeFrom(0)
  return folds
}
