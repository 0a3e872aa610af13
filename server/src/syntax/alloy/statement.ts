/**
 * The statements of the Alloy language: blocks, attributes and what somebody has only begun to type.
 * A block whose `}` is missing ends, where the text shows it, by indentation, so that what follows keeps its tree.
 */
import { t } from '../../text/translate.ts'
import type { Attribute, Block, Identifier, Incomplete, Statement, StringLiteral } from './ast.ts'
import { parseExpression, parseIdentifier, parseMember, parseString, parseValue } from './expression.ts'
import { advance, isIdentifier } from './lexer.ts'
import {
  current,
  fault,
  found,
  lineIndent,
  listFrom,
  maximumDepth,
  onSameLine,
  type Parser,
  skipBraces,
  skipStatement,
  startsBlock,
  startsStatement,
  tooDeep,
  unexpected,
} from './state.ts'
import * as token from './token.ts'

/** The start of a statement: its name and, of a block, its label. */
interface Header {
  readonly start: number
  readonly end: number
  readonly indent: number
  readonly names: readonly Identifier[]
  readonly label: StringLiteral | undefined
}

/**
 * ```
 * Statement = Attribute | Block
 * Attribute = identifier "=" Expression
 * Block     = BlockName "{" Body "}"
 * ```
 * @returns undefined where no statement starts here; the rest of the line is passed over then
 */
export function parseStatement(parser: Parser): Statement | undefined {
  const { lexer } = parser
  if (lexer.kind !== token.IDENTIFIER) return passStray(parser)
  const start = lexer.start - parser.base
  const indent = parser.recovering ? lineIndent(parser, lexer.start) : 0
  const name = parseIdentifier(parser)
  if (lexer.kind === token.ASSIGN) return parseAttribute(parser, name)
  const header = parseHeader(parser, start, indent, name)
  if (lexer.kind === token.ASSIGN) return parseFaultyAttribute(parser, header)
  if (lexer.kind === token.OPEN_BRACE) return parseBlock(parser, header)
  return parseIncomplete(parser, header)
}

function passStray(parser: Parser): undefined {
  const { lexer } = parser
  const message =
    lexer.kind === token.CLOSE_BRACE
      ? t('This `{brace}` closes nothing.', { brace: '}' })
      : t('Expected the name of a block or an attribute, found {found}.', { found: current(parser) })
  fault(parser, 'unexpected-token', message, lexer.start, lexer.end)
  if (lexer.kind === token.CLOSE_BRACE) advance(lexer)
  else skipStatement(parser)
  return undefined
}

/** `BlockName = identifier { "." identifier } [ string ]`, behind the first identifier. */
function parseHeader(parser: Parser, start: number, indent: number, first: Identifier): Header {
  const { lexer } = parser
  const names = lexer.kind === token.DOT ? parseNames(parser, first) : [first]
  const label =
    lexer.kind === token.STRING || lexer.kind === token.RAW_STRING ? parseString(parser) : undefined
  return { start, end: (label ?? names[names.length - 1] ?? first).end, indent, names, label }
}

function parseNames(parser: Parser, first: Identifier): readonly Identifier[] {
  const { lexer, pending } = parser
  const from = pending.names.length
  pending.names.push(first)
  while (lexer.kind === token.DOT) {
    advance(lexer)
    pending.names.push(parseMember(parser))
  }
  return listFrom(pending.names, from)
}

function nameOf(header: Header): string {
  const [first] = header.names
  return header.names.length === 1 && first ? first.name : header.names.map((name) => name.name).join('.')
}

/** `Attribute = identifier "=" Expression`, behind the identifier. */
function parseAttribute(parser: Parser, name: Identifier): Attribute {
  const { lexer, origin } = parser
  const { start } = name
  const equals = lexer.start - parser.base
  advance(lexer)
  const value = parseValue(parser)
  return { kind: 'attribute', origin, start, end: value.end, name, equals, value }
}

/** An attribute whose name has dots or a label. */
function parseFaultyAttribute(parser: Parser, header: Header): Attribute {
  const { lexer, base } = parser
  const equals = lexer.start - base
  checkAttributeHeader(parser, header)
  advance(lexer)
  const value = parseValue(parser)
  return attribute(parser, header, equals, value)
}

