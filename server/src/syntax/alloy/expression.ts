/**
 * The expressions of the Alloy language, by recursive descent. After a fault each function leaves the lexer where
 * the construct around it can go on, and gives a node all the same.
 */
import { t } from '../../text/translate.ts'
import type { BinaryOperator, Expression, Field, Identifier, ObjectExpression, StringLiteral } from './ast.ts'
import { advance } from './lexer.ts'
import { nameAt } from './lexerState.ts'
import { decodeRawString, decodeString } from './literal.ts'
import {
  current,
  fault,
  found,
  lineIndent,
  listFrom,
  lookAhead,
  maximumDepth,
  maximumHeight,
  onSameLine,
  type Parser,
  skipBraces,
  skipValue,
  startsBlock,
  startsStatement,
  tooDeep,
  unexpected,
} from './state.ts'
import * as token from './token.ts'

/** `Expression = BinaryExpression` */
export function parseExpression(parser: Parser): Expression {
  if (parser.depth >= maximumDepth) {
    tooDeep(parser)
    return skipped(parser, parser.lexer.start)
  }
  parser.depth++
  const first = parsePower(parser)
  const expression = token.precedence[parser.lexer.kind] ? parseBinary(parser, first, 1) : first
  parser.depth--
  return expression
}

/**
 * The value behind a `=`. Where the next line starts a statement of its own, the value is missing: a line end does
 * not end a statement there, and Alloy would take the next statement's name for the value.
 */
export function parseValue(parser: Parser): Expression {
  const { lexer } = parser
  if (!lexer.lineStart || !startsStatement(parser)) return parseExpression(parser)
  const end = lexer.previousEnd
  fault(parser, 'unexpected-token', t('The value behind `=` is missing.'), end, end)
  return missing(parser)
}

/**
 * ```
 * BinaryExpression = OrExpression
 * OrExpression     = AndExpression { "||" AndExpression }
 * AndExpression    = CompareExpression { "&&" CompareExpression }
 * CompareExpression = AddExpression { ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) AddExpression }
 * AddExpression    = MultiplyExpression { ( "+" | "-" ) MultiplyExpression }
 * MultiplyExpression = PowerExpression { ( "*" | "/" | "%" ) PowerExpression }
 * ```
 * `minimum` is the loosest binding that still belongs to this level; `first` is its first operand, which is read.
 */
function parseBinary(parser: Parser, first: Expression, minimum: number): Expression {
  const { lexer } = parser
  let left = first
  for (;;) {
    const binding = token.precedence[lexer.kind] ?? 0
    if (binding < minimum || binding === 0) return left
    const { start } = lexer
    const operator = operatorAt(parser)
    const leftHeight = parser.height
    advance(lexer)
    const right = parseBinary(parser, parsePower(parser), binding + 1)
    left = binary(parser, left, operator, start, right)
    if (!grow(parser, leftHeight)) return left
  }
}

/** `PowerExpression = UnaryExpression [ "^" PowerExpression ]` */
function parsePower(parser: Parser): Expression {
  const { lexer } = parser
  const left = parseUnary(parser)
  return lexer.kind === token.POWER ? parseExponent(parser, left) : left
}

function parseExponent(parser: Parser, left: Expression): Expression {
  const { lexer } = parser
  const leftHeight = parser.height
  const { start } = lexer
  advance(lexer)
  const right = nested(parser, parsePower)
  grow(parser, leftHeight)
  return binary(parser, left, '^', start, right)
}

function binary(
  parser: Parser,
  left: Expression,
  operator: BinaryOperator,
  operatorStart: number,
  right: Expression,
): Expression {
  const { base, origin } = parser
  return {
    kind: 'binary',
    origin,
    start: left.start,
    end: right.end,
    left,
    operator,
    operatorStart: operatorStart - base,
    right,
  }
}

const operators: readonly (BinaryOperator | undefined)[] = operatorTable()

