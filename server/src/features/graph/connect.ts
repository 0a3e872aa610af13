/**
 * The edges of the graph: follows each reference of each block to the component that it names, and tells from the
 * types which way data flows and what it is. What lies in another file of the configuration becomes a node of its own
 * here, and what is not there a missing one.
 */
import {
  type AlloyModule,
  customIn,
  moduleOfBlock,
  outward,
  resolveIn,
  rootModule,
} from '../../model/alloy/modules.ts'
import { type PlacedBlock, type PlacedNames, partIndex } from '../../model/alloy/partIndex.ts'
import { meaningOf, scopeOf } from '../../model/alloy/scope.ts'
import type { Workspace } from '../../model/workspace.ts'
import { componentOf, configBlockOf, isLibraryName } from '../../schema/alloy.ts'
import type { AlloyTree, Block, Expression, Identifier } from '../../syntax/alloy/ast.ts'
import { attribute, referenceNames, unwrapped } from '../../syntax/alloy/visit.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { type Place, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Configuration, Entry } from './build.ts'
import { exportType, flowOf, kindOfComponent } from './flow.ts'
import type { EdgePlace, GraphEdge, GraphNode } from './graph.ts'

interface Connected {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
}

interface Connecting {
  readonly workspace: Workspace
  readonly byBlock: ReadonlyMap<Block, Entry>
  /** Nodes for what has no block in the texts that are shown, by id. */
  readonly extra: Map<string, GraphNode>
  readonly edges: Map<string, GraphEdge>
}

/** The nodes of all entries, with those behind them that only references make, and the edges between all. */
export function connect(entries: readonly Entry[], workspace: Workspace): Connected {
  const byBlock = new Map(entries.map((entry) => [entry.block, entry]))
  const connecting: Connecting = { workspace, byBlock, extra: new Map(), edges: new Map() }
  for (const tree of new Set(entries.map((entry) => entry.tree)))
    for (const part of tree.parts) for (const names of partIndex(part).names) connectNames(connecting, names)
  return {
    nodes: [...entries.map(({ node }) => node), ...connecting.extra.values()],
    edges: [...connecting.edges.values()],
  }
}

function connectNames(connecting: Connecting, { names, expression, attribute, around }: PlacedNames): void {
  const owner = ownerOf(connecting.byBlock, around)
  if (!owner) return
  const { entry, way } = owner
  const { document, tree, node } = entry
  const range = rangeOf(tree, expression)
  if (isUnknown(document, range)) return
  const attributeWay = [...way, attribute.name.name]
  const place: EdgePlace = { ...placeOf(document, range), attribute: attributeWay.join('.') }
  const found = targetOf(connecting, entry, names, place)
  if (!found || (found.variable && found.node === node)) return
  const { kind, push } = flowOf(node.component, attributeWay, found.type)
  const [from, to] = push ? [node.id, found.node.id] : [found.node.id, node.id]
  const key = JSON.stringify([from, to, kind])
  const known = connecting.edges.get(key)
  connecting.edges.set(key, { from, to, kind, places: known ? [...known.places, place] : [place] })
}

/** The entry that a block lies in or is, and the names of the blocks in it on the way. */
function ownerOf(
  byBlock: Connecting['byBlock'],
  around: PlacedBlock | undefined,
): { readonly entry: Entry; readonly way: readonly string[] } | undefined {
  const way: string[] = []
  for (let at = around; at; at = at.around) {
    const entry = byBlock.get(at.block)
    if (entry) return { entry, way: way.reverse() }
    way.push(at.block.name)
  }
  return undefined
}

/** What a reference leads to: a node, and the type of what it gives, as far as that is known. */
interface Target {
  readonly node: GraphNode
  readonly type: string | undefined
  /** Whether it is the current element of a loop, whose header stands for it. */
  readonly variable?: boolean
}

function targetOf(
  connecting: Connecting,
  entry: Entry,
  names: readonly Identifier[],
  place: EdgePlace,
): Target | undefined {
  const { module, tree, configuration, document } = entry
  const own = resolvedIn(configuration, tree, module, names)
  if (own) {
    const found = connecting.byBlock.get(own.block)
    return found && { node: found.node, type: own.type(0) }
  }
  const loop = loopOf(module, names[0]?.name)
  if (loop) {
    const header = loop.block && connecting.byBlock.get(loop.block)
    return header && { node: header.node, type: elementType(configuration, tree, loop), variable: true }
  }
  const meaning = meaningOf(scopeOf(document, connecting.workspace), module, names)
  if (meaning?.in === 'scope') return undefined
  if (meaning?.in === 'beside') {
    const { name, label, place: at } = meaning.name
    const type = exportType(name, meaning.rest[0]?.name ?? '')
    return { node: extraNode(connecting, entry, 'elsewhere', name, label, at), type }
  }
  return missingTarget(connecting, entry, names, place)
}

