/**
 * Releases of the workspace's own charts: one for each Argo CD application that deploys a chart, else one for each
 * environment that has values of its own, one of the chart's own values and one of each values file that belongs to
 * no environment. Each has its whole values, as Helm would have them. Charts that are not in the workspace have none.
 */

import { memo, withLazy } from '../../text/memo.ts'
import { factsAt, type Workspace } from '../workspace.ts'
import type { Application, Values } from './charts.ts'
import { type Coalesced, coalesced, memberKey } from './coalesce.ts'
import type { Family, Member } from './family.ts'
import {
  either,
  emptyMap,
  laidOver,
  type MergedMap,
  type MergedNode,
  mergedAt,
  open,
  settledValues,
} from './merged.ts'
import { withParameters } from './parameters.ts'
import {
  allValuesOf,
  applicationEnvironment,
  applicationsOf,
  environmentsOf,
  type Layer,
  valueFileOf,
} from './values.ts'

/** A chart with its subcharts as it is deployed, or may be. */
export interface Deployment {
  readonly family: Family
  /** What tells of it: an application, an environment's values files, one other values file, or the chart alone. */
  readonly by: 'application' | 'environment' | 'file' | 'chart'
  readonly name: string | undefined
  readonly namespace: string | undefined
  readonly environment: string | undefined
  readonly application: Application | undefined
  /** The values documents of it but the charts' own, rising in precedence. */
  readonly layers: readonly Layer[]
  /** Values files that it names and that can't be read; `elsewhere` where it takes values from what is no file here. */
  readonly missing: readonly string[]
  readonly elsewhere: boolean
  /** The Kubernetes version that its application states. */
  readonly kubeVersion: string | undefined
  /** Everything that its templates see as `.Values`, in the root chart's coordinates. */
  readonly values: MergedNode
  /** By `memberKey`, whether a subchart is taken in. */
  readonly enabled: Coalesced['enabled']
  /** `memberKey`s of subcharts at whose key something else than a map stands. */
  readonly mismatches: Coalesced['mismatches']
}

/** The releases of a family. The values of each are put together when they are first asked for. */
export function releasesOf(workspace: Workspace, family: Family): readonly Deployment[] {
  const known = deployments(workspace)
  const found = known.get(family.root.folder) ?? findReleases(workspace, family)
  known.set(family.root.folder, found)
  return found
}

const deployments = memo((_workspace: Workspace) => new Map<string, readonly Deployment[]>())

/** What a member of the family sees as `.Values`: its own below its key, with `global`. Nothing where it is not taken in. */
export function valuesOfMember({ values }: Deployment, member: Member): MergedNode | undefined {
  return mergedAt(values, member.path)
}

/** Whether a member is taken in; undefined where that can't be told. The root always is. */
export function isEnabled({ enabled }: Deployment, member: Member): boolean | undefined {
  return member.parent ? enabled.get(memberKey(member)) : true
}

function findReleases(workspace: Workspace, family: Family): readonly Deployment[] {
  const { root } = family
  const all = allValuesOf(workspace, root).layers.filter(
    ({ values, inherited }) => values.uri !== `${root.folder}/values.yaml` && !inherited,
  )
  const applications = applicationsOf(workspace, root)
  if (applications.length > 0)
    return applications.map((application) => ofApplication(workspace, family, application, all))
  const files = all.filter(({ application }) => !application)
  const general = files.filter(({ environment }) => environment === undefined)
  const plain = { ...nameless, environment: undefined }
  return [
    deployment(workspace, family, { ...plain, by: 'chart', layers: [] }, [[]]),
    ...environmentsOf(workspace, root).map((environment) => {
      const specific = files.filter((layer) => layer.environment === environment)
      const layers = [...general, ...specific]
      const given = { ...nameless, by: 'environment' as const, environment, layers }
      return deployment(workspace, family, given, choices(general, specific))
    }),
    ...general.map((layer) =>
      deployment(workspace, family, { ...plain, by: 'file', layers: [layer] }, [[layer]]),
    ),
  ]
}

type Given = Omit<Deployment, 'family' | 'values' | 'enabled' | 'mismatches'>

const nameless = {
  name: undefined,
  namespace: undefined,
  application: undefined,
  missing: [],
  elsewhere: false,
  kubeVersion: undefined,
}

const maxChoices = 8

/**
 * Which files go together is not said: an environment's may belong to one release or to several, those of no
 * environment may lie below them or not. What all of these have in common is certain.
 */
