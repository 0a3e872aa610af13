/**
 * The selector of `stage.match` in Alloy 1.18.0: matchers of labels in braces and filters of lines behind them. It is a
 * language of Alloy's own, older than LogQL as Loki has it: no stages behind a `|`, no patterns, no `or`, no backquotes.
 * What is wrong with one is told with its place; whether any stream has such labels is not asked.
 */
import type { Range } from '../text/range.ts'
import { parseRe2, type Re2Issue } from './re2.ts'

/** What is wrong with a selector. */
export type SelectorCode =
  /** It does not begin with a brace. */
  | 'no-brace'
  /** `{}` */
  | 'no-matcher'
  /** No name of a label where one has to stand. */
  | 'label'
  /** No `=`, `!=`, `=~` or `!~` behind a name. */
  | 'operator'
  /** No text in double quotes behind an operator. */
  | 'text'
  /** A comma before the closing brace. */
  | 'trailing-comma'
  /** Something else than a comma or a brace behind a matcher. */
  | 'separator'
  /** Something else than a filter of lines behind the braces. */
  | 'filter'
  /** A quote that is not closed, or an escape that Go does not have. */
  | 'quote'

/** A fault with its place in the selector. */
export interface SelectorIssue extends Range {
  readonly code: SelectorCode
}

/** A regular expression in a selector. */
export interface SelectorRegex {
  /** One of a matcher makes Alloy panic where it can't be read, one of a filter is refused. */
  readonly of: 'matcher' | 'filter'
  /** The literal with its quotes. */
  readonly literal: Range
  readonly issue: Re2Issue
  /** The stretch of `issue` in the selector; that of the literal where it has escapes. */
  readonly place: Range
}

/** A selector as far as it was read. */
export interface LogSelector {
  /** The first fault; Alloy reports one alone. */
  readonly issue: SelectorIssue | undefined
  /** The first regular expression that Go can't read. */
  readonly regex: SelectorRegex | undefined
}

interface Token extends Range {
  readonly kind: 'word' | 'text' | 'mark' | 'bad' | 'end'
  readonly text: string
}

/** Two characters where the scanner gives them in a row. */
const marks = ['!=', '=~', '!~', '|=', '|~', '=', '{', '}', ',', '.']
const comparisons: ReadonlySet<string> = new Set(['=', '!=', '=~', '!~'])
const filters: ReadonlySet<string> = new Set(['|=', '!=', '|~', '!~'])

/** Go's white space and comments, which its scanner leaves out. */
const blank = /(?:[ \t\r\n]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y
const word = /[\p{L}_][\p{L}\p{Nd}_]*|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+/uy
const goEscape = String.raw`\\(?:[abfnrtv\\"]|[0-7]{3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})`
const text = new RegExp(`"(?:[^"\\\\\\n]|${goEscape})*"`, 'y')
/** What the scanner takes for a word of its own kind, closed or not. */
const foreign = /'(?:[^'\\\n]|\\.)*'?|`[^`]*`?/y

function match(pattern: RegExp, input: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(input)?.[0]
}

function tokenAt(input: string, from: number): Token {
  const start = from + (match(blank, input, from)?.length ?? 0)
  const token = (kind: Token['kind'], found: string): Token => ({
    kind,
    text: found,
    start,
    end: start + found.length,
  })
  const first = input[start]
  if (first === undefined) return token('end', '')
  if (first === '"') {
    const literal = match(text, input, start)
    return literal === undefined ? token('bad', input.slice(start)) : token('text', literal)
  }
  const mark = marks.find((each) => input.startsWith(each, start))
  if (mark !== undefined && !(mark === '.' && /^\.\d/.test(input.slice(start, start + 2))))
    return token('mark', mark)
  return token('word', match(word, input, start) ?? match(foreign, input, start) ?? first)
}

interface State {
  readonly input: string
  token: Token
  regex: SelectorRegex | undefined
}

