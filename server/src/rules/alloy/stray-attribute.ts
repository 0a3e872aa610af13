/**
 * An attribute at the top of a configuration or module, where only blocks may stand. `alloy validate` stops at the first
 * one of a file.
 */
import { mayBeCutOff } from '../../model/alloy/extraBrace.ts'
import { claimOf, faultsOfKind, type Validation, validationOf } from '../../model/alloy/validation.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  const faults = faultsOfKind(validation, 'stray-attribute')
  const first = faults.find(({ within }) => within === undefined)
  for (const fault of faults) {
    if (!fault.within && mayBeCutOff(validation.scope.tree, fault.attribute)) continue
    const { name } = fault.attribute.name
    yield {
      range: rangeOf(validation.scope.tree, fault.attribute.name),
      message: fault.within
        ? t(
            '{name} stands directly in {module}, where only blocks may stand: put it into the block that it is for.',
            {
              name,
              module: fault.within.name,
            },
          )
        : t(
            '{name} stands at the top of the configuration, where only blocks may stand: put it into the block that it is for.',
            { name },
          ),
      ...(fault === first ? firstClaim(validation) : claimOf(validation, false)),
    }
  }
}

/** The first one is what stops the program, unless a fault of the syntax does. */
function firstClaim({ scope }: Validation): { readonly refusedBy?: 'alloy' } {
  return scope.tree.issues.length === 0 ? { refusedBy: 'alloy' } : {}
}

export const rule: Rule = {
  id: 'alloy/stray-attribute',
  title: 'An attribute where only blocks may stand',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
