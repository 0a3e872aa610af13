/**
 * Charts and what makes a release of them: `Chart.yaml`, values, templates, Argo CD applications. An application's
 * paths stay as they are written, since a document does not know where its repository begins: `values.ts` joins them
 * with the files of the workspace. Nothing here renders a chart.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode, YamlTree } from '../../syntax/yaml/ast.ts'
import { get, mapOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { folderOf, resolvePath } from '../../text/uri.ts'
import { type TrafficChain, trafficChains } from '../traffic/traffic.ts'
import { definesIn, readsIn } from './reads.ts'
import { type Unit, unitsOf } from './uses.ts'
import { type ValuesNode, valuesTreeOf } from './valuesTree.ts'

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
  readonly place: Place
}

/** A chart that another one takes in. `folder` is the uri of one that a `file://` path names. */
export interface Dependency {
  readonly name: string
  readonly alias: string | undefined
  readonly folder?: string
  /** Paths of values, separated by commas: the first one that is a boolean tells whether the chart is taken in. */
  readonly condition?: string
  readonly tags?: readonly string[]
  /** Whether values of it become values of the chart around it (`import-values`). */
  readonly imports?: boolean
  readonly place: Place
}

export interface Chart {
  /** Uri of the folder. */
  readonly folder: string
  readonly name: string | undefined
  readonly version: string | undefined
  readonly appVersion?: string | undefined
  readonly kubeVersion?: string | undefined
  readonly dependencies: readonly Dependency[]
  /** Whether there may be more dependencies than those: of a chart for Helm 2, or one without `Chart.yaml`. */
  readonly dependenciesOpen?: boolean
  /** Whether it renders nothing of its own: its helpers are what other charts call. */
  readonly library: boolean
}

/** A scalar of a values document. `value` is `undefined` where template output makes it. */
export interface Value {
  readonly path: readonly string[]
  readonly value: string | number | boolean | null | undefined
  readonly place: Place
}

export interface Values {
  /** Uri of the document, which may be an embedded one. */
  readonly uri: string
  /** Nothing for an empty document. */
  readonly tree: ValuesNode | undefined
  /** Every scalar, in document order; list items have their index as a step. */
  readonly scalars: readonly Value[]
}

export interface TemplateFacts {
  readonly uri: string
  /** Named templates that the file defines, with the source of their bodies. */
  readonly defines: readonly { readonly name: string; readonly text: string; readonly place: Place }[]
  /** Dotted paths of `.Values` that it reads, also through `with`, variables, `index`, `get` and `dig`. */
  readonly reads: readonly { readonly path: readonly string[]; readonly place: Place }[]
  /** What the file's text and its named templates use and call, in terms of what they are called with. */
  readonly units: readonly Unit[]
  /** For each place that renders `trafficDistribution` in a Service, what it renders. */
  readonly trafficChains: readonly TrafficChain[]
}

/** The applications of a document: `Application`s, and the template of an `ApplicationSet`. */
export function applicationsIn(document: Document): readonly Application[] {
  if (document.kind !== 'argocd' && document.kind !== 'helm-template') return []
  if (!document.text.includes('argoproj.io')) return []
  const tree = yamlTree(document)
  return tree.documents.flatMap(({ root }) => {
    const map = mapOf(root)
    const kind = textOf(get(map, ['kind']))
    if (!map || !textOf(get(map, ['apiVersion']))?.startsWith('argoproj.io/')) return []
    const place = placeOf(document, rangeOf(tree, map))
    if (kind === 'Application') return [applicationOf(map, place)]
    const template = kind === 'ApplicationSet' ? mapOf(get(map, ['spec', 'template'])) : undefined
    return template ? [applicationOf(template, place)] : []
  })
}

