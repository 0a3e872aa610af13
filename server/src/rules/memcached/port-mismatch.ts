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
import { type Blame, blameFor, type ServiceItem, serviceItemOf } from '../../model/memcached/misled.ts'
import { type ExpectedPort, expectedPorts } from '../../model/memcached/pod.ts'
import { meaningOf } from '../../model/memcached/user.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { insertPair } from '../../syntax/yaml/edit.ts'
import { pairAt } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
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
  const expected = expectedPorts(workspace, document, container)
  const wrong = expected.filter(({ port }) => !listening.ports.includes(port))
  const blamed = wrong.map((port) => ({ port, blame: blameFor(run, listening, port, expected) }))
  const own = blamed.flatMap(({ port, blame }) => (blame.who === 'listener' ? [port] : []))
  const finding = own.length > 0 && reached(document, run, listening, own)
  if (finding) return [finding]
  if (wrong.length > 0) return blamed.flatMap((each) => misled(document, run, listening, each) ?? [])
  return declared(document, run, listening) ?? []
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
    message: first.by === 'service' ? serviceMessage(said) : probeMessage(said),
    related: wrong
      .slice(0, 4)
      .map(({ place, port }) => ({ ...place, message: t('Port {port} is expected here.', { port }) })),
    fixes:
      new Set(wrong.map(({ port }) => port)).size === 1
        ? portFixes(document, run, listening, first.port)
        : [],
  }
}

interface Blamed {
  readonly port: ExpectedPort
  readonly blame: Blame
}

/** A Service, a probe or a declared port that is alone against memcached and the others. */
function misled(
  document: Document,
  run: MemcachedRun,
  listening: Listening,
  { port, blame }: Blamed,
): Finding | undefined {
  const said = { ports: listening.ports.join(', '), port: port.port, name: port.name }
  const message = port.by === 'service' ? serviceMessage(said) : probeMessage(said)
  const listens = anchor(run, listening)
  const at = listens && [
    { uri: document.uri, range: listens, message: t('memcached listens on {ports}.', said) },
  ]
  const [right, ...more] = listening.ports
  const only = more.length === 0 ? right : undefined
  if (blame.who === 'declared') {
    const fixes = declaredFixes(document, blame.declared, listening)
    const related = [{ ...port.place, message: t('Port {port} is expected here.', said) }]
    return { range: blame.declared.place.range, severity: 'error', message, related, fixes }
  }
  if (blame.who === 'listener') return undefined
  // Beside a port of the same Service that leads to memcached nobody may use this one.
  const severity = blame.sure ? 'error' : 'warning'
  if (port.by === 'service' && port.place.uri !== document.uri) {
    const related = [{ ...port.place, message: t('The Service leads to port {port} here.', said) }]
    return listens && { range: listens, severity, message, related }
  }
  const item = port.by === 'service' ? serviceItemOf(document, port) : undefined
  const range = item?.target ? rangeOf(yamlTree(document), item.target) : port.place.range
  const fixes = blame.sure && only !== undefined ? leadingFixes(document, range, only, port, item) : []
  return { range, severity, message, ...(at && { related: at }), fixes }
}

/** The right target: written over the wrong one, or added to a Service that maps ports. */
function leadingFixes(
  document: Document,
  range: Range,
  right: number,
  { by }: ExpectedPort,
  item: ServiceItem | undefined,
): readonly Fix[] {
  const { uri, text } = document
  if (by === 'probe' || item?.target) {
    const title =
      by === 'probe'
        ? t('Change the port to {port}', { port: right })
        : t('Change the target port to {port}', { port: right })
    return [{ title, safe: false, preferred: true, edits: [{ uri, range, text: String(right) }] }]
  }
  // Clients of a headless Service dial the pods themselves, so there it maps nothing.
  const after = item && pairAt(item.item, 'port')
  if (!item || !after || item.headless) return []
  const edit = insertPair(yamlTree(document), item.item, `targetPort: ${right}`, { text, after })
  const title = t('Add the target port {port}', { port: right })
  return edit ? [{ title, safe: false, preferred: true, edits: [{ uri, ...edit }] }] : []
}

interface Said {
  readonly ports: string
  readonly port: number
  readonly name: string
}

function serviceMessage(said: Said): string {
  return t(
    'memcached listens on {ports}, but the Service {name} leads to port {port} of its pods, where nothing listens: connections are refused.',
    { ...said },
  )
}

function probeMessage(said: Said): string {
  return t(
    'memcached listens on {ports}, but its {name} asks port {port}, where nothing listens: the pod never becomes ready, or is started again and again.',
    { ...said },
  )
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
function declared(
  document: Document,
  run: MemcachedRun,
  listening: Listening,
): readonly Finding[] | undefined {
  const ports = run.container?.ports ?? []
  if (document.kind !== 'kubernetes' || ports.length === 0) return undefined
  if (ports.some(({ port }) => port === undefined || listening.ports.includes(port))) return undefined
  const [first] = ports
  if (!first) return undefined
  return [
    {
      range: first.place.range,
      severity: 'warning',
      message: t('memcached listens on {ports}, not on {port}: what names this port leads nowhere.', {
        ports: listening.ports.join(', '),
        port: first.raw,
      }),
      related: [],
      fixes: ports.length === 1 ? declaredFixes(document, first, listening) : [],
    },
  ]
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
