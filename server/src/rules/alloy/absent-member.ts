/**
 * A member or an element of a value that does not have it: behind a receiver or a list (`.receiver.x`, `.targets.x`), out
 * of a literal that is shorter or has other fields. The start refuses it, `alloy validate` does not look (1.18.0). An
 * export that a component lacks is for `alloy/unknown-export`, a name of the standard library for `alloy/unknown-member`.
 */
import { moduleOfBlock } from '../../model/alloy/modules.ts'
import { refusedAtStart } from '../../model/alloy/nested.ts'
import { type MemberFault, memberFaultsIn } from '../../model/alloy/operations.ts'
import { meansComponent, scopeOf } from '../../model/alloy/scope.ts'
import { typeText } from '../../model/alloy/typeText.ts'
import { catalogueOf } from '../../model/alloy/wiring.ts'
import { sourceOf } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { nearestName } from '../../text/nearest.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  for (const fault of memberFaultsIn(document, catalogueOf(workspace))) {
    const tree = alloyTree(document)
    const scope = scopeOf(document, workspace)
    const module = moduleOfBlock(tree, fault.moduleBlock)
    if (!fault.chains.every(({ id }) => meansComponent(scope, module, id))) continue
    const whole = { ...fault.object, end: fault.node.end }
    if (isUnknown(document, rangeOf(tree, whole))) continue
    const range = rangeOf(tree, fault.node)
    const near = fault.kind === 'field' ? nearestName(fault.member, fault.has) : undefined
    yield {
      range,
      ...refusedAtStart(tree, fault.moduleBlock ? [fault.moduleBlock] : []),
      message: messageOf(fault),
      fixes: near
        ? [
            {
              title: t('Change it to {name}', { name: near }),
              safe: false,
              preferred: true,
              edits: [{ uri: document.uri, range, text: near }],
            },
          ]
        : [],
    }
  }
}

function messageOf({ kind, object, given, member, has }: MemberFault): string {
  const source = sourceOf(object).replace(/\s+/g, ' ')
  const values = {
    object: source.length > 60 ? `${source.slice(0, 57)}…` : source,
    member,
    given: typeText(given),
  }
  switch (kind) {
    case 'index':
      return has.length === 0
        ? t('Alloy does not start: {object} is empty, and has no element {member}.', values)
        : t(
            'Alloy does not start: {object} has no element {member}. Elements are counted from 0, so its last one is {last}.',
            { ...values, last: has.length - 1 },
          )
    case 'field':
      return t('Alloy does not start: {object} has no field {member}. It has: {names}.', {
        ...values,
        names: has.join(', '),
      })
    case 'key':
      return given.startsWith('list(')
        ? t(
            'Alloy does not start: {object} is {given}, whose elements have numbers, and not {member}.',
            values,
          )
        : t('Alloy does not start: {object} is {given}, whose fields have names, and not {member}.', values)
    default:
      return t('Alloy does not start: {object} is {given}, and there is no {member} in it.', values)
  }
}

export const rule: Rule = {
  id: 'alloy/absent-member',
  title: 'A member or an element of a value that does not have it',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
