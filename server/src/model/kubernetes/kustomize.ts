/**
 * What a `kustomization.yaml` takes in and what it changes of that: labels it adds, and which objects its patches may
 * touch. A patch is not applied: what it touches becomes unknown. Generators, transformers and replacements are not
 * read either, they make everything unknown.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlNode } from '../../syntax/yaml/ast.ts'
import { booleanOf, get, pairAt, scalarOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { folderOf, nameOf, resolvePath } from '../../text/uri.ts'
import { type Labels, labelsOf } from './labels.ts'

/** Labels that are put on every object. */
export interface AddedLabels {
  readonly labels: Labels
  /** Whether selectors and the labels of pods get them too. */
  readonly selectors: boolean
  readonly templates: boolean
}

/** What a patch may change. */
export interface Patch {
  /** The kind of its targets; any where undefined. */
  readonly kind: string | undefined
  /** A pattern that the whole name of a target fits; any where undefined. */
  readonly name: string | undefined
  readonly replicas: boolean
  readonly ports: boolean
  readonly labels: boolean
}

export interface Kustomization {
  readonly uri: string
  readonly folder: string
  /** Uris of the files and folders that it takes in. */
  readonly resources: readonly string[]
  /** Uris of the files that are patches: not objects themselves. */
  readonly patchFiles: readonly string[]
  /** Whether it takes in what is not in the workspace, or makes objects. */
  readonly remote: boolean
  /** Whether it changes objects in ways that are not read. */
  readonly opaque: boolean
  /** The namespace that it gives to every object. */
  readonly namespace: string | undefined
  readonly added: readonly AddedLabels[]
  /** Names whose replicas it sets. */
  readonly replicas: readonly string[]
  readonly patches: readonly Patch[]
}

/** Whether a file is one by its name. */
export function isKustomization(uri: string): boolean {
  return /^kustomization\.ya?ml$/i.test(nameOf(uri))
}

/** The kustomization that a document is. */
export function kustomizationsIn(document: Document): readonly Kustomization[] {
  if (!isKustomization(document.uri) || document.within) return []
  const root = yamlTree(document).documents[0]?.root
  const folder = folderOf(document.uri)
  const named = ['resources', 'bases', 'components', 'crds'].flatMap((key) => texts(get(root, [key])))
  const patches = ['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap(
    (key) => sequenceOf(get(root, [key]))?.items ?? [],
  )
  const has = (key: string) => (sequenceOf(get(root, [key]))?.items.length ?? 0) > 0
  return [
    {
      uri: document.uri,
      folder,
      resources: named.flatMap((path) =>
        isRemote(path) ? [] : [resolvePath(folder, path.replace(/\/+$/, ''))],
      ),
      patchFiles: patches.flatMap((patch) => {
        const file = patchFile(patch)
        return file === undefined ? [] : [resolvePath(folder, file)]
      }),
      remote: named.some(isRemote) || ['helmCharts', 'generators', 'helmChartInflationGenerator'].some(has),
      opaque: ['transformers', 'replacements', 'vars', 'validators', 'configurations'].some(has),
      namespace: textOf(get(root, ['namespace'])),
      added: addedLabels(root),
      replicas: (sequenceOf(get(root, ['replicas']))?.items ?? []).map(
        (item) => textOf(get(item, ['name'])) ?? '',
      ),
      patches: patches.flatMap(patchesOf),
    },
  ]
}

function texts(node: YamlNode | undefined): readonly string[] {
  return (sequenceOf(node)?.items ?? []).flatMap((item) => textOf(item) ?? [])
}

/** Whether a resource is fetched from elsewhere: a URL, or a repository's address. */
function isRemote(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:|^git@|\?ref=|^(?:github|gitlab|bitbucket)\.\w+\/|\/\/|[${}]/i.test(path)
}

function addedLabels(root: YamlNode | undefined): readonly AddedLabels[] {
  const common = get(root, ['commonLabels'])
  const items = sequenceOf(get(root, ['labels']))?.items ?? []
  return [
    ...(common ? [{ labels: labelsOf(common), selectors: true, templates: true }] : []),
    ...items.map((item) => {
      const selectors = booleanOf(get(item, ['includeSelectors'])) === true
      return {
        labels: labelsOf(get(item, ['pairs'])),
        selectors,
        templates: selectors || booleanOf(get(item, ['includeTemplates'])) === true,
      }
    }),
  ]
}

function patchFile(patch: YamlNode | undefined): string | undefined {
  const given = textOf(get(patch, ['path'])) ?? textOf(patch)
  return given?.includes('\n') || isRemote(given ?? '') ? undefined : given
}

function patchesOf(patch: YamlNode | undefined): readonly Patch[] {
  const target = get(patch, ['target'])
  const text = textOf(get(patch, ['patch'])) ?? textOf(patch)
  const inline = text?.includes('\n') || text?.startsWith('[') ? text : undefined
  if (target) {
    const [kind, name] = [textOf(get(target, ['kind'])), textOf(get(target, ['name']))]
    const isWide = pairAt(target, 'name') !== undefined && name === undefined
    return [{ kind, name: isWide ? undefined : name, ...touched(inline) }]
  }
  if (inline === undefined)
    return scalarOf(patch) || get(patch, ['path']) ? [] : [{ ...anything, ...touched(undefined) }]
  return inline.split(/^---/m).flatMap((each) => {
    const kind = /^kind:[ \t]*["']?(\w+)/m.exec(each)?.[1]
    const name = /^metadata:[\s\S]*?\n[ \t]+name:[ \t]*["']?([\w.-]+)/m.exec(each)?.[1]
    return each.trim() === '' ? [] : [{ kind, name, ...touched(each) }]
  })
}

const anything = { kind: undefined, name: undefined }

/** What a patch's text may change; all of it where the text is in a file of its own. */
function touched(text: string | undefined): Pick<Patch, 'replicas' | 'ports' | 'labels'> {
  const all = text === undefined || text.includes('$patch')
  return {
    replicas: all || text.includes('replicas'),
    ports: all || /ports?\b|containers|Containers|containerPort/i.test(text),
    labels: all || /labels?|selector/i.test(text),
  }
}
