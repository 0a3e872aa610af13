/**
 * Divides a graph into what can be laid out by itself: frames (the whole, a configuration, a `declare`), and inside a
 * frame the parts that edges hold together. A `foreach` holds together what is in it.
 */
import type { Graph, GraphEdge, GraphGroup, GraphNode } from './graph.ts'

/** Nodes that are connected, with the `foreach` groups around them. */
export interface Part {
  readonly nodes: readonly GraphNode[]
  readonly groups: readonly GraphGroup[]
  readonly edges: readonly GraphEdge[]
}

export interface Parts {
  /** In the order of their first node. */
  readonly connected: readonly Part[]
  /** Nodes that nothing connects. */
  readonly single: readonly GraphNode[]
  /** The frames directly inside. */
  readonly frames: readonly GraphGroup[]
}

/** The parts of the frame `id`, of the whole where it is undefined. */
export function partsOf(graph: Graph, id: string | undefined): Parts {
  const groups = new Map(graph.groups.map((group) => [group.id, group]))
  const frameOf = (group: string | undefined): string | undefined => {
    const found = group === undefined ? undefined : groups.get(group)
    return found?.kind === 'foreach' ? frameOf(found.group) : found?.id
  }
  const nodes = graph.nodes.filter(({ group }) => frameOf(group) === id)
  const loops = graph.groups.filter(({ kind, group }) => kind === 'foreach' && frameOf(group) === id)
  const known = new Set(nodes.map((node) => node.id))
  const edges = graph.edges.filter(({ from, to }) => known.has(from) && known.has(to))
  const frames = graph.groups.filter(({ kind, group }) => kind !== 'foreach' && frameOf(group) === id)
  return { ...divided(nodes, loops, edges), frames }
}

function divided(
  nodes: readonly GraphNode[],
  groups: readonly GraphGroup[],
  edges: readonly GraphEdge[],
): Pick<Parts, 'connected' | 'single'> {
  const rootOf = joined(nodes, groups, edges)
  const parts = new Map<string, { nodes: GraphNode[]; groups: GraphGroup[]; edges: GraphEdge[] }>()
  const partOf = (id: string) => {
    const root = rootOf(id)
    const part = parts.get(root) ?? { nodes: [], groups: [], edges: [] }
    parts.set(root, part)
    return part
  }
  for (const node of nodes) partOf(node.id).nodes.push(node)
  for (const group of groups) partOf(group.id).groups.push(group)
  for (const edge of edges) partOf(edge.from).edges.push(edge)
  const isSingle = (part: Part) => part.edges.length === 0 && part.groups.length === 0
  const all: readonly Part[] = [...parts.values()]
  return {
    connected: all.filter((part) => !isSingle(part)),
    single: all.filter(isSingle).flatMap((part) => part.nodes),
  }
}

/** Tells of an id which one stands for all that it is connected with. */
function joined(
  nodes: readonly GraphNode[],
  groups: readonly GraphGroup[],
  edges: readonly GraphEdge[],
): (id: string) => string {
  const above = new Map([...nodes, ...groups].map(({ id }) => [id, id]))
  const rootOf = (id: string): string => {
    let root = id
    for (let next = above.get(root); next !== undefined && next !== root; next = above.get(root)) root = next
    // Shortens the way for the next time.
    above.set(id, root)
    return root
  }
  for (const { from, to } of edges) above.set(rootOf(to), rootOf(from))
  for (const { id, group } of [...nodes, ...groups])
    if (group !== undefined && above.has(group)) above.set(rootOf(group), rootOf(id))
  return rootOf
}