function operatorTable(): readonly (BinaryOperator | undefined)[] {
  const table: (BinaryOperator | undefined)[] = []
  table[token.OR] = '||'
  table[token.AND] = '&&'
  table[token.EQUAL] = '=='
  table[token.NOT_EQUAL] = '!='
  table[token.LESS] = '<'
  table[token.LESS_OR_EQUAL] = '<='
  table[token.GREATER] = '>'
  table[token.GREATER_OR_EQUAL] = '>='
  table[token.PLUS] = '+'
  table[token.MINUS] = '-'
  table[token.TIMES] = '*'
  table[token.DIVIDE] = '/'
  table[token.MODULO] = '%'
  table[token.POWER] = '^'
  return table
}

function operatorAt(parser: Parser): BinaryOperator {
  return operators[parser.lexer.kind] ?? '+'
}

/** Makes room for one more level above two expressions. Gives false, having passed over the rest, where it is too tall. */
function grow(parser: Parser, otherHeight: number): boolean {
  if (parser.height < otherHeight) parser.height = otherHeight
  parser.height++
  if (parser.height < maximumHeight) return true
  tooDeep(parser)
  skipValue(parser)
  return false
}

/** Parses one level deeper, or passes over what is too deep. */
function nested(parser: Parser, parse: (parser: Parser) => Expression): Expression {
  if (parser.depth >= maximumDepth) {
    tooDeep(parser)
    return skipped(parser, parser.lexer.start)
  }
  parser.depth++
  const expression = parse(parser)
  parser.depth--
  return expression
}

/** `UnaryExpression = OperandExpression | ( "!" | "-" ) UnaryExpression` */
function parseUnary(parser: Parser): Expression {
  const { kind } = parser.lexer
  return kind === token.NOT || kind === token.MINUS ? parseSigned(parser) : parseOperand(parser)
}

function parseSigned(parser: Parser): Expression {
  const { lexer, base, origin } = parser
  const operator = lexer.kind === token.NOT ? '!' : '-'
  const start = lexer.start - base
  advance(lexer)
  const value = nested(parser, parseUnary)
  parser.height++
  return { kind: 'unary', origin, start, end: Math.max(value.end, start + 1), operator, value }
}

/**
 * ```
 * OperandExpression = PrimaryExpression { Access | Index | Call }
 * Access = "." identifier
 * Index  = "[" Expression "]"
 * Call   = "(" [ ExpressionList ] ")"
 * ```
 */
function parseOperand(parser: Parser): Expression {
  const { lexer } = parser
  let operand = parsePrimary(parser)
  for (;;) {
    if (endsOperand[lexer.kind] === 1) return operand
    const { height } = parser
    if (lexer.kind === token.DOT) operand = parseAccess(parser, operand)
    else if (lexer.kind === token.OPEN_BRACKET) operand = parseIndex(parser, operand)
    else if (lexer.kind === token.OPEN_PAREN) operand = parseCall(parser, operand)
    else if (lexer.kind === token.STRING || lexer.kind === token.OPEN_BRACE)
      return parseBlockAsValue(parser, operand)
    else return operand
    if (!grow(parser, height)) return operand
  }
}

/** By kind of token: whether an operand has ended before it, as most have. */
const endsOperand = operandEnds()

function operandEnds(): Uint8Array {
  const table = new Uint8Array(token.DOT + 1).fill(1)
  const { DOT, OPEN_BRACKET, OPEN_PAREN, STRING, OPEN_BRACE } = token
  for (const kind of [DOT, OPEN_BRACKET, OPEN_PAREN, STRING, OPEN_BRACE]) table[kind] = 0
  return table
}

function parseAccess(parser: Parser, object: Expression): Expression {
  const { lexer, origin } = parser
  parser.height = 1
  advance(lexer)
  const name = parseMember(parser)
  return { kind: 'access', origin, start: object.start, end: name.end, object, name }
}

/**
 * The identifier behind a dot; an empty one, right behind the dot, where there is none. Alloy reads a name from the
 * next line too. Where that line looks like a statement and is not indented deeper, somebody is typing at the dot.
 */
export function parseMember(parser: Parser): Identifier {
  const { lexer, base, origin } = parser
  const dotEnd = lexer.previousEnd - base
  if (lexer.kind === token.IDENTIFIER && (onSameLine(lexer) || continuesName(parser)))
    return parseIdentifier(parser)
  unexpected(parser, t('Expected a name behind the dot, found {found}.', { found: found(parser) }))
  if (onSameLine(lexer) && (lexer.kind === token.BOOLEAN || lexer.kind === token.NULL)) advance(lexer)
  return { kind: 'identifier', origin, start: dotEnd, end: dotEnd, name: '' }
}

