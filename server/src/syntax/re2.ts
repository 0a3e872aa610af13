/**
 * The syntax of RE2's regular expressions as Go's package `regexp/syntax` reads them (Go 1.26, flags `Perl`), which is
 * what Alloy, Loki and Prometheus take: what is wrong in an expression, and the names of its groups. Nothing is
 * matched. Two limits of Go are not kept: the size of the compiled program and the depth of nesting.
 */
import type { Range } from '../text/range.ts'
import { isUnicodeClass } from './re2Classes.ts'

/** What Go refuses. The words are Go's own, in short. */
export type Re2Code =
  /** `(?=`, `(?!`, `(?<=`, `(?>`: what other dialects have behind `(?`. */
  | 'group'
  /** `\1` to `\9`: what a group matched is not available. */
  | 'backreference'
  /** `\Z`, `\h`, `\é`: a backslash before what has no meaning with it. */
  | 'escape'
  | 'trailing-backslash'
  /** A range from a higher to a lower character, or a class that does not exist. */
  | 'class'
  | 'missing-bracket'
  | 'missing-paren'
  | 'unexpected-paren'
  /** `a**`, `a++`, `a{2}{3}`. */
  | 'nested-repeat'
  /** `*` at the start, or behind `(` or `|`. */
  | 'missing-operand'
  /** More than 1000 repetitions, also by nesting, or a range that falls. */
  | 'repeat-size'
  | 'group-name'

/** A fault. Go reports one alone: the first. */
export interface Re2Issue extends Range {
  readonly code: Re2Code
}

export interface Re2 {
  /** The names of its groups in their order, unnamed ones as `undefined`. As far as the fault where there is one. */
  readonly groups: readonly (string | undefined)[]
  readonly issue: Re2Issue | undefined
}

/** What stands on the parser's stack, as far as faults hang on it. */
interface Operand {
  /** An opening parenthesis or a bar: nothing that could be repeated. */
  readonly pseudo: '(' | '|' | undefined
  /** How often its counted repetitions repeat, at most: 1000 are allowed. */
  readonly weight: number
  readonly at: number
}

interface State {
  readonly text: string
  at: number
  readonly stack: Operand[]
  readonly groups: (string | undefined)[]
  /** Where the repetition begins that stands directly before; -1 where none does. */
  lastRepeat: number
}

/** Reads an expression. */
export function parseRe2(text: string): Re2 {
  const state: State = { text, at: 0, stack: [], groups: [], lastRepeat: -1 }
  while (state.at < text.length) {
    const start = state.at
    const issue = step(state)
    if (issue) return { groups: state.groups, issue }
    if (!isRepeatAt(state, start)) state.lastRepeat = -1
  }
  const open = state.stack.findLast(({ pseudo }) => pseudo === '(')
  return { groups: state.groups, issue: open && found('missing-paren', open.at, open.at + 1) }
}

/** What was read, and the character that it stands for. */
interface Read {
  readonly end: number
  readonly value: number
}

function isIssue(read: Re2Issue | Pick<Read, 'end'>): read is Re2Issue {
  return 'code' in read
}

function found(code: Re2Code, start: number, end: number): Re2Issue {
  return { code, start, end }
}

const literal: Operand = { pseudo: undefined, weight: 1, at: 0 }

/** Reads what stands at the state's place. */
function step(state: State): Re2Issue | undefined {
  const { text, at, stack } = state
  switch (text[at]) {
    case '(':
      if (text[at + 1] === '?') return perlGroup(state)
      state.groups.push(undefined)
      stack.push({ pseudo: '(', weight: 0, at })
      state.at++
      return undefined
    case '|':
      concat(state)
      stack.push({ pseudo: '|', weight: 0, at })
      state.at++
      return undefined
    case ')':
      return closeGroup(state)
    case '[':
      return characterClass(state)
    case '*':
    case '+':
    case '?':
      return repeat(state, at + 1, undefined)
    case '{':
      return counted(state)
    case '\\':
      return escaped(state)
    default:
      stack.push(literal)
      state.at += lengthAt(text, at)
      return undefined
  }
}

