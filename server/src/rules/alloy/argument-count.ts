/**
 * A function of the standard library that is called with too few or too many arguments. `alloy validate` does not count
 * them; the start does (1.18.0). Their types are for `alloy/argument-type`.
 */
import { type CallFault, faultyCallsIn } from '../../model/alloy/calls.ts'
import { isStarted } from '../../model/alloy/nested.ts'
import { moduleBlockAround } from '../../model/alloy/partIndex.ts'
import { catalogueOf } from '../../model/alloy/wiring.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const catalogue = catalogueOf(workspace)
  for (const { placed, call, faults } of faultyCallsIn(document, catalogue)) {
    const fault = faults.find(({ kind }) => kind === 'count')
    const tree = alloyTree(document)
    if (fault?.kind !== 'count' || isUnknown(document, rangeOf(tree, call))) continue
    const holder = moduleBlockAround(placed.around)
    yield {
      range: rangeOf(tree, placed.expression),
      ...(isStarted(tree, holder ? [holder] : []) ? { refusedBy: 'alloy run' as const } : {}),
      message: messageOf(fault),
    }
  }
}

function messageOf({ name, signature, given }: Extract<CallFault, { kind: 'count' }>): string {
  const { least, most, parameters } = signature
  const takes =
    most === undefined ? t('at least {least}', { least }) : least === most ? least : `${least}–${most}`
  return t(
    '{name} takes {takes} arguments ({types}) and is given {given}, so Alloy does not start, though alloy validate passes.',
    { name, takes, types: parameters.join(', '), given },
  )
}

export const rule: Rule = {
  id: 'alloy/argument-count',
  title: 'A function of the standard library called with too few or too many arguments',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
