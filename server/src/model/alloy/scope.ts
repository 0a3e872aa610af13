/**
 * What a name in an Alloy configuration means, over all the files that make it up. One file is one configuration, and
 * so is a folder, where Alloy is given a folder; modules are imported from files. Which of the two readings holds is
 * known from command lines and mounts of the workspace; else both are given, and a rule must hold in both.
 * What a module is within one text is for `modules.ts`.
 */
import type { AlloyTree, Identifier } from '../../syntax/alloy/ast.ts'
import { alloyTree, maskedText } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { fileOf, folderOf, resolvePath } from '../../text/uri.ts'
import { type Container, isAlloy } from '../containers/containers.ts'
import { allFacts, type Workspace } from '../workspace.ts'
import type { AlloyConfiguration } from './components.ts'
import { type AlloyModule, customIn, outward, type Resolved, resolveIn } from './modules.ts'
import type { AlloyName } from './names.ts'
import { alloyProcess, nearestMount } from './process.ts'

/** How a configuration is loaded: by itself, with the other files of its folder, or nobody can tell. */
export type Loading = 'file' | 'folder' | 'unknown'

/** A document as a part of a configuration. */
export interface AlloyScope {
  readonly document: Document
  readonly tree: AlloyTree
  readonly loading: Loading
  /** The other configurations of the folder (or ConfigMap); empty where the document is known to be loaded alone. */
  readonly siblings: readonly AlloyConfiguration[]
  /** Names at the root of the siblings, by id: they are this configuration's too where a folder is loaded. */
  readonly beside: ReadonlyMap<string, readonly AlloyName[]>
  /** Whether template output may put blocks at the level of a module: then what is absent is not known to be. */
  readonly open: boolean
  readonly workspace: Workspace
}

/** What a reference means: a block of this text, or a name in another file of the configuration. */
export type Meaning =
  | ({ readonly in: 'text' } & Resolved)
  | { readonly in: 'beside'; readonly name: AlloyName; readonly rest: readonly Identifier[] }
  /** The variable of a `foreach`, `module_path`. */
  | { readonly in: 'scope'; readonly rest: readonly Identifier[] }

/** The scope of a document in its workspace. Cheap: what it needs is memoised by workspace and by document. */
export function scopeOf(document: Document, workspace: Workspace): AlloyScope {
  const known = scopes(workspace)
  const scope = known.get(document) ?? makeScope(document, workspace)
  known.set(document, scope)
  return scope
}

const scopes = memo((_workspace: Workspace) => new WeakMap<Document, AlloyScope>())

function makeScope(document: Document, workspace: Workspace): AlloyScope {
  const loading = loadingOf(document, workspace)
  const siblings = loading === 'file' ? [] : besideOf(workspace, document.uri)
  const beside = new Map<string, AlloyName[]>()
  for (const name of siblings.flatMap(({ names }) => names)) {
    const same = beside.get(name.id)
    if (same) same.push(name)
    else beside.set(name.id, [name])
  }
  const { holes } = maskedText(document)
  return {
    document,
    tree: alloyTree(document),
    loading: siblings.length === 0 && loading === 'unknown' ? 'file' : loading,
    siblings,
    beside,
    open: holes.some(({ kind }) => kind !== 'control'),
    workspace,
  }
}

/**
 * What a chain of names means, as Alloy looks it up.
 * @param module the module in which it stands
 * @returns undefined where neither this text nor its folder knows the name: it may still be a function's
 */
export function meaningOf(
  scope: AlloyScope,
  module: AlloyModule,
  names: readonly Identifier[],
): Meaning | undefined {
  const own = resolveIn(module, names)
  if (own) return { in: 'text', ...own }
  const first = names[0]?.name ?? ''
  const rest = names.slice(1)
  if (first === 'module_path') return { in: 'scope', rest }
  let outermost = module
  for (let at: AlloyModule | undefined = module; at; at = outward(at)) {
    if (at.variable === first) return { in: 'scope', rest }
    outermost = at
  }
  return outermost.kind === 'root' ? meaningBeside(scope, names) : undefined
}

