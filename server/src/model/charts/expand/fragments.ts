/**
 * What a short text with actions becomes in the releases of its chart: names, namespaces and ports, as a template
 * writes them. Only what is wholly known counts; a text that needs a variable of its template is unknown.
 */
import { memo } from '../../../text/memo.ts'
import type { Workspace } from '../../workspace.ts'
import { type Family, familyAt, type Member, membersOf } from '../family.ts'
import { type Deployment, isEnabled, releasesOf } from '../releases.ts'
import { chartOf } from '../values.ts'
import { contextsOf } from './context.ts'
import { yamlValue } from './fromYaml.ts'
import { renderingOf } from './render.ts'
import { attempt, newRun } from './run.ts'
import { plainText } from './text.ts'
import { tplTemplate } from './tpl.ts'
import type { GoMap } from './value.ts'
import { runTemplate } from './walk.ts'

/** A chart in its place in a release. */
export interface Deployed {
  readonly name: string | undefined
  readonly namespace: string | undefined
  readonly environment: string | undefined
  /** The text that `source` becomes, as a reader of YAML has it; nothing where that can't be told exactly. */
  text(source: string): string | undefined
}

/** The releases of the chart that holds `uri`, but those of a values file alone; none where no chart does. */
export function releasesAt(workspace: Workspace, uri: string): readonly Deployed[] {
  const chart = chartOf(workspace, uri)
  const family = chart && familyAt(workspace, uri)
  if (!family) return []
  const known = deployedByChart(workspace)
  const found =
    known.get(chart.folder) ??
    releasesOf(workspace, family)
      .filter(({ by }) => by !== 'file')
      .flatMap((each) =>
        membersOf(family, chart)
          .filter((member) => isEnabled(each, member) !== false)
          .map((member) => deployed(workspace, family, each, member)),
      )
  known.set(chart.folder, found)
  return found
}

const deployedByChart = memo((_workspace: Workspace) => new Map<string, readonly Deployed[]>())

function deployed(workspace: Workspace, family: Family, deployment: Deployment, member: Member): Deployed {
  const { name, namespace, environment } = deployment
  const texts = new Map<string, string | undefined>()
  let context: GoMap | undefined
  const text = (source: string): string | undefined => {
    if (!source.includes('{{')) return source
    if (texts.has(source)) return texts.get(source)
    context ??= contextOf(workspace, family, deployment, member)
    const found = context && fragmentText(workspace, family, deployment, context, source)
    texts.set(source, found)
    return found
  }
  return { name, namespace, environment, text }
}

function contextOf(
  workspace: Workspace,
  family: Family,
  deployment: Deployment,
  member: Member,
): GoMap | undefined {
  const { kubeVersion } = renderingOf(workspace, family, deployment)
  return contextsOf(family.members, deployment, { kubeVersion }, new Set()).get(member)
}

function fragmentText(
  workspace: Workspace,
  family: Family,
  deployment: Deployment,
  context: GoMap,
  source: string,
): string | undefined {
  const { named, texts } = renderingOf(workspace, family, deployment)
  const run = newRun(named, texts)
  const template = tplTemplate(run, source)
  if (template.tree.issues.length > 0) return undefined
  let found: string | undefined
  // What the text changes of the values is its template's affair.
  attempt(run, () => {
    found = plainText(runTemplate(run, template, context, undefined))
    return false
  })
  return run.stop || run.exhausted || found === undefined ? undefined : unquoted(found)
}

/** A text that is written with quotes is what stands between them. */
function unquoted(text: string): string | undefined {
  const plain = text.replaceAll('<no value>', '').trim()
  if (!/^["']/.test(plain)) return plain
  const value = yamlValue(plain)
  return typeof value === 'string' ? value : undefined
}
