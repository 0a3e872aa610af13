/**
 * Layouts of times in `stage.timestamp` that are not Go's (of strftime, of Java, a misspelt name, a year other than
 * 2006), and time zones that Go does not know. A start takes any layout but an empty one and no unknown zone (1.18.0);
 * a line whose time can't be read keeps the time at which it was read, or the last one that could be.
 */
import { perDefinition, refusedAtStart } from '../../model/alloy/nested.ts'
import { hasPlaceholder } from '../../model/alloy/placeholders.ts'
import { constantIn, constantOf } from '../../model/alloy/value.ts'
import {
  fromStrftime,
  fromWords,
  isStrftime,
  isTimeZone,
  isWordLayout,
  layoutChunks,
  timeZoneLike,
} from '../../model/goTime.ts'
import type { Block, Expression } from '../../syntax/alloy/ast.ts'
import { attribute, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

/** The names that `stage.timestamp` has for layouts. */
const names = [
  'ANSIC',
  'UnixDate',
  'RubyDate',
  'RFC822',
  'RFC822Z',
  'RFC850',
  'RFC1123',
  'RFC1123Z',
  'RFC3339',
  'RFC3339Nano',
  'Unix',
  'UnixMs',
  'UnixUs',
  'UnixNs',
]

/** Other names that people give, and what they mean here. */
const otherNames: Readonly<Record<string, string>> = {
  iso8601: 'RFC3339',
  rfc3339milli: 'RFC3339Nano',
  rfc3339micro: 'RFC3339Nano',
  epoch: 'Unix',
  unixtimestamp: 'Unix',
  unixmilli: 'UnixMs',
  unixmillis: 'UnixMs',
  unixmicro: 'UnixUs',
  unixnano: 'UnixNs',
  epochmillis: 'UnixMs',
  kitchen: '3:04PM',
  stamp: 'Jan _2 15:04:05',
  stampmilli: 'Jan _2 15:04:05.000',
  stampmicro: 'Jan _2 15:04:05.000000',
  stampnano: 'Jan _2 15:04:05.000000000',
  datetime: '2006-01-02 15:04:05',
  dateonly: '2006-01-02',
  timeonly: '15:04:05',
  ...Object.fromEntries(names.map((name) => [name.toLowerCase(), name])),
}

const timestamps = perDefinition(
  ({ name }) => (name === 'loki/process/stages.TimestampConfig' ? true : undefined),
  (nested) => (isPlainlyRight(nested.block) ? [] : [nested]),
)

/** Whether a stage has a layout that Alloy has a name for and nothing else, as most do. */
function isPlainlyRight(block: Block): boolean {
  const format = attribute(block, 'format')
  const layout = format && constantOf(format.value)
  const others = attribute(block, 'fallback_formats') ?? attribute(block, 'location')
  return typeof layout === 'string' && names.includes(layout) && others === undefined
}

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const { block, holders } of timestamps(document)) {
    const claim = refusedAtStart(alloyTree(document), holders)
    for (const expression of layoutsOf(block)) {
      const text = textIn(document, expression)
      if (text === undefined) continue
      if (text === '') {
        if (expression === attribute(block, 'format')?.value) yield empty(document, expression, claim)
      } else yield* judge(document, expression, text)
    }
    const zone = attribute(block, 'location')
    const name = zone && textIn(document, zone.value)
    if (zone && name !== undefined && !isTimeZone(name)) yield noZone(document, zone.value, name, claim)
  }
}

function layoutsOf(block: Block): readonly Expression[] {
  const format = attribute(block, 'format')?.value
  const others = attribute(block, 'fallback_formats')?.value
  const list = others && unwrapped(others)
  return [...(format ? [format] : []), ...(list?.kind === 'array' ? list.elements : [])]
}

function textIn(document: Document, expression: Expression): string | undefined {
  const value = constantIn(document, expression)
  return typeof value === 'string' && !hasPlaceholder(value) ? value : undefined
}

type Claim = Pick<Finding, 'refusedBy'>

function empty(document: Document, expression: Expression, claim: Claim): Finding {
  return {
    range: rangeOf(alloyTree(document), expression),
    ...claim,
    message: t(
      'Alloy does not start: stage.timestamp needs a format, such as RFC3339 or 2006-01-02 15:04:05.',
    ),
  }
}

