/**
 * The tree of a Go template (Helm's flavour): what `parseTemplate` gives.
 *
 * Every node is plain data with a range relative to its part (`origin`); `rangeOf(tree, node)` gives the range in
 * the document. The tree follows the source, not Go's own tree: an `else if` chain is one node with a list of
 * branches, comments stay, and what Go refuses still has its node where it can have one. Nothing here evaluates.
 */
import type { Located, Placed } from '../../text/part.ts'
import type { Value } from '../../text/translate.ts'

/** A whole template. At the moment it is one part; callers must not rely on that and use `rangeOf`. */
export interface TemplateTree extends Placed {
  readonly text: string
  readonly nodes: readonly TemplateNode[]
  /** What Go's parser (with Helm's functions) refuses, in the order of the source. */
  readonly issues: readonly TemplateIssue[]
}

/** The stable names of the faults that Go's template parser refuses. */
export type IssueCode =
  | 'unclosed-action'
  | 'unclosed-comment'
  | 'unclosed-string'
  | 'unclosed-char'
  | 'unclosed-paren'
  | 'unexpected-paren'
  | 'bad-comment-end'
  | 'bad-character'
  | 'bad-number'
  | 'bad-string'
  | 'unexpected-token'
  | 'missing-value'
  | 'missing-name'
  | 'not-executable'
  | 'field-after-literal'
  | 'too-many-declarations'
  | 'unknown-function'
  | 'undefined-variable'
  | 'missing-end'
  | 'unexpected-end'
  | 'unexpected-else'
  | 'nested-define'
  | 'duplicate-define'
  | 'outside-range'
  | 'too-deep'

/** One fault. `message` is already in the user's language; `data` holds the names that it speaks of. */
export interface TemplateIssue extends Located {
  readonly code: IssueCode
  readonly message: string
  readonly data: Readonly<Record<string, Value>>
}

/** One `{{…}}`, delimiters and trim markers included. */
export interface Tag extends Located {
  /** It starts with `{{- `: the blanks before it are not printed. */
  readonly trimLeft: boolean
  /** It ends with ` -}}`: the blanks after it are not printed. */
  readonly trimRight: boolean
  /** False where its `}}` is missing; it then ends where the parser went on reading text. */
  readonly closed: boolean
}

export type TemplateNode =
  | TextNode
  | ActionNode
  | CommentNode
  | ControlNode
  | DefineNode
  | BlockNode
  | TemplateCallNode
  | JumpNode
  | StrayNode

/** Text between actions. The range is the source's; `value` is what is printed, after the trim markers beside it. */
export interface TextNode extends Located {
  readonly kind: 'text'
  readonly value: string
}

/** `{{ pipeline }}`: prints its value, unless the pipeline declares or assigns a variable. */
export interface ActionNode extends Located {
  readonly kind: 'action'
  readonly tag: Tag
  readonly pipe: Pipeline
}

/** A comment in delimiters of its own; `value` is the text between the stars. */
export interface CommentNode extends Located {
  readonly kind: 'comment'
  readonly tag: Tag
  readonly value: string
}

/** `{{if}}`, `{{with}}` or `{{range}}` up to its `{{end}}`, with every `else` branch. */
export interface ControlNode extends Located {
  readonly kind: 'if' | 'with' | 'range'
  /** The first is the opener's; there is always one. A plain `else` comes last (Go refuses more after it). */
  readonly branches: readonly [Branch, ...Branch[]]
  /** The `{{end}}`; undefined where it is missing. */
  readonly endTag: Tag | undefined
}

/** A branch's range goes from its tag's start to the next branch's or the end tag's start. */
export interface Branch extends Located {
  readonly kind: 'branch'
  readonly keyword: 'if' | 'with' | 'range' | 'else' | 'else if' | 'else with'
  readonly tag: Tag
  /** Undefined for a plain `else` only. */
  readonly pipe: Pipeline | undefined
  readonly body: readonly TemplateNode[]
}

/** `{{define "name"}} … {{end}}`. */
export interface DefineNode extends Located {
  readonly kind: 'define'
  readonly tag: Tag
  readonly name: StringArg | undefined
  readonly body: readonly TemplateNode[]
  readonly endTag: Tag | undefined
}

