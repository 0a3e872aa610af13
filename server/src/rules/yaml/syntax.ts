/**
 * YAML that no parser reads. Texts with template actions, of Helm or of another program, are left out: what they
 * render to is not known here. Faults that readers of Go programs let pass (duplicate keys, unresolved tags, quoted
 * texts that go on at the margin) are not this rule's.
 */
import { maskedText, yamlTree } from '../../syntax/parse.ts'
import { hasTemplateMark } from '../../syntax/templateMarks.ts'
import type { YamlIssue, YamlTree } from '../../syntax/yaml/ast.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import { lineAt, lineStarts } from '../../text/lines.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

/** The library's codes for what go-yaml v2 and v3 refuse too: tried on the corpus and on cases of our own. */
const refused = new Set([
  'ALIAS_PROPS',
  'BAD_ALIAS',
  'BAD_DQ_ESCAPE',
  'BAD_INDENT',
  'BAD_SCALAR_START',
  'BLOCK_AS_IMPLICIT_KEY',
  'BLOCK_IN_FLOW',
  'MISSING_CHAR',
  'MULTILINE_IMPLICIT_KEY',
  'TAB_AS_INDENT',
  'UNEXPECTED_TOKEN',
  'TOO_DEEP',
  'TOO_MANY_ALIASES',
])

export const rule: Rule = {
  id: 'yaml/syntax',
  title: 'YAML that cannot be parsed',
  kinds: ['helm-values', 'helm-chart', 'loki', 'compose', 'argocd', 'kubernetes', 'settings'],
  severity: 'error',
  check: (context) => check(context),
}

/** The first fault of each part: later ones in it mostly follow from it. */
function* check({ document }: RuleContext): Iterable<Finding> {
  if (document.subtree || maskedText(document).holes.length > 0) return
  // Values inside an Argo CD manifest have a rule of their own.
  if (document.within && document.kind === 'helm-values') return
  const tree = yamlTree(document)
  if (tree.issues.length === 0 || isMadeElsewhere(tree)) return
  const seen = new Set<object>()
  for (const issue of tree.issues) {
    if (!refused.has(issue.code) || seen.has(issue.origin)) continue
    seen.add(issue.origin)
    const quoted = opener(tree, issue)
    if (quoted && isClosedLater(tree.text, quoted.start)) continue
    const reason = issue.message.split('\n')[0] ?? ''
    yield {
      range: quoted ?? rangeOf(tree, issue),
      message: t('This is not valid YAML: {reason}. Nothing that reads the file gets past this place.', {
        reason: reason.replace(/\.$/, ''),
      }),
    }
  }
}

/** The first line of the quoted text whose closing quote is missing: the parser only sees the end of the file. */
function opener(tree: YamlTree, issue: YamlIssue): Range | undefined {
  if (issue.code !== 'MISSING_CHAR' || !issue.message.includes('quote')) return undefined
  let found: Range | undefined
  const end = rangeOf(tree, issue).end
  walk(tree, ({ node }) => {
    if (
      node.kind !== 'scalar' ||
      node.origin !== issue.origin ||
      (node.style !== 'double' && node.style !== 'single')
    )
      return
    const range = rangeOf(tree, node)
    if (range.start < end && range.end >= end - 1) found = range
  })
  if (!found) return undefined
  const line = /^.*/.exec(tree.text.slice(found.start, found.end))?.[0].trimEnd() ?? ''
  return { start: found.start, end: found.start + line.length }
}

/** Whether another program makes YAML of this text first: a mark of its language stands outside block scalars. */
function isMadeElsewhere(tree: YamlTree): boolean {
  // The library takes a lone carriage return for a blank; go-yaml ends a line there.
  if (/\r(?!\n)/.test(tree.text)) return true
  const own = new Set<number>()
  const lines = tree.text.split('\n')
  const starts = lineStarts(tree.text)
  walk(tree, ({ node }) => {
    if (node.kind !== 'scalar' || (node.style !== 'literal' && node.style !== 'folded')) return
    const range = rangeOf(tree, node)
    const last = lineAt(starts, Math.max(range.start, range.end - 1))
    for (let line = lineAt(starts, range.start) + 1; line <= last; line++) own.add(line)
  })
  return lines.some((line, i) => !own.has(i) && !/^\s*#/.test(line) && hasTemplateMark(line))
}

/**
 * Whether a quoted text that opens at `start` has its closing quote further down, on a line that is not indented
 * enough for the YAML specification. go-yaml asks for no indentation there, and what stands behind it must end the line.
 */
function isClosedLater(text: string, start: number): boolean {
  const rest = text.slice(start)
  const all = rest[0] === "'" ? /^'(?:[^']|'')*'/.exec(rest) : /^"(?:[^"\\]|\\[\s\S])*"/.exec(rest)
  if (!all || /^(?:---|\.\.\.)(?:\s|$)/m.test(all[0])) return false
  return /^[ \t]*(?:[,\]}]|#|\r?$)/m.test(rest.slice(all[0].length).split('\n', 1)[0] ?? '')
}