function choices(general: readonly Layer[], specific: readonly Layer[]): readonly (readonly Layer[])[] {
  const found: (readonly Layer[])[] = [specific]
  if (specific.length > 1) found.push(...specific.map((layer) => [layer]))
  if (general.length > 0) found.push([...general, ...specific])
  if (general.length > 1) found.push(...general.map((layer) => [layer, ...specific]))
  return found.slice(0, maxChoices)
}

function ofApplication(
  workspace: Workspace,
  family: Family,
  application: Application,
  all: readonly Layer[],
): Deployment {
  const layers = all.filter(({ application: by }) => by === application)
  const missing = application.valueFiles.filter(
    (file) => valueFileOf(workspace, application, file) === undefined,
  )
  const given: Given = {
    by: 'application',
    name: application.releaseName ?? application.name,
    namespace: application.namespace,
    environment: applicationEnvironment(workspace, application),
    application,
    layers,
    missing: application.ignoresMissing ? [] : missing,
    elsewhere: application.valuesElsewhere,
    kubeVersion: application.kubeVersion,
  }
  return deployment(workspace, family, given, [layers])
}

function deployment(
  workspace: Workspace,
  family: Family,
  given: Given,
  options: readonly (readonly Layer[])[],
): Deployment {
  let found: Coalesced | undefined
  const whole = () => {
    found ??= options
      .map((layers) => valuesBy(workspace, family, layers, given.application))
      .reduce(whichever)
    return found
  }
  const lazy = {
    values: () => whole().values as MergedNode,
    enabled: () => whole().enabled,
    mismatches: () => whole().mismatches,
  }
  return withLazy({ family, ...given }, lazy)
}

/** What holds whichever of two ways the values are put together. */
function whichever(a: Coalesced, b: Coalesced): Coalesced {
  if (a === b) return a
  const values = either(a.values, b.values)
  const enabled = new Map(
    [...a.enabled].map(([key, state]) => [key, state === b.enabled.get(key) ? state : undefined]),
  )
  const mismatches = a.mismatches.filter((key) => b.mismatches.includes(key))
  return { values: values.kind === 'map' ? values : open(emptyMap), enabled, mismatches }
}

/** What values were put together of, and the result, for the last ones of a chart. */
interface Remembered {
  readonly inputs: readonly (object | undefined)[]
  readonly result: Coalesced
}

const remembered = new WeakMap<object, Remembered[]>()
const maxRemembered = 24

/** The values of a family with some documents laid over the charts' own. A new workspace with the same documents has the same. */
function valuesBy(
  workspace: Workspace,
  family: Family,
  layers: readonly Layer[],
  application: Application | undefined,
): Coalesced {
  const own = family.members.map(({ chart }) => ownValuesOf(workspace, chart.folder))
  const inputs = [
    ...family.members.map(({ chart }) => chart),
    ...family.missing.map(({ dependency }) => dependency),
    ...own,
    ...layers.map(({ values }) => values),
    application,
  ]
  const known = remembered.get(family.root) ?? []
  const found = known.find(
    (each) => each.inputs.length === inputs.length && each.inputs.every((input, i) => input === inputs[i]),
  )
  if (found) return found.result
  const byMember = new Map(family.members.map((member, i) => [member, own[i]]))
  const user = withParameters(userValues(layers, application), application?.parameters ?? [])
  const ownOf = (member: Member) => asMap(settledOwn(byMember.get(member)))
  const result = coalesced(family, ownOf, asMap(user))
  remembered.set(family.root, [{ inputs, result }, ...known].slice(0, maxRemembered))
  return result
}

function ownValuesOf(workspace: Workspace, folder: string): Values | undefined {
  const uri = `${folder}/values.yaml`
  return factsAt(workspace, uri).values.find((values) => values.uri === uri)
}

function settledOwn(values: Values | undefined): MergedNode {
  return values ? settledValues(values, 'chart') : emptyMap
}

/** The values that a release's user gives, without what its charts say. */
function userValues(layers: readonly Layer[], application: Application | undefined): MergedNode {
  return layers
    .map(({ values }) => {
      const isInline = values.uri.includes('#')
      return settledValues(values, isInline ? 'application' : 'file', isInline && application?.generated)
    })
    .reduce<MergedNode>((under, over) => laidOver(asMap(over), under), emptyMap)
}

/** A root that is no map is one that can't be told: Helm refuses it. */
function asMap(node: MergedNode): MergedMap {
  return node.kind === 'map' ? node : open(emptyMap)
}