function applicationOf(map: YamlMap, place: Place): Application {
  const text = (path: readonly string[]) => generated(textOf(get(map, path)))
  const one = mapOf(get(map, ['spec', 'source']))
  const many = sequenceOf(get(map, ['spec', 'sources']))?.items ?? []
  const sources = [...(one ? [one] : []), ...many.flatMap((item) => mapOf(item) ?? [])]
  const source = sources.find((each) => get(each, ['helm'])) ?? sources.find((each) => get(each, ['path']))
  const refs = new Set(sources.flatMap((each) => textOf(get(each, ['ref'])) ?? []))
  const name = text(['metadata', 'name'])
  return {
    name,
    releaseName: generated(textOf(get(source, ['helm', 'releaseName']))) ?? name,
    namespace: text(['spec', 'destination', 'namespace']),
    cluster: text(['spec', 'destination', 'name']) ?? text(['spec', 'destination', 'server']),
    chart: withoutSlash(generated(textOf(get(source, ['path'])))),
    valueFiles: (sequenceOf(get(source, ['helm', 'valueFiles']))?.items ?? []).flatMap((item) => {
      const file = generated(textOf(item))
      return file === undefined || /^[a-z][a-z+]*:\/\//i.test(file) ? [] : (fromRef(file, refs) ?? [])
    }),
    place,
  }
}

/** A text, unless a generator of an ApplicationSet fills a part of it: then it is unknown. */
function generated(text: string | undefined): string | undefined {
  return text?.includes('{{') ? undefined : text
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

/** What `Chart.yaml` says. A `requirements.yaml` of Helm 2 is not read: the dependencies are then open. */
export function chartsIn(document: Document): readonly Chart[] {
  if (document.kind !== 'helm-chart') return []
  const tree = yamlTree(document)
  const root = tree.documents[0]?.root
  const dependencies = (sequenceOf(get(root, ['dependencies']))?.items ?? []).flatMap(
    (item) => dependencyOf(document, tree, item) ?? [],
  )
  const text = (key: string) => textOf(get(root, [key]))
  return [
    {
      folder: folderOf(document.uri),
      name: text('name'),
      version: text('version'),
      appVersion: text('appVersion'),
      kubeVersion: text('kubeVersion'),
      dependencies,
      dependenciesOpen: text('apiVersion') !== 'v2',
      library: text('type') === 'library',
    },
  ]
}

function dependencyOf(
  document: Document,
  tree: YamlTree,
  item: YamlNode | undefined,
): Dependency | undefined {
  const name = textOf(get(item, ['name']))
  if (name === undefined || !item) return undefined
  const path = /^file:\/\/(\.{1,2}\/.*)$/.exec(textOf(get(item, ['repository'])) ?? '')?.[1]
  const folder = path?.replace(/\/+$/, '')
  const condition = textOf(get(item, ['condition']))
  const tags = (sequenceOf(get(item, ['tags']))?.items ?? []).flatMap((tag) => textOf(tag) ?? [])
  return {
    name,
    alias: textOf(get(item, ['alias'])),
    ...(folder === undefined ? {} : { folder: resolvePath(folderOf(document.uri), folder) }),
    ...(condition === undefined ? {} : { condition }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(get(item, ['import-values']) ? { imports: true } : {}),
    place: placeOf(document, rangeOf(tree, item)),
  }
}

/** The values of a document as a tree and as a list of its scalars. */
export function valuesIn(document: Document): readonly Values[] {
  if (document.kind !== 'helm-values') return []
  const tree = valuesTreeOf(document)
  const scalars: Value[] = []
  collect(tree, [], scalars)
  return [{ uri: document.uri, tree, scalars }]
}

function collect(node: ValuesNode | undefined, path: readonly string[], into: Value[]): void {
  switch (node?.kind) {
    case 'map':
      for (const { name, value } of node.entries) collect(value, [...path, name], into)
      break
    case 'list':
      for (const [i, item] of node.items.entries()) collect(item, [...path, String(i)], into)
      break
    case 'scalar':
      into.push({ path, value: node.value, place: node.place })
      break
    case 'unknown':
      into.push({ path, value: undefined, place: node.place })
  }
}

/** What a template defines, reads of the values, calls and renders as `trafficDistribution`. */
export function templatesIn(document: Document): readonly TemplateFacts[] {
  if (document.kind !== 'helm-template') return []
  const units = unitsOf(document)
  const inFile = (range: { readonly start: number; readonly end: number }) => placeOf(document, range)
  return [
    {
      uri: document.uri,
      defines: definesIn(document).map(({ name, body, range }) => ({
        name,
        text: document.text.slice(body.start, body.end),
        place: inFile(range),
      })),
      reads: readsIn(units).map(({ path, range }) => ({ path, place: inFile(range) })),
      units,
      trafficChains: trafficChains(document),
    },
  ]
}
