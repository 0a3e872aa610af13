/**
 * What the references of a configuration come to, as `alloy validate` 1.18.0 follows them: those that name nothing,
 * those whose first name is a function's and a component's, and components that wait for each other. Whether what a
 * reference names exports anything of that name is not asked: only a start does.
 */
import {
  type AlloyCatalogue,
  componentOf,
  configBlockOf,
  functionOf,
  isLibraryName,
} from '../../schema/alloy.ts'
import type { AlloyTree, Block, Identifier } from '../../syntax/alloy/ast.ts'
import { attribute, childBlock, labelOf, stringValue } from '../../syntax/alloy/visit.ts'
import { memo } from '../../text/memo.ts'
import { alloyLevel, permits } from './level.ts'
import {
  type AlloyModule,
  type AlloyReference,
  componentNamed,
  moduleOfBlock,
  modulesOf,
  referencesIn,
} from './modules.ts'
import { isStarted } from './nested.ts'
import { moduleBlockAround, type PlacedBlock, perPart } from './partIndex.ts'
import { type AlloyScope, customOf, meaningOf } from './scope.ts'

/** A reference with the module that it stands in, and which program looks at it. */
export interface PlacedReference {
  readonly reference: AlloyReference
  readonly module: AlloyModule
  /** Undefined where the program stops at the block that it stands in. */
  readonly followedBy: Follower
}

/** `alloy validate` leaves what stands in the components of an imported module to the start. */
export type Follower = 'alloy' | 'alloy run' | undefined

export interface References {
  /** Name nothing: neither a block that can be seen from there nor a function nor a variable. */
  readonly unresolved: readonly PlacedReference[]
  /** Name a block by a name that the standard library has too. */
  readonly shadowing: readonly PlacedReference[]
  /** Name a function that is experimental. */
  readonly experimental: readonly PlacedReference[]
  /** Blocks that refer to each other in a ring, or one to itself; `alloy validate` follows all of them. */
  readonly rings: readonly (readonly Block[])[]
}

const allReferences = perPart(referencesIn)

/** What the references of a document come to. */
export function referencesOf(scope: AlloyScope, catalogue: AlloyCatalogue): References {
  const unresolved: PlacedReference[] = []
  const shadowing: PlacedReference[] = []
  const experimental: PlacedReference[] = []
  const edges = new Map<Block, Block[]>()
  const references = allReferences(scope.document)
  for (let i = 0; i < references.length; i++) {
    const reference = references[i]
    // What stands in no block is a fault of its own, and a name that is being typed none.
    if (!reference?.owner || isTyped(reference.names)) continue
    const { owner, names, moduleBlock } = reference
    const first = names[0]?.name ?? ''
    const module = moduleOfBlock(scope.tree, moduleBlock)
    const isLibrary = isLibraryName(first, catalogue)
    const component = isLibrary ? undefined : componentNamed(module, names, catalogue)
    if (component) {
      addEdge(edges, owner, component.block)
      continue
    }
    const meaning = meaningOf(scope, module, names)
    if (meaning && meaning.in !== 'scope') {
      if (isLibrary) shadowing.push(placeOfReference(scope, catalogue, module, reference, owner))
      if (meaning.in === 'text' && meaning.module === module) addEdge(edges, owner, meaning.entity.block)
    } else if (isLibrary) {
      const name = names.map((each) => each.name).join('.')
      if (functionOf(name, catalogue)?.experimental)
        experimental.push(placeOfReference(scope, catalogue, module, reference, owner))
    } else if (!meaning) {
      const found = unresolvedIn(scope, placeOfReference(scope, catalogue, module, reference, owner), first)
      if (found) unresolved.push(found)
    }
  }
  return { unresolved, shadowing, experimental, rings: followedRings(scope, catalogue, edges) }
}

