/**
 * Variables that the workspace gives to a file: to a configuration the environment of the containers that mount it,
 * to a Compose file the `.env` beside it. What two containers give differently, and what nobody gives, is unknown.
 */
import { memo } from '../../text/memo.ts'
import { folderOf } from '../../text/uri.ts'
import type { Container } from '../containers/containers.ts'
import { factsAt, type Workspace } from '../workspace.ts'
import { mountedPaths } from './compose.ts'
import { filledIn } from './placed.ts'

type Variables = ReadonlyMap<string, string | undefined>

/** The variables of a file by name; `undefined` for one whose value is in doubt. Nothing where none is given. */
export function variablesGivenTo(workspace: Workspace, uri: string): Variables | undefined {
  const known = givenVariables(workspace)
  let found = known.get(uri)
  if (!found) {
    found = collect(workspace, uri)
    known.set(uri, found)
  }
  return found.size > 0 ? found : undefined
}

const givenVariables = memo((_workspace: Workspace) => new Map<string, Variables>())

function collect(workspace: Workspace, uri: string): Variables {
  if (workspace.files.get(uri)?.kind === 'compose') return ofFile(workspace, `${folderOf(uri)}/.env`)
  const found = new Map<string, string | undefined>()
  let first = true
  for (const { container, paths } of mounting(workspace)) {
    if (!paths.some((path) => uri === path || uri.startsWith(`${path}/`))) continue
    const own = ofContainer(workspace, container)
    if (first) for (const [name, value] of own) found.set(name, value)
    else merge(found, own)
    first = false
  }
  return found
}

/** The containers of Compose files that mount something, gathered once: each file asks. */
const mounting = memo((workspace: Workspace) =>
  [...workspace.files.values()].flatMap(({ uri, facts }) =>
    facts.containers.flatMap((container) => {
      const paths = container.runtime === 'compose' ? mountedPaths(folderOf(uri), container) : []
      return paths.length > 0 ? [{ container, paths }] : []
    }),
  ),
)

/** Keeps what both say. */
function merge(found: Map<string, string | undefined>, own: Variables): void {
  for (const name of new Set([...found.keys(), ...own.keys()]))
    if (found.get(name) !== own.get(name)) found.set(name, undefined)
}

/** `environment` over `env_file`; a file that is not there may give anything. */
function ofContainer(workspace: Workspace, container: Container): Variables {
  const found = new Map<string, string | undefined>()
  for (const file of container.environmentFiles)
    for (const [name, value] of ofFile(workspace, file)) found.set(name, value)
  const project = ofFile(workspace, `${folderOf(container.place.uri)}/.env`)
  for (const { name, value, raw } of container.environment) found.set(name, value ?? filled(raw, project))
  return found
}

/** A value with the variables that the project's `.env` gives; nothing where another one stands in it. */
function filled(raw: string | undefined, project: Variables): string | undefined {
  const text = raw === undefined ? undefined : filledIn(raw, (name) => project.get(name))?.text
  return text?.includes('$') ? undefined : text
}

function ofFile(workspace: Workspace, uri: string): Variables {
  return new Map(factsAt(workspace, uri).variables.map(({ name, value }) => [name, value]))
}
