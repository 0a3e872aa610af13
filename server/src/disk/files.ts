/**
 * Files of the machine, for the command line and for the server on Node: reading, listing, atomic writing. Folders that no team writes by hand
 * (`node_modules`, `.git` …) are left out; links to folders are not followed, so no loop can hold it up.
 */
import { isUtf8 } from 'node:buffer'
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join, parse, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Files, Read } from '../model/load.ts'
import { isCandidate, isSkipped } from '../syntax/classify.ts'
import { t } from '../text/translate.ts'
import { canonicalUri } from '../text/uri.ts'

/** The uri of a path, without a slash at the end. */
export function uriOf(path: string): string {
  return canonicalUri(pathToFileURL(resolve(path)).href).replace(/\/$/, '')
}

/** The path of a file's uri. */
export function pathOfUri(uri: string): string {
  return fileURLToPath(uri)
}

/** Reads a file as UTF-8; a byte order mark stays in the text. */
export function readText(path: string): Read {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code // Every error of `fs` carries a code.
    if (code === 'ENOENT') return { kind: 'missing' }
    return { kind: 'unreadable', reason: t('it could not be read ({code})', { code: code ?? String(error) }) }
  }
  if (bytes.subarray(0, 8000).includes(0) || !isUtf8(bytes)) return { kind: 'binary' }
  return { kind: 'text', text: bytes.toString('utf8') }
}

/**
 * The files of a folder, for building a workspace. Of a folder that holds everything a user or a machine has, only the
 * files that lie in it directly: a single file opened there must not make the whole disk be read.
 */
export function diskFiles(rootUri: string): Files {
  const root = pathOfUri(rootUri)
  const deep = ![parse(root).root, homedir(), tmpdir()].some((wide) => resolve(wide) === root)
  return {
    read: async (uri) => readText(pathOfUri(uri)),
    async *list() {
      for (const path of walk(root, deep)) yield uriOf(path)
    },
  }
}

/** Every file below `folder` whose name tells that it can be of interest. A folder that can't be listed is passed over. */
export function* walk(folder: string, deep = true): Iterable<string> {
  let found: import('node:fs').Dirent[]
  try {
    found = readdirSync(folder, { withFileTypes: true })
  } catch {
    return
  }
  for (const entry of found) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (deep && !isSkipped(entry.name)) yield* walk(path)
    } else if (isCandidate(path) && (entry.isFile() || (entry.isSymbolicLink() && isFile(path)))) yield path
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * The workspace root of some paths: the nearest folder upwards that holds a `logkeel.yaml`, else the repository's
 * root, else the folder itself.
 */
export function findRoot(paths: readonly string[]): string {
  const start = commonFolder(paths.map((path) => (isFile(path) ? dirname(resolve(path)) : resolve(path))))
  const upwards: string[] = []
  for (let at = start; ; at = dirname(at)) {
    upwards.push(at)
    if (dirname(at) === at) break
  }
  const settings = upwards.find(
    (at) => existsSync(join(at, 'logkeel.yaml')) || existsSync(join(at, 'logkeel.yml')),
  )
  return settings ?? upwards.find((at) => existsSync(join(at, '.git'))) ?? start
}

function commonFolder(folders: readonly string[]): string {
  let common = folders[0] ?? resolve('.')
  for (const folder of folders) {
    while (folder !== common && !folder.startsWith(common.endsWith('/') ? common : `${common}/`))
      common = dirname(common)
  }
  return common
}

/** Writes a file in one step: a temporary file beside it, then a rename. A link's target is written, not the link. */
export function writeAtomically(path: string, text: string): void {
  const target = existsSync(path) ? realpathSync(path) : path
  const temporary = `${target}.logkeel-${process.pid}.tmp`
  try {
    writeFileSync(temporary, text)
    if (existsSync(target)) chmodSync(temporary, statSync(target).mode)
    renameSync(temporary, target)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
