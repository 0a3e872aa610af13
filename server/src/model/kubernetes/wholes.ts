/**
 * Which objects go together: what one kustomization builds, or the manifests of one folder, as they are applied to
 * one cluster. A Service is judged by every whole that it is part of; where they differ in what is right, or one of
 * them is not known well enough, the rules are silent.
 */
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { folderOf } from '../../text/uri.ts'
import { allFacts, type Workspace } from '../workspace.ts'
import type { Kustomization, Patch } from './kustomize.ts'
import { areEqual, type Labels, type Selector } from './labels.ts'
import { type CustomObject, type KubernetesObject, objectsIn } from './objects.ts'

export interface Whole {
  readonly objects: readonly KubernetesObject[]
  /** The folder, the kustomization or the chart that makes it one. */
  readonly uri: string
  /** Objects of the workspace that are no part of it. */
  readonly elsewhere: readonly KubernetesObject[]
  /** Whether nothing is known of what goes together with its objects. */
  readonly alone: boolean
}

interface Index {
  readonly byFile: ReadonlyMap<string, readonly KubernetesObject[]>
  readonly kustomizations: ReadonlyMap<string, Kustomization>
  /** The kustomizations that take in a file or a folder. */
  readonly takers: ReadonlyMap<string, readonly Kustomization[]>
  readonly patchFiles: ReadonlySet<string>
  readonly folders: ReadonlyMap<string, readonly string[]>
  readonly known: Map<string, Whole>
  readonly all: readonly KubernetesObject[]
}

const indexOf = memo((workspace: Workspace): Index => {
  const byFile = new Map<string, readonly KubernetesObject[]>()
  const kustomizations = new Map<string, Kustomization>()
  const takers = new Map<string, Kustomization[]>()
  const folders = new Map<string, string[]>()
  const patchFiles = new Set<string>()
  for (const { uri, facts } of workspace.files.values()) {
    if (facts.objects.length > 0) {
      byFile.set(uri, facts.objects)
      add(folders, folderOf(uri), uri)
    }
    for (const each of facts.kustomizations) {
      kustomizations.set(each.folder, each)
      for (const resource of each.resources) add(takers, resource, each)
      for (const file of each.patchFiles) patchFiles.add(file)
    }
  }
  return {
    byFile,
    kustomizations,
    takers,
    patchFiles,
    folders,
    known: new Map(),
    all: allFacts(workspace, 'objects'),
  }
})

function add<T>(to: Map<string, T[]>, key: string, value: T): void {
  const known = to.get(key)
  if (known) known.push(value)
  else to.set(key, [value])
}

/** The wholes that a file's objects are part of; none where that can't be told. */
export function wholesOf(workspace: Workspace, uri: string): readonly Whole[] {
  const index = indexOf(workspace)
  if (index.patchFiles.has(uri)) return []
  const tops = topsOf(index, uri)
  if (tops.length > 0) return tops.map((top) => wholeOf(index, top))
  const folder = folderOf(uri)
  // A file that the folder's kustomization leaves out is most often a patch, or not used.
  return index.kustomizations.has(folder) ? [] : [folderWhole(index, folder)]
}

/** The objects of a document inside another one: what they go together with is not known. */
export function aloneWhole(document: Document): Whole {
  return { objects: objectsIn(document), uri: document.uri, elsewhere: [], alone: true }
}

/** The objects of a document, as a whole has them. */
export function ownObjects({ objects }: Whole, document: Document): readonly KubernetesObject[] {
  return objects.filter(({ source }) => source === document.uri)
}

/** Whether nothing is known to bring further pods or Services into a namespace: no operator's object, no remote part. */
export function isClosedFor({ objects }: Whole, at: { readonly namespace: string | undefined }): boolean {
  return !objects.some((object) => object.type === 'custom' && sameNamespace(object, at))
}

/** Whether two objects may lie in one namespace. */
export function sameNamespace(
  a: { readonly namespace: string | undefined },
  b: { readonly namespace: string | undefined },
): boolean {
  if (a.namespace === undefined || b.namespace === undefined) return true
  return areEqual(a.namespace, b.namespace) !== false
}

/** The outermost kustomizations that take in a file or a folder. */
function topsOf(index: Index, uri: string): readonly Kustomization[] {
  const found = new Set<Kustomization>()
  const seen = new Set<string>()
  const visit = (at: string) => {
    if (seen.has(at)) return
    seen.add(at)
    for (const taker of index.takers.get(at) ?? []) {
      if ((index.takers.get(taker.folder) ?? []).length === 0) found.add(taker)
      else visit(taker.folder)
    }
  }
  visit(uri)
  return [...found]
}

function folderWhole(index: Index, folder: string): Whole {
  const known = index.known.get(folder)
  if (known) return known
  const files = (index.folders.get(folder) ?? []).filter(
    (file) => !index.patchFiles.has(file) && !index.takers.has(file),
  )
  const objects = files.flatMap((file) => index.byFile.get(file) ?? [])
  const whole = { objects, uri: folder, elsewhere: index.all, alone: false }
  index.known.set(folder, whole)
  return whole
}

