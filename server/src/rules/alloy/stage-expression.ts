/**
 * Expressions of stages that are of a language of their own and that Alloy can't read: JMESPath in `stage.json` and
 * `stage.geoip`, the pattern of `stage.pattern`, the template of `stage.replace`. The start refuses them, `alloy validate`
 * looks at none (1.18.0). A name with a dash is read as a subtraction in JMESPath, and then nothing is found. Regular
 * expressions are for `alloy/regex`, the template of `stage.template` for `alloy/type`.
 */
import { type Nested, perDefinition, refusedAtStart } from '../../model/alloy/nested.ts'
import { hasPlaceholder } from '../../model/alloy/placeholders.ts'
import { stretchOf } from '../../model/alloy/regexes.ts'
import { textFault } from '../../model/alloy/textCheck.ts'
import { constantOf } from '../../model/alloy/value.ts'
import type { Expression } from '../../syntax/alloy/ast.ts'
import { quoteString } from '../../syntax/alloy/literal.ts'
import { attribute, unwrapped } from '../../syntax/alloy/visit.ts'
import { type JmesIssue, jmesIssue } from '../../syntax/jmesPath.ts'
import { linePatternIssue, type PatternIssue } from '../../syntax/linePattern.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

/** An expression that Alloy can't read, or that can't be meant. */
interface BadExpression {
  readonly nested: Nested
  /** What has to be known for it to be wrong. */
  readonly value: Expression
  /** The stretch that is wrong. */
  readonly place: Located
  readonly message: () => string
  /** Alloy starts, and the expression finds nothing. */
  readonly starts: boolean
  /** What was meant, and the literal that it replaces. */
  readonly instead: { readonly text: string; readonly place: Located } | undefined
}

const readers: Readonly<Record<string, (nested: Nested) => readonly BadExpression[]>> = {
  'loki/process/stages.JSONConfig': (nested) => jsonPaths(nested, 'expressions'),
  'loki/process/stages.GeoIPConfig': (nested) => jsonPaths(nested, 'custom_lookups'),
  'loki/process/stages.PatternConfig': (nested) => patterns(nested),
  'loki/process/stages.ReplaceConfig': (nested) => templates(nested),
}

const badExpressions = perDefinition(
  ({ name }) => (Object.hasOwn(readers, name) ? readers[name] : undefined),
  (nested, read) => read(nested),
)

/** A map of JMESPath expressions; an empty one stands for the name that it is given. */
function jsonPaths(nested: Nested, name: string): readonly BadExpression[] {
  const map = attribute(nested.block, name)?.value
  const object = map && unwrapped(map)
  if (object?.kind !== 'object') return []
  return object.fields.flatMap((field): readonly BadExpression[] => {
    const written = constantOf(field.value)
    if (typeof written !== 'string') return []
    const text = written === '' ? field.name : written
    if (hasPlaceholder(text)) return []
    const issue = jmesIssue(text)
    const isName = written === ''
    if (!issue && !isDashed(text)) return []
    const meant = meantBy(text)
    return [
      {
        nested,
        value: field.value,
        place: isName ? field.key : stretchOf(field.value, issue?.start ?? 0, issue?.end ?? text.length),
        message: () => (issue ? jmesFault(issue, text, meant) : dashed(text)),
        starts: !issue,
        instead: meant === undefined ? undefined : { text: quoteString(meant), place: field.value },
      },
    ]
  })
}

/** A name of letters with dashes between them, perhaps behind others: what JSON has as a key often. */
function isDashed(text: string): boolean {
  return /^(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:-[A-Za-z_]\w*)+(?:\.[A-Za-z_]\w*)*$/.test(text)
}

/** The path with all names in quotes that need them; undefined where more than names stands in it. */
function meantBy(text: string): string | undefined {
  if (!/^\.?[\w@/:#$ -]+(?:\.[\w@/:#$ -]+)*$/.test(text)) return undefined
  const names = text.replace(/^\./, '').split('.')
  const path = names.map((name) => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name))).join('.')
  return jmesIssue(path) ? undefined : path
}

function jmesFault({ code, start, end }: JmesIssue, text: string, meant: string | undefined): string {
  const values = { text, part: text.slice(start, end), meant: meant ?? '' }
  if (meant !== undefined)
    return t('Alloy does not start: {text} is no JMESPath. Names are quoted in it: {meant}.', values)
  switch (code) {
    case 'incomplete':
      return t('Alloy does not start: the JMESPath {text} ends before it is complete.', values)
    case 'quote':
      return t('Alloy does not start: a quote in the JMESPath {text} is not closed.', values)
    case 'json':
      return t('Alloy does not start: {part} in the JMESPath {text} is no JSON.', values)
    default:
      return t('Alloy does not start: {part} cannot stand here in the JMESPath {text}.', values)
  }
}

function dashed(text: string): string {
  return t(
    'JMESPath reads {text} as a subtraction, so nothing is extracted. Put the name with dashes in double quotes.',
    { text },
  )
}

function patterns(nested: Nested): readonly BadExpression[] {
  const value = attribute(nested.block, 'pattern')?.value
  const text = value && constantOf(value)
  if (!value || typeof text !== 'string') return []
  const issue = linePatternIssue(text)
  if (!issue) return []
  return [
    {
      nested,
      value,
      place: stretchOf(value, issue.start, issue.end),
      message: () => patternFault(issue, text),
      starts: false,
      instead: undefined,
    },
  ]
}

function patternFault({ code, start, end }: PatternIssue, text: string): string {
  const values = { text: text.slice(start, end) }
  switch (code) {
    case 'no-capture':
      return t(
        'Alloy does not start: the pattern takes nothing out of a line. Name what is to be taken, as in <method>.',
      )
    case 'adjacent':
      return t(
        'Alloy does not start: {text} follows another capture, and text has to stand between them.',
        values,
      )
    default:
      return t('Alloy does not start: the pattern has the capture {text} twice.', values)
  }
}

function templates(nested: Nested): readonly BadExpression[] {
  const value = attribute(nested.block, 'replace')?.value
  const text = value && constantOf(value)
  if (!value || typeof text !== 'string') return []
  const fault = textFault('loki/process/stages.Template', text)
  if (fault?.kind !== 'template') return []
  const message = () =>
    t('Alloy does not start: the template of stage.replace is wrong: {what}', { what: fault.message })
  return [{ nested, value, place: value, message, starts: false, instead: undefined }]
}

function* check({ document }: RuleContext): Iterable<Finding> {
  const tree = alloyTree(document)
  for (const { nested, value, place, message, starts, instead } of badExpressions(document)) {
    // Template output may stand in the text.
    if (isUnknown(document, rangeOf(tree, value))) continue
    yield {
      range: rangeOf(tree, place),
      ...(starts ? { severity: 'warning' as const } : refusedAtStart(tree, nested.holders)),
      message: message(),
      fixes: instead
        ? [
            {
              title: t('Write {text}', { text: instead.text }),
              safe: false,
              preferred: true,
              edits: [{ uri: document.uri, range: rangeOf(tree, instead.place), text: instead.text }],
            },
          ]
        : [],
    }
  }
}

export const rule: Rule = {
  id: 'alloy/stage-expression',
  title: 'A JMESPath, pattern or template of a stage that Alloy cannot read',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