/** The labels by which references name components of a name; in the order of the text, each once. */
export function labelsNamed({ document, siblings }: AlloyScope, component: string): readonly string[] {
  const prefix = component.split('.')
  const found = new Set<string>()
  const add = (names: readonly string[]): void => {
    const label = names[prefix.length]
    // Without anything behind it, it could be the export of a component whose label was left out.
    if (label && names.length > prefix.length + 1 && prefix.every((name, i) => names[i] === name))
      found.add(label)
  }
  for (const { names } of allReferences(document)) add(names.map(({ name }) => name))
  for (const { uses } of siblings) for (const { names } of uses) add(names)
  return [...found]
}

/** Whether somebody is typing at a dot of a chain. */
function isTyped(names: readonly Identifier[]): boolean {
  for (let i = 0; i < names.length; i++) if (names[i]?.name === '') return true
  return false
}

function placeOfReference(
  scope: AlloyScope,
  catalogue: AlloyCatalogue,
  module: AlloyModule,
  reference: AlloyReference,
  owner: Block,
): PlacedReference {
  return { reference, module, followedBy: followerOf(scope, catalogue, module, owner) }
}

/**
 * Names that `alloy validate` takes everywhere are refused by the start where they are not in scope: at the root, which
 * is always started, and an argument that its module does not have.
 */
function unresolvedIn(
  scope: AlloyScope,
  placed: PlacedReference,
  first: string,
): PlacedReference | undefined {
  const { kind, block } = placed.module
  const isTaken = isArgument(scope, first)
  if (!isTaken && !variablesOf(scope.tree).has(first)) return placed
  const isStartedHere = kind === 'root' || (block !== undefined && isStarted(scope.tree, [block]))
  if (kind !== 'root' && !(kind === 'declare' && isTaken)) return undefined
  // All arguments together, of which an index takes one: a key that is not there gives null.
  if (kind === 'declare' && placed.reference.names.length === 1) return undefined
  return { ...placed, followedBy: placed.followedBy && isStartedHere ? 'alloy run' : undefined }
}

/** Which program looks at the references that stand in a block, or in one around it. */
export function followerAround(
  scope: AlloyScope,
  catalogue: AlloyCatalogue,
  around: PlacedBlock | undefined,
): Follower {
  const moduleBlock = moduleBlockAround(around)
  let at = around
  while (at?.around && at.around.block !== moduleBlock && !isTemplateOf(at.around, moduleBlock))
    at = at.around
  return at && followerOf(scope, catalogue, moduleOfBlock(scope.tree, moduleBlock), at.block)
}

function isTemplateOf({ around }: PlacedBlock, foreach: Block | undefined): boolean {
  return foreach?.name === 'foreach' && around?.block === foreach
}

/** Which program follows the references of a block. */
function followerOf(
  scope: AlloyScope,
  catalogue: AlloyCatalogue,
  module: AlloyModule,
  { name }: Block,
): Follower {
  const custom = customOf(scope, module, name)
  if (custom) return custom.entity?.kind === 'import' ? 'alloy run' : 'alloy'
  if (configBlockOf(name, catalogue)) return 'alloy'
  const component = componentOf(name, catalogue)
  const { level, community } = alloyLevel(scope.workspace)
  if (!component) return undefined
  const isTaken = component.stability === 'community' ? community : permits(level, component.stability)
  return isTaken ? 'alloy' : undefined
}

function followedRings(
  scope: AlloyScope,
  catalogue: AlloyCatalogue,
  edges: ReadonlyMap<Block, readonly Block[]>,
): readonly (readonly Block[])[] {
  const rings = ringsOf(edges)
  if (rings.length === 0) return rings
  const modules = new Map(
    modulesOf(scope.tree).flatMap((module) => module.entities.map(({ block }) => [block, module] as const)),
  )
  return rings.filter((ring) =>
    ring.every((block) => {
      const module = modules.get(block)
      return module && followerOf(scope, catalogue, module, block) === 'alloy'
    }),
  )
}

function addEdge(edges: Map<Block, Block[]>, from: Block, to: Block): void {
  const known = edges.get(from)
  if (known) known.push(to)
  else edges.set(from, [to])
}

