/**
 * How Alloy is run: with which configuration and where it keeps its data, as far as a container's command line and
 * mounts tell. What a variable or template output may change is unknown, and then so is the answer.
 *
 * Alloy 1.18.0 keeps its data below `--storage.path`, which is `data-alloy/` in the working directory where the
 * command line lacks it; the official image's own command sets `/var/lib/alloy/data`, the Helm chart `/tmp/alloy`.
 */
import { folderOf, nameOf, resolvePath } from '../../text/uri.ts'
import { type Container, isAlloy, type Mount } from '../containers/containers.ts'
import { allFacts, environmentOf, type Workspace } from '../workspace.ts'
import { commandLine, isOfficialImage } from './commandLine.ts'
import type { AlloyConfiguration, AlloyWriter } from './components.ts'

/** The official image's command: `run /etc/alloy/config.alloy --storage.path=/var/lib/alloy/data`. */
export const imageDefaults = { config: '/etc/alloy/config.alloy', storage: '/var/lib/alloy/data' } as const
/** The Helm chart's `alloy.storagePath`. */
export const chartStorage = '/tmp/alloy'
const relativeStorage = 'data-alloy'

/** Who says where Alloy keeps its data. */
export type StorageBy = 'argument' | 'image' | 'setting' | 'working directory'

/** An Alloy in a container. */
export interface AlloyProcess {
  /** Path of the configuration in the container: a file or a folder. */
  readonly config: string
  /** Path of the data in the container, absolute. */
  readonly storage: string
  readonly by: StorageBy
}

/**
 * How a container runs Alloy, or `undefined` where it runs something else or where that is not known.
 * @param workingDirectory the container's, where its file says; the official image's is `/`
 * @param setting `alloy.storagePath` of the workspace's settings, for a command that is not known
 */
export function alloyProcess(
  container: Container,
  workingDirectory: string | undefined,
  setting: string | undefined,
): AlloyProcess | undefined {
  if (!isAlloy(container) || container.argsOpen || container.open) return undefined
  if (!container.args && !container.entrypoint) return byImage(container, setting)
  const line = commandLine(container)
  if (!line?.config) return undefined
  if (workingDirectory !== undefined && !workingDirectory.startsWith('/')) return undefined
  const base = (workingDirectory ?? '/').replace(/\/+$/, '')
  const isSaid = line.options.has('--storage.path')
  const storage = isSaid ? line.options.get('--storage.path') : relativeStorage
  if (storage === undefined) return undefined
  return {
    config: resolvePath(base, line.config),
    storage: resolvePath(base, storage),
    by: isSaid ? 'argument' : 'working directory',
  }
}

/** An image that is not Grafana's may have a command of its own: then only the settings tell. */
function byImage(container: Container, setting: string | undefined): AlloyProcess | undefined {
  if (setting !== undefined) return { config: imageDefaults.config, storage: setting, by: 'setting' }
  if (!isOfficialImage(container)) return undefined
  return { config: imageDefaults.config, storage: imageDefaults.storage, by: 'image' }
}

/** The configurations that a container of a Compose file runs, as far as the workspace has them. */
export function composeConfigurations(
  workspace: Workspace,
  { mounts }: Pick<Container, 'mounts'>,
  config: string,
): readonly AlloyConfiguration[] {
  const mount = nearestMount(mounts, config)
  if (!mount?.target || mount.source === undefined) return []
  const all = alloyConfigurations(workspace)
  const composeFile = mount.place.uri
  if (mount.kind === 'configMap') {
    if (mount.file !== undefined) return inFile(all, resolvePath(folderOf(composeFile), mount.file))
    const own = ({ holder, place }: AlloyConfiguration) =>
      holder?.kind === 'compose' && holder.name === mount.source && place.uri === composeFile
    return all.filter(own)
  }
  if (mount.kind !== 'bind') return []
  const rest = config.slice(mount.target.replace(/\/$/, '').length)
  return inFile(all, resolvePath(folderOf(composeFile), mount.source + rest))
}

