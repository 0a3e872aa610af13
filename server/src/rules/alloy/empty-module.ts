/**
 * A `declare` with nothing in it that the file uses: Alloy does not start ("custom component config not found in the
 * registry"), though `alloy validate` passes (1.18.0). One that nothing uses does no harm, and what another file of the
 * configuration uses is not looked at.
 */
import { componentsIn, headRange, isOpen } from '../../model/alloy/components.ts'
import { customIn, moduleOfBlock } from '../../model/alloy/modules.ts'
import { refusedAtStart } from '../../model/alloy/nested.ts'
import { blocksNamed, moduleBlockAround, type PlacedBlock } from '../../model/alloy/partIndex.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { labelOf } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const { block } of blocksNamed(document, 'declare')) {
    const name = labelOf(block)
    if (name === undefined || block.body.length > 0 || block.close === undefined) continue
    const [use] = isOpen(document, block) ? [] : usesOf(document, block, name)
    if (!use) continue
    yield {
      range: headRange(document, block),
      ...refusedAtStart(alloyTree(document), holdersOf(use)),
      message: t(
        'Alloy does not start: the module {name} has nothing in it, and it is used. Put a component or an export into it, or remove both.',
        { name },
      ),
      related: [{ ...placeOf(document, headRange(document, use.block)), message: t('It is used here.') }],
    }
  }
}

/** The components that this `declare` makes. */
function usesOf(document: Document, declare: Block, name: string): readonly PlacedBlock[] {
  const components = componentsIn(document, name)
  const tree = alloyTree(document)
  return blocksNamed(document, name).filter(({ block, around }) => {
    if (!components.includes(block)) return false
    return customIn(moduleOfBlock(tree, moduleBlockAround(around)), name)?.block === declare
  })
}

function holdersOf(placed: PlacedBlock): readonly Block[] {
  const holders: Block[] = []
  for (let at = placed.around; at; at = at.around) {
    if (at.block.name === 'declare' || at.block.name === 'foreach') holders.unshift(at.block)
  }
  return holders
}

export const rule: Rule = {
  id: 'alloy/empty-module',
  title: 'A module without content that is used',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