function* judge(document: Document, expression: Expression, layout: string): Iterable<Finding> {
  if (names.includes(layout)) return
  const instead = Object.hasOwn(otherNames, plain(layout)) ? otherNames[plain(layout)] : undefined
  if (instead !== undefined) {
    yield bad(
      document,
      expression,
      t(
        'stage.timestamp has no layout of the name {layout}, so no time can be read with it. Use {instead}.',
        {
          layout,
          instead,
        },
      ),
      instead,
    )
    return
  }
  const unix = unixName(layout)
  if (unix) {
    yield bad(document, expression, foreign(layout, undefined), unix)
    return
  }
  const chunks = layoutChunks(layout)
  const parts = new Set(chunks.map(({ part }) => part))
  const isDate = chunks.some(({ part }) => !['literal', 'zone', 'fraction'].includes(part))
  if (isStrftime(layout)) {
    yield bad(document, expression, foreign(layout, 'strftime'), fromStrftime(layout))
  } else if (!isDate) {
    const fix = isWordLayout(layout) ? fromWords(layout) : undefined
    yield bad(document, expression, foreign(layout, isWordLayout(layout) ? 'Java' : undefined), fix)
  } else if (!parts.has('year') && /(?<!\d)(?:19|20)\d\d(?!\d)/.test(layout)) {
    yield wrongYear(document, expression, layout)
  } else if (parts.has('hour12') && !parts.has('half') && parts.has('minute')) {
    yield halfDay(document, expression, layout)
  }
}

/** The name for a layout that is a number of seconds (or less) since 1970 as it stands, such as `1750342991.04`. */
function unixName(layout: string): string | undefined {
  const digits = /^(1\d{9})(\d{3})?(\d{3})?(\d{3})?(\.\d+)?$/.exec(layout)
  if (!digits || !layoutChunks(layout).some(({ part, text }) => part === 'literal' && /\d/.test(text)))
    return undefined
  const length = digits.slice(2, 5).filter((each) => each !== undefined).length
  return ['Unix', 'UnixMs', 'UnixUs', 'UnixNs'][length]
}

function plain(layout: string): string {
  return layout.toLowerCase().replace(/[-_ ]/g, '')
}

function foreign(layout: string, language: string | undefined): string {
  return language === undefined
    ? t(
        'The layout {layout} has no part of a date that Go knows, so no time can be read with it. Write the time 2006-01-02 15:04:05 the way the lines have theirs.',
        { layout },
      )
    : t(
        'The layout {layout} is one of {language}, not of Go, so no time can be read with it. Go writes the time 2006-01-02 15:04:05 the way the lines have theirs.',
        { layout, language },
      )
}

function bad(document: Document, expression: Expression, message: string, instead?: string): Finding {
  const range = rangeOf(alloyTree(document), expression)
  return {
    range,
    message,
    fixes:
      instead === undefined
        ? []
        : [
            {
              title: t('Change it to {instead}', { instead }),
              safe: false,
              preferred: true,
              edits: [{ uri: document.uri, range, text: quoted(expression, instead) }],
            },
          ],
  }
}

function quoted(expression: Expression, text: string): string {
  const value = unwrapped(expression)
  return value.kind === 'string' && value.raw && !text.includes('`') ? `\`${text}\`` : JSON.stringify(text)
}

/** A real date where Go has its own: only the lines of that year can be read, and no other part of it may be real. */
function wrongYear(document: Document, expression: Expression, layout: string): Finding {
  const written = /(?<!\d)(?:19|20)\d\d(?!\d)/.exec(layout)?.[0] ?? ''
  const instead = layout.replace(written, '2006')
  const isWhole = layoutChunks(instead).every(({ part, text }) => part !== 'literal' || !/\d/.test(text))
  return bad(
    document,
    expression,
    t(
      'The layout {layout} has the year {year} as it stands: Go takes 2006 for the year, and reads no line of another one with this layout.',
      {
        layout,
        year: written,
      },
    ),
    isWhole ? instead : undefined,
  )
}

function halfDay(document: Document, expression: Expression, layout: string): Finding {
  const hour = /(?<!\d)03(?!\d)/.test(layout) ? '03' : '3'
  const instead = layout.replace(new RegExp(`(?<!\\d)${hour}(?!\\d)`), '15')
  const message = t(
    'The layout {layout} has the hour of a clock of twelve (03) and no PM: Go reads no line from 13:00 on with it. Use 15 for the hour.',
    { layout },
  )
  return { ...bad(document, expression, message, instead), severity: 'warning' }
}

function noZone(document: Document, expression: Expression, name: string, claim: Claim): Finding {
  const like = timeZoneLike(name)
  const message = t(
    'Alloy does not start: Go knows no time zone {name}. Use a name of the IANA database such as Asia/Seoul, or UTC.',
    { name },
  )
  return { ...bad(document, expression, message, like), ...claim }
}

export const rule: Rule = {
  id: 'alloy/time-layout',
  title: 'A layout of times that is not one of Go, or an unknown time zone',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
