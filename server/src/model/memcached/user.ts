/**
 * What somebody meant by a value of memcached's `-u`: the name of a user, or a port. A number is never a user to
 * memcached, which looks it up as a name; whether it was meant as a port or as a user id is told by its size and by
 * what else the file says. An expression is judged by the names in it; where they do not tell, nothing is said.
 */
import type { Document } from '../../text/document.ts'
import { overlaps, type Range } from '../../text/range.ts'
import { mentions, type Ref, scopesOf } from '../charts/scope.ts'
import type { Flag, MemcachedRun } from './arguments.ts'

/**
 * `port`: a port, or an expression that gives one. `default`: 11211, which is memcached's port and its user id in the
 * official images alike. `id`: another number that no port is likely to be.
 */
export type Meaning = 'port' | 'default' | 'id' | 'name' | 'unknown'

/** The port that memcached listens on where nothing says another. */
export const defaultPort = 11211

/** User ids in the range of ports that images and policies use: nobody, nonroot of distroless images. */
const commonIds: ReadonlySet<number> = new Set([65532, 65533, 65534])

/** What the value of a `-u` was meant to be. */
export function meaningOf(document: Document, run: MemcachedRun, flag: Flag): Meaning {
  const { value } = flag
  if (!value || value.raw === '') return 'unknown'
  if (
    value.raw.includes('{{') ||
    (document.templated && value.value === undefined && !value.raw.includes('$('))
  )
    return ofNames(namesIn(document, value))
  return value.value === undefined ? ofVariable(run, value.raw) : ofText(run, value.value)
}

function ofText(run: MemcachedRun, text: string): Meaning {
  if (!/^\d+$/.test(text)) return 'name'
  const number = Number(text)
  if (number === defaultPort) return 'default'
  if (declares(run, number)) return 'port'
  const user = run.container?.user?.value
  if (user !== undefined && Number.parseInt(String(user), 10) === number) return 'id'
  return number >= 1024 && number <= 65535 && !commonIds.has(number) ? 'port' : 'id'
}

function declares({ container }: MemcachedRun, number: number): boolean {
  return container?.ports.some(({ port }) => port === number) ?? false
}

/** A variable of Compose or of Kubernetes: its default where it has one, else its name. */
function ofVariable(run: MemcachedRun, raw: string): Meaning {
  const [, name, fallback] = /^\${1,2}[{(]?([A-Za-z_][\w.-]*?)(?::?[-=]([^}]*))?[})]?$/.exec(raw) ?? []
  const known = run.container?.environment.find((each) => each.name === name)?.value ?? fallback
  if (known !== undefined && raw.startsWith('$(')) return ofText(run, known)
  const meant = known === undefined ? 'unknown' : ofText(run, known)
  return meant === 'name' ? 'name' : name === undefined ? 'unknown' : ofNames([[name]])
}

/** The paths that an expression speaks of, the most telling name last in each. */
type Names = readonly (readonly string[])[]

function namesIn(document: Document, value: { readonly raw: string; readonly range: Range }): Names {
  const refs: Ref[] = !document.templated
    ? []
    : scopesOf(document).items.flatMap((item) =>
        item.pipe && item.prints && overlaps(item, value.range)
          ? mentions(item.pipe, item.scope).map(({ ref }) => ref)
          : [],
      )
  const written = [...value.raw.matchAll(/"([\w.-]+)"|\$(\w+)|((?:\.\w+)+)/g)].map(
    ([, text, variable, path]) => (text ?? variable ?? path ?? '').split('.').filter((name) => name !== ''),
  )
  return [...refs.map(({ variable, names }) => [variable, ...names]), ...written]
}

function ofNames(paths: Names): Meaning {
  const lasts = paths.map((path) => wordsOf(path.at(-1) ?? ''))
  if (lasts.some((words) => words.some((word) => /^(?:user|username|uid|owner|account)$/.test(word))))
    return 'unknown'
  const port =
    lasts.some((words) => words.includes('port')) ||
    paths.some((path) => path.some((name) => name === 'ports'))
  return port ? 'port' : 'unknown'
}

/** `memcachedPort`, `memcached-port` and `MEMCACHED_PORT` as words in lower case. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
}

/** Whether the container is known to run as root. */
export function runsAsRoot({ container }: MemcachedRun): boolean | undefined {
  const user = container?.user?.value
  return user === undefined ? undefined : /^(?:0|root)(?::|$)/.test(String(user))
}

/** The port that memcached listens on for what it is started with, `-u` aside, as it is written. */
export function listeningPort({ flags }: MemcachedRun): {
  readonly port: string
  readonly by: Flag | undefined
} {
  const last = (short: string) => flags.findLast(({ option, value }) => option.short === short && value)
  const port = last('-p')
  if (port?.value) return { port: port.value.raw, by: port }
  const listen = last('-l')
  const own = /:(\d+)$/.exec(listen?.value?.raw ?? '')?.[1]
  if (own !== undefined) return { port: own, by: listen }
  const udp = last('-U')
  if (udp?.value && udp.value.raw !== '0') return { port: udp.value.raw, by: udp }
  return { port: String(defaultPort), by: undefined }
}
