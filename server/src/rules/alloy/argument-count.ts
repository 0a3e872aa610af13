/**
 * A function of the standard library that is called with too few or too many arguments. `alloy validate` does not count
 * them; the start does (1.18.0). Their types are for `alloy/argument-type`.
 */
import { type CallFault, faultyCallsIn } from '../../model/alloy/calls.ts'
import { isStarted } from '../../model/alloy/nested.ts'
import { moduleBlockAround } from '../../model/alloy/partIndex.ts'
import { catalogueOf } from '../../model/alloy/wiring.ts'
import type { Call } from '../../syntax/alloy/ast.ts'
import { sourceOf } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const catalogue = catalogueOf(workspace)
  for (const { placed, call, faults } of faultyCallsIn(document, catalogue)) {
    const fault = faults.find(({ kind }) => kind === 'count' || kind === 'constant')
    const tree = alloyTree(document)
    if (!fault || isUnknown(document, rangeOf(tree, call))) continue
    const holder = moduleBlockAround(placed.around)
    const claim = isStarted(tree, holder ? [holder] : []) ? { refusedBy: 'alloy run' as const } : {}
    const range = rangeOf(tree, placed.expression)
    if (fault.kind === 'count') yield { range, ...claim, message: messageOf(fault) }
    else if (fault.kind === 'constant')
      yield { range, ...claim, ...calledConstant(document, call, fault.name) }
  }
}

/** `constants.hostname()`: what is a value is called. */
function calledConstant(document: Document, call: Call, name: string): Pick<Finding, 'message' | 'fixes'> {
  const range = rangeOf(alloyTree(document), call)
  const edits = [{ uri: document.uri, range, text: sourceOf(call.callee) }]
  return {
    message: t('{name} is a value and no function, so Alloy does not start. Remove the parentheses.', {
      name,
    }),
    fixes:
      call.arguments.length === 0
        ? [{ title: t('Remove the parentheses'), safe: true, preferred: true, edits }]
        : [],
  }
}

function messageOf({ name, signature, given }: Extract<CallFault, { kind: 'count' }>): string {
  const { least, most, parameters } = signature
  const values = { name, least, most: most ?? least, types: parameters.join(', '), given }
  if (least === 1 && most === 1)
    return t(
      '{name} takes one argument ({types}) and is given {given}, so Alloy does not start, though alloy validate passes.',
      values,
    )
  if (least === most)
    return t(
      '{name} takes {least} arguments ({types}) and is given {given}, so Alloy does not start, though alloy validate passes.',
      values,
    )
  if (most === undefined && least === 1)
    return t(
      '{name} takes at least one argument ({types}) and is given {given}, so Alloy does not start, though alloy validate passes.',
      values,
    )
  return most === undefined
    ? t(
        '{name} takes at least {least} arguments ({types}) and is given {given}, so Alloy does not start, though alloy validate passes.',
        values,
      )
    : t(
        '{name} takes {least} to {most} arguments ({types}) and is given {given}, so Alloy does not start, though alloy validate passes.',
        values,
      )
}

export const rule: Rule = {
  id: 'alloy/argument-count',
  title: 'A function of the standard library called with too few or too many arguments',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
