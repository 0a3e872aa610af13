/**
 * Numbers, durations and sizes that a component refuses at its start, or with which it panics: a `sync_period` of zero,
 * a sampling rate of 15 where 0 to 1 is taken, a timeout above the interval. `alloy validate` looks at none of them
 * (1.18.0). Which they are is data: `schema/alloyValues.ts`. A scrape's interval is for `alloy/scrape-timeout`.
 */
import { refusedAtStart } from '../../model/alloy/nested.ts'
import { type BadOrder, type BadValue, badOrdersIn, badValuesIn } from '../../model/alloy/values.ts'
import type { Taken } from '../../schema/alloyValues.ts'
import { sourceOf } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const bad of badValuesIn(document, 'range')) yield outside(document, bad)
  for (const bad of badOrdersIn(document)) yield wrongOrder(document, bad)
}

function outside(document: Document, bad: BadValue): Finding {
  const tree = alloyTree(document)
  const { nested, check, attribute } = bad
  const { takes } = check
  const values = {
    name: attribute.name.name,
    value: sourceOf(attribute.value),
    bounds: takes.kind === 'range' ? boundsText(takes) : '',
  }
  return {
    range: rangeOf(tree, attribute.value),
    ...refusedAtStart(tree, nested.holders),
    message: check.panics
      ? t('Alloy panics at its start: {name} is {value}, and it has to be {bounds}.', values)
      : t('Alloy does not start: {name} is {value}, and it has to be {bounds}.', values),
    fixes: fixesOf(document, bad),
  }
}

function boundsText({ above, from, to, not }: Extract<Taken, { kind: 'range' }>): string {
  if (not !== undefined) return t('other than {not}', { not })
  if (from !== undefined && to !== undefined) return t('from {from} to {to}', { from, to })
  if (above !== undefined && to !== undefined) return t('above {above} and at most {to}', { above, to })
  if (above !== undefined) return t('above {above}', { above })
  return from === undefined ? t('at most {to}', { to: to ?? '' }) : t('at least {from}', { from })
}

/** The default, where the argument has one. */
function fixesOf(document: Document, { argument, attribute }: BadValue): readonly Fix[] {
  const standard = argument.default
  if (standard === undefined || argument.required || /^"?0s?"?$/.test(standard)) return []
  const range = rangeOf(alloyTree(document), attribute.value)
  return [
    {
      title: t('Change it to the default, {value}', { value: standard }),
      safe: false,
      edits: [{ uri: document.uri, range, text: standard }],
    },
  ]
}

function wrongOrder(document: Document, { nested, check, attribute, smaller, larger }: BadOrder): Finding {
  const tree = alloyTree(document)
  const values = { smaller: check.smaller, larger: check.larger, from: smaller, to: larger }
  return {
    range: rangeOf(tree, attribute.value),
    ...refusedAtStart(tree, nested.holders),
    message: check.orEqual
      ? t('Alloy does not start: {smaller} ({from}) must not be above {larger} ({to}).', values)
      : t('Alloy does not start: {smaller} ({from}) has to be below {larger} ({to}).', values),
  }
}

export const rule: Rule = {
  id: 'alloy/value-range',
  title: 'A number, duration or size that the start of Alloy does not take',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
