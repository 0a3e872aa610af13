/**
 * Parses the inside of one tag: pipelines, commands and their arguments.
 *
 * The first syntax fault of a tag is reported and the reading goes on, silently, so that a half-typed action still
 * has most of its tree. Parentheses nest on a stack of our own: no input can exhaust the call stack.
 */
import { nearestName } from '../../text/nearest.ts'
import type { Origin } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import type {
  Arg,
  ChainArg,
  Command,
  Declaration,
  FieldName,
  IdentifierArg,
  IssueCode,
  ParenArg,
  Pipeline,
  StringArg,
  TemplateIssue,
} from './ast.ts'
import { functionNames, misspeltKeyword, nearestFunction, removedNames } from './functions.ts'
import { issueMessage } from './issue.ts'
import { decodeChar, decodeRawString, decodeString, readNumber } from './literal.ts'
import type { Fault, Token, TokenKind } from './token.ts'

/** Go's limit on nested parentheses (`text/template/parse`, Go 1.26). */
const maximumDepth = 10_000

/** The variables that are declared where the parser stands: Go checks this while it parses. */
export interface Scope {
  readonly names: string[]
  readonly counts: Map<string, number>
}

/** What is shared by all tags of a template. */
export interface State {
  readonly origin: Origin
  readonly issues: TemplateIssue[]
  scope: Scope
  /** Every variable declared so far, in scope or not. */
  readonly declared: Set<string>
  /**
   * An `end` too many may have closed the scope of a variable that was declared: of such variables only the first
   * is reported, because the others are no faults of their own.
   */
  lostVariables: 'report' | 'once' | 'silent'
  /** The functions that unknown names were most likely meant to be: a name is looked up once. */
  readonly suggestions: Map<string, string | undefined>
}

/** A tag's tokens and how far they are read. */
export interface Reader {
  readonly state: State
  readonly tokens: readonly Token[]
  index: number
  /** A syntax fault was reported: nothing more is said about this tag. */
  failed: boolean
  /** Where the last token that was taken ends; at first where the inside of the tag starts. */
  end: number
}

/** What the pipeline belongs to, as it is named in messages. */
export type Context = 'command' | 'if' | 'with' | 'range' | 'template' | 'block' | 'parentheses'

/** A new scope: only `$` is known. */
export function newScope(): Scope {
  return { names: ['$'], counts: new Map([['$', 1]]) }
}

/** Forgets the variables declared since the scope had `length` names. */
export function leaveScope(scope: Scope, length: number): void {
  while (scope.names.length > length) {
    const name = scope.names.pop() ?? ''
    scope.counts.set(name, (scope.counts.get(name) ?? 1) - 1)
  }
}

function declare({ scope, declared }: State, name: string): void {
  declared.add(name)
  scope.names.push(name)
  scope.counts.set(name, (scope.counts.get(name) ?? 0) + 1)
}

/** Adds an issue to the template's. */
export function addIssue(state: State, code: IssueCode, range: Range, data: Fault['data'] = {}): void {
  const { origin, issues } = state
  issues.push({ code, message: issueMessage(code, data), data, start: range.start, end: range.end, origin })
}

/** Reports a tag's first syntax fault. */
export function fail(reader: Reader, code: IssueCode, range: Range, data: Fault['data'] = {}): void {
  if (reader.failed) return
  reader.failed = true
  addIssue(reader.state, code, range, data)
}

export function peek(reader: Reader, ahead = 0): Token | undefined {
  return reader.tokens[reader.index + ahead]
}

/** Takes the next token; the callers know that there is one. */
export function take(reader: Reader): void {
  reader.end = peek(reader)?.end ?? reader.end
  reader.index++
}

/** Takes a token that can't stand here and says so. */
export function refuse(reader: Reader, token: Token, context: string): void {
  if (token.fault !== undefined) fail(reader, token.fault.code, token, token.fault.data)
  else fail(reader, 'unexpected-token', token, { text: shorten(token.text), context })
  take(reader)
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text
}

