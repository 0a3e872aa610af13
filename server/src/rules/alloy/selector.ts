/**
 * Selectors of `stage.match` that Alloy can't read: they are of a language of Alloy's own that knows matchers of labels
 * and filters of lines, and nothing else of LogQL. The start refuses them, and a regular expression of a matcher that Go
 * can't read makes Alloy panic; `alloy validate` looks at neither (1.18.0).
 */
import { type Nested, perDefinition, refusedAtStart } from '../../model/alloy/nested.ts'
import { isFilledLater, stretchOf } from '../../model/alloy/regexes.ts'
import { constantOf } from '../../model/alloy/value.ts'
import type { Expression } from '../../syntax/alloy/ast.ts'
import { quoteString } from '../../syntax/alloy/literal.ts'
import { attribute, unwrapped } from '../../syntax/alloy/visit.ts'
import {
  type LogSelector,
  parseLogSelector,
  type SelectorCode,
  type SelectorIssue,
} from '../../syntax/logSelector.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

interface BadSelector {
  readonly nested: Nested
  readonly expression: Expression
  readonly text: string
  readonly read: LogSelector
}

const badSelectors = perDefinition(
  ({ name }) => name === 'loki/process/stages.MatchConfig' || undefined,
  (nested) => badIn(nested),
)

function badIn(nested: Nested): readonly BadSelector[] {
  const expression = attribute(nested.block, 'selector')?.value
  const text = expression && constantOf(expression)
  if (!expression || typeof text !== 'string' || isFilledLater(text)) return []
  const read = parseLogSelector(text)
  return read.issue || read.regex ? [{ nested, expression, text, read }] : []
}

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const bad of badSelectors(document)) {
    // Template output may stand in the text.
    if (isUnknown(document, rangeOf(alloyTree(document), bad.expression))) continue
    const { issue, regex } = bad.read
    if (issue) yield unreadable(document, bad, issue)
    else if (regex) yield badRegex(document, bad)
  }
}

function unreadable(document: Document, bad: BadSelector, issue: SelectorIssue): Finding {
  const tree = alloyTree(document)
  const text = bad.text.slice(issue.start, issue.end)
  return {
    range: rangeOf(tree, stretchOf(bad.expression, issue.start, issue.end)),
    ...refusedAtStart(tree, bad.nested.holders),
    message: t('Alloy does not start: {what}', {
      what: faults[issue.code](text, bad.text.slice(issue.start)),
    }),
    fixes: fixesOf(document, bad, issue),
  }
}

const faults: Readonly<Record<SelectorCode, (text: string, rest: string) => string>> = {
  'no-brace': () =>
    t('a selector begins with matchers of labels in braces, as in {example}.', {
      example: '{app="web"} |= "error"',
    }),
  'no-matcher': () => t('the braces need at least one matcher, such as app="web".'),
  label: (text) => t('the name of a label stands here, and not {text}.', { text: text || t('the end') }),
  operator: (text) =>
    t('=, !=, =~ or !~ follows the name of a label, and not {text}.', { text: text || t('the end') }),
  text: (text) =>
    text.startsWith('`') || text.startsWith("'")
      ? t('texts of a selector stand in double quotes, and not as {text}.', { text })
      : t('a text in double quotes follows here, and not {text}.', { text: text || t('the end') }),
  'trailing-comma': () => t('a selector has no comma behind its last matcher. Remove it.'),
  separator: (text) =>
    t('a comma or a closing brace follows a matcher, and not {text}.', { text: text || t('the end') }),
  filter: (text, rest) => filterFault(text, rest),
  quote: () => t('a quote of the selector is not closed, or an escape in it is none of Go.'),
}

/** What people write behind the braces, since Loki takes it there. */
function filterFault(text: string, rest: string): string {
  const stage =
    /^\|\s*(json|logfmt|pattern|regexp|unpack|line_format|label_format|decolorize|drop|keep)\b/.exec(rest)
  if (stage)
    return t(
      'a selector of stage.match has no | {stage}, unlike LogQL. Parse the line in a stage before it, make a label of the value, and match that.',
      { stage: stage[1] ?? '' },
    )
  if (text === 'or')
    return t(
      'a selector of stage.match has no or, unlike LogQL. Write one regular expression, as in {example}.',
      {
        example: '|~ "a|b"',
      },
    )
  if (text === '|' || text === '#')
    return t('only |=, !=, |~ and !~ with a text follow the braces: stage.match has no more of LogQL.')
  return t('only |=, !=, |~ and !~ with a text follow the braces, and not {text}.', { text })
}

function badRegex(document: Document, { nested, expression, text, read }: BadSelector): Finding {
  const tree = alloyTree(document)
  const { regex } = read
  const { start, end } = regex?.place ?? { start: 0, end: text.length }
  const values = { text: text.slice(start, end) }
  return {
    range: rangeOf(tree, stretchOf(expression, start, end)),
    ...refusedAtStart(tree, nested.holders),
    message:
      regex?.of === 'matcher'
        ? t(
            'Alloy panics at its start: Go cannot read this regular expression of a matcher ({text}).',
            values,
          )
        : t('Alloy does not start: Go cannot read this regular expression of a filter ({text}).', values),
  }
}

/** What can be meant in one way only: other quotes, and a comma too much. */
function fixesOf(document: Document, bad: BadSelector, { code, start, end }: SelectorIssue): readonly Fix[] {
  const text = bad.text.slice(start, end)
  const quoted = code === 'text' && /^([`'])[^`']*\1$/.test(text)
  if (!quoted && code !== 'trailing-comma') return []
  const literal = unwrapped(bad.expression)
  if (literal.kind !== 'string') return []
  const inner = quoted ? quoteString(text.slice(1, -1)) : ''
  const edit = {
    uri: document.uri,
    range: rangeOf(alloyTree(document), stretchOf(bad.expression, start, end)),
    text: literal.raw ? inner : quoteString(inner).slice(1, -1),
  }
  const title = quoted ? t('Put the text in double quotes') : t('Remove the comma')
  return [{ title, safe: true, preferred: true, edits: [edit] }]
}

export const rule: Rule = {
  id: 'alloy/selector',
  title: 'A selector of stage.match that Alloy cannot read',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