/** Most selectors: matchers and filters without regular expressions, whose texts have no escapes. */
const plain =
  /^\{ *[A-Za-z_]\w* *!?= *"[^"\\\n]*"(?: *, *[A-Za-z_]\w* *!?= *"[^"\\\n]*")* *\}(?: *[|!]= *"[^"\\\n]*")* *$/
const faultless: LogSelector = { issue: undefined, regex: undefined }

/** Reads a selector. */
export function parseLogSelector(input: string): LogSelector {
  if (plain.test(input)) return faultless
  const state: State = { input, token: tokenAt(input, 0), regex: undefined }
  const issue = selector(state) ?? lineFilters(state)
  return { issue, regex: state.regex }
}

function advance(state: State): Token {
  const { token } = state
  state.token = tokenAt(state.input, token.end)
  return token
}

function is({ token }: State, mark: string): boolean {
  return token.kind === 'mark' && token.text === mark
}

function fault(code: SelectorCode, { start, end, kind }: Token): SelectorIssue {
  return { code: kind === 'bad' ? 'quote' : code, start, end }
}

/** `selector = "{" matcher { "," matcher } "}"` */
function selector(state: State): SelectorIssue | undefined {
  if (!is(state, '{')) return fault('no-brace', state.token)
  const { start } = advance(state)
  if (is(state, '}')) return { code: 'no-matcher', start, end: state.token.end }
  for (;;) {
    const issue = matcher(state)
    if (issue) return issue
    if (is(state, '}')) {
      advance(state)
      return undefined
    }
    if (!is(state, ',')) return fault('separator', state.token)
    const comma = advance(state)
    if (is(state, '}')) return { code: 'trailing-comma', start: comma.start, end: comma.end }
  }
}

/** `matcher = name ( "=" | "!=" | "=~" | "!~" ) text` */
function matcher(state: State): SelectorIssue | undefined {
  const name = advance(state)
  if (name.kind !== 'word') return fault('label', name)
  const operator = advance(state)
  if (operator.kind !== 'mark' || !comparisons.has(operator.text)) return fault('operator', operator)
  return comparedText(state, operator, 'matcher')
}

function comparedText(state: State, operator: Token, of: SelectorRegex['of']): SelectorIssue | undefined {
  const literal = advance(state)
  if (literal.kind !== 'text') return fault('text', literal)
  if (operator.text.endsWith('~')) readRegex(state, literal, of)
  return undefined
}

/** `filters = { ( "|=" | "!=" | "|~" | "!~" ) text }` */
function lineFilters(state: State): SelectorIssue | undefined {
  let issue: SelectorIssue | undefined
  while (!issue && state.token.kind !== 'end') {
    const operator = advance(state)
    const isFilter = operator.kind === 'mark' && filters.has(operator.text)
    issue = isFilter ? comparedText(state, operator, 'filter') : fault('filter', operator)
  }
  return issue
}

/** What Prometheus puts around the expression of a matcher. */
const before = '^(?s:'

function readRegex(state: State, literal: Token, of: SelectorRegex['of']): void {
  if (state.regex) return
  const raw = literal.text.slice(1, -1)
  const value = unescaped(raw)
  if (value === undefined) return
  // What is wrong without what is put around it has its own place.
  const own = parseRe2(value).issue
  const issue = own ?? (of === 'matcher' ? parseRe2(`${before}${value})$`).issue : undefined)
  if (!issue) return
  const shift = own ? 0 : before.length
  const inLiteral = (at: number) => literal.start + 1 + Math.min(Math.max(at - shift, 0), value.length)
  const exact = raw === value && inLiteral(issue.end) > inLiteral(issue.start)
  const place = exact ? { start: inLiteral(issue.start), end: inLiteral(issue.end) } : literal
  state.regex = { of, literal, issue, place: { start: place.start, end: place.end } }
}

const simple: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', '"': '"' }

/** The value of a literal with its plainest escapes; undefined where it has others. */
function unescaped(raw: string): string | undefined {
  if (!raw.includes('\\')) return raw
  if (/\\[^nrt\\"]/.test(raw.replaceAll('\\\\', ''))) return undefined
  return raw.replace(/\\(.)/g, (_, letter: string) => simple[letter] ?? letter)
}
