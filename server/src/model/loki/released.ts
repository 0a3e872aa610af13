/**
 * What Helm makes of a Loki setting in the releases whose values a part of a configuration belongs to: of a chart of
 * the workspace, or of one from elsewhere, for which an application names the values. Parts that are in no values
 * document, and values that nothing here is known to release, have no such releases.
 */
import { type Family, familiesWith, membersOf } from '../charts/family.ts'
import { type MergedNode, mergedAt, settingsAt } from '../charts/merged.ts'
import { type Deployment, releasesOf } from '../charts/releases.ts'
import { type ChartValues, chartsOfValues, valueFileOf, valuesWith } from '../charts/values.ts'
import { environmentOf, type Workspace } from '../workspace.ts'
import { chartKey, type LokiView } from './loki.ts'

/** A setting in one release. */
export interface Released {
  /** The number that holds; undefined where it is no number or not known. */
  readonly number: number | undefined
  /** Whether something sets it, or may. */
  readonly set: boolean
  /** Whether the view's document is the highest of those that have the map around it. */
  readonly here: boolean
  /** Whether an application says which values go together: of all releases of a setting or of none. */
  readonly certain: boolean
}

/**
 * A setting, by its path in Loki's own names, in every release that the view's values document is part of: those that
 * applications tell of, else those that are guessed.
 */
export function releasedAt(
  view: LokiView,
  path: readonly (string | number)[],
  workspace: Workspace,
): readonly Released[] {
  const { within } = view.document
  if (within?.host.kind !== 'helm-values' || view.layout !== 'chart') return []
  const { uri } = within.host
  const [first = '', ...rest] = path.map(String)
  const below = within.path.map(String)
  const paths = [
    [...below, 'structuredConfig', first, ...rest],
    [...below, chartKey(first), ...rest],
  ]
  const charts = chartsOfValues(workspace, uri)
  if (charts.length === 0) return fromElsewhere(workspace, uri, paths)
  const found = charts.flatMap((chart) =>
    familiesWith(workspace, chart).flatMap((family) =>
      membersOf(family, chart).flatMap((member) => {
        const isOwn = uri === `${chart.folder}/values.yaml`
        const theirs = paths.map((each) => [...member.path, ...each])
        return deploymentsWith(workspace, family, isOwn, uri).map((each) => ofDeployment(each, theirs, uri))
      }),
    ),
  )
  // A chart that takes this one in, and that nothing is known to release, is a guess.
  const certain = found.filter((each) => each.certain)
  return certain.length > 0 ? certain : found
}

/** Which files go together is only guessed where no application says it: then a chart or a file alone is the last resort. */
function deploymentsWith(
  workspace: Workspace,
  family: Family,
  isOwn: boolean,
  uri: string,
): readonly Deployment[] {
  const found = releasesOf(workspace, family).filter(
    ({ layers }) => isOwn || layers.some(({ values }) => values.uri === uri),
  )
  const together = found.filter(({ by }) => by === 'application' || by === 'environment')
  return together.length > 0 ? together : found
}

function ofDeployment(deployment: Deployment, paths: readonly (readonly string[])[], uri: string): Released {
  const nodes = paths.map((path) => mergedAt(deployment.values, path))
  const node = nodes.find((each) => isSet(each))
  return {
    number: node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : undefined,
    here: paths.some((path) => settingsAt(deployment.values, path.slice(0, -1)).at(-1)?.document === uri),
    set: node !== undefined || deployment.missing.length > 0 || deployment.elsewhere,
    certain: deployment.by === 'application',
  }
}

function isSet(node: MergedNode | undefined): boolean {
  return node !== undefined && !(node.kind === 'scalar' && node.value === null)
}

/** The release of a chart that is not in the workspace, where an application names or holds the values. */
function fromElsewhere(
  workspace: Workspace,
  uri: string,
  paths: readonly (readonly string[])[],
): readonly Released[] {
  const values = valuesWith(workspace, uri, environmentOf(workspace, uri))
  const application = values.layers.find((layer) => layer.application)?.application
  if (!application) return []
  const isOpen =
    application.valuesElsewhere ||
    application.valueFiles.some((file) => valueFileOf(workspace, application, file) === undefined)
  const given = paths.some((path) => application.parameters.some(({ name }) => name === path.join('.')))
  const value = paths.map((path) => scalarAt(values, path)).find((each) => each !== undefined)
  return [
    {
      number: !given && typeof value === 'number' ? value : undefined,
      set: isOpen || given || value !== undefined,
      here: paths.some((path) => values.below(path.slice(0, -1)).at(-1)?.layer.values.uri === uri),
      certain: true,
    },
  ]
}

/** What holds at a path; `'unknown'` for what can't be told. */
function scalarAt(values: ChartValues, path: readonly string[]) {
  const { value, unknown } = values.lookup(path)
  return unknown ? 'unknown' : (value ?? undefined)
}
