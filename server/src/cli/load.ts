/**
 * Loads the workspace that some paths belong to, and tells which of its files were asked for.
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { diskFiles, findRoot, readText, uriOf } from '../disk/files.ts'
import { type Loaded, loadWorkspace } from '../model/load.ts'

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
  const here = given.filter((path) => existsSync(path))
  const root = findRoot(here.length > 0 ? here : ['.'])
  const today = new Date().toISOString().slice(0, 10)
  const loaded = await loadWorkspace(uriOf(root), diskFiles(uriOf(root)), { ...options, today })
  const wanted = given.map((path) => uriOf(resolve(path)))
  const within = (uri: string) => wanted.some((one) => uri === one || uri.startsWith(`${one}/`))
  const known = new Set([
    ...loaded.documents.keys(),
    ...loaded.notText,
    ...loaded.unreadable.map(({ uri }) => uri),
  ])
  const unreadable = [...loaded.unreadable.filter(({ uri }) => within(uri))]
  for (const path of given) {
    const uri = uriOf(path)
    if (known.has(uri) || options.open?.has(uri)) continue
    const read = existsSync(path) ? readText(path) : ({ kind: 'missing' } as const)
    if (read.kind === 'missing') unreadable.push({ uri, message: 'there is no such file or folder' })
    else if (read.kind === 'unreadable' && !read.reason.includes('EISDIR'))
      unreadable.push({ uri, message: read.reason })
  }
  return {
    ...loaded,
    root: uriOf(root),
    asked: [...loaded.documents.keys()].filter(within),
    notText: loaded.notText.filter(within),
    unreadable,
  }
}
