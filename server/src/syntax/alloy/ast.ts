/**
 * The syntax tree of a Grafana Alloy configuration: plain data, discriminated by `kind`.
 *
 * A tree is a list of parts. A part is one top-level statement together with the comments and blanks in front of
 * it and the rest of its last line; what follows the last statement is a part without statements. Every node
 * carries its range relative to its part (`origin`); `rangeOf(tree, node)` gives the range in the document.
 * The tree says nothing about meaning: names, types and references are looked up elsewhere.
 */
import type { Located, Origin, Placed } from '../../text/part.ts'

/** The tree of one text. It is always there, whatever the text. */
export interface AlloyTree extends Placed {
  readonly text: string
  readonly parts: readonly AlloyPart[]
  readonly offsets: ReadonlyMap<Origin, number>
  /** All faults in the order of the document, with those that only the whole text shows (a missing `}`). */
  readonly issues: readonly AlloyIssue[]
}

/** The unit that the next tree takes over by identity where its text did not change. */
export interface AlloyPart extends Origin {
  /** One statement, or none where the part is nothing but comments and blanks (the end of the file). */
  readonly body: readonly Statement[]
  /** Comments of the whole part at any depth, in the order of the text. */
  readonly comments: readonly Comment[]
  /** Faults that the part shows by itself. Prefer `AlloyTree.issues`, which has those of the whole text too. */
  readonly issues: readonly AlloyIssue[]
  /** Opening brackets that nothing closes before the end of the text. */
  readonly unclosed: readonly Unclosed[]
  /** Whether the tree of this part hangs on text behind the part: something in it is not closed. */
  readonly open: boolean
}

/** An opening `{` that lacks its `}`. */
export interface Unclosed extends Located {
  /** The name of the block that it opens; undefined where it opens an object. */
  readonly name: string | undefined
}

/** What kind of fault an issue is. An id never changes. */
export type AlloyIssueCode =
  | 'unexpected-token'
  | 'unterminated-string'
  | 'unterminated-comment'
  | 'invalid-escape'
  | 'invalid-number'
  | 'invalid-character'
  | 'invalid-label'
  | 'invalid-attribute-name'
  | 'block-as-value'
  | 'missing-comma'
  | 'unclosed-block'
  | 'too-deep'

/** A fault of the syntax: Alloy refuses the file, except for `too-deep`, which is a limit of this parser. */
export interface AlloyIssue extends Located {
  readonly code: AlloyIssueCode
  /** The sentence for the user, already translated. */
  readonly message: string
  /** The other place that explains the fault, such as the bracket that is not closed. */
  readonly related: RelatedPlace | undefined
}

/** A place that explains an issue. */
export interface RelatedPlace extends Located {
  readonly message: string
}

/** A comment with its marks. The line end is not part of it. */
export interface Comment extends Located {
  readonly kind: 'line' | 'block'
}

export type Statement = Block | Attribute | Incomplete

/** `loki.write "default" { … }` */
export interface Block extends Located {
  readonly kind: 'block'
  /** The identifiers between the dots. One of them is empty where the text stops at a dot. */
  readonly names: readonly Identifier[]
  /** The identifiers joined by dots, without blanks. */
  readonly name: string
  readonly label: StringLiteral | undefined
  readonly body: readonly Statement[]
  /** Offset of `{`, or of where it belongs if it is missing (an issue says so then). */
  readonly open: number
  /** Offset of `}`; undefined where it is missing. */
  readonly close: number | undefined
}

/** `name = value` */
export interface Attribute extends Located {
  readonly kind: 'attribute'
  readonly name: Identifier
  /** Offset of `=`, or of where it belongs if it is missing (an issue says so then). */
  readonly equals: number
  readonly value: Expression
}

