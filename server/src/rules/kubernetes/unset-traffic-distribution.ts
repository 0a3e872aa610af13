/**
 * A chart that renders `trafficDistribution` from its values, which no values of an environment set whose policy
 * keeps traffic within its zone. Charts from elsewhere are not judged: what they support is not known here.
 */

import type { Chart } from '../../model/charts/charts.ts'
import { type ChartValues, chartsOfValues, environmentsOf, valuesOf } from '../../model/charts/values.ts'
import { pairsTo, setValue } from '../../model/charts/valuesEdit.ts'
import { fieldName, type TrafficWish, trafficWish } from '../../model/traffic/wish.ts'
import { trafficDistributionFor } from '../../schema/kubernetes.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { type Finding, policySeverity, type Rule, type RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'kubernetes/unset-traffic-distribution',
  title: 'No values set trafficDistribution where the policy keeps traffic within its zone',
  kinds: ['helm-values'],
  severity: 'warning',
  *check(context: RuleContext): Iterable<Finding> {
    const { document, workspace } = context
    if (!Object.values(workspace.settings.policy).some(({ zoneAware }) => zoneAware)) return
    const charts = chartsOfValues(workspace, document.uri)
    for (const chart of charts) {
      const wish = trafficWish(workspace, chart)
      const environment = zoneAware(context, chart).find((name) => {
        const values = valuesOf(workspace, chart, name)
        return values.layers.at(-1)?.values.uri === document.uri && !isSet(values)
      })
      const path = pathToSet(wish)
      if (environment !== undefined && path) yield finding(context, path, environment)
    }
  },
}

/** The environments with a zone-aware policy that the document's values may hold for. */
function zoneAware({ environment, workspace, policy }: RuleContext, chart: Chart): readonly string[] {
  if (environment !== undefined) return policy.zoneAware ? [environment] : []
  const known = environmentsOf(workspace, chart)
  const policies = workspace.settings.policy
  return (known.length > 0 ? known : Object.keys(policies)).filter((name) => policies[name]?.zoneAware)
}

function isSet({ layers }: ChartValues): boolean {
  const scalars = layers.flatMap(({ values }) => values.scalars)
  return scalars.some(({ path, value }) => path.at(-1) === fieldName && value !== null && value !== '')
}

function pathToSet({ global, read }: TrafficWish): readonly string[] | undefined {
  if (read.length === 0) return undefined
  return global && read.some((path) => path.join('.') === global.join('.')) ? global : read[0]
}

function finding(context: RuleContext, path: readonly string[], environment: string): Finding {
  const { document, workspace } = context
  const tree = yamlTree(document)
  const root = tree.documents[0]?.root
  const value = trafficDistributionFor(workspace.settings.versions.kubernetes)
  const nearest = pairsTo(root, path).at(-1)?.pair ?? (root?.kind === 'map' ? root.pairs[0] : undefined)
  const edit = setValue(document, root, path, value)
  return {
    range: nearest ? rangeOf(tree, nearest.key) : { start: 0, end: 0 },
    severity: policySeverity(context, 'warning'),
    message: t(
      'The policy of {environment} wants traffic kept within its zone, but no values set {path}, which the chart renders: traffic between its components goes to endpoints in every zone. Set it to {value}.',
      { environment, path: path.join('.'), value },
    ),
    fixes: edit
      ? [
          {
            title: t('Set {path} to {value}', { path: path.join('.'), value }),
            safe: false,
            preferred: true,
            edits: [{ uri: document.uri, ...edit }],
          },
        ]
      : [],
  }
}
