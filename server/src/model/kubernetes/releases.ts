/**
 * The objects of a chart's releases: what its templates print with the values of each, as one whole. A release whose
 * templates Helm would refuse, or that was too much to find out, is none. A release without a name is given one, as
 * `helm template` does: what two templates make of it is then the same.
 */
import type { Document } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { overlaps, type Range } from '../../text/range.ts'
import { nameOf } from '../../text/uri.ts'
import type { Chart, TemplateFacts } from '../charts/charts.ts'
import { type Expansion, expand, manifestsOfRelease } from '../charts/expand/expand.ts'
import { type Family, familiesWith, membersOf } from '../charts/family.ts'
import { type Deployment, releasesOf } from '../charts/releases.ts'
import { chartOf } from '../charts/values.ts'
import { allFacts, factsAt, type Workspace } from '../workspace.ts'
import { unknownRelease } from './labels.ts'
import { type KubernetesObject, objectsIn } from './objects.ts'
import type { Spot } from './read.ts'
import { anyLabels, anySelector, type Whole } from './wholes.ts'

export interface ReleaseObjects {
  readonly whole: Whole
  /** What each template prints, and which stretches of it are there only perhaps. */
  readonly documents: readonly { readonly document: Document; readonly uncertain: readonly Range[] }[]
  /** What tells it from the chart's other releases. */
  readonly title: string
  /** Whether an application or the values of an environment say so: defaults alone may be deployed by nobody. */
  readonly deployed: boolean
}

/** The releases that render a template. */
export function releasesFor(workspace: Workspace, uri: string): readonly ReleaseObjects[] {
  const chart = chartOf(workspace, uri)
  const families = chart ? familiesWith(workspace, chart) : []
  return families.flatMap((family) => releasesOfFamily(workspace, family))
}

const byFamily = memo((_workspace: Workspace) => new Map<Family, readonly ReleaseObjects[]>())

function releasesOfFamily(workspace: Workspace, family: Family): readonly ReleaseObjects[] {
  const known = byFamily(workspace)
  const found =
    known.get(family) ??
    deployed(releasesOf(workspace, family)).flatMap(
      (deployment, i) => objectsOf(workspace, family, named(workspace)(deployment), `${i}`) ?? [],
    )
  known.set(family, found)
  return found
}

/** Where environments have values of their own, the chart's alone are not deployed. */
function deployed(all: readonly Deployment[]): readonly Deployment[] {
  return all.some(({ by }) => by === 'environment') ? all.filter(({ by }) => by !== 'chart') : all
}

/** What a release was made of, with the result: most edits leave nearly all of it as it was. */
interface Kept {
  readonly inputs: readonly unknown[]
  readonly files: readonly TemplateFacts[]
  readonly elsewhere: readonly KubernetesObject[]
  readonly expansions: readonly Expansion[]
  readonly result: ReleaseObjects | undefined
}

const kept = memo((_root: Chart) => new Map<string, Kept>())

function objectsOf(
  workspace: Workspace,
  family: Family,
  deployment: Deployment,
  key: string,
): ReleaseObjects | undefined {
  const known = kept(family.root)
  const before = known.get(key)
  const inputs = inputsOf(workspace, deployment)
  const files = family.files.map(({ file }) => file)
  const all = allFacts(workspace, 'objects')
  const elsewhere = before && areSame(before.elsewhere, all) ? before.elsewhere : all
  const isLike = before !== undefined && areSame(before.inputs, inputs)
  if (isLike && before.elsewhere === elsewhere && areSame(before.files, files)) return before.result
  const expansions =
    (isLike && expandedAgain(workspace, family, deployment, before, files)) ||
    manifestsOfRelease(workspace, family, deployment)
  const result = resultOf(family, deployment, expansions, elsewhere)
  known.set(key, { inputs, files, elsewhere, expansions, result })
  return result
}

/** Everything but the templates that decides what is printed. */
function inputsOf(workspace: Workspace, { family, layers, application, name, namespace }: Deployment) {
  const { charts, members, missing } = family
  return [
    workspace.settings.versions.kubernetes,
    name,
    namespace,
    application,
    members.length,
    missing.length,
    ...charts,
    ...charts.map(({ folder }) => factsAt(workspace, `${folder}/values.yaml`).values[0]),
    ...layers.map(({ values }) => values),
  ]
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((each, i) => each === b[i]))
}

/** The expansions after some files changed that define nothing: the others print what they printed. */
function expandedAgain(
  workspace: Workspace,
  family: Family,
  deployment: Deployment,
  { files: before, expansions }: Kept,
  files: readonly TemplateFacts[],
): readonly Expansion[] | undefined {
  if (before.length !== files.length) return undefined
  const changed = files.flatMap((file, i) => (file === before[i] ? [] : [{ file, was: before[i] }]))
  const isPlain = changed.every(
    ({ file, was }) => was?.uri === file.uri && was.defines.length === 0 && file.defines.length === 0,
  )
  if (!isPlain || changed.length > 4) return undefined
  const gone = new Set(changed.map(({ was }) => was))
  const again = family.files.flatMap(({ file, chart }) =>
    changed.some((each) => each.file === file)
      ? membersOf(family, chart).flatMap(
          (member) => expand(workspace, family, member, file, deployment) ?? [],
        )
      : [],
  )
  return [...expansions.filter(({ file }) => !gone.has(file)), ...again]
}

function resultOf(
  family: Family,
  deployment: Deployment,
  expansions: readonly Expansion[],
  elsewhere: readonly KubernetesObject[],
): ReleaseObjects | undefined {
  if (expansions.some(({ failure, cut }) => failure || cut)) return undefined
  const documents = expansions.flatMap(({ document, joined }) =>
    document ? [{ document, uncertain: joined?.uncertain ?? [] }] : [],
  )
  const whole = {
    objects: documents.flatMap(({ document, uncertain }) =>
      uncertain.length === 0
        ? objectsIn(document)
        : objectsIn(document).map((object) => withDoubts(object, uncertain)),
    ),
    uri: family.root.folder,
    elsewhere,
    alone: false,
  }
  const { by } = deployment
  const isDeployed = by === 'application' || by === 'environment'
  return { whole, documents, title: titleOf(deployment), deployed: isDeployed }
}

/** Of what is there only perhaps both sides of a choice are printed: nothing that they make is known. */
function withDoubts(object: KubernetesObject, uncertain: readonly Range[]): KubernetesObject {
  const isSure = (spot: Spot | undefined) => !spot || !uncertain.some((each) => overlaps(each, spot.range))
  switch (object.type) {
    case 'workload':
      return {
        ...object,
        labels: isSure(object.labelsSpot) ? object.labels : anyLabels,
        selector: object.selector && (isSure(object.selectorSpot) ? object.selector : anySelector),
        replicas: isSure(object.replicasSpot) ? object.replicas : undefined,
      }
    case 'service':
    case 'selecting':
      return isSure(object.selectorSpot) ? object : { ...object, selector: anySelector }
    default:
      return object
  }
}

const named = memo((_workspace: Workspace) =>
  memo(
    (deployment: Deployment): Deployment => ({
      ...deployment,
      name: deployment.name ?? unknownRelease.name,
      namespace: deployment.namespace ?? unknownRelease.namespace,
    }),
  ),
)

function titleOf({ by, name, environment, layers, family }: Deployment): string {
  if (by === 'application' && name !== undefined) return name
  if (by === 'environment' && environment !== undefined) return environment
  const file = by === 'file' ? layers.at(-1)?.values.uri : undefined
  return nameOf(file ?? `${family.root.folder}/values.yaml`)
}
