/**
 * The folders of a session with their workspaces, and what a change of a document, a file or the settings does to
 * them. A folder's workspace is an immutable value that is replaced; nothing here runs a rule.
 */
import { sameFacts, settleFacts } from '../model/facts.ts'
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
import { isCandidate, isSkipped } from '../syntax/classify.ts'
import { asSuccessor, type Document } from '../text/document.ts'
import { folderOf, pathFrom } from '../text/uri.ts'

/** What the session needs of the machine it runs on. */
export interface Platform {
  files(root: string): Files
  /** The workspace root for a folder or file, as the command line would take it. */
  findRoot(uri: string, is: 'folder' | 'file'): Promise<string>
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

export interface Folder {
  readonly root: string
  workspace: Workspace
  charts: ReadonlySet<string>
  /** Roots of workspaces below this one: folders with a `logkeel.yaml` of their own. */
  nested: readonly string[]
}

/** What a session holds. */
export interface State {
  readonly platform: Platform
  /** By their roots. */
  readonly folders: Map<string, Folder>
  readonly open: Map<string, Document>
  /** What the editor calls the language of an open document. */
  readonly languages: Map<string, string>
  /** The root of the files that lie in a folder. */
  readonly roots: Map<string, string>
}

export const unaffected: Change = { othersAffected: false }
const affected: Change = { othersAffected: true }

/** More changes than this at once, as by a switch of branches, and the whole folder is read again. */
const manyChanges = 100

/** The folder that a file belongs to, loaded where it is not yet. */
export async function folderFor(state: State, uri: string): Promise<Folder> {
  const { folders, roots, platform } = state
  const known = [...folders.values()]
    .flatMap(({ root, nested }) => [root, ...nested])
    .filter((root) => uri.startsWith(`${root}/`))
    .sort((a, b) => b.length - a.length)[0]
  const found = known ?? roots.get(folderOf(uri))
  const root = found ?? (isUntitled(uri) ? 'untitled:' : await platform.findRoot(uri, 'file'))
  roots.set(folderOf(uri), root)
  return folderAt(state, root)
}

/** The folder of a root. */
export async function folderAt(state: State, root: string): Promise<Folder> {
  const known = state.folders.get(root)
  if (known) return known
  const folder = { root, ...(await load(state, root)) }
  // Files that were opened before their folder was known had a narrower one; they belong to this one now.
  for (const other of state.folders.keys()) {
    if (other.startsWith(`${root}/`) && !folder.nested.includes(other)) state.folders.delete(other)
  }
  state.folders.set(root, folder)
  state.roots.clear()
  return folder
}

async function load(state: State, root: string): Promise<Pick<Folder, 'workspace' | 'charts' | 'nested'>> {
  const counted = [...within(root, state.open)].filter(([uri]) => !isSkipped(pathFrom(root, uri)))
  const { workspace, nested } = await loadWorkspace(root, state.platform.files(root), {
    today: state.platform.today(),
    open: new Map(counted.map(([uri, { text }]) => [uri, text])),
  })
  // Closed files keep their facts and nothing else.
  for (const { facts } of workspace.files.values()) settleFacts(facts)
  return { workspace, nested, charts: chartFolders(workspace.files.keys()) }
}

/** Reads everything below a folder's root again; what is open keeps its text. */
async function reload(state: State, folder: Folder): Promise<Change> {
  Object.assign(folder, await load(state, folder.root))
  const { settings } = folder.workspace
  for (const [uri, { text, version }] of within(folder.root, state.open)) {
    if (folder.nested.some((inner) => uri.startsWith(`${inner}/`))) continue
    const next = documentOf(folder.root, uri, text, settings, folder.charts, version)
    state.open.set(uri, next)
    if (!isSkipped(pathFrom(folder.root, uri))) replaceFacts(folder, uri, fileFacts(next))
  }
  return affected
}

/** A document was opened or edited. */
export async function put(
  state: State,
  uri: string,
  { text, version, language }: { text: string; version: number; language: string | undefined },
): Promise<Change> {
  const folder = await folderFor(state, uri)
  if (language !== undefined) state.languages.set(uri, language)
  const before = state.open.get(uri)
  const name = nameFor(uri, state.languages.get(uri))
  const { settings } = folder.workspace
  const fresh = { ...documentOf(folder.root, name, text, settings, folder.charts, version), uri }
  const document = before ? asSuccessor(fresh, before) : fresh
  state.open.set(uri, document)
  const counts = !isSkipped(pathFrom(folder.root, uri))
  const change = counts ? replaceFacts(folder, uri, fileFacts(document)) : unaffected
  return uri === settingsFile(folder.root, [uri]) ? applySettings(state, folder, text) : change
}

function replaceFacts(folder: Folder, uri: string, facts: FileFacts | undefined): Change {
  const before = folder.workspace.files.get(uri)
  if (before?.kind === facts?.kind && before?.facts === facts?.facts) return unaffected
  const files = new Map(folder.workspace.files)
  if (facts) files.set(uri, facts)
  else files.delete(uri)
  folder.workspace = { ...folder.workspace, files }
  const same = before && facts && before.kind === facts.kind && sameFacts(before.facts, facts.facts)
  return same ? unaffected : affected
}

async function applySettings(state: State, folder: Folder, text: string): Promise<Change> {
  const { value, issues } = await settingsOf(text)
  const before = folder.workspace.settings
  folder.workspace = { ...folder.workspace, settings: value, settingsIssues: issues }
  if (JSON.stringify(value) === JSON.stringify(before)) return unaffected
  // Settings change what a file is only by saying so.
  return JSON.stringify(value.files) === JSON.stringify(before.files) ? affected : reload(state, folder)
}

/** Files changed on disk, or were closed: their content there counts again. */
export async function reread(state: State, uris: readonly string[]): Promise<Change> {
  const byFolder = new Map<Folder, string[]>()
  const settings = await rereadNested(state, uris.filter(isFile))
  for (const uri of uris.filter(isFile)) {
    const folder = await folderFor(state, uri)
    if (!state.open.has(uri)) byFolder.set(folder, [...(byFolder.get(folder) ?? []), uri])
  }
  const changes: Change[] = settings ? [affected] : []
  for (const [folder, changed] of byFolder) {
    const whole = changed.length > manyChanges || changed.some((uri) => needsReload(folder, uri))
    if (whole) changes.push(await reload(state, folder))
    else for (const uri of changed) changes.push(await rereadOne(state, folder, uri))
  }
  return changes.find(({ othersAffected }) => othersAffected) ?? unaffected
}

/** A `logkeel.yaml` that comes or goes makes or ends a workspace of its own below another one. */
async function rereadNested(state: State, uris: readonly string[]): Promise<boolean> {
  const at = uris.filter((uri) => /\/logkeel\.ya?ml$/.test(uri)).map(folderOf)
  const outer = [...state.folders.values()].filter(({ root }) =>
    at.some((folder) => folder.startsWith(`${root}/`)),
  )
  for (const folder of outer) await reload(state, folder)
  for (const root of at) {
    const isNested = outer.some(({ nested }) => nested.includes(root))
    if (!isNested && outer.length > 0) state.folders.delete(root)
  }
  if (outer.length > 0) state.roots.clear()
  return outer.length > 0
}

async function rereadOne(state: State, folder: Folder, uri: string): Promise<Change> {
  const path = pathFrom(folder.root, uri)
  if (!isCandidate(path) || isSkipped(path)) return replaceFacts(folder, uri, undefined)
  const read = await state.platform.files(folder.root).read(uri)
  const text = read.kind === 'text' ? read.text : undefined
  const { settings } = folder.workspace
  const document =
    text === undefined ? undefined : documentOf(folder.root, uri, text, settings, folder.charts)
  if (document) settleFacts(fileFacts(document).facts)
  const change = replaceFacts(folder, uri, document && fileFacts(document))
  return uri === settingsFile(folder.root, [uri]) ? applySettings(state, folder, text ?? '') : change
}

/** Whether what a change of `uri` does reaches beyond its own facts: charts come or go, or a whole folder went. */
function needsReload({ workspace }: Folder, uri: string): boolean {
  if (uri.endsWith('/Chart.yaml')) return true
  if (workspace.files.has(uri)) return false
  for (const known of workspace.files.keys()) if (known.startsWith(`${uri}/`)) return true
  return false
}

/** The entries whose uri lies below a root. */
export function within<V>(root: string, values: ReadonlyMap<string, V>): Map<string, V> {
  return new Map([...values].filter(([uri]) => uri.startsWith(`${root}/`)))
}

/**
 * Whether a uri names a file: with a query it is a version of one (`git:…?…`), with a fragment a part (a cell of a
 * notebook). Nothing is said of those.
 */
export function isFile(uri: string): boolean {
  return !/[?#]/.test(uri)
}

function isUntitled(uri: string): boolean {
  return uri.startsWith('untitled:')
}

const extensions: Readonly<Record<string, string>> = {
  alloy: '.alloy',
  yaml: '.yaml',
  helm: '.tpl',
  dockercompose: '/compose.yaml',
}

/** The name by which a document is told; one that has none yet goes by its language. */
function nameFor(uri: string, language: string | undefined): string {
  const extension = language === undefined ? undefined : extensions[language]
  return extension === undefined || !isUntitled(uri) || isCandidate(uri) ? uri : `${uri}${extension}`
}