/** Whether what was read from `start` on is a repetition. */
function isRepeatAt(state: State, start: number): boolean {
  return state.lastRepeat === start
}

/** The length of the character at an offset, in UTF-16 units. */
function lengthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

/** Makes one operand of those behind the last parenthesis or bar; of none the empty text. */
function concat({ stack }: State): void {
  let weight = 1
  while (stack.length > 0 && stack.at(-1)?.pseudo === undefined)
    weight = Math.max(weight, stack.pop()?.weight ?? 1)
  stack.push({ pseudo: undefined, weight, at: 0 })
}

function closeGroup(state: State): Re2Issue | undefined {
  const { stack } = state
  if (!stack.some(({ pseudo }) => pseudo === '(')) return found('unexpected-paren', state.at, state.at + 1)
  concat(state)
  let weight = 1
  for (let last = stack.pop(); last && last.pseudo !== '('; last = stack.pop())
    weight = Math.max(weight, last.weight)
  stack.push({ pseudo: undefined, weight, at: 0 })
  state.at++
  return undefined
}

/** `(?P<name>`, `(?<name>`, `(?flags)`, `(?flags:`. */
function perlGroup(state: State): Re2Issue | undefined {
  const { text, at, stack } = state
  const named = /^\(\?P?</.exec(text.slice(at))
  if (named) {
    const end = text.indexOf('>', at)
    // An assertion looks like a name that begins with `=` or `!`.
    if (/^\(\?<[=!]/.test(text.slice(at))) return found('group', at, at + 4)
    if (end < 0) return found('group-name', at, text.length)
    const name = text.slice(at + named[0].length, end)
    if (!/^\w+$/.test(name)) return found('group-name', at, end + 1)
    state.groups.push(name)
    stack.push({ pseudo: '(', weight: 0, at })
    state.at = end + 1
    return undefined
  }
  const flags = /^\(\?(?:[imsU]*|[imsU]*-[imsU]+)([:)])/.exec(text.slice(at))
  if (!flags) return found('group', at, Math.min(at + 3, text.length))
  if (flags[1] === ':') stack.push({ pseudo: '(', weight: 0, at })
  state.at += flags[0].length
  return undefined
}

/**
 * A repetition of the last operand.
 * @param end behind the operator
 * @param count how often at least and at most; undefined for `*`, `+` and `?`
 */
function repeat(
  state: State,
  end: number,
  count: { readonly min: number; readonly max: number } | undefined,
): Re2Issue | undefined {
  const { text, at, stack, lastRepeat } = state
  const after = text[end] === '?' ? end + 1 : end
  if (lastRepeat >= 0) return found('nested-repeat', lastRepeat, after)
  const operand = stack.at(-1)
  if (!operand || operand.pseudo) return found('missing-operand', at, after)
  const weight = count ? counting(count, operand.weight) : operand.weight
  if (count && (count.min >= 2 || count.max >= 2) && weight > 1000) return found('repeat-size', at, after)
  stack[stack.length - 1] = { pseudo: undefined, weight, at: 0 }
  state.lastRepeat = at
  state.at = after
  return undefined
}

function counting({ min, max }: { readonly min: number; readonly max: number }, weight: number): number {
  if (max === 0) return 0
  const most = max < 0 ? min : max
  return most > 0 ? most * Math.max(1, weight) : weight
}

/** `{2}`, `{2,}`, `{2,3}`; anything else behind a `{` makes it a plain character. */
function counted(state: State): Re2Issue | undefined {
  const { text, at } = state
  const match = /^\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/.exec(text.slice(at))
  if (!match) {
    state.stack.push(literal)
    state.at++
    return undefined
  }
  const min = Number(match[1])
  const max = match[2] === undefined ? min : match[3] === undefined ? -1 : Number(match[3])
  const end = at + match[0].length
  if (min > 1000 || max > 1000 || (max >= 0 && min > max)) return found('repeat-size', at, end)
  return repeat(state, end, { min, max })
}

function escaped(state: State): Re2Issue | undefined {
  const { text, at, stack } = state
  const next = text[at + 1]
  if (next === 'Q') {
    const end = text.indexOf('\\E', at + 2)
    const quoted = text.slice(at + 2, end < 0 ? text.length : end)
    if (quoted !== '') stack.push(literal)
    state.at = end < 0 ? text.length : end + 2
    return undefined
  }
  if (next !== undefined && 'AbBzdDsSwW'.includes(next)) {
    stack.push(literal)
    state.at += 2
    return undefined
  }
  const read = next === 'p' || next === 'P' ? unicodeClass(text, at) : escapeAt(text, at)
  if (isIssue(read)) return read
  stack.push(literal)
  state.at = read.end
  return undefined
}

/** An escape that stands for one character. */
function escapeAt(text: string, at: number): Re2Issue | Read {
  const rest = text.slice(at + 1, at + 14)
  if (rest === '') return found('trailing-backslash', at, at + 1)
  const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest)
  if (octal) return { end: at + 1 + octal[0].length, value: Number.parseInt(octal[0], 8) }
  const hex = /^x(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/.exec(text.slice(at + 1))
  const digits = hex?.[1] ?? hex?.[2]
  if (hex && digits !== undefined && Number.parseInt(digits, 16) <= 0x10ffff)
    return { end: at + 1 + hex[0].length, value: Number.parseInt(digits, 16) }
  const first = rest.codePointAt(0) ?? 0
  if ('afnrtv'.includes(rest[0] ?? '') || (first < 128 && !/[0-9A-Za-z]/.test(rest[0] ?? '')))
    return { end: at + 2, value: controls[rest[0] ?? ''] ?? first }
  const code = /^[1-9]/.test(rest) ? 'backreference' : 'escape'
  return found(code, at, at + 1 + lengthAt(text, at + 1))
}

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }

/** `\pL`, `\p{Greek}`, `\P{^Greek}`. */
function unicodeClass(text: string, at: number): Re2Issue | Pick<Read, 'end'> {
  const brace = text[at + 2] === '{'
  const close = brace ? text.indexOf('}', at) : at + 1 + lengthAt(text, at + 2)
  if (close < 0) return found('class', at, text.length)
  const end = close + 1
  const name = brace ? text.slice(at + 3, close) : text.slice(at + 2, end)
  return isUnicodeClass(name.replace(/^\^/, '')) ? { end } : found('class', at, Math.min(end, text.length))
}

const posixClass =
  /^\[:\^?(?:alnum|alpha|ascii|blank|cntrl|digit|graph|lower|print|punct|space|upper|word|xdigit):\]/

function characterClass(state: State): Re2Issue | undefined {
  const { text, at: start } = state
  let at = start + (text[start + 1] === '^' ? 2 : 1)
  for (let first = true; first || text[at] !== ']'; first = false) {
    const item = classItem(text, at, start)
    if (isIssue(item)) return item
    at = item.end
  }
  state.stack.push(literal)
  state.at = at + 1
  return undefined
}

function classItem(text: string, at: number, start: number): Re2Issue | Pick<Read, 'end'> {
  if (text.startsWith('[:', at) && text.indexOf(':]', at + 2) >= 0) {
    const posix = posixClass.exec(text.slice(at))
    if (posix) return { end: at + posix[0].length }
    return found('class', at, text.indexOf(':]', at + 2) + 2)
  }
  if (/^\\[pP]/.test(text.slice(at, at + 2))) return unicodeClass(text, at)
  if (/^\\[dDsSwW]/.test(text.slice(at, at + 2))) return { end: at + 2 }
  const low = classCharacter(text, at, start)
  if (isIssue(low)) return low
  if (text[low.end] !== '-' || text[low.end + 1] === ']' || low.end + 1 >= text.length) return low
  const high = classCharacter(text, low.end + 1, start)
  if (isIssue(high)) return high
  return high.value < low.value ? found('class', at, high.end) : high
}

function classCharacter(text: string, at: number, start: number): Re2Issue | Read {
  if (at >= text.length) return found('missing-bracket', start, text.length)
  if (text[at] === '\\') return escapeAt(text, at)
  return { end: at + lengthAt(text, at), value: text.codePointAt(at) ?? 0 }
}
