/**
 * Values inside an Argo CD application that are not YAML, or no map. Values with placeholders of a generator in them
 * are left out: what they become is not known here.
 */
import { yamlTree } from '../../syntax/parse.ts'
import { type Document, linesOf } from '../../text/document.ts'
import { lineAt, lineEnd } from '../../text/lines.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

/** Codes of what the reader of Helm (go-yaml) refuses too; a duplicate key it lets pass. */
const refused: ReadonlySet<string> = new Set([
  ...['ALIAS_PROPS', 'BAD_ALIAS', 'BAD_DQ_ESCAPE', 'BAD_INDENT', 'BAD_SCALAR_START', 'BLOCK_AS_IMPLICIT_KEY'],
  ...['BLOCK_IN_FLOW', 'MISSING_CHAR', 'MULTILINE_IMPLICIT_KEY', 'TAB_AS_INDENT', 'UNEXPECTED_TOKEN'],
])

export const rule: Rule = {
  id: 'argocd/values-syntax',
  title: 'Values inside an Argo CD application that Helm cannot read',
  kinds: ['helm-values'],
  severity: 'error',
  *check({ document }: RuleContext): Iterable<Finding> {
    if (!document.within || document.subtree || document.text.includes('{{')) return
    const tree = yamlTree(document)
    const [issue] = tree.issues.filter(({ code }) => refused.has(code))
    if (issue) {
      const reason = (issue.message.split('\n')[0] ?? '').replace(/\.$/, '')
      yield {
        range: visible(document, rangeOf(tree, issue)),
        refusedBy: 'helm',
        message: t(
          'These values are not valid YAML: {reason}. Argo CD hands them to Helm as they are, so the application cannot be rendered.',
          { reason },
        ),
      }
      return
    }
    const root = tree.documents[0]?.root
    if (!root || root.kind === 'map' || root.kind === 'alias') return
    if (root.kind === 'scalar' && (root.value === null || root.hole)) return
    yield {
      range: rangeOf(tree, root),
      refusedBy: 'helm',
      message: t(
        'These values are {found}, and Helm takes only a map of keys: the application cannot be rendered.',
        { found: root.kind === 'sequence' ? t('a list') : t('a single text') },
      ),
    }
  },
}

/** A range that can be seen: an empty one becomes the rest of its line. */
function visible(document: Document, range: Range): Range {
  if (range.end > range.start) return range
  const starts = linesOf(document)
  return {
    start: range.start,
    end: Math.max(range.start, lineEnd(document.text, starts, lineAt(starts, range.start))),
  }
}
