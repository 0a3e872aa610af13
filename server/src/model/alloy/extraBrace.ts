/**
 * Braces that close nothing. One brace too many ends a block early, and what was in it then stands at the top: it is the
 * brace that is wrong, and its finding is enough.
 */
import type { AlloyTree } from '../../syntax/alloy/ast.ts'
import { memo } from '../../text/memo.ts'
import { type Located, rangeOf } from '../../text/part.ts'

/** Offset of the last brace that closes nothing; -1 where there is none. */
const lastExtraBrace = memo((tree: AlloyTree): number => {
  const last = tree.issues.findLast(
    ({ code, origin, start }) => code === 'unexpected-token' && origin.text[start] === '}',
  )
  return last ? rangeOf(tree, last).start : -1
})

/** Whether a statement at the top may have been in a block that a brace too many has closed. */
export function mayBeCutOff(tree: AlloyTree, statement: Located): boolean {
  return rangeOf(tree, statement).start < lastExtraBrace(tree)
}
