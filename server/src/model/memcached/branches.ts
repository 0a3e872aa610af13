/**
 * Whether a word of a command line is certain to be there: in a template it may stand in a branch that its container
 * does not stand in, or in a loop.
 */
import { templateTree } from '../../syntax/parse.ts'
import type { TemplateNode } from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { contains, type Range } from '../../text/range.ts'

/** Whether `inner` stands in a branch or loop that `outer` starts outside of. */
export function isInBranch(document: Document, inner: Range, outer: number): boolean {
  if (!document.templated) return false
  const tree = templateTree(document)
  let nodes: readonly TemplateNode[] = tree.nodes
  for (;;) {
    const around = nodes.find((node) =>
      'branches' in node || 'body' in node ? contains(rangeOf(tree, node), inner) : false,
    )
    if (!around) return false
    const { start, end } = rangeOf(tree, around)
    if ('branches' in around) {
      if (outer < start || outer >= end) return true
      const branch = around.branches.find((each) => bodyHolds(tree, each.body, inner))
      // An element that is a block of its own, on one line.
      if (!branch) return false
      if (!bodyHolds(tree, branch.body, { start: outer, end: outer })) return true
      nodes = branch.body
    } else if ('body' in around) nodes = around.body
    else return false
  }
}

function bodyHolds(
  tree: Parameters<typeof rangeOf>[0],
  body: readonly TemplateNode[],
  range: Range,
): boolean {
  const [first, last] = [body[0], body.at(-1)]
  if (!first || !last) return false
  return contains({ start: rangeOf(tree, first).start, end: rangeOf(tree, last).end }, range)
}
