/**
 * Walks over YAML nodes in document order. Aliases are visited and not followed: what an anchor names is visited
 * where it stands, once.
 */
import type { YamlNode, YamlPair, YamlTree } from './ast.ts'

/** What a visitor is told of a node. */
export interface Visit {
  readonly node: YamlNode
  /** Keys and indices from the walk's root. The array is reused: copy it to keep it. */
  readonly path: readonly (string | number)[]
  /** The pair whose value the node is. */
  readonly pair: YamlPair | undefined
  /** The collection that holds it. */
  readonly parent: YamlNode | undefined
  /** Index of the document in the tree; 0 for a walk that starts at a node. */
  readonly document: number
}

/** Called for each node; `false` leaves out what is below it. */
export type Visitor = (visit: Visit) => unknown

/** Visits every value node of a tree, or `root` and what is below it. Keys are not visited: a pair tells its own. */
export function walk(root: YamlTree | YamlNode, visitor: Visitor): void {
  if ('kind' in root) {
    step(root, [], undefined, undefined, 0, visitor)
    return
  }
  root.documents.forEach((document, index) => {
    if (document.root) step(document.root, [], undefined, undefined, index, visitor)
  })
}

function step(
  node: YamlNode,
  path: (string | number)[],
  pair: YamlPair | undefined,
  parent: YamlNode | undefined,
  document: number,
  visitor: Visitor,
): void {
  if (visitor({ node, path, pair, parent, document }) === false) return
  if (node.kind === 'map') {
    for (const child of node.pairs) {
      if (!child.value) continue
      path.push(child.key.text)
      step(child.value, path, child, node, document, visitor)
      path.pop()
    }
  } else if (node.kind === 'sequence') {
    node.items.forEach((child, index) => {
      if (!child) return
      path.push(index)
      step(child, path, undefined, node, document, visitor)
      path.pop()
    })
  }
}
