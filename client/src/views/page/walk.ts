/** Where an arrow key leads in the pipeline: along the data to the right, against it to the left, else to neighbours. */
import type { Pipeline, PipelineNode } from '../../../../server/src/lsp/protocol.ts'

/** How far apart nodes of one column may stand. */
const column = 60

/**
 * The node that a key leads to, from the node with the focus.
 * @param from its id; undefined where none has the focus: any arrow leads to the first
 */
export function nextNode(
  { nodes, edges }: Pipeline,
  from: string | undefined,
  key: string,
): PipelineNode | undefined {
  const at = nodes.find(({ id }) => id === from)
  if (key === 'Home') return nodes[0]
  if (key === 'End') return nodes.at(-1)
  if (!key.startsWith('Arrow')) return undefined
  if (!at) return nodes[0]
  const ids = new Set(
    edges.flatMap((edge) => {
      if (key === 'ArrowRight') return edge.from === from ? [edge.to] : []
      if (key === 'ArrowLeft') return edge.to === from ? [edge.from] : []
      return []
    }),
  )
  if (key === 'ArrowRight' || key === 'ArrowLeft')
    return nearest(
      nodes.filter(({ id }) => ids.has(id) && id !== from),
      at,
    )
  const side = key === 'ArrowDown' ? 1 : -1
  const beside = nodes.filter(({ x, y }) => Math.abs(x - at.x) < column && (y - at.y) * side > 0)
  return nearest(beside, at)
}

function nearest(nodes: readonly PipelineNode[], { y }: PipelineNode): PipelineNode | undefined {
  return [...nodes].sort((a, b) => Math.abs(a.y - y) - Math.abs(b.y - y))[0]
}
