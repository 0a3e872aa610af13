/**
 * What is wrong with a dialled address, if anything: one verdict for one address, shared by the rules of `ports/`,
 * so that never two of them speak of the same one. What is in doubt has no verdict.
 */
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { fileOf } from '../../text/uri.ts'
import type { Workspace } from '../workspace.ts'
import { type Api, answering, apiOf, componentOf, refuses } from './components.ts'
import { addressesGiven, addressesIn } from './dials.ts'
import { variablesGivenTo } from './givenVariables.ts'
import type { LocatedAddress } from './located.ts'
import { contextAt, type PortRow, portTable, type Resolved, type RowPort, resolveHost } from './ports.ts'

/** What a client speaks to the address. */
type Speech = 'http' | 'grpc' | undefined

export type Verdict = {
  readonly address: LocatedAddress
  readonly resolved: Resolved
} & (
  | {
      readonly kind: 'unknown-port'
      /** The port that is dialled; its name for an SRV address. */
      readonly port: number | string
      /** The one port that it must be, where only one can be. */
      readonly right: RowPort | undefined
      /** Compose: the container's port, where the host's side of a published one is dialled. */
      readonly published: boolean
    }
  | {
      readonly kind: 'wrong-component'
      readonly port: number
      /** The row that has the port, or that answers the path. */
      readonly owner: PortRow | undefined
      readonly api: Api | undefined
      /** The port to change to on this host, where only one can be meant. */
      readonly right: RowPort | undefined
      /** Which part of the address is certainly wrong, as far as the path tells. */
      readonly wrong: 'host' | 'port' | undefined
      /** Whether the host has the port and refuses the path. */
      readonly refused: boolean
    }
  | {
      readonly kind: 'protocol'
      readonly port: RowPort
      readonly speech: 'http' | 'grpc'
      readonly right: RowPort | undefined
    }
)

/** The verdicts on the addresses of a document. */
export function verdictsOn(
  workspace: Workspace,
  document: Document,
  environment: string | undefined,
): readonly Verdict[] {
  const known = verdicts(workspace)
  let found = known.get(document)
  // Where no service is known, no address means one.
  if (!found && portTable(workspace).rows.length === 0) found = []
  if (!found) {
    found = addressesOf(workspace, document).flatMap(
      (address) => verdictOn(workspace, document, address, environment) ?? [],
    )
    known.set(document, found)
  }
  return found
}

const verdicts = memo((_workspace: Workspace) => new WeakMap<Document, readonly Verdict[]>())

