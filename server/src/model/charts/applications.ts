/**
 * What deploys a chart: Argo CD's `Application` and the template of an `ApplicationSet`, and Flux's `HelmRelease`. Paths
 * stay as they are written, since a document does not know where its repository begins: `values.ts` joins them with
 * the files of the workspace. What a generator fills in is unknown.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode, YamlTree } from '../../syntax/yaml/ast.ts'
import { booleanOf, get, mapOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'

export interface Application {
  readonly name: string | undefined
  readonly releaseName: string | undefined
  readonly namespace: string | undefined
  /** Destination cluster: its name or server. */
  readonly cluster: string | undefined
  /** The chart's folder as written, relative to the repository's root, where the source is a path of a repository. */
  readonly chart: string | undefined
  /**
   * The values files that it names, in order of rising precedence. One that starts with `/` is relative to the
   * repository's root (of `$ref/…` the root of the repository that the ref names), any other one to the chart.
   */
  readonly valueFiles: readonly string[]
  /** Whether it takes values from where they can't be read: an address, a name that a generator fills in, a Secret. */
  readonly valuesElsewhere: boolean
  /** Whether values files that are not there are left out. */
  readonly ignoresMissing: boolean
  /** `helm.parameters` in their order. */
  readonly parameters: readonly Parameter[]
  /** Where in its document the source stands whose chart that is, such as `spec`, `sources`, 0. */
  readonly source: readonly (string | number)[]
  /** Whether a generator fills in its actions (`{{ … }}`): then a text with one is unknown. */
  readonly generated: boolean
  readonly kubeVersion?: string
  readonly apiVersions?: readonly string[]
  readonly place: Place
}

/** A value of `helm.parameters` or `helm.fileParameters`, which Argo CD hands to `helm --set`. */
export interface Parameter {
  readonly name: string
  /** Undefined where it can't be told: the content of a file, what a generator fills in. */
  readonly value: string | undefined
  /** Whether it is a text whatever it looks like (`--set-string`). */
  readonly isText: boolean
  readonly places: { readonly name: Place; readonly value: Place }
}

/** The applications of a document. */
export function applicationsIn(document: Document): readonly Application[] {
  if (document.kind !== 'argocd' && document.kind !== 'helm-template') return []
  if (!document.text.includes('argoproj.io')) return []
  const tree = yamlTree(document)
  return tree.documents.flatMap(({ root }) => {
    const map = mapOf(root)
    const kind = textOf(get(map, ['kind']))
    if (!map || !textOf(get(map, ['apiVersion']))?.startsWith('argoproj.io/')) return []
    const place = placeOf(document, rangeOf(tree, map))
    const reading: Reading = { document, tree, place, generated: kind === 'ApplicationSet' }
    if (kind === 'Application') return [applicationOf(reading, map, [])]
    const template = kind === 'ApplicationSet' ? mapOf(get(map, ['spec', 'template'])) : undefined
    return template ? [applicationOf(reading, template, ['spec', 'template'])] : []
  })
}

interface Reading {
  readonly document: Document
  readonly tree: YamlTree
  readonly place: Place
  readonly generated: boolean
}

type Path = readonly (string | number)[]