/** The names of all `foreach` variables: `alloy validate` takes each of them everywhere, not only in its template. */
const variablesOf = memo((tree: AlloyTree): ReadonlySet<string> => {
  const names = modulesOf(tree).flatMap(({ block, kind }) =>
    kind === 'foreach' && block && childBlock(block, 'template')
      ? (stringValue(attribute(block, 'var')?.value) ?? [])
      : [],
  )
  return new Set(names)
})

/** As soon as one `declare` has a label, `alloy validate` takes `argument` everywhere. */
function isArgument({ tree, beside }: AlloyScope, name: string): boolean {
  if (name !== 'argument') return false
  const isNamed = ({ kind, block }: AlloyModule): boolean =>
    kind === 'declare' && block !== undefined && labelOf(block) !== undefined
  return modulesOf(tree).some(isNamed) || [...beside.keys()].some((id) => id.startsWith('declare.'))
}

/** Rings of blocks that refer to each other, found by Tarjan's algorithm without recursion. */
function ringsOf(edges: ReadonlyMap<Block, readonly Block[]>): readonly (readonly Block[])[] {
  if (!mayHaveRing(edges)) return []
  const search: Search = { edges, order: new Map(), low: new Map(), stack: [], open: new Set(), rings: [] }
  for (const block of edges.keys()) if (!search.order.has(block)) searchFrom(search, block)
  return search.rings
}

/**
 * Whether there may be a ring: hardly ever. What leads only to blocks that refer to nothing is in none, so it is left
 * out, again and again, until nothing is left or all that is left goes on.
 */
function mayHaveRing(edges: ReadonlyMap<Block, readonly Block[]>): boolean {
  let left = new Set<Block>()
  for (const [block, to] of edges) if (leadsOn(to, edges)) left.add(block)
  for (let round = 0; left.size > 0; round++) {
    const next = new Set<Block>()
    for (const block of left) if (leadsOn(edges.get(block) ?? none, left)) next.add(block)
    // Long chains are for the search itself.
    if (next.size === left.size || round === 16) return true
    left = next
  }
  return false
}

const none: readonly never[] = []

function leadsOn(to: readonly Block[], left: { has(block: Block): boolean }): boolean {
  for (let i = 0; i < to.length; i++) if (left.has(to[i] as Block)) return true // The index is within.
  return false
}

interface Search {
  readonly edges: ReadonlyMap<Block, readonly Block[]>
  readonly order: Map<Block, number>
  readonly low: Map<Block, number>
  readonly stack: Block[]
  readonly open: Set<Block>
  readonly rings: (readonly Block[])[]
}

function searchFrom(search: Search, root: Block): void {
  const path: { readonly block: Block; next: number }[] = []
  enter(search, root)
  path.push({ block: root, next: 0 })
  for (let frame = path.at(-1); frame; frame = path.at(-1)) {
    const { block } = frame
    const to = search.edges.get(block)?.[frame.next++]
    if (to === undefined) {
      path.pop()
      close(search, block)
      const around = path.at(-1)
      if (around) lower(search, around.block, search.low.get(block) ?? 0)
    } else if (!search.order.has(to)) {
      enter(search, to)
      path.push({ block: to, next: 0 })
    } else if (search.open.has(to)) lower(search, block, search.order.get(to) ?? 0)
  }
}

function enter({ order, low, stack, open }: Search, block: Block): void {
  low.set(block, order.size)
  order.set(block, order.size)
  stack.push(block)
  open.add(block)
}

function lower({ low }: Search, block: Block, value: number): void {
  if (value < (low.get(block) ?? 0)) low.set(block, value)
}

function close({ edges, order, low, stack, open, rings }: Search, block: Block): void {
  if (low.get(block) !== order.get(block)) return
  const ring = stack.splice(stack.lastIndexOf(block))
  for (const each of ring) open.delete(each)
  if (ring.length > 1 || edges.get(block)?.includes(block)) rings.push(ring)
}
