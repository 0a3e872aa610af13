/**
 * The keywords of blocks in a template: `if`, its `else` and its `end` belong together, as brackets do.
 */
import { templateTree } from '../../syntax/parse.ts'
import type { AnyNode, Tag, TemplateTree } from '../../syntax/template/ast.ts'
import { walk } from '../../syntax/template/visit.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { type Range, touches } from '../../text/range.ts'

/** The keywords of one block, in order; a block that is not closed has no `end`. */
export type BlockWords = readonly Range[]

/** The keywords of all blocks of a template. */
export const blockWordsIn = memo((document: Document): readonly BlockWords[] => {
  const tree = templateTree(document)
  const found: BlockWords[] = []
  for (const node of walk(tree.nodes)) {
    const words = tagsOf(node).flatMap((tag) => wordOf(tree, tag) ?? [])
    if (words.length > 0) found.push(words)
  }
  return found
})

/** The keywords of the block one of whose keywords stands at an offset. */
export function blockWordsAt(document: Document, offset: number): BlockWords | undefined {
  return blockWordsIn(document).find((words) => words.some((range) => touches(range, offset)))
}

/** The tags of a block from its opener to its end; none of what is no block. */
export function tagsOf(node: AnyNode): readonly Tag[] {
  if ('branches' in node)
    return [...node.branches.map(({ tag }) => tag), ...(node.endTag ? [node.endTag] : [])]
  if (node.kind === 'define' || node.kind === 'block')
    return [node.tag, ...(node.endTag ? [node.endTag] : [])]
  return []
}

/** The keyword of a tag: `else if` is one. */
export function wordOf(tree: TemplateTree, tag: Tag): Range | undefined {
  const { start, end } = rangeOf(tree, tag)
  const found =
    /^\{\{(?:-\s)?\s*(else\s+(?:if|with|range)|if|with|range|else|end|define|block|template|break|continue)\b/.exec(
      tree.text.slice(start, end),
    )
  const word = found?.[1]
  if (!found || word === undefined) return undefined
  const at = start + found[0].length - word.length
  return { start: at, end: at + word.length }
}
