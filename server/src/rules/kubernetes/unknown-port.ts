/**
 * A probe, a route or a monitor names a port that is not there: the probe's own container, the route's Service or
 * what the monitor selects has none of that name. Routes find the ports of the Service, never those of the pods.
 */
import { type Fault, faultsIn, withRelease } from '../../model/kubernetes/faults.ts'
import {
  judgeReferences,
  judgeWrittenProbes,
  type MissingMonitorPort,
  type MissingPort,
  type MissingProbePort,
  type MissingRoutePort,
} from '../../model/kubernetes/knownPorts.ts'
import type { ProbePort } from '../../model/kubernetes/references.ts'
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
    const isTemplate = document.kind === 'helm-template'
    if (!isTemplate && !/\bport\b/.test(document.text)) return
    const found = faultsIn(workspace, document, judgeReferences)
    for (const fault of found) yield finding(document, fault)
    if (!isTemplate) return
    // What no release turns on is known only as it is written out.
    const said = new Set(found.map(({ range }) => range.start))
    for (const { fault, range } of judgeWrittenProbes(document))
      if (fault && !said.has(range.start))
        yield finding(document, { fault, range, editable: true, release: undefined, deployed: true })
  },
}

function finding(document: Document, found: Fault<MissingPort>): Finding {
  const { fault, range, editable } = found
  const said = saidOf(fault)
  const { right, ...rest } = said
  return {
    ...rest,
    range,
    message: withRelease(said.message, found),
    fixes: right && editable ? [fix(document, range, right)] : [],
  }
}

/** A port that may be meant, and whether it certainly is. */
interface Right {
  readonly port: string | number
  readonly certain: boolean
}

type Said = Omit<Finding, 'range' | 'fixes'> & { readonly right: Right | undefined }

function saidOf(fault: MissingPort): Said {
  if (fault.kind === 'probe') return probeSaid(fault)
  return fault.kind === 'route' ? routeSaid(fault) : monitorSaid(fault)
}

function probeSaid({ reference, elsewhere }: MissingProbePort): Said {
  const { port, by, container } = reference
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
    message: [
      t('Container {container} has no port named {port}, so {effect}.', { ...values, effect }),
      elsewhere === undefined
        ? names.length > 0
          ? t('Its ports are {names}.', values)
          : t('Give its port that name, or write the number.')
        : t('Container {other} has one, but a probe finds the ports of its own container only.', values),
    ].join(' '),
    related: [{ ...container.place, message: t('The container {container}', values) }],
    right: probeRight(reference),
  }
}

function effectOf(by: string): string {
  if (by === 'readinessProbe') return t('the readinessProbe fails every time and the pod never becomes ready')
  if (by.endsWith('Probe'))
    return t('the {by} fails every time and the container is restarted for ever', { by })
  return t('the {by} hook fails every time', { by })
}

function probeRight({ port, container }: ProbePort): Right | undefined {
  const names = container.ports.flatMap(({ name }) => name ?? [])
  const near = nearestName(String(port), names)
  if (near !== undefined) return { port: near, certain: true }
  const tcp = container.ports.filter(({ protocol }) => protocol === 'TCP')
  const [only] = tcp
  const right = tcp.length === 1 ? (only?.name ?? only?.number) : undefined
  return right === undefined ? undefined : { port: right, certain: false }
}

function routeSaid({ reference, service }: MissingRoutePort): Said {
  const { port, by } = reference
  const ports = service.ports.map(({ number, name }) => (name ? `${number} (${name})` : String(number)))
  const values = { service: service.name ?? '', port, by, ports: ports.join(', ') }
  return {
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
    right: routeRight(port, service),
  }
}

/** The Service's port that leads to the one that is named, or is nearly called so; else the only one. */
function routeRight(port: string | number, { ports }: MissingRoutePort['service']): Right | undefined {
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

function monitorSaid({ reference, found, names }: MissingMonitorPort): Said {
  const { port, by } = reference
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
    right: right === undefined ? undefined : { port: right, certain: near !== undefined },
  }
}

function fix({ uri }: Document, range: Range, { port, certain }: Right): Fix {
  return {
    title: t('Change the port to {port}', { port }),
    safe: certain,
    ...(certain && { preferred: true }),
    edits: [{ uri, range, text: String(port) }],
  }
}
