/**
 * Reads a text into the `yaml` library's tokens, with what the library forgets on the way from them to its nodes: where
 * comments stand and how deep collections nest. It goes around one fault of the library's lexer.
 */
import { type CST, Parser } from 'yaml'
import type { Range } from '../../text/range.ts'

/** Collections inside each other that are still read; no configuration of people comes near. */
export const maxDepth = 250

/** The tokens of a text; ranges count from its start. */
export interface Tokens {
  readonly tokens: readonly CST.Token[]
  readonly comments: readonly Range[]
  /** Where collections begin to be nested too deeply to be read on. */
  readonly tooDeep: number | undefined
}

/**
 * Reads the tokens of `text`.
 * @throws RangeError where blocks are nested so deep that the library's recursion ends
 */
export function readTokens(text: string): Tokens {
  let read = tokensOf(text)
  for (let source = mended(text, read.comments); source; source = mended(source, read.comments)) {
    read = tokensOf(source)
  }
  return read
}

function tokensOf(text: string): Tokens {
  const tokens = [...new Parser().parse(text)]
  const comments: Range[] = []
  const tooDeep = visitTokens(tokens, comments)
  return { tokens, comments, tooDeep }
}

/** Collects the comments, and says where the nesting passes the limit. No recursion: the nesting is not ours. */
function visitTokens(tokens: readonly CST.Token[], comments: Range[]): number | undefined {
  const stack: { token: CST.Token; depth: number }[] = []
  let tooDeep: number | undefined
  const collect = (list: readonly CST.Token[] | undefined): void => {
    for (const { type, offset, source } of (list ?? []) as readonly CST.SourceToken[]) {
      // An error token lies in `props` only, and has these three as well.
      if (type === 'comment') comments.push({ start: offset, end: offset + source.length })
    }
  }
  const push = (token: CST.Token | null | undefined, depth: number): void => {
    if (token) stack.push({ token, depth })
  }
  collect(tokens)
  for (const token of tokens) push(token, 0)
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { token, depth } = top
    if (depth > maxDepth) {
      tooDeep = Math.min(tooDeep ?? token.offset, token.offset)
      continue
    }
    if ('start' in token && Array.isArray(token.start)) collect(token.start)
    if ('end' in token) collect(token.end)
    if ('props' in token) collect(token.props)
    if ('value' in token) push(token.value, depth)
    if (!('items' in token)) continue
    for (const item of token.items) {
      collect(item.start)
      collect(item.sep)
      push(item.key, depth + 1)
      push(item.value, depth + 1)
    }
  }
  comments.sort((a, b) => a.start - b.start)
  return tooDeep
}

/**
 * A text of the same length that the library reads right, where it would not: a comment line without a space behind
 * its `#` makes the library (2.9) forget the indentation, so that a plain scalar below it swallows what follows.
 */
function mended(text: string, comments: readonly Range[]): string | undefined {
  if (!comments.some((comment) => isForgetful(text, comment))) return undefined
  const units = text.split('')
  for (const { start, end } of comments) if (end > start + 1) units[start + 1] = ' '
  return units.join('')
}

function isForgetful(text: string, { start, end }: Range): boolean {
  if (end <= start + 1 || ' \t\r'.includes(text[start + 1]!)) return false
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start)
  if (before.trim() !== '') return false
  below.lastIndex = end
  const line = below.exec(text)?.[1]
  return line !== undefined && !/^(?:- |['"[{|>])|:(?:\s|$)/.test(line)
}

/** The next line that is neither blank nor a comment. */
const below = /(?:[ \t\r\n]|#[^\n]*(?![^\n]))*([^\n]*)/y
