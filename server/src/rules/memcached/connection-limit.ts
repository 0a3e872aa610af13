/**
 * memcached's connection limit against the idle connections that Lokis keep to it: each process keeps up to
 * `max_idle_conns` for each cache and server. Only processes that the workspace shows are counted, so it says the least
 * that is needed.
 */

import { isLoki } from '../../model/containers/containers.ts'
import { type MemcachedRun, memcachedRunsWith } from '../../model/memcached/arguments.ts'
import { type ChartCache, chartCaches } from '../../model/memcached/chartCaches.ts'
import { type CacheClient, clientsOf, defaultMaxIdle } from '../../model/memcached/clients.ts'
import { connectionLimit } from '../../model/memcached/effective.ts'
import { flagFaults } from '../../model/memcached/flagFaults.ts'
import { lokiSettingsOf } from '../../model/ports/compose.ts'
import { portTable } from '../../model/ports/ports.ts'
import { allFacts, type Workspace } from '../../model/workspace.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  for (const run of memcachedRunsWith(workspace, document)) {
    const finding = runFinding(workspace, run)
    if (finding) yield finding
  }
  for (const cache of chartCaches(workspace, document)) {
    const finding = cacheFinding(cache)
    if (finding) yield finding
  }
}

function runFinding(workspace: Workspace, run: MemcachedRun): Finding | undefined {
  const limit = connectionLimit(run)
  const { flag } = limit ?? {}
  // The default of 1024 is above what a workspace can be known to need.
  if (!run.container || !limit || !flag?.value || flagFaults(run).some((fault) => fault.flag === flag))
    return undefined
  const pods = run.container.runtime === 'kubernetes' ? replicas(workspace) : 1
  const clients = clientsOf(workspace, run.container).flatMap(
    (client) => needOf(workspace, client, pods) ?? [],
  )
  const needed = clients.reduce((all, { idle, processes }) => all + idle * processes, 0)
  if (needed <= limit.value) return undefined
  const start = flag.from === flag.to ? flag.range.start : flag.value.range.start
  return {
    range: { start, end: flag.value.range.end },
    severity: clients.some(({ client }) => client.maxIdle) ? 'warning' : 'info',
    message: t(
      'Loki may keep {needed} idle connections to this memcached (max_idle_conns, by cache and process), more than the {limit} it takes: the others are refused, and reads miss the cache. Raise -c above it.',
      { needed, limit: limit.value },
    ),
    related: clients.slice(0, 4).map(({ client, idle }) => ({
      ...(client.maxIdle?.place ?? client.place),
      message: t('Up to {idle} connections.', { idle }),
    })),
  }
}

interface Need {
  readonly client: CacheClient
  readonly idle: number
  readonly processes: number
}

/** What one cache of a configuration keeps; nothing where its limit is not known. */
function needOf(workspace: Workspace, client: CacheClient, pods: number): Need | undefined {
  const { maxIdle, setsMaxIdle, settings } = client
  if (!maxIdle && (setsMaxIdle || !settings.whole)) return undefined
  const readers = portTable(workspace)
    .compose.flatMap(({ rows }) => rows)
    .filter((row) => lokiSettingsOf(workspace, row).includes(settings))
  return {
    client,
    idle: maxIdle?.value ?? defaultMaxIdle,
    processes: Math.max(1, readers.length, pods),
  }
}

/** Pods of the only Loki there is, where its number is written. */
function replicas(workspace: Workspace): number {
  const all = allFacts(workspace, 'containers').filter(
    (each) => each.runtime === 'kubernetes' && isLoki(each),
  )
  return all.length === 1 ? (all[0]?.workload?.replicas ?? 1) : 1
}

/** `max_idle_conns` that the Loki chart writes for both caches (18.11.0). */
const chartIdle = 72

/** A limit with which memcached does not even start is another rule's. */
function cacheFinding({ field, chart }: ChartCache): Finding | undefined {
  const { value: limit, own } = field(['connectionLimit'])
  if (!own || typeof limit !== 'number' || chart !== 'Loki' || limit <= 20 || limit >= chartIdle)
    return undefined
  return {
    range: own,
    severity: 'info',
    message: t(
      'Each Loki process may keep {idle} idle connections to each memcached (max_idle_conns of the chart), more than the {limit} it takes here. The default is 16384.',
      { idle: chartIdle, limit },
    ),
  }
}

export const rule: Rule = {
  id: 'memcached/connection-limit',
  title: 'Fewer connections than Loki keeps to memcached',
  kinds: ['helm-template', 'kubernetes', 'compose', 'helm-values'],
  severity: 'warning',
  check,
}