/** `{{block "name" pipeline}} … {{end}}`: defines a template and calls it in place. */
export interface BlockNode extends Located {
  readonly kind: 'block'
  readonly tag: Tag
  readonly name: StringArg | undefined
  readonly pipe: Pipeline | undefined
  readonly body: readonly TemplateNode[]
  readonly endTag: Tag | undefined
}

/** `{{template "name" pipeline}}`. */
export interface TemplateCallNode extends Located {
  readonly kind: 'template'
  readonly tag: Tag
  readonly name: StringArg | undefined
  readonly pipe: Pipeline | undefined
}

/** `{{break}}` or `{{continue}}`. */
export interface JumpNode extends Located {
  readonly kind: 'break' | 'continue'
  readonly tag: Tag
}

/** An `{{end}}` or `{{else …}}` that closes or continues nothing. */
export interface StrayNode extends Located {
  readonly kind: 'stray'
  readonly keyword: 'end' | 'else'
  readonly tag: Tag
}

/** `$a, $b := command | command`. Without commands only in a faulty template. */
export interface Pipeline extends Located {
  readonly kind: 'pipe'
  readonly declarations: readonly Declaration[]
  /** `=` instead of `:=`: the variable is set, not declared. */
  readonly assigns: boolean
  readonly commands: readonly Command[]
}

/** The variable on the left of `:=` or `=`; `name` holds the dollar sign. */
export interface Declaration extends Located {
  readonly kind: 'declaration'
  readonly name: string
}

/** A function with its arguments, or one value. There is always one argument at least. */
export interface Command extends Located {
  readonly kind: 'command'
  readonly args: readonly [Arg, ...Arg[]]
}

export type Arg =
  | IdentifierArg
  | FieldArg
  | VariableArg
  | ChainArg
  | DotArg
  | NilArg
  | BoolArg
  | NumberArg
  | CharArg
  | StringArg
  | ParenArg

/** A function's name. */
export interface IdentifierArg extends Located {
  readonly kind: 'identifier'
  readonly name: string
}

/** One name of a field chain; the range is the name's without its dot. Empty where it is missing (`.a.`), a fault. */
export interface FieldName extends Located {
  readonly kind: 'name'
  readonly name: string
}

/** `.a.b`, read from the dot. */
export interface FieldArg extends Located {
  readonly kind: 'field'
  readonly names: readonly [FieldName, ...FieldName[]]
}

/** `$`, `$x` or `$x.a.b`; `name` holds the dollar sign. */
export interface VariableArg extends Located {
  readonly kind: 'variable'
  readonly name: string
  /** The range of `$x` alone. */
  readonly nameRange: Located
  readonly names: readonly FieldName[]
}

/** `(pipeline).a.b` or `function.a.b`. */
export interface ChainArg extends Located {
  readonly kind: 'chain'
  readonly base: ParenArg | IdentifierArg
  readonly names: readonly [FieldName, ...FieldName[]]
}

export interface DotArg extends Located {
  readonly kind: 'dot'
}

export interface NilArg extends Located {
  readonly kind: 'nil'
}

export interface BoolArg extends Located {
  readonly kind: 'bool'
  readonly value: boolean
}

/** A number as it is written; `value` is undefined for complex numbers and for what a double can't hold exactly. */
export interface NumberArg extends Located {
  readonly kind: 'number'
  readonly text: string
  readonly value: number | undefined
  /**
   * Whether a parameter that is an integer takes it (`1`, `0x1f`, `1e3`). Where any value is taken, what is written
   * with a point or a decimal exponent is a floating-point number all the same: `1e3` and `1.0` then are no integers.
   */
  readonly integer: boolean
}

/** `'x'`; `value` is its code point. */
export interface CharArg extends Located {
  readonly kind: 'char'
  readonly value: number
}

/** `"…"` or a raw string in backquotes; the range holds the quotes, `value` is decoded. */
export interface StringArg extends Located {
  readonly kind: 'string'
  readonly value: string
  readonly raw: boolean
}

/** `( pipeline )`. */
export interface ParenArg extends Located {
  readonly kind: 'paren'
  readonly pipe: Pipeline
  /** False where the `)` is missing. */
  readonly closed: boolean
}

/** Anything that has a range in the tree and that `nodeAt` can give. */
export type AnyNode = TemplateNode | Branch | Pipeline | Declaration | Command | Arg | FieldName
