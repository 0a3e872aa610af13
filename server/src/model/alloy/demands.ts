/**
 * Blocks that break a demand of `schema/alloyDemands.ts`. What is not known (a function's value, template output)
 * breaks none; a reference to another component's export is taken for a value, and the claim is weaker then.
 */
import { type Demand, type DemandCondition, demands } from '../../schema/alloyDemands.ts'
import type { Attribute, Block, Statement } from '../../syntax/alloy/ast.ts'
import { attribute, referenceNames, sourceOf, unwrapped } from '../../syntax/alloy/visit.ts'
import { definitionName, type Nested, type Presence, perDefinition, presenceOf } from './nested.ts'
import { constantOf, measureOf } from './value.ts'

/** An argument or block that a demand speaks of. */
export interface Member {
  readonly name: string
  readonly node: Attribute | Block
}

/** A demand that a block breaks. */
export interface BrokenDemand {
  readonly nested: Nested
  readonly demand: Demand
  /** Those that are set, in the order of the text. */
  readonly given: readonly Member[]
  /** What makes the demand hold: `proxy_url`, or `action = "drop"`. */
  readonly when: string | undefined
  /** Whether all that counts is written as literals and blocks. */
  readonly certain: boolean
  /** Whether it stands on something that is not written, which template output could write. */
  readonly byAbsence: boolean
}

/** Something that is set, perhaps only by what another component exports. */
interface Given extends Member {
  readonly certain: boolean
}

const byDefinition = new Map<string, Demand[]>()
for (const demand of demands) {
  for (const name of demand.at) byDefinition.set(name, [...(byDefinition.get(name) ?? []), demand])
}

/** The demands on blocks of a definition. */
interface Own {
  readonly demands: readonly Marked[]
  /** A bit for each name that any of them speaks of. */
  readonly bits: ReadonlyMap<string, number>
  /** What names with `*` at their end begin with. */
  readonly beginnings: readonly (readonly [string, number])[]
  /** Whether there are more names than bits. */
  readonly isShared: boolean
}

/** A demand with the bits of what it counts and of what makes it hold. */
interface Marked {
  readonly demand: Demand
  readonly of: number
  readonly set: number
}

/** The demands that blocks of a document break. */
export const brokenIn = perDefinition(
  (definition): Own | undefined => {
    const own = byDefinition.get(definitionName(definition))
    return own && marked(own)
  },
  (nested, own): readonly BrokenDemand[] => {
    const found: BrokenDemand[] = []
    const present = presentIn(nested.block, own)
    const { demands: all } = own
    for (let i = 0; i < all.length; i++) {
      const one = all[i]
      const broken = one && mayBreak(one, present) ? judge(nested, one.demand) : undefined
      if (broken) found.push(broken)
    }
    return found
  },
)

function marked(own: readonly Demand[]): Own {
  const bits = new Map<string, number>()
  const bitsOf = (names: readonly string[]): number => {
    let all = 0
    for (const name of names) {
      // Names beyond the last bit share it; then every block is looked at more closely.
      const bit = bits.get(name) ?? 1 << Math.min(bits.size, 30)
      bits.set(name, bit)
      all |= bit
    }
    return all
  }
  const all = own.map((demand) => ({ demand, of: bitsOf(demand.of), set: bitsOf(demand.when?.set ?? []) }))
  const beginnings = [...bits].flatMap(([name, bit]) =>
    name.endsWith('*') ? [[name.slice(0, -1), bit] as const] : [],
  )
  return { demands: all, bits, beginnings, isShared: bits.size > 31 }
}

/** What a block has of that which its demands speak of, in bits. */
interface Present {
  readonly all: number
  /** What is written as something: neither null nor false nor empty. */
  readonly something: number
  /** Whether two statements share a bit. */
  readonly crowded: boolean
}

function presentIn({ body }: Block, { bits, beginnings, isShared }: Own): Present {
  let all = 0
  let something = 0
  let crowded = false
  for (let i = 0; i < body.length; i++) {
    const statement = body[i]
    const name = (statement?.kind === 'attribute' ? statement.name.name : statement?.name) ?? ''
    const bit = bits.get(name) ?? beginnings.find(([beginning]) => name.startsWith(beginning))?.[1]
    if (bit === undefined) continue
    if ((all & bit) !== 0) crowded = true
    all |= bit
    if (statement && !mayBeNothing(statement)) something |= bit
  }
  return isShared ? { all, something: 0, crowded: true } : { all, something, crowded }
}

/** Whether a statement may count as absent: what is written as nothing, as empty, or as an amount that may be 0. */
function mayBeNothing(statement: Statement): boolean {
  if (statement.kind !== 'attribute') return statement.kind === 'incomplete'
  const { value } = statement
  if (value.kind === 'string') return !/^[^-+.0]/.test(value.value)
  return value.kind !== 'access' && value.kind !== 'call'
}