/** A pipeline being read: the tag's own or one in parentheses. */
interface Level {
  readonly open: Token | undefined
  readonly start: number
  readonly declarations: Declaration[]
  assigns: boolean
  readonly commands: Command[]
  args: Arg[]
}

function newLevel(open: Token | undefined, start: number): Level {
  return { open, start, declarations: [], assigns: false, commands: [], args: [] }
}

/** Reads all that is left of a tag as one pipeline. */
export function parsePipeline(reader: Reader, context: Context): Pipeline {
  const levels: Level[] = []
  let level = newLevel(undefined, peek(reader)?.start ?? reader.end)
  readDeclarations(reader, level, context)
  for (;;) {
    const token = peek(reader)
    if (token === undefined || token.kind === 'close') {
      const outer = levels.pop()
      if (outer === undefined) {
        if (token === undefined) return finish(reader, level, context)
        fail(reader, 'unexpected-paren', token)
        take(reader)
        continue
      }
      outer.args.push(closeParen(reader, level, token))
      level = outer
    } else if (token.kind === 'pipe') {
      if (level.args.length === 0) refuse(reader, token, 'command')
      else take(reader)
      endCommand(reader, level)
    } else if (!operandStarts.has(token.kind)) refuse(reader, token, 'operand')
    else {
      if (level.args.length > 0 && !token.gap) refuseAdjacent(reader, token)
      if (token.kind === 'open' && levels.length < maximumDepth) {
        take(reader)
        levels.push(level)
        level = newLevel(token, token.end)
        readDeclarations(reader, level, 'parentheses')
      } else if (token.kind === 'open') {
        fail(reader, 'too-deep', token)
        take(reader)
      } else level.args.push(readOperand(reader, token))
    }
  }
}

const operandStarts: ReadonlySet<TokenKind> = new Set([
  'identifier',
  'field',
  'variable',
  'dot',
  'nil',
  'bool',
  'number',
  'char',
  'string',
  'raw-string',
  'open',
])

function refuseAdjacent(reader: Reader, token: Token): void {
  fail(reader, 'unexpected-token', token, { text: shorten(token.text), context: 'adjacent' })
}

function endCommand(reader: Reader, level: Level): void {
  const [first, ...rest] = level.args
  if (first === undefined) return
  const end = rest.at(-1)?.end ?? first.end
  level.commands.push({
    kind: 'command',
    args: [first, ...rest],
    start: first.start,
    end,
    origin: reader.state.origin,
  })
  level.args = []
}

function finish(reader: Reader, level: Level, context: Context): Pipeline {
  endCommand(reader, level)
  const { start, declarations, assigns, commands } = level
  const end = Math.max(start, reader.end)
  if (commands.length === 0) fail(reader, 'missing-value', { start: Math.min(start, end), end }, { context })
  for (const command of commands.slice(1)) {
    const [first] = command.args
    if (!plainValues.has(first.kind)) continue
    fail(reader, 'not-executable', first, {
      text: shorten(reader.state.origin.text.slice(first.start, first.end)),
    })
  }
  return { kind: 'pipe', declarations, assigns, commands, start, end, origin: reader.state.origin }
}

/** What can't take a piped value: Go looks at the first word of each command but the first. */
const plainValues: ReadonlySet<Arg['kind']> = new Set(['bool', 'dot', 'nil', 'number', 'char', 'string'])

/** Ends a pipeline in parentheses; without its `)` it ends with the tag. */
function closeParen(reader: Reader, level: Level, close: Token | undefined): Arg {
  const start = level.open?.start ?? level.start
  if (close === undefined && level.open !== undefined) fail(reader, 'unclosed-paren', level.open)
  const pipe = finish(reader, level, 'parentheses')
  if (close !== undefined) take(reader)
  const origin = reader.state.origin
  const paren: ParenArg = { kind: 'paren', pipe, closed: close !== undefined, start, end: reader.end, origin }
  return chain(reader, paren)
}

