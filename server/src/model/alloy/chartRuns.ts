/**
 * The Alloys that values of the official chart start: values with the configuration in them. What other values, laid
 * over or under these, may say differently makes a run unknown.
 *
 * The chart (1.11.1) gives the options itself: the storage path, the address to listen on, clustering; it mounts
 * `/var/log` and `/var/lib/docker/containers` where `alloy.mounts` asks for it.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlNode, YamlPair, YamlTree } from '../../syntax/yaml/ast.ts'
import {
  booleanOf,
  get,
  mapOf,
  pairAt,
  pairAtPath,
  scalarOf,
  sequenceOf,
  textOf,
} from '../../syntax/yaml/path.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { folderOf, nameOf } from '../../text/uri.ts'
import type { Mount } from '../containers/containers.ts'
import { allFacts, environmentOf, type Workspace } from '../workspace.ts'
import { alloyConfigurations, chartStorage, liesIn } from './process.ts'
import type { AlloyRun } from './run.ts'

/** The Alloy charts whose values a document has, with the configuration in them. */
export function valuesRuns(document: Document, workspace: Workspace): readonly AlloyRun[] {
  const tree = yamlTree(document)
  const root = tree.documents[0]?.root
  const found = alloyConfigurations(workspace).filter(
    ({ holder }) =>
      holder?.kind === 'values' && holder.uri === document.uri && contentPrefix(holder.path) !== undefined,
  )
  return found.flatMap((configuration) => {
    const { holder } = configuration
    const prefix = (holder?.kind === 'values' && contentPrefix(holder.path)) || []
    const alloy = pairAtPath(root, [...prefix, 'alloy'])
    const options = chartOptions(alloy?.value, workspace)
    const storage = options?.get('--storage.path')
    const mounts = chartMounts(document, tree, get(alloy?.value, ['mounts']))
    const isLayered = (paths: readonly (readonly string[])[]) => layered(workspace, document, prefix, paths)
    if (!alloy || storage === undefined || !mounts || isLayered(deciding)) return []
    return [
      {
        config: '/etc/alloy/config.alloy',
        storage,
        by: 'argument' as const,
        configurations: [configuration],
        mounts: mounts.map(({ mount }) => mount),
        options,
        container: undefined,
        beside: [],
        chart: { prefix, isLayered },
        tree,
        at: rangeOf(tree, placeForMount(alloy).key),
        rangeOf: (mount) => mounts.find((each) => each.mount === mount)?.range ?? rangeOf(tree, alloy.key),
        command: undefined,
        service: undefined,
      },
    ]
  })
}

/** The way to the chart's own values from the way to a text in them; nothing where it is not its configuration. */
export function contentPrefix(path: readonly (string | number)[]): readonly string[] | undefined {
  return path.slice(-3).join('.') === 'alloy.configMap.content' ? path.slice(0, -3).map(String) : undefined
}

function placeForMount(alloy: YamlPair): YamlPair {
  return pairAt(alloy.value, 'storagePath') ?? pairAt(alloy.value, 'mounts') ?? alloy
}

/** The options that matter here: the chart's own below those of `extraArgs`; `undefined` where one is not known. */
export function chartOptions(
  alloy: YamlNode | undefined,
  workspace: Workspace,
): ReadonlyMap<string, string | undefined> | undefined {
  const extra = get(alloy, ['extraArgs'])
  const words = sequenceOf(extra)?.items ?? []
  if (extra && !sequenceOf(extra) && scalarOf(extra)?.value !== null) return undefined
  const options = new Map(ownOptions(alloy, workspace))
  let last: string | undefined
  for (const item of words) {
    const word = textOf(item)
    if (word === undefined) return undefined
    const [, name, value = ''] = /^(--[\w.-]+)(?:=([\s\S]*))?$/.exec(word) ?? []
    if (name !== undefined) options.set(name, value)
    else if (last !== undefined) options.set(last, word)
    last = name
  }
  return options.get('--storage.path') === '' ? undefined : options
}

