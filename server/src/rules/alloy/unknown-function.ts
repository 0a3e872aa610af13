/**
 * A call of a function that the standard library does not have. `alloy validate` looks at the first name alone, so a
 * missing member of a namespace (`sys.hostname`) is for another rule.
 */
import { claimOf, validationOf } from '../../model/alloy/validation.ts'
import { functionNames, functionOf, replacementOf } from '../../schema/alloy.ts'
import { isUnknown } from '../../syntax/parse.ts'
import { nearestName } from '../../text/nearest.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const validation = validationOf(document, workspace)
  const { catalogue } = validation
  for (const { reference, followedBy } of validation.references.unresolved) {
    const range = rangeOf(validation.scope.tree, reference.expression)
    if (!reference.call || isUnknown(document, range)) continue
    const name = reference.names.map((each) => each.name).join('.')
    const names = functionNames(catalogue).filter((each) => functionOf(each, catalogue)?.kind === 'function')
    const near = nearestName(name, names) ?? byLastName(name, names)
    const right = near && (replacementOf(near, catalogue) ?? near)
    yield {
      range,
      message: right
        ? t('Alloy {version} has no function {name}. Did you mean {near}?', {
            version: catalogue.version,
            name,
            near: right,
          })
        : t('Alloy {version} has no function {name}.', { version: catalogue.version, name }),
      ...(followedBy === 'alloy' ? claimOf(validation, true) : {}),
      ...(followedBy === 'alloy run' && validation.reaches ? { refusedBy: 'alloy run' as const } : {}),
      fixes: right
        ? [
            {
              title: t('Call {near}', { near: right }),
              safe: false,
              preferred: true,
              edits: [{ uri: document.uri, range, text: right }],
            },
          ]
        : [],
    }
  }
}

/** The one function of this name in a namespace: `getenv` has none, `path_join` is `file.path_join`. */
function byLastName(name: string, names: readonly string[]): string | undefined {
  const found = names.filter((each) => each.endsWith(`.${name.split('.').at(-1) ?? ''}`))
  return found.length === 1 ? found[0] : undefined
}

export const rule: Rule = {
  id: 'alloy/unknown-function',
  title: 'A function that Alloy does not have',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
