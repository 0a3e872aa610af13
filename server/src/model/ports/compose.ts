/**
 * Rows of the port table from Compose services, and which of them a file sees: those of the Compose file that it is,
 * that mounts it or that reads its variables, together with the Compose files beside that one. What a container
 * listens on is certain only for Loki and memcached, whose configuration or arguments tell; a list of published
 * ports never is.
 */
import { fileOf, folderOf, nameOf, resolvePath } from '../../text/uri.ts'
import { type Container, isLoki, isMemcached, type Known } from '../containers/containers.ts'
import { isShell } from '../containers/programs.ts'
import { shellWords } from '../containers/text.ts'
import type { LokiSettings } from '../loki/loki.ts'
import { environmentOf, factsAt, type Workspace } from '../workspace.ts'
import type { PortRow, RowPort } from './rows.ts'
import type { Protocol, Service } from './services.ts'

/** The services of one Compose file. */
export interface ComposeFile {
  readonly uri: string
  readonly rows: readonly PortRow[]
  /** Files and folders that its services mount or read. */
  readonly uses: readonly string[]
}

/** Every Compose file of the workspace. */
export function composeFiles(workspace: Workspace): readonly ComposeFile[] {
  const files: ComposeFile[] = []
  for (const { uri, facts } of workspace.files.values()) {
    const services = facts.services.filter(({ runtime }) => runtime === 'compose')
    if (services.length === 0) continue
    const rows = services.flatMap((service) => rowsOf(workspace, service, facts.containers))
    files.push({ uri, rows, uses: usesOf(uri, services, facts.containers) })
  }
  return files
}

function usesOf(
  uri: string,
  services: readonly Service[],
  containers: readonly Container[],
): readonly string[] {
  const folder = folderOf(uri)
  const mounted = containers.flatMap((container) => mountedPaths(folder, container))
  return [
    ...new Set([
      // A mount of the project's own folder, or of one above it, says nothing of the files in it.
      ...mounted.filter((path) => !`${folder}/`.startsWith(`${path}/`)),
      ...containers.flatMap(({ environmentFiles }) => environmentFiles),
      ...services.flatMap(({ files }) => files),
      `${folder}/.env`,
    ]),
  ]
}

