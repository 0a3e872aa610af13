/**
 * Keys of values that stand one level too high: they are a subchart's, and Helm hands a subchart only what stands
 * below its name (`model/charts/misplaced.ts`).
 */
import { type Misplaced, misplacedIn } from '../../model/charts/misplaced.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { nestPairs } from '../../syntax/yaml/nest.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/subchart-key',
  title: "A subchart's value that is not nested under the subchart's name",
  kinds: ['helm-values'],
  severity: 'warning',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    for (const misplaced of misplacedIn(workspace, document)) {
      const found = finding(document, misplaced)
      if (found) yield found
    }
  },
}

function finding(document: Document, { map, path, pairs, below, chart }: Misplaced): Finding | undefined {
  const tree = yamlTree(document)
  const [first] = pairs
  if (!first) return undefined
  const edits = nestPairs(tree, map, pairs, below)
  const names = pairs.map(({ key }) => [...path, key.text].join('.')).join(', ')
  const values = { names, below: [...path, below].join('.'), chart }
  return {
    range: rangeOf(tree, first.key),
    message:
      pairs.length === 1
        ? t('{names} has no effect here: the chart {chart} reads it below {below}.', values)
        : t('{names} have no effect here: the chart {chart} reads them below {below}.', values),
    tag: 'unnecessary',
    fixes: edits
      ? [
          {
            title: t('Move it below {below}', { below }),
            safe: false,
            preferred: true,
            edits: edits.map((edit) => ({ uri: document.uri, ...edit })),
          },
        ]
      : [],
  }
}
