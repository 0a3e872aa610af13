/**
 * Where the nodes of a graph stand, and how its edges run: sources left, writers right. Each connected part is laid
 * out by dagre by itself, which bounds the time and keeps pipelines apart; parts are stacked in the order of the text,
 * and a `declare` or one of several configurations is a frame around its own layout. The same graph gives the same
 * layout. Pixels, with y downwards; nothing here draws.
 */
import type { Graph as DagreGraph, EdgeLabel, NodeLabel } from '@dagrejs/dagre'
import { t } from '../../text/translate.ts'
import { fileOf, nameOf } from '../../text/uri.ts'
import type { Graph, GraphEdge, GraphGroup, GraphNode } from './graph.ts'
import { type Part, partsOf } from './parts.ts'
import { type Point, type Route, routesOf } from './route.ts'
import { textWidth } from './textWidth.ts'

/** A rectangle by its upper left corner. */
export interface Box extends Point {
  readonly width: number
  readonly height: number
}

export interface Layout {
  readonly width: number
  readonly height: number
  /** By id; every node and every group has one. */
  readonly nodes: ReadonlyMap<string, Box>
  readonly groups: ReadonlyMap<string, Box>
  /** One for each edge of the graph, in its order. */
  readonly routes: readonly Route[]
}

/** Sizes that the drawing shares. Labels are bold, of 13 pixels: as wide as plain ones of `large`. */
export const nodeHeight = 54
export const nodeText = { left: 52, right: 16, small: 10.5, large: 14.5 } as const
export const titleHeight = 30

const gap = { row: 22, column: 64, part: 34, inside: 18 } as const
const width = { least: 172, most: 268 } as const

/** Beyond this many nodes in one part the quick way of ranking is taken: the best one grows with the square. */
const manyNodes = 150

/** Boxes of what was laid out, and the room that they take from the origin on. */
interface Laid {
  readonly width: number
  readonly height: number
  readonly nodes: ReadonlyMap<string, Box>
  readonly groups: ReadonlyMap<string, Box>
  /** Points that edges pass between their ends. */
  readonly bends: ReadonlyMap<GraphEdge, readonly Point[]>
}

type Dagre = typeof import('@dagrejs/dagre')

/** Lays out a graph. */
export async function layoutOf(graph: Graph): Promise<Layout> {
  // Loaded here, so that a command that draws nothing does not run it.
  const dagre = await import('@dagrejs/dagre')
  const laid = frame(dagre, graph, undefined, nodeWidth(graph.nodes))
  return {
    width: laid.width,
    height: laid.height,
    nodes: laid.nodes,
    groups: laid.groups,
    routes: routesOf(graph.edges, laid.nodes, laid.bends),
  }
}

/** The line above a node's label: its component, and where that is, if it is not where one looks for it. */
export function aboveLabel({ kind, component, elsewhere, place }: GraphNode): string {
  if (kind === 'missing') return `${component} · ${t('not found')}`
  return elsewhere ? `${component} · ${nameOf(fileOf(place.uri))}` : component
}

/** One width for all nodes: their columns line up. */
function nodeWidth(nodes: readonly GraphNode[]): number {
  const { left, right, small, large } = nodeText
  const needed = nodes.map((node) => {
    const { label = '' } = node
    return Math.max(textWidth(aboveLabel(node), label === '' ? large : small), textWidth(label, large))
  })
  return Math.min(Math.max(width.least, ...needed.map((text) => Math.ceil(left + text + right))), width.most)
}

/** Lays out what stands in one frame: the whole, a configuration, or a `declare`. */
function frame(dagre: Dagre, graph: Graph, id: string | undefined, across: number): Laid {
  const { connected, single, frames } = partsOf(graph, id)
  const parts = connected.map((part) => connectedPart(dagre, part, across))
  const inner = frames.map((group) => framed(dagre, graph, group, across))
  const widest = Math.max(2 * across, ...[...parts, ...inner].map((laid) => laid.width))
  const grid = gridOf(single, across, widest)
  return stacked([...parts, ...(single.length > 0 ? [grid] : []), ...inner])
}

function framed(dagre: Dagre, graph: Graph, group: GraphGroup, across: number): Laid {
  const laid = frame(dagre, graph, group.id, across)
  const least = Math.min(textWidth(group.label ?? '', nodeText.large) + 90, 2 * across)
  const box = {
    x: 0,
    y: 0,
    width: Math.max(laid.width, least) + 2 * gap.inside,
    height: laid.height + titleHeight + gap.inside,
  }
  const moved = shifted(laid, gap.inside, titleHeight)
  return {
    ...moved,
    width: box.width,
    height: box.height,
    groups: new Map([[group.id, box], ...moved.groups]),
  }
}

/** Nodes that nothing connects, in rows. */
function gridOf(nodes: readonly GraphNode[], across: number, room: number): Laid {
  const columns = Math.max(1, Math.floor((room + gap.row) / (across + gap.row)))
  const boxes = nodes.map(({ id }, i): [string, Box] => [
    id,
    {
      x: (i % columns) * (across + gap.row),
      y: Math.floor(i / columns) * (nodeHeight + gap.row),
      width: across,
      height: nodeHeight,
    },
  ])
  const rows = Math.ceil(nodes.length / columns)
  return {
    width: Math.min(nodes.length, columns) * (across + gap.row) - gap.row,
    height: Math.max(rows * (nodeHeight + gap.row) - gap.row, 0),
    nodes: new Map(boxes),
    groups: new Map(),
    bends: new Map(),
  }
}

