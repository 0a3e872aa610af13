/**
 * Addresses in a text: URLs anywhere, and `host:port` where it stands as a whole word. What a variable or template
 * output makes is unknown; an address whose host is not wholly known is left out. This file knows neither files nor
 * services: `dials.ts` says which texts of a file are looked at, `ports.ts` what an address means.
 */
import type { Range } from '../../text/range.ts'

/** Stands for a unit of text that is not known. */
export const unknownUnit = '\0'

/** An address; ranges are in the text that was looked at. */
export interface Address {
  /** Lower case; `undefined` for a bare `host:port`. `dns+` and the like count as one. */
  readonly scheme: string | undefined
  /** Lower case, without a trailing dot. */
  readonly host: string
  readonly port: number | undefined
  /** Whether a port is written, known or not. */
  readonly portWritten: boolean
  /** From the slash on; unknown units stay in it as `unknownUnit`. */
  readonly path: string | undefined
  /** The port's name of an SRV address: `grpc` of `dnssrv+_grpc._tcp.loki`. The host is without it. */
  readonly portName: string | undefined
  readonly range: Range
  readonly hostRange: Range
  /** The port's digits, or its name in an SRV address. */
  readonly portRange: Range | undefined
}

/** How much of a text may be a `host:port` without a scheme. */
export type Bare =
  /** None of it. */
  | 'none'
  /** The text as a whole, or an item of a list with commas; `name=` may stand before it. */
  | 'items'
  /** Every word, as in a command. */
  | 'words'

/** Schemes by which a program dials a host. `s3`, `oci`, `file` and their like name other things. */
const schemes = new Set(
  (
    'http https grpc grpcs h2c tcp ws wss dns memcached redis rediss amqp amqps kafka nats ' +
    'postgres postgresql mysql mongodb syslog otlp thrift'
  ).split(' '),
)

const quickTest = /:\/\/|:\d|srv(?:noa)?\+_/
const url = /([a-z][a-z0-9.-]{0,20}(?:\+[a-z][a-z0-9]{0,10})?):\/\/([^\s"'`<>,;|()[\]{}\\]*)/gi
const variables =
  /\{\{(?:[^}]|\}(?!\})){0,2000}\}\}|\$\{[^{}]{0,500}(?:\{[^{}]{0,500}\}[^{}]{0,500}){0,5}\}|\$\([^()\n]{0,500}\)|\$\$?[A-Za-z_]\w*|%\w+%/g
const nginxPaths = /^\$\$?(?:request_uri|uri|document_uri)$/
const hostName = /^(?=.*[a-z])[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?)*\.?$/i
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/
const bareAddress = /^((?:dns|dnssrv|dnssrvnoa)\+)?([a-z0-9_.-]+?)(?::(\d{1,5}))?$/i
const srvHost = /^_([a-z0-9-]+)\._(?:tcp|udp)\./i

function isName(text: string): boolean {
  return text.length <= 253 && hostName.test(text)
}