function meaningBeside({ beside }: AlloyScope, names: readonly Identifier[]): Meaning | undefined {
  if (beside.size === 0) return undefined
  let id = ''
  for (let i = 0; i < names.length; i++) {
    id = i === 0 ? (names[0]?.name ?? '') : `${id}.${names[i]?.name ?? ''}`
    const name = beside.get(id)?.[0]
    if (name) return { in: 'beside', name, rest: names.slice(i + 1) }
  }
  return undefined
}

/** What makes a custom component: a `declare`, with what it takes and gives, or an import whose text is not known. */
export interface Custom {
  /** The `declare` or `import` of this text that gives the name, if it is one of this text. */
  readonly entity: ReturnType<typeof customIn>
  /** The `declare`, where it is known: also one of an imported file. */
  readonly declare: AlloyName | undefined
  /** Where an import was followed and has no such `declare`: the names it has. */
  readonly instead: readonly string[] | undefined
}

/**
 * What makes the custom component of a name such as `collect` or `modules.collect`, seen from a module.
 * @returns undefined where nothing declares or imports it
 */
export function customOf(scope: AlloyScope, module: AlloyModule, name: string): Custom | undefined {
  const entity = customIn(module, name)
  const [first = '', ...rest] = name.split('.')
  const own = entity && namesOfDocument(scope, entity.id)
  const beside = customBeside(scope, first)
  const found = own ?? beside
  if (!entity && !beside) return undefined
  if (!found || (found.kind === 'declare' && rest.length > 0))
    return { entity, declare: undefined, instead: undefined }
  if (found.kind === 'declare') return { entity, declare: found, instead: undefined }
  return { entity, ...throughImport(scope, found, rest.join('.')) }
}

/** The `declare` or import of another file of the configuration that gives custom components their first name. */
export function customBeside(scope: AlloyScope, first: string): AlloyName | undefined {
  return scope.beside.get(`declare.${first}`)?.[0] ?? importsBeside(scope).get(first)
}

const importsBeside = memo(({ beside }: AlloyScope): ReadonlyMap<string, AlloyName> => {
  const found = new Map<string, AlloyName>()
  for (const [name] of beside.values())
    if (name?.kind === 'import' && name.label !== undefined && !found.has(name.label))
      found.set(name.label, name)
  return found
})

function namesOfDocument({ document, workspace }: AlloyScope, id: string): AlloyName | undefined {
  return namesAt(workspace, document.uri).find((name) => name.id === id)
}

/** The names at the root of a configuration, by its document's uri. */
export function namesAt(workspace: Workspace, uri: string): readonly AlloyName[] {
  return byUri(workspace).get(uri)?.names ?? []
}

function throughImport(
  { workspace }: AlloyScope,
  name: AlloyName,
  wanted: string,
): Pick<Custom, 'declare' | 'instead'> {
  const found = importedNames(workspace, name)
  const declares = found?.filter(({ kind }) => kind === 'declare')
  const declare = declares?.find(({ label }) => label === wanted)
  return { declare, instead: declare ? undefined : declares?.map(({ label }) => label ?? '') }
}

/**
 * The names at the root of what an `import.file` imports, where that lies in the workspace: a file, or all Alloy
 * files of a folder. A relative path is taken from the importing file, which is where `module_path` points; Alloy
 * 1.18 takes one without `module_path` from its working directory, so that one counts only if a file is there.
 * @returns undefined where it is not known
 */
export function importedNames(workspace: Workspace, name: AlloyName): readonly AlloyName[] | undefined {
  const at = importedFrom(name)
  if (at === undefined) return undefined
  const file = byUri(workspace).get(at)
  if (file) return file.names
  const inFolder = foldersOf(workspace).get(at.replace(/\/$/, ''))
  return inFolder?.flatMap(({ names }) => names)
}

/** The file of the workspace that an `import.file` imports; undefined for a folder, and where it is not known. */
export function importedFile(workspace: Workspace, name: AlloyName): string | undefined {
  const at = importedFrom(name)
  return at !== undefined && byUri(workspace).has(at) ? at : undefined
}

function importedFrom({ imports, place }: AlloyName): string | undefined {
  if (!imports || imports.path === '') return undefined
  if (imports.path.startsWith('/') && !imports.fromModule) return undefined
  return resolvePath(folderOf(fileOf(place.uri)), imports.path.replace(/^\/+/, ''))
}

