/**
 * Loads the workspace that some paths belong to, and tells which of its files were asked for.
 */
import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { diskFiles, findRoot, readText, uriOf } from '../disk/files.ts'
import { type Loaded, loadWorkspace } from '../model/load.ts'
import { t } from '../text/translate.ts'

export interface Target extends Loaded {
  readonly root: string
  /** Uris of the files below the given paths, in order. */
  readonly asked: readonly string[]
}

export interface TargetOptions {
  readonly environment?: string | undefined
  readonly open?: ReadonlyMap<string, string> | undefined
  readonly progress?: (done: number, of: number) => void
}

/**
 * The workspace of `paths`, with every file below them. A path that is not there or can't be read is told in
 * `unreadable`, whatever its name; the others still count.
 */
export async function loadTarget(paths: readonly string[], options: TargetOptions = {}): Promise<Target> {
  const given = paths.length > 0 ? paths : ['.']
  const here = given
    .map((path) => (existsSync(path) ? path : dirname(path)))
    .filter((path) => existsSync(path))
  const target = await loadRoot(uriOf(findRoot(here.length > 0 ? here : ['.'])), given, options)
  const unknown = given
    .filter((path) => !options.open?.has(uriOf(path)))
    .flatMap((path) => unread(path, target))
  return { ...target, unreadable: [...target.unreadable, ...unknown] }
}

/** The workspace of `paths`, and after it those below it that the paths reach: each has settings of its own. */
export async function loadTargets(
  paths: readonly string[],
  options: TargetOptions = {},
): Promise<readonly [Target, ...Target[]]> {
  const target = await loadTarget(paths, options)
  const given = paths.length > 0 ? paths : ['.']
  const reached = target.nested.filter((root) =>
    given.some((path) => isBelow(root, uriOf(path)) || isBelow(uriOf(path), root)),
  )
  const inner: Target[] = []
  for (const root of reached) inner.push(await loadRoot(root, given, options))
  return [target, ...inner]
}

function isBelow(uri: string, folder: string): boolean {
  return uri === folder || uri.startsWith(`${folder}/`)
}

async function loadRoot(root: string, given: readonly string[], options: TargetOptions): Promise<Target> {
  const today = new Date().toISOString().slice(0, 10)
  const open = new Map([...(options.open ?? [])].filter(([uri]) => isBelow(uri, root)))
  const loaded = await loadWorkspace(root, diskFiles(root), { ...options, open, today })
  const wanted = given.map((path) => uriOf(resolve(path)))
  const within = (uri: string) => wanted.some((one) => isBelow(uri, one))
  return {
    ...loaded,
    root,
    asked: [...loaded.documents.keys()].filter(within),
    notText: loaded.notText.filter(within),
    unreadable: loaded.unreadable.filter(({ uri }) => within(uri)),
  }
}

/** What is to be said of a path that names no file of the workspace, and no folder. */
function unread(path: string, { documents, notText, unreadable }: Target): Target['unreadable'] {
  const uri = uriOf(path)
  if (documents.has(uri) || notText.includes(uri) || unreadable.some((file) => file.uri === uri)) return []
  const read = existsSync(path) ? readText(path) : ({ kind: 'missing' } as const)
  if (read.kind === 'missing') return [{ uri, message: t('there is no such file or folder') }]
  return read.kind === 'unreadable' && !read.reason.includes('EISDIR') ? [{ uri, message: read.reason }] : []
}
