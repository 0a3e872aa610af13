/**
 * A `declare` that uses itself, by way of others or directly: Alloy does not start, whether anything uses the module or
 * not, and `alloy validate` passes (1.18.0). Components that refer to each other are for `alloy/reference-cycle`.
 */
import { headRange, isComplete, nameRange } from '../../model/alloy/components.ts'
import { customIn, moduleOfBlock } from '../../model/alloy/modules.ts'
import { nestedIn } from '../../model/alloy/nested.ts'
import { blocksNamed } from '../../model/alloy/partIndex.ts'
import type { AlloyPart, AlloyTree, Block } from '../../syntax/alloy/ast.ts'
import { labelOf } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

/** A module of the root, and what makes it hang on another one: the component inside it. */
type Uses = ReadonlyMap<Block, ReadonlyMap<Block, Block>>

const usesIn = memo((tree: AlloyTree): Uses => {
  const found = new Map<Block, Map<Block, Block>>()
  for (const part of tree.parts) {
    for (const declare of declaresOf(part)) found.set(declare, usesOf(tree, part, declare))
  }
  return found
})

function declaresOf({ body }: AlloyPart): readonly Block[] {
  return body.filter((each) => each.kind === 'block').filter(({ name }) => name === 'declare')
}

function usesOf(tree: AlloyTree, part: AlloyPart, declare: Block): Map<Block, Block> {
  const uses = new Map<Block, Block>()
  for (const { block, component, definition, holders } of nestedIn(part)) {
    if (block !== component || definition || holders[0] !== declare) continue
    const made = customIn(moduleOfBlock(tree, holders.at(-1)), block.name)
    if (made?.kind === 'declare' && !uses.has(made.block)) uses.set(made.block, block)
  }
  return uses
}

/** The modules of a ring that begins and ends at one, in the order in which they use each other. */
function ringOf(uses: Uses, from: Block): readonly Block[] | undefined {
  const seen = new Set<Block>()
  const search = (at: Block): readonly Block[] | undefined => {
    for (const [next] of uses.get(at) ?? []) {
      if (next === from) return [at]
      if (seen.has(next)) continue
      seen.add(next)
      const rest = search(next)
      if (rest) return [at, ...rest]
    }
    return undefined
  }
  return search(from)
}

function* check({ document }: RuleContext): Iterable<Finding> {
  if (blocksNamed(document, 'declare').length === 0) return
  const uses = usesIn(alloyTree(document))
  for (const declare of uses.keys()) {
    const ring = ringOf(uses, declare)
    if (ring && isKnown(document, ring)) yield findingOf(document, uses, ring)
  }
}

function isKnown(document: Document, ring: readonly Block[]): boolean {
  return ring.every((block) => isComplete(block) && !isUnknown(document, headRange(document, block)))
}

function findingOf(document: Document, uses: Uses, ring: readonly Block[]): Finding {
  const [declare, next = declare] = ring
  const use = declare && next && uses.get(declare)?.get(next)
  const names = ring.map((block) => labelOf(block) ?? '')
  return {
    range: declare ? headRange(document, declare) : { start: 0, end: 0 },
    refusedBy: 'alloy run',
    message:
      ring.length === 1
        ? t('Alloy does not start: the module {name} uses itself.', { name: names[0] ?? '' })
        : t('Alloy does not start: these modules use each other in a ring: {names}.', {
            names: names.join(', '),
          }),
    related: use ? [{ ...placeOf(document, nameRange(document, use)), message: t('It is used here.') }] : [],
  }
}

export const rule: Rule = {
  id: 'alloy/module-cycle',
  title: 'Modules that use themselves or each other in a ring',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
