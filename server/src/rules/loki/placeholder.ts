/**
 * A placeholder such as `<region>` or `<bucket-name>` left in a Loki configuration. Loki starts with most of them and
 * fails when it first uses the value.
 */
import { yamlTree } from '../../syntax/parse.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

/** A word in angle brackets as documentation writes it; not HTML, not a comparison. */
const placeholder = /<(?:your[-_ ]?)?[a-z]{3,}(?:[-_ ][a-z0-9]+)*>/i

export const rule: Rule = {
  id: 'loki/placeholder',
  title: 'A placeholder such as <bucket-name> left in a Loki configuration',
  kinds: ['loki'],
  severity: 'error',
  check: (context) => check(context),
}

function check({ document }: RuleContext): Iterable<Finding> {
  const tree = yamlTree(document)
  const found: Finding[] = []
  const root = tree.documents[0]?.root
  if (!root) return found
  walk(root, ({ node, path }) => {
    // Rules and templates of alerts hold text for people.
    if (path.includes('annotations') || path.includes('description')) return false
    if (node.kind !== 'scalar' || node.hole || node.text.includes('\n')) return true
    const match = placeholder.exec(node.text)
    if (!match) return true
    found.push({
      range: rangeOf(tree, node),
      message: t(
        '{placeholder} is a placeholder from a guide. Loki starts with it and fails when it first needs the value: put the real one in.',
        { placeholder: match[0] },
      ),
    })
    return true
  })
  return found
}
