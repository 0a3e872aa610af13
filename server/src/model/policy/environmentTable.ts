/**
 * Settings against environments: what each environment's files set, where, and whether it is what the environment's
 * policy expects: the second guide's table, with what the guide says of Docker's files, of CPUs and of outages, with
 * zone-aware Services and a team's own rows (`policyRows.ts`). It reports and judges by the policy alone; what a rule
 * would say of it is the rule's business.
 */
import type { Document, Kind } from '../../text/document.ts'
import type { Settings } from '../settings.ts'
import { environmentOf, policyOf, type Workspace } from '../workspace.ts'
import { alloyCpus, alloyMemory, alloyWal, outage } from './alloy.ts'
import { lokiStorage, rateLimits, retention } from './loki.ts'
import { policyRow } from './policyRows.ts'
import type { FoundValue, RowSource, Scope } from './scope.ts'
import { dockerLogMaxFile, dockerLogMaxSize, zoneAware } from './services.ts'

/** `not asked`: the policy says nothing of it. `unknown`: a variable or template output decides. */
export type Verdict = 'ok' | 'differs' | 'not found' | 'unknown' | 'not asked'

export interface EnvironmentCell {
  /** As a reader would write it: `≥ 512M`. */
  readonly expected: string | undefined
  readonly verdict: Verdict
  readonly found: readonly FoundValue[]
}

export interface EnvironmentRow {
  readonly id: string
  /** English, or the team's own words. */
  readonly title: string
  /** One for each environment of the table. */
  readonly cells: readonly EnvironmentCell[]
}

export interface EnvironmentTable {
  /** `undefined` stands for the files that belong to no environment. */
  readonly environments: readonly (string | undefined)[]
  readonly rows: readonly EnvironmentRow[]
}

/** Every row, in the order of the guide's table. */
const rows: readonly RowSource[] = [
  alloyWal,
  outage,
  lokiStorage,
  rateLimits,
  retention,
  alloyMemory,
  alloyCpus,
  dockerLogMaxSize,
  dockerLogMaxFile,
  zoneAware,
]

/**
 * The table of a workspace. Its columns are the environments that the workspace's files belong to; where they belong
 * to none, all known environments and the files of none.
 * @param documents for what facts do not hold: retries, a team's own rows in YAML
 */
export function environmentTable(
  workspace: Workspace,
  documents: ReadonlyMap<string, Document>,
): EnvironmentTable {
  const columns = columnsOf(workspace)
  const scopes = columns.map((environment) => scopeOf(workspace, documents, environment))
  const sources = [...rows, ...workspace.settings.policyRows.map(policyRow)]
  return {
    environments: columns,
    rows: sources.map((source) => ({
      id: source.id,
      title: source.title,
      cells: scopes.map((scope) => cellOf(source, scope)),
    })),
  }
}

/** Kinds of files that an environment shows by: a `prod.json` alone is none. */
const settled: ReadonlySet<Kind> = new Set([
  'alloy',
  'helm-values',
  'loki',
  'compose',
  'argocd',
  'kubernetes',
  'helm-template',
  'helm-chart',
])

function columnsOf(workspace: Workspace): readonly (string | undefined)[] {
  const files = [...workspace.files.values()].filter(({ kind }) => settled.has(kind))
  const found = new Set(files.map(({ uri }) => environmentOf(workspace, uri)))
  const known = knownEnvironments(workspace.settings)
  if (workspace.forced !== undefined) return [workspace.forced]
  const occurring = known.filter((name) => found.has(name))
  return occurring.length > 0 ? occurring : [...known, ...(found.has(undefined) ? [undefined] : [])]
}

/** The environments that have a name, and those of which only a policy speaks. */
function knownEnvironments({ environments, policy }: Settings): readonly string[] {
  return [...new Set([...Object.keys(environments), ...Object.keys(policy)])]
}

function scopeOf(
  workspace: Workspace,
  documents: ReadonlyMap<string, Document>,
  environment: string | undefined,
): Scope {
  const own = [...workspace.files.keys()].filter((uri) => environmentOf(workspace, uri) === environment)
  return { workspace, documents, environment, policy: policyOf(workspace, environment), uris: own.sort() }
}

function cellOf(source: RowSource, scope: Scope): EnvironmentCell {
  const expected = source.expected(scope)
  const found = together(source.find(scope))
  return { expected, found, verdict: verdictOf(expected, found) }
}

function verdictOf(expected: string | undefined, found: readonly FoundValue[]): Verdict {
  if (expected === undefined) return 'not asked'
  if (found.length === 0) return 'not found'
  if (found.some(({ fits }) => fits === false)) return 'differs'
  return found.every(({ fits }) => fits) ? 'ok' : 'unknown'
}

/** Values that stand at one place are one: services share a `logging` by an anchor. */
function together(found: readonly FoundValue[]): readonly FoundValue[] {
  const out = new Map<string, FoundValue>()
  for (const value of found) {
    const { uri, range } = value.place ?? {}
    const key = JSON.stringify([value.text, value.fits, uri, range])
    const known = out.get(key)
    out.set(key, known ? { ...known, of: [...new Set([...known.of, ...value.of])] } : value)
  }
  return [...out.values()]
}
