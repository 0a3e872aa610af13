/**
 * A value that a template reads and that nothing defines, where that is a fault for certain
 * (`model/charts/undefinedValues.ts`): a key that is nearly another one's name, or a map that is not there and is
 * looked into. A value that is merely optional is none.
 */

import { flowOf } from '../../model/charts/flow.ts'
import {
  type Definitions,
  definitionsOf,
  type Missing,
  type Misspelt,
  missingIn,
  misspeltIn,
} from '../../model/charts/undefinedValues.ts'
import { unitsOf } from '../../model/charts/uses.ts'
import { chartOf } from '../../model/charts/values.ts'
import type { Document } from '../../text/document.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/unknown-value',
  title: 'A value that a template reads and nothing defines',
  kinds: ['helm-template'],
  severity: 'warning',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    const chart = document.within ? undefined : chartOf(workspace, document.uri)
    if (!chart || !document.uri.startsWith(`${chart.folder}/templates/`)) return
    const all = definitionsOf(workspace, chart)
    if (!all) return
    const flow = flowOf(workspace, chart)
    const seen = new Set<number>()
    const told = new Set<string>()
    for (const unit of unitsOf(document)) {
      if (flow.isAssumed(unit)) continue
      for (const use of unit.uses) {
        const misspelt = misspeltIn(unit, use, () => isGuarded(document, use.range), all)
        const missing = misspelt || !isPlain(document, use.range) ? undefined : missingIn(unit, use, all)
        const found = misspelt ?? missing
        const range = found && use.ranges[found.index]
        if (!found || !range || seen.has(range.start)) continue
        // One mention of a map that is not there tells of the others in the file.
        if (missing && told.has(missing.path.join('.'))) continue
        seen.add(range.start)
        told.add(found.path.join('.'))
        yield misspelt ? misspeltFinding(document, range, misspelt) : missingFinding(range, missing, all)
      }
    }
  },
}

/** Whether a mention is written as names alone: parentheses and functions take a nil for what it is. */
function isPlain({ text }: Document, { start, end }: Range): boolean {
  return /^\$?\w*(?:\.\w+)+$/.test(text.slice(start, end))
}

/** Whether the action around a mention makes do without a value. */
function isGuarded({ text }: Document, { start, end }: Range): boolean {
  const opened = text.lastIndexOf('{{', start)
  const closed = text.indexOf('}}', end)
  const action = text.slice(opened, closed < 0 ? undefined : closed)
  return /\b(?:default|coalesce|or|and|if|with|range|hasKey|dig|get|ternary|empty|not|required)\b/.test(
    action,
  )
}

function misspeltFinding({ uri }: Document, range: Range, { path, nearest, isUnread }: Misspelt): Finding {
  const values = { name: path.join('.'), nearest: nearest.name }
  return {
    range,
    message: isUnread
      ? t('No values define {name}. They have {nearest} there, which no template reads.', values)
      : t('No values define {name}, so nothing is printed here. Did you mean {nearest}?', values),
    related: [{ ...nearest.place, message: t('{nearest} in values.yaml', { nearest: nearest.name }) }],
    fixes: [
      {
        title: t('Change it to {nearest}', { nearest: nearest.name }),
        safe: false,
        preferred: true,
        edits: [{ uri, range, text: nearest.name }],
      },
    ],
  }
}

function missingFinding(range: Range, missing: Missing | undefined, { chart }: Definitions): Finding {
  const { path = [], inner = '', isReleased = false } = missing ?? {}
  const values = { name: path.join('.'), inner, chart: chart.name ?? '' }
  return {
    range,
    message: isReleased
      ? t(
          'No values define {name}, and {inner} is looked up in it: Helm stops with a nil pointer error. Define it.',
          values,
        )
      : t(
          'The values of {chart} do not define {name}, and {inner} is looked up in it: without other values Helm stops with a nil pointer error.',
          values,
        ),
    severity: isReleased ? 'error' : 'info',
  }
}
