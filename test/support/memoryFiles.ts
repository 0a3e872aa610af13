/**
 * A workspace in memory for tests: files by their path, loaded as the adapters load them.
 */
import { type Files, type Loaded, loadWorkspace } from '../../server/src/model/load.ts'

export const root = 'file:///workspace'
/** The day that every test lives in. */
export const today = '2026-11-22'

export function memoryFiles(files: ReadonlyMap<string, string>): Files {
  return {
    async read(uri) {
      const text = files.get(uri.slice(root.length + 1))
      return text === undefined ? { kind: 'missing' } : { kind: 'text', text }
    },
    async *list() {
      for (const path of files.keys()) yield `${root}/${path}`
    },
  }
}

export function loadFiles(files: ReadonlyMap<string, string>): Promise<Loaded> {
  return loadWorkspace(root, memoryFiles(files), { today })
}
