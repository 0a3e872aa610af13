/**
 * Where the workspace sets an environment variable: entries of containers and lines of env files. It tells places;
 * what a value comes to is for `ports/givenVariables.ts`.
 */
import type { Place } from '../../text/document.ts'
import { folderOf } from '../../text/uri.ts'
import { mountedPaths } from '../ports/compose.ts'
import { environmentOf, factsAt, type Workspace } from '../workspace.ts'
import { type Container, isAlloy } from './containers.ts'

interface Setting {
  readonly place: Place
  readonly container: Container | undefined
}

/**
 * The places that set a variable for a file, the likeliest ones alone: in containers that mount the file, else in
 * those that run Alloy, else anywhere; of several environments those of the file's own.
 */
export function placesOfVariable(workspace: Workspace, name: string, uri: string): readonly Place[] {
  const all = settingsOf(workspace, name)
  const likely =
    some(all, ({ container }) => container !== undefined && mounts(container, uri)) ??
    some(all, ({ container }) => container !== undefined && isAlloy(container)) ??
    all
  const environment = environmentOf(workspace, uri)
  const own = some(likely, ({ place }) => environmentOf(workspace, place.uri) === environment) ?? likely
  const places = new Map(own.map(({ place }) => [`${place.uri}:${place.range.start}`, place]))
  return [...places.values()]
}

function some<T>(all: readonly T[], holds: (one: T) => boolean): readonly T[] | undefined {
  const found = all.filter(holds)
  return found.length > 0 ? found : undefined
}

function settingsOf(workspace: Workspace, name: string): readonly Setting[] {
  const found: Setting[] = []
  const files = [...workspace.files.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1))
  for (const { facts } of files) {
    for (const container of facts.containers) {
      for (const each of container.environment)
        if (each.name === name) found.push({ place: each.place, container })
      for (const file of container.environmentFiles)
        for (const each of factsAt(workspace, file).variables)
          if (each.name === name) found.push({ place: each.place, container })
    }
    for (const each of facts.variables)
      if (each.name === name) found.push({ place: each.place, container: undefined })
  }
  return found
}

function mounts(container: Container, uri: string): boolean {
  if (container.runtime !== 'compose') return false
  const paths = mountedPaths(folderOf(container.place.uri), container)
  return paths.some((path) => uri === path || uri.startsWith(`${path}/`))
}
