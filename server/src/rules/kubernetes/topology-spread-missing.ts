/**
 * A workload of several replicas that does not ask to be spread over zones, where the policy keeps traffic within
 * its zone: a zone without a replica then sends its traffic away all the same. Workloads of one replica, and those
 * that an affinity spreads over zones, are left alone; a replica count that is not known is not judged.
 */

import {
  allValuesOf,
  type ChartValues,
  chartOf,
  chartsOfValues,
  starts,
  valuesOf,
} from '../../model/charts/values.ts'
import { pairsTo } from '../../model/charts/valuesEdit.ts'
import { manifestsOf } from '../../model/containers/manifests.ts'
import { operandsOf, valuesOperands } from '../../model/traffic/chains.ts'
import { opensField } from '../../model/traffic/routing.ts'
import { literalOf } from '../../model/traffic/services.ts'
import { templatesOf, wantsZones } from '../../model/traffic/wish.ts'
import { type TemplateWorkload, templateWorkloads } from '../../model/traffic/workloads.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlNode } from '../../syntax/yaml/ast.ts'
import { get, keyIndent, numberOf, pairAt } from '../../syntax/yaml/path.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { type Finding, policySeverity, type Rule, type RuleContext } from '../rule.ts'

const fieldName = 'topologySpreadConstraints'
const zoneKey = 'topology.kubernetes.io/zone'

export const rule: Rule = {
  id: 'kubernetes/topology-spread-missing',
  title: 'Replicas that are not spread over zones although the policy keeps traffic within its zone',
  kinds: ['kubernetes', 'helm-template', 'helm-values'],
  severity: 'warning',
  check(context: RuleContext): Iterable<Finding> {
    const { kind } = context.document
    if (kind === 'kubernetes') return inManifests(context)
    return kind === 'helm-template' ? inTemplate(context) : inValues(context)
  },
}

function message(name: string): string {
  return t(
    '{name} has several replicas and no topologySpreadConstraints: they may all land in one zone, and the others then send their traffic across zones, whatever trafficDistribution says. Spread them over {key}.',
    { name, key: zoneKey },
  )
}

function* inManifests(context: RuleContext): Iterable<Finding> {
  const { document, policy } = context
  if (policy.zoneAware !== true) return
  const tree = yamlTree(document)
  for (const { kind, name, node } of manifestsOf(document)) {
    if (kind !== 'Deployment' && kind !== 'StatefulSet') continue
    const pods = pairAt(get(node, ['spec', 'template']), 'spec')
    if (pods?.value?.kind !== 'map' || (numberOf(get(node, ['spec', 'replicas'])) ?? 0) < 2) continue
    if (get(pods.value, [fieldName]) || namesZone(get(pods.value, ['affinity']))) continue
    const edit = constraintsFor(document, node, pods.value)
    yield {
      range: rangeOf(tree, pods.key),
      severity: policySeverity(context, 'warning'),
      message: message(name ?? kind),
      fixes: edit
        ? [{ title: t('Spread the replicas over zones'), safe: false, preferred: true, edits: [edit] }]
        : [],
    }
  }
}

/** Whether anything below a node is about zones; what is unknown may be. */
function namesZone(node: YamlNode | undefined): boolean {
  let found = false
  if (node)
    walk(node, ({ node: each }) => {
      if (each.kind === 'alias' || (each.kind === 'scalar' && (each.hole || each.text === zoneKey)))
        found = true
    })
  return found
}

/** The constraint for the labels that the workload selects, before the first key of the pods' spec. */
function constraintsFor(document: RuleContext['document'], node: YamlNode, pods: YamlNode) {
  const labels = get(node, ['spec', 'selector', 'matchLabels'])
  const first = pods.kind === 'map' && !pods.flow ? pods.pairs[0] : undefined
  if (!first || labels?.kind !== 'map' || labels.pairs.length === 0) return undefined
  const tree = yamlTree(document)
  const { start } = rangeOf(tree, first)
  const pad = ' '.repeat(keyIndent(tree, first))
  const matched = labels.pairs.map((pair) => {
    const range = rangeOf(tree, pair)
    return `        ${document.text.slice(range.start, range.end)}`
  })
  if (matched.some((line) => line.includes('\n'))) return undefined
  const lines = [
    `${fieldName}:`,
    '  - maxSkew: 1',
    `    topologyKey: ${zoneKey}`,
    '    whenUnsatisfiable: ScheduleAnyway',
    '    labelSelector:',
    '      matchLabels:',
    ...matched,
    '',
  ]
  const eol = document.text.includes('\r\n') ? '\r\n' : '\n'
  return { uri: document.uri, range: { start, end: start }, text: lines.join(`${eol}${pad}`) }
}