/** Whether a demand may be broken at all: that is seldom so, and what follows looks at each of them. */
function mayBreak({ demand: { atLeast = 0, atMost, when }, of, set }: Marked, present: Present): boolean {
  if (when?.set && (present.all & set) === 0) return false
  if (atLeast > 0 && (present.something & of) === 0) return true
  if (atMost === undefined) return false
  return present.crowded || countOf(present.all & of) > atMost
}

function countOf(bits: number): number {
  let count = 0
  for (let left = bits; left !== 0; left &= left - 1) count++
  return count
}

function judge(nested: Nested, demand: Demand): BrokenDemand | undefined {
  const condition = demand.when ? conditionHeld(nested, demand.when) : unconditional
  if (!condition) return undefined
  const written = demand.of.flatMap((name) => membersOf(nested.block, name))
  const given = written
    .flatMap((member): readonly Given[] => givenOf(nested, member))
    .sort((a, b) => a.node.start - b.node.start)
  // A block that may be repeated counts once.
  const names = (some: readonly Given[]) => new Set(some.map(({ name }) => name)).size
  const most = demand.atMost ?? Number.POSITIVE_INFINITY
  const certain = condition.certain && names(given.filter((one) => one.certain)) > most
  const base = { nested, demand, when: condition.when, byAbsence: condition.byAbsence }
  if (names(given) > most) return { ...base, given, certain }
  const absent = written.every(
    ({ node, name }) => isNothing(node) || (demand.orEmpty && isEmpty(nested, name, node)),
  )
  if (!absent || (demand.atLeast ?? 0) === 0) return undefined
  return { ...base, given: [], certain: condition.certain, byAbsence: true }
}

/** A condition that holds. */
export interface Held {
  readonly when: string | undefined
  readonly certain: boolean
  readonly byAbsence: boolean
}

const unconditional: Held = { when: undefined, certain: true, byAbsence: false }

/** Whether a condition holds for a block, and what makes it hold; undefined where it does not, or is not known to. */
export function conditionHeld(nested: Nested, condition: DemandCondition): Held | undefined {
  if (condition.set) {
    const given = condition.set
      .flatMap((name) => membersOf(nested.block, name))
      .flatMap((member) => givenOf(nested, member))
    const first = given.find(({ certain }) => certain) ?? given[0]
    return first && { when: first.name, certain: first.certain, byAbsence: false }
  }
  const { argument = '', values = [] } = condition
  const written = attribute(nested.block, argument)
  if (!written) return values.includes(undefined) ? { ...unconditional, byAbsence: true } : undefined
  const value = constantOf(written.value)
  if (value === undefined || value === null) return undefined
  if (!values.includes(value)) return undefined
  return { when: `${argument} = ${sourceOf(unwrapped(written.value))}`, certain: true, byAbsence: false }
}

/** What is written of an argument or block; `stage.*` is every block whose name begins so. */
function membersOf(block: Block, name: string): readonly Member[] {
  return block.body.flatMap((node): readonly Member[] => {
    if (node.kind === 'attribute') return node.name.name === name ? [{ name, node }] : []
    if (node.kind !== 'block') return []
    const fits = name.endsWith('*') ? node.name.startsWith(name.slice(0, -1)) : node.name === name
    return fits ? [{ name: node.name, node }] : []
  })
}

function givenOf(nested: Nested, member: Member): readonly Given[] {
  const { node, name } = member
  if (node.kind === 'block') return [{ ...member, certain: true }]
  if (isDefault(nested, name, node)) return []
  const presence: Presence = presenceOf(node.value)
  if (presence === 'set') return [{ ...member, certain: true }]
  const value = unwrapped(node.value)
  const refers = presence === 'unknown' && value.kind === 'access' && (referenceNames(value)?.length ?? 0) > 2
  return refers ? [{ ...member, certain: false }] : []
}

/** Whether an argument is written as what it is by default: Alloy does not tell the two apart. */
function isDefault({ definition }: Nested, name: string, { value }: Attribute): boolean {
  const standard = definition?.arguments.get(name)?.default
  return standard !== undefined && sourceOf(value).replace(/\s/g, '') === standard.replace(/\s/g, '')
}

/** Whether an argument is written as the zero of its type: an empty text, list or map, 0, `"0s"`, `"0"` as a size. */
function isEmpty({ definition }: Nested, name: string, node: Attribute | Block): boolean {
  if (node.kind === 'block') return false
  if (presenceOf(node.value) === 'empty') return true
  const argument = definition?.arguments.get(name)
  const value = constantOf(node.value)
  return argument !== undefined && typeof value === 'string' && measureOf(argument, value) === 0
}

/** Whether an argument is certainly the same as absent, whatever its type. */
function isNothing(node: Attribute | Block): boolean {
  if (node.kind === 'block') return false
  const value = unwrapped(node.value)
  return value.kind === 'null' || (value.kind === 'boolean' && !value.value)
}