/** The start of a statement that has neither `=` nor `{` yet: `loki.wri`, `forward_to`, `loki.write "x"`. */
export interface Incomplete extends Located {
  readonly kind: 'incomplete'
  readonly names: readonly Identifier[]
  readonly name: string
  readonly label: StringLiteral | undefined
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | BooleanLiteral
  | NullLiteral
  | Identifier
  | Access
  | Index
  | Call
  | ArrayExpression
  | ObjectExpression
  | Binary
  | Unary
  | Paren
  | ErrorExpression

/** Any node that `visit.ts` can come upon. */
export type Node = Statement | Expression | Field

/** `3100`, `0.5`, `1e3` */
export interface NumberLiteral extends Located {
  readonly kind: 'number'
  readonly value: number
  /** Whether it is written as a float (with a point or an exponent). */
  readonly float: boolean
}

/** `"text"` or `` `text` `` */
export interface StringLiteral extends Located {
  readonly kind: 'string'
  /** The text that Alloy sees: escapes decoded, carriage returns of raw strings dropped. */
  readonly value: string
  /** Whether it stands in backticks. */
  readonly raw: boolean
  /** Whether `value` is the text between the quotes, so that offsets map one to one. Else see `segmentsOf`. */
  readonly plain: boolean
  /** Offset behind the opening quote. */
  readonly contentStart: number
  /** Offset of the closing quote, or the end of the literal where that is missing. */
  readonly contentEnd: number
  /** Whether the closing quote is there. */
  readonly closed: boolean
}

export interface BooleanLiteral extends Located {
  readonly kind: 'boolean'
  readonly value: boolean
}

export interface NullLiteral extends Located {
  readonly kind: 'null'
}

/** A name: of an attribute, a part of a block's name, a key, or the first name of a reference. May be empty. */
export interface Identifier extends Located {
  readonly kind: 'identifier'
  readonly name: string
}

/** `object.name`; the name is empty where the text stops at the dot. */
export interface Access extends Located {
  readonly kind: 'access'
  readonly object: Expression
  readonly name: Identifier
}

/** `object[index]` */
export interface Index extends Located {
  readonly kind: 'index'
  readonly object: Expression
  readonly index: Expression
  /** Offset of `[`. */
  readonly open: number
  /** Offset of `]`; undefined where it is missing. */
  readonly close: number | undefined
}

/** `callee(argument, …)` */
export interface Call extends Located {
  readonly kind: 'call'
  readonly callee: Expression
  readonly arguments: readonly Expression[]
  /** Offset of `(`. */
  readonly open: number
  /** Offset of `)`; undefined where it is missing. */
  readonly close: number | undefined
}

/** `[element, …]` */
export interface ArrayExpression extends Located {
  readonly kind: 'array'
  readonly elements: readonly Expression[]
  /** Offset of `]`; undefined where it is missing. */
  readonly close: number | undefined
}

/** `{ key = value, … }` */
export interface ObjectExpression extends Located {
  readonly kind: 'object'
  readonly fields: readonly Field[]
  /** Offset of `}`; undefined where it is missing. */
  readonly close: number | undefined
}

/** `key = value` in an object. */
export interface Field extends Located {
  readonly kind: 'field'
  readonly key: Identifier | StringLiteral
  /** The key as Alloy takes it: of a quoted key the text between the quotes, whose escapes it does not decode. */
  readonly name: string
  readonly value: Expression
}

export type BinaryOperator =
  | '||'
  | '&&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'

/** `left operator right` */
export interface Binary extends Located {
  readonly kind: 'binary'
  readonly left: Expression
  readonly operator: BinaryOperator
  /** Offset of the operator. */
  readonly operatorStart: number
  readonly right: Expression
}

/** `!value` or `-value` */
export interface Unary extends Located {
  readonly kind: 'unary'
  readonly operator: '!' | '-'
  readonly value: Expression
}

/** `(inner)` */
export interface Paren extends Located {
  readonly kind: 'paren'
  readonly inner: Expression
  /** Offset of `)`; undefined where it is missing. */
  readonly close: number | undefined
}

/** Where an expression should stand and none does. Its range covers the text that was passed over; may be empty. */
export interface ErrorExpression extends Located {
  readonly kind: 'error'
}