/** `$x :=`, `$x =` or, for range, `$i, $x :=`. Anything else that starts with a variable is an argument. */
function readDeclarations(reader: Reader, level: Level, context: Context): void {
  for (;;) {
    const variable = peek(reader)
    const next = peek(reader, 1)
    if (variable?.kind !== 'variable' || next === undefined) return
    const isSplit = next.fault?.data.character === ':' && peek(reader, 2)?.kind === 'assign'
    if (next.kind !== 'declare' && next.kind !== 'assign' && next.kind !== 'comma' && !isSplit) return
    take(reader)
    // `: =` is a fault, and means `:=`.
    if (isSplit) refuse(reader, next, context)
    take(reader)
    const { start, end, text: name } = variable
    level.declarations.push({ kind: 'declaration', name, start, end, origin: reader.state.origin })
    declare(reader.state, name)
    if (next.kind !== 'comma') {
      level.assigns = next.kind === 'assign'
      return
    }
    if (context !== 'range' || level.declarations.length > 1) {
      fail(reader, 'too-many-declarations', variable, { context })
      continue
    }
    const after = peek(reader)
    if (
      after !== undefined &&
      after.kind !== 'variable' &&
      after.kind !== 'fault' &&
      after.kind !== 'close'
    ) {
      fail(reader, 'unexpected-token', after, { text: shorten(after.text), context: 'range' })
    }
  }
}

/** One argument with the fields that follow it directly. */
function readOperand(reader: Reader, token: Token): Arg {
  const origin = reader.state.origin
  const { start, end, text } = token
  take(reader)
  switch (token.kind) {
    case 'identifier':
      checkFunction(reader, token)
      return chain(reader, { kind: 'identifier', name: text, start, end, origin })
    case 'field': {
      const names: [FieldName, ...FieldName[]] = [fieldName(reader, token), ...(readFields(reader) ?? [])]
      return { kind: 'field', names, start, end: reader.end, origin }
    }
    case 'variable': {
      checkVariable(reader, token)
      const nameRange = { start, end, origin }
      return {
        kind: 'variable',
        name: text,
        nameRange,
        names: readFields(reader) ?? [],
        start,
        end: reader.end,
        origin,
      }
    }
    default: {
      const literal = readLiteral(reader, token)
      if (readFields(reader) !== undefined)
        fail(reader, 'field-after-literal', token, { text: shorten(text) })
      return literal
    }
  }
}

function readLiteral(reader: Reader, token: Token): Arg {
  const place = { start: token.start, end: token.end, origin: reader.state.origin }
  switch (token.kind) {
    case 'nil':
      return { kind: 'nil', ...place }
    case 'bool':
      return { kind: 'bool', value: token.text === 'true', ...place }
    case 'number': {
      const { valid, integer, value } = readNumber(token.text)
      if (!valid) fail(reader, 'bad-number', token, badNumber(reader, token))
      return { kind: 'number', text: token.text, value, integer, ...place }
    }
    case 'char': {
      const value = decodeChar(token.text)
      if (value === undefined) fail(reader, 'bad-string', token, { text: shorten(token.text) })
      return { kind: 'char', value: value ?? 0xfffd, ...place }
    }
    case 'string':
    case 'raw-string':
      return readString(reader, token)
    default:
      return { kind: 'dot', ...place }
  }
}

/** `{{-if` is read as a sign without digits: then the trim marker lacks its blank. */
function badNumber(reader: Reader, token: Token): Fault['data'] {
  const trim = token.text === '-' && reader.state.origin.text.startsWith('{{', token.start - 2)
  return { text: token.text, trim }
}

