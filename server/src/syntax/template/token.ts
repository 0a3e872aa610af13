/**
 * What the lexer hands to the parser: pieces of text and `{{…}}` tags, the tags with their tokens.
 * Offsets are relative to the part that was lexed.
 */
import type { Range } from '../../text/range.ts'
import type { Value } from '../../text/translate.ts'
import type { IssueCode } from './ast.ts'

export type TokenKind =
  | 'identifier'
  | 'keyword'
  | 'bool'
  | 'nil'
  | 'dot'
  | 'field'
  | 'variable'
  | 'number'
  | 'char'
  | 'string'
  | 'raw-string'
  | 'declare'
  | 'assign'
  | 'pipe'
  | 'comma'
  | 'open'
  | 'close'
  | 'fault'

/** One token. A `field` holds its dot, a `variable` its dollar sign, a string its quotes. */
export interface Token extends Range {
  readonly kind: TokenKind
  readonly text: string
  /** Whether blanks stand before it: in this language `a .b` and `a.b` differ. */
  readonly gap: boolean
  /** Only of a `fault`: what Go's lexer refuses here. A tag has at most one. */
  readonly fault?: Fault
}

export interface Fault {
  readonly code: IssueCode
  readonly data: Readonly<Record<string, Value>>
}

/** Text outside actions; `value` is what the trim markers beside it leave. */
export interface TextPiece extends Range {
  readonly kind: 'text'
  readonly value: string
}

/** One `{{…}}`; `comment` is set where it is a comment, which has no tokens but a fault. */
export interface TagPiece extends Range {
  readonly kind: 'tag'
  readonly trimLeft: boolean
  readonly trimRight: boolean
  readonly closed: boolean
  readonly tokens: readonly Token[]
  readonly comment: string | undefined
}

export type Piece = TextPiece | TagPiece
