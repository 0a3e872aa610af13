/**
 * Which Alloy runs which configuration on which mounts, for a Compose file, for manifests and for values of the Alloy
 * chart, with the nodes at which that could be changed. A run that is not known in full is left out.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode, YamlTree } from '../../syntax/yaml/ast.ts'
import { get, pairAt, textOf } from '../../syntax/yaml/path.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { folderOf } from '../../text/uri.ts'
import { type ComposeService, composeServices, serviceValue } from '../containers/compose.ts'
import { type Container, containersIn } from '../containers/containers.ts'
import { allFacts, environmentOf, type Workspace } from '../workspace.ts'
import { valuesRuns } from './chartRuns.ts'
import { runOptions } from './commandLine.ts'
import { agree, alloyProcess, composeConfigurations, kubernetesConfigurations, liesIn } from './process.ts'
import type { AlloyRun } from './run.ts'

/** The Alloys that a document starts, where it is a Compose file, manifests or values of the Alloy chart. */
export function alloyRuns(document: Document, workspace: Workspace): readonly AlloyRun[] {
  const find = byKind[document.kind]
  if (!find) return []
  const known = runs(workspace)
  const found = known.get(document) ?? find(document, workspace)
  known.set(document, found)
  return found
}

const runs = memo((_workspace: Workspace) => new WeakMap<Document, readonly AlloyRun[]>())

const byKind: {
  readonly [kind: string]: ((document: Document, workspace: Workspace) => readonly AlloyRun[]) | undefined
} = { compose: composeRuns, kubernetes: kubernetesRuns, 'helm-values': valuesRuns }

/**
 * The services of a Compose file that run Alloy. A service without an image is taken as laid over the one of that name
 * in another Compose file of the folder, as `-f compose.yml -f compose.prod.yml` does.
 */
function composeRuns(document: Document, workspace: Workspace): readonly AlloyRun[] {
  const tree = yamlTree(document)
  return composeServices(document).flatMap((service) => {
    const { maps, pair } = service
    const container = laidOver(workspace, document, service)
    const directory = serviceValue(maps, ['working_dir'])
    if (!container || container.mountsOpen || (directory && textOf(directory) === undefined)) return []
    const run = alloyProcess(container, textOf(directory), workspace.settings.alloy.storagePath)
    if (!run || isOverridden(workspace, document, service, run.storage)) return []
    const own = maps[0]
    const volumes = own && pairAt(own, 'volumes')
    return [
      {
        ...run,
        configurations: composeConfigurations(workspace, container, run.config),
        mounts: container.mounts,
        options: runOptions(container),
        container,
        beside: besideContainer(workspace, container),
        chart: undefined,
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
  { container, pair }: ComposeService,
): Container | undefined {
  if (container.image || pairAt(pair.value, 'build')) return container
  const bases = allFacts(workspace, 'containers').filter(
    (other) =>
      isSameService(other, container) &&
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

/** Whether a container is the service of the same name in another Compose file of the same folder. */
function isSameService(other: Container, { name, place }: Container): boolean {
  const at = other.place.uri
  return (
    other.runtime === 'compose' &&
    other.name === name &&
    at !== place.uri &&
    folderOf(at) === folderOf(place.uri)
  )
}

/**
 * The containers of other files that are laid over or under this one: the service of a Compose file that is read with
 * its own, or a patch of the same workload's container.
 */
export function besideContainer(workspace: Workspace, container: Container): readonly Container[] {
  const environment = environmentOf(workspace, container.place.uri)
  return allFacts(workspace, 'containers').filter(
    (other) =>
      (container.runtime === 'compose' ? isSameService(other, container) : isPatchOf(other, container)) &&
      agree(environmentOf(workspace, other.place.uri), environment),
  )
}

function isPatchOf(other: Container, { name, workload, place }: Container): boolean {
  return (
    other.runtime === 'kubernetes' &&
    other.name === name &&
    other.place !== place &&
    workload !== undefined &&
    other.workload?.kind === workload.kind &&
    other.workload.name === workload.name &&
    agree(other.workload.namespace, workload.namespace)
  )
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
    if (!isSameService(other, service.container)) return false
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
function kubernetesRuns(document: Document, workspace: Workspace): readonly AlloyRun[] {
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
        configurations: kubernetesConfigurations(workspace, container, run.config),
        mounts: container.mounts,
        options: runOptions(container),
        container,
        beside: besideContainer(workspace, container),
        chart: undefined,
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
