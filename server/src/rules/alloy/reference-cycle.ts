/**
 * Components that refer to each other in a ring, or one that refers to itself: each would have to be there before the
 * other, so Alloy starts none of them.
 */
import { headRange, titleOf } from '../../model/alloy/components.ts'
import { claimOf, validationOf } from '../../model/alloy/validation.ts'
import { isUnknown } from '../../syntax/parse.ts'
import { placeOf } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  for (const ring of validation.references.rings) {
    if (ring.some((block) => isUnknown(document, headRange(document, block)))) continue
    const names = ring.map((block) => titleOf(document, block)).sort()
    for (const block of ring) {
      yield {
        range: headRange(document, block),
        message:
          ring.length === 1
            ? t('{name} refers to itself: what it takes can only come from other components.', {
                name: names[0] ?? '',
              })
            : t(
                'These refer to each other in a ring, so none of them can start before the others: {names}.',
                {
                  names: names.join(', '),
                },
              ),
        ...claimOf(validation, false),
        related: ring
          .filter((other) => other !== block)
          .map((other) => ({
            ...placeOf(document, headRange(document, other)),
            message: t('{name} is part of the ring.', { name: titleOf(document, other) }),
          })),
      }
    }
  }
}

export const rule: Rule = {
  id: 'alloy/reference-cycle',
  title: 'Components that refer to each other in a ring',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
