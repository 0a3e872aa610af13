/**
 * A template variable that is not declared where it is used: Go's parser refuses the whole file.
 */
import { isHelmTemplate } from '../../model/charts/values.ts'
import { templateTree } from '../../syntax/parse.ts'
import type { TemplateIssue } from '../../syntax/template/ast.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

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
      const range = rangeOf(tree, issue)
      yield { range, message: issue.message, refusedBy: 'helm', fixes: fixesOf(document, range, issue.data) }
    }
  },
}

function fixesOf(document: Document, range: Range, { nearest }: TemplateIssue['data']): readonly Fix[] {
  if (typeof nearest !== 'string') return []
  const edits = [{ uri: document.uri, range, text: nearest }]
  return [{ title: t('Change it to {nearest}', { nearest }), safe: false, preferred: true, edits }]
}
