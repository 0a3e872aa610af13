/**
 * A call of a named template that nothing in the chart or its subcharts defines. Helm finds it only when it renders
 * the call, so that a chart may pass for months until somebody turns a feature on. Silent where a definition may come
 * from elsewhere: a dependency that is not vendored, a library chart, a name that is put together from values.
 */
import { familiesWith } from '../../model/charts/family.ts'
import { argumentOf, flowOf, templatesNamed } from '../../model/charts/flow.ts'
import { knownOf, templatesFile } from '../../model/charts/known.ts'
import { type Call, type Unit, unitsOf } from '../../model/charts/uses.ts'
import { chartOf } from '../../model/charts/values.ts'
import { nearestName } from '../../text/nearest.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'helm/undefined-template',
  title: 'A named template that nothing defines',
  kinds: ['helm-template'],
  severity: 'error',
  *check(context: RuleContext): Iterable<Finding> {
    const { document, workspace } = context
    const chart = document.within ? undefined : chartOf(workspace, document.uri)
    if (!chart || !document.uri.startsWith(`${chart.folder}/templates/`)) return
    const families = familiesWith(workspace, chart)
    if (families.some(({ open }) => open)) return
    const flow = flowOf(workspace, chart)
    for (const unit of unitsOf(document))
      for (const call of unit.calls) {
        if (call.kind === 'tpl' || call.kind === 'block') continue
        // A name that is written out needs no look at what the unit is called with.
        const name = call.name.kind === 'text' ? call.name : knownOf(call.name, argumentOf(flow, unit))
        if (name.kind !== 'text' || isUnread(name.value)) continue
        if (families.some((each) => templatesNamed(each, name.value))) continue
        const names = families.flatMap(({ named }) => [...named.keys()])
        yield finding(context, unit, call, name.value, names)
      }
  },
}

/** Whether it is the name of a file of a kind that no workspace reads: Helm takes every file in `templates`. */
function isUnread(name: string): boolean {
  return name.includes('templates/') && !/\.(?:ya?ml|tpl|txt|json)$/.test(name)
}

function finding(
  { document }: RuleContext,
  unit: Unit,
  { kind, range, conditional }: Call,
  name: string,
  names: readonly string[],
): Finding {
  const nearest = nearestName(name, names)
  const shown = templatesFile(name)?.path ?? name
  const isWritten = document.text.slice(range.start, range.end) === name
  const fixes: readonly Fix[] =
    nearest === undefined || !isWritten
      ? []
      : [
          {
            title: t('Change it to {nearest}', { nearest }),
            safe: false,
            preferred: true,
            edits: [{ uri: document.uri, range, text: nearest }],
          },
        ]
  return {
    range,
    message:
      nearest === undefined
        ? t(
            'No chart here defines the template {name}: Helm stops with an error when it gets to this {kind}.',
            {
              name,
              kind,
            },
          )
        : t(
            'No chart here defines the template {name}: Helm stops with an error when it gets to this {kind}. Did you mean {nearest}?',
            { name: shown, kind, nearest },
          ),
    // What stands behind a condition, or in a template that has to be called, may never be rendered.
    ...((conditional || unit.name !== undefined) && { severity: 'warning' as const }),
    fixes,
  }
}
