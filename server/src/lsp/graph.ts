/**
 * The pipeline view's requests: the graph of an open document with its findings, laid out, drawn, and with places to
 * go to. What the graph is, is told in `features/graph`.
 */
import type { CancellationToken, Connection } from 'vscode-languageserver'
import { buildGraph } from '../features/graph/build.ts'
import { configurationsOf } from '../features/graph/configurations.ts'
import { describer, summaryOf } from '../features/graph/describe.ts'
import { type Graph, nameOfNode } from '../features/graph/graph.ts'
import { type Layout, layoutOf } from '../features/graph/layout.ts'
import { renderMermaid } from '../features/graph/mermaid.ts'
import { renderInner, renderLegend, renderSvg } from '../features/graph/svg.ts'
import { innerStyle } from '../features/graph/svgStyle.ts'
import type { Document, Place } from '../text/document.ts'
import { nameOf, pathFrom } from '../text/uri.ts'
import { toLspRange } from './convert.ts'
import {
  type ExportPipelineParams,
  exportPipeline,
  hasPipeline,
  type Pipeline,
  type PipelineParams,
  type PipelinePlace,
  showPipeline,
} from './protocol.ts'
import type { Session } from './session.ts'

/**
 * Answers the view's requests.
 * @param known the server's spelling of a client's uri
 * @param clientUris the client's spelling of a uri of the server
 */
export function onPipeline(
  connection: Connection,
  session: Session,
  known: (uri: string) => string,
  clientUris: ReadonlyMap<string, string>,
): void {
  const layout = reusingLayouts()
  connection.onRequest<boolean, void>(hasPipeline, async ({ uri }: PipelineParams) => {
    const opened = await session.opened(known(uri))
    return opened !== undefined && configurationsOf(opened.document).length > 0
  })
  connection.onRequest(
    showPipeline,
    async ({ uri }: PipelineParams, token: CancellationToken): Promise<Pipeline | null> => {
      const found = await graphAt(session, known(uri), token)
      if (!found) return null
      const places = await placesFor(session, found.graph, clientUris)
      return drawn(found.graph, await layout(found.document.uri, found.graph), found.document, places)
    },
  )
  connection.onRequest(
    exportPipeline,
    async ({ uri, format }: ExportPipelineParams, token: CancellationToken): Promise<string | null> => {
      const found = await graphAt(session, known(uri), token)
      if (!found) return null
      const { graph, document } = found
      if (format === 'mermaid') return renderMermaid(graph)
      return renderSvg(graph, await layout(document.uri, graph), pathFrom('', nameOf(document.uri)))
    },
  )
}

async function graphAt(
  session: Session,
  uri: string,
  token: CancellationToken,
): Promise<{ readonly graph: Graph; readonly document: Document } | undefined> {
  const checked = await session.findingsOf(uri, () => token.isCancellationRequested)
  const opened = await session.opened(uri)
  if (!checked || !opened || token.isCancellationRequested) return undefined
  const { document, workspace } = opened
  return { document, graph: buildGraph(configurationsOf(document), workspace, checked.findings) }
}

/** Most edits change no name and no reference: the layout of the time before holds then. */
function reusingLayouts(): (uri: string, graph: Graph) => Promise<Layout> {
  // One pipeline is shown at a time; a few are kept for going back and forth.
  const last = new Map<string, { readonly key: string; readonly layout: Layout }>()
  return async (uri, graph) => {
    const key = JSON.stringify([
      graph.groups.map(({ id, group, label }) => [id, group, label]),
      graph.nodes.map(({ id, group, label, component, kind }) => [id, group, label, component, kind]),
      graph.edges.map(({ from, to, kind }) => [from, to, kind]),
    ])
    const before = last.get(uri)
    last.delete(uri)
    const kept = before?.key === key ? before : { key, layout: await layoutOf(graph) }
    // The routes are in the order of the edges, which the key has too.
    last.set(uri, kept)
    for (const first of [...last.keys()].slice(0, -4)) last.delete(first)
    return kept.layout
  }
}

type ToPlace = (place: Place) => PipelinePlace

/** Places in files, as the client spells them; in a file that can't be read, its beginning. */
async function placesFor(
  session: Session,
  { nodes, edges }: Graph,
  clientUris: ReadonlyMap<string, string>,
): Promise<ToPlace> {
  const uris = [...nodes.map(({ place }) => place.uri), ...edges.map(({ places }) => places[0].uri)]
  const documents = new Map<string, Document | undefined>()
  for (const uri of new Set(uris)) documents.set(uri, await session.documentAt(uri))
  return ({ uri, range }) => {
    const document = documents.get(uri)
    const start = { line: 0, character: 0 }
    const at = document ? toLspRange(document, range) : { start, end: start }
    return { uri: clientUris.get(uri) ?? uri, range: at }
  }
}

function drawn(graph: Graph, layout: Layout, document: Document, toPlace: ToPlace): Pipeline {
  const describe = describer(graph)
  return {
    version: document.version,
    summary: summaryOf(graph),
    svg: renderInner(graph, layout),
    legend: renderLegend(graph),
    style: innerStyle(),
    nodes: graph.nodes.map((node) => {
      const box = layout.nodes.get(node.id)
      return {
        id: node.id,
        name: nameOfNode(node),
        description: describe(node),
        ...toPlace(node.place),
        head: toPlace(node.head).range,
        x: box ? box.x + box.width / 2 : 0,
        y: box ? box.y + box.height / 2 : 0,
      }
    }),
    edges: graph.edges.map(({ from, to, places }) => ({ from, to, ...toPlace(places[0]) })),
  }
}
