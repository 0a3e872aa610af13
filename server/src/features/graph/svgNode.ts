/**
 * The drawing of one node, one group and one badge. Positions are relative to the upper left corner of the box.
 */
import { describer, nameOfGroup, problemLines, worstOf } from './describe.ts'
import type { FlowKind, Graph, GraphGroup, GraphNode, NodeKind } from './graph.ts'
import { aboveLabel, type Box, nodeText, titleHeight } from './layout.ts'
import { fitted, textWidth } from './textWidth.ts'

/** Signs for kinds of nodes, in a square of 20 by 20. */
const icons: Readonly<Record<NodeKind, string>> = {
  // An arrow out of a bracket.
  source: 'M7 3H4v14h3M9 10h8M13.5 6.5 17 10l-3.5 3.5',
  // A funnel.
  transform: 'M3 4h14l-5.2 6.2V16L8.2 14v-3.8Z',
  // An arrow into a bracket.
  writer: 'M13 3h3v14h-3M3 10h9M8.5 6.5 12 10l-3.5 3.5',
  // A lens.
  discovery: 'M13.5 8.5a5 5 0 1 1-10 0a5 5 0 0 1 10 0M12.2 12.2 17 17',
  // A key.
  value: 'M9.5 7a3 3 0 1 1-6 0a3 3 0 0 1 6 0M8.7 9.2 16 16.5M13 13.5l2-2',
  // Two boxes, one on the other.
  module: 'M3 7.5h9.5v9H3ZM7 7.5V3.5H17v9h-4.5',
  // A box that something goes into.
  import: 'M10 3v9M6.5 8.7 10 12l3.5-3.3M3.5 12v4.5h13V12',
  argument: 'M3 10h10M9.5 6.5 13 10l-3.5 3.5M17 4v12',
  export: 'M3 4v12M7 10h10M13.5 6.5 17 10l-3.5 3.5',
  // Two sliders.
  config: 'M3 6.5h7M14 6.5h3M12 4.5v4M3 13.5h3M10 13.5h7M8 11.5v4',
  other: 'M4 4h12v12H4Z',
  missing: 'M7.2 7.5a2.8 2.8 0 1 1 4.2 2.5c-1 .6-1.4 1.2-1.4 2.2M10 15.6v.1',
}

/** Signs for severities, in a square of 12 by 12: they differ in shape, not in colour alone. */
const signs = {
  error: 'M3.2 3.2l5.6 5.6M8.8 3.2l-5.6 5.6',
  warning: 'M6 2v5.2M6 10v.1',
  info: 'M6 5.2V10M6 2.1v.1',
  hint: 'M3 6h6',
} as const

/** Text for XML. Characters that XML does not allow are shown by a mark for them. */
export function escaped(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML refuses
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '\ufffd')
  )
}

/** A coordinate: two decimals are more than a screen shows. */
export function number(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** Draws nodes of a graph. */
export function nodeDrawer(graph: Graph): (node: GraphNode, box: Box) => string {
  const describe = describer(graph)
  const flow = mainFlows(graph)
  return (node, box) => {
    const severity = worstOf(node)
    const classes = ['node', node.kind === 'missing' ? 'missing' : undefined]
    classes.push(node.elsewhere ? 'elsewhere' : undefined, severity, flow.get(node.id))
    return [
      `<g class="${classes.filter((name) => name !== undefined).join(' ')}" data-id="${escaped(node.id)}" transform="translate(${number(box.x)} ${number(box.y)})">`,
      `<title>${escaped(describe(node))}</title>`,
      `<rect class="frame" width="${number(box.width)}" height="${number(box.height)}" rx="10"/>`,
      `<rect class="tile" x="11" y="12" width="30" height="30" rx="8"/>`,
      `<path class="icon" transform="translate(16 17)" d="${icons[node.kind]}"/>`,
      texts(node, box.width - nodeText.left - nodeText.right),
      badge(node, box.width),
      '</g>',
    ].join('')
  }
}

function texts(node: GraphNode, room: number): string {
  const { left, small, large } = nodeText
  const { label } = node
  const above = aboveLabel(node)
  if (label === undefined)
    return `<text class="large" x="${left}" y="31.5">${escaped(fitted(above, large, room))}</text>`
  return [
    `<text class="small" x="${left}" y="22">${escaped(fitted(above, small, room))}</text>`,
    `<text class="large" x="${left}" y="39">${escaped(fitted(label, large, room))}</text>`,
  ].join('')
}

/** The kind of most of the edges of each node: its sign has their colour. */
function mainFlows({ edges }: Graph): ReadonlyMap<string, FlowKind> {
  const counts = new Map<string, Map<FlowKind, number>>()
  const count = (id: string, kind: FlowKind, by: number) => {
    const kinds = counts.get(id) ?? new Map<FlowKind, number>()
    kinds.set(kind, (kinds.get(kind) ?? 0) + by)
    counts.set(id, kinds)
  }
  for (const { from, to, kind } of edges) {
    // A value says little of who uses it, and what goes out says more than what comes in.
    count(from, kind, kind === 'value' ? 0.5 : 2)
    count(to, kind, kind === 'value' ? 0.1 : kind === 'targets' ? 0.9 : 1.5)
  }
  return new Map(
    [...counts].map(([id, kinds]) => [id, [...kinds].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'value']),
  )
}

/** The sign and number of the problems, on the upper right corner. */
function badge(item: GraphNode | GraphGroup, width: number): string {
  const severity = worstOf(item)
  if (!severity) return ''
  const count = item.problems.length > 1 ? String(item.problems.length) : ''
  const across = 20 + (count === '' ? 0 : textWidth(count, 10.5) + 4)
  return [
    `<g class="badge ${severity}" transform="translate(${number(width - across + 7)} -9)">`,
    `<rect class="pill" width="${number(across)}" height="19" rx="9.5"/>`,
    `<path class="sign" transform="translate(4 3.5)" d="${signs[severity]}"/>`,
    count === '' ? '' : `<text x="17.5" y="13.3">${count}</text>`,
    '</g>',
  ].join('')
}

/** Draws the frame and the title of a group. */
export function groupDrawing(group: GraphGroup, box: Box): string {
  const name = nameOfGroup(group)
  return [
    `<g class="group ${group.kind}" data-id="${escaped(group.id)}" transform="translate(${number(box.x)} ${number(box.y)})">`,
    `<title>${escaped([name, ...problemLines(group)].join('\n'))}</title>`,
    `<rect class="frame" width="${number(box.width)}" height="${number(box.height)}" rx="14"/>`,
    groupTitle(group, box.width),
    badge(group, box.width),
    '</g>',
  ].join('')
}

function groupTitle({ kind, label = '' }: GraphGroup, width: number): string {
  // The header of a loop stands in it, and says the same.
  if (kind === 'foreach') return ''
  const word = kind === 'configuration' ? '' : kind
  const after = word === '' ? 16 : 16 + textWidth(word, nodeText.small) + 7
  const title = fitted(label, nodeText.large, width - after - 30)
  return [
    word === '' ? '' : `<text class="small" x="16" y="${titleHeight - 9}">${word}</text>`,
    `<text class="large" x="${number(after)}" y="${titleHeight - 9}">${escaped(title)}</text>`,
  ].join('')
}