/** The configurations of the ConfigMap that is mounted where the command of a pod's container reads its configuration. */
export function kubernetesConfigurations(
  workspace: Workspace,
  container: Container,
  config: string,
): readonly AlloyConfiguration[] {
  const mount = nearestMount(container.mounts, config)
  if (mount?.configMap === undefined) return []
  const environment = environmentOf(workspace, container.place.uri)
  const namespace = container.workload?.namespace
  const found = alloyConfigurations(workspace).filter(
    ({ holder, uri }) =>
      holder?.kind === 'config-map' &&
      holder.name === mount.configMap &&
      agree(holder.namespace, namespace) &&
      agree(environmentOf(workspace, uri), environment),
  )
  const named = found.filter(({ holder }) => holder?.kind === 'config-map' && holder.key === nameOf(config))
  return named.length > 0 ? named : found.length === 1 || mount.target === config ? found : []
}

/** Whether two names may be of the same thing: one that is not known agrees with any. */
export function agree(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b
}

/** The configuration of a file, or those of the folder's own files: Alloy takes both. */
function inFile(all: readonly AlloyConfiguration[], uri: string): readonly AlloyConfiguration[] {
  const whole = uri.replace(/\/$/, '')
  return all.filter(
    (each) =>
      !each.holder && (each.uri === whole || (folderOf(each.uri) === whole && /\.alloy$/.test(each.uri))),
  )
}

/** The mount that a path in the container lies on: of nested ones the innermost. */
export function nearestMount(mounts: readonly Mount[], path: string): Mount | undefined {
  let best: Mount | undefined
  for (const mount of mounts) {
    if (mount.target === undefined || !liesIn(path, mount.target)) continue
    if (!best?.target || mount.target.length > best.target.length) best = mount
  }
  return best
}

/** Whether a path is a folder or lies in it. */
export function liesIn(path: string, folder: string): boolean {
  const base = folder.replace(/\/+$/, '')
  const whole = path.replace(/\/+$/, '')
  return whole === base || whole.startsWith(`${base}/`)
}

/** All configurations of a workspace. */
export function alloyConfigurations(workspace: Workspace): readonly AlloyConfiguration[] {
  return allFacts(workspace, 'alloy')
}

/** Where the write-ahead log of the `loki.write` of this label lies, `undefined` where the label is not known. */
export function walFolder(storage: string, label: string | undefined): string | undefined {
  return label === undefined ? undefined : `${storage.replace(/\/+$/, '')}/loki.write.${label}/wal`
}

/** Whether a folder lies on a mount that keeps it. `undefined` where a mount's target is not known. */
export function isFolderKept(mounts: readonly Mount[], folder: string): boolean | undefined {
  if (mounts.some(({ target }) => target === undefined)) return undefined
  const mount = nearestMount(mounts, folder)
  return mount !== undefined && keeps(mount)
}

/** Mounts that keep what is written to them when the container is replaced, or that somebody chose knowingly. */
export function keeps({ kind }: Mount): boolean {
  return kind !== 'tmpfs' && kind !== 'configMap' && kind !== 'secret'
}

/**
 * Whether the logs of all these writers lie on mounts. `undefined` where that is not known.
 * @param mounts all of the container's
 */
export function isKept(
  mounts: readonly Mount[],
  storage: string,
  writers: readonly AlloyWriter[],
): boolean | undefined {
  if (mounts.some(({ target }) => target === undefined)) return undefined
  const below = mounts.some(
    (mount) => mount.target !== undefined && mount.target !== storage && liesIn(mount.target, storage),
  )
  const folders = writers.map(({ label }) => walFolder(storage, label))
  if (folders.includes(undefined)) {
    const whole = nearestMount(mounts, storage)
    return whole ? keeps(whole) : below ? undefined : false
  }
  return folders.every((folder) => {
    const mount = folder === undefined ? undefined : nearestMount(mounts, folder)
    return mount !== undefined && keeps(mount)
  })
}

/** A mount that looks as if it were meant for Alloy's data and lies elsewhere. */
export function misplacedMount(mounts: readonly Mount[], config: string): Mount | undefined {
  return mounts.find(
    (mount) =>
      (mount.kind === 'volume' ||
        mount.kind === 'bind' ||
        mount.kind === 'claim' ||
        mount.kind === 'other') &&
      !mount.readOnly &&
      mount.target !== undefined &&
      !liesIn(config, mount.target) &&
      !/^\/(?:etc|proc|sys|run|dev|host|rootfs|var\/(?:log|run|lib\/docker))(?:\/|$)/.test(mount.target) &&
      (/(?:^|[/._-])(?:wal|positions|alloy)(?:[/._-]|$)/i.test(mount.target) ||
        (mount.kind !== 'bind' && /(?:^|[._-])(?:wal|alloy)(?:[._-]|$)/i.test(mount.source ?? ''))),
  )
}
