/**
 * A PodDisruptionBudget that lets no pod go: a node that runs one can't be drained. Budgets over pods that are not
 * known, over replicas that an autoscaler or a patch sets, and over DaemonSets, which a drain leaves alone, are not
 * judged by their numbers.
 */
import { type Blocked, judgeBudgets } from '../../model/kubernetes/budgets.ts'
import { type Fault, faultsIn, withRelease } from '../../model/kubernetes/faults.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'kubernetes/pdb-blocks-drain',
  title: 'A PodDisruptionBudget that never lets a pod go',
  kinds: ['kubernetes', 'argocd', 'helm-template'],
  severity: 'warning',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (document.kind !== 'helm-template' && !document.text.includes('PodDisruptionBudget')) return
    for (const fault of faultsIn(workspace, document, judgeBudgets)) yield finding(fault, document.uri)
  },
}

function finding(found: Fault<Blocked>, uri: string): Finding {
  const { fault: blocked, range, editable } = found
  const { workloads } = blocked
  return {
    range,
    message: `${withRelease(reasonOf(blocked), found)} ${t(
      'A drain of a node that runs one of these pods waits for ever, and with it upgrades of nodes and the cluster autoscaler. Allow one pod to go.',
    )}`,
    related: workloads.map(({ place, kind, name }) => ({
      ...place,
      message: t('{workload}, whose pods the budget keeps', { workload: `${kind} ${name ?? ''}`.trim() }),
    })),
    fixes: editable ? fixes(blocked, range, uri) : [],
  }
}

function reasonOf({ limit, workloads, replicas }: Blocked): string {
  const { key, value, percent } = limit
  const values = {
    limit: `${key}: ${value}${percent ? '%' : ''}`,
    replicas: replicas ?? 0,
    workload: workloads.map(({ kind, name }) => `${kind} ${name ?? ''}`.trim()).join(', '),
  }
  if (replicas === undefined) return t('{limit} lets no pod go, ever.', values)
  if (replicas === 1) return t('{limit} never lets the one replica of {workload} go.', values)
  return t('{limit} lets none of the {replicas} replicas of {workload} go.', values)
}

/** What else to allow is the user's to say, so no way is preferred, but for one pod of several. */
function fixes({ limit, replicas }: Blocked, range: Range, uri: string): readonly Fix[] {
  const { key, keySpot, percent } = limit
  const one: Fix = {
    title: t('Allow one pod to go: {limit}', { limit: 'maxUnavailable: 1' }),
    safe: false,
    preferred: true,
    edits:
      key === 'maxUnavailable'
        ? [{ uri, range, text: '1' }]
        : [
            { uri, range: keySpot.place.range, text: 'maxUnavailable' },
            { uri, range, text: '1' },
          ],
  }
  if (key === 'maxUnavailable' || percent || replicas === undefined || replicas < 2) return [one]
  const less = String(replicas - 1)
  return [
    one,
    {
      title: t('Keep one pod less: {limit}', { limit: `minAvailable: ${less}` }),
      safe: false,
      edits: [{ uri, range, text: less }],
    },
  ]
}
