/**
 * The state of a running server: folders with their workspaces, open documents, and what was found in them. It keeps
 * immutable values and replaces them; it speaks no LSP (see `server.ts`).
 */
import { sameFacts } from '../model/facts.ts'
import {
  chartFolders,
  documentOf,
  type Files,
  fileFacts,
  loadWorkspace,
  settingsFile,
  settingsOf,
} from '../model/load.ts'
import type { FileFacts, Workspace } from '../model/workspace.ts'
import { type Checked, check } from '../rules/run.ts'
import { isCandidate } from '../syntax/classify.ts'
import { asSuccessor, createDocument, type Document } from '../text/document.ts'
import { folderOf, relativeTo } from '../text/uri.ts'

/** What the session needs of the machine it runs on. */
export interface Platform {
  files(root: string): Files
  /** The workspace root for a folder or file, as the command line would take it. */
  findRoot(uri: string): Promise<string>
  /** One spelling for each uri. */
  normalize(uri: string): string
  /** Gives way to other work. */
  pause(): Promise<void>
  /** Milliseconds of any clock. */
  now(): number
  /** Today as `YYYY-MM-DD`. */
  today(): string
}

/** What changed for others than the changed document. */
export interface Change {
  readonly othersAffected: boolean
}

interface Folder {
  readonly root: string
  workspace: Workspace
  charts: ReadonlySet<string>
}

/** Opens a session; all methods take normalised uris. */
export function openSession(platform: Platform, log: (message: string) => void) {
  const folders = new Map<string, Promise<Folder>>()
  const open = new Map<string, Document>()
  const roots = new Map<string, string>()
  const results = new WeakMap<Document, { readonly workspace: Workspace; readonly checked: Checked }>()
  const said = new Set<string>()

  const texts = () => new Map([...open].map(([uri, document]) => [uri, document.text]))

  async function load(root: string): Promise<Folder> {
    const loaded = await loadWorkspace(root, platform.files(root), {
      today: platform.today(),
      open: within(root, texts()),
    })
    return { root, workspace: loaded.workspace, charts: chartFolders(loaded.workspace.files.keys()) }
  }

  async function folderFor(uri: string): Promise<Folder> {
    const known = [...folders.keys()]
      .filter((root) => uri.startsWith(`${root}/`))
      .sort((a, b) => b.length - a.length)[0]
    const root = known ?? roots.get(folderOf(uri)) ?? (await platform.findRoot(uri))
    roots.set(folderOf(uri), root)
    let folder = folders.get(root)
    if (!folder) {
      folder = load(root)
      folders.set(root, folder)
    }
    return folder
  }

  async function put(uri: string, text: string, version: number): Promise<Change> {
    const folder = await folderFor(uri)
    const before = open.get(uri)
    const fresh = documentOf(folder.root, uri, text, folder.workspace.settings, folder.charts, version)
    const document = before ? asSuccessor(fresh, before) : fresh
    open.set(uri, document)
    if (uri === settingsFile(folder.root, [uri])) return applySettings(folder, text)
    return replaceFacts(folder, uri, fileFacts(document))
  }

  function replaceFacts(folder: Folder, uri: string, facts: FileFacts | undefined): Change {
    const before = folder.workspace.files.get(uri)
    if (before && facts && before.kind === facts.kind && before.facts === facts.facts)
      return { othersAffected: false }
    const files = new Map(folder.workspace.files)
    if (facts) files.set(uri, facts)
    else files.delete(uri)
    folder.workspace = { ...folder.workspace, files }
    const same =
      before && facts ? before.kind === facts.kind && sameFacts(before.facts, facts.facts) : before === facts
    return { othersAffected: !same }
  }

  async function applySettings(folder: Folder, text: string): Promise<Change> {
    const { value, issues } = await settingsOf(text)
    folder.workspace = { ...folder.workspace, settingsIssues: issues }
    if (JSON.stringify(value) === JSON.stringify(folder.workspace.settings)) return { othersAffected: false }
    const again = await load(folder.root)
    Object.assign(folder, { workspace: again.workspace, charts: again.charts })
    for (const [uri, document] of within(folder.root, open)) {
      open.set(
        uri,
        documentOf(
          folder.root,
          uri,
          document.text,
          folder.workspace.settings,
          folder.charts,
          document.version,
        ),
      )
    }
    return { othersAffected: true }
  }

  /** A file changed on disk, or was closed: its content there counts again. */
  async function reread(uri: string): Promise<Change> {
    const folder = await folderFor(uri)
    if (open.has(uri) || !isCandidate(relativeTo(folder.root, uri))) return { othersAffected: false }
    const read = await platform.files(folder.root).read(uri)
    const text = read.kind === 'text' ? read.text : undefined
    if (uri === settingsFile(folder.root, [uri])) return applySettings(folder, text ?? '')
    if (uri.endsWith('/Chart.yaml')) {
      const again = await load(folder.root)
      Object.assign(folder, { workspace: again.workspace, charts: again.charts })
      return { othersAffected: true }
    }
    if (text === undefined) return replaceFacts(folder, uri, undefined)
    return replaceFacts(
      folder,
      uri,
      fileFacts(documentOf(folder.root, uri, text, folder.workspace.settings, folder.charts)),
    )
  }

  /** What is found in an open document; `undefined` once it has changed meanwhile. */
  async function findingsOf(uri: string, cancelled: () => boolean): Promise<Checked | undefined> {
    const folder = await folderFor(uri)
    const document = open.get(uri)
    if (!document) return undefined
    const { workspace } = folder
    const known = results.get(document)
    if (known?.workspace === workspace) return known.checked
    const stale = () => cancelled() || open.get(uri) !== document || folder.workspace !== workspace
    const checked = await check(document, workspace, stale, platform.pause, platform.now)
    if (!checked) return undefined
    results.set(document, { workspace, checked })
    for (const crash of checked.crashes) {
      const key = `${crash.rule} ${crash.uri}`
      if (!said.has(key))
        log(`${crash.rule} failed on ${crash.uri}; its findings there are missing.\n${crash.stack}`)
      said.add(key)
    }
    return checked
  }

  /** The document of any file, open or not; of a closed one it is read anew for its positions. */
  async function documentAt(uri: string): Promise<Document | undefined> {
    const known = open.get(uri)
    if (known) return known
    const folder = await folderFor(uri)
    const read = await platform.files(folder.root).read(uri)
    return read.kind === 'text'
      ? createDocument(uri, folder.workspace.files.get(uri)?.kind ?? 'text', read.text)
      : undefined
  }

  return {
    put,
    reread,
    findingsOf,
    documentAt,
    openDocument: (uri: string) => open.get(uri),
    openUris: () => [...open.keys()],
    workspaceOf: async (uri: string) => (await folderFor(uri)).workspace,
    async addFolder(uri: string): Promise<void> {
      const root = await platform.findRoot(uri)
      if (!folders.has(root)) folders.set(root, load(root))
      await folders.get(root)
    },
    async close(uri: string): Promise<Change> {
      open.delete(uri)
      return reread(uri)
    },
  }
}

export type Session = ReturnType<typeof openSession>

function within<V>(root: string, values: ReadonlyMap<string, V>): Map<string, V> {
  return new Map([...values].filter(([uri]) => uri.startsWith(`${root}/`)))
}
