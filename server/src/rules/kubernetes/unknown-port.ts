/**
 * A probe, a route or a monitor names a port that is not there: the probe's own container, the route's Service or
 * what the monitor selects has none of that name. Routes find the ports of the Service, never those of the pods.
 */
import {
  type MissingMonitorPort,
  type MissingProbePort,
  type MissingRoutePort,
  missingMonitorPorts,
  missingProbePorts,
  missingRoutePorts,
} from '../../model/kubernetes/knownPorts.ts'
import { portNameFault } from '../../model/kubernetes/portNames.ts'
import type { ProbePort } from '../../model/kubernetes/references.ts'
import { isPatchFile } from '../../model/kubernetes/wholes.ts'
import type { Document } from '../../text/document.ts'
import { nearestName } from '../../text/nearest.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'kubernetes/unknown-port',
  title: 'A probe, a route or a monitor names a port that is not there',
  kinds: ['kubernetes', 'argocd', 'helm-template'],
  severity: 'error',
  *check({ document, workspace }: RuleContext): Iterable<Finding> {
    if (!/\bport\b/.test(document.text) || isPatchFile(workspace, document.uri)) return
    for (const missing of missingProbePorts(workspace, document))
      if (portNameFault(missing.reference.port) === undefined) yield probeFinding(document, missing)
    if (document.kind === 'helm-template') return
    for (const missing of missingRoutePorts(workspace, document)) yield routeFinding(document, missing)
    for (const missing of missingMonitorPorts(workspace, document)) yield monitorFinding(document, missing)
  },
}

function probeFinding(document: Document, { reference, elsewhere }: MissingProbePort): Finding {
  const { port, by, container, range } = reference
  const names = container.ports.flatMap(({ name }) => name ?? [])
  const values = {
    port,
    by,
    container: container.name ?? '',
    names: names.join(', '),
    other: elsewhere ?? '',
  }
  const effect = effectOf(by)
  return {
    range,
    message: [
      t('Container {container} has no port named {port}, so {effect}.', { ...values, effect }),
      elsewhere === undefined
        ? names.length > 0
          ? t('Its ports are {names}.', values)
          : t('Give its port that name, or write the number.')
        : t('Container {other} has one, but a probe finds the ports of its own container only.', values),
    ].join(' '),
    related: [{ ...container.place, message: t('The container {container}', values) }],
    fixes: probeFixes(document, reference),
  }
}

function effectOf(by: string): string {
  if (by === 'readinessProbe') return t('the readinessProbe fails every time and the pod never becomes ready')
  if (by.endsWith('Probe'))
    return t('the {by} fails every time and the container is restarted for ever', { by })
  return t('the {by} hook fails every time', { by })
}

function probeFixes(document: Document, { port, container, range }: ProbePort): readonly Fix[] {
  const names = container.ports.flatMap(({ name }) => name ?? [])
  const near = nearestName(String(port), names)
  if (near !== undefined) return [fix(document, range, near, true)]
  const tcp = container.ports.filter(({ protocol }) => protocol === 'TCP')
  const [only] = tcp
  const right = tcp.length === 1 ? (only?.name ?? only?.number) : undefined
  return right === undefined ? [] : [fix(document, range, String(right), false)]
}

function routeFinding(document: Document, { reference, service }: MissingRoutePort): Finding {
  const { port, by, range } = reference
  const ports = service.ports.map(({ number, name }) => (name ? `${number} (${name})` : String(number)))
  const values = { service: service.name ?? '', port, by, ports: ports.join(', ') }
  const right = rightPort(port, service)
  return {
    range,
    message:
      typeof port === 'number'
        ? t(
            'Service {service} has no port {port}, so what this {by} sends there is answered with an error. Its ports are {ports}; those of its pods do not count.',
            values,
          )
        : t(
            'Service {service} has no port named {port}, so what this {by} sends there is answered with an error. Its ports are {ports}; those of its pods do not count.',
            values,
          ),
    related: [{ ...service.place, message: t('Service {service} listens on {ports}', values) }],
    fixes: right === undefined ? [] : [fix(document, range, String(right.port), right.certain)],
  }
}

/** The Service's port that leads to the one that is named, or is nearly called so; else the only one. */
function rightPort(
  port: string | number,
  { ports }: MissingRoutePort['service'],
): { readonly port: string | number; readonly certain: boolean } | undefined {
  const write = (each: (typeof ports)[number]) => (typeof port === 'number' ? each.number : each.name)
  const led = ports.filter(({ target }) => target === port)
  const near = nearestName(
    String(port),
    ports.flatMap(({ name }) => name ?? []),
  )
  const certain = led.length > 0 ? led : near === undefined ? [] : ports.filter(({ name }) => name === near)
  const [only] = certain.length === 1 ? certain : ports.length === 1 ? ports : []
  const written = only && write(only)
  return written === undefined ? undefined : { port: written, certain: certain.length === 1 }
}

function monitorFinding(document: Document, { reference, found, names }: MissingMonitorPort): Finding {
  const { port, by, range } = reference
  const [first] = found
  const values = {
    port,
    by,
    found: `${first?.kind ?? ''} ${first?.name ?? ''}`.trim(),
    names: names.join(', '),
  }
  const near = nearestName(port, names)
  const [only] = names
  const right = near ?? (names.length === 1 ? only : undefined)
  return {
    range,
    severity: 'warning',
    message:
      names.length > 0
        ? t(
            'This {by} scrapes the port named {port}, but {found}, which it selects, has none of that name, so nothing is scraped and nothing says so. The names there are {names}.',
            values,
          )
        : t(
            'This {by} scrapes the port named {port}, but {found}, which it selects, gives none of its ports a name, so nothing is scraped and nothing says so.',
            values,
          ),
    related: found.map(({ place, kind, name }) => ({
      ...place,
      message: t('{found}, which it selects', { found: `${kind} ${name ?? ''}`.trim() }),
    })),
    fixes: right === undefined ? [] : [fix(document, range, right, near !== undefined)],
  }
}

function fix({ uri }: Document, range: Range, port: string, certain: boolean): Fix {
  return {
    title: t('Change the port to {port}', { port }),
    safe: certain,
    ...(certain && { preferred: true }),
    edits: [{ uri, range, text: port }],
  }
}
