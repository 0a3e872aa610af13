/**
 * The syntax of JMESPath as `go-jmespath` of the JMESPath community reads it (1.1.1, which Alloy 1.18.0 is built with):
 * the first fault of an expression with its place. It takes more than the specification (`a b` inside a function's
 * arguments, `a = b`), and so does this. Nothing is evaluated: a function that does not exist is no fault of syntax.
 */
import type { Range } from '../text/range.ts'

/** What is wrong with an expression. */
export interface JmesIssue extends Range {
  readonly code: /** A character that begins nothing. */
    | 'character'
    /** A quote that is not closed. */
    | 'quote'
    /** A text in double quotes or a literal in backticks that is no JSON. */
    | 'json'
    /** It ends where something must follow. */
    | 'incomplete'
    /** What stands there can't stand there. */
    | 'unexpected'
}

type Kind =
  | 'name'
  | 'quoted'
  | 'variable'
  | 'number'
  | 'literal'
  | 'text'
  | 'end'
  /** Every other token is its own kind. */
  | '.'
  | '*'
  | ','
  | ':'
  | '{'
  | '}'
  | '['
  | '[?'
  | '[]'
  | ']'
  | '('
  | ')'
  | '@'
  | '$'
  | '+'
  | '-'
  | '×'
  | '÷'
  | '//'
  | '%'
  | '|'
  | '||'
  | '&'
  | '&&'
  | '!'
  | '='
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='

interface Token extends Range {
  readonly kind: Kind
  readonly text: string
}

/** How tightly a token binds; 0 for all others. */
const powers: Readonly<Partial<Record<Kind, number>>> = {
  '=': 1,
  '|': 1,
  '||': 2,
  '&&': 3,
  '==': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '!=': 5,
  '-': 6,
  '+': 6,
  '//': 7,
  '÷': 7,
  '%': 7,
  '×': 7,
  '[]': 9,
  '*': 20,
  '[?': 21,
  '.': 40,
  '!': 45,
  '{': 50,
  '[': 55,
  '(': 60,
}

const dot = 40
const star = 20

function powerOf(kind: Kind): number {
  return powers[kind] ?? 0
}

/** Longest first. */
const signs: readonly (readonly [string, Kind])[] = [
  ...(['[?', '[]', '//', '||', '&&', '==', '!=', '<=', '>='] as const).map((each) => [each, each] as const),
  ...(['.', '*', ',', ':', '{', '}', '[', ']', '(', ')', '@', '+', '-', '%'] as const).map(
    (each) => [each, each] as const,
  ),
  ...(['|', '&', '!', '=', '<', '>', '$'] as const).map((each) => [each, each] as const),
  ['/', '÷'],
  ['÷', '÷'],
  ['×', '×'],
  ['\u2212', '-'],
]

const patterns: readonly (readonly [RegExp, Kind])[] = [
  [/[A-Za-z_][A-Za-z0-9_]*/y, 'name'],
  [/\$[A-Za-z0-9_]+/y, 'variable'],
  [/-?[0-9]+/y, 'number'],
  [/"(?:[^"\\]|\\[\s\S])*"/y, 'quoted'],
  [/`(?:[^`\\]|\\[\s\S])*`/y, 'literal'],
  [/'(?:\\['\\]|[^'\\]|\\(?!['\\]))*'/y, 'text'],
]

/** Most expressions are names with dots between them. */
const names = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/

/** The first fault of an expression; undefined for one that can be read. */
export function jmesIssue(expression: string): JmesIssue | undefined {
  if (names.test(expression)) return undefined
  const state: State = { tokens: [], at: 0, depth: 0, tooDeep: false, issue: undefined }
  state.issue = scan(state.tokens, expression)
  if (state.issue) return state.issue
  expressionIn(state, 0)
  if (current(state) !== 'end') unexpected(state)
  return state.tooDeep ? undefined : state.issue
}

function scan(tokens: Token[], input: string): JmesIssue | undefined {
  for (let at = 0; at < input.length; ) {
    if (/[ \t\r\n]/.test(input[at] ?? '')) {
      at++
      continue
    }
    const token = tokenAt(input, at)
    if (!token) {
      const isQuote = /["'`]/.test(input[at] ?? '')
      return { code: isQuote ? 'quote' : 'character', start: at, end: isQuote ? input.length : at + 1 }
    }
    if (token.kind === 'quoted' && !isJson(token.text)) return fault('json', token)
    tokens.push(token)
    at = token.end
  }
  tokens.push({ kind: 'end', text: '', start: input.length, end: input.length })
  return undefined
}

