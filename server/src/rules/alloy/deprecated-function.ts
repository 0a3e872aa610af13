/**
 * Functions by names that Alloy has given up: it still starts with them and logs a line, and `alloy validate` exits 1
 * (1.18.0). Names that the configuration gives to something of its own are left alone.
 */

import { mayBeAgents } from '../../model/alloy/certainty.ts'
import { moduleOfBlock } from '../../model/alloy/modules.ts'
import { moduleBlockAround, perNames } from '../../model/alloy/partIndex.ts'
import { followerAround } from '../../model/alloy/references.ts'
import { meaningOf, scopeOf } from '../../model/alloy/scope.ts'
import { catalogueOf } from '../../model/alloy/wiring.ts'
import { type AlloyCatalogue, replacementOf } from '../../schema/alloy.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const catalogue = catalogueOf(workspace)
  for (const { names, around } of deprecatedNames(catalogue)(document)) {
    const tree = alloyTree(document)
    const [first] = names
    const replacement = first && replacementOf(first.name, catalogue)
    if (!first || !replacement || isUnknown(document, rangeOf(tree, first))) continue
    const scope = scopeOf(document, workspace)
    const module = moduleOfBlock(tree, moduleBlockAround(around))
    if (meaningOf(scope, module, names)) continue
    const range = rangeOf(tree, first)
    const isAgents = mayBeAgents(document)
    yield {
      range,
      tag: 'deprecated',
      // Grafana Agent knows the old names alone.
      ...(isAgents ? { severity: 'info' as const } : {}),
      ...(isAgents || followerAround(scope, catalogue, around) === 'alloy'
        ? { refusedBy: 'alloy' as const }
        : {}),
      message: t(
        'The function {name} is deprecated: alloy validate exits with 1 on it, and a later Alloy may drop it. It is called {replacement} now.',
        { name: first.name, replacement },
      ),
      fixes: [
        {
          title: t('Call {replacement}', { replacement }),
          safe: true,
          preferred: true,
          edits: [{ uri: document.uri, range, text: replacement }],
        },
      ],
    }
  }
}

/** Chains that begin with an old name. */
const deprecatedNames = memo((catalogue: AlloyCatalogue) =>
  perNames(
    (first) => replacementOf(first, catalogue),
    (placed) => placed,
  ),
)

export const rule: Rule = {
  id: 'alloy/deprecated-function',
  title: 'A function called by a name that Alloy has given up',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
