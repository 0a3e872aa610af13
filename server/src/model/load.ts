/**
 * Builds the workspace from files: reads settings first, tells what each file is, extracts facts. All input and
 * output goes through `Files`, which the adapters implement; nothing here knows a file system.
 */
import { type Class, classify, isCandidate, isSkipped, namedKinds } from '../syntax/classify.ts'
import { yamlTree } from '../syntax/parse.ts'
import { plainData } from '../syntax/yaml/plain.ts'
import { createDocument, type Document } from '../text/document.ts'
import { folderOf, nameOf, pathFrom } from '../text/uri.ts'
import { fits } from './environment.ts'
import { factsOf } from './facts.ts'
import { type GivenSettings, noSettings, type Settings } from './settings.ts'
import type { FileFacts, Workspace } from './workspace.ts'

/** What reading a file gives. */
export type Read =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' | 'binary' }
  | { readonly kind: 'unreadable'; readonly reason: string }

/** The files of a workspace, as the platform has them. */
export interface Files {
  read(uri: string): Promise<Read>
  /** Uris of all files below the root, in any order. */
  list(): AsyncIterable<string>
}

/** A workspace with the documents that were read for it. */
export interface Loaded {
  readonly workspace: Workspace
  readonly documents: ReadonlyMap<string, Document>
  /** Roots of workspaces below this one: folders with a `logkeel.yaml` of their own. Their files are not in it. */
  readonly nested: readonly string[]
  readonly notText: readonly string[]
  readonly unreadable: readonly { readonly uri: string; readonly message: string }[]
}

export interface LoadOptions {
  readonly today: string
  readonly environment?: string | undefined
  /** Texts that stand for files' contents, such as open editors or standard input. */
  readonly open?: ReadonlyMap<string, string> | undefined
  /** Called after each file. */
  readonly progress?: (done: number, of: number) => void
}

/** Reads every file that can be of interest below `root` (without a slash at the end). */
export async function loadWorkspace(root: string, files: Files, options: LoadOptions): Promise<Loaded> {
  const all = await candidates(root, files, options.open)
  const nested = nestedRoots(root, all)
  const uris = all.filter((uri) => !nested.some((inner) => uri.startsWith(`${inner}/`)))
  const settings = await loadSettings(root, uris, files, options.open)
  const charts = chartFolders(uris)
  const documents = new Map<string, Document>()
  const notText: string[] = []
  const unreadable: { uri: string; message: string }[] = []
  for (const [i, uri] of uris.entries()) {
    const read = await readOrOpen(uri, files, options.open)
    if (read.kind === 'text') documents.set(uri, documentOf(root, uri, read.text, settings.value, charts))
    else if (read.kind === 'binary') notText.push(uri)
    else if (read.kind === 'unreadable') unreadable.push({ uri, message: read.reason })
    options.progress?.(i + 1, uris.length)
  }
  const workspace = workspaceOf(root, settings, documents, options)
  return { workspace, documents, nested, notText, unreadable }
}

/** A workspace of documents that are there already. */
export function workspaceOf(
  root: string,
  settings: GivenSettings,
  documents: ReadonlyMap<string, Document>,
  options: Pick<LoadOptions, 'today' | 'environment'>,
): Workspace {
  const facts = new Map<string, FileFacts>()
  for (const [uri, document] of documents) facts.set(uri, fileFacts(document))
  return {
    root,
    settings: settings.value,
    settingsIssues: settings.issues,
    files: facts,
    today: options.today,
    forced: options.environment,
  }
}

/** What the workspace keeps of a document. */
export function fileFacts(document: Document): FileFacts {
  return { uri: document.uri, kind: document.kind, facts: factsOf(document) }
}

async function candidates(root: string, files: Files, open: LoadOptions['open']): Promise<readonly string[]> {
  const uris = new Set<string>(open?.keys())
  for await (const uri of files.list()) {
    const path = pathFrom(root, uri)
    if (isCandidate(path) && !isSkipped(path)) uris.add(uri)
  }
  return [...uris].sort()
}

async function readOrOpen(uri: string, files: Files, open: LoadOptions['open']): Promise<Read> {
  const text = open?.get(uri)
  return text === undefined ? files.read(uri) : { kind: 'text', text }
}

async function loadSettings(
  root: string,
  uris: readonly string[],
  files: Files,
  open: LoadOptions['open'],
): Promise<GivenSettings> {
  const uri = settingsFile(root, uris)
  if (!uri) return noSettings
  const read = await readOrOpen(uri, files, open)
  return read.kind === 'text' ? settingsOf(read.text) : noSettings
}

/** The settings file among `uris`, where there is one at the root. */
export function settingsFile(root: string, uris: Iterable<string>): string | undefined {
  const at = new Set([`${root}/logkeel.yaml`, `${root}/logkeel.yml`])
  for (const uri of uris) if (at.has(uri)) return uri
  return undefined
}

/** The settings that a `logkeel.yaml` gives; wrong parts are left out (the rule `logkeel/settings` says so). */
export async function settingsOf(text: string): Promise<GivenSettings> {
  const { readSettings } = await import('./settingsSchema.ts')
  return readSettings(plainData(yamlTree(createDocument('', 'settings', text))))
}

/** Folders below `root` that are workspaces of their own. */
function nestedRoots(root: string, uris: readonly string[]): readonly string[] {
  const folders = uris.filter((uri) => /^logkeel\.ya?ml$/.test(nameOf(uri))).map(folderOf)
  return [...new Set(folders)].filter((folder) => folder !== root)
}

/** Folders that hold a `Chart.yaml`. */
export function chartFolders(uris: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>()
  for (const uri of uris) if (nameOf(uri) === 'Chart.yaml') folders.add(folderOf(uri))
  return folders
}

/** A document of the kind that settings, name and content say. */
export function documentOf(
  root: string,
  uri: string,
  text: string,
  settings: Settings,
  charts: ReadonlySet<string>,
  version = 0,
): Document {
  const { kind, layout } = classOf(root, uri, text, settings, charts)
  return createDocument(uri, kind, text, { version, ...(layout && { layout }) })
}

function classOf(
  root: string,
  uri: string,
  text: string,
  settings: Settings,
  charts: ReadonlySet<string>,
): Class {
  const path = pathFrom(root, uri)
  for (const [name, patterns] of Object.entries(settings.files)) {
    const named = Object.hasOwn(namedKinds, name) ? namedKinds[name] : undefined
    if (named && patterns.some((pattern) => fits(pattern, path))) return named
  }
  return classify(path, text, inTemplates(uri, charts))
}

/** Whether a file lies below the `templates` folder of a chart. */
function inTemplates(uri: string, charts: ReadonlySet<string>): boolean {
  for (let at = uri.lastIndexOf('/templates/'); at >= 0; at = uri.lastIndexOf('/templates/', at - 1)) {
    if (charts.has(uri.slice(0, at))) return true
    if (at === 0) return false
  }
  return false
}
