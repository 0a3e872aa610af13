/**
 * The graph as a Mermaid flowchart, for Markdown. Names of nodes are made of letters, digits and `_` with a prefix, so
 * that no word of Mermaid's own is among them; every label is quoted. What flows is written on the edges: Mermaid has
 * no legend.
 */
import { flowName, nameOfGroup, worstOf } from './describe.ts'
import { type Graph, type GraphGroup, type GraphNode, type NodeKind, nameOfNode } from './graph.ts'
import { edgeStyles } from './svgStyle.ts'

/** The brackets that give a node its shape. */
const shapes: Readonly<Record<NodeKind, readonly [string, string]>> = {
  source: ['([', '])'],
  transform: ['[', ']'],
  writer: ['[(', ')]'],
  discovery: ['{{', '}}'],
  value: ['[/', '/]'],
  module: ['[[', ']]'],
  import: ['[[', ']]'],
  argument: ['>', ']'],
  export: ['>', ']'],
  config: ['(', ')'],
  other: ['[', ']'],
  missing: ['[', ']'],
}

/** Colours that can be read on light and on dark pages. */
const classes: Readonly<Record<string, string>> = {
  error: 'stroke:#d32f2f,stroke-width:3px',
  warning: 'stroke:#c77700,stroke-width:3px',
  info: 'stroke:#2f7fd3,stroke-width:2px',
  hint: 'stroke:#7d8795,stroke-width:2px',
  missing: 'stroke-dasharray:5 4',
}

const middle: Readonly<Record<string, string>> = {
  logs: '#2f7fd3',
  metrics: '#d9701e',
  traces: '#9a63dd',
  profiles: '#d24a8c',
  otel: '#1a9a92',
  targets: '#6a9a26',
  value: '#7d8795',
}

/** The text of a flowchart, with a line break at its end. */
export function renderMermaid(graph: Graph): string {
  const names = namesFor(graph)
  const lines = ['flowchart LR', ...body(graph, names, undefined, '  ')]
  if (graph.nodes.length === 0) lines.push('  empty["No Alloy components"]')
  for (const { from, to, kind } of graph.edges)
    lines.push(`  ${names.get(from)} -->|${flowName(kind)}| ${names.get(to)}`)
  return `${[...lines, ...edgeLooks(graph), ...nodeLooks(graph, names)].join('\n')}\n`
}

function body(
  graph: Graph,
  names: ReadonlyMap<string, string>,
  group: string | undefined,
  indent: string,
): readonly string[] {
  const nodes = graph.nodes
    .filter((node) => node.group === group)
    .map((node) => `${indent}${names.get(node.id)}${shaped(node)}`)
  const groups = graph.groups
    .filter((inner) => inner.group === group)
    .flatMap((inner) => [
      `${indent}subgraph ${names.get(inner.id)}[${quoted(nameOfGroup(inner))}]`,
      // Mermaid turns a group that no edge leaves the other way round.
      `${indent}  direction LR`,
      ...body(graph, names, inner.id, `${indent}  `),
      `${indent}end`,
    ])
  return [...nodes, ...groups]
}

function shaped({ kind, component, label }: GraphNode): string {
  const [open, close] = shapes[kind]
  return `${open}${label === undefined ? quoted(component) : quoted(component, label)}${close}`
}

/** Lines of text as a label. Mermaid reads entities in it, and takes what looks like a tag or Markdown for such. */
function quoted(...texts: readonly string[]): string {
  const safe = (text: string) =>
    [...text.replace(/\s+/g, ' ')]
      .map((character) =>
        /[\p{L}\p{N} ._/:,=()-]/u.test(character) ? character : `#${character.codePointAt(0)};`,
      )
      .join('')
  return `"${texts.map(safe).join('<br/>')}"`
}

/** A name for each node and group, unique and legible. */
function namesFor({ groups, nodes }: Graph): ReadonlyMap<string, string> {
  const taken = new Set<string>()
  const give = (prefix: string, name: string) => {
    const wanted = `${prefix}_${name.replace(/[^A-Za-z0-9]+/g, '_')}`
    let unique = wanted
    for (let n = 2; taken.has(unique); n++) unique = `${wanted}_${n}`
    taken.add(unique)
    return unique
  }
  const named = (group: GraphGroup) => give('group', `${group.kind}_${group.label ?? ''}`)
  return new Map([
    ...groups.map((group) => [group.id, named(group)] as const),
    ...nodes.map((node) => [node.id, give('n', nameOfNode(node))] as const),
  ])
}

/** A line for each kind of edge that is there. */
function edgeLooks({ edges }: Graph): readonly string[] {
  const kinds = new Map<string, number[]>()
  for (const [i, { kind }] of edges.entries()) kinds.set(kind, [...(kinds.get(kind) ?? []), i])
  return Object.entries(edgeStyles).flatMap(([kind, { dashes }]) => {
    const indexes = kinds.get(kind)
    const pattern = dashes === '' ? '' : `,stroke-dasharray:${dashes}`
    return indexes ? [`  linkStyle ${indexes.join(',')} stroke:${middle[kind]}${pattern}`] : []
  })
}

function nodeLooks(graph: Graph, names: ReadonlyMap<string, string>): readonly string[] {
  const members = new Map<string, string[]>()
  const add = (name: string | undefined, id: string) => {
    if (name !== undefined) members.set(name, [...(members.get(name) ?? []), names.get(id) ?? ''])
  }
  for (const item of [...graph.groups, ...graph.nodes]) add(worstOf(item), item.id)
  for (const { kind, id } of graph.nodes) add(kind === 'missing' ? 'missing' : undefined, id)
  return Object.entries(classes).flatMap(([name, style]) => {
    const ids = members.get(name)
    return ids ? [`  classDef ${name} ${style}`, `  class ${ids.join(',')} ${name}`] : []
  })
}
