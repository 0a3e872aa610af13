/**
 * The workspace as rules and features see it: settings, the facts of every file, and which environment a file
 * belongs to. An immutable value: the adapters make a new one when a file or a setting changes.
 */

import type { Document } from '../text/document.ts'
import { memo } from '../text/memo.ts'
import { fileOf, folderOf, pathFrom, resolvePath } from '../text/uri.ts'
import { valueFilesOf } from './charts/values.ts'
import { environmentOfPath } from './environment.ts'
import { emptyFacts, type Facts } from './facts.ts'
import type { Policy, Settings, SettingsIssue } from './settings.ts'

/** What is known of a file, open or closed. */
export interface FileFacts {
  readonly uri: string
  readonly kind: Document['kind']
  readonly facts: Facts
}

export interface Workspace {
  /** The root's uri, without a slash at the end. */
  readonly root: string
  readonly settings: Settings
  /** What is wrong in the settings' file. */
  readonly settingsIssues: readonly SettingsIssue[]
  readonly files: ReadonlyMap<string, FileFacts>
  /** Today as `YYYY-MM-DD`. */
  readonly today: string
  /** An environment given by the user for every file (`--env`). */
  readonly forced?: string | undefined
}

/** The facts of a file, empty ones for a file that is unknown. */
export function factsAt(workspace: Workspace, uri: string): Facts {
  return workspace.files.get(fileOf(uri))?.facts ?? emptyFacts
}

/** All facts of one area, in the order of the files' uris. */
export function allFacts<A extends keyof Facts>(workspace: Workspace, area: A): Facts[A] {
  return collected(workspace)(area)
}

const collected = memo((workspace: Workspace) => {
  const known = new Map<keyof Facts, readonly unknown[]>()
  const files = [...workspace.files.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1))
  return <A extends keyof Facts>(area: A): Facts[A] => {
    const all = known.get(area) ?? files.flatMap((file) => file.facts[area] as readonly unknown[])
    known.set(area, all)
    return all as Facts[A] // Stored under its own area just above.
  }
})

/** A file's path relative to the workspace root. */
export function pathOf(workspace: Workspace, uri: string): string {
  return pathFrom(workspace.root, fileOf(uri))
}

/**
 * The environment of a file: its own path's, else what other files say of it — a Compose file lends its own to the
 * files that it mounts, an Argo CD application its target cluster's to the values that it names.
 */
export function environmentOf(workspace: Workspace, uri: string): string | undefined {
  return workspace.forced ?? environments(workspace)(fileOf(uri))
}

const environments = memo((workspace: Workspace) => {
  const lent = lentEnvironments(workspace)
  const known = new Map<string, string | undefined>()
  return (uri: string): string | undefined => {
    if (!known.has(uri)) known.set(uri, ownEnvironment(workspace, uri) ?? lentTo(uri, lent))
    return known.get(uri)
  }
})

function ownEnvironment(workspace: Workspace, uri: string): string | undefined {
  const byPath = environmentOfPath(pathOf(workspace, uri), workspace.settings)
  if (byPath) return byPath
  const named = new Set(
    factsAt(workspace, uri).applications.map((app) => environmentOfCluster(workspace.settings, app.cluster)),
  )
  return named.size === 1 ? [...named][0] : undefined
}

/** The environment whose `clusters` name this Argo CD destination (its name or server). */
export function environmentOfCluster(settings: Settings, cluster: string | undefined): string | undefined {
  if (cluster === undefined) return undefined
  return Object.entries(settings.environments).find(([, { clusters }]) => clusters.includes(cluster))?.[0]
}

/** What is lent to a file, or to the nearest folder around it: Compose mounts whole folders too. */
function lentTo(uri: string, lent: ReadonlyMap<string, string>): string | undefined {
  for (let at = uri; at.includes('/'); at = folderOf(at)) {
    const found = lent.get(at)
    if (found) return found
  }
  return undefined
}

/** Files and folders to which exactly one environment is lent. */
function lentEnvironments(workspace: Workspace): ReadonlyMap<string, string> {
  const lent = new Map<string, Set<string>>()
  const lend = (to: string, environment: string | undefined) => {
    if (environment) lent.set(to, (lent.get(to) ?? new Set()).add(environment))
  }
  for (const { uri, facts } of workspace.files.values()) {
    const own = ownEnvironment(workspace, uri)
    for (const file of facts.containers.flatMap((container) => container.mounts)) {
      const path = file.file ?? (file.kind === 'bind' ? file.source : undefined)
      if (!path) continue
      const to = resolvePath(folderOf(uri), path)
      // Who mounts the whole repository says nothing of the files in it.
      if (!`${folderOf(uri)}/`.startsWith(`${to}/`)) lend(to, own)
    }
    for (const app of facts.applications) {
      for (const file of valueFilesOf(workspace, app))
        lend(file, environmentOfCluster(workspace.settings, app.cluster) ?? own)
    }
  }
  return new Map([...lent].flatMap(([uri, names]) => (names.size === 1 ? [[uri, [...names][0] ?? '']] : [])))
}

/** What the environment of a file expects; empty where the environment is unknown. */
export function policyOf(workspace: Workspace, environment: string | undefined): Policy {
  return (environment !== undefined && workspace.settings.policy[environment]) || {}
}
