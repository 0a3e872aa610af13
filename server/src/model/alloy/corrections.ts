/**
 * What a reference that names nothing was most likely meant to be: a block of a similar id, the one block of its name
 * where the label is wrong or left out, or a text that lacks its quotes. Only guesses: which one is certain enough to
 * be applied is said with each.
 */
import { componentOf } from '../../schema/alloy.ts'
import type { AlloyTree, Identifier } from '../../syntax/alloy/ast.ts'
import { isIdentifier } from '../../syntax/alloy/lexer.ts'
import { memo } from '../../text/memo.ts'
import { nearestName } from '../../text/nearest.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { type AlloyModule, idOf, outward } from './modules.ts'
import type { PlacedReference } from './references.ts'
import type { AlloyScope } from './scope.ts'

/** A guess: what stands in `range` was meant to be `id`. */
export interface Correction {
  readonly id: string
  readonly range: Range
  /** Whether a slip of the hand explains it. */
  readonly isLikely: boolean
}

/** An id and its names. */
interface Candidate {
  readonly id: string
  readonly names: readonly string[]
}

const candidatesOf = memo((module: AlloyModule): readonly Candidate[] => {
  const ids = [...module.byId.keys(), ...(module.variable ? [module.variable] : [])]
  // A label that is no name can't be referred to, whatever was meant.
  return ids.map((id) => ({ id, names: id.split('.') })).filter(({ names }) => names.every(isIdentifier))
})

const candidatesBeside = memo((beside: AlloyScope['beside']): readonly Candidate[] =>
  [...beside.keys()].map((id) => ({ id, names: id.split('.') })),
)

/** The blocks that can be referred to in a module. */
function visible({ beside }: AlloyScope, module: AlloyModule): readonly Candidate[] {
  const found: Candidate[] = []
  let outermost = module
  for (let at: AlloyModule | undefined = module; at; at = outward(at)) {
    found.push(...candidatesOf(at))
    outermost = at
  }
  return outermost.kind === 'root' ? [...found, ...candidatesBeside(beside)] : found
}

/** The likeliest block that an unresolved reference means; undefined where none is near. */
export function correctionOf(
  scope: AlloyScope,
  { reference: { names, owner }, module }: PlacedReference,
): Correction | undefined {
  const own = owner && idOf(owner)
  const candidates = visible(scope, module).filter(({ id }) => id !== own)
  const id = slipOf(names, candidates)
  if (id) return { id: id.id, range: rangeTo(scope.tree, names, id.names.length), isLikely: true }
  return onlyOne(scope.tree, names, candidates)
}

/** The block whose id differs in one name alone, and there by a slip. */
function slipOf(names: readonly Identifier[], candidates: readonly Candidate[]): Candidate | undefined {
  const byName = new Map<string, Candidate>()
  let wrong: string | undefined
  for (const candidate of candidates) {
    const at = onlyDifference(names, candidate.names)
    const written = at === undefined ? undefined : names[at]?.name
    const meant = at === undefined ? undefined : candidate.names[at]
    if (written === undefined || meant === undefined || nearestName(written, [meant]) === undefined) continue
    // The first of the names that can be wrong is taken; all that would mend it are compared.
    wrong ??= written
    if (wrong === written && !byName.has(meant)) byName.set(meant, candidate)
  }
  const near = wrong === undefined ? undefined : nearestName(wrong, byName.keys())
  return near === undefined ? undefined : byName.get(near)
}

/** The place of the one name in which a reference begins otherwise than an id. */
function onlyDifference(names: readonly Identifier[], id: readonly string[]): number | undefined {
  if (id.length > names.length) return undefined
  let at: number | undefined
  for (let i = 0; i < id.length; i++) {
    if (names[i]?.name === id[i]) continue
    if (at !== undefined) return undefined
    at = i
  }
  return at
}

/** The one block of this name, where the label is another one or left out. */
function onlyOne(
  tree: AlloyTree,
  names: readonly Identifier[],
  candidates: readonly Candidate[],
): Correction | undefined {
  for (let length = names.length - 1; length > 0; length--) {
    const name = `${joined(names, length)}.`
    const labelled = candidates.filter(
      ({ id, names: all }) => all.length === length + 1 && id.startsWith(name),
    )
    const [only] = labelled
    if (!only) continue
    if (labelled.length > 1) return undefined
    // With its label left out, what follows the name is the export: it is the last of the names then.
    const isLeftOut = length + 1 === names.length && mayExport(joined(names, length), names[length]?.name)
    return {
      id: only.id,
      range: rangeTo(tree, names, isLeftOut ? length : length + 1),
      isLikely: isLeftOut,
    }
  }
  return undefined
}

/** Whether a component may export something of a name; what custom ones export is not asked. */
function mayExport(component: string, name: string | undefined): boolean {
  const exported = componentOf(component)?.exports
  return exported === undefined || exported.some(([each]) => each === name)
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
