/**
 * The port that memcached listens on against those by which it is reached: its container's, those of Services and
 * probes, published ones of Compose, `port` of a chart's values. A Service may map ports; what counts is where it
 * leads. A port that `-u` was given is another rule's.
 */

import type { Container, ContainerPort } from '../../model/containers/containers.ts'
import { type MemcachedRun, memcachedRunsWith } from '../../model/memcached/arguments.ts'
import { type ChartCache, chartCaches } from '../../model/memcached/chartCaches.ts'
import { addElement } from '../../model/memcached/edit.ts'
import { type Listening, listeningOf } from '../../model/memcached/listening.ts'
import { type ExpectedPort, expectedPorts } from '../../model/memcached/pod.ts'
import { meaningOf } from '../../model/memcached/user.ts'
import type { Document } from '../../text/document.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

function* check(context: RuleContext): Iterable<Finding> {
  const { document, workspace } = context
  // Places of ports are in files; of a text inside a file they can't be told apart from its own.
  if (!document.within || document.subtree) {
    const seen = new Set<number>()
    for (const run of memcachedRunsWith(workspace, document)) {
      for (const finding of runFindings(context, run)) {
        if (seen.has(finding.range.start)) continue
        seen.add(finding.range.start)
        yield finding
      }
    }
  }
  for (const cache of chartCaches(workspace, document)) {
    const finding = cacheFinding(cache)
    if (finding) yield finding
  }
}

function runFindings({ document, workspace }: RuleContext, run: MemcachedRun): readonly Finding[] {
  const { container } = run
  const listening = listeningOf(run)
  if (!container || !listening || hasPortForUser(document, run)) return []
  if (container.runtime === 'compose') return composeFindings(document, container, listening)
  const wrong = expectedPorts(workspace, document, container).filter(
    ({ port }) => !listening.ports.includes(port),
  )
  const finding =
    wrong.length > 0 ? reached(document, run, listening, wrong) : declared(document, run, listening)
  return finding ? [finding] : []
}

function hasPortForUser(document: Document, run: MemcachedRun): boolean {
  return run.flags.some((flag) => flag.option.short === '-u' && meaningOf(document, run, flag) === 'port')
}

/** What Services and probes lead to. */
function reached(
  document: Document,
  run: MemcachedRun,
  listening: Listening,
  wrong: readonly ExpectedPort[],
): Finding | undefined {
  const [first] = wrong
  const range = anchor(run, listening)
  if (!first || !range) return undefined
  const said = { ports: listening.ports.join(', '), port: first.port, name: first.name }
  return {
    range,
    severity: 'error',
    message:
      first.by === 'service'
        ? t(
            'memcached listens on {ports}, but the Service {name} leads to port {port} of its pods, where nothing listens: connections are refused.',
            said,
          )
        : t(
            'memcached listens on {ports}, but its {name} asks port {port}, where nothing listens: the pod never becomes ready, or is started again and again.',
            said,
          ),
    related: wrong
      .slice(0, 4)
      .map(({ place, port }) => ({ ...place, message: t('Port {port} is expected here.', { port }) })),
    fixes:
      new Set(wrong.map(({ port }) => port)).size === 1
        ? portFixes(document, run, listening, first.port)
        : [],
  }
}

/** The option that sets the port, else a port that the container declares, else its image. */
function anchor({ container }: MemcachedRun, { by, ports }: Listening): Range | undefined {
  if (by)
    return by.from === by.to
      ? { start: by.range.start, end: by.value?.range.end ?? by.range.end }
      : by.value?.range
  const wrong = container?.ports.find(({ port }) => port !== undefined && !ports.includes(port))
  return wrong?.place.range ?? container?.image?.range
}

