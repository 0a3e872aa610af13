/**
 * A member that Helm's built-in objects do not have (`.Chart.name`, `.Release.Nmae`), and a misspelt object. What a
 * template is called with must be certain: a named template that nothing calls is not judged, nor a key that a
 * caller's map or `set` may bring.
 */
import type { Family } from '../../model/charts/family.ts'
import { flowOf } from '../../model/charts/flow.ts'
import { type Known, knownOf } from '../../model/charts/known.ts'
import { type Unit, type Use, unitsOf } from '../../model/charts/uses.ts'
import { chartOf } from '../../model/charts/values.ts'
import { helmObject, helmObjectsBelow } from '../../schema/helmObjects.ts'
import { nearestName } from '../../text/nearest.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/unknown-object',
  title: "A member that Helm's built-in objects do not have",
  kinds: ['helm-template'],
  severity: 'error',
  *check(context: RuleContext): Iterable<Finding> {
    const { document, workspace } = context
    const chart = document.within ? undefined : chartOf(workspace, document.uri)
    if (!chart || !document.uri.startsWith(`${chart.folder}/templates/`)) return
    const flow = flowOf(workspace, chart)
    const seen = new Set<number>()
    for (const unit of unitsOf(document)) {
      if (flow.isAssumed(unit)) continue
      const given = flow.argumentsOf(unit)
      for (const use of unit.uses) {
        const wrong = wrongIn(use, given)
        if (!wrong || seen.has(wrong.range.start) || isSet(flow.family, wrong)) continue
        seen.add(wrong.range.start)
        yield finding(context, unit, use, wrong)
      }
    }
  },
}

interface Wrong {
  readonly range: Range
  readonly name: string
  /** The object that lacks it; empty for what a template is called with. */
  readonly of: string
  readonly nearest: string | undefined
  /** Whether something is looked up below it. */
  readonly isOpened: boolean
}

function wrongIn(use: Use, given: readonly Known[]): Wrong | undefined {
  if (use.ranges.length === 0 || given.length === 0) return undefined
  const all = given.map((argument) => knownOf(use.value, argument))
  const [first] = all
  if (first?.kind !== 'object' || first.names[0] === 'Subcharts') return undefined
  const path = first.names.join('.')
  if (!all.every((each) => each.kind === 'object' && each.names.join('.') === path)) return undefined
  return wrongName(first.names, use)
}

function wrongName(names: readonly string[], { ranges }: Use): Wrong | undefined {
  for (const [i, name] of names.entries()) {
    const of = names.slice(0, i).join('.')
    if (isMember(of, name)) continue
    const below = helmObjectsBelow(of).map(({ path }) => path.slice(of === '' ? 0 : of.length + 1))
    const range = ranges[i - (names.length - ranges.length)]
    const nearest = nearestName(name, below)
    // Charts put objects of their own beside Helm's, and what an object without members gives is a text or a list.
    if (!range || below.length === 0 || (of === '' && nearest === undefined)) return undefined
    return { range, name, of, nearest, isOpened: i < names.length - 1 }
  }
  return undefined
}

/** Whether a template of the chart puts something there by `set`. */
function isSet({ files }: Family, { name }: Wrong): boolean {
  return files.some(({ file }) =>
    file.units.some(({ sets }) => sets.some(({ key }) => typeof key !== 'string' || key === name)),
  )
}

/** What Go sees beside the members that are documented. */
const others: ReadonlySet<string> = new Set([
  'Chart.Metadata',
  'Capabilities.Copy',
  'Capabilities.KubeVersion.String',
])

function isMember(of: string, name: string): boolean {
  const path = of === '' ? name : `${of}.${name}`
  return helmObject(path) !== undefined || others.has(path) || others.has(of)
}

function finding({ document }: RuleContext, unit: Unit, use: Use, wrong: Wrong): Finding {
  const { range, name, of, nearest, isOpened } = wrong
  const what =
    of === '' ? t('Helm hands no {name} to templates', { name }) : t('{of} has no {name}', { of, name })
  const isStruct = of.startsWith('Chart') || of.startsWith('Capabilities')
  const fails = isStruct || isOpened
  const effect = fails
    ? t('Helm stops with an error when it gets here')
    : t('it is empty wherever it is used')
  const hint = nearest === undefined ? '' : ` ${t('Did you mean {nearest}?', { nearest })}`
  return {
    range,
    message: `${what}: ${effect}.${hint}`,
    ...((!fails || use.conditional || unit.name !== undefined) && { severity: 'warning' as const }),
    fixes:
      nearest === undefined
        ? []
        : [
            {
              title: t('Change it to {nearest}', { nearest }),
              safe: false,
              preferred: true,
              edits: [{ uri: document.uri, range, text: nearest }],
            },
          ],
  }
}
