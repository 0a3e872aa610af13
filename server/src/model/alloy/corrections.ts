/**
 * What a reference that names nothing was most likely meant to be: a block of a similar id, the one block of its name
 * where the label is wrong or left out, or a text that lacks its quotes. Only guesses: which one is certain enough to
 * be applied is said with each.
 */
import type { AlloyTree, Identifier } from '../../syntax/alloy/ast.ts'
import { nearestName } from '../../text/nearest.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { type AlloyModule, outward } from './modules.ts'
import type { PlacedReference } from './references.ts'
import type { AlloyScope } from './scope.ts'

/** A guess: what stands in `range` was meant to be `id`. */
export interface Correction {
  readonly id: string
  readonly range: Range
  /** Whether a slip of the hand explains it. */
  readonly isLikely: boolean
}

/** The ids of the blocks that can be referred to in a module. */
export function visibleIds({ beside }: AlloyScope, module: AlloyModule): readonly string[] {
  const ids: string[] = []
  let outermost = module
  for (let at: AlloyModule | undefined = module; at; at = outward(at)) {
    ids.push(...at.byId.keys())
    if (at.variable) ids.push(at.variable)
    outermost = at
  }
  return outermost.kind === 'root' ? [...ids, ...beside.keys()] : ids
}

/** The likeliest block that an unresolved reference means; undefined where none is near. */
export function correctionOf(
  scope: AlloyScope,
  { reference: { names }, module }: PlacedReference,
): Correction | undefined {
  const ids = visibleIds(scope, module)
  for (let length = names.length; length > 0; length--) {
    const candidates = ids.filter((id) => segments(id) === length)
    const near = nearestName(joined(names, length), candidates, 3)
    if (near) return { id: near, range: rangeTo(scope.tree, names, length), isLikely: true }
  }
  return onlyOne(scope, names, ids)
}

/** The one block of this name, where the label is another one or left out. */
function onlyOne(
  { tree }: AlloyScope,
  names: readonly Identifier[],
  ids: readonly string[],
): Correction | undefined {
  for (let length = names.length - 1; length > 0; length--) {
    const name = joined(names, length)
    const labelled = ids.filter((id) => id.startsWith(`${name}.`) && segments(id) === length + 1)
    const [id] = labelled
    if (id === undefined) continue
    if (labelled.length > 1) return undefined
    // With its label left out, what follows the name is the export: it is the last of the names then.
    const isLeftOut = length + 1 === names.length
    return { id, range: rangeTo(tree, names, isLeftOut ? length : length + 1), isLikely: isLeftOut }
  }
  return undefined
}

function segments(id: string): number {
  return id.split('.').length
}

function joined(names: readonly Identifier[], length: number): string {
  return names
    .slice(0, length)
    .map(({ name }) => name)
    .join('.')
}

function rangeTo(tree: AlloyTree, names: readonly Identifier[], length: number): Range {
  const [first, last] = [names[0], names[length - 1]]
  if (!first || !last) throw new RangeError('a reference has a name')
  return { start: rangeOf(tree, first).start, end: rangeOf(tree, last).end }
}