/** The addresses of a document, with what the workspace gives to its variables. */
export function addressesOf(workspace: Workspace, document: Document): readonly LocatedAddress[] {
  if (!/\benv\s*\(|\$[{A-Za-z_]/.test(document.text)) return addressesIn(document)
  const given = variablesGivenTo(workspace, fileOf(document.uri))
  return given ? addressesGiven(document, (name) => given.get(name)) : addressesIn(document)
}

/** What a host of an address means where it is written. */
export function meaningOf(
  workspace: Workspace,
  document: Document,
  address: LocatedAddress,
  environment: string | undefined,
): Resolved | undefined {
  const table = portTable(workspace)
  if (table.rows.length === 0) return undefined
  return resolveHost(table, address.host, contextAt(workspace, document, address.range.start, environment))
}

function verdictOn(
  workspace: Workspace,
  document: Document,
  address: LocatedAddress,
  environment: string | undefined,
): Verdict | undefined {
  if (/^[\d.]+$|^localhost$/.test(address.host) || isElsewhere(address)) return undefined
  const resolved = meaningOf(workspace, document, address, environment)
  if (!resolved) return undefined
  if (address.portName !== undefined) return onName(address, resolved, address.portName)
  const port = address.port ?? defaultPort(address, resolved)
  if (port === undefined) return undefined
  const own = resolved.ports.filter((each) => each.port === port)
  return own.length > 0 ? onKnownPort(address, resolved, own, port) : onUnknownPort(address, resolved, port)
}

/** Whether one variable gives host and port: then the address is found where the variable is set. */
function isElsewhere({ editable, hostRange, portRange }: LocatedAddress): boolean {
  return !editable.host && portRange?.start === hostRange.start && portRange.end === hostRange.end
}

/**
 * The port of a URL that names none. It counts where a Service or the table says all ports of the host and something
 * certainly dials: elsewhere a part of the address may be put in later.
 */
function defaultPort(address: LocatedAddress, { closed, headless, rows }: Resolved): number | undefined {
  if (address.portWritten || !closed || headless || rows.some(({ source }) => source === 'compose'))
    return undefined
  if (!/^\/(?:loki\/)?api\/|^\/otlp\/v1\/|^\/api\/v1\//.test(address.path ?? '')) return undefined
  if (address.scheme !== 'http' && address.scheme !== 'https') return undefined
  return address.scheme === 'http' ? 80 : 443
}

/** An SRV name must be that of a port; told only where every port has a name. */
function onName(address: LocatedAddress, resolved: Resolved, name: string): Verdict | undefined {
  const { ports, closed, rows } = resolved
  if (!closed || rows.some(({ source }) => source !== 'kubernetes')) return undefined
  if (ports.some((port) => port.name === undefined || port.name === name)) return undefined
  const right = onlyOne(ports)
  return { kind: 'unknown-port', address, resolved, port: name, right, published: false }
}

function onUnknownPort(address: LocatedAddress, resolved: Resolved, port: number): Verdict | undefined {
  const inside = publishedFor(resolved, port)
  if (!resolved.closed && inside === undefined) return undefined
  if (resolved.rows.some(({ perhaps }) => perhaps.includes(port))) return undefined
  const right = rightPort(address, resolved, inside)
  const owner = ownerOf(resolved, port)
  if (!owner || inside !== undefined)
    return { kind: 'unknown-port', address, resolved, port, right, published: inside !== undefined }
  const api = apiOf(address.path)
  const hostFits = !api || !resolved.rows.some((row) => refuses(componentOf(row), api))
  const ownerFits = !api || !refuses(componentOf(owner), api)
  const wrong = hostFits === ownerFits ? undefined : hostFits ? 'port' : 'host'
  return { kind: 'wrong-component', address, resolved, port, owner, api, right, wrong, refused: false }
}

/** The container's port behind a port that is published on the host, where Compose's own network is dialled with the latter. */
function publishedFor({ rows }: Resolved, port: number): number | undefined {
  const found = rows
    .flatMap(({ published }) => published)
    .filter(({ host, container }) => host === port && container !== undefined && container !== port)
  return new Set(found.map(({ container }) => container)).size === 1 ? found[0]?.container : undefined
}

/**
 * The one component that has a port which the host lacks. What many have is a default of theirs, and 80 and 443 are
 * everybody's.
 */
function ownerOf({ rows, neighbours }: Resolved, port: number): PortRow | undefined {
  if (port === 80 || port === 443) return undefined
  const own = new Set(rows.map(baseName))
  const owners = neighbours().filter(
    (row) => row.ports.some((each) => each.port === port) && !own.has(baseName(row)),
  )
  return new Set(owners.map(baseName)).size === 1 ? owners[0] : undefined
}

/** The name that the several Services of one component share. */
function baseName({ name }: PortRow): string {
  return name.replace(/(?:-(?:headless|http|grpc|discovery|zone-\w+))+$/, '')
}

function onKnownPort(
  address: LocatedAddress,
  resolved: Resolved,
  own: readonly RowPort[],
  port: number,
): Verdict | undefined {
  const spoken = new Set(own.map(({ protocol }) => protocol))
  const speech = speechOf(address)
  const first = own[0]
  if (first && speech && spoken.size === 1 && first.protocol === (speech === 'http' ? 'grpc' : 'http'))
    return {
      kind: 'protocol',
      address,
      resolved,
      port: first,
      speech,
      right: rightPort(address, resolved, undefined),
    }
  const api = apiOf(address.path)
  if (!api || !resolved.rows.every((row) => refuses(componentOf(row), api))) return undefined
  const owner = answeringRow(resolved, api)
  return {
    kind: 'wrong-component',
    address,
    resolved,
    port,
    owner,
    api,
    right: undefined,
    wrong: 'host',
    refused: true,
  }
}

/** The neighbour that is there to answer an API. */
function answeringRow({ neighbours }: Resolved, api: Api): PortRow | undefined {
  for (const component of answering[api]) {
    const found = neighbours().filter(
      (row) => componentOf(row) === component && !row.headless && row.ports.length > 0,
    )
    if (found.length > 0) return found.length === 1 ? found[0] : undefined
  }
  return undefined
}

const grpcKeys = new Set(
  (
    'frontend_address scheduler_address server_address compactor_grpc_address planner_address scheduler_lookup_address ' +
    'downstream_address'
  ).split(' '),
)
/** What speaks only HTTP/1 to the URLs it is given, whatever their path. */
const httpOnly = /^(?:loki\.write|prometheus\.remote_write|otelcol\.exporter\.otlphttp|remote\.http)$/
const grpcComponents = /^otelcol\.exporter\.otlp$/

/**
 * What is certainly spoken to an address. A scheme of `http` alone is none: clients of gRPC write it too
 * (`http://otel:4317`). A path is HTTP's.
 */
function speechOf({ scheme, path, key, by }: LocatedAddress): Speech {
  if (scheme === 'grpc' || scheme === 'grpcs' || grpcComponents.test(by)) return 'grpc'
  if (grpcKeys.has(key) || (key === 'address' && by.endsWith('query_frontend.address'))) return 'grpc'
  if (scheme !== 'http' && scheme !== 'https') return undefined
  if (path !== undefined && path.length > 1) return 'http'
  return httpOnly.test(by) || /(?:^|\.)datasources\.url$/.test(by) ? 'http' : undefined
}

/** The one port of the host that can be meant. */
function rightPort(
  address: LocatedAddress,
  { ports }: Resolved,
  inside: number | undefined,
): RowPort | undefined {
  if (inside !== undefined) return ports.find((port) => port.port === inside)
  const speech =
    speechOf(address) ?? (address.scheme === 'http' || address.scheme === 'https' ? 'http' : undefined)
  const said = ports.filter(({ protocol }) => protocol === speech)
  if (speech) {
    const named = said.filter(({ name }) => name === speech || name === address.scheme)
    const unsaid = ports.filter(({ protocol }) => protocol === undefined)
    return said.length > 0 ? (onlyOne(said) ?? onlyOne(named)) : onlyOne(unsaid)
  }
  const plain = ports.filter(({ protocol }) => protocol === undefined || protocol === 'tcp')
  // Gossip has a port of its own, which is not what others mean by the name of a Loki.
  const gossips = address.key === 'join_members' || address.by.startsWith('memberlist')
  const isLoki = ports.some(({ protocol }) => protocol === 'grpc')
  return onlyOne(ports) ?? (isLoki && !gossips ? undefined : onlyOne(plain))
}

function onlyOne(ports: readonly RowPort[]): RowPort | undefined {
  return new Set(ports.map(({ port }) => port)).size === 1 ? ports[0] : undefined
}
