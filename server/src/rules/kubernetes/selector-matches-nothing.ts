/**
 * A selector that finds nothing: a workload's own one that does not take the labels of its pods, and that of a
 * Service, a disruption budget or a monitor beside the very object that it is meant for. Pods that an operator makes,
 * or that another repository deploys, are not known, so a selector without such a near miss is left alone.
 */
import { faultsIn, withRelease } from '../../model/kubernetes/faults.ts'
import { selectorText, termText } from '../../model/kubernetes/labels.ts'
import { judgeSelectors, type NearMiss, type OwnMismatch } from '../../model/kubernetes/selections.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'kubernetes/selector-matches-nothing',
  title: 'A selector that finds nothing',
  kinds: ['kubernetes', 'argocd', 'helm-template'],
  severity: 'warning',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (document.kind !== 'helm-template' && !document.text.includes('elector')) return
    for (const found of faultsIn(workspace, document, judgeSelectors)) {
      const { fault, range } = found
      const finding = fault.of === 'others' ? missFinding(fault) : ownFinding(fault)
      yield { ...finding, range, message: withRelease(finding.message, found) }
    }
  },
}

type Said = Omit<Finding, 'range'>

function ownFinding({ of, workload, failing }: OwnMismatch): Said {
  const related = workload.labelsSpot
    ? [{ ...workload.labelsSpot.place, message: t('The labels of its pods') }]
    : []
  const values = { kind: workload.kind, failing: failing.map(termText).join(', ') }
  if (of === 'selector')
    return {
      severity: 'error',
      refusedBy: 'kubernetes',
      message: t(
        'The selector of this {kind} asks for {failing}, which the labels of its own pods do not have: Kubernetes refuses it. Make the two the same.',
        values,
      ),
      related,
    }
  return {
    message:
      failing.length > 0
        ? t(
            'This constraint counts pods with {failing}, which the pods of this {kind} do not have: it counts none of them and spreads nothing. Select their own labels.',
            values,
          )
        : t(
            'This constraint has no labelSelector, so it counts no pods and spreads nothing. Select the labels of the pods.',
          ),
    related,
  }
}

function missFinding({ by, near, failing }: NearMiss): Said {
  const { selector } = by
  const values = {
    by: by.kind,
    selector: selector ? selectorText(selector) : '',
    near: `${near.kind} ${near.name ?? ''}`.trim(),
    failing: failing.map(termText).join(', '),
  }
  const labels = failing
    .flatMap(({ key }) => {
      const value = near.labels.known[key]
      return value === undefined ? [] : [`${key}=${value}`]
    })
    .join(', ')
  return {
    message: [
      messageOf(by.kind, values),
      labels === ''
        ? t('{near}, which is called alike, lacks {failing}.', values)
        : t('{near}, which is called alike, has {labels}.', { ...values, labels }),
    ].join(' '),
    related: [{ ...near.place, message: t('{near} is not selected', values) }],
  }
}

function messageOf(kind: string, values: Readonly<Record<string, string>>): string {
  switch (kind) {
    case 'Service':
      return t('No pods here have the labels {selector}, so this Service has no endpoints.', values)
    case 'PodDisruptionBudget':
      return t('No pods here have the labels {selector}, so this budget protects nothing.', values)
    case 'ServiceMonitor':
      return t(
        'No Service here has the labels {selector}, so nothing is scraped and nothing says so.',
        values,
      )
    default:
      return t('No pods here have the labels {selector}, so nothing is scraped and nothing says so.', values)
  }
}
