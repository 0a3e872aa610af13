/**
 * The Services that releases of a chart make of a template: names, namespaces and ports as they are deployed, with the
 * place in the template that prints each. They come from the rendering of every template of the release.
 */
import { yamlTree } from '../syntax/parse.ts'
import { get } from '../syntax/yaml/path.ts'
import { type Document, placeOf } from '../text/document.ts'
import { memo } from '../text/memo.ts'
import { rangeOf } from '../text/part.ts'
import type { Range } from '../text/range.ts'
import { folderOf, nameOf } from '../text/uri.ts'
import { type Expansion, expand, manifestsOfRelease } from './charts/expand/expand.ts'
import type { Origin } from './charts/expand/text.ts'
import { familiesWith, membersOf } from './charts/family.ts'
import { type Deployment, releasesOf } from './charts/releases.ts'
import { chartOf } from './charts/values.ts'
import { manifestsOf } from './containers/manifests.ts'
import { type KubernetesObject, objectsIn, type ServiceObject } from './kubernetes/objects.ts'
import type { Workspace } from './workspace.ts'

/** A Service of a release. */
export interface RenderedService {
  readonly service: ServiceObject
  /** What the release deploys: what stands in the folder of the Service's template, then all of it. Found out when asked for. */
  readonly objects: readonly (() => readonly KubernetesObject[])[]
  readonly deployment: Deployment
  /** Where the template prints it: the `kind` that is written, or the call of the named template that has it. */
  readonly range: Range
}

/** So many releases of a chart are rendered at most. */
const most = 12

/**
 * The releases of the chart around a template: those of applications, else of environments, else what the chart's own
 * values make.
 */
export function deploymentsAt(workspace: Workspace, uri: string): readonly Deployment[] {
  const chart = chartOf(workspace, uri)
  const all = chart ? familiesWith(workspace, chart).flatMap((family) => releasesOf(workspace, family)) : []
  for (const by of ['application', 'environment', 'chart'] as const) {
    const found = all.filter((each) => each.by === by)
    if (found.length > 0) return found.slice(0, most)
  }
  return []
}

/**
 * The Services that come from a template, in the order of the releases.
 * @param hasService whether the manifest of one stands in it
 */
export function renderedServices(
  workspace: Workspace,
  { uri, text }: Document,
  hasService: boolean,
): readonly RenderedService[] {
  const isHelper = nameOf(uri).startsWith('_')
  if (isHelper && !hasService) return []
  // What a file defines is printed by others. Rendering takes time, so no more is rendered than may have a Service.
  const isShared = hasService && (isHelper || text.includes('define'))
  return deploymentsAt(workspace, uri).flatMap((deployment) => {
    const { family } = deployment
    const expansions = isShared
      ? manifestsOfRelease(workspace, family, deployment)
      : expanded(workspace, deployment, (each) => each === uri)
    return expansions.flatMap((expansion) => {
      const folder = folderOf(expansion.file.uri)
      const objects = [
        () => expanded(workspace, deployment, (each) => folderOf(each) === folder).flatMap(objectsOf),
        () => manifestsOfRelease(workspace, family, deployment).flatMap(objectsOf),
      ]
      return servicesOf(expansion, uri).map((found) => ({ ...found, objects, deployment }))
    })
  })
}

/** What some of the templates of a release print. */
function expanded(
  workspace: Workspace,
  deployment: Deployment,
  isWanted: (uri: string) => boolean,
): readonly Expansion[] {
  const { family } = deployment
  return family.files
    .filter(({ file }) => isWanted(file.uri))
    .flatMap(({ file, chart }) =>
      membersOf(family, chart).flatMap((member) => expand(workspace, family, member, file, deployment) ?? []),
    )
}

function objectsOf({ document }: Expansion): readonly KubernetesObject[] {
  return document ? objectsIn(document) : []
}

/** The Services of what a template prints that another one, or itself, has in its text. */
function servicesOf(expansion: Expansion, uri: string): readonly { service: ServiceObject; range: Range }[] {
  const { document, joined } = expansion
  if (!document || !joined?.stretches.some(({ origin }) => comesFrom(origin, uri))) return []
  return printedServices(document).flatMap(({ service, kind }) => {
    const place = placeOf(document, kind)
    if (place.uri === uri) return [{ service, range: place.range }]
    const stretch = joined.stretches.find(({ start, end }) => start <= kind.start && kind.start < end)
    for (let at = stretch?.origin; at; at = at.via)
      if (at.uri === uri) return [{ service, range: { start: at.start, end: at.end } }]
    return []
  })
}

/** Whether a stretch was printed by a text of a file, or by what that calls. */
function comesFrom(origin: Origin, uri: string): boolean {
  return origin.uri === uri || (origin.via !== undefined && comesFrom(origin.via, uri))
}

/** The Services of a printed document with the places of their `kind`, but those that stand for a name elsewhere. */
const printedServices = memo(
  (document: Document): readonly { readonly service: ServiceObject; readonly kind: Range }[] => {
    const tree = yamlTree(document)
    const manifests = manifestsOf(document)
    return objectsIn(document).flatMap((service) => {
      if (service.type !== 'service' || service.external) return []
      const kind = get(manifests[service.index]?.node, ['kind'])
      return kind ? [{ service, kind: rangeOf(tree, kind) }] : []
    })
  },
)