/** The port that everything else says, written into `-p`, or given by an option of its own. */
function portFixes(document: Document, run: MemcachedRun, { by }: Listening, port: number): readonly Fix[] {
  const { uri } = document
  const last = run.flags.at(-1)
  if (by?.option.short === '-p' && by.value?.given !== undefined) {
    const edits = [{ uri, range: by.value.range, text: String(port) }]
    return [{ title: t('Change the port to {port}', { port }), safe: false, edits }]
  }
  const added = !by && last && addElement(document, run, last, `--port=${port}`)
  return added ? [{ title: t('Add the port {port}', { port }), safe: false, edits: [{ uri, ...added }] }] : []
}

/** What the container itself says: of several ports one must be memcached's. */
function declared(document: Document, run: MemcachedRun, listening: Listening): Finding | undefined {
  const ports = run.container?.ports ?? []
  if (document.kind !== 'kubernetes' || ports.length === 0) return undefined
  if (ports.some(({ port }) => port === undefined || listening.ports.includes(port))) return undefined
  const [first] = ports
  if (!first) return undefined
  return {
    range: first.place.range,
    severity: 'warning',
    message: t('memcached listens on {ports}, not on {port}: what names this port leads nowhere.', {
      ports: listening.ports.join(', '),
      port: first.raw,
    }),
    related: [],
    fixes: ports.length === 1 ? declaredFixes(document, first, listening) : [],
  }
}

function declaredFixes({ uri }: Document, { place }: ContainerPort, { ports }: Listening): readonly Fix[] {
  const [port] = ports
  if (port === undefined || ports.length > 1) return []
  const edits = [{ uri, range: place.range, text: String(port) }]
  return [{ title: t('Change the port to {port}', { port }), safe: false, edits }]
}

/** Published ports that lead to a port of the container on which nothing listens. */
function composeFindings(
  document: Document,
  { published }: Container,
  listening: Listening,
): readonly Finding[] {
  const [right] = listening.ports
  return published.flatMap(({ container, place }): readonly Finding[] => {
    const { range } = place
    const text = document.text.slice(range.start, range.end)
    if (container === undefined || listening.ports.includes(container) || /\/udp|\budp\b/.test(text))
      return []
    const at = text.search(new RegExp(`(?<!\\d)${container}(?:/tcp)?["']?\\s*$`))
    const fix =
      at >= 0 && right !== undefined && listening.ports.length === 1 && !text.includes('\n')
        ? [publishedFix(document, range.start + at, container, right)]
        : []
    return [
      {
        range,
        severity: 'error',
        message: t(
          'memcached listens on {ports}, not on {container}: the published port leads nowhere, and connections are closed at once.',
          { ports: listening.ports.join(', '), container },
        ),
        fixes: fix,
      },
    ]
  })
}

function publishedFix({ uri }: Document, start: number, container: number, port: number): Fix {
  const range = { start, end: start + String(container).length }
  return {
    title: t("Change the container's port to {port}", { port }),
    safe: true,
    preferred: true,
    edits: [{ uri, range, text: String(port) }],
  }
}

/** `extraArgs.p` of a chart's cache beside another `port`, which its Service, probe and addresses have. */
function cacheFinding({ field, rendering }: ChartCache): Finding | undefined {
  const own = field(['extraArgs', 'p'])
  const port = field(['port'])
  if (!rendering.extraArgs || typeof port.value !== 'number') return undefined
  const listens =
    typeof own.value === 'number' || typeof own.value === 'string' ? Number(own.value) : Number.NaN
  const range = own.own ?? port.own
  if (!range || !Number.isInteger(listens) || listens === port.value) return undefined
  const related =
    port.place && own.own
      ? [{ ...port.place, message: t('Port {port} is expected here.', { port: port.value }) }]
      : []
  return {
    range,
    severity: 'error',
    message: t(
      'memcached listens on {listens} (extraArgs.p), while the chart gives {port} to its Service, its probes and the addresses of its clients: connections are refused. Give both the same port.',
      { listens, port: port.value },
    ),
    related,
  }
}

export const rule: Rule = {
  id: 'memcached/port-mismatch',
  title: 'memcached is reached by a port on which it does not listen',
  kinds: ['kubernetes', 'compose', 'helm-values'],
  severity: 'error',
  check,
}