function* inTemplate(context: RuleContext): Iterable<Finding> {
  const { document, workspace, policy } = context
  const workloads = templateWorkloads(document)
  const chart = workloads.length > 0 ? chartOf(workspace, document.uri) : undefined
  if (!chart || (policy.zoneAware !== true && !wantsZones(workspace, chart))) return
  const values = allValuesOf(workspace, chart)
  for (const workload of workloads) {
    if (workload.podFields.some(({ key }) => key === fieldName)) continue
    if (opensField(workload.open, workspace, chart, fieldName)) continue
    if (!hasReplicas(workload, values) || values.below([]).some(spreadsOverZones)) continue
    yield {
      range: workload.specRange,
      severity: policySeverity(context, 'warning'),
      message: t(
        'The pods of this {kind} never get topologySpreadConstraints, whatever the values say: its replicas may all land in one zone, and the others then send their traffic across zones. Render the field in the spec of the pods.',
        { kind: workload.kind },
      ),
    }
  }
}

function spreadsOverZones({
  path,
  value,
}: {
  readonly path: readonly string[]
  readonly value: unknown
}): boolean {
  return String(value).includes(zoneKey) && path.some((step) => /affinity/i.test(step))
}

/** Whether a workload is known to have two replicas at least. */
function hasReplicas(workload: TemplateWorkload, values: ChartValues): boolean {
  return workload.fields
    .filter(({ key }) => key === 'replicas')
    .some((field) => {
      const literal = literalOf(field)
      if (literal !== undefined) return Number(literal) >= 2
      return valuesOperands(operandsOf(field)).some((path) =>
        values.lookup(path).places.some(({ value }) => Number(value) >= 2),
      )
    })
}

/** Whether values set something at a path: a list, or a text that the chart passes through `tpl`. */
function isSet(values: ChartValues, path: readonly string[]): boolean {
  const { value, unknown } = values.lookup(path)
  return values.below(path).length > 0 || unknown || (typeof value === 'string' && value.trim() !== '')
}

/** Components of a chart that renders the field from their values, which an environment's values leave out. */
function* inValues(context: RuleContext): Iterable<Finding> {
  const { document, workspace, policy, environment } = context
  const [chart, ...more] = policy.zoneAware === true ? chartsOfValues(workspace, document.uri) : []
  if (!chart || more.length > 0) return
  const read = templatesOf(workspace, chart)
    .flatMap((template) => template.reads)
    .map(({ path }) => path)
    .filter((path) => path.at(-1) === fieldName)
  const values = valuesOf(workspace, chart, environment)
  const components = new Map(read.filter((path) => path.length > 1).map((path) => [path.join('.'), path]))
  const isGeneral = (path: readonly string[]) => /^(global|defaults?|common|loki)$/.test(path[0] ?? '')
  if (read.some((path) => (isGeneral(path) || path.length === 1) && isSet(values, path))) return
  const tree = yamlTree(document)
  const root = tree.documents[0]?.root
  for (const path of components.values()) {
    const component = path.slice(0, -1)
    const replicas = values.lookup([...component, 'replicas'])
    const here = pairsTo(root, [...component, 'replicas'])
    if (isGeneral(path) || Number(replicas.value) < 2 || here.length !== component.length + 1) continue
    if (replicas.value === undefined || isSet(values, path)) continue
    if (values.below(component).some((each) => starts(each.path, component) && spreadsOverZones(each)))
      continue
    const pair = here.at(-1)?.pair
    if (pair)
      yield {
        range: rangeOf(tree, pair.key),
        severity: policySeverity(context, 'warning'),
        message: message(component.join('.')),
      }
  }
}
