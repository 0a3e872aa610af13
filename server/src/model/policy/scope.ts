/**
 * What a column of the table of settings by environment is made of: an environment's files, and what they say
 * together. Compose files of one folder are laid over each other, and parts of a Loki
 * configuration lie in several values files. A file of no environment beside an environment's own ones (a base file)
 * holds for it too, below them.
 */
import { embedded } from '../../syntax/embed.ts'
import type { Document, Place } from '../../text/document.ts'
import { folderOf } from '../../text/uri.ts'
import { type Container, isAlloy, type Known, type Logging } from '../containers/containers.ts'
import type { LokiScalar, LokiSettings } from '../loki/loki.ts'
import type { Policy } from '../settings.ts'
import { environmentOf, factsAt, type Workspace } from '../workspace.ts'

/** A value that stands somewhere, or that holds because nothing else is said. */
export interface FoundValue {
  /** As it is written, or in words: `no limit`, `4 (default)`. */
  readonly text: string
  /** Whether the policy is content with it; `undefined` where that can't be told. */
  readonly fits: boolean | undefined
  readonly place: Place | undefined
  /** What has it: names of services, labels of components. */
  readonly of: readonly string[]
}

/** What one column is made of. */
export interface Scope {
  readonly workspace: Workspace
  /** Documents of the files that can be read, by uri. */
  readonly documents: ReadonlyMap<string, Document>
  readonly environment: string | undefined
  readonly policy: Policy
  /** Uris of the files that belong to the environment, in order. */
  readonly uris: readonly string[]
}

/** What a row looks for. */
export interface RowSource {
  readonly id: string
  readonly title: string
  /** What the environment expects; nothing where it does not ask. */
  expected(scope: Scope): string | undefined
  find(scope: Scope): readonly FoundValue[]
}

/** The documents of an environment's files, those inside them too. */
export function documentsOf({ documents, uris }: Scope): readonly Document[] {
  return uris.flatMap((uri) => {
    const file = documents.get(uri)
    return file ? [file, ...embedded(file)] : []
  })
}

/** A Compose service, its files taken together. */
export interface ServiceLayers {
  readonly name: string
  readonly alloy: boolean
  /** Whether a file that is not known here may say more. */
  readonly open: boolean
  readonly memoryLimit: Known<string | number> | undefined
  readonly cpuLimit: Known<string | number> | undefined
  readonly logging: Logging | undefined
  /** The topmost entry. */
  readonly container: Container
}

/** The Compose services of an environment. */
export function servicesOf(scope: Scope): readonly ServiceLayers[] {
  const groups = new Map<string, Container[]>()
  const add = (uri: string, onlyKnown: boolean) => {
    for (const container of composeIn(scope.workspace, uri)) {
      const key = `${folderOf(uri)}\n${container.name}`
      if (onlyKnown && !groups.has(key) && scope.environment === undefined) continue
      groups.set(key, [...(groups.get(key) ?? []), container])
    }
  }
  for (const uri of basesOf(scope, 'containers')) add(uri, true)
  for (const uri of scope.uris) add(uri, false)
  return [...groups.values()].flatMap((layers) => merged(layers) ?? [])
}

function composeIn(workspace: Workspace, uri: string): readonly Container[] {
  return factsAt(workspace, uri).containers.filter(({ runtime }) => runtime === 'compose')
}

/** @param layers of one service, the lowest first */
function merged(layers: readonly Container[]): ServiceLayers | undefined {
  const container = layers.at(-1)
  if (container?.name === undefined) return undefined
  const last = <T>(read: (layer: Container) => T | undefined): T | undefined =>
    layers.map(read).findLast((value) => value !== undefined)
  return {
    name: container.name,
    alloy: layers.some(isAlloy),
    open: layers.some(({ open }) => open),
    memoryLimit: last(({ memoryLimit }) => memoryLimit),
    cpuLimit: last(({ cpuLimit }) => cpuLimit),
    logging: last(({ logging }) => logging),
    container,
  }
}

/** Files of no environment in the folders of the environment's own files that hold facts of an area. */
function basesOf(scope: Scope, area: 'containers' | 'loki'): readonly string[] {
  const { workspace, environment, uris } = scope
  if (environment === undefined) return []
  const own = uris.filter((uri) => factsAt(workspace, uri)[area].length > 0)
  const folders = new Set(own.map(folderOf))
  return [...workspace.files.keys()]
    .filter((uri) => folders.has(folderOf(uri)) && environmentOf(workspace, uri) === undefined)
    .sort()
}

/** A Loki configuration: a whole file, or the parts that an environment's values give. */
export interface LokiLayers {
  /** Whether a key that is not written has Loki's default. */
  readonly whole: boolean
  readonly settings: LokiSettings
  /** By the path, joined with dots; of parts the topmost one's. */
  readonly scalars: ReadonlyMap<string, LokiScalar>
}

/** The Loki configurations of an environment: each whole one, and the parts of each folder as one. */
export function lokiOf(scope: Scope): readonly LokiLayers[] {
  const own = scope.uris.flatMap((uri) => factsAt(scope.workspace, uri).loki)
  const bases = basesOf(scope, 'loki').flatMap((uri) => factsAt(scope.workspace, uri).loki)
  const whole = own.filter((settings) => settings.whole)
  const parts = own.filter((settings) => !settings.whole)
  const folders = new Set(parts.map(({ place }) => folderOf(place.uri)))
  return [
    ...whole.map((settings) => ({ whole: true, settings, scalars: scalarsOf([settings]) })),
    ...[...folders].flatMap((folder) => {
      const isHere = ({ whole, place }: LokiSettings) => !whole && folderOf(place.uri) === folder
      const layers = [...bases.filter(isHere), ...parts.filter(isHere)]
      const top = layers.at(-1)
      return top ? [{ whole: false, settings: top, scalars: scalarsOf(layers) }] : []
    }),
  ]
}

function scalarsOf(layers: readonly LokiSettings[]): ReadonlyMap<string, LokiScalar> {
  return new Map(layers.flatMap(({ scalars }) => scalars.map((scalar) => [scalar.path.join('.'), scalar])))
}

/** Whether `has` is at least `wanted`; unknown where one of them is. */
export function reaches(has: number | undefined, wanted: number | undefined): boolean | undefined {
  return has === undefined || wanted === undefined ? undefined : has >= wanted
}

/** How a reader is told of a least value. */
export const atLeast = (wanted: string | number | undefined) =>
  wanted === undefined ? undefined : `≥ ${wanted}`