/** The text with everything that a variable or a template action makes replaced, unit for unit. */
export function withoutVariables(text: string): string {
  if (!/[$%]|\{\{/.test(text)) return text
  return text.replace(variables, (found) =>
    // nginx's own paths begin with a slash, so they end a port. Compose wants the sign doubled.
    nginxPaths.test(found) ? `/${unknownUnit.repeat(found.length - 1)}` : unknownUnit.repeat(found.length),
  )
}

/** The addresses in `text`, in its order. */
export function addressesInText(text: string, bare: Bare): readonly Address[] {
  if (!quickTest.test(text)) return []
  const known = withoutVariables(text)
  const urls = [...urlsIn(known)]
  if (bare === 'none') return urls
  const words = bare === 'items' ? itemsOf(known) : wordsOf(known)
  const bares = [...words].flatMap((word) => bareIn(known, word) ?? [])
  return urls.length === 0 ? bares : [...urls, ...bares].sort((a, b) => a.range.start - b.range.start)
}

function* urlsIn(text: string): Iterable<Address> {
  if (!text.includes('://')) return
  for (const match of text.matchAll(url)) {
    const scheme = (match[1] ?? '').toLowerCase()
    if (!schemes.has(scheme)) continue
    const rest = match[2] ?? ''
    const start = match.index + match[0].length - rest.length
    // `dns:///host:port` is how gRPC names a target that is looked up.
    const triple = scheme === 'dns' && rest.startsWith('/')
    const found = triple
      ? authority(text, start + 1, rest.slice(1), scheme, match.index)
      : authority(text, start, rest, scheme, match.index)
    if (found) yield found
  }
}

/** The address whose authority starts at `start`; `rest` goes on to the end of the word. */
function authority(
  text: string,
  start: number,
  rest: string,
  scheme: string,
  from: number,
): Address | undefined {
  const slash = rest.search(/[/?#]/)
  const all =
    slash < 0 ? rest.replace(/[.!:]+$/, (end) => (end.startsWith(':') ? end : '')) : rest.slice(0, slash)
  const next = text[start + rest.length]
  // `http://loki-<env>:3100`: what follows belongs to the host, and nobody knows it.
  if (slash < 0 && next !== undefined && '<([{\\'.includes(next)) return undefined
  const own = all.lastIndexOf('@') + 1
  const host = all.slice(own)
  const colon = host.indexOf(':')
  const name = colon < 0 ? host : host.slice(0, colon)
  if (!isName(name) && !ipv4.test(name)) return undefined
  const digits = colon < 0 ? '' : host.slice(colon + 1)
  const path = slash < 0 ? undefined : pathOf(rest.slice(slash))
  const end = slash < 0 ? start + all.length : start + rest.length
  return {
    scheme,
    ...named(name, start + own),
    ...ported(digits, colon >= 0, start + own + colon + 1),
    path,
    range: { start: from, end },
  }
}

function pathOf(rest: string): string | undefined {
  return rest.startsWith('/') ? rest.replace(/[?#].*$/s, '') : undefined
}

function named(name: string, start: number): Pick<Address, 'host' | 'hostRange' | 'portName'> {
  const host = name.toLowerCase().replace(/\.$/, '')
  return { host, hostRange: { start, end: start + name.length }, portName: undefined }
}

function ported(
  digits: string,
  written: boolean,
  start: number,
): Pick<Address, 'port' | 'portWritten' | 'portRange'> {
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : undefined
  if (!written || port === undefined || port < 1 || port > 65535)
    return { port: undefined, portWritten: written, portRange: undefined }
  return { port, portWritten: true, portRange: { start, end: start + digits.length } }
}

/** Items of a list with commas, without blanks, quotes and what `name=` or `--flag=` says before them. */
function* itemsOf(text: string): Iterable<Range> {
  let start = 0
  for (const item of text.split(',')) {
    const found = trimmed(item, start)
    if (found) yield found
    start += item.length + 1
  }
}

function* wordsOf(text: string): Iterable<Range> {
  for (const word of text.matchAll(/[^\s,;()[\]{}|<>]+/g)) {
    const found = trimmed(word[0], word.index)
    if (found) yield found
  }
}

const before = /^\s*["']?(?:(?:--?[\w.-]+|[A-Za-z_][\w.]*)=)?["']?/

function trimmed(item: string, start: number): Range | undefined {
  const head = before.exec(item)?.[0].length ?? 0
  const end = item.length - (/["';\s]*$/.exec(item)?.[0].length ?? 0)
  return head < end ? { start: start + head, end: start + end } : undefined
}

/** A `host:port` that is exactly `word`. */
function bareIn(text: string, word: Range): Address | undefined {
  const match = bareAddress.exec(text.slice(word.start, word.end))
  if (!match) return undefined
  const [all, prefix, host = '', digits] = match
  const scheme = prefix?.toLowerCase().slice(0, -1)
  const hostStart = word.start + (prefix?.length ?? 0)
  const srv = scheme && scheme !== 'dns' ? srvHost.exec(host) : null
  const name = srv ? host.slice(srv[0].length) : host
  if (!isName(name)) return undefined
  if (digits === undefined && !srv) return undefined
  const range = { start: word.start, end: word.start + all.length }
  if (srv && digits === undefined) return srvAddress(scheme, srv, name, hostStart, range)
  const at = hostStart + (srv?.[0].length ?? 0)
  return {
    scheme,
    ...named(name, at),
    ...ported(digits ?? '', true, at + name.length + 1),
    path: undefined,
    range,
  }
}

function srvAddress(
  scheme: string | undefined,
  srv: RegExpExecArray,
  name: string,
  start: number,
  range: Range,
): Address {
  const portName = (srv[1] ?? '').toLowerCase()
  return {
    scheme,
    ...named(name, start + srv[0].length),
    port: undefined,
    portWritten: false,
    path: undefined,
    portName,
    range,
    portRange: { start: start + 1, end: start + 1 + portName.length },
  }
}