function tokenAt(input: string, start: number): Token | undefined {
  for (const [pattern, kind] of patterns) {
    pattern.lastIndex = start
    const text = pattern.exec(input)?.[0]
    if (text !== undefined) return { kind, text, start, end: start + text.length }
  }
  const sign = signs.find(([text]) => input.startsWith(text, start))
  return sign && { kind: sign[1], text: sign[0], start, end: start + sign[0].length }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function fault(code: JmesIssue['code'], { start, end }: Range): JmesIssue {
  return { code, start, end }
}

interface State {
  readonly tokens: Token[]
  at: number
  depth: number
  tooDeep: boolean
  /** The first fault. Behind it everything is the end. */
  issue: JmesIssue | undefined
}

/** What an expression is, as far as what may follow hangs on it. */
type Node = 'field' | 'slice' | 'other'

function token(state: State, ahead = 0): Token {
  const { tokens, at } = state
  // The last one is the end, which is found again behind itself.
  return tokens[Math.min(at + ahead, tokens.length - 1)] as Token
}

function current(state: State): Kind {
  return token(state).kind
}

function fail(state: State, issue: JmesIssue): Node {
  state.issue ??= issue
  state.at = state.tokens.length
  return 'other'
}

function unexpected(state: State, at = token(state)): Node {
  return fail(state, fault(at.kind === 'end' ? 'incomplete' : 'unexpected', at))
}

function take(state: State, kind: Kind): void {
  if (current(state) === kind) state.at++
  else unexpected(state)
}

/** More nesting than anybody writes is taken for right. */
const deepest = 200

function expressionIn(state: State, power: number): Node {
  if (++state.depth > deepest) {
    state.tooDeep = true
    state.at = state.tokens.length
    return 'other'
  }
  const first = token(state)
  state.at++
  let node = prefix(state, first)
  while (power < powerOf(current(state))) {
    const { kind } = token(state)
    state.at++
    node = infix(state, kind, node)
  }
  state.depth--
  return node
}

function prefix(state: State, first: Token): Node {
  switch (first.kind) {
    case 'variable':
    case 'text':
    case '@':
    case '$':
      return 'other'
    case 'literal':
      return isJson(first.text.slice(1, -1).replaceAll('\\`', '`'))
        ? 'other'
        : fail(state, fault('json', first))
    case 'name':
      return first.text === 'let' && current(state) === 'variable' ? letIn(state) : 'field'
    case 'quoted':
      return current(state) === '(' ? unexpected(state, first) : 'field'
    case '+':
    case '-':
    case '!':
    case '&':
      expressionIn(state, powerOf(first.kind))
      return 'other'
    case '*':
      if (current(state) !== ']') projected(state, star)
      return 'other'
    case '[?':
      return filter(state)
    case '[]':
      return projected(state, powerOf('[]'))
    case '{':
      return hash(state)
    case '[':
      return bracket(state)
    case '(': {
      const node = expressionIn(state, 0)
      take(state, ')')
      return node
    }
    default:
      return unexpected(state, first)
  }
}

function bracket(state: State): Node {
  if (current(state) === 'number' || current(state) === ':') return index(state)
  if (current(state) === '*' && token(state, 1).kind === ']') {
    state.at += 2
    return projected(state, star)
  }
  return list(state)
}

function infix(state: State, kind: Kind, left: Node): Node {
  switch (kind) {
    case '.':
      if (current(state) === '*') {
        state.at++
        return projected(state, dot)
      }
      return behindDot(state, dot)
    case '(':
      // The name of a function stands before its parenthesis.
      if (left !== 'field') return unexpected(state, token(state, -1))
      until(state, () => current(state) === ')')
      take(state, ')')
      return 'other'
    case '[?':
      return filter(state)
    case '[]':
      return projected(state, powerOf('[]'))
    case '[':
      if (current(state) === 'number' || current(state) === ':') return index(state)
      take(state, '*')
      take(state, ']')
      return projected(state, star)
    case '=':
      expressionIn(state, 0)
      return 'other'
    case '{':
    case '!':
      return unexpected(state, token(state, -1))
    default:
      expressionIn(state, powerOf(kind))
      return 'other'
  }
}

function index(state: State): Node {
  if (current(state) === ':' || token(state, 1).kind === ':') {
    let colons = 0
    while (current(state) === 'number' || current(state) === ':') {
      if (current(state) === ':' && ++colons > 2) return unexpected(state)
      state.at++
    }
    take(state, ']')
    return projected(state, star)
  }
  take(state, 'number')
  take(state, ']')
  return 'other'
}

function projected(state: State, power: number): Node {
  const kind = current(state)
  if (powerOf(kind) < 10) return 'other'
  if (kind === '[' || kind === '[?') expressionIn(state, power)
  else if (kind === '.') {
    state.at++
    behindDot(state, power)
  } else unexpected(state)
  return 'other'
}

function behindDot(state: State, power: number): Node {
  const kind = current(state)
  if (kind === 'name' || kind === 'quoted' || kind === '*') {
    expressionIn(state, power)
    return 'other'
  }
  if (kind !== '[' && kind !== '{') return unexpected(state)
  state.at++
  return kind === '[' ? list(state) : hash(state)
}

function filter(state: State): Node {
  expressionIn(state, 0)
  take(state, ']')
  return current(state) === '[]' ? 'other' : projected(state, powerOf('[?'))
}

function list(state: State): Node {
  for (;;) {
    expressionIn(state, 0)
    if (current(state) !== ',') break
    state.at++
  }
  take(state, ']')
  return 'other'
}

function hash(state: State): Node {
  for (;;) {
    const kind = current(state)
    if (kind !== 'name' && kind !== 'quoted') return unexpected(state)
    state.at++
    take(state, ':')
    expressionIn(state, 0)
    if (current(state) === ',') state.at++
    else if (current(state) === '}') break
  }
  state.at++
  return 'other'
}

function letIn(state: State): Node {
  const isIn = () => current(state) === 'name' && token(state).text === 'in'
  until(state, isIn)
  if (!state.issue) state.at++
  expressionIn(state, 0)
  return 'other'
}

/** Expressions, with commas between them or not. */
function until(state: State, isEnd: () => boolean): void {
  while (!state.issue && !isEnd()) {
    expressionIn(state, 0)
    if (current(state) === 'end' && !isEnd()) unexpected(state)
    if (current(state) === ',') state.at++
  }
}