function attribute(parser: Parser, header: Header, equals: number, value: Attribute['value']): Attribute {
  const { origin } = parser
  const [first] = header.names
  const name = header.names.length === 1 && first ? first : wholeName(parser, header)
  const end = Math.max(value.end, header.end)
  return { kind: 'attribute', origin, start: header.start, end, name, equals, value }
}

function wholeName(parser: Parser, header: Header): Identifier {
  const end = header.names[header.names.length - 1]?.end ?? header.end
  return { kind: 'identifier', origin: parser.origin, start: header.start, end, name: nameOf(header) }
}

function checkAttributeHeader(parser: Parser, header: Header): void {
  const { base } = parser
  const { label, names } = header
  if (names.length > 1) {
    const message = t('The name of an attribute has no dots, so `{name}` cannot be set with `=`.', {
      name: nameOf(header),
    })
    fault(parser, 'invalid-attribute-name', message, header.start + base, header.end + base)
  } else if (label) {
    const message = t('An attribute has no label. Remove the label, or the `=` to make `{name}` a block.', {
      name: nameOf(header),
    })
    fault(parser, 'invalid-attribute-name', message, label.start + base, label.end + base)
  }
}

/** `Block = BlockName "{" Body "}"` */
function parseBlock(parser: Parser, header: Header): Block {
  const { lexer, base, origin } = parser
  const open = lexer.start
  checkLabel(parser, header)
  let { indent } = header
  if (!parser.recovering && parser.unmatched?.has(open)) {
    parser.recovering = true
    indent = lineIndent(parser, header.start + base)
  }
  const name = nameOf(header)
  const { names, label } = header
  const body = parseBraces(parser, indent)
  const close =
    lexer.kind === token.CLOSE_BRACE && !leavesBody(parser, indent) ? lexer.start - base : undefined
  const end = close === undefined ? Math.max(lexer.previousEnd - base, open - base + 1) : close + 1
  if (close !== undefined) advance(lexer)
  else parser.unclosed.push({ start: open, name })
  return {
    kind: 'block',
    origin,
    start: header.start,
    end,
    names,
    name,
    label,
    body,
    open: open - base,
    close,
  }
}

/** `"{" Body`, where nesting allows it; what lies too deep is passed over. */
function parseBraces(parser: Parser, indent: number): readonly Statement[] {
  const { lexer } = parser
  if (parser.depth >= maximumDepth) {
    tooDeep(parser)
    skipToClose(parser)
    return []
  }
  advance(lexer)
  parser.depth++
  const body = parseBody(parser, indent)
  parser.depth--
  return body
}

/** Passes over the current `{` and what it holds, up to but without its `}`. */
function skipToClose(parser: Parser): void {
  const { lexer } = parser
  advance(lexer)
  while (lexer.kind !== token.END && lexer.kind !== token.CLOSE_BRACE) {
    if (lexer.kind === token.OPEN_BRACE) skipBraces(parser)
    else advance(lexer)
  }
}

function checkLabel(parser: Parser, header: Header): void {
  const { base } = parser
  const { label } = header
  if (label === undefined) return
  const start = label.start + base
  const end = label.end + base
  if (label.raw) fault(parser, 'invalid-label', t('Put the label of a block in double quotes.'), start, end)
  else if (label.contentEnd > label.contentStart && !isIdentifier(labelSource(parser, label))) {
    const message = t(
      'The label `{label}` is not a name: only letters, digits and `_` are allowed, and no digit first.',
      {
        label: label.value,
      },
    )
    fault(parser, 'invalid-label', message, start, end)
  }
}

function labelSource(parser: Parser, label: StringLiteral): string {
  return parser.lexer.text.slice(label.contentStart + parser.base, label.contentEnd + parser.base)
}

/** `Body = [ Statement { terminator Statement } ]`, up to but without the closing `}`. */
function parseBody(parser: Parser, indent: number): readonly Statement[] {
  const { lexer } = parser
  const { statements } = parser.pending
  const from = statements.length
  while (lexer.kind !== token.CLOSE_BRACE && lexer.kind !== token.END && !leavesBody(parser, indent)) {
    const statement = parseStatement(parser)
    if (statement) statements.push(statement)
    endStatement(parser)
    if (lexer.kind === token.TERMINATOR) advance(lexer)
  }
  return listFrom(statements, from)
}

