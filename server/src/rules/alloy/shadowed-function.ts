/**
 * A reference to a component whose first name is one of the standard library, such as a custom component called `file`
 * or `string`. Alloy takes the component and logs a line; `alloy validate` exits 1 on it (1.18.0).
 */
import { claimOf, validationOf } from '../../model/alloy/validation.ts'
import { isUnknown } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  for (const { reference, followedBy } of validation.references.shadowing) {
    const [first] = reference.names
    if (!first || followedBy !== 'alloy') continue
    const range = rangeOf(validation.scope.tree, first)
    if (isUnknown(document, range)) continue
    yield {
      range,
      message: t(
        '{name} is a name of the standard library too. Alloy takes the component here, and alloy validate exits with 1 on it: call the component something else.',
        { name: first.name },
      ),
      ...claimOf(validation, true),
    }
  }
}

export const rule: Rule = {
  id: 'alloy/shadowed-function',
  title: 'A component whose name hides the standard library',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
