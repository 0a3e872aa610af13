/**
 * What a template is called with: `.Values`, `.Release`, `.Chart`, `.Capabilities` and the rest, of a member of a
 * family in one release, or in any. What depends on the cluster, and what is not read here, is unknown.
 */
import { nameOf } from '../../../text/uri.ts'
import { memberKey } from '../coalesce.ts'
import type { Member } from '../family.ts'
import { type Deployment, isEnabled, valuesOfMember } from '../releases.ts'
import { chartPath } from './templates.ts'
import {
  type GoMap,
  type GoStruct,
  goValue,
  type Home,
  newMap,
  stringOf,
  unknown,
  type Value,
} from './value.ts'

/** What an expansion knows of the release beside its values. */
interface Surroundings {
  readonly kubeVersion: string | undefined
}

/**
 * The dot of each member's templates; the contexts of its subcharts are in it. What templates look into of what they
 * share is put into `seen`.
 */
export function contextsOf(
  members: readonly Member[],
  deployment: Deployment | undefined,
  { kubeVersion }: Surroundings,
  seen: Home['seen'],
): ReadonlyMap<Member, GoMap> {
  const release = releaseOf(deployment)
  const capabilities = capabilitiesOf(kubeVersion)
  const contexts = new Map<Member, GoMap>()
  const shared = (id: string): Home => ({ id, seen, isCopy: false })
  for (const member of members.toReversed()) {
    const subcharts = members
      .filter(({ parent }) => parent === member)
      .filter((child) => !deployment || isEnabled(deployment, child) !== false)
      .map((child) => [child.path.at(-1) ?? '', contexts.get(child) ?? unknown] as const)
    const path = memberKey(member)
    const values = deployment ? goValue(valuesOfMember(deployment, member), shared('')) : unknown
    const context = newMap([
      ['Values', values ?? newMap()],
      ['Release', { ...release, home: shared('release') }],
      ['Chart', chartOf(member)],
      ['Capabilities', capabilities],
      ['Files', unknown],
      ['Subcharts', { ...newMap(subcharts), home: shared(`subcharts ${path}`) }],
    ])
    contexts.set(member, { ...context, home: shared(`context ${path}`) })
  }
  return contexts
}

/** The dot with what names the file that is rendered. */
export function forFile(context: GoMap, member: Member, name: string): GoMap {
  const template = newMap([
    ['Name', name],
    ['BasePath', `${chartPath(member)}/templates`],
  ])
  context.entries.set('Template', template)
  return context
}

function releaseOf(deployment: Deployment | undefined): GoMap {
  // Argo CD renders as for an installation, always.
  const isRendered = deployment?.application !== undefined
  return newMap([
    ['Name', deployment?.name ?? unknown],
    ['Namespace', deployment?.namespace ?? unknown],
    ['Service', 'Helm'],
    ['IsInstall', isRendered ? true : unknown],
    ['IsUpgrade', isRendered ? false : unknown],
    ['Revision', isRendered ? 1n : unknown],
  ])
}

const otherChartFields = [
  'Annotations',
  'Condition',
  'Dependencies',
  'Deprecated',
  'Description',
  'Home',
  'Icon',
  'Keywords',
  'Maintainers',
  'Sources',
  'Tags',
]

function chartOf({ chart, path, parent }: Member): GoStruct {
  const given = (text: string | undefined): Value => text ?? ''
  return {
    kind: 'struct',
    type: 'chart.Metadata',
    fields: new Map<string, Value>([
      ...otherChartFields.map((name) => [name, unknown] as const),
      ['Name', path.at(-1) ?? chart.name ?? nameOf(chart.folder)],
      ['Version', given(chart.version)],
      ['AppVersion', given(chart.appVersion)],
      ['KubeVersion', given(chart.kubeVersion)],
      ['Type', chart.library ? 'library' : unknown],
      ['APIVersion', chart.dependenciesOpen ? unknown : 'v2'],
      ['IsRoot', parent === undefined],
    ]),
  }
}

/** API groups that every cluster of these years has. */
const commonVersions: ReadonlySet<string> = new Set([
  'v1',
  'admissionregistration.k8s.io/v1',
  'apps/v1',
  'authentication.k8s.io/v1',
  'authorization.k8s.io/v1',
  'autoscaling/v1',
  'autoscaling/v2',
  'batch/v1',
  'certificates.k8s.io/v1',
  'coordination.k8s.io/v1',
  'discovery.k8s.io/v1',
  'events.k8s.io/v1',
  'networking.k8s.io/v1',
  'node.k8s.io/v1',
  'policy/v1',
  'rbac.authorization.k8s.io/v1',
  'scheduling.k8s.io/v1',
  'storage.k8s.io/v1',
])

function capabilitiesOf(kubeVersion: string | undefined): GoStruct {
  const [major, minor = '', patch = '0'] = (kubeVersion ?? '').replace(/^v/, '').split('.')
  const version = major && minor ? `v${major}.${minor}.${patch}` : undefined
  const known = (value: string | undefined): Value => value ?? unknown
  const versions: GoStruct = {
    kind: 'struct',
    type: 'chartutil.VersionSet',
    fields: new Map(),
    methods: new Map([
      ['Has', ([name = '']: readonly Value[]) => (commonVersions.has(stringOf(name) ?? '') ? true : unknown)],
    ]),
  }
  const kubernetes: GoStruct = {
    kind: 'struct',
    type: 'chartutil.KubeVersion',
    fields: new Map<string, Value>([
      ['Version', known(version)],
      ['GitVersion', known(version)],
      ['Major', known(version && major)],
      ['Minor', known(version && minor)],
    ]),
    methods: new Map([['String', () => known(version)]]),
    ...(version !== undefined && { text: version }),
  }
  return {
    kind: 'struct',
    type: 'chartutil.Capabilities',
    fields: new Map<string, Value>([
      ['KubeVersion', kubernetes],
      ['APIVersions', versions],
      ['HelmVersion', unknown],
    ]),
  }
}
