/**
 * Parts: the unit in which trees are kept over an edit.
 *
 * A tree is a list of top-level parts (an Alloy statement, a top-level key of a YAML document). Nodes carry
 * offsets relative to the start of their part and name the part they belong to (`origin`), so that a part whose
 * text did not change is taken over by the next tree as it is, and anything memoised on it (facts, findings)
 * stays valid. Only the tree knows where a part stands: `rangeOf(tree, node)` gives the range in the document.
 */
import type { Range } from './range.ts'

/** The identity of a part. The same origin never stands twice in one tree. */
export interface Origin {
  /** The part's text, from its start to the start of the next part. */
  readonly text: string
}

/** What every syntax node has: its range relative to its origin's start. */
export interface Located extends Range {
  readonly origin: Origin
}

/** A tree that knows where each of its parts starts. */
export interface Placed {
  /** Start of each part in the document, in UTF-16 code units. */
  readonly offsets: ReadonlyMap<Origin, number>
}

/**
 * The range of a node in its document.
 * @throws RangeError where the node is not of this tree (a programmer's mistake).
 */
export function rangeOf(tree: Placed, node: Located): Range {
  const offset = tree.offsets.get(node.origin)
  if (offset === undefined) throw new RangeError('the node belongs to another tree')
  return { start: node.start + offset, end: node.end + offset }
}
