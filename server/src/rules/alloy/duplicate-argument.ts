/**
 * An argument that is given twice in a block: Alloy refuses it instead of taking the first or the last one.
 */
import { removeStatement } from '../../model/alloy/removal.ts'
import { claimOf, faultsOfKind, validationOf } from '../../model/alloy/validation.ts'
import { sourceOf } from '../../syntax/alloy/visit.ts'
import { placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  const { tree } = validation.scope
  for (const { owner, attribute, first } of faultsOfKind(validation, 'duplicate-argument')) {
    const { name } = attribute.name
    const isSame = sourceOf(attribute.value) === sourceOf(first.value)
    yield {
      range: rangeOf(tree, attribute.name),
      message: t('{owner} is given {name} twice: Alloy takes an argument once.', { owner: owner.name, name }),
      ...claimOf(validation, false, attribute),
      related: [{ ...placeOf(document, rangeOf(tree, first.name)), message: t('It is given here already.') }],
      fixes: [
        {
          title: t('Remove this {name}', { name }),
          // Of two different values nobody but the author knows the right one.
          safe: isSame,
          ...(isSame ? { preferred: true } : {}),
          edits: [{ uri: document.uri, ...removeStatement(document, attribute) }],
        },
      ],
    }
  }
}

export const rule: Rule = {
  id: 'alloy/duplicate-argument',
  title: 'An argument that is given twice',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
