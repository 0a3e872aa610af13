/**
 * Which Alloy runs which configuration on which mounts, for a Compose file, for manifests and for values of the Alloy
 * chart, with the nodes at which that could be changed. A run that is not known in full is left out.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode, YamlPair, YamlTree } from '../../syntax/yaml/ast.ts'
import { get, mapOf, pairAt, pairAtPath, scalarOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { folderOf, nameOf } from '../../text/uri.ts'
import { type ComposeService, composeServices, serviceValue } from '../containers/compose.ts'
import type { Container, Mount } from '../containers/containers.ts'
import { containersIn } from '../containers/containers.ts'
import { manifestsOf } from '../containers/manifests.ts'
import { allFacts, environmentOf, type Workspace } from '../workspace.ts'
import type { AlloyConfiguration } from './components.ts'
import {
  type AlloyProcess,
  alloyConfigurations,
  alloyProcess,
  chartStorage,
  composeConfigurations,
  liesIn,
  nearestMount,
} from './process.ts'
import { composeConfigFiles } from './processFix.ts'

/** An Alloy, what it runs and where its data lies. */
export interface AlloyRun extends AlloyProcess {
  readonly configurations: readonly AlloyConfiguration[]
  /** All mounts, none of them unknown. */
  readonly mounts: readonly Mount[]
  readonly tree: YamlTree
  /** Where a mount is to be added: the key of the mounts, else the name of what runs. In the document. */
  readonly at: Range
  /** A mount's range in the document. */
  readonly rangeOf: (mount: Mount) => Range
  /** The command's node, where a word could be added. */
  readonly command: YamlNode | undefined
  /** The map of a Compose service, where a volume could be added. */
  readonly service: YamlMap | undefined
}

/**
 * The services of a Compose file that run Alloy. A service without an image is taken as laid over the one of that name
 * in another Compose file of the folder, as `-f compose.yml -f compose.prod.yml` does.
 */
export function composeRuns(document: Document, workspace: Workspace): readonly AlloyRun[] {
  const tree = yamlTree(document)
  return composeServices(document).flatMap((service) => {
    const { maps, pair } = service
    const container = laidOver(workspace, document, service)
    const directory = serviceValue(maps, ['working_dir'])
    if (!container || container.mountsOpen || (directory && textOf(directory) === undefined)) return []
    const run = alloyProcess(container, textOf(directory), workspace.settings.alloy.storagePath)
    if (!run || isOverridden(workspace, document, service, run.storage)) return []
    const files = composeConfigFiles(tree)
    const own = maps[0]
    const volumes = own && pairAt(own, 'volumes')
    return [
      {
        ...run,
        configurations: composeConfigurations(workspace, document.uri, container, run.config, files),
        mounts: container.mounts,
        tree,
        at: rangeOf(tree, (volumes ?? pair).key),
        rangeOf: (mount) => (mount.place.uri === document.uri ? mount.place.range : rangeOf(tree, pair.key)),
        command: own && ownValue(own, 'command'),
        service: own,
      },
    ]
  })
}

/** The container of a service, with what the file below it says; `undefined` where several files could be below it. */
function laidOver(
  workspace: Workspace,
  document: Document,
  { name, container, pair }: ComposeService,
): Container | undefined {
  if (container.image || pairAt(pair.value, 'build')) return container
  const bases = allFacts(workspace, 'containers').filter(
    (other) =>
      isSameService(other, name, document) &&
      other.image &&
      agree(environmentOf(workspace, other.place.uri), environmentOf(workspace, document.uri)),
  )
  const [base] = bases
  if (!base || bases.length > 1) return undefined
  const targets = new Set(container.mounts.map(({ target }) => target))
  return {
    ...container,
    image: base.image,
    entrypoint: container.entrypoint ?? base.entrypoint,
    args: container.args ?? (container.entrypoint ? undefined : base.args),
    argsOpen: container.argsOpen || base.argsOpen,
    mounts: [...container.mounts, ...base.mounts.filter(({ target }) => !targets.has(target))],
    mountsOpen: container.mountsOpen || base.mountsOpen,
    open: container.open || base.open,
  }
}

