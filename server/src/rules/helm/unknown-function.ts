/**
 * A function that Helm does not have: Go's parser refuses the whole file.
 */
import { isHelmTemplate } from '../../model/charts/values.ts'
import { templateTree } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/unknown-function',
  title: 'A function that Helm does not have',
  kinds: ['helm-template'],
  severity: 'error',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (!isHelmTemplate(workspace, document)) return
    const tree = templateTree(document)
    for (const issue of tree.issues) {
      if (issue.code !== 'unknown-function') continue
      const range = rangeOf(tree, issue)
      const { nearest } = issue.data
      yield {
        range,
        message: issue.message,
        refusedBy: 'helm',
        fixes:
          typeof nearest === 'string' && nearest !== ''
            ? [
                {
                  title: t('Change it to {nearest}', { nearest }),
                  safe: false,
                  preferred: true,
                  edits: [{ uri: document.uri, range, text: nearest }],
                },
              ]
            : [],
      }
    }
  },
}
