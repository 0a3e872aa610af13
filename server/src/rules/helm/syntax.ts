/**
 * What Go's template parser refuses in a Helm template, apart from names of functions, variables and templates,
 * which have rules of their own. What only rendering shows (a missing template, a nil value) is not looked for here.
 */
import { isHelmTemplate } from '../../model/charts/values.ts'
import { templateTree } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

const others: ReadonlySet<string> = new Set(['unknown-function', 'undefined-variable', 'duplicate-define'])

export const rule: Rule = {
  id: 'helm/syntax',
  title: 'A template that Helm cannot parse',
  kinds: ['helm-template'],
  severity: 'error',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (!isHelmTemplate(workspace, document)) return
    const tree = templateTree(document)
    for (const issue of tree.issues) {
      if (others.has(issue.code)) continue
      yield { range: rangeOf(tree, issue), message: issue.message, refusedBy: 'helm' }
    }
  },
}