/** Whether a container is the service of this name in another Compose file of the same folder. */
function isSameService(other: Container, name: string, { uri }: Document): boolean {
  const at = other.place.uri
  return other.runtime === 'compose' && other.name === name && at !== uri && folderOf(at) === folderOf(uri)
}

/** A value that is written in this map itself, neither merged nor by an alias. */
function ownValue(map: YamlMap, key: string): YamlNode | undefined {
  return map.pairs.find((pair) => pair.key.text === key)?.value
}

/**
 * Whether another Compose file of the folder may change the service: one that is read together with this one. Files
 * of different environments are alternatives; what is laid over this file for an environment is judged there.
 */
function isOverridden(
  workspace: Workspace,
  document: Document,
  service: ComposeService,
  storage: string,
): boolean {
  const environment = environmentOf(workspace, document.uri)
  return allFacts(workspace, 'containers').some((other) => {
    if (!isSameService(other, service.name, document)) return false
    const its = environmentOf(workspace, other.place.uri)
    if (!agree(its, environment)) return false
    if (!other.image) {
      if (environment === undefined && its !== undefined) return true
    } else if (!service.container.image) return false
    const mounts = other.mounts.some(
      ({ target }) => target === undefined || liesIn(storage, target) || liesIn(target, storage),
    )
    return mounts || other.args !== undefined || other.entrypoint !== undefined || other.open
  })
}

/** The containers of manifests that run Alloy. */
export function kubernetesRuns(document: Document, workspace: Workspace): readonly AlloyRun[] {
  if (document.within) return []
  const tree = yamlTree(document)
  return containersIn(document).flatMap((container) => {
    const map = mapAt(tree, container.place.range)
    const directory = get(map, ['workingDir'])
    if (!map || container.mountsOpen || (directory && textOf(directory) === undefined)) return []
    const run = alloyProcess(container, textOf(directory), workspace.settings.alloy.storagePath)
    if (!run) return []
    const mounts = pairAt(map, 'volumeMounts') ?? pairAt(map, 'name') ?? map.pairs[0]
    if (!mounts) return []
    return [
      {
        ...run,
        configurations: mountedMaps(document, workspace, container, run.config),
        mounts: container.mounts,
        tree,
        at: rangeOf(tree, mounts.key),
        rangeOf: (mount) => mount.place.range,
        command: ownValue(map, 'args'),
        service: undefined,
      },
    ]
  })
}

function mapAt(tree: YamlTree, range: Range): YamlMap | undefined {
  let found: YamlMap | undefined
  walk(tree, ({ node }) => {
    const own = rangeOf(tree, node)
    if (node.kind === 'map' && own.start === range.start && own.end === range.end) found ??= node
    return own.start <= range.start && range.end <= own.end
  })
  return found
}

/** The configurations of the ConfigMap that is mounted where the command reads its configuration. */
function mountedMaps(
  document: Document,
  workspace: Workspace,
  container: Container,
  config: string,
): readonly AlloyConfiguration[] {
  const mount = nearestMount(container.mounts, config)
  const name = mount?.kind === 'configMap' ? configMapName(document, container, mount.source) : undefined
  if (!mount || name === undefined) return []
  const environment = environmentOf(workspace, document.uri)
  const namespace = container.workload?.namespace
  const found = alloyConfigurations(workspace).filter(({ holder, uri }) => {
    if (holder?.kind !== 'config-map' || holder.name !== name) return false
    const its = environmentOf(workspace, uri)
    return agree(holder.namespace, namespace) && agree(its, environment)
  })
  const named = found.filter(({ holder }) => holder?.kind === 'config-map' && holder.key === nameOf(config))
  return named.length > 0 ? named : found.length === 1 || mount.target === config ? found : []
}

function agree(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b
}

