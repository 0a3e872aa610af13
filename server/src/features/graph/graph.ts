/**
 * The pipeline graph of Alloy configurations: components as nodes, what flows between them as edges. Plain data that
 * every output is made from. It knows no drawing; how it comes to be is in `build.ts`.
 */
import type { Severity } from '../../model/settings.ts'
import type { Place } from '../../text/document.ts'

/** What flows along an edge. `otel` is telemetry of a kind that the configuration does not tell. */
export type FlowKind = 'logs' | 'metrics' | 'traces' | 'profiles' | 'otel' | 'targets' | 'value'

/** All kinds of edges, in the order of legends. */
export const flowKinds: readonly FlowKind[] = [
  'logs',
  'metrics',
  'traces',
  'profiles',
  'otel',
  'targets',
  'value',
]

/** What a node is in the pipeline. */
export type NodeKind =
  /** Takes data in from outside and hands it on. */
  | 'source'
  /** Takes from components and hands on. */
  | 'transform'
  /** Takes from components; the data leaves the pipeline here. */
  | 'writer'
  /** Finds targets, or changes them. */
  | 'discovery'
  /** Gives a value: a file's content, a secret, a way to authenticate. */
  | 'value'
  /** An instance of a custom component, or a `foreach` with what it repeats. */
  | 'module'
  /** An `import.*` block. */
  | 'import'
  /** An `argument` of a `declare`: what comes from whoever uses it. */
  | 'argument'
  /** An `export` of a `declare`. */
  | 'export'
  /** A configuration block, such as `logging`. */
  | 'config'
  /** A component that no catalogue here knows, or that neither takes nor gives. */
  | 'other'
  /** A reference names it, and it is not there. */
  | 'missing'

/** A finding on a node or a group. */
export interface Problem {
  readonly rule: string
  readonly severity: Severity
  readonly message: string
  readonly place: Place
}

/** What nodes and groups have in common. */
export interface Item {
  /** Unique in the graph, made of names only: it stays the same while names and labels do. */
  readonly id: string
  /** The group around it; absent at the top. */
  readonly group: string | undefined
  readonly label: string | undefined
  /** The whole block; of a missing component the reference to it. */
  readonly place: Place
  /** The name and label of the block, to put a cursor on. */
  readonly head: Place
  /** In the order of the file. */
  readonly problems: readonly Problem[]
}

export interface GraphNode extends Item {
  readonly kind: NodeKind
  /** The block's name, such as `loki.write`. */
  readonly component: string
  /** Whether it stands in another file of the configuration, which is not shown. */
  readonly elsewhere?: boolean
}

/** Nodes that belong together. */
export interface GraphGroup extends Item {
  /** `configuration`: one of several in what is shown, such as an Alloy text in a manifest. */
  readonly kind: 'configuration' | 'declare' | 'foreach'
}

/** A place that makes an edge: the expression that refers, and the way to its attribute in the block. */
export interface EdgePlace extends Place {
  /** Such as `forward_to` or `output.logs`. */
  readonly attribute: string
}

/** Data goes from `from` to `to`. There is one edge for two nodes and a kind, however many references make it. */
export interface GraphEdge {
  readonly from: string
  readonly to: string
  readonly kind: FlowKind
  /** In the order of the text; never empty. */
  readonly places: readonly [EdgePlace, ...EdgePlace[]]
}

export interface Graph {
  /** Groups before what they hold, in the order of the text. */
  readonly groups: readonly GraphGroup[]
  /** In the order of the text; missing components last. */
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

/** A node's name as a configuration refers to it: `loki.write.default`, `logging`. */
export function nameOfNode({ component, label }: Pick<GraphNode, 'component' | 'label'>): string {
  return label === undefined ? component : `${component}.${label}`
}