function continuesName(parser: Parser): boolean {
  const { start, previousEnd } = parser.lexer
  return !startsStatement(parser) || lineIndent(parser, start) > lineIndent(parser, previousEnd)
}

export function parseIdentifier(parser: Parser): Identifier {
  const { lexer, base, origin } = parser
  const { start, end } = lexer
  advance(lexer)
  return {
    kind: 'identifier',
    origin,
    start: start - base,
    end: end - base,
    name: nameAt(lexer.text, start, end),
  }
}

function parseIndex(parser: Parser, object: Expression): Expression {
  const { lexer, base, origin } = parser
  const open = lexer.start - base
  advance(lexer)
  parser.brackets++
  const index = parseExpression(parser)
  const bracket = parseClose(parser, token.CLOSE_BRACKET)
  parser.brackets--
  const end = closedEnd(parser, bracket)
  const close = bracket === undefined ? undefined : bracket - base
  return { kind: 'index', origin, start: object.start, end, object, index, open, close }
}

function parseCall(parser: Parser, callee: Expression): Expression {
  const { lexer, base, origin } = parser
  const open = lexer.start - base
  advance(lexer)
  parser.parens++
  const list = parseList(parser, token.CLOSE_PAREN)
  const close = parseClose(parser, token.CLOSE_PAREN)
  parser.parens--
  const end = closedEnd(parser, close)
  return {
    kind: 'call',
    origin,
    start: callee.start,
    end,
    callee,
    arguments: list,
    open,
    close: close === undefined ? undefined : close - base,
  }
}

/** The end, relative to the part, of what `close` closes; of what is not closed, the end of the text read for it. */
function closedEnd(parser: Parser, close: number | undefined): number {
  return (close === undefined ? parser.lexer.previousEnd : close + 1) - parser.base
}

/** Somebody wrote a block where a value belongs, as in `endpoint = endpoint { … }`. */
function parseBlockAsValue(parser: Parser, operand: Expression): Expression {
  const { lexer, base, origin } = parser
  const label = lexer.kind === token.STRING
  if (label && !lookAhead(parser, opensBrace)) {
    unexpected(parser, t('Expected the end of the value, found {found}.', { found: found(parser) }))
    skipValue(parser)
    return operand
  }
  if (label) advance(lexer)
  skipBraces(parser)
  const end = lexer.previousEnd
  const message = t('A block cannot be a value. Remove the `=` in front of it.')
  fault(parser, 'block-as-value', message, operand.start + base, end)
  return { kind: 'error', origin, start: operand.start, end: end - base }
}

function opensBrace(lexer: Parser['lexer']): boolean {
  advance(lexer)
  return lexer.kind === token.OPEN_BRACE
}

/**
 * ```
 * PrimaryExpression = identifier | string | number | float | bool | null | "(" Expression ")" | Array | Object
 * ```
 */
function parsePrimary(parser: Parser): Expression {
  parser.height = 1
  const { lexer, base, origin } = parser
  const start = lexer.start - base
  const end = lexer.end - base
  switch (lexer.kind) {
    case token.IDENTIFIER:
      return parseIdentifier(parser)
    case token.STRING:
    case token.RAW_STRING:
      return parseString(parser)
    case token.NUMBER:
    case token.FLOAT:
      return parseNumber(parser)
    case token.BOOLEAN: {
      const value = end - start === 4
      advance(lexer)
      return { kind: 'boolean', origin, start, end, value }
    }
    case token.NULL:
      advance(lexer)
      return { kind: 'null', origin, start, end }
    case token.OPEN_PAREN:
      return parseParen(parser)
    case token.OPEN_BRACKET:
      return parseArray(parser)
    case token.OPEN_BRACE:
      return parseObject(parser)
    default:
      return parseNothing(parser)
  }
}

