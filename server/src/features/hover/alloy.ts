/**
 * Hovers in Alloy texts: what stands at the offset decides who answers. Several answers about one place are shown
 * together, the nearest first; comments and template output get none.
 */
import { scopeOf } from '../../model/alloy/scope.ts'
import { catalogueFor } from '../../schema/alloy.ts'
import type { Attribute, Block, Node } from '../../syntax/alloy/ast.ts'
import { nodeAt, referenceNames } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import type { FeatureContext, Hover, HoverSource } from '../feature.ts'
import { aboutAttribute, aboutBlock } from './alloyBlocks.ts'
import { aboutFunction } from './alloyFunctions.ts'
import { aboutLabel, aboutReference } from './alloyReferences.ts'
import type { Hovered } from './alloyText.ts'
import { aboutText } from './alloyTexts.ts'

function hoverIn({ document, workspace }: FeatureContext, offset: number): Hover | undefined {
  const tree = alloyTree(document)
  const place = nodeAt(tree, offset)
  if (!place || place.comment) return undefined
  const { path } = place
  const node = path.at(-1)
  const parent = path.at(-2)
  if (!node || !parent || isUnknown(document, rangeOf(tree, node))) return undefined
  const hovered: Hovered = {
    document,
    workspace,
    tree,
    catalogue: catalogueFor(workspace.settings.versions.alloy),
    scope: scopeOf(document, workspace),
    path,
    blocks: path.filter((each): each is Block => each.kind === 'block'),
  }
  const found = answer(hovered, node, parent)
  return found && { range: rangeOf(tree, found.at), markdown: found.markdown }
}

function answer(
  hovered: Hovered,
  node: Node,
  parent: Node,
): { readonly at: Located; readonly markdown: string } | undefined {
  const say = (at: Located, markdown: string | undefined) =>
    markdown === undefined ? undefined : { at, markdown }
  if (node.kind === 'string') {
    if (parent.kind === 'block') return say(node, aboutLabel(hovered, parent))
    return say(node, aboutText(hovered, node))
  }
  if (node.kind !== 'identifier') return undefined
  if (parent.kind === 'block') return say(nameSpan(parent), aboutBlock(hovered))
  const attribute = hovered.path.findLast((each): each is Attribute => each.kind === 'attribute')
  if (!attribute || parent.kind === 'incomplete') return undefined
  if (parent.kind === 'attribute' && parent.name === node)
    return say(node, aboutAttribute(hovered, attribute))
  if (parent.kind === 'field' && parent.key === node) return undefined
  const chain = hovered.path.find((each) => each.kind === 'access' && referenceNames(each)) ?? node
  const names = chain.kind === 'access' || chain.kind === 'identifier' ? referenceNames(chain) : undefined
  if (!names?.includes(node)) return undefined
  return say(chain, aboutReference(hovered, names) ?? aboutFunction(hovered, names))
}

/** All of a block's name. */
function nameSpan({ origin, names, start, end }: Block): Located {
  return { origin, start: names[0]?.start ?? start, end: names.at(-1)?.end ?? end }
}

export const hover: HoverSource = { kinds: ['alloy'], hover: hoverIn }