/** What a container of a Compose file in `folder` mounts from the host. */
export function mountedPaths(folder: string, { mounts }: Container): readonly string[] {
  return mounts.flatMap(({ kind, source, file }) => {
    const path = file ?? (kind === 'bind' && source && /^\.{0,2}\//.test(source) ? source : undefined)
    return path === undefined ? [] : [resolvePath(folder, path)]
  })
}

/** The Compose files whose services a file sees, those in one folder together; none where no Compose file tells. */
export function composeFilesFor(files: readonly ComposeFile[], uri: string): readonly ComposeFile[] {
  const own = files.filter(
    (file) => file.uri === uri || file.uses.some((path) => uri === path || uri.startsWith(`${path}/`)),
  )
  if (own.length === 0) return []
  const folders = new Set(own.map((file) => folderOf(file.uri)))
  return files.filter((file) => folders.has(folderOf(file.uri)))
}

function rowsOf(
  workspace: Workspace,
  service: Service,
  containers: readonly Container[],
): readonly PortRow[] {
  const { name } = service
  const container = containers.find((each) => each.runtime === 'compose' && each.name === name)
  if (name === undefined || !container) return []
  const listed: RowPort[] = service.ports.flatMap(({ port, name: own, protocol, place }) =>
    port === undefined ? [] : [{ port, name: own, protocol, place }],
  )
  const program = programPorts(workspace, service, container)
  const ports = [...program.ports.filter(({ port }) => !listed.some((each) => each.port === port)), ...listed]
  return [
    {
      source: 'compose',
      name: name.toLowerCase(),
      aliases: service.aliases.map((alias) => alias.toLowerCase()),
      namespace: undefined,
      environment: environmentOf(workspace, service.place.uri),
      component: program.component,
      purpose: undefined,
      ports: ports.map((port) => program.ports.find((each) => each.port === port.port) ?? port),
      closed: program.closed && !service.open && service.ports.every(({ port }) => port !== undefined),
      perhaps: service.published.flatMap(({ host }) => (isMentioned(container, host) ? [host] : [])),
      headless: false,
      external: service.external,
      published: service.published,
      place: service.place,
    },
  ]
}

/** Whether a container's own options or variables name a port: it may listen on it, beside those that are listed. */
function isMentioned({ entrypoint, args, environment }: Container, port: number): boolean {
  const texts = [...(entrypoint ?? []), ...(args ?? [])].map(({ value, raw }) => value ?? raw)
  const values = environment.map(({ value, raw }) => value ?? raw ?? '')
  return [...texts, ...values].some((text) => new RegExp(`(?<!\\d)${port}(?!\\d)`).test(text))
}

interface Listening {
  readonly ports: readonly RowPort[]
  readonly closed: boolean
  readonly component: string | undefined
}

const nothingKnown: Listening = { ports: [], closed: false, component: undefined }

function programPorts(workspace: Workspace, service: Service, container: Container): Listening {
  if (isLoki(container)) return lokiPorts(workspace, service, container)
  return isMemcached(container) ? memcachedPorts(container) : nothingKnown
}

/** The values of options, whether joined by `=` or given as the next word; undefined in it for an unknown one. */
function optionValues(container: Container, name: RegExp): readonly (string | undefined)[] {
  const words = wordsOf(container)
  return words.flatMap(({ raw, value }, i) => {
    const joined = /^(--?[\w.-]+)=(.*)$/s.exec(value ?? raw)
    if (joined) return name.test(joined[1] ?? '') ? [value === undefined ? undefined : joined[2]] : []
    return name.test(raw) ? [words[i + 1]?.value] : []
  })
}

/** The words of a command line, those of a shell's script one by one: `sh -c "exec loki -target=querier"`. */
function wordsOf({ entrypoint, args }: Container): readonly Pick<Known, 'raw' | 'value'>[] {
  const words = [...(entrypoint ?? []), ...(args ?? [])]
  if (!words.some(({ raw }) => isShell(raw))) return words
  return words.flatMap((word) =>
    shellWords(word.raw).map(({ text }) => ({ raw: text, value: /[$`]/.test(text) ? undefined : text })),
  )
}

/** Whether Loki's options are all in sight: a script of one's own may add some. */
function showsOptions({ entrypoint }: Container): boolean {
  const program = entrypoint?.[0]
  return (
    !program || isShell(program.raw) || /^(?:loki(?:-linux-\w+)?|tini|dumb-init)$/.test(nameOf(program.raw))
  )
}

/** Memcached listens on 11211, or on what `-p` says. A number given to `-u` is a port meant, and another finding's. */
function memcachedPorts(container: Container): Listening {
  const text = [...(container.entrypoint ?? []), ...(container.args ?? [])].map(({ raw }) => raw).join(' ')
  const given = [...text.matchAll(/(?:^|\s)(?:-(?!-)\w*?[pu]|--(?:port|user))[\s=]*([^\s"',\]]+)/g)].map(
    (match) => match[1] ?? '',
  )
  const numbers = given.filter((each) => /^\d+$/.test(each)).map(Number)
  const unknown = given.some((each) => /[${]/.test(each))
  const port = (number: number): RowPort => ({
    port: number,
    name: undefined,
    protocol: 'tcp',
    place: container.place,
  })
  return {
    ports: (numbers.length ? numbers : [11211]).map(port),
    closed: !unknown && !container.argsOpen && !/(?:^|\s)(?:-l|--listen|-s|--unix-socket)\b/.test(text),
    component: 'memcached',
  }
}

/** Loki's own defaults (`server` block, 3.7), the image's configuration having 9096 for gRPC; memberlist on 7946. */
const lokiDefaults = { http: [3100], grpc: [9095, 9096], memberlist: 7946 } as const

function lokiPorts(workspace: Workspace, service: Service, container: Container): Listening {
  const mounted = mountedLoki(workspace, service, container)
  const http = portsOfLoki(container, mounted.settings, /^--?server\.http-listen-port$/, 'http_listen_port')
  const grpc = portsOfLoki(container, mounted.settings, /^--?server\.grpc-listen-port$/, 'grpc_listen_port')
  const place = mounted.settings[0]?.place ?? container.place
  const port =
    (protocol: Protocol) =>
    (number: number): RowPort => ({ port: number, name: protocol, protocol, place })
  return {
    ports: [
      ...(http.ports ?? lokiDefaults.http).map(port('http')),
      ...(grpc.ports ?? lokiDefaults.grpc).map(port('grpc')),
      { port: lokiDefaults.memberlist, name: 'memberlist', protocol: 'tcp', place },
    ],
    closed:
      mounted.certain &&
      showsOptions(container) &&
      !http.unknown &&
      !grpc.unknown &&
      !container.argsOpen &&
      !container.mountsOpen,
    component: targetOf(container, mounted.settings),
  }
}

/** What a Loki runs: without a target all of it, whatever its service is called. */
function targetOf(container: Container, settings: readonly LokiSettings[]): string | undefined {
  const given = optionValues(container, /^--?target$/)
  if (given.length > 0) return given[0]
  const written = settings.flatMap(({ scalars }) => scalars.filter(({ path }) => path.join('.') === 'target'))
  if (written.length > 0) return String(written[0]?.value)
  return container.argsOpen ? undefined : 'all'
}

function portsOfLoki(
  container: Container,
  settings: readonly LokiSettings[],
  option: RegExp,
  key: string,
): { readonly ports: readonly number[] | undefined; readonly unknown: boolean } {
  const given = optionValues(container, option)
  const written = settings.flatMap(({ scalars }) =>
    scalars.filter(({ path }) => path.join('.') === `server.${key}`).map(({ value }) => value),
  )
  const all = given.length > 0 ? given : written
  const ports = all.map(Number).filter((port) => Number.isInteger(port) && port > 0)
  return { ports: all.length > 0 ? ports : undefined, unknown: ports.length < all.length }
}

/** The Loki configurations that the service of a Compose file reads; none where it runs something else. */
export function lokiSettingsOf(workspace: Workspace, { name, place }: PortRow): readonly LokiSettings[] {
  const { services, containers } = factsAt(workspace, place?.uri ?? '')
  const isOwn = (each: Service | Container) =>
    each.runtime === 'compose' && each.name !== undefined && each.name.toLowerCase() === name
  const service = services.find(isOwn)
  const container = containers.find(isOwn)
  return service && container && isLoki(container) ? mountedLoki(workspace, service, container).settings : []
}

/** The Loki configurations that a container reads, and whether those are all that it can read. */
function mountedLoki(
  workspace: Workspace,
  service: Service,
  container: Container,
): { readonly settings: readonly LokiSettings[]; readonly certain: boolean } {
  const file = fileOf(service.place.uri)
  const paths = [...mountedPaths(folderOf(file), container), ...service.files]
  const uris = [...workspace.files.keys()].filter((uri) =>
    paths.some((path) => uri === path || uri.startsWith(`${path}/`)),
  )
  const wanted = optionValues(container, /^--?config\.file$/)
  const isConfig = (settings: LokiSettings) => settings.layout === 'config'
  const found = uris.flatMap((uri) => factsAt(workspace, uri).loki.filter(isConfig))
  const inline = factsAt(workspace, file).loki.filter(isConfig)
  const all = [...found, ...inline]
  const named = all.filter(({ place }) => wanted.some((each) => each && nameOf(each) === nameOf(place.uri)))
  const settings = named.length > 0 ? named : all
  const isDefault = wanted.every((each) => each === '/etc/loki/local-config.yaml')
  const covered = container.mounts.some(
    ({ target }) => target === undefined || /^\/(?:etc(?:\/loki.*)?)?$/.test(target),
  )
  return { settings, certain: settings.length > 0 || (isDefault && !covered) }
}