function parseNothing(parser: Parser): Expression {
  const { lexer } = parser
  const { kind, start, end } = lexer
  if (kind !== token.END && kind !== token.TERMINATOR && kind !== token.COMMA && !isClose(kind)) {
    const message = t('Expected a value, found {found}.', { found: current(parser) })
    fault(parser, 'unexpected-token', message, start, end)
    return skipped(parser, start)
  }
  unexpected(parser, t('Expected a value, found {found}.', { found: found(parser) }))
  return missing(parser)
}

/** An error node over the blanks behind the last token of the line, where a value could be typed. */
function missing(parser: Parser): Expression {
  const { lexer } = parser
  const { text, previousEnd } = lexer
  let end = previousEnd
  while (text.charCodeAt(end) === 32 || text.charCodeAt(end) === 9) end++
  // The constructs around the node end where the last thing read ends, and they are to enclose it.
  lexer.previousEnd = end
  return error(parser, previousEnd, end)
}

/** An error node over the rest of the value, which is passed over. */
function skipped(parser: Parser, start: number): Expression {
  parser.height = 1
  skipValue(parser)
  return error(parser, start, Math.max(start, parser.lexer.previousEnd))
}

function error(parser: Parser, start: number, end: number): Expression {
  parser.height = 1
  return { kind: 'error', origin: parser.origin, start: start - parser.base, end: end - parser.base }
}

export function parseString(parser: Parser): StringLiteral {
  const { lexer, base, origin } = parser
  const { text, start, end, plain, closed } = lexer
  const raw = lexer.kind === token.RAW_STRING
  const contentEnd = closed ? end - 1 : end
  const content = text.slice(start + 1, contentEnd)
  advance(lexer)
  return {
    kind: 'string',
    origin,
    start: start - base,
    end: end - base,
    value: plain ? content : raw ? decodeRawString(content) : decodeString(content),
    raw,
    plain,
    contentStart: start + 1 - base,
    contentEnd: contentEnd - base,
    closed,
  }
}

function parseNumber(parser: Parser): Expression {
  const { lexer, base, origin } = parser
  const { text, start, end } = lexer
  const float = lexer.kind === token.FLOAT
  advance(lexer)
  return {
    kind: 'number',
    origin,
    start: start - base,
    end: end - base,
    value: Number(text.slice(start, end)),
    float,
  }
}

/** `"(" Expression ")"` */
function parseParen(parser: Parser): Expression {
  const { lexer, base, origin } = parser
  const start = lexer.start - base
  advance(lexer)
  parser.parens++
  const inner = parseExpression(parser)
  const close = parseClose(parser, token.CLOSE_PAREN)
  parser.parens--
  parser.height++
  const end = closedEnd(parser, close)
  return { kind: 'paren', origin, start, end, inner, close: close === undefined ? undefined : close - base }
}

/** `Array = "[" [ ExpressionList ] "]"` */
function parseArray(parser: Parser): Expression {
  const { lexer, base, origin } = parser
  const start = lexer.start - base
  advance(lexer)
  parser.brackets++
  const elements = parseList(parser, token.CLOSE_BRACKET)
  const close = parseClose(parser, token.CLOSE_BRACKET)
  parser.brackets--
  parser.height++
  const end = closedEnd(parser, close)
  return {
    kind: 'array',
    origin,
    start,
    end,
    elements,
    close: close === undefined ? undefined : close - base,
  }
}

/**
 * Reads the closing bracket `kind`. A closing bracket of the other sort that nothing around waits for is taken for it.
 * @returns its offset in the text, or undefined where it is missing
 */
function parseClose(parser: Parser, kind: number): number | undefined {
  const { lexer } = parser
  const { start } = lexer
  if (lexer.kind === kind) {
    advance(lexer)
    return start
  }
  const bracket = kind === token.CLOSE_PAREN ? ')' : ']'
  unexpected(parser, t('Expected `{bracket}`, found {found}.', { bracket, found: found(parser) }))
  const stray = kind === token.CLOSE_PAREN ? token.CLOSE_BRACKET : token.CLOSE_PAREN
  const awaited = kind === token.CLOSE_PAREN ? parser.brackets : parser.parens
  if (lexer.kind === stray && awaited === 0) {
    advance(lexer)
    return start
  }
  return undefined
}