function applicationOf(reading: Reading, map: YamlMap, at: Path): Application {
  const { place } = reading
  const text = (path: readonly string[]) => plainText(textOf(get(map, path)))
  const sources = sourcesOf(map)
  const { node: source, path } = sources.find(({ node }) => get(node, ['helm'])) ??
    sources.find(({ node }) => get(node, ['path'])) ?? { node: undefined, path: [] }
  const refs = new Set(sources.flatMap(({ node }) => textOf(get(node, ['ref'])) ?? []))
  const helm = get(source, ['helm'])
  const files = sequenceOf(get(helm, ['valueFiles']))?.items ?? []
  const valueFiles = files.flatMap((item) => {
    const file = plainText(textOf(item))
    return file === undefined || isAddress(file) ? [] : (fromRef(file, refs) ?? [])
  })
  const name = text(['metadata', 'name'])
  const kubeVersion = plainText(textOf(get(helm, ['kubeVersion'])))
  const apiVersions = sequenceOf(get(helm, ['apiVersions']))?.items.flatMap((item) => textOf(item) ?? [])
  return {
    name,
    releaseName: plainText(textOf(get(helm, ['releaseName']))) ?? name,
    namespace: plainText(textOf(get(helm, ['namespace']))) ?? text(['spec', 'destination', 'namespace']),
    cluster: text(['spec', 'destination', 'name']) ?? text(['spec', 'destination', 'server']),
    chart: withoutSlash(plainText(textOf(get(source, ['path'])))),
    valueFiles,
    valuesElsewhere: valueFiles.length < files.length,
    ignoresMissing: booleanOf(get(helm, ['ignoreMissingValueFiles'])) === true,
    parameters: parametersOf(reading, helm),
    source: [...at, ...path],
    generated: reading.generated,
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
    ...(apiVersions === undefined ? {} : { apiVersions }),
    place,
  }
}

function sourcesOf(map: YamlMap): readonly { readonly node: YamlMap; readonly path: Path }[] {
  const one = mapOf(get(map, ['spec', 'source']))
  const many = sequenceOf(get(map, ['spec', 'sources']))?.items ?? []
  return [
    ...(one ? [{ node: one, path: ['spec', 'source'] }] : []),
    ...many.flatMap((item, i) => {
      const node = mapOf(item)
      return node ? [{ node, path: ['spec', 'sources', i] }] : []
    }),
  ]
}

/** Argo CD hands texts over behind the others, and files last. */
function parametersOf(reading: Reading, helm: YamlNode | undefined): readonly Parameter[] {
  const items = (key: string) => sequenceOf(get(helm, [key]))?.items ?? []
  const plain = items('parameters').flatMap((item) => parameterOf(reading, item, 'value') ?? [])
  const files = items('fileParameters').flatMap((item) => parameterOf(reading, item, 'path') ?? [])
  return [
    ...plain.filter(({ isText }) => !isText),
    ...plain.filter(({ isText }) => isText),
    ...files.map((each) => ({ ...each, value: undefined })),
  ]
}

function parameterOf(
  { document, tree, generated }: Reading,
  item: YamlNode | undefined,
  key: 'value' | 'path',
): Parameter | undefined {
  const nameNode = get(item, ['name'])
  const valueNode = get(item, [key])
  const name = textOf(nameNode)
  if (!item || !nameNode || name === undefined) return undefined
  const value = textOf(valueNode)
  return {
    name,
    // Argo CD puts its own variables into a value; which ones there are depends on where it runs.
    value: value?.includes('$') || (generated && value?.includes('{{')) ? undefined : value,
    isText: booleanOf(get(item, ['forceString'])) === true,
    places: {
      name: placeOf(document, rangeOf(tree, nameNode)),
      value: placeOf(document, rangeOf(tree, valueNode ?? nameNode)),
    },
  }
}

/** A text, unless a generator of an ApplicationSet fills a part of it: then it is unknown. */
function plainText(text: string | undefined): string | undefined {
  return text?.includes('{{') ? undefined : text
}

function isAddress(file: string): boolean {
  return /^[a-z][a-z+]*:\/\//i.test(file)
}

/** `$ref/path` as a path from a repository's root. Nothing where no source has that ref. */
function fromRef(file: string, refs: ReadonlySet<string>): string | undefined {
  const ref = /^\$([^/]+)(\/.*)$/.exec(file)
  if (!ref) return file
  return refs.has(ref[1] ?? '') ? ref[2] : undefined
}

function withoutSlash(path: string | undefined): string | undefined {
  return path?.replace(/^\.?\/+|\/+$/g, '')
}
