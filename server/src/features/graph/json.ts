/**
 * The graph as JSON, version 1, for scripts; `docs/graph.md` has it for them. Positions are zero-based lines and
 * characters (UTF-16 units) in the file that is named beside them, as in LSP. Fields may be added, none changes.
 */
import { type Document, linesOf, type Place } from '../../text/document.ts'
import { type Position, positionAt } from '../../text/lines.ts'
import { fileOf, pathFrom } from '../../text/uri.ts'
import type { FlowKind, Graph, GraphGroup, Item, NodeKind } from './graph.ts'

interface JsonPlace {
  readonly file: string
  /** Null where the file is not at hand. */
  readonly range: { readonly start: Position; readonly end: Position } | null
}

interface JsonItem extends JsonPlace {
  readonly id: string
  readonly group: string | null
  readonly label: string | null
  readonly problems: readonly (JsonPlace & {
    readonly rule: string
    readonly severity: string
    readonly message: string
  })[]
}

export interface JsonGraph {
  readonly version: 1
  readonly root: string
  readonly groups: readonly (JsonItem & { readonly kind: GraphGroup['kind'] })[]
  readonly nodes: readonly (JsonItem & {
    readonly kind: NodeKind
    readonly component: string
    readonly elsewhere: boolean
  })[]
  readonly edges: readonly {
    readonly from: string
    readonly to: string
    readonly kind: FlowKind
    readonly references: readonly (JsonPlace & { readonly attribute: string })[]
  }[]
}

/**
 * The JSON's data.
 * @param root the workspace's uri, which files are named from, and how it is shown
 * @param documentOf the document of a file's uri, for its lines
 */
export function jsonOf(
  graph: Graph,
  root: { readonly uri: string; readonly shown: string },
  documentOf: (uri: string) => Document | undefined,
): JsonGraph {
  const placed = ({ uri, range }: Place): JsonPlace => {
    const document = documentOf(fileOf(uri))
    const starts = document && linesOf(document)
    const at = starts && { start: positionAt(starts, range.start), end: positionAt(starts, range.end) }
    return { file: pathFrom(root.uri, uri), range: at ?? null }
  }
  const common = ({ id, group, label, place, problems }: Item) => ({
    id,
    group: group ?? null,
    label: label ?? null,
    ...placed(place),
    problems: problems.map(({ rule, severity, message, place: at }) => ({
      rule,
      severity,
      message,
      ...placed(at),
    })),
  })
  return {
    version: 1,
    root: root.shown,
    groups: graph.groups.map((group) => ({ kind: group.kind, ...common(group) })),
    nodes: graph.nodes.map((node) => {
      const { kind, component, elsewhere = false } = node
      return { kind, component, elsewhere, ...common(node) }
    }),
    edges: graph.edges.map(({ from, to, kind, places }) => ({
      from,
      to,
      kind,
      references: places.map((place) => ({ ...placed(place), attribute: place.attribute })),
    })),
  }
}
