/**
 * The graph as SVG: a file of its own with title and legend, or the drawing alone for a page that has its own.
 */
import { edgeLines, flowName, summaryOf } from './describe.ts'
import { type FlowKind, flowKinds, type Graph, type GraphEdge, nameOfNode } from './graph.ts'
import type { Layout } from './layout.ts'
import type { Point, Route } from './route.ts'
import { escaped, groupDrawing, nodeDrawer, number } from './svgNode.ts'
import { edgeStyles, fileStyle } from './svgStyle.ts'
import { fitted, textWidth } from './textWidth.ts'

const margin = 24
const header = 62
/** The title is bold, of 16 pixels. */
const titleSize = 18
const legendItem = 44

/** The most edges that the description of a picture tells one by one. */
const toldEdges = 60

/** A file of its own. @param title what the picture shows: the file's name */
export function renderSvg(graph: Graph, layout: Layout, title: string): string {
  const summary = summaryOf(graph)
  const least = Math.max(textWidth(title, titleSize), textWidth(summary, 10.5))
  const inner = Math.max(layout.width, Math.min(least, 640), 280)
  const legend = legendOf(graph, inner)
  const width = inner + 2 * margin
  const height = header + layout.height + legend.height + margin
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}" role="img" aria-labelledby="logkeel-title logkeel-desc">`,
    `<title id="logkeel-title">${escaped(title)}</title>`,
    `<desc id="logkeel-desc">${escaped(description(graph))}</desc>`,
    `<style>${fileStyle()}</style>`,
    `<rect class="page" width="${number(width)}" height="${number(height)}"/>`,
    `<text class="title" x="${margin}" y="34">${escaped(fitted(title, titleSize, inner))}</text>`,
    `<text class="small" x="${margin}" y="52">${escaped(summary)}</text>`,
    `<g transform="translate(${margin} ${header + 10})">`,
    drawing(graph, layout),
    '</g>',
    `<g class="legend" transform="translate(${margin} ${number(header + layout.height + 48)})">${legend.svg}</g>`,
    '</svg>',
    '',
  ].join('\n')
}

/** The drawing alone, for a page with a style of its own (`innerStyle`): no title, no legend, no colours. */
export function renderInner(graph: Graph, layout: Layout): string {
  const [width, height] = [layout.width + 2 * margin, layout.height + 2 * margin]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${number(width)}" height="${number(height)}" viewBox="${-margin} ${-margin} ${number(width)} ${number(height)}">`,
    drawing(graph, layout),
    '</svg>',
  ].join('\n')
}

/** The legend alone, for such a page. */
export function renderLegend(graph: Graph): string {
  const { svg, width } = legendOf(graph, Number.POSITIVE_INFINITY)
  const height = 20
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${number(width)}" height="${number(height)}" viewBox="0 -14 ${number(width)} ${number(height)}" aria-hidden="true">${svg}</svg>`
}

function description(graph: Graph): string {
  const lines = edgeLines(graph)
  return [summaryOf(graph), ...lines.slice(0, toldEdges), ...(lines.length > toldEdges ? ['…'] : [])].join(
    '\n',
  )
}

function drawing(graph: Graph, layout: Layout): string {
  const drawNode = nodeDrawer(graph)
  const names = new Map(graph.nodes.map((node) => [node.id, nameOfNode(node)]))
  const groups = graph.groups.map((group) => {
    const box = layout.groups.get(group.id)
    return box ? groupDrawing(group, box) : ''
  })
  const edges = graph.edges.map((edge, i) => {
    const route = layout.routes[i]
    return route ? edgeDrawing(edge, i, route, names) : ''
  })
  const nodes = graph.nodes.map((node) => {
    const box = layout.nodes.get(node.id)
    return box ? drawNode(node, box) : ''
  })
  return [...groups, ...edges, ...nodes].join('\n')
}

function edgeDrawing(
  { from, to, kind, places }: GraphEdge,
  index: number,
  route: Route,
  names: ReadonlyMap<string, string>,
): string {
  const [first, ...rest] = route.points
  if (!first) return ''
  const line = route.loop ? loop(first, rest[0] ?? first) : through(first, rest)
  const attributes = [...new Set(places.map(({ attribute }) => attribute))].join(', ')
  const title = `${names.get(from) ?? from} → ${names.get(to) ?? to}\n${flowName(kind)} (${attributes})`
  return [
    `<g class="edge ${kind}" data-edge="${index}" data-from="${escaped(from)}" data-to="${escaped(to)}">`,
    `<title>${escaped(title)}</title>`,
    `<path class="hit" d="${line}"/><path class="line" d="${line}"/>`,
    route.loop ? '' : `<circle class="port" cx="${number(first.x)}" cy="${number(first.y)}" r="2.5"/>`,
    head(kind, route),
    '</g>',
  ].join('')
}

function at({ x, y }: Point): string {
  return `${number(x)} ${number(y)}`
}

/** A curve that is level in each point. */
function through(first: Point, rest: readonly Point[]): string {
  let path = `M${at(first)}`
  let before = first
  for (const point of rest) {
    if (point.y === before.y) path += `L${at(point)}`
    else {
      const bend = (point.x - before.x) / 2
      path += `C${at({ x: before.x + bend, y: before.y })} ${at({ x: point.x - bend, y: point.y })} ${at(point)}`
    }
    before = point
  }
  return path
}

function loop(first: Point, last: Point): string {
  return `M${at(first)}C${at({ x: first.x, y: first.y - 30 })} ${at({ x: last.x, y: last.y - 21 })} ${at(last)}`
}

/** The end of an edge: filled for what is pushed, hollow for targets, a dot for values. */
function head(kind: FlowKind, { end, direction, loop: down }: Route): string {
  const shape = edgeStyles[kind].head
  const back = down ? { x: 0, y: -9 } : { x: -9 * direction, y: 0 }
  const side = down ? { x: 4.5, y: 0 } : { x: 0, y: 4.5 }
  if (shape === 'dot') {
    const middle = { x: end.x + back.x / 2, y: end.y + back.y / 2 }
    return `<circle class="head dot" cx="${number(middle.x)}" cy="${number(middle.y)}" r="3.5"/>`
  }
  const a = { x: end.x + back.x + side.x, y: end.y + back.y + side.y }
  const b = { x: end.x + back.x - side.x, y: end.y + back.y - side.y }
  return `<path class="head ${shape}" d="M${at(a)}L${at(end)}L${at(b)}Z"/>`
}

/** The kinds of edges that are there, in rows of at most `room` pixels. */
function legendOf({ edges }: Graph, room: number) {
  const present = flowKinds.filter((kind) => edges.some((edge) => edge.kind === kind))
  let x = 0
  let y = 0
  let width = 0
  const items = present.map((kind) => {
    const name = flowName(kind)
    const needed = 50 + textWidth(name, 10.5) + 22
    if (x > 0 && x + needed > room) {
      x = 0
      y += 22
    }
    const start = { x, y }
    x += needed
    width = Math.max(width, x)
    return legendDrawing(kind, name, start)
  })
  return { svg: items.join(''), width, height: present.length === 0 ? 0 : y + legendItem }
}

function legendDrawing(kind: FlowKind, name: string, { x, y }: Point): string {
  const end = { x: x + 42, y: y - 3.5 }
  const line = `M${at({ x, y: end.y })}L${at({ x: end.x - 9, y: end.y })}`
  const route: Route = { points: [], end, direction: 1, loop: false }
  return `<g class="edge ${kind}"><path class="line" d="${line}"/>${head(kind, route)}<text class="small" x="${number(x + 50)}" y="${number(y)}">${escaped(name)}</text></g>`
}
