/**
 * What can be referred to from a place: exports of components, arguments of the module, the variable of a `foreach`;
 * with the type of each, where it is known, and whether it fits what is asked for.
 */
import { fits } from '../../model/alloy/exportType.ts'
import { type AlloyModule, idOf, outward } from '../../model/alloy/modules.ts'
import { type AlloyScope, customOf } from '../../model/alloy/scope.ts'
import { type AlloyCatalogue, componentOf } from '../../schema/alloy.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { labelOf } from '../../syntax/alloy/visit.ts'
import { fileOf } from '../../text/uri.ts'
import { isModuleLevel } from './body.ts'
import type { Cursor } from './cursor.ts'

/** Something that a reference can name. */
export interface Seen {
  /** As it is written: `loki.write.default.receiver`. */
  readonly reference: string
  /** Its type in the catalogue's words; undefined where it is not known. */
  readonly word: string | undefined
  /** What it is of: a component's name, `argument`, `foreach`. */
  readonly of: string
  /** The file it stands in, where that is another one. */
  readonly uri?: string
}

/** The module that a place is in, what surrounds it, and the block around the place that can't refer to itself. */
export interface Viewpoint {
  readonly scope: AlloyScope
  readonly module: AlloyModule
  readonly catalogue: AlloyCatalogue
  /** What references to the block around the place begin with. */
  readonly own: string | undefined
}

/** Where the cursor stands, among modules. */
export function viewpointOf({ scope, module, catalogue, blocks }: Cursor): Viewpoint {
  return viewpointAt(scope, module, catalogue, blocks)
}

/** What is seen from inside nested blocks. */
export function viewpointAt(
  scope: AlloyScope,
  module: AlloyModule,
  catalogue: AlloyCatalogue,
  blocks: readonly Block[],
): Viewpoint {
  const index = blocks.findLastIndex((_, i) => isModuleLevel(blocks.slice(0, i + 1)))
  const around = blocks[index]
  return { scope, module, catalogue, own: around && idOf(around) }
}

/** All that can be referred to, the nearest module first. */
export function seenFrom(view: Viewpoint): readonly Seen[] {
  const { scope, module, own } = view
  const found = new Map<string, Seen>()
  const add = (seen: Seen): void => {
    if (!found.has(seen.reference)) found.set(seen.reference, seen)
  }
  let outermost = module
  for (let at: AlloyModule | undefined = module; at; at = outward(at)) {
    const known: Known = new Map()
    if (at.variable) add({ reference: at.variable, word: undefined, of: 'foreach' })
    for (const { id, kind, block } of at.entities) {
      const label = labelOf(block)
      if (kind === 'argument' && label !== undefined)
        add({ reference: `argument.${label}.value`, word: undefined, of: 'argument' })
      else if (kind === 'component' && id !== own && label !== undefined)
        addExports(found, view, at, { name: block.name, id }, known)
    }
    outermost = at
  }
  if (outermost.kind !== 'root') return [...found.values()]
  const known: Known = new Map()
  for (const names of scope.beside.values()) {
    const [name] = names
    if (name?.kind !== 'component' || name.label === undefined) continue
    addExports(found, view, outermost, { name: name.name, id: name.id, uri: fileOf(name.place.uri) }, known)
  }
  return [...found.values()]
}

/** Exports of the blocks of a name, kept while a module is gone through: there are thousands of blocks, and few names. */
type Known = Map<string, readonly (readonly [string, string | undefined])[]>

function addExports(
  found: Map<string, Seen>,
  { scope, catalogue }: Viewpoint,
  module: AlloyModule,
  block: { readonly name: string; readonly id: string; readonly uri?: string },
  known: Known,
): void {
  const { name, id, uri } = block
  let exports = known.get(name)
  if (!exports) {
    const gives = (): readonly string[] => customOf(scope, module, name)?.declare?.gives ?? []
    exports = componentOf(name, catalogue)?.exports ?? gives().map((each) => [each, undefined] as const)
    known.set(name, exports)
  }
  for (const [each, word] of exports) {
    const reference = `${id}.${each}`
    if (!found.has(reference)) found.set(reference, { reference, word, of: name, ...(uri && { uri }) })
  }
}

/** A way to write something seen where a type is asked for. */
export interface Fitting {
  readonly seen: Seen
  /** What to write: the reference, in brackets where a list of it is asked for. */
  readonly text: string
  /** Where the key of a map is to be filled in: the text ends before it. */
  readonly key: boolean
  /** Whether it is known to fit. */
  readonly certain: boolean
}

/** What fits a type, in the order seen. */
export function fitting(all: readonly Seen[], asked: string): readonly Fitting[] {
  const found: Fitting[] = []
  // There are thousands of references in a long file, and only some types.
  const known = new Map<string | undefined, Manner | undefined>()
  for (const seen of all) {
    const { word, reference } = seen
    if (!known.has(word)) known.set(word, mannerOf(word, asked))
    const manner = known.get(word)
    if (!manner) continue
    const { list, ...rest } = manner
    found.push({ seen, text: list ? `[${reference}]` : reference, ...rest })
  }
  return found
}

/** How something of a type is written where another is asked for. */
interface Manner extends Pick<Fitting, 'key' | 'certain'> {
  readonly list: boolean
}

function mannerOf(word: string | undefined, asked: string): Manner | undefined {
  if (word === undefined) return { list: false, key: false, certain: false }
  const direct = fits(word, asked)
  if (direct !== false) return { list: false, key: false, certain: direct === true }
  const element = /^list\((.*)\)$/.exec(asked)?.[1]
  if (element && fits(word, element)) return { list: true, key: false, certain: true }
  const value = /^map\((.*)\)$/.exec(word)?.[1]
  const inMap = value === undefined ? false : fits(value, asked)
  return inMap === false ? undefined : { list: false, key: true, certain: inMap === true }
}

/** A label that no block of this name has yet in the module. */
export function freeLabel({ module, scope }: Viewpoint, name: string): string {
  for (let i = 1; ; i++) {
    const label = i === 1 ? 'default' : `default_${i}`
    const id = `${name}.${label}`
    let taken = module.kind === 'root' && scope.beside.has(id)
    for (let at: AlloyModule | undefined = module; at && !taken; at = outward(at)) taken = at.byId.has(id)
    if (!taken) return label
  }
}

/** Whether a component is the end of a pipeline: it takes something and hands nothing on. */
export function isSink(name: string, catalogue: AlloyCatalogue): boolean {
  const component = componentOf(name, catalogue)
  if (!component) return false
  const hands = [...component.definition.arguments.values()].some(({ type }) => handedOn.test(type))
  return !hands && !component.definition.blocks.has('output')
}

/** Lists of what logs, metrics and profiles are sent to. */
export const handedOn = /^list\((?:Logs|Metrics|Profiles)Receiver\)$/