function configMapName(
  document: Document,
  container: Container,
  volume: string | undefined,
): string | undefined {
  const tree = yamlTree(document)
  const { start } = container.place.range
  const manifest = manifestsOf(document).find(({ node }) => {
    const range = rangeOf(tree, node)
    return range.start <= start && start < range.end
  })
  let name: string | undefined
  if (manifest) {
    walk(manifest.node, ({ node }) => {
      if (node.kind === 'map' && volume !== undefined && textOf(get(node, ['name'])) === volume)
        name ??= textOf(get(node, ['configMap', 'name']))
    })
  }
  return name
}

/** The Alloy charts whose values a document has, with the configuration in them. */
export function valuesRuns(document: Document, workspace: Workspace): readonly AlloyRun[] {
  const tree = yamlTree(document)
  const root = tree.documents[0]?.root
  const found = alloyConfigurations(workspace).filter(
    ({ holder }) => holder?.kind === 'values' && holder.uri === document.uri && isContent(holder.path),
  )
  return found.flatMap((configuration) => {
    const path = configuration.holder?.kind === 'values' ? configuration.holder.path : []
    const prefix = path.slice(0, -3).map(String)
    const alloy = pairAtPath(root, [...prefix, 'alloy'])
    const storage = chartStoragePath(alloy?.value, workspace)
    const mounts = chartMounts(document, tree, get(alloy?.value, ['mounts', 'extra']))
    if (!alloy || storage === undefined || !mounts || isLayered(workspace, document, prefix)) return []
    return [
      {
        config: '/etc/alloy/config.alloy',
        storage,
        by: 'argument' as const,
        configurations: [configuration],
        mounts: mounts.map(({ mount }) => mount),
        tree,
        at: rangeOf(tree, placeForMount(alloy).key),
        rangeOf: (mount) => mounts.find((each) => each.mount === mount)?.range ?? rangeOf(tree, alloy.key),
        command: undefined,
        service: undefined,
      },
    ]
  })
}

function isContent(path: readonly (string | number)[]): boolean {
  return path.slice(-3).join('.') === 'alloy.configMap.content'
}

function placeForMount(alloy: YamlPair): YamlPair {
  return pairAt(alloy.value, 'storagePath') ?? pairAt(alloy.value, 'mounts') ?? alloy
}

/** `storagePath`, unless an extra argument says another; `undefined` where it is not known. */
function chartStoragePath(alloy: YamlNode | undefined, workspace: Workspace): string | undefined {
  const extra = get(alloy, ['extraArgs'])
  const words = sequenceOf(extra)?.items ?? []
  if ((extra && !sequenceOf(extra)) || words.some((word) => textOf(word) === undefined)) return undefined
  const texts = words.map((word) => textOf(word) ?? '')
  if (texts.includes('--storage.path')) return undefined
  const given = texts.findLast((word) => word.startsWith('--storage.path='))
  if (given !== undefined) return given.slice('--storage.path='.length)
  const path = get(alloy, ['storagePath'])
  if (path) return textOf(path)
  return workspace.settings.alloy.storagePath ?? chartStorage
}

/** The chart's extra mounts, or `undefined` where one of them is not known. */
function chartMounts(
  document: Document,
  tree: YamlTree,
  extra: YamlNode | undefined,
): readonly { readonly mount: Mount; readonly range: Range }[] | undefined {
  if (!extra) return []
  if (scalarOf(extra)?.value === null) return []
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
 * Whether other values may be laid over or under these and decide it: those of the same folder or of one above or
 * below, unless their environments differ, and any that the application which holds these names.
 */
function isLayered(workspace: Workspace, document: Document, prefix: readonly string[]): boolean {
  const own = placeOf(document, { start: 0, end: 0 }).uri
  const environment = environmentOf(workspace, own)
  const named = new Set(
    (workspace.files.get(own)?.facts.applications ?? []).flatMap((each) => each.valueFiles.map(nameOf)),
  )
  const keys = deciding.map((path) => [...prefix, ...path])
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
