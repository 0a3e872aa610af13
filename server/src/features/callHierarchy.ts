/**
 * The call hierarchy of an Alloy text is its data flow: what a component is called by is what sends to it or feeds it,
 * what it calls is whom it hands data to. The flow is the pipeline graph's, so that both views agree. The graph is made
 * over the text and the other files of its configuration, which the caller reads (`besideText` tells which). That of
 * a chart's templates is who includes whom: `charts/calls.ts`.
 */
import { scopeOf } from '../model/alloy/scope.ts'
import type { Workspace } from '../model/workspace.ts'
import type { Document, Place } from '../text/document.ts'
import { contains, type Range, touches } from '../text/range.ts'
import { fileOf } from '../text/uri.ts'
import { alloyTexts, namedAt } from './alloyAt.ts'
import { documentsAt } from './at.ts'
import { calleesOf, callersOf, templateItemAt } from './charts/calls.ts'
import { buildGraph } from './graph/build.ts'
import type { Graph, GraphEdge, GraphNode } from './graph/graph.ts'
import type { SymbolKind } from './symbols.ts'

/** A component in the flow, or a template. Ranges are the file's. */
export interface FlowItem {
  /** The label; the block's name where it has none. */
  readonly name: string
  /** The block's name; the chart of a template. */
  readonly detail: string
  readonly kind: SymbolKind
  readonly uri: string
  readonly range: Range
  readonly selection: Range
}

/** A neighbour in the flow, and the places in the sender that make it one. */
export interface FlowStep {
  readonly item: FlowItem
  /** References in the block that data comes from; its head where the other one refers to it. */
  readonly places: readonly Range[]
}

/** The files of the configuration of the text at an offset, beside the file itself. */
export function besideText(file: Document, workspace: Workspace, offset: number): readonly string[] {
  const text = textAt(file, offset)
  if (!text) return []
  const { siblings } = scopeOf(text, workspace)
  return [...new Set(siblings.map(({ uri }) => fileOf(uri)))].filter((uri) => uri !== file.uri)
}

/** The component or template that an offset of a file is in or refers to. */
export function flowItemAt(
  file: Document,
  workspace: Workspace,
  offset: number,
  beside: readonly Document[],
): FlowItem | undefined {
  const graph = graphAt(file, workspace, offset, beside)
  if (!graph && file.kind === 'helm-template') return templateItemAt(file, workspace, offset)
  const node = graph && (referredTo(graph, file, workspace, offset) ?? nodeAround(graph, file, offset))
  return node && itemOf(node)
}

/** Who hands data to a component, or calls a template. */
export function incomingTo(
  file: Document,
  workspace: Workspace,
  selection: Range,
  beside: readonly Document[],
): readonly FlowStep[] {
  return isTemplate(file, selection)
    ? callersOf(file, workspace, selection)
    : stepsOf(file, workspace, selection, beside, 'to', 'from')
}

/** Whom a component hands data to, or a template calls. */
export function outgoingFrom(
  file: Document,
  workspace: Workspace,
  selection: Range,
  beside: readonly Document[],
): readonly FlowStep[] {
  return isTemplate(file, selection)
    ? calleesOf(file, workspace, selection)
    : stepsOf(file, workspace, selection, beside, 'from', 'to')
}

/** Whether a place of a file is one of a template's own, and not of an Alloy text in it. */
function isTemplate(file: Document, { start }: Range): boolean {
  return file.kind === 'helm-template' && !textAt(file, start)
}

function stepsOf(
  file: Document,
  workspace: Workspace,
  selection: Range,
  beside: readonly Document[],
  own: 'from' | 'to',
  other: 'from' | 'to',
): readonly FlowStep[] {
  const graph = graphAt(file, workspace, selection.start, beside)
  const node = graph?.nodes.find(({ head }) => head.uri === file.uri && head.range.start === selection.start)
  if (!graph || !node) return []
  const nodes = new Map(graph.nodes.map((each) => [each.id, each]))
  const byNode = new Map<string, GraphEdge[]>()
  for (const edge of graph.edges) {
    if (edge[own] !== node.id) continue
    const same = byNode.get(edge[other])
    if (same) same.push(edge)
    else byNode.set(edge[other], [edge])
  }
  return [...byNode].flatMap(([id, edges]) => {
    const found = nodes.get(id)
    const item = found && itemOf(found)
    const from = own === 'from' ? node : found
    return item && from ? [{ item, places: placesIn(from, edges) }] : []
  })
}

/** Where the sender of some edges names the receiver; where it is the receiver that names, the sender's head. */
function placesIn(from: GraphNode, edges: readonly GraphEdge[]): readonly Range[] {
  const inside = edges
    .flatMap(({ places }): readonly Place[] => places)
    .filter(({ uri, range }) => uri === from.place.uri && contains(from.place.range, range))
  return inside.length > 0 ? inside.map(({ range }) => range) : [from.head.range]
}

function itemOf({ kind, component, label, place, head }: GraphNode): FlowItem | undefined {
  if (kind === 'missing') return undefined
  const range = contains(place.range, head.range) ? place.range : head.range
  return { name: label ?? component, detail: component, kind, uri: head.uri, range, selection: head.range }
}

function textAt(file: Document, offset: number): Document | undefined {
  return documentsAt(file, offset).find(({ document }) => document.kind === 'alloy')?.document
}

function graphAt(
  file: Document,
  workspace: Workspace,
  offset: number,
  beside: readonly Document[],
): Graph | undefined {
  const text = textAt(file, offset)
  if (!text) return undefined
  const uris = new Set(scopeOf(text, workspace).siblings.map(({ uri }) => uri))
  const others = [file, ...beside].flatMap(alloyTexts).filter(({ uri }) => uris.has(uri))
  return buildGraph([{ label: '', documents: [text, ...others] }], workspace, [])
}

/** The node of what is named at an offset: a reference leads to its component. */
function referredTo(
  { nodes }: Graph,
  file: Document,
  workspace: Workspace,
  offset: number,
): GraphNode | undefined {
  const subject = namedAt(file, workspace, offset)?.occurrence.subject
  const home = subject && subject.kind !== 'variable' ? subject.home : undefined
  return nodes.find(({ head }) => home && head.uri === home.uri && contains(head.range, home.range))
}

/** The smallest block around an offset that is a node. */
function nodeAround({ nodes }: Graph, file: Document, offset: number): GraphNode | undefined {
  return nodes
    .filter(({ place }) => place.uri === file.uri && touches(place.range, offset))
    .sort((a, b) => a.place.range.end - a.place.range.start - (b.place.range.end - b.place.range.start))[0]
}
