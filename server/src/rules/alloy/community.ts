/**
 * Community components where Alloy is run without them. Where nothing in the workspace says how Alloy is run, that is
 * no fault but worth knowing: whoever runs the file has set the flag.
 */
import { nameRange } from '../../model/alloy/components.ts'
import { alloyLevel } from '../../model/alloy/level.ts'
import { claimOf, faultsOfKind, validationOf } from '../../model/alloy/validation.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const { community, stated } = alloyLevel(workspace)
  if (community) return
  const validation = validationOf(document, workspace)
  for (const { block, stability } of faultsOfKind(validation, 'unsettled')) {
    if (stability !== 'community') continue
    const { name } = block
    yield {
      range: nameRange(document, block),
      message: stated
        ? t(
            '{name} is a community component, which Alloy refuses as it is run here. Start it with --feature.community-components.enabled.',
            { name },
          )
        : t(
            '{name} is a community component: Alloy takes it only if it is started with --feature.community-components.enabled, and nothing here says how it is started.',
            { name },
          ),
      ...(stated ? claimOf(validation, true) : { severity: 'info' as const }),
    }
  }
}

export const rule: Rule = {
  id: 'alloy/community',
  title: 'A community component where Alloy is run without them',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
