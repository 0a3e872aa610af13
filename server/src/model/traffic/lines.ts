/**
 * A template as lines of YAML: what is left of each line when its actions are taken out, at which column it stands
 * and which key it has. Unlike the masked YAML tree it also reads manifests that are valid only once rendered (two
 * branches with the same key, text at a column that `nindent` decides).
 */
import type { Arg } from '../../syntax/template/ast.ts'
import { type Document, linesOf } from '../../text/document.ts'
import { lineRange } from '../../text/lines.ts'
import { memo } from '../../text/memo.ts'
import type { Range } from '../../text/range.ts'
import { type Item, type Parent, type Scope, scopesOf, type TextSpan, type Unit } from '../charts/scope.ts'

/** Stands for a character of an action that prints, and for one of an action that does not: private to this file. */
const printed = '\ue000'
const silent = '\ue001'

export interface Line extends Range {
  /** The line with its actions taken out: one unit for one. */
  readonly text: string
  /** Column of the first thing printed; -1 for a line that prints nothing. */
  readonly column: number
  /** Column of the key: behind the dashes of list items. */
  readonly keyColumn: number
  /** The key with its quotes taken off, and its range. */
  readonly key: string | undefined
  readonly keyRange: Range | undefined
  /** What stands behind the colon, without comment and outer blanks; holds placeholders for actions. */
  readonly value: string
  /** The actions that print and that start on this line. */
  readonly outputs: readonly Item[]
  /** Whether the first thing on the line is an action's output. */
  readonly startsWithOutput: boolean
  readonly scope: Scope
  readonly parent: Parent | undefined
  readonly unit: Unit
}

/** Whether a line ends a manifest (`---`). */
export function separates({ text }: Line): boolean {
  return text.replaceAll(silent, '').trimStart().startsWith('---')
}

/** Whether any action stands on a line. */
export function hasActions({ text }: Line): boolean {
  return text.includes(printed) || text.includes(silent)
}

/** Whether a value holds output of an action. */
export function isPrinted(value: string): boolean {
  return value.includes(printed)
}

/** The lines of a template. */
export const templateLines = memo((document: Document): readonly Line[] => {
  const { items, texts } = scopesOf(document)
  const masked = mask(document.text, items)
  const starts = linesOf(document)
  const lines: Line[] = []
  let item = 0
  let text = 0
  for (let i = 0; i < starts.length; i++) {
    const range = lineRange(masked, starts, i)
    while (item < items.length && (items[item]?.start ?? 0) < range.start) item++
    const here: Item[] = []
    for (let j = item; j < items.length && (items[j]?.start ?? 0) < range.end; j++)
      if (items[j]?.prints) here.push(items[j] as Item) // Below the length, checked in the loop's head.
    const first = firstPrinted(masked, range)
    while (text + 1 < texts.length && (texts[text + 1]?.start ?? 0) <= first) text++
    lines.push(lineOf(masked, range, first, here, texts[text]))
  }
  return lines
})

function mask(text: string, items: readonly Item[]): string {
  let out = ''
  let at = 0
  for (const { start, end, prints } of items) {
    if (start < at) continue
    out += text.slice(at, start)
    const [first = '', ...rest] = text.slice(start, end).split('\n')
    out += [fill(first, prints ? printed : silent), ...rest.map((line) => fill(line, silent))].join('\n')
    at = end
  }
  return out + text.slice(at)
}

function fill(line: string, by: string): string {
  return line.endsWith('\r') ? `${by.repeat(line.length - 1)}\r` : by.repeat(line.length)
}

/** Offset of the first unit of the line that is neither blank nor an action that prints nothing; else the line's end. */
function firstPrinted(masked: string, { start, end }: Range): number {
  let at = start
  while (at < end && ' \t\r\ufeff\ue001'.includes(masked[at] ?? '')) at++
  return at
}

const key = /^((?:-[ \t]+)*)(?:"([^"]+)"|'([^']+)'|([\w./-]+))[ \t]*:(?=[ \t\ue000\ue001]|$)/

function lineOf(
  masked: string,
  range: Range,
  first: number,
  outputs: readonly Item[],
  text: TextSpan | undefined,
): Line {
  const content = masked.slice(first, range.end)
  const nothing = content === '' || content.startsWith('#')
  const found = nothing ? null : key.exec(content)
  const dashes = (found?.[1] ?? /^(?:-[ \t]+)*/.exec(content)?.[0] ?? '').length
  const column = columns(masked.slice(range.start, first))
  const from = first + dashes
  const owner = content.startsWith(printed) ? outputs[0] : text
  return {
    ...range,
    text: masked.slice(range.start, range.end),
    column: nothing ? -1 : column,
    keyColumn: column + dashes,
    key: found ? (found[2] ?? found[3] ?? found[4]) : undefined,
    keyRange: found ? { start: from, end: first + found[0].trimEnd().length - 1 } : undefined,
    value: found ? uncommented(content.slice(found[0].length)) : '',
    outputs,
    startsWithOutput: content.startsWith(printed),
    scope: owner?.scope ?? { dot: undefined, variables: undefined },
    parent: owner?.parent,
    unit: owner?.unit,
  }
}

/** Columns of leading blanks; actions that print nothing take no room. */
function columns(before: string): number {
  return before.replaceAll(silent, '').replace('\ufeff', '').length
}

function uncommented(value: string): string {
  return value
    .replace(/(^|[ \t])#.*$/, '')
    .replaceAll(silent, '')
    .trim()
}

/** A scalar's text without its quotes. */
export function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value
}

/**
 * The column at which the output of an action that starts a line stands: what `indent` or `nindent` says, else the
 * action's own. Undefined where it can't be told.
 */
export function outputColumn(line: Line): number | undefined {
  const last = line.outputs[0]?.pipe?.commands.at(-1)
  const [head, by] = last?.args ?? []
  if (head?.kind !== 'identifier') return line.column
  if (head.name === 'nindent') return numberIn(by)
  const more = head.name === 'indent' ? numberIn(by) : 0
  return more === undefined ? undefined : line.column + more
}

function numberIn(arg: Arg | undefined): number | undefined {
  return arg?.kind === 'number' ? arg.value : undefined
}
