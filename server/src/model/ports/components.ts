/**
 * Components of Loki and which HTTP paths they answer: told by what a row says of itself, else by its name. What is
 * not known to refuse a path is taken to answer it.
 */
import type { PortRow } from './rows.ts'

const names =
  'query-frontend query-scheduler index-gateway pattern-ingester bloom-gateway bloom-planner bloom-builder bloom-compactor ' +
  'chunks-cache results-cache single-binary overrides-exporter table-manager distributor ingester querier compactor gateway ' +
  'ruler memcached canary write read backend'

const byName = new RegExp(
  `(?:^|-)(${names.split(' ').join('|')})(?:-(?:headless|http|grpc|discovery|zone-\\w+|\\d+))*$`,
)

/** The component of a row in Loki's own words, lower case with dashes; undefined where nothing tells. */
export function componentOf(row: PortRow): string | undefined {
  const said = row.component
    ?.trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
  return said || byName.exec(row.name)?.[1]
}

/** Names that any application may give to a Service of its own. */
const everyones = /^(?:gateway|canary|write|read|backend)$/

/** Whether a name is a log pipeline's alone, so that it means the same one in every folder of a workspace. */
export function isTelling(name: string): boolean {
  return /(?:^|-)(?:loki|alloy)(?:-|$)/.test(name) || (byName.test(name) && !everyones.test(name))
}

/** What a path asks of Loki. */
export type Api = 'push' | 'query'

/** Loki's HTTP API (3.7, `pkg/loki/modules.go`): what is pushed goes to the distributor, what is asked to queriers. */
export function apiOf(path: string | undefined): Api | undefined {
  if (path === undefined) return undefined
  if (/\/(?:loki\/api\/v1|api\/prom)\/push\/?$|^\/otlp\/v1\/logs\/?$/.test(path)) return 'push'
  return /\/(?:loki\/api\/v1\/(?:query|query_range|labels?|series|tail|index|patterns|detected_)|api\/prom\/(?:query|label|tail))(?:\/|$|_)/.test(
    path,
  )
    ? 'query'
    : undefined
}

const caches = ['chunks-cache', 'results-cache', 'memcached']
const blooms = ['bloom-gateway', 'bloom-planner', 'bloom-builder', 'bloom-compactor']
const inner = [
  'query-scheduler',
  'index-gateway',
  'compactor',
  'pattern-ingester',
  'ingester',
  'canary',
  'overrides-exporter',
  'table-manager',
]

/** Components that register no handler for an API, so that they answer 404. */
const refusing: Readonly<Record<Api, ReadonlySet<string>>> = {
  push: new Set(['querier', 'query-frontend', 'ruler', 'read', 'backend', ...inner, ...caches, ...blooms]),
  query: new Set([
    'distributor',
    'write',
    ...inner.filter((name) => name !== 'canary'),
    ...caches,
    ...blooms,
  ]),
}

/** Whether a component certainly does not answer an API. */
export function refuses(component: string | undefined, api: Api): boolean {
  return component !== undefined && refusing[api].has(component)
}

/** Components that are there to answer an API, the most direct one first. */
export const answering: Readonly<Record<Api, readonly string[]>> = {
  push: ['distributor', 'write', 'gateway', 'single-binary'],
  query: ['query-frontend', 'read', 'querier', 'gateway', 'single-binary'],
}
