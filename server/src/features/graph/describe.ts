/**
 * The graph in words: names of kinds for legends, and sentences for whoever hears it instead of seeing it.
 */
import { type Severity, severities } from '../../model/settings.ts'
import { t } from '../../text/translate.ts'
import {
  type FlowKind,
  type Graph,
  type GraphGroup,
  type GraphNode,
  type NodeKind,
  nameOfNode,
} from './graph.ts'

/** What flows, as a legend calls it. */
export function flowName(kind: FlowKind): string {
  switch (kind) {
    case 'logs':
      return t('logs')
    case 'metrics':
      return t('metrics')
    case 'traces':
      return t('traces')
    case 'profiles':
      return t('profiles')
    case 'otel':
      return t('telemetry')
    case 'targets':
      return t('targets')
    case 'value':
      return t('values')
  }
}

/** What a node is. */
export function kindName(kind: NodeKind): string {
  switch (kind) {
    case 'source':
      return t('source')
    case 'transform':
      return t('processing step')
    case 'writer':
      return t('writer')
    case 'discovery':
      return t('discovery')
    case 'value':
      return t('value')
    case 'module':
      return t('module')
    case 'import':
      return t('import')
    case 'argument':
      return t('argument of the module')
    case 'export':
      return t('export of the module')
    case 'config':
      return t('settings of Alloy')
    case 'other':
      return t('component')
    case 'missing':
      return t('not found')
  }
}

/** How severe a finding is. */
function severityName(severity: Severity): string {
  switch (severity) {
    case 'error':
      return t('error')
    case 'warning':
      return t('warning')
    case 'info':
      return t('information')
    case 'hint':
      return t('hint')
  }
}

/** The worst severity among the problems of an item. */
export function worstOf({ problems }: Pick<GraphNode, 'problems'>): Severity | undefined {
  return severities.find((severity) => problems.some((problem) => problem.severity === severity))
}

/** The problems of an item, a line each. */
export function problemLines({ problems }: Pick<GraphNode, 'problems'>): readonly string[] {
  return problems.map(({ severity, message }) =>
    t('{severity}: {message}', { severity: severityName(severity), message }),
  )
}

/** How much there is: components, connections, problems. */
export function summaryOf({ groups, nodes, edges }: Graph): string {
  if (nodes.length === 0) return t('There are no Alloy components here.')
  const problems = [...groups, ...nodes].reduce((sum, item) => sum + item.problems.length, 0)
  const counts = [
    nodes.length === 1 ? t('1 component') : t('{count} components', { count: nodes.length }),
    edges.length === 1 ? t('1 connection') : t('{count} connections', { count: edges.length }),
    problems === 1 ? t('1 problem') : t('{count} problems', { count: problems }),
  ]
  return counts.slice(0, problems === 0 ? 2 : 3).join(', ')
}

/** A sentence for each edge. */
export function edgeLines({ nodes, edges }: Graph): readonly string[] {
  const names = new Map(nodes.map((node) => [node.id, nameOfNode(node)]))
  return edges.map(({ from, to, kind }) =>
    t('{from} gives {kind} to {to}.', {
      from: names.get(from) ?? from,
      to: names.get(to) ?? to,
      kind: flowName(kind),
    }),
  )
}

/** Tells of a node all that the picture shows: name, kind, what goes in and out, problems. */
export function describer(graph: Graph): (node: GraphNode) => string {
  const names = new Map(graph.nodes.map((node) => [node.id, nameOfNode(node)]))
  const groups = new Map(graph.groups.map((group) => [group.id, group]))
  const listed = (ends: readonly (readonly [FlowKind, string])[]) =>
    ends.map(([kind, id]) => `${names.get(id) ?? id} (${flowName(kind)})`).join(', ')
  const into = grouped(graph, 'to', 'from')
  const out = grouped(graph, 'from', 'to')
  return (node) => {
    const sentences = [`${nameOfNode(node)}, ${kindName(node.kind)}.`]
    const group = node.group === undefined ? undefined : groups.get(node.group)
    if (group) sentences.push(t('In {group}.', { group: nameOfGroup(group) }))
    if (node.elsewhere) sentences.push(t('In another file of the configuration.'))
    const [from, to] = [into.get(node.id), out.get(node.id)]
    if (from) sentences.push(t('From {names}.', { names: listed(from) }))
    if (to) sentences.push(t('To {names}.', { names: listed(to) }))
    return [...sentences, ...problemLines(node)].join(' ')
  }
}

function grouped({ edges }: Graph, end: 'from' | 'to', other: 'from' | 'to') {
  const found = new Map<string, (readonly [FlowKind, string])[]>()
  for (const edge of edges) {
    const list = found.get(edge[end]) ?? []
    list.push([edge.kind, edge[other]])
    found.set(edge[end], list)
  }
  return found
}

/** A group's name: `declare "collect"`, or the title of a configuration. */
export function nameOfGroup({ kind, label }: GraphGroup): string {
  if (kind === 'configuration') return label ?? ''
  return label === undefined ? kind : `${kind} "${label}"`
}
