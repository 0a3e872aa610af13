/**
 * A secret given to an argument that takes a plain text: Alloy does not start, so that the secret does not show in its
 * interface. `alloy validate` does not look (1.18.0). A `local.file` is secret where its `is_secret` says so; what
 * `remote.kubernetes.secret` gives always is.
 */
import { moduleOfBlock, resolveIn } from '../../model/alloy/modules.ts'
import { refusedAtStart } from '../../model/alloy/nested.ts'
import { meansComponent, scopeOf } from '../../model/alloy/scope.ts'
import { booleanIn } from '../../model/alloy/value.ts'
import { type Misfit, misfitsIn } from '../../model/alloy/wiring.ts'
import { attribute, referenceNames, sourceOf } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

/** Components whose optional secrets are secrets in every case (Alloy 1.18.0). */
const alwaysSecret: ReadonlySet<string> = new Set(['remote.kubernetes.secret'])

function* check(context: RuleContext): Iterable<Finding> {
  const { document, workspace } = context
  for (const misfit of misfitsIn(document, workspace)) {
    if (!misfit.given.word?.endsWith('secret') || !isSecret(context, misfit)) continue
    const tree = alloyTree(document)
    const range = rangeOf(tree, misfit.expression)
    if (isUnknown(document, range)) continue
    const found = sourceOf(misfit.expression)
    yield {
      range,
      ...refusedAtStart(tree, misfit.at.holders),
      message: t(
        '{found} is a secret and {argument} takes a plain text, so Alloy does not start. If it may be shown, wrap it in convert.nonsensitive.',
        { found, argument: misfit.argument.name },
      ),
      fixes:
        referenceNames(misfit.expression) || misfit.expression.kind === 'index'
          ? [
              {
                title: t('Wrap it in convert.nonsensitive: it will show in Alloy’s interface'),
                safe: false,
                edits: [{ uri: document.uri, range, text: `convert.nonsensitive(${found})` }],
              },
            ]
          : [],
    }
  }
}

/** Whether what is given is a secret for certain, of components that are there. */
function isSecret({ document, workspace }: RuleContext, { given, certain, at, asked }: Misfit): boolean {
  // A secret where a receiver is taken is wrong for another reason.
  if (!['string', 'duration'].includes(asked)) return false
  const scope = scopeOf(document, workspace)
  const module = moduleOfBlock(scope.tree, at.holders.at(-1))
  if (!given.chains.every(({ id }) => meansComponent(scope, module, id))) return false
  if (certain) return true
  const [chain] = given.chains
  if (!chain || given.chains.length > 1) return false
  if (alwaysSecret.has(chain.component)) return true
  const block = resolveIn(module, chain.names)?.entity.block
  const flag = block && attribute(block, 'is_secret')
  return flag !== undefined && booleanIn(document, flag.value) === true
}

export const rule: Rule = {
  id: 'alloy/secret-as-string',
  title: 'A secret given to an argument that takes a plain text',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