function ownOptions(
  alloy: YamlNode | undefined,
  workspace: Workspace,
): readonly [string, string | undefined][] {
  const written = get(alloy, ['storagePath'])
  const storage = written ? textOf(written) : (workspace.settings.alloy.storagePath ?? chartStorage)
  const clustering = get(alloy, ['clustering', 'enabled'])
  const cluster = clustering ? booleanOf(clustering)?.toString() : 'false'
  return [
    ['--storage.path', storage],
    ['--cluster.enabled', cluster],
  ]
}

interface PlacedMount {
  readonly mount: Mount
  readonly range: Range
}

/** The mounts that `alloy.mounts` makes, or `undefined` where one of them is not known. */
function chartMounts(
  document: Document,
  tree: YamlTree,
  mounts: YamlNode | undefined,
): readonly PlacedMount[] | undefined {
  const extra = extraMounts(document, tree, get(mounts, ['extra']))
  if (!extra) return undefined
  const found: PlacedMount[] = []
  for (const [key, target] of hostFolders) {
    const pair = pairAt(mounts, key)
    const isOn = pair ? booleanOf(pair.value) : false
    if (isOn === undefined) return undefined
    if (!pair || !isOn) continue
    const range = rangeOf(tree, pair)
    found.push({
      mount: { target, source: target, kind: 'bind', readOnly: true, place: placeOf(document, range) },
      range,
    })
  }
  return [...found, ...extra]
}

/** Folders of the host that `alloy.mounts` gives by a switch, at the same path in the container. */
export const hostFolders: readonly (readonly [string, string])[] = [
  ['varlog', '/var/log'],
  ['dockercontainers', '/var/lib/docker/containers'],
]

function extraMounts(
  document: Document,
  tree: YamlTree,
  extra: YamlNode | undefined,
): readonly PlacedMount[] | undefined {
  if (!extra || scalarOf(extra)?.value === null) return []
  const items = sequenceOf(extra)?.items
  if (!items) return undefined
  const mounts = items.flatMap((item) => {
    const target = item && textOf(get(item, ['mountPath']))
    const map = mapOf(item)
    if (!map || target === undefined) return []
    const range = rangeOf(tree, map)
    const mount: Mount = {
      target,
      source: textOf(get(map, ['name'])),
      kind: 'other',
      readOnly: get(map, ['readOnly']) !== undefined,
      place: placeOf(document, range),
    }
    return [{ mount, range }]
  })
  return mounts.length === items.length ? mounts : undefined
}

/** Keys of the Alloy chart's values that decide where its data lies. */
const deciding = [
  ['alloy', 'storagePath'],
  ['alloy', 'mounts', 'extra'],
  ['alloy', 'extraArgs'],
  ['controller', 'volumes', 'extra'],
  ['controller', 'volumeClaimTemplates'],
]

/**
 * Whether other values may be laid over or under these and say something at one of these paths of the chart: those of the same folder or of one above or
 * below, unless their environments differ, and any that the application which holds these names.
 */
export function layered(
  workspace: Workspace,
  document: Document,
  prefix: readonly string[],
  paths: readonly (readonly string[])[],
): boolean {
  const own = placeOf(document, { start: 0, end: 0 }).uri
  const environment = environmentOf(workspace, own)
  const named = new Set(
    (workspace.files.get(own)?.facts.applications ?? []).flatMap((each) => each.valueFiles.map(nameOf)),
  )
  const keys = paths.map((path) => [...prefix, ...path])
  return allFacts(workspace, 'values').some((other) => {
    if (other.uri === document.uri) return false
    const file = other.uri.split('#')[0] ?? ''
    const near = liesIn(folderOf(file), folderOf(own)) || liesIn(folderOf(own), folderOf(file))
    const its = environmentOf(workspace, other.uri)
    const alternative = file !== own && its !== undefined && environment !== undefined && its !== environment
    if ((!near || alternative) && !named.has(nameOf(file))) return false
    return other.scalars.some(({ path }) => keys.some((key) => key.every((step, i) => path[i] === step)))
  })
}
