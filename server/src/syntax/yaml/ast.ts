/**
 * The tree of a YAML text: what rules, facts and features see instead of the parser library's own nodes.
 * Offsets are relative to the node's part (see `text/part.ts`); values that hang on template output are unknown.
 */
import type { Located, Origin, Placed } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'

/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded'

interface NodeBase extends Located {
  /** Anchor name without `&`. */
  readonly anchor?: string
  /** Explicit tag as written, such as `!!str`. */
  readonly tag?: string
}

/** A block or flow mapping. */
export interface YamlMap extends NodeBase {
  readonly kind: 'map'
  readonly flow: boolean
  readonly pairs: readonly YamlPair[]
}

/** One entry of a mapping, from the start of its key to the end of its value. */
export interface YamlPair extends Located {
  readonly key: YamlScalar
  /** Absent where nothing is written after the colon. */
  readonly value: YamlNode | undefined
}

/** A block or flow sequence. `items` has `undefined` where nothing is written after the dash. */
export interface YamlSequence extends NodeBase {
  readonly kind: 'sequence'
  readonly flow: boolean
  readonly items: readonly (YamlNode | undefined)[]
}

/** A scalar. For block scalars the range starts at the `|` or `>`. */
export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar'
  readonly style: ScalarStyle
  /** The value as YAML 1.2's core schema resolves it; a string in every quoted or block style. `undefined` where unknown. */
  readonly value: string | number | boolean | null | bigint | undefined
  /** The scalar's text after decoding of its style, unresolved (`"08"` stays `08`); in a template it still holds placeholders: ask `isKnown`. */
  readonly text: string
  /** Whether template output stands in it or makes it: its value is then unknown. */
  readonly hole: boolean
}

/** A reference to an anchor. */
export interface YamlAlias extends NodeBase {
  readonly kind: 'alias'
  readonly name: string
  /** What the anchor names, where it is defined before; the target may stand in another part. */
  readonly target: YamlNode | undefined
}

export type YamlNode = YamlMap | YamlSequence | YamlScalar | YamlAlias

/** Something the parser could not read. */
export interface YamlIssue extends Located {
  /** The library's code, such as `BAD_INDENT`, or `DUPLICATE_KEY`, `TOO_DEEP`, `TOO_MANY_ALIASES` of our own. */
  readonly code: string
  readonly message: string
}

/** One document of a stream (`---` separates them). */
export interface YamlDocument {
  /** The document's range in the text (absolute, unlike a node's). */
  readonly range: Range
  /** Absent where the document is empty. A root map joins the pairs of several parts. */
  readonly root: YamlNode | undefined
}

/** Where template output stands, or a template action that prints nothing (`kind` is `control`). */
export interface YamlHole extends Range {
  readonly kind?: string
}

/** A document as a part holds it: of a whole text that can't be divided there may be several. */
export interface YamlPartDocument extends Range {
  readonly root: YamlNode | undefined
}

/** A part: a top-level key with its value, or a whole document or text where it can't be divided. */
export interface YamlPart extends Origin {
  /** The pairs of the root map; none where the root is no map. */
  readonly nodes: readonly YamlPair[]
  readonly issues: readonly YamlIssue[]
  /** Template output in this part; like every range here relative to the part's start. */
  readonly holes: readonly YamlHole[]
  readonly comments: readonly Range[]
  /** What the library read; a part that is only a key of its document has that key as its only root. */
  readonly documents: readonly YamlPartDocument[]
}

/** The tree of a YAML text. */
export interface YamlTree extends Placed {
  readonly text: string
  readonly parts: readonly YamlPart[]
  readonly documents: readonly YamlDocument[]
  readonly issues: readonly YamlIssue[]
  /** Comments of the whole text in document order; ranges are absolute. */
  readonly comments: readonly Range[]
}
