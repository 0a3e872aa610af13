/**
 * A template variable that is not declared where it is used: Go's parser refuses the whole file.
 */
import { isHelmTemplate } from '../../model/charts/values.ts'
import { templateTree } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/undefined-variable',
  title: 'A template variable that is not declared where it is used',
  kinds: ['helm-template'],
  severity: 'error',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (!isHelmTemplate(workspace, document)) return
    const tree = templateTree(document)
    for (const issue of tree.issues) {
      if (issue.code !== 'undefined-variable') continue
      yield { range: rangeOf(tree, issue), message: issue.message, refusedBy: 'helm' }
    }
  },
}
