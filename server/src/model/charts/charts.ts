/**
 * Charts and what makes a release of them: `Chart.yaml`, values, templates, and (from `applications.ts`) what deploys
 * them. Nothing here renders a chart.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlNode, YamlTree } from '../../syntax/yaml/ast.ts'
import { get, sequenceOf, textOf } from '../../syntax/yaml/path.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { folderOf, resolvePath } from '../../text/uri.ts'
import { type TrafficChain, trafficChains } from '../traffic/traffic.ts'
import { definesIn, readsIn } from './reads.ts'
import { type Unit, unitsOf } from './uses.ts'
import { type ValuesNode, valuesTreeOf } from './valuesTree.ts'

export { type Application, applicationsIn, type Parameter } from './applications.ts'

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
  /** Which ones do, and where they go; of a name alone its `exports` go to the top (`.`). */
  readonly imported?: readonly { readonly child: string; readonly parent: string }[]
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
  /** The whole template, which can be expanded with a release's values. */
  readonly text: string
  /** Named templates that the file defines, with the source of their bodies and what the comment above says. */
  readonly defines: readonly {
    readonly name: string
    readonly text: string
    readonly place: Place
    readonly about?: string
  }[]
  /** Dotted paths of `.Values` that it reads, also through `with`, variables, `index`, `get` and `dig`. */
  readonly reads: readonly { readonly path: readonly string[]; readonly place: Place }[]
  /** What the file's text and its named templates use and call, in terms of what they are called with. */
  readonly units: readonly Unit[]
  /** For each place that renders `trafficDistribution` in a Service, what it renders. */
  readonly trafficChains: readonly TrafficChain[]
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
    ...(get(item, ['import-values'])
      ? { imports: true, imported: importsOf(get(item, ['import-values'])) }
      : {}),
    place: placeOf(document, rangeOf(tree, item)),
  }
}

function importsOf(node: YamlNode | undefined): NonNullable<Dependency['imported']> {
  return (sequenceOf(node)?.items ?? []).flatMap((item) => {
    const name = textOf(item)
    if (name !== undefined) return [{ child: `exports.${name}`, parent: '.' }]
    const [child, parent] = [textOf(get(item, ['child'])), textOf(get(item, ['parent']))]
    return child === undefined || parent === undefined ? [] : [{ child, parent }]
  })
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
      text: document.text,
      defines: definesIn(document).map(({ name, body, range, about }) => ({
        name,
        text: document.text.slice(body.start, body.end),
        place: inFile(range),
        ...(about && { about }),
      })),
      reads: readsIn(units).map(({ path, range }) => ({ path, place: inFile(range) })),
      units,
      trafficChains: trafficChains(document),
    },
  ]
}
