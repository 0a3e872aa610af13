/**
 * Where a Service leads: on its `targetPort` the port of the pods that is meant, on its `selector`, and on that of a
 * disruption budget, the workloads whose pods are selected. On a budget's limit, how many pods it lets go.
 */
import { allowedOf, limitsIn } from '../../model/kubernetes/budgets.ts'
import { keysAt, type Located, objectAt, podsOf, portAt, portsOf } from '../../model/kubernetes/lookups.ts'
import type { ObjectPort, Workload } from '../../model/kubernetes/objects.ts'
import type { Document } from '../../text/document.ts'
import { touches } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { FeatureContext, Hover, HoverSource } from '../feature.ts'

export const hover: HoverSource = { kinds: ['kubernetes', 'argocd'], hover: hoverAt }

function hoverAt({ document, workspace }: FeatureContext, offset: number): Hover | undefined {
  if (!/targetPort|elector|minAvailable|maxUnavailable/.test(document.text)) return undefined
  const located = objectAt(workspace, document, offset)
  if (!located) return undefined
  const { object } = located
  if (object.type === 'service') {
    const port = portAt(object, offset)
    if (port && touches(port.targetSpot.range, offset) && keysAt(document, offset).at(-1) === 'targetPort')
      return targetHover(located, port)
  }
  return limitHover(document, located, offset) ?? selectorHover(located, offset)
}

function targetHover(located: Located, { target, targetSpot, protocol }: ObjectPort): Hover | undefined {
  const workloads = podsOf(located)
  if (!workloads || workloads.length === 0 || target === undefined) return undefined
  const found = portsOf(workloads).filter(
    ({ port }) =>
      port.protocol === protocol &&
      (typeof target === 'string' ? port.name === target : port.number === target),
  )
  const lines = found.map(({ port, container, workload }) =>
    t('- port {number} of container `{container}` in {workload}', {
      number: port.number ?? '?',
      container: container.name ?? '?',
      workload: nameOf(workload),
    }),
  )
  const none =
    typeof target === 'string'
      ? t('No container of {workloads} has a port of that name.', {
          workloads: workloads.map(nameOf).join(', '),
        })
      : t(
          'Traffic goes to that port of {workloads}, where no container lists it: what listens there answers.',
          {
            workloads: workloads.map(nameOf).join(', '),
          },
        )
  return {
    range: targetSpot.range,
    markdown: [`**targetPort: ${target}**`, lines.length > 0 ? lines.join('\n') : none].join('\n\n'),
  }
}

function selectorHover(located: Located, offset: number): Hover | undefined {
  const { object } = located
  const spot = object.type === 'service' || object.type === 'selecting' ? object.selectorSpot : undefined
  const workloads = spot && touches(spot.range, offset) ? podsOf(located) : undefined
  if (!spot || !workloads || workloads.length === 0) return undefined
  const lines = workloads.map((workload) => `- ${nameOf(workload)}${replicasText(workload)}`)
  return { range: spot.range, markdown: [t('**The pods that are selected**'), lines.join('\n')].join('\n\n') }
}

function replicasText({ kind, replicas }: Workload): string {
  if (replicas === undefined || !/^(?:Deployment|StatefulSet|ReplicaSet)$/.test(kind)) return ''
  return ` (${replicas === 1 ? t('one replica') : t('{replicas} replicas', { replicas })})`
}

function limitHover(document: Document, located: Located, offset: number): Hover | undefined {
  const limit = limitsIn(document).find((each) => touches(each.range, offset))
  const workloads = limit ? podsOf(located) : undefined
  if (!limit || !workloads || workloads.length === 0) return undefined
  const known = workloads.flatMap(({ replicas }) => replicas ?? [])
  if (known.length < workloads.length) return undefined
  const replicas = known.reduce((a, b) => a + b, 0)
  return {
    range: limit.range,
    markdown: [
      `**${limit.key}: ${limit.value}${limit.percent ? '%' : ''}**`,
      t(
        'Of the {replicas} replicas of {workloads}, {allowed} may go at a time, as long as no autoscaler changes them.',
        {
          replicas,
          workloads: workloads.map(nameOf).join(', '),
          allowed: allowedOf(limit, replicas),
        },
      ),
      t('A percentage is rounded up.'),
      '[Kubernetes: Pod disruption budgets](https://kubernetes.io/docs/tasks/run-application/configure-pdb/)',
    ].join('\n\n'),
  }
}

function nameOf({ kind, name }: Workload): string {
  return `${kind} \`${name ?? '?'}\``
}