/** `ExpressionList = Expression { "," Expression } [ "," ]` */
function parseList(parser: Parser, close: number): readonly Expression[] {
  const { lexer } = parser
  const open = lexer.previousEnd - 1
  const items = parser.pending.expressions
  const from = items.length
  let height = 1
  while (lexer.kind !== close && lexer.kind !== token.END) {
    if (lexer.lineStart && startsStatement(parser)) {
      if (startsBlock(parser) || lineIndent(parser, lexer.start) <= lineIndent(parser, open)) break
      items.push(parseBracelessObject(parser))
      if (lexer.kind === token.COMMA) advance(lexer)
      continue
    }
    if (lexer.kind === token.CLOSE_BRACE) break
    items.push(parseExpression(parser))
    if (height < parser.height) height = parser.height
    if (lexer.kind === close) break
    if (lexer.kind === token.COMMA) advance(lexer)
    else if (!passMissingComma(parser, close, open)) break
  }
  parser.height = height
  return listFrom(items, from)
}

/**
 * After an item that no comma follows. Gives whether the list goes on, with the next item or its closing bracket.
 * Where it gives false, the current token is what the construct around the list has to do with.
 */
function passMissingComma(parser: Parser, close: number, open: number): boolean {
  const { lexer } = parser
  const { kind, previousEnd } = lexer
  if (kind === token.END || isClose(kind)) return false
  if (kind === token.TERMINATOR && !lookAhead(parser, (ahead) => continuesList(parser, ahead, close, open)))
    return false
  const message =
    kind === token.TERMINATOR && lookAhead(parser, (ahead) => reads(ahead, close))
      ? t('Where the closing bracket stands on a line of its own, a comma must follow the last item.')
      : t('Expected a comma between the items, found {found}.', { found: found(parser) })
  fault(parser, 'missing-comma', message, previousEnd, previousEnd)
  if (kind === token.TERMINATOR) advance(lexer)
  return true
}

function reads(lexer: Parser['lexer'], kind: number): boolean {
  advance(lexer)
  return lexer.kind === kind
}

/** Whether the list that `open` starts goes on behind the line end that is the current token. */
function continuesList(parser: Parser, lexer: Parser['lexer'], close: number, open: number): boolean {
  advance(lexer)
  if (lexer.kind === close) return true
  if (lexer.kind === token.END) return false
  if (close === token.CLOSE_BRACE) return !(parser.recovering && startsBlock(parser))
  if (isClose(lexer.kind) || startsStatement(parser)) return false
  return lexer.kind !== token.IDENTIFIER || lineIndent(parser, lexer.start) > lineIndent(parser, open)
}

function isClose(kind: number): boolean {
  return kind === token.CLOSE_BRACE || kind === token.CLOSE_BRACKET || kind === token.CLOSE_PAREN
}

/** `Object = "{" [ FieldList ] "}"` */
function parseObject(parser: Parser): ObjectExpression {
  const { lexer, base, origin, parens, brackets } = parser
  const { start } = lexer
  if (parser.unmatched?.has(start)) parser.recovering = true
  const indent = lineIndentOf(parser, start)
  parser.parens = 0
  parser.brackets = 0
  advance(lexer)
  const fields = parseFields(parser, indent)
  parser.parens = parens
  parser.brackets = brackets
  const closes = lexer.kind === token.CLOSE_BRACE && !leavesObject(parser, indent)
  const close = closes ? lexer.start - base : undefined
  const end = closes ? lexer.end : lexer.previousEnd
  if (closes) advance(lexer)
  else parser.unclosed.push({ start, name: undefined })
  parser.height++
  return { kind: 'object', origin, start: start - base, end: end - base, fields, close }
}

/** Fields in a list, deeper than the list: the `{` in front of them is missing. */
function parseBracelessObject(parser: Parser): ObjectExpression {
  const { lexer, base, origin } = parser
  const { start } = lexer
  const message = t('Expected `{brace}` in front of the fields of an object.', { brace: '{' })
  fault(parser, 'unexpected-token', message, start, lexer.end)
  const fields = parseFields(parser, 0)
  const closes = lexer.kind === token.CLOSE_BRACE
  const close = closes ? lexer.start - base : undefined
  if (closes) advance(lexer)
  return { kind: 'object', origin, start: start - base, end: lexer.previousEnd - base, fields, close }
}

