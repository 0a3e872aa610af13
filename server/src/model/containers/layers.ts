/**
 * What a Compose service runs where its own file does not say: the file that it extends, or the one that it is laid
 * over (`-f compose.yml -f compose.prod.yml`). Only the image is taken over: it tells which program runs.
 */
import { folderOf } from '../../text/uri.ts'
import { allFacts, environmentOf, type Workspace } from '../workspace.ts'
import { type ComposeService, isBuilt } from './compose.ts'
import type { Container, Known } from './containers.ts'
import { nameWithoutTag } from './programs.ts'

/** Files extend files; deeper than this nobody does. */
const maxDepth = 4

/** The container of a service, with the image that another file gives it where its own has none. */
export function containerWithImage(workspace: Workspace, service: ComposeService): Container {
  const { container } = service
  if (container.image || isBuilt(service)) return container
  const image = imageElsewhere(workspace, container, maxDepth)
  return image ? { ...container, image } : container
}

function imageElsewhere(workspace: Workspace, container: Container, depth: number): Known | undefined {
  const { extended } = container
  const others = allFacts(workspace, 'containers').filter((other) =>
    extended
      ? other.runtime === 'compose' && other.name === extended.name && other.place.uri === extended.uri
      : isLaidUnder(workspace, other, container),
  )
  const images = others.flatMap(
    (other) =>
      other.image ?? (depth > 0 && other.extended ? imageElsewhere(workspace, other, depth - 1) : []) ?? [],
  )
  const names = new Set(images.map(({ value, raw }) => nameWithoutTag(value ?? raw)))
  return names.size === 1 ? images[0] : undefined
}

/** Whether a container is the service of the same name in another Compose file of the folder, for the same environment or for all. */
function isLaidUnder(workspace: Workspace, other: Container, { name, place }: Container): boolean {
  if (other.runtime !== 'compose' || other.name !== name || other.place.uri === place.uri) return false
  if (folderOf(other.place.uri) !== folderOf(place.uri)) return false
  const environments = [environmentOf(workspace, other.place.uri), environmentOf(workspace, place.uri)]
  return environments[0] === undefined || environments[1] === undefined || environments[0] === environments[1]
}
