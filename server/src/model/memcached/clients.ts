/**
 * The Lokis that use a memcached: their configurations name it as the host of a cache. Found by the names under which
 * the container can be dialled, in the same Compose project or, in a cluster, where only one container has the name.
 */
import type { Place } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import type { Container } from '../containers/containers.ts'
import { isMemcached } from '../containers/containers.ts'
import type { LokiScalar, LokiSettings } from '../loki/loki.ts'
import { composeFilesFor } from '../ports/compose.ts'
import { hostForms, portTable } from '../ports/ports.ts'
import { allFacts, environmentOf, type Workspace } from '../workspace.ts'

/** A cache of a Loki's that is kept in a memcached. */
export interface CacheClient {
  /** Such as `chunk_store_config.chunk_cache_config`. */
  readonly path: string
  readonly settings: LokiSettings
  /** Where the host is written. */
  readonly place: Place
  /** `max_idle_conns`, where it is written with a number. */
  readonly maxIdle: { readonly value: number; readonly place: Place } | undefined
  /** Whether it is written in any form. */
  readonly setsMaxIdle: boolean
  readonly hosts: readonly string[]
}

/** Loki's own default (3.7). */
export const defaultMaxIdle = 16

/** The caches that Lokis keep in the memcached of a container. */
export function clientsOf(workspace: Workspace, container: Container): readonly CacheClient[] {
  const all = cacheClients(workspace)
  if (all.length === 0) return []
  const names = namesOf(workspace, container)
  return all.filter((client) => {
    const forms = client.hosts.flatMap(hostForms).filter(({ name }) => names.has(name))
    return (
      forms.length > 0 &&
      (container.runtime === 'compose'
        ? isNear(workspace, client, container)
        : isOnly(workspace, client, container, forms))
    )
  })
}

const cacheClients = memo((workspace: Workspace): readonly CacheClient[] =>
  allFacts(workspace, 'loki').flatMap((settings) => {
    const found = new Map<string, LokiScalar[]>()
    for (const scalar of settings.scalars) {
      const at = scalar.path.indexOf('memcached_client')
      if (at < 0) continue
      const path = scalar.path.slice(0, at).join('.')
      found.set(path, [...(found.get(path) ?? []), scalar])
    }
    return [...found].flatMap(([path, scalars]) => clientOf(path, scalars, settings) ?? [])
  }),
)

function clientOf(
  path: string,
  scalars: readonly LokiScalar[],
  settings: LokiSettings,
): CacheClient | undefined {
  const named = (name: string) => scalars.find((each) => each.path.at(-1) === name)
  const host = named('addresses')?.value ? named('addresses') : named('host')
  const idle = named('max_idle_conns')
  if (!host || typeof host.value !== 'string') return undefined
  return {
    path,
    settings,
    place: host.place,
    maxIdle: idle && typeof idle.value === 'number' ? { value: idle.value, place: idle.place } : undefined,
    setsMaxIdle: idle !== undefined,
    hosts: host.value.split(',').map(hostIn),
  }
}

/** The host of an address of a cache: `dnssrvnoa+_memcached-client._tcp.cache.loki.svc` is `cache.loki.svc`. */
function hostIn(address: string): string {
  return address
    .trim()
    .toLowerCase()
    .replace(/^dns(?:srv(?:noa)?)?\+/, '')
    .replace(/^_[\w-]+\._tcp\./, '')
    .replace(/:\d*$/, '')
}

/** The names under which a container can be dialled. */
function namesOf(workspace: Workspace, container: Container): ReadonlySet<string> {
  const { runtime, name, workload, place } = container
  const services = allFacts(workspace, 'services')
  if (runtime === 'compose') {
    const own = services.find(
      (each) => each.runtime === 'compose' && each.name === name && each.place.uri === place.uri,
    )
    return new Set([name, ...(own?.aliases ?? [])].flatMap((each) => each?.toLowerCase() ?? []))
  }
  const selecting = services.filter(({ selector, namespace }) => {
    const keys = Object.entries(selector ?? {})
    const apart = namespace && workload?.namespace && namespace !== workload.namespace
    return keys.length > 0 && !apart && keys.every(([key, value]) => workload?.labels[key] === value)
  })
  return new Set(
    [workload?.name, ...selecting.map((service) => service.name)].flatMap(
      (each) => each?.toLowerCase() ?? [],
    ),
  )
}

function isNear(workspace: Workspace, { settings }: CacheClient, { place }: Container): boolean {
  return composeFilesFor(portTable(workspace).compose, settings.place.uri).some(
    ({ uri }) => uri === place.uri,
  )
}

/** Whether no other memcached of the cluster has the name, and nothing shows that another environment's is meant. */
function isOnly(
  workspace: Workspace,
  { settings }: CacheClient,
  container: Container,
  forms: readonly { readonly name: string; readonly namespace: string | undefined }[],
): boolean {
  const [own, theirs] = [container.place.uri, settings.place.uri].map((uri) => environmentOf(workspace, uri))
  if (own !== undefined && theirs !== undefined && own !== theirs) return false
  const namespace = container.workload?.namespace
  if (!forms.some((form) => !form.namespace || !namespace || form.namespace === namespace)) return false
  const wanted = new Set(forms.map(({ name }) => name))
  const others = allFacts(workspace, 'containers').filter(
    (each) =>
      each.runtime === 'kubernetes' &&
      isMemcached(each) &&
      [...namesOf(workspace, each)].some((name) => wanted.has(name)),
  )
  return others.length === 1
}

/** Loki's default of `ingester.chunk_target_size`, in bytes. */
const defaultChunkSize = 1_572_864

/** The size at which Loki cuts chunks; undefined where another file may set it. */
export function chunkSizeOf({ scalars, whole }: LokiSettings): number | undefined {
  const written = scalars.find(({ path }) => path.join('.') === 'ingester.chunk_target_size')
  if (!written) return whole ? defaultChunkSize : undefined
  return typeof written.value === 'number' ? written.value : undefined
}
