/**
 * What somebody is writing at an offset of a template. The action there is mostly unfinished, so its text up to the
 * cursor is read once more with a mark at its end: then there is always a name or a text for the tree to hold, whatever
 * follows. What the dot and the variables are is told by the document around it.
 */
import { argument } from '../../model/charts/expressions.ts'
import { type View, viewAt } from '../../model/charts/uses.ts'
import { templateTree } from '../../syntax/parse.ts'
import type { AnyNode, Arg, Command, Pipeline } from '../../syntax/template/ast.ts'
import { parseTemplate } from '../../syntax/template/parser.ts'
import { nodeAt, walk } from '../../syntax/template/visit.ts'
import type { Document } from '../../text/document.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'

/** Stands for the cursor. No name that anybody writes has it in it. */
const mark = 'logkeelCursorMark'

/** An action that is being written, up to the cursor. */
export interface TemplateCursor {
  readonly document: Document
  readonly offset: number
  /** Where the action starts, at its braces. */
  readonly start: number
  /** The keyword that it starts with. */
  readonly keyword: string | undefined
  /** From the pipeline or tag to the node that holds the mark. Offsets are the probe's. */
  readonly path: readonly AnyNode[]
  readonly view: View
  /** The range in the document of a node of the probe; the mark has no length there. */
  rangeOf(node: Located): Range
}

/** What is being written. */
export type TemplateWriting =
  /** A name behind a dot: of what stands before it. `whole` is the argument from its start on. */
  | {
      readonly at: 'member'
      readonly arg: Arg
      readonly index: number
      readonly range: Range
      readonly whole: Range
      /** Whether the argument is all of its command. */
      readonly alone: boolean
    }
  | { readonly at: 'variable'; readonly range: Range }
  /** A word: a function or keyword, or nothing yet. */
  | {
      readonly at: 'word'
      readonly range: Range
      readonly typed: string
      /** The first of its command; else it is an argument. */
      readonly first: boolean
      readonly piped: boolean
      /** The first of its action. */
      readonly opens: boolean
    }
  /** The inside of a text. */
  | {
      readonly at: 'text'
      readonly range: Range
      readonly typed: string
      readonly parent: AnyNode
      readonly node: AnyNode
      /** Whether its quote at the end is still to be typed. */
      readonly open: boolean
    }

const keywordPattern = /^(-?\s*)(else\s+if|else\s+with|if|with|range|else|template|block|define)(?=\s)/

/** The cursor at an offset; nothing outside of actions and in their comments. */
export function templateCursor(document: Document, offset: number): TemplateCursor | undefined {
  const start = actionStart(document, offset)
  if (start === undefined) return undefined
  const inside = document.text.slice(start + 2, offset)
  const [, lead = '', word] = keywordPattern.exec(inside) ?? []
  const keyword = word?.replaceAll(/\s+/g, ' ')
  const isCall = keyword === 'template' || keyword === 'block' || keyword === 'define'
  // The tree of an `else` without its `if` has no pipeline.
  const skipped = keyword === undefined || isCall ? 0 : lead.length + (word?.length ?? 0)
  const quote = openQuote(inside)
  // A number with letters behind it would be none.
  const put = quote === undefined && /(?:^|[\s(|,=])[-+]?\d[\w.]*$/.test(inside) ? '0' : mark
  const probe = parseTemplate(`{{${inside.slice(skipped)}${put}${quote ?? ''}}}`)
  const at = 2 + inside.length - skipped
  const path = nodeAt(probe, at + 1)
  if (path.length === 0 || path.at(-1)?.kind === 'comment') return undefined
  const back = (position: number) =>
    start + skipped + (position <= at ? position : Math.max(at, position - put.length))
  return {
    document,
    offset,
    start,
    keyword,
    path,
    view: document.kind === 'helm-template' ? viewAt(document, start) : rootView,
    rangeOf: (node) => {
      const range = rangeOf(probe, node)
      return { start: back(range.start), end: back(range.end) }
    },
  }
}

/** What a template is called with that stands in a value. */
const rootView: View = { unit: undefined, dot: argument, variables: [{ name: '$', value: argument }] }

/** Where the action starts that an offset lies in: behind its opening braces and before the closing ones. */
export function actionStart(document: Document, offset: number): number | undefined {
  const { text } = document
  const start = text.lastIndexOf('{{', offset - 1)
  if (start < 0 || start + 2 > offset) return undefined
  const inside = text.slice(start + 2, offset)
  if (/^-?\s*\/\*/.test(inside) || closes(inside)) return undefined
  return inside.includes('\n') && !isTag(document, start, offset) ? undefined : start
}

/** Whether a stretch of an action holds its end. */
function closes(inside: string): boolean {
  return inside.includes('}}') && inside.replaceAll(/"(?:[^"\\\n]|\\.)*"|`[^`]*`/g, '').includes('}}')
}

