/**
 * Whether the pods that a component reads are those of all nodes: followed from its targets back to the discovery. The
 * answer is yes only where every step is written out and none of them can choose by node.
 */
import type { Block, Expression } from '../../syntax/alloy/ast.ts'
import { attribute, childBlocks, referenceNames, stringValue, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { isComplete, isOpen } from './components.ts'
import { resolveIn, rootModule } from './modules.ts'

/** Deeper chains of relabelling are not followed. */
const maxDepth = 8

/** Whether these targets are certainly pods of all nodes. */
export function areAllPods(document: Document, targets: Expression, depth = 0): boolean {
  const tree = alloyTree(document)
  const names = referenceNames(unwrapped(targets))
  if (!names || depth > maxDepth) return false
  const found = resolveIn(rootModule(tree), names)
  const [output, ...more] = found?.rest ?? []
  if (!found || more.length > 0) return false
  const { block } = found.entity
  if (!isComplete(block) || isOpen(document, block) || mayChooseNode(block)) return false
  if (block.name === 'discovery.kubernetes' && output?.name === 'targets')
    return stringValue(attribute(block, 'role')?.value) === 'pod'
  const inner = attribute(block, 'targets')?.value
  if (block.name !== 'discovery.relabel' || output?.name !== 'output' || !inner) return false
  return areAllPods(document, inner, depth + 1)
}

/**
 * Whether a discovery or a relabelling may choose by node: it speaks of nodes or hosts other than to copy their name
 * into a label, or drops targets by what is not written out.
 */
function mayChooseNode(block: Block): boolean {
  if (block.name === 'discovery.kubernetes') return /node_?name|HOSTNAME|hostname/i.test(sourceText(block))
  return childBlocks(block, 'rule').some((rule) => {
    const action = attribute(rule, 'action')
    const known = action ? stringValue(action.value) : 'replace'
    if (known !== undefined && !/^(?:keep|drop|keepequal|dropequal)$/.test(known)) return false
    const regex = attribute(rule, 'regex')?.value
    const isWritten = regex === undefined || stringValue(regex) !== undefined
    return known === undefined || !isWritten || /node|host/i.test(sourceText(rule))
  })
}

function sourceText(block: Block): string {
  return block.origin.text.slice(block.start, block.end)
}