/** A block of the texts of a configuration, and the type of what the names behind its own give. */
interface Found {
  readonly block: Block
  readonly type: (depth: number) => string | undefined
}

function resolvedIn(
  configuration: Configuration,
  tree: AlloyTree,
  module: AlloyModule,
  names: readonly Identifier[],
): Found | undefined {
  const own = resolveIn(module, names)
  if (own)
    return {
      block: own.entity.block,
      type: typeIn(configuration, tree, own.module, own.entity.block, own.rest),
    }
  if (outermost(module).kind !== 'root') return undefined
  for (const document of configuration.documents) {
    const other = alloyTree(document)
    if (other === tree) continue
    const root = rootModule(other)
    const found = resolveIn(root, names)
    if (found)
      return {
        block: found.entity.block,
        type: typeIn(configuration, other, root, found.entity.block, found.rest),
      }
  }
  return undefined
}

function outermost(module: AlloyModule): AlloyModule {
  let last = module
  for (let at = outward(module); at; at = outward(at)) last = at
  return last
}

function loopOf(module: AlloyModule, name: string | undefined): AlloyModule | undefined {
  for (let at: AlloyModule | undefined = module; at; at = outward(at)) if (at.variable === name) return at
  return undefined
}

/** The type of an export of a block. `depth` ends declarations that hand out each other's exports in a circle. */
function typeIn(
  configuration: Configuration,
  tree: AlloyTree,
  module: AlloyModule,
  block: Block,
  rest: readonly Identifier[],
): Found['type'] {
  const name = rest[0]?.name ?? ''
  return (depth) => {
    const custom = componentOf(block.name) ? undefined : customIn(module, block.name)
    if (custom?.kind !== 'declare') return exportType(block.name, name)
    const inner = moduleOfBlock(tree, custom.block)
    const given = inner.byId.get(`export.${name}`)?.block
    return typeOf(configuration, tree, inner, given && attribute(given, 'value')?.value, depth)
  }
}

function typeOf(
  configuration: Configuration,
  tree: AlloyTree,
  module: AlloyModule,
  expression: Expression | undefined,
  depth: number,
): string | undefined {
  const names = expression && referenceNames(unwrapped(expression))
  return depth < 8 && names ? resolvedIn(configuration, tree, module, names)?.type(depth + 1) : undefined
}

function elementType(configuration: Configuration, tree: AlloyTree, loop: AlloyModule): string | undefined {
  const collection = loop.block && attribute(loop.block, 'collection')?.value
  return loop.parent && typeOf(configuration, tree, loop.parent, collection, 0)
}

/** A node for what is not in the texts that are shown: one for each name and group. */
function extraNode(
  { extra }: Connecting,
  { node: { group } }: Entry,
  kind: 'missing' | 'elsewhere',
  component: string,
  label: string | undefined,
  { uri, range }: Place,
): GraphNode {
  const name = label === undefined ? component : `${component}.${label}`
  // A mark of its own: a block of this name that can't be seen from here may be in the graph.
  const id = `${group === undefined ? '' : `${group}/`}${kind}:${name}`
  const known = extra.get(id)
  if (known) return known
  const place = { uri, range }
  const base = { id, group, component, label, place, head: place, problems: [] }
  const node: GraphNode =
    kind === 'missing' ? { kind, ...base } : { kind: kindOfComponent(component), ...base, elsewhere: true }
  extra.set(id, node)
  return node
}

function missingTarget(
  connecting: Connecting,
  entry: Entry,
  names: readonly Identifier[],
  place: EdgePlace,
): Target | undefined {
  const texts = names.map(({ name }) => name)
  if (isLibraryName(texts[0] ?? '')) return undefined
  const length = componentLength(entry.module, texts)
  const label = texts[length]
  if (length === 0 || !label) return undefined
  const component = texts.slice(0, length).join('.')
  const node = extraNode(connecting, entry, 'missing', component, label, place)
  return { node, type: exportType(component, texts[length + 1] ?? '') }
}

/** How many of the names are the name of a component: a known one, else all before the label and the export. */
function componentLength(module: AlloyModule, names: readonly string[]): number {
  const custom = customIn(module, names[0] ?? '')
  if (custom) return custom.kind === 'import' ? 2 : 1
  if (names[0] === 'argument') return outermost(module).kind === 'declare' ? 1 : 0
  for (let length = names.length - 1; length > 0; length--) {
    const name = names.slice(0, length).join('.')
    if (componentOf(name) || configBlockOf(name)?.label === 'required') return length
  }
  return Math.max(names.length - 2, 0)
}