const byUri = memo(
  (workspace: Workspace): ReadonlyMap<string, AlloyConfiguration> =>
    new Map(allFacts(workspace, 'alloy').map((each) => [each.uri, each])),
)

/** Alloy files by their folder, and the keys of a ConfigMap by its file and name. */
const foldersOf = memo((workspace: Workspace): ReadonlyMap<string, readonly AlloyConfiguration[]> => {
  const found = new Map<string, AlloyConfiguration[]>()
  for (const each of allFacts(workspace, 'alloy')) {
    const key = folderKey(each)
    if (key === undefined) continue
    const same = found.get(key)
    if (same) same.push(each)
    else found.set(key, [each])
  }
  return found
})

/** What stands for the folder that a configuration lies in. */
function folderKey({ uri, holder, place }: AlloyConfiguration): string | undefined {
  // Of a folder Alloy reads the files with this ending alone.
  if (!holder) return /\.alloy$/.test(uri) ? folderOf(uri) : undefined
  if (holder.kind !== 'config-map' || holder.name === undefined || !/\.alloy$/.test(holder.key))
    return undefined
  return `${place.uri}#ConfigMap/${holder.namespace ?? ''}/${holder.name}`
}

/**
 * The other configurations of the folder or ConfigMap of a configuration, by its document's uri: those that can see
 * its names, unless they are loaded alone.
 */
export function besideOf(workspace: Workspace, uri: string): readonly AlloyConfiguration[] {
  const own = byUri(workspace).get(uri)
  const key = own && folderKey(own)
  return (key === undefined ? [] : (foldersOf(workspace).get(key) ?? [])).filter((each) => each.uri !== uri)
}

function loadingOf(document: Document, workspace: Workspace): Loading {
  const own = byUri(workspace).get(document.uri)
  const key = own && folderKey(own)
  if (!own || key === undefined) return 'file'
  const { files, folders } = loaded(workspace)
  const alone =
    files.has(own.uri) || (own.holder?.kind === 'config-map' && files.has(`${key}/${own.holder.key}`))
  if (folders.has(key)) return alone ? 'unknown' : 'folder'
  return alone ? 'file' : 'unknown'
}

/** The files and folders that the workspace's containers give to Alloy. */
const loaded = memo((workspace: Workspace) => {
  const files = new Set<string>()
  const folders = new Set<string>()
  for (const container of allFacts(workspace, 'containers')) {
    for (const at of givenTo(container, workspace)) {
      if (foldersOf(workspace).has(at)) folders.add(at)
      else files.add(at)
    }
  }
  return { files, folders }
})

/** Keys of the file or folder that a container's Alloy reads. */
function givenTo(container: Container, workspace: Workspace): readonly string[] {
  if (!isAlloy(container)) return []
  const run = alloyProcess(container, undefined, workspace.settings.alloy.storagePath)
  const mount = run && nearestMount(container.mounts, run.config)
  if (!run || !mount?.target || mount.source === undefined) return []
  const rest = run.config.slice(mount.target.replace(/\/$/, '').length).replace(/\/$/, '')
  if (mount.kind === 'bind')
    return [resolvePath(folderOf(container.place.uri), mount.source + rest).replace(/\/$/, '')]
  if (mount.configMap === undefined) return []
  const maps = [...foldersOf(workspace).keys()].filter(
    (key) => key.includes('#ConfigMap/') && key.endsWith(`/${mount.configMap}`),
  )
  return maps.map((key) => `${key}${rest}`)
}

/**
 * Whether references that begin with this id, such as `loki.write.default`, mean the component of that name and label:
 * it is in the module, around it where that counts, or beside it, and no shorter name hides it.
 */
export function meansComponent(scope: AlloyScope, module: AlloyModule, id: string): boolean {
  const isHidden = ({ byId }: AlloyModule): boolean => {
    for (let dot = id.indexOf('.'); dot >= 0; dot = id.indexOf('.', dot + 1))
      if (byId.has(id.slice(0, dot))) return true
    return false
  }
  let outermost = module
  for (let at: AlloyModule | undefined = module; at; at = outward(at)) {
    if (isHidden(at)) return false
    if (at.byId.has(id)) return true
    outermost = at
  }
  return outermost.kind === 'root' && scope.beside.has(id)
}
