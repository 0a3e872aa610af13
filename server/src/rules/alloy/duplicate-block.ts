/**
 * A block that stands twice where Alloy takes one, such as a second `output` or `wal`.
 */
import { nameRange } from '../../model/alloy/components.ts'
import { removeStatement } from '../../model/alloy/removal.ts'
import { claimOf, faultsOfKind, validationOf } from '../../model/alloy/validation.ts'
import { sourceOf } from '../../syntax/alloy/visit.ts'
import { placeOf } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  for (const { owner, block, first } of faultsOfKind(validation, 'duplicate-block')) {
    const isSame = sourceOf(block) === sourceOf(first)
    yield {
      range: nameRange(document, block),
      message: t('{owner} takes one block {name}, and this is not the first: put what they say into one.', {
        owner: owner.name,
        name: block.name,
      }),
      ...claimOf(validation, true, block),
      related: [{ ...placeOf(document, nameRange(document, first)), message: t('The first one is here.') }],
      fixes: isSame
        ? [
            {
              title: t('Remove this {name}', { name: block.name }),
              safe: true,
              preferred: true,
              edits: [{ uri: document.uri, ...removeStatement(document, block) }],
            },
          ]
        : [],
    }
  }
}

export const rule: Rule = {
  id: 'alloy/duplicate-block',
  title: 'A block that stands twice where Alloy takes one',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
