/**
 * Whether another file sets what a part of a Loki configuration leaves out. The parts of one release lie in several
 * values files; a key that any of them sets is not missing. Which files those are an application says; else they are
 * the neighbours.
 */
import { type Document, hostOf } from '../../text/document.ts'
import { folderOf } from '../../text/uri.ts'
import { allFacts, environmentOf, type Workspace } from '../workspace.ts'
import type { LokiView } from './loki.ts'
import { releasedAt } from './released.ts'

/**
 * Whether `path` is written in the view, or for a part in all releases that it belongs to, or, where no application
 * tells of those, in a neighbouring file of the same or of no environment.
 */
export function isSetAnywhere(
  view: LokiView,
  path: readonly (string | number)[],
  workspace: Workspace,
): boolean {
  if (view.pair(path)) return true
  if (view.whole) return false
  const released = releasedAt(view, path, workspace)
  if (released.length > 0 && released.every(({ set }) => set)) return true
  if (released[0]?.certain) return false
  const key = path.join('.')
  return neighbours(view.document, workspace).some((settings) =>
    settings.scalars.some((scalar) => startsWith(scalar.path.join('.'), key)),
  )
}

/**
 * Whether nothing sets `path`, and the view is the place to say so: of the values of one release that is the document
 * with the highest precedence that has the map around it.
 */
export function isLeftOut(view: LokiView, path: readonly (string | number)[], workspace: Workspace): boolean {
  if (isSetAnywhere(view, path, workspace)) return false
  const released = releasedAt(view, path, workspace)
  return !released[0]?.certain || released.some(({ set, here }) => !set && here)
}

function startsWith(path: string, key: string): boolean {
  return path === key || path.startsWith(`${key}.`)
}

function neighbours(document: Document, workspace: Workspace) {
  const host = hostOf(document).uri
  const environment = environmentOf(workspace, host)
  const near = [folderOf(host), folderOf(folderOf(host))]
  return allFacts(workspace, 'loki').filter(({ place, whole }) => {
    if (whole || !near.some((folder) => place.uri.startsWith(`${folder}/`))) return false
    const theirs = environmentOf(workspace, place.uri)
    return theirs === undefined || environment === undefined || theirs === environment
  })
}
