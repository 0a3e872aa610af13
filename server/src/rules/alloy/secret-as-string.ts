/**
 * A secret given to an argument that takes a plain text: Alloy does not start, so that the secret does not show in its
 * interface. `alloy validate` does not look (1.18.0). A `local.file` is secret where its `is_secret` says so; what
 * `remote.kubernetes.secret` gives always is.
 */
import { faultyCallsIn } from '../../model/alloy/calls.ts'
import type { ExportChain } from '../../model/alloy/exportType.ts'
import { type AlloyModule, moduleOfBlock, resolveIn } from '../../model/alloy/modules.ts'
import { refusedAtStart } from '../../model/alloy/nested.ts'
import { meansComponent, scopeOf } from '../../model/alloy/scope.ts'
import { booleanIn } from '../../model/alloy/value.ts'
import { catalogueOf, misfitsIn, takesTargets } from '../../model/alloy/wiring.ts'
import type { Expression } from '../../syntax/alloy/ast.ts'
import { attribute, referenceNames, sourceOf } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

/** Components whose optional secrets are secrets in every case (Alloy 1.18.0). */
const alwaysSecret: ReadonlySet<string> = new Set(['remote.kubernetes.secret'])

function* check(context: RuleContext): Iterable<Finding> {
  const { document, workspace } = context
  const tree = alloyTree(document)
  for (const misfit of misfitsIn(document, workspace)) {
    const { given, asked, at, argument, expression } = misfit
    // A secret where a receiver is taken is wrong for another reason.
    if (!given.word?.endsWith('secret') || !['string', 'duration'].includes(asked)) continue
    const module = moduleOfBlock(tree, at.holders.at(-1))
    if (!isSecret(context, module, given.word, given.chains)) continue
    const isLabel = takesTargets(misfit)
    const claim = isLabel ? laterRefused : refusedAtStart(tree, at.holders)
    yield* findings(document, expression, argument.name, claim)
  }
  for (const { placed, faults } of faultyCallsIn(document, catalogueOf(workspace))) {
    for (const fault of faults) {
      if (fault.kind !== 'secret') continue
      const module = moduleOfBlock(tree, placed.moduleBlock)
      if (!isSecret(context, module, fault.given, fault.chains)) continue
      const holders = placed.moduleBlock ? [placed.moduleBlock] : []
      yield* findings(document, fault.expression, fault.name, refusedAtStart(tree, holders))
    }
  }
}

/** A label of a target, which 1.18.0 makes of a secret, and the version behind it does not (run). */
const laterRefused: Pick<Finding, 'severity'> = { severity: 'warning' }

/** @param taker the argument or the function that takes a plain text */
function* findings(
  document: Document,
  expression: Expression,
  taker: string,
  claim: Pick<Finding, 'refusedBy' | 'severity'>,
): Iterable<Finding> {
  const range = rangeOf(alloyTree(document), expression)
  if (isUnknown(document, range)) return
  const found = sourceOf(expression)
  const wraps = referenceNames(expression) !== undefined || expression.kind === 'index'
  yield {
    range,
    ...claim,
    message:
      claim.severity === 'warning'
        ? t(
            '{found} is a secret and becomes a label of a target: Alloy 1.18.0 shows it, and versions after it do not start. If it may be shown, wrap it in convert.nonsensitive.',
            { found },
          )
        : t(
            '{found} is a secret and {taker} takes a plain text, so Alloy does not start. If it may be shown, wrap it in convert.nonsensitive.',
            { found, taker },
          ),
    fixes: wraps
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

/** Whether what is given is a secret for certain, of components that are there. */
function isSecret(
  { document, workspace }: RuleContext,
  module: AlloyModule,
  word: string,
  chains: readonly ExportChain[],
): boolean {
  const scope = scopeOf(document, workspace)
  if (!chains.every(({ id }) => meansComponent(scope, module, id))) return false
  if (word === 'secret') return true
  return chains.some(({ component, names }) => {
    if (alwaysSecret.has(component)) return true
    const block = resolveIn(module, names)?.entity.block
    const flag = block && attribute(block, 'is_secret')
    return flag !== undefined && booleanIn(document, flag.value) === true
  })
}

export const rule: Rule = {
  id: 'alloy/secret-as-string',
  title: 'A secret given to an argument that takes a plain text',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