/** Indentation is asked for only where it decides something. */
function lineIndentOf(parser: Parser, offset: number): number {
  return parser.recovering ? lineIndent(parser, offset) : 0
}

/** Whether the current token, by its indentation, belongs behind the object whose line is indented by `indent`. */
function leavesObject(parser: Parser, indent: number): boolean {
  const { lexer } = parser
  if (!parser.recovering || !lexer.lineStart) return false
  const own = lineIndent(parser, lexer.start)
  return lexer.kind === token.CLOSE_BRACE ? own < indent : own <= indent && indent > 0
}

/** `FieldList = Field { "," Field } [ "," ]` */
function parseFields(parser: Parser, indent: number): readonly Field[] {
  const { lexer } = parser
  const open = lexer.previousEnd - 1
  const { fields } = parser.pending
  const from = fields.length
  let height = 1
  while (lexer.kind !== token.CLOSE_BRACE && lexer.kind !== token.END && !leavesObject(parser, indent)) {
    const field = parseField(parser)
    if (field === undefined) break
    fields.push(field)
    if (height < parser.height) height = parser.height
    if (lexer.kind === token.CLOSE_BRACKET || lexer.kind === token.CLOSE_PAREN) passStrayClose(parser)
    if (lexer.kind === token.COMMA) advance(lexer)
    else if (lexer.kind === token.CLOSE_BRACE) break
    else if (!passMissingComma(parser, token.CLOSE_BRACE, open)) break
  }
  parser.height = height
  return listFrom(fields, from)
}

/** Passes over `]` and `)` behind a field: nothing in the object waits for them. */
function passStrayClose(parser: Parser): void {
  const { lexer } = parser
  while (lexer.kind === token.CLOSE_BRACKET || lexer.kind === token.CLOSE_PAREN) {
    const message = t('Expected a comma or `{brace}`, found {found}.', { brace: '}', found: current(parser) })
    fault(parser, 'unexpected-token', message, lexer.start, lexer.end)
    advance(lexer)
  }
}

/**
 * `Field = ( string | identifier ) "=" Expression`
 * @returns undefined where a block starts, so that the object must have ended before
 */
function parseField(parser: Parser): Field | undefined {
  const { lexer, base, origin } = parser
  if (parser.recovering && lexer.lineStart && startsBlock(parser)) return undefined
  const start = lexer.start - base
  const key = parseKey(parser)
  if (key === undefined) return parseKeylessField(parser)
  const name = key.kind === 'identifier' ? key.name : quotedKey(parser, key)
  const value = parseFieldValue(parser)
  return { kind: 'field', origin, start, end: value.end, key, name, value }
}

function parseKey(parser: Parser): Identifier | StringLiteral | undefined {
  const { kind } = parser.lexer
  if (kind === token.IDENTIFIER) return parseIdentifier(parser)
  return kind === token.STRING || kind === token.RAW_STRING ? parseString(parser) : undefined
}

function quotedKey(parser: Parser, key: StringLiteral): string {
  return key.plain
    ? key.value
    : parser.lexer.text.slice(key.contentStart + parser.base, key.contentEnd + parser.base)
}

function parseKeylessField(parser: Parser): Field {
  const { lexer, base, origin } = parser
  const start = lexer.start - base
  const message = t('Expected the key of a field (a name or a string), found {found}.', {
    found: current(parser),
  })
  fault(parser, 'unexpected-token', message, lexer.start, lexer.end)
  const key: Identifier = { kind: 'identifier', origin, start, end: start, name: '' }
  const value = skipped(parser, lexer.start)
  return { kind: 'field', origin, start, end: value.end, key, name: '', value }
}

function parseFieldValue(parser: Parser): Expression {
  const { lexer } = parser
  if (lexer.kind === token.ASSIGN) {
    advance(lexer)
    return parseValue(parser)
  }
  unexpected(parser, t('Expected `=` and a value behind the key, found {found}.', { found: found(parser) }))
  if (!onSameLine(lexer) || lexer.kind === token.COMMA || isClose(lexer.kind)) return missing(parser)
  if (lexer.kind === token.ILLEGAL) advance(lexer)
  return parseExpression(parser)
}
