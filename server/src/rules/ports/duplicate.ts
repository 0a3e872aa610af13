/**
 * Two that want one port of the same host, pod or Service: services of a Compose file, containers of a pod, Services
 * with one nodePort, DaemonSets with one port of every node. What never runs together is left alone.
 */
import { type Fault, faultsIn, withRelease } from '../../model/kubernetes/faults.ts'
import { judgeSamePorts, type SamePort } from '../../model/kubernetes/samePorts.ts'
import { type PublishedTwice, publishedTwice } from '../../model/ports/published.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'ports/duplicate',
  title: 'Two want one port of the same host, pod or Service',
  kinds: ['compose', 'kubernetes', 'argocd', 'helm-template'],
  severity: 'error',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (document.kind === 'compose') {
      for (const twice of publishedTwice(document)) yield composeFinding(document.uri, twice)
    } else if (document.kind === 'helm-template' || /port/i.test(document.text)) {
      for (const fault of faultsIn(workspace, document, judgeSamePorts)) yield manifestFinding(fault)
    }
  },
}

function composeFinding(uri: string, { port, one, other, protocol }: PublishedTwice): Finding {
  const values = {
    port: protocol === 'tcp' ? port : `${port}/${protocol}`,
    one: one.service,
    other: other.service,
  }
  return {
    range: other.range,
    message: t(
      '{one} publishes port {port} of the host too: whichever of the two starts second fails, as the port is already allocated. Publish one of them on another port.',
      values,
    ),
    related: [{ uri, range: one.range, message: t('{one} publishes port {port} here', values) }],
  }
}

function manifestFinding(found: Fault<SamePort>): Finding {
  const { fault: same, range } = found
  const { kind, one, refused } = same
  return {
    range,
    // What a container lists is not certainly what it listens on.
    ...(kind === 'container' && { severity: 'warning' }),
    ...(refused && { refusedBy: 'kubernetes' }),
    message: withRelease(messageOf(same), found),
    related: [{ ...one.place, message: t('The port is taken here') }],
  }
}

function messageOf({ kind, port, protocol, one, other, refused }: SamePort): string {
  const values = {
    port: protocol === 'TCP' ? port : `${port}/${protocol}`,
    one: one.owner,
    other: other.owner,
  }
  switch (kind) {
    case 'container':
      return t(
        'Containers {one} and {other} of this pod both have port {port}: they share one network, so the second that listens on it fails with "address already in use".',
        values,
      )
    case 'node':
      return t(
        '{one} has nodePort {port} too: Kubernetes gives it once and refuses the second Service.',
        values,
      )
    case 'service':
      return t('This Service has port {port} twice: Kubernetes refuses it.', values)
    default:
      return refused
        ? t(
            'Containers {one} and {other} both want port {port} of the node: Kubernetes refuses the pod.',
            values,
          )
        : t(
            '{one} and {other} both take port {port} of the node: the second never starts where the first one runs.',
            values,
          )
  }
}
