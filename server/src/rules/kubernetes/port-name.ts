/**
 * A port that the API server refuses: a number in quotes, a name that is none, a name that a container or Service has
 * twice, a Service of several ports of which one has no name. What hangs on template output is unknown.
 */
import { type Fault, faultsIn, withRelease } from '../../model/kubernetes/faults.ts'
import { judgePorts, type PortFault } from '../../model/kubernetes/portNames.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'kubernetes/port-name',
  title: 'A port that Kubernetes refuses',
  kinds: ['kubernetes', 'argocd', 'helm-template'],
  severity: 'error',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (document.kind !== 'helm-template' && !/port/i.test(document.text)) return
    for (const fault of faultsIn(workspace, document, judgePorts)) yield finding(document.uri, fault)
  },
}

function finding(uri: string, found: Fault<PortFault>): Finding {
  const { fault, range, editable } = found
  const { port } = fault
  return {
    range,
    refusedBy: 'kubernetes',
    message: withRelease(messageOf(fault), found),
    related: fault.first ? [{ ...fault.first.place, message: t('{port} stands here first', { port }) }] : [],
    fixes:
      fault.kind === 'quoted' && editable
        ? [
            {
              title: t('Write the port as a number'),
              safe: true,
              preferred: true,
              edits: [{ uri, range, text: port }],
            },
          ]
        : [],
  }
}

function messageOf({ kind, port, fault = '' }: PortFault): string {
  switch (kind) {
    case 'quoted':
      return t(
        'In quotes {port} is a name to Kubernetes, not a number, and a name needs a letter: it refuses the object. Take the quotes away.',
        { port },
      )
    case 'twice':
      return t(
        'The name {port} stands here twice: Kubernetes refuses the object. Give each port a name of its own.',
        {
          port,
        },
      )
    case 'nameless':
      return t(
        'A Service with several ports needs a name for each: Kubernetes refuses it. Give this port a name.',
      )
    default:
      return t('Kubernetes refuses the port {port}: {fault}.', { port, fault })
  }
}
