/**
 * Formatting while somebody types: a statement is formatted when its closing bracket is typed, and the cursor's line
 * is indented when it is begun. Nothing behind the cursor moves, and faults elsewhere do not matter: what has one
 * itself is left alone, since nobody has finished it.
 */
import type { AlloyPart, AlloyTree, Statement } from '../syntax/alloy/ast.ts'
import { advance } from '../syntax/alloy/lexer.ts'
import { createLexer } from '../syntax/alloy/lexerState.ts'
import * as token from '../syntax/alloy/token.ts'
import { partAt } from '../syntax/alloy/visit.ts'
import { alloyTree } from '../syntax/parse.ts'
import type { Document } from '../text/document.ts'
import type { TextEdit } from '../text/edit.ts'
import { documentsAt } from './at.ts'
import { holdsActions, inFile, rangeEdit, splitEdit } from './formatting.ts'

/** The characters after which editors ask. */
export const typedCharacters = ['}', ']', '\n'] as const

/**
 * The edits that follow a character.
 * @param offset of the cursor, behind the character
 */
export function formatOnType(file: Document, offset: number, typed: string): readonly TextEdit[] {
  const at = documentsAt(file, offset)[0]
  if (at?.document.kind !== 'alloy' || holdsActions(at.document)) return []
  const edit = typed === '\n' ? indentation(at.document, at.offset) : closedStatement(at.document, at.offset)
  return splitEdit(file, inFile(at.document, edit))
}

/** Formats the statement whose last bracket stands in front of `offset`. */
function closedStatement(document: Document, offset: number): TextEdit | undefined {
  const tree = alloyTree(document)
  const part = partAt(tree, offset - 1)
  if (!part) return undefined
  const start = tree.offsets.get(part) ?? 0
  const closed = endingAt(part.body, offset - start)
  return closed && rangeEdit(document, { start: closed.start + start, end: offset })
}

/** The statement that ends at `offset` with a bracket of its own. */
function endingAt(statements: readonly Statement[], offset: number): Statement | undefined {
  const found = statements.find((statement) => statement.start < offset && offset <= statement.end)
  if (found?.kind === 'attribute') {
    const { value } = found
    return (value.kind === 'array' || value.kind === 'object') && value.close === offset - 1
      ? found
      : undefined
  }
  if (found?.kind !== 'block') return undefined
  return found.close === offset - 1 ? found : endingAt(found.body, offset)
}

/** Indents the line of `offset` as deep as the brackets around its start ask. */
function indentation(document: Document, offset: number): TextEdit | undefined {
  const { text } = document
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const current = /^[ \t]*/.exec(text.slice(start))?.[0] ?? ''
  const wanted = wantedIndent(alloyTree(document), start)
  if (wanted === undefined || wanted === current) return undefined
  // What is there stays where it can: the cursor stands behind it.
  if (wanted.startsWith(current)) {
    const at = start + current.length
    return { range: { start: at, end: at }, text: wanted.slice(current.length) }
  }
  return { range: { start, end: start + current.length }, text: wanted }
}

/** An opening bracket; `fresh` where nothing follows it on its line. */
interface Bracket {
  readonly start: number
  readonly fresh: boolean
}

/** The indentation of the line that starts at `start`; nothing where that can't be told. */
function wantedIndent(tree: AlloyTree, start: number): string | undefined {
  const part = partAt(tree, start)
  if (!part) return undefined
  const base = tree.offsets.get(part) ?? 0
  const above = tree.parts[tree.parts.indexOf(part) - 1]
  const open = openBrackets(tree, base, start)
  if (!open) return undefined
  if (open.length === 0 && above?.open) {
    // A bracket above lacks its end: the line is in it only where it follows the bracket at once.
    const before = openBrackets(tree, tree.offsets.get(above) ?? 0, start)?.at(-1)
    return before?.fresh ? deeper(tree, before.start, start) : undefined
  }
  const bracket = open.at(-1)
  if (bracket && !isSettled(part, bracket)) return undefined
  if (!bracket) return ''
  const closes = /^[ \t]*[}\])]/.test(tree.text.slice(start))
  return closes ? lineIndent(tree.text, bracket.start) : deeper(tree, bracket.start, start)
}

/** Whether the bracket can be trusted to be the one around the line. */
function isSettled(part: AlloyPart, bracket: Bracket): boolean {
  return bracket.fresh || !part.open
}

/** The brackets that are open at `end`, read from `start`, where a part begins; nothing inside a text or a comment. */
function openBrackets(tree: AlloyTree, start: number, end: number): readonly Bracket[] | undefined {
  const lexer = createLexer(tree.text, start)
  const open: { start: number; fresh: boolean }[] = []
  for (advance(lexer); lexer.kind !== token.END && lexer.end <= end; advance(lexer)) {
    const { kind } = lexer
    if (kind === token.TERMINATOR) continue
    if (opens(kind)) open.push({ start: lexer.start, fresh: true })
    else {
      if (closes(kind)) open.pop()
      const last = open.at(-1)
      if (last) last.fresh = false
    }
  }
  const isInside = lexer.kind !== token.END && lexer.start < end && lexer.kind !== token.TERMINATOR
  const isComment = lexer.comments.some((comment) => comment.start < end && end < comment.end)
  return isInside || isComment ? undefined : open
}

function opens(kind: number): boolean {
  return kind === token.OPEN_BRACE || kind === token.OPEN_BRACKET || kind === token.OPEN_PAREN
}

function closes(kind: number): boolean {
  return kind === token.CLOSE_BRACE || kind === token.CLOSE_BRACKET || kind === token.CLOSE_PAREN
}

function lineIndent(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? ''
}

/** One level deeper than the line of `offset`. */
function deeper(tree: AlloyTree, offset: number, lineStart: number): string {
  return lineIndent(tree.text, offset) + stepOf(tree, lineStart)
}

/** One level of indentation: a tab, as the program has it, unless the first block is indented with blanks. */
function stepOf(tree: AlloyTree, lineStart: number): string {
  for (const { body } of tree.parts) {
    const [first] = body[0]?.kind === 'block' ? body[0].body : []
    if (!first) continue
    const start = first.start + (tree.offsets.get(first.origin) ?? 0)
    const indent = lineIndent(tree.text, start)
    if (indent !== '' && start - indent.length !== lineStart) return indent.startsWith('\t') ? '\t' : indent
  }
  return '\t'
}