function wholeOf(index: Index, top: Kustomization): Whole {
  const known = index.known.get(top.uri)
  if (known) return known
  const whole = { objects: built(index, top, new Set()), uri: top.uri, elsewhere: index.all, alone: false }
  index.known.set(top.uri, whole)
  return whole
}

/** What a kustomization builds, as far as it is known; something unknown stands for the rest. */
function built(index: Index, own: Kustomization, seen: Set<string>): readonly KubernetesObject[] {
  if (seen.has(own.folder)) return []
  seen.add(own.folder)
  const objects: KubernetesObject[] = own.remote || own.opaque ? [somethingOf(own)] : []
  for (const resource of own.resources) {
    const inner = index.kustomizations.get(resource)
    if (inner) objects.push(...built(index, inner, seen))
    else if (index.byFile.has(resource)) objects.push(...(index.byFile.get(resource) ?? []))
    // A folder whose kustomization is not known. A file may hold nothing of interest.
    else if (!/\.[a-z]+$/i.test(resource)) objects.push(somethingOf(own))
  }
  const patches = [...own.patches, ...filePatches(index, own)]
  return objects.map((object) => changed(object, own, patches))
}

/** What a kustomization brings that is not known. */
function somethingOf({ uri }: Kustomization): CustomObject {
  const range = { start: 0, end: 0 }
  return {
    type: 'custom',
    kind: '',
    apiVersion: undefined,
    name: undefined,
    namespace: undefined,
    source: uri,
    index: -1,
    range,
    place: { uri, range },
  }
}

/** Patches in files of their own: they may change all of the objects that they name. */
function filePatches(index: Index, { patchFiles }: Kustomization): readonly Patch[] {
  const all = { replicas: true, ports: true, labels: true }
  return patchFiles.flatMap((file): readonly Patch[] => {
    const objects = index.byFile.get(file) ?? []
    if (objects.length === 0) return []
    return objects.map(({ kind, name }) => ({ kind, name, ...all }))
  })
}

/** An object with the namespace and the labels that it is given; what a patch touches is not known. */
function changed(written: KubernetesObject, own: Kustomization, patches: readonly Patch[]): KubernetesObject {
  const object = own.namespace === undefined ? written : { ...written, namespace: own.namespace }
  const touching = patches.filter((patch) => isTarget(patch, object))
  const labels = own.opaque || touching.some((patch) => patch.labels)
  const ports = own.opaque || touching.some((patch) => patch.ports)
  const replicas =
    own.opaque ||
    touching.some((patch) => patch.replicas) ||
    (object.name !== undefined && own.replicas.some((name) => name === object.name || name === ''))
  switch (object.type) {
    case 'workload':
      return {
        ...object,
        labels: labels ? anyLabels : withLabels(object.labels, own, 'templates'),
        selector: object.selector && (labels ? anySelector : withTerms(object.selector, own)),
        spreads: object.spreads.map(({ selector, spot }) => ({
          selector: selector && (labels ? anySelector : withTerms(selector, own)),
          spot,
        })),
        open: object.open || ports,
        replicas: replicas ? undefined : object.replicas,
      }
    case 'service':
      return {
        ...object,
        labels: labels ? anyLabels : withLabels(object.labels, own, 'all'),
        selector: object.selector && (labels ? anySelector : withTerms(object.selector, own)),
        open: object.open || ports,
      }
    case 'selecting':
      return {
        ...object,
        selector:
          labels || object.of === 'services'
            ? labels
              ? anySelector
              : object.selector
            : withTerms(object.selector, own),
        changed: object.changed || touching.length > 0 || own.opaque,
      }
    default:
      return object
  }
}

/** Labels of which nothing is known. */
export const anyLabels: Labels = { known: {}, open: true }
export const anySelector: Selector = { terms: [], open: true }

function isTarget({ kind, name }: Patch, object: KubernetesObject): boolean {
  if (kind !== undefined && kind !== object.kind && !/[^\w]/.test(kind)) return false
  if (name === undefined || object.name === undefined || name === object.name) return true
  try {
    return new RegExp(`^(?:${name})$`).test(object.name)
  } catch {
    return true
  }
}

function withLabels(labels: Labels, { added }: Kustomization, where: 'templates' | 'all'): Labels {
  const more = added.filter(({ templates }) => where === 'all' || templates)
  if (more.length === 0) return labels
  return {
    known: Object.assign({}, labels.known, ...more.map((each) => each.labels.known)),
    open: labels.open || more.some((each) => each.labels.open),
  }
}

function withTerms(selector: Selector, { added }: Kustomization): Selector {
  const more = added.filter(({ selectors }) => selectors)
  if (more.length === 0) return selector
  const known = Object.assign({}, ...more.map((each) => each.labels.known)) as Labels['known'] // Labels of several maps.
  const terms = Object.entries(known).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, operator: 'In' as const, values: [value] }],
  )
  return {
    terms: [...selector.terms.filter(({ key }) => !Object.hasOwn(known, key)), ...terms],
    open: selector.open || more.some((each) => each.labels.open) || terms.length < Object.keys(known).length,
  }
}
