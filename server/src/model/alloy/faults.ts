/** What `alloy validate` can refuse in a document, with the node that it is about. Where it comes from is elsewhere. */
import type { Block } from '../../syntax/alloy/ast.ts'
import type { Place } from '../../text/document.ts'
import type { Located } from '../../text/part.ts'
import type { PartFault } from './partCheck.ts'
import { faultPlace } from './valueCheck.ts'

/** Something that `alloy validate` refuses. */
export type AlloyFault =
  | PartFault
  /** A block that another file of the configuration has too. */
  | { readonly kind: 'duplicate-beside'; readonly block: Block; readonly other: Place }
  /** A custom component of a name that the imported module does not have. */
  | {
      readonly kind: 'unknown-custom'
      readonly block: Block
      readonly names: readonly string[]
      readonly moduleBlock: Block | undefined
    }

/** The node that a fault is about. */
export function nodeOf(fault: AlloyFault): Located {
  if (fault.kind === 'value') return faultPlace(fault.fault)
  if (fault.kind === 'missing-argument' || fault.kind === 'missing-block') return fault.owner
  return 'attribute' in fault ? fault.attribute : fault.block
}

/** Whether a node lies in a block, or is it. */
export function isInside(block: Block, { origin, start, end }: Located): boolean {
  return block.origin === origin && block.start <= start && end <= block.end
}