function stacked(all: readonly Laid[]): Laid {
  let height = 0
  const moved = all.map((laid) => {
    const at = shifted(laid, 0, height)
    height += laid.height + gap.part
    return at
  })
  return {
    width: Math.max(0, ...all.map((laid) => laid.width)),
    height: Math.max(height - gap.part, 0),
    nodes: new Map(moved.flatMap(({ nodes }) => [...nodes])),
    groups: new Map(moved.flatMap(({ groups }) => [...groups])),
    bends: new Map(moved.flatMap(({ bends }) => [...bends])),
  }
}

function shifted(laid: Laid, x: number, y: number): Laid {
  const move = <T extends Point>(at: T): T => ({ ...at, x: at.x + x, y: at.y + y })
  const moveAll = <K, T extends Point>(boxes: ReadonlyMap<K, T>) =>
    new Map([...boxes].map(([key, box]) => [key, move(box)]))
  const bends = [...laid.bends].map(([edge, points]) => [edge, points.map(move)] as const)
  return { ...laid, nodes: moveAll(laid.nodes), groups: moveAll(laid.groups), bends: new Map(bends) }
}

type Drawn = DagreGraph<object, NodeLabel, EdgeLabel>

/** Lays out nodes that edges or a `foreach` hold together. */
function connectedPart(dagre: Dagre, { nodes, groups, edges }: Part, across: number): Laid {
  const drawn: Drawn = new dagre.Graph({ compound: true, multigraph: true })
  drawn.setGraph({
    rankdir: 'LR',
    nodesep: gap.row,
    edgesep: gap.row / 2,
    ranksep: gap.column,
    ranker: nodes.length > manyNodes ? 'tight-tree' : 'network-simplex',
  })
  for (const { id } of nodes) drawn.setNode(id, { width: across, height: nodeHeight })
  for (const { id } of groups) drawn.setNode(id, { width: 0, height: 0 })
  const known = new Set([...nodes, ...groups].map(({ id }) => id))
  for (const { id, group } of [...nodes, ...groups])
    if (group !== undefined && known.has(group)) drawn.setParent(id, group)
  for (const [i, { from, to, kind }] of edges.entries())
    if (from !== to) drawn.setEdge(from, to, { weight: kind === 'value' ? 1 : 2 }, String(i))
  holdEnds(drawn, nodes)
  dagre.layout(drawn)
  return laidOf(drawn, nodes, groups, edges)
}

/** Names that no node has: every id begins with the name of a block. */
const ends = { left: ' left', right: ' right' }

/** Keeps sources in the first column and writers in the last one, by edges to two nodes that are not drawn. */
function holdEnds(drawn: Drawn, nodes: readonly GraphNode[]): void {
  const point = { width: 0, height: 0 }
  for (const { id, kind } of nodes) {
    const into = drawn.inEdges(id)?.length ?? 0
    const out = drawn.outEdges(id)?.length ?? 0
    if (into === 0 && (kind === 'source' || kind === 'discovery' || kind === 'export')) {
      drawn.setNode(ends.left, point)
      drawn.setEdge(ends.left, id, { weight: 2 * out + 1 })
    } else if (out === 0 && (kind === 'writer' || kind === 'argument')) {
      drawn.setNode(ends.right, point)
      drawn.setEdge(id, ends.right, { weight: 2 * into + 1 })
    }
  }
}

function laidOf(
  drawn: Drawn,
  nodes: readonly GraphNode[],
  groups: readonly GraphGroup[],
  edges: readonly GraphEdge[],
): Laid {
  const boxes = (items: readonly { readonly id: string }[]) =>
    items.map(({ id }): [string, Box] => [id, boxOf(drawn.node(id))])
  const columns = [...new Set(nodes.map(({ id }) => boxOf(drawn.node(id)).x))].sort((a, b) => a - b)
  const bends = edges.map((edge, i): [GraphEdge, readonly Point[]] => {
    const points = edge.from === edge.to ? [] : (drawn.edge(edge.from, edge.to, String(i)).points ?? [])
    // The first and the last are where a straight line would meet the boxes; `route.ts` has ports of its own.
    return [edge, acrossColumns(points.slice(1, -1), columns, nodes[0] ? drawn.node(nodes[0].id).width : 0)]
  })
  const all = [...boxes(nodes), ...boxes(groups)]
  const left = Math.min(...all.map(([, { x }]) => x))
  const top = Math.min(...all.map(([, { y }]) => y))
  const laid: Laid = {
    width: Math.max(...all.map(([, box]) => box.x + box.width)) - left,
    height: Math.max(...all.map(([, box]) => box.y + box.height)) - top,
    nodes: new Map(boxes(nodes)),
    groups: new Map(boxes(groups)),
    bends: new Map(bends),
  }
  return shifted(laid, -left, -top)
}

/**
 * Where an edge enters and leaves each column of boxes that it passes: it runs level there, between the boxes. Bends
 * between columns (at the borders of groups) are left out.
 */
function acrossColumns(
  bends: readonly Point[],
  columns: readonly number[],
  across: number,
): readonly Point[] {
  const back = (bends.at(-1)?.x ?? 0) < (bends[0]?.x ?? 0)
  const passed = new Map<number, Point[]>()
  for (const bend of bends) {
    const left = columns.findLast((x) => x <= bend.x)
    if (left !== undefined && bend.x <= left + across) passed.set(left, [...(passed.get(left) ?? []), bend])
  }
  return [...passed].flatMap(([left, points]) => {
    const [first, last] = [points[0]?.y ?? 0, points.at(-1)?.y ?? 0]
    const [enter, leave] = back ? [left + across, left] : [left, left + across]
    return [
      { x: enter, y: first },
      { x: leave, y: last },
    ]
  })
}

function boxOf({ x = 0, y = 0, width: across, height: high }: NodeLabel): Box {
  return { x: x - across / 2, y: y - high / 2, width: across, height: high }
}
