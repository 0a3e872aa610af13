/**
 * Makes the graph of Alloy configurations from their trees: a node for each block at the level of a module (the root,
 * a `declare`, the template of a `foreach`), an edge for each reference. Findings are put on the node that they stand
 * in. What template output names refers to nothing here.
 */
import { type AlloyModule, customIn, idOf, moduleOfBlock, rootModule } from '../../model/alloy/modules.ts'
import type { Workspace } from '../../model/workspace.ts'
import type { Reported } from '../../rules/run.ts'
import type { AlloyTree, Block } from '../../syntax/alloy/ast.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { contains, type Range } from '../../text/range.ts'
import { connect } from './connect.ts'
import { kindOfComponent } from './flow.ts'
import type { Graph, GraphGroup, GraphNode, Item, NodeKind, Problem } from './graph.ts'

/** What Alloy reads as one configuration: a file, a text in a file, or the files of a directory. */
export interface Configuration {
  /** Shown as the title of its group where there are several. */
  readonly label: string
  readonly documents: readonly Document[]
}

/** A block with the node that stands for it. */
export interface Entry {
  readonly node: GraphNode
  readonly block: Block
  readonly document: Document
  readonly tree: AlloyTree
  /** The module in which its references are looked up. */
  readonly module: AlloyModule
  /** The texts of its configuration. */
  readonly configuration: Configuration
}

/** What is being built. */
interface Building {
  readonly ids: Set<string>
  readonly groups: GraphGroup[]
  readonly entries: Entry[]
}

/** Where a block is met. */
interface At {
  readonly document: Document
  readonly tree: AlloyTree
  readonly configuration: Configuration
  readonly group: string | undefined
}

/**
 * The graph of configurations, each a group of its own where there are several.
 * @param findings of the files that hold the configurations, in any order
 */
export function buildGraph(
  configurations: readonly Configuration[],
  workspace: Workspace,
  findings: readonly Reported[],
): Graph {
  const building: Building = { ids: new Set(), groups: [], entries: [] }
  for (const configuration of configurations) {
    const group = configurations.length > 1 ? configurationGroup(building, configuration) : undefined
    for (const document of configuration.documents) {
      const tree = alloyTree(document)
      collect(building, { document, tree, configuration, group }, rootModule(tree))
    }
  }
  const { nodes, edges } = connect(building.entries, workspace)
  const problems = problemsOf([...nodes, ...building.groups], findings)
  const withProblems = <T extends Item>(item: T): T => ({ ...item, problems: problems.get(item.id) ?? [] })
  return { groups: building.groups.map(withProblems), nodes: nodes.map(withProblems), edges }
}

function configurationGroup(building: Building, { label, documents }: Configuration): string | undefined {
  const [document] = documents
  if (!document) return undefined
  const place = placeOf(document, { start: 0, end: document.text.length })
  const id = uniqueId(building, undefined, label)
  const base = { id, group: undefined, label, place, head: place, problems: [] }
  building.groups.push({ kind: 'configuration', ...base })
  return id
}

function uniqueId({ ids }: Building, group: string | undefined, name: string): string {
  const wanted = group === undefined ? name : `${group}/${name}`
  let id = wanted
  for (let n = 2; ids.has(id); n++) id = `${wanted}#${n}`
  ids.add(id)
  return id
}

/** Nodes for the blocks of a module and of the modules in it, in the order of the text. */
function collect(building: Building, at: At, module: AlloyModule): void {
  for (const { kind, block } of module.entities) {
    if (kind !== 'declare' && kind !== 'foreach') {
      addNode(building, at, module, block)
      continue
    }
    const group = addGroup(building, at, block, kind)
    const inside = { ...at, group }
    // The header of a loop stands inside it, for it hands out the elements.
    if (kind === 'foreach') addNode(building, inside, module, block)
    collect(building, inside, moduleOfBlock(at.tree, block))
  }
}

function addGroup(building: Building, at: At, block: Block, kind: 'declare' | 'foreach'): string {
  const label = shownLabel(at.document, block)
  const id = uniqueId(building, at.group, idOf(block))
  building.groups.push({ kind, id, group: at.group, label, ...placesOf(at, block), problems: [] })
  return id
}

function addNode(building: Building, at: At, module: AlloyModule, block: Block): void {
  const { document, tree, configuration, group } = at
  const label = shownLabel(document, block)
  const name = label === undefined ? block.name : `${block.name}.${label}`
  const base = { id: uniqueId(building, group, name), group, component: block.name, label, problems: [] }
  const node: GraphNode = { kind: kindIn(module, block.name), ...base, ...placesOf(at, block) }
  building.entries.push({ node, block, document, tree, module, configuration })
}

function kindIn(module: AlloyModule, name: string): NodeKind {
  const kind = kindOfComponent(name)
  return kind === 'other' && customIn(module, name) ? 'module' : kind
}

/** The label; where template output makes it, as the template has it. */
function shownLabel(document: Document, { label }: Block): string | undefined {
  if (!label) return undefined
  const range = rangeOf(alloyTree(document), label)
  if (!isUnknown(document, range)) return label.value || undefined
  return document.text.slice(range.start, range.end).replace(/^"|"$/g, '')
}

function placesOf({ document, tree }: At, block: Block): Pick<Item, 'place' | 'head'> {
  const head: Range = {
    start: rangeOf(tree, block.names[0] ?? block).start,
    end: rangeOf(tree, block.label ?? block.names.at(-1) ?? block).end,
  }
  return { place: placeOf(document, rangeOf(tree, block)), head: placeOf(document, head) }
}

/** The findings by the id of the innermost item around their start, of those of one size the first. */
function problemsOf(
  items: readonly Item[],
  findings: readonly Reported[],
): ReadonlyMap<string, readonly Problem[]> {
  const length = ({ place }: Item) => place.range.end - place.range.start
  const smallestFirst = [...items].sort((a, b) => length(a) - length(b))
  const found = new Map<string, Problem[]>()
  for (const { uri, range, rule, severity, message } of findings) {
    const start = { start: range.start, end: range.start }
    const item = smallestFirst.find(({ place }) => place.uri === uri && contains(place.range, start))
    if (!item) continue
    const problems = found.get(item.id) ?? []
    problems.push({ rule, severity, message, place: { uri, range } })
    found.set(item.id, problems)
  }
  return found
}
