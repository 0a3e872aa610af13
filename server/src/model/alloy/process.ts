/**
 * How Alloy is run: with which configuration and where it keeps its data, as far as a container's command line and
 * mounts tell. What a variable or template output may change is unknown, and then so is the answer.
 *
 * Alloy 1.18.0 keeps its data below `--storage.path`, which is `data-alloy/` in the working directory where the
 * command line lacks it; the official image's own command sets `/var/lib/alloy/data`, the Helm chart `/tmp/alloy`.
 */
import { folderOf, resolvePath } from '../../text/uri.ts'
import { type Container, isAlloy, type Known, type Mount } from '../containers/containers.ts'
import { allFacts, type Workspace } from '../workspace.ts'
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
  const words = runWords(container)
  const line = words && readLine(words)
  if (!line?.config) return undefined
  if (workingDirectory !== undefined && !workingDirectory.startsWith('/')) return undefined
  const base = (workingDirectory ?? '/').replace(/\/+$/, '')
  const storage = line.storage ?? relativeStorage
  return {
    config: resolvePath(base, line.config),
    storage: resolvePath(base, storage),
    by: line.storage === undefined ? 'working directory' : 'argument',
  }
}

/** An image that is not Grafana's may have a command of its own: then only the settings tell. */
function byImage({ image }: Container, setting: string | undefined): AlloyProcess | undefined {
  if (setting !== undefined) return { config: imageDefaults.config, storage: setting, by: 'setting' }
  // A variable in the tag or the registry leaves the image what it is.
  if (!image || !/(^|\/)grafana\/alloy([:@].*)?$/.test(image.value ?? image.raw)) return undefined
  return { config: imageDefaults.config, storage: imageDefaults.storage, by: 'image' }
}

/** The words behind `alloy run`, or `undefined` where the command is no plain one. */
function runWords({ entrypoint, args }: Container): readonly Known[] | undefined {
  const words = [...(entrypoint ?? []), ...(args ?? [])]
  const at = words.findIndex(({ value }) => value === 'run')
  const before = words.slice(0, at)
  if (at < 0 || before.some(({ value }) => value === undefined || value === '-c')) return undefined
  const program = before.at(-1)?.value
  if (entrypoint ? !program || !/(^|\/)alloy$/.test(program) : before.length > 0) return undefined
  return words.slice(at + 1)
}

/** Options that take no word behind them. */
const switches =
  /^--(?:disable-|cluster\.enabled|cluster\.use-|config\.bypass|server\.http\.(?:enable|disable)|feature\.|windows\.)/

function readLine(
  words: readonly Known[],
): { readonly config: string | undefined; readonly storage: string | undefined } | undefined {
  let config: string | undefined
  let storage: string | undefined
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (!word) break
    const option = /^(--?[\w.-]+)(=?)/.exec(word.raw)
    if (!option) {
      // A word that is not known could be an option of any name.
      if (word.value === undefined) return undefined
      config ??= word.value
      continue
    }
    const value = option[2] ? word.value?.slice(option[0].length) : words[i + 1]?.value
    if (option[1] === '--storage.path') {
      if (value === undefined) return undefined
      storage = value
    }
    if (!option[2] && !switches.test(word.raw)) i++
  }
  return { config, storage }
}

/** The configurations that a container of a Compose file runs, as far as the workspace has them. */
export function composeConfigurations(
  workspace: Workspace,
  composeFile: string,
  container: Container,
  config: string,
  configFiles: ReadonlyMap<string, string>,
): readonly AlloyConfiguration[] {
  const mount = nearestMount(container.mounts, config)
  if (!mount?.target || mount.source === undefined) return []
  const all = alloyConfigurations(workspace)
  const rest = config.slice(mount.target.replace(/\/$/, '').length)
  if (mount.kind === 'configMap') {
    const file = configFiles.get(mount.source)
    if (file === undefined) {
      const own = ({ holder, place }: AlloyConfiguration) =>
        holder?.kind === 'compose' && holder.name === mount.source && place.uri === composeFile
      return all.filter(own)
    }
    return inFile(all, resolvePath(folderOf(composeFile), file))
  }
  if (mount.kind !== 'bind') return []
  return inFile(all, resolvePath(folderOf(composeFile), mount.source + rest))
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