/** A string's value; one that Go refuses is reported and given as it is written. */
export function readString(reader: Reader, token: Token): StringArg {
  const { start, end, text } = token
  const raw = token.kind === 'raw-string'
  const value = raw ? decodeRawString(text) : decodeString(text)
  if (value === undefined) fail(reader, 'bad-string', token, { text: shorten(text) })
  return { kind: 'string', value: value ?? text.slice(1, -1), raw, start, end, origin: reader.state.origin }
}

/** The fields that stand directly behind one another from here; undefined where there is none. */
function readFields(reader: Reader): [FieldName, ...FieldName[]] | undefined {
  const names: FieldName[] = []
  for (let token = peek(reader); token !== undefined && !token.gap; token = peek(reader)) {
    if (token.kind !== 'field' && token.kind !== 'dot') break
    // A dot without a name is refused; it gives an empty name, which is where a name is being typed.
    if (token.kind === 'dot') fail(reader, 'unexpected-token', token, { text: '.', context: 'operand' })
    names.push(fieldName(reader, token))
    take(reader)
  }
  const [first, ...rest] = names
  return first === undefined ? undefined : [first, ...rest]
}

function fieldName(reader: Reader, { start, end, text }: Token): FieldName {
  return { kind: 'name', name: text.slice(1), start: start + 1, end, origin: reader.state.origin }
}

function chain(reader: Reader, base: ParenArg | IdentifierArg): ParenArg | IdentifierArg | ChainArg {
  const names = readFields(reader)
  if (names === undefined) return base
  return { kind: 'chain', base, names, start: base.start, end: reader.end, origin: base.origin }
}

/** Unknown names are no syntax: they are said as long as the tag could be read up to here. */
function checkFunction(reader: Reader, token: Token): void {
  const name = token.text
  if (reader.failed || functionNames.has(name) || isBeingTyped(reader)) return
  const removed = removedNames.has(name)
  const isFirst = token === reader.tokens[0]
  const nearest = removed
    ? undefined
    : ((isFirst ? misspeltKeyword(name) : undefined) ?? suggestion(reader.state, name))
  addIssue(reader.state, 'unknown-function', token, {
    name,
    removed,
    ...(nearest !== undefined && { nearest }),
  })
}

/**
 * Whether the name that was taken last may not be all of it: it ends a tag that is not closed, or a character that can't
 * stand there follows directly.
 */
function isBeingTyped(reader: Reader): boolean {
  const next = peek(reader)
  return next?.fault !== undefined && (next.fault.code === 'unclosed-action' || next.start === reader.end)
}

function suggestion({ suggestions }: State, name: string): string | undefined {
  if (!suggestions.has(name)) suggestions.set(name, nearestFunction(name))
  return suggestions.get(name)
}

function checkVariable(reader: Reader, token: Token): void {
  const { state } = reader
  const name = token.text
  if (reader.failed || (state.scope.counts.get(name) ?? 0) > 0 || isBeingTyped(reader)) return
  if (state.declared.has(name)) {
    if (state.lostVariables === 'silent') return
    if (state.lostVariables === 'once') state.lostVariables = 'silent'
  }
  const nearest = state.declared.has(name) ? undefined : nearestVariable(state, name)
  addIssue(state, 'undefined-variable', token, { name, ...(nearest !== undefined && { nearest }) })
}

/** The variable in scope that a misspelt one was most likely meant to be; the dollar sign is no letter of the name. */
function nearestVariable({ scope }: State, name: string): string | undefined {
  const names = [...scope.counts].flatMap(([each, count]) => (count > 0 && each !== '$' ? each.slice(1) : []))
  const nearest = nearestName(name.slice(1), names)
  return nearest === undefined ? undefined : `$${nearest}`
}

/** Declares what a faulty tag was going to declare, so that its uses are no faults as well. */
export function declareLoosely({ tokens, state }: Reader): void {
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1]?.kind
    if (token.kind !== 'variable' || (next !== 'declare' && next !== 'comma')) continue
    if ((state.scope.counts.get(token.text) ?? 0) === 0) declare(state, token.text)
  }
}
