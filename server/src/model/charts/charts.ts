/**
 * Charts and what makes a release of them: `Chart.yaml`, values, templates, Argo CD applications. An application's
 * paths stay as they are written, since a document does not know where its repository begins: `values.ts` joins them
 * with the files of the workspace. Nothing here renders a chart.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode, YamlTree } from '../../syntax/yaml/ast.ts'
import { entries, get, mapOf, resolve, scalarOf, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { folderOf, resolvePath } from '../../text/uri.ts'
import { type TrafficChain, trafficChains } from '../traffic/traffic.ts'
import { type Call, templateReads } from './reads.ts'

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
}

export interface Chart {
  /** Uri of the folder. */
  readonly folder: string
  readonly name: string | undefined
  readonly version: string | undefined
  readonly dependencies: readonly Dependency[]
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
  /** Every scalar, in document order; list items have their index as a step. */
  readonly scalars: readonly Value[]
}

export interface TemplateFacts {
  readonly uri: string
  /** Named templates that the file defines, with the source of their bodies. */
  readonly defines: readonly { readonly name: string; readonly text: string; readonly place: Place }[]
  /** Dotted paths of `.Values` that it reads, also through `with`, variables, `index`, `get` and `dig`. */
  readonly reads: readonly { readonly path: readonly string[]; readonly place: Place }[]
  /** Named templates that it calls, with what it hands to them. */
  readonly calls: readonly Call[]
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

/** What `Chart.yaml` says. A `requirements.yaml` of Helm 2 is not read. */
export function chartsIn(document: Document): readonly Chart[] {
  if (document.kind !== 'helm-chart') return []
  const root = yamlTree(document).documents[0]?.root
  const dependencies = (sequenceOf(get(root, ['dependencies']))?.items ?? []).flatMap((item) => {
    const name = textOf(get(item, ['name']))
    const path = /^file:\/\/(\.{1,2}\/.*)$/.exec(textOf(get(item, ['repository'])) ?? '')?.[1]
    const folder = path?.replace(/\/+$/, '')
    const local = folder === undefined ? {} : { folder: resolvePath(folderOf(document.uri), folder) }
    return name === undefined ? [] : [{ name, alias: textOf(get(item, ['alias'])), ...local }]
  })
  const [name, version] = [textOf(get(root, ['name'])), textOf(get(root, ['version']))]
  const library = textOf(get(root, ['type'])) === 'library'
  return [{ folder: folderOf(document.uri), name, version, dependencies, library }]
}

/** No real values file has more scalars; one that unfolds without end through its aliases is cut here. */
const maxScalars = 100_000

/** The scalars of a values document; merge keys and aliases are followed, of equal keys the last one holds. */
export function valuesIn(document: Document): readonly Values[] {
  if (document.kind !== 'helm-values') return []
  const tree = yamlTree(document)
  const scalars: Value[] = []
  collect(tree.documents[0]?.root, { document, tree, scalars }, [])
  return [{ uri: document.uri, scalars }]
}

interface Collecting {
  readonly document: Document
  readonly tree: YamlTree
  readonly scalars: Value[]
}

function collect(node: YamlNode | undefined, into: Collecting, path: readonly string[]): void {
  const target = resolve(node)
  if (!target || path.length > 100 || into.scalars.length >= maxScalars) return
  if (target.kind === 'sequence') {
    for (const [i, item] of target.items.entries()) collect(item, into, [...path, String(i)])
  } else if (target.kind === 'map') {
    for (const pair of entries(target)) {
      if (pair.key.hole) continue
      const at = [...path, pair.key.text]
      if (pair.value) collect(pair.value, into, at)
      else into.scalars.push(scalarAt(into, at, pair.key, null))
    }
  } else into.scalars.push(scalarAt(into, path, target, scalarValue(target)))
}

function scalarAt(
  { document, tree }: Collecting,
  path: readonly string[],
  node: YamlNode,
  value: Value['value'],
): Value {
  return { path, value, place: placeOf(document, rangeOf(tree, node)) }
}

function scalarValue(node: YamlNode): Value['value'] {
  const scalar = scalarOf(node)
  if (!scalar || scalar.hole) return undefined
  return typeof scalar.value === 'bigint' ? Number(scalar.value) : scalar.value
}

/** What a template defines, reads of the values, calls and renders as `trafficDistribution`. */
export function templatesIn(document: Document): readonly TemplateFacts[] {
  if (document.kind !== 'helm-template') return []
  const { defines, reads, calls } = templateReads(document)
  const inFile = (range: { readonly start: number; readonly end: number }) => placeOf(document, range)
  return [
    {
      uri: document.uri,
      defines: defines.map(({ name, body, range }) => ({
        name,
        text: document.text.slice(body.start, body.end),
        place: inFile(range),
      })),
      reads: reads.map(({ path, range }) => ({ path, place: inFile(range) })),
      calls,
      trafficChains: trafficChains(document),
    },
  ]
}
