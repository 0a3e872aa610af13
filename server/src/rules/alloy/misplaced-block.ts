/**
 * Blocks that Alloy takes in certain places alone: `argument` and `export` inside a module, `logging`, `tracing` and
 * services such as `http` at the top of a configuration.
 */
import { headRange } from '../../model/alloy/components.ts'
import type { Misplaced } from '../../model/alloy/partCheck.ts'
import { claimOf, faultsOfKind, validationOf } from '../../model/alloy/validation.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  for (const { block, why } of faultsOfKind(validation, 'misplaced-block')) {
    yield {
      range: headRange(document, block),
      message: messageFor(block.name, why),
      ...claimOf(validation, false),
    }
  }
}

function messageFor(name: string, why: Misplaced): string {
  switch (why) {
    case 'outside a module':
      return t(
        '{name} says what a module takes or gives: it belongs in a declare block, not at the top of a configuration.',
        {
          name,
        },
      )
    case 'in a module':
      return t(
        '{name} is for the whole process: it belongs at the top of a configuration, not in a module.',
        {
          name,
        },
      )
    case 'in a foreach':
      return t(
        '{name} is for the whole process: it belongs at the top of a configuration, not in a foreach.',
        { name },
      )
    default:
      return t('{name} takes no configuration: Alloy sets it up by its command line.', { name })
  }
}

export const rule: Rule = {
  id: 'alloy/misplaced-block',
  title: 'A block that Alloy takes only in another place',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