/** Sees to it that the current token is a terminator, a `}`, the end, or the start of the next statement. */
export function endStatement(parser: Parser): void {
  const { lexer } = parser
  const { kind } = lexer
  if (kind === token.TERMINATOR || kind === token.CLOSE_BRACE || kind === token.END || lexer.lineStart) return
  unexpected(parser, t('Expected the end of the line, found {found}.', { found: found(parser) }))
  if (!startsStatement(parser)) skipStatement(parser)
}

/**
 * Whether the current token, by its indentation, belongs behind the body of a block whose line is indented by
 * `indent`. It is asked only where a `}` is known to be missing: well-formed text may be indented in any way.
 */
function leavesBody(parser: Parser, indent: number): boolean {
  const { lexer } = parser
  if (!parser.recovering || !lexer.lineStart) return false
  const own = lineIndent(parser, lexer.start)
  if (lexer.kind === token.CLOSE_BRACE || own !== indent) return own < indent
  return indent > 0 || startsBlock(parser)
}

/** A header that neither `=` nor `{` follows. */
function parseIncomplete(parser: Parser, header: Header): Statement {
  const { lexer } = parser
  if (lacksEquals(parser, header)) return parseUnassigned(parser, header)
  const { names, label, start, end } = header
  const name = nameOf(header)
  const message =
    names.length === 1 && label === undefined
      ? t('Expected `=` and a value, or `{brace}`, behind `{name}`, found {found}.', {
          brace: '{',
          name,
          found: found(parser),
        })
      : t('Expected `{brace}` behind the name of the block, found {found}.', {
          brace: '{',
          found: found(parser),
        })
  unexpected(parser, message)
  if (bodyFollows(parser, header)) return parseBraceless(parser, header)
  if (onSameLine(lexer) && lexer.kind !== token.CLOSE_BRACE) skipStatement(parser)
  return { kind: 'incomplete', origin: parser.origin, start, end, names, name, label } satisfies Incomplete
}

/** Whether the header is that of an attribute and a value follows, so that only the `=` is missing. */
function lacksEquals(parser: Parser, header: Header): boolean {
  const { lexer } = parser
  const { names, label } = header
  if (names.length > 1) return false
  if (label) return !onSameLine(lexer) && label.closed && !isIdentifier(label.value)
  return onSameLine(lexer) && (startsExpression[lexer.kind] ?? 0) === 1
}

const startsExpression = expressionStarts()

function expressionStarts(): Uint8Array {
  const table = new Uint8Array(token.DOT + 1)
  const { IDENTIFIER, NUMBER, FLOAT, BOOLEAN, NULL, OPEN_BRACKET } = token
  for (const kind of [IDENTIFIER, NUMBER, FLOAT, BOOLEAN, NULL, OPEN_BRACKET]) table[kind] = 1
  return table
}

function parseUnassigned(parser: Parser, header: Header): Attribute {
  const { base } = parser
  const start = header.label ? header.label.start + base : parser.lexer.start
  const end = header.label ? header.label.end + base : parser.lexer.end
  const message = t('Expected `=` between `{name}` and its value.', { name: nameOf(header) })
  fault(parser, 'unexpected-token', message, start, end)
  return attribute(parser, header, (header.names[0] ?? header).end, header.label ?? parseExpression(parser))
}

/** Whether the next line is indented deeper than the header, so that only the `{` is missing. */
function bodyFollows(parser: Parser, header: Header): boolean {
  const { lexer, base } = parser
  if (lexer.kind !== token.TERMINATOR) return false
  const from = nextStart(lexer.text, lexer.end)
  return from < lexer.text.length && lineIndent(parser, from) > lineIndent(parser, header.start + base)
}

function nextStart(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) <= 32) at++
  return at
}

function parseBraceless(parser: Parser, header: Header): Block {
  const { lexer, base, origin } = parser
  const { names, label } = header
  const indent = lineIndent(parser, header.start + base)
  const recovering = parser.recovering
  parser.recovering = true
  const body = parseBraces(parser, indent)
  const closes = lexer.kind === token.CLOSE_BRACE && !leavesBody(parser, indent)
  const close = closes ? lexer.start - base : undefined
  const end = closes ? lexer.end - base : Math.max(lexer.previousEnd - base, header.end)
  if (closes) advance(lexer)
  parser.recovering = recovering
  return {
    kind: 'block',
    origin,
    start: header.start,
    end,
    names,
    name: nameOf(header),
    label,
    body,
    open: header.end,
    close,
  }
}