/** Whether an action over several lines holds an offset: one that lacks its end does not. */
function isTag(document: Document, start: number, offset: number): boolean {
  const tree = templateTree(document)
  for (const node of walk(tree.nodes)) {
    if (!('tag' in node)) continue
    const range = rangeOf(tree, node.tag)
    if (range.start === start) return node.tag.closed && offset < range.end
  }
  return false
}

/** The quote of a text that is not closed at the end of a stretch. */
function openQuote(inside: string): string | undefined {
  let quote: string | undefined
  for (let i = 0; i < inside.length; i++) {
    const char = inside[i]
    if (quote === undefined) quote = char === '"' || char === '`' ? char : undefined
    else if (char === '\\' && quote === '"') i++
    else if (char === quote) quote = undefined
  }
  return quote
}

/** What is being written at a cursor; nothing where there is nothing to offer, as in a number. */
export function templateWriting(cursor: TemplateCursor): TemplateWriting | undefined {
  const { path } = cursor
  const [last, parent] = [path.at(-1), path.at(-2)]
  switch (last?.kind) {
    case 'name':
      return member(cursor, last, parent)
    case 'variable':
      return { at: 'variable', range: toWordEnd(cursor, cursor.rangeOf(last)) }
    case 'declaration':
      return undefined
    case 'identifier':
      return word(cursor, last)
    case 'string': {
      if (!parent) return undefined
      const start = cursor.rangeOf(last).start + 1
      const { end, open } = textEnd(cursor, last.raw ? '`' : '"')
      return {
        at: 'text',
        range: { start, end },
        typed: bare(last.value),
        parent,
        node: last,
        open,
      }
    }
    default:
      return undefined
  }
}

function member(
  cursor: TemplateCursor,
  name: AnyNode,
  arg: AnyNode | undefined,
): TemplateWriting | undefined {
  if (arg?.kind !== 'field' && arg?.kind !== 'variable' && arg?.kind !== 'chain') return undefined
  const index = arg.names.findIndex((each) => each.start === name.start)
  const range = toWordEnd(cursor, cursor.rangeOf(name))
  const command = commandOf(cursor.path)
  const whole = { start: cursor.rangeOf(arg).start, end: range.end }
  return { at: 'member', arg, index, range, whole, alone: command?.args.length === 1 }
}

function word(cursor: TemplateCursor, node: AnyNode & { readonly kind: 'identifier' }): TemplateWriting {
  const command = commandOf(cursor.path)
  const pipe = cursor.path.findLast((each): each is Pipeline => each.kind === 'pipe')
  const first = command?.args[0] === node
  const range = cursor.rangeOf(node)
  const isPiped = first && pipe !== undefined && pipe.commands[0] !== command
  const inParens = cursor.path.some(({ kind }) => kind === 'paren')
  return {
    at: 'word',
    range: toWordEnd(cursor, range),
    typed: bare(node.name),
    first,
    piped: isPiped,
    opens: first && !isPiped && !inParens && cursor.keyword === undefined && pipe?.declarations.length === 0,
  }
}

/** The innermost command on the way to the mark. */
export function commandOf(path: readonly AnyNode[]): Command | undefined {
  return path.findLast((each): each is Command => each.kind === 'command')
}

/** A name without the mark. */
function bare(name: string): string {
  return name.replace(mark, '')
}

/** A range with what of the word stands behind the cursor. */
function toWordEnd({ document: { text }, offset }: TemplateCursor, { start }: Range): Range {
  let end = offset
  while (/[\p{L}\p{Nd}_]/u.test(text[end] ?? '')) end++
  return { start, end }
}

/** The end of a text on its line, before its quote; where that is not typed yet, the cursor. */
function textEnd(
  { document: { text }, offset }: TemplateCursor,
  quote: string,
): { readonly end: number; readonly open: boolean } {
  const [rest = ''] = /^[^"`\r\n{}|()]*/.exec(text.slice(offset, offset + 300)) ?? []
  const open = text[offset + rest.length] !== quote
  return { end: open ? offset : offset + rest.length, open }
}
