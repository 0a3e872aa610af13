/**
 * The state of a running server: folders with their workspaces (`folders.ts`), open documents, and what was found in
 * them. What changes the state is done one after the other, in the order of the calls; what asks waits for the
 * changes before it. It speaks no LSP (see `server.ts`).
 */
import type { Workspace } from '../model/workspace.ts'
import { type Checked, check } from '../rules/run.ts'
import { createDocument, type Document } from '../text/document.ts'
import {
  type Change,
  folderAt,
  folderFor,
  isFile,
  type Platform,
  put,
  reread,
  type State,
  unaffected,
  within,
} from './folders.ts'

/** An open document with its workspace. */
export interface Opened {
  readonly document: Document
  readonly workspace: Workspace
}

export interface Session {
  /**
   * A document was opened or edited.
   * @param language as the editor calls it; it tells what a document without a name is
   */
  put(uri: string, text: string, version: number, language?: string): Promise<Change>
  /** Files came, changed or went on the disk. */
  reread(uris: readonly string[]): Promise<Change>
  close(uri: string): Promise<Change>
  addFolder(uri: string): Promise<void>
  /** Forgets a folder; one that an open document belongs to stays. */
  removeFolder(uri: string): Promise<void>
  /** What is found in an open document; `undefined` once it has changed meanwhile. */
  findingsOf(uri: string, cancelled: () => boolean): Promise<Checked | undefined>
  /** The document of any file, open or not; of a closed one it is read anew for its positions. */
  documentAt(uri: string): Promise<Document | undefined>
  /** An open document, once all that was said before is done. */
  opened(uri: string): Promise<Opened | undefined>
  /** Any file with its workspace, open or not, once all that was said before is done. */
  fileAt(uri: string): Promise<Opened | undefined>
  /** The workspaces of all folders. */
  workspaces(): Promise<readonly Workspace[]>
  /** An open document as it is known now. */
  openDocument(uri: string): Document | undefined
  openUris(): readonly string[]
}

/** Opens a session; all methods take normalised uris. */
export function openSession(platform: Platform, log: (message: string) => void): Session {
  const state: State = {
    platform,
    folders: new Map(),
    open: new Map(),
    languages: new Map(),
    roots: new Map(),
  }
  const { open } = state
  const checkOpen = checker(state, log)
  let pending: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = pending.then(work)
    pending = done.catch(() => undefined)
    return done
  }
  const opened = async (uri: string): Promise<Opened | undefined> => {
    await pending
    const document = open.get(uri)
    return document && { document, workspace: (await folderFor(state, uri)).workspace }
  }
  return {
    put: async (uri, text, version, language) =>
      isFile(uri) ? inTurn(() => put(state, uri, { text, version, language })) : unaffected,
    reread: (uris) => inTurn(() => reread(state, uris)),
    close: (uri) =>
      inTurn(() => {
        open.delete(uri)
        state.languages.delete(uri)
        return reread(state, [uri])
      }),
    addFolder: (uri) =>
      inTurn(async () => {
        await folderAt(state, await platform.findRoot(uri, 'folder'))
      }),
    removeFolder: (uri) =>
      inTurn(async () => {
        const root = await platform.findRoot(uri, 'folder')
        if (within(root, open).size === 0) state.folders.delete(root)
      }),
    findingsOf: async (uri, cancelled) => {
      const found = await opened(uri)
      return found && checkOpen(found, cancelled)
    },
    documentAt: async (uri) => open.get(uri) ?? closedDocument(state, uri),
    opened,
    fileAt: async (uri) => {
      const found = await opened(uri)
      const document = found?.document ?? (await closedDocument(state, uri))
      return document && { document, workspace: (await folderFor(state, uri)).workspace }
    },
    workspaces: async () => {
      await pending
      return [...state.folders.values()].map(({ workspace }) => workspace)
    },
    openDocument: (uri) => open.get(uri),
    openUris: () => [...open.keys()],
  }
}

/** Checks open documents, remembers what was found until something changes, and tells each crash once. */
function checker(state: State, log: (message: string) => void) {
  const { platform, open } = state
  const results = new WeakMap<Document, { readonly workspace: Workspace; readonly checked: Checked }>()
  const said = new Set<string>()
  return async ({ document, workspace }: Opened, cancelled: () => boolean): Promise<Checked | undefined> => {
    const known = results.get(document)
    if (known?.workspace === workspace) return known.checked
    const folder = await folderFor(state, document.uri)
    const stale = () => cancelled() || open.get(document.uri) !== document || folder.workspace !== workspace
    const checked = await check(document, workspace, stale, platform.pause, platform.now)
    if (!checked) return undefined
    results.set(document, { workspace, checked })
    for (const { rule, uri, stack } of checked.crashes) {
      if (!said.has(`${rule} ${uri}`))
        log(`${rule} failed on ${uri}; its findings there are missing.\n${stack}`)
      said.add(`${rule} ${uri}`)
    }
    return checked
  }
}

async function closedDocument(state: State, uri: string): Promise<Document | undefined> {
  const folder = await folderFor(state, uri)
  const read = await state.platform.files(folder.root).read(uri)
  const kind = folder.workspace.files.get(uri)?.kind ?? 'text'
  return read.kind === 'text' ? createDocument(uri, kind, read.text) : undefined
}
