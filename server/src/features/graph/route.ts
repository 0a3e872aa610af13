/**
 * How edges run: out of the right side of a box, level through the columns that they pass, into the left side of the
 * next. Edges of one kind share their port, so that many into one component end in one arrow.
 */
import type { GraphEdge } from './graph.ts'
import type { Box } from './layout.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Route {
  /** Points with a level tangent: a curve through them is drawn from one to the next. */
  readonly points: readonly Point[]
  /** Where the arrow points to, and its way: 1 to the right, -1 to the left. */
  readonly end: Point
  readonly direction: 1 | -1
  /** An edge from a component to itself; it runs over the box. */
  readonly loop: boolean
}

/** Room between the ports of a side, and between a port and the corner. */
const port = { step: 12, corner: 12 } as const
const arrow = 9

/** A route for each edge, in their order. */
export function routesOf(
  edges: readonly GraphEdge[],
  boxes: ReadonlyMap<string, Box>,
  bends: ReadonlyMap<GraphEdge, readonly Point[]>,
): readonly Route[] {
  const portOf = portsOf(edges, boxes, bends)
  return edges.map((edge) => {
    const from = boxes.get(edge.from)
    const to = boxes.get(edge.to)
    if (!from || !to) return { points: [], end: { x: 0, y: 0 }, direction: 1, loop: false }
    if (edge.from === edge.to) return loopOver(from)
    const direction = isBack(from, to) ? -1 : 1
    const start = { x: direction > 0 ? from.x + from.width : from.x, y: portOf(edge, 'from', from) }
    const end = { x: direction > 0 ? to.x : to.x + to.width, y: portOf(edge, 'to', to) }
    const last = { x: end.x - direction * arrow, y: end.y }
    return {
      points: ordered([start, ...(bends.get(edge) ?? []), last], direction),
      end,
      direction,
      loop: false,
    }
  })
}

function isBack(from: Box, to: Box): boolean {
  return to.x <= from.x
}

function loopOver(box: Box): Route {
  const middle = box.x + box.width / 2
  const points = [
    { x: middle + 26, y: box.y },
    { x: middle - 26, y: box.y - arrow },
  ]
  return { points, end: { x: middle - 26, y: box.y }, direction: 1, loop: true }
}

/** The points without those that would turn the edge back. */
function ordered(points: readonly Point[], direction: 1 | -1): readonly Point[] {
  const last = points.at(-1)
  if (!last) return points
  const kept: Point[] = []
  for (const point of points.slice(0, -1)) {
    const before = kept.at(-1)
    const behind = before !== undefined && (point.x - before.x) * direction < 0
    const beyond = (last.x - point.x) * direction < 0
    if (!behind && !beyond) kept.push(point)
  }
  return [...kept, last]
}

type End = 'from' | 'to'

/** Tells the height at which an edge leaves or enters a box: kinds from top to bottom as the edges come. */
function portsOf(
  edges: readonly GraphEdge[],
  boxes: ReadonlyMap<string, Box>,
  bends: ReadonlyMap<GraphEdge, readonly Point[]>,
) {
  const heights = new Map<string, Map<string, number[]>>()
  const middle = ({ y, height }: Box) => y + height / 2
  const add = (edge: GraphEdge, end: End) => {
    const other = boxes.get(end === 'from' ? edge.to : edge.from)
    const bend = bends.get(edge)?.at(end === 'from' ? 0 : -1)
    const at = sideOf(edge, end, boxes)
    const kinds = heights.get(at) ?? new Map<string, number[]>()
    heights.set(at, kinds)
    kinds.set(edge.kind, [...(kinds.get(edge.kind) ?? []), bend?.y ?? (other ? middle(other) : 0)])
  }
  for (const edge of edges) {
    add(edge, 'from')
    add(edge, 'to')
  }
  const order = new Map([...heights].map(([side, kinds]) => [side, sortedKinds(kinds)]))
  return (edge: GraphEdge, end: End, box: Box): number => {
    const kinds = order.get(sideOf(edge, end, boxes)) ?? []
    const step = Math.min(port.step, (box.height - 2 * port.corner) / Math.max(kinds.length - 1, 1))
    return middle(box) + (kinds.indexOf(edge.kind) - (kinds.length - 1) / 2) * step
  }
}

function sideOf(edge: GraphEdge, end: End, boxes: ReadonlyMap<string, Box>): string {
  const from = boxes.get(edge.from)
  const to = boxes.get(edge.to)
  const back = from && to ? isBack(from, to) : false
  const right = (end === 'from') !== back
  return `${right ? 'right' : 'left'} ${end === 'from' ? edge.from : edge.to}`
}

function sortedKinds(kinds: ReadonlyMap<string, readonly number[]>): readonly string[] {
  const average = (heights: readonly number[]) => heights.reduce((sum, y) => sum + y, 0) / heights.length
  return [...kinds].sort(([, a], [, b]) => average(a) - average(b)).map(([kind]) => kind)
}
