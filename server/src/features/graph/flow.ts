/**
 * What the catalogue of components says of flows: what a component is in a pipeline, what a reference to an export
 * carries, and in which direction. A component exports either something to push to (a receiver: data goes to the
 * component) or something to read (targets, values: data comes from it). It resolves no names.
 */
import {
  type AlloyArgument,
  type AlloyDefinition,
  argumentsOf,
  blocksOfDefinition,
  componentOf,
  configBlockOf,
  wayTo,
} from '../../schema/alloy.ts'
import type { FlowKind, NodeKind } from './graph.ts'

/** What a reference carries, and whether the referring block sends it (`push`) or receives it. */
export interface Flow {
  readonly kind: FlowKind
  readonly push: boolean
}

const receivers: Readonly<Record<string, FlowKind>> = {
  LogsReceiver: 'logs',
  MetricsReceiver: 'metrics',
  ProfilesReceiver: 'profiles',
  'otelcol.Consumer': 'otel',
}

/** The kind that the name of an attribute says, where a consumer takes any. */
const signals: Readonly<Record<string, FlowKind>> = {
  logs: 'logs',
  metrics: 'metrics',
  traces: 'traces',
  profiles: 'profiles',
}

/** What blocks of Alloy itself are that hold other statements or stand for a module's interface. */
const moduleKinds: Readonly<Record<string, NodeKind>> = {
  argument: 'argument',
  export: 'export',
  foreach: 'module',
  declare: 'module',
}

/**
 * What a reference carries.
 * @param component the name of the block in which the reference stands
 * @param attribute the names of the blocks inside it and of the attribute, such as `['output', 'logs']`
 * @param exported the type of the export that is referred to, where it is known
 */
export function flowOf(component: string, attribute: readonly string[], exported: string | undefined): Flow {
  const last = attribute.at(-1) ?? ''
  if (component === 'tracing' && last === 'write_to') return { kind: 'traces', push: true }
  const type = exported ?? argumentType(component, attribute)
  const receiver = type === undefined ? undefined : receivers[elementOf(type)]
  if (receiver === 'otel') return { kind: signals[last] ?? 'otel', push: true }
  if (receiver) return { kind: receiver, push: true }
  if (type !== undefined) return { kind: isTargets(type) ? 'targets' : 'value', push: false }
  // Whoever writes a module names its arguments as the components do.
  const pushes = last === 'forward_to' || attribute.at(-2) === 'output'
  return pushes
    ? { kind: signals[last] ?? kindOfName(component), push: true }
    : { kind: 'value', push: false }
}

/** `list(LogsReceiver)` is a list of `LogsReceiver`. */
function elementOf(type: string): string {
  return /^list\((.*)\)$/.exec(type)?.[1] ?? type
}

function isTargets(type: string): boolean {
  return elementOf(type) === 'map(string)' && type !== 'map(string)'
}

/** The type of an argument as the catalogue has it. */
function argumentType(component: string, attribute: readonly string[]): string | undefined {
  const way = wayTo([component, ...attribute.slice(0, -1)])
  return way && argumentsOf(way.definition).find(({ name }) => name === attribute.at(-1))?.type
}

function kindOfName(component: string): FlowKind {
  if (component.startsWith('loki.')) return 'logs'
  if (component.startsWith('prometheus.')) return 'metrics'
  return component.startsWith('pyroscope.') ? 'profiles' : 'otel'
}

/** The type of a component's export; undefined where the catalogue does not know it. */
export function exportType(component: string, name: string): string | undefined {
  return componentOf(component)?.exports.find(([exported]) => exported === name)?.[1]
}

/** What a block is in a pipeline, by its name; `other` for a name that no catalogue has. */
export function kindOfComponent(name: string): NodeKind {
  if (name.startsWith('import.')) return 'import'
  const inModule = Object.hasOwn(moduleKinds, name) ? moduleKinds[name] : undefined
  if (inModule) return inModule
  if (configBlockOf(name)) return 'config'
  const component = componentOf(name)
  if (!component) return 'other'
  const types = component.exports.map(([, type]) => type)
  const takesData = types.some((type) => receivers[type] !== undefined)
  const sends = sendsOn(component.definition, 0)
  if (takesData && types.some(isTargets)) return 'source'
  if (takesData) return sends ? 'transform' : 'writer'
  if (sends) return 'source'
  if (types.some(isTargets)) return name.startsWith('prometheus.exporter.') ? 'source' : 'discovery'
  return types.length > 0 ? 'value' : 'other'
}

/** Whether a definition, or a block in it, has an argument that takes receivers. */
function sendsOn(definition: AlloyDefinition, depth: number): boolean {
  if (argumentsOf(definition).some(takesReceiver)) return true
  // Definitions can hold themselves; receivers stand at most one block deep (`output`).
  return depth < 1 && blocksOfDefinition(definition).some((block) => sendsOn(block.definition, depth + 1))
}

function takesReceiver({ type }: AlloyArgument): boolean {
  return receivers[elementOf(type)] !== undefined
}
