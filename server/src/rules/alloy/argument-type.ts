/**
 * An argument of a function that is of a type that the function does not take, such as `string.join("a", "b")`. `alloy
 * validate` does not look; the start refuses it (1.18.0). How many arguments there are is for `alloy/argument-count`.
 */
import { faultyCallsIn } from '../../model/alloy/calls.ts'
import { moduleOfBlock } from '../../model/alloy/modules.ts'
import { isStarted } from '../../model/alloy/nested.ts'
import { moduleBlockAround } from '../../model/alloy/partIndex.ts'
import { meansComponent, scopeOf } from '../../model/alloy/scope.ts'
import { typeText } from '../../model/alloy/typeText.ts'
import { catalogueOf } from '../../model/alloy/wiring.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const catalogue = catalogueOf(workspace)
  for (const { placed, faults } of faultyCallsIn(document, catalogue)) {
    for (const fault of faults) {
      const tree = alloyTree(document)
      if (fault.kind !== 'type' || isUnknown(document, rangeOf(tree, fault.expression))) continue
      const holder = moduleBlockAround(placed.around)
      const scope = scopeOf(document, workspace)
      const module = moduleOfBlock(tree, holder)
      // A reference to what is not there is for another rule.
      if (!fault.chains.every(({ id }) => meansComponent(scope, module, id))) continue
      yield {
        range: rangeOf(tree, fault.expression),
        ...(isStarted(tree, holder ? [holder] : []) ? { refusedBy: 'alloy run' as const } : {}),
        message: t(
          '{name} takes {asked} here and is given {given}, so Alloy does not start, though alloy validate passes.',
          { name: fault.name, asked: typeText(fault.asked), given: typeText(fault.given) },
        ),
      }
    }
  }
}

export const rule: Rule = {
  id: 'alloy/argument-type',
  title: 'An argument of a function that is of another type than the function takes',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
