/**
 * Components, `foreach` and functions that Alloy takes only at a lower stability level than it is run at. Where nothing
 * in the workspace says how Alloy is run, that is no fault but worth knowing: whoever runs the file has set the flag.
 */
import { nameRange } from '../../model/alloy/components.ts'
import { alloyLevel, permits } from '../../model/alloy/level.ts'
import { claimOf, faultsOfKind, validationOf } from '../../model/alloy/validation.ts'
import type { StabilityLevel } from '../../model/settings.ts'
import { isUnknown } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check(context: RuleContext): Iterable<Finding> {
  const { document, workspace } = context
  const { level } = alloyLevel(workspace)
  const validation = validationOf(document, workspace)
  for (const { block, stability } of faultsOfKind(validation, 'unsettled')) {
    if (stability !== 'community' && !permits(level, stability))
      yield unsettled(context, nameRange(document, block), block.name, stability)
  }
  if (permits(level, 'experimental')) return
  for (const { reference, followedBy } of validation.references.experimental) {
    const range = rangeOf(validation.scope.tree, reference.expression)
    if (isUnknown(document, range) || !followedBy) continue
    yield unsettled(context, range, reference.names.map(({ name }) => name).join('.'), 'experimental')
  }
}

function unsettled(
  { document, workspace }: RuleContext,
  range: Range,
  name: string,
  stability: StabilityLevel,
): Finding {
  const { level, stated } = alloyLevel(workspace)
  if (!stated)
    return {
      range,
      severity: 'info',
      message: t(
        '{name} is {stability}: Alloy takes it only if it is started with --stability.level={stability}, and nothing here says how it is started.',
        { name, stability },
      ),
    }
  return {
    range,
    message: t(
      '{name} is {stability}, and Alloy is run at {level} here, which refuses it. Start it with --stability.level={stability}.',
      { name, stability, level },
    ),
    ...claimOf(validationOf(document, workspace), true),
  }
}

export const rule: Rule = {
  id: 'alloy/stability',
  title: 'Something that is too unsettled for the stability level that Alloy is run at',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
