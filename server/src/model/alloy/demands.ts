/**
 * Blocks that break a demand of `schema/alloyDemands.ts`. What is not known (a function's value, template output)
 * breaks none; a reference to another component's export is taken for a value, and the claim is weaker then.
 */
import { type Demand, type DemandCondition, demands } from '../../schema/alloyDemands.ts'
import type { Attribute, Block } from '../../syntax/alloy/ast.ts'
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
  readonly demands: readonly Demand[]
  /** Names that any of them speaks of; one with `*` at its end stands for all that begin so. */
  readonly names: ReadonlySet<string>
  readonly beginnings: readonly string[]
}

/** The demands that blocks of a document break. */
export const brokenIn = perDefinition(
  (definition): Own | undefined => {
    const own = byDefinition.get(definitionName(definition))
    if (!own) return undefined
    const names = own.flatMap(({ of, when }) => [...of, ...(when?.set ?? [])])
    const beginnings = names.flatMap((name) => (name.endsWith('*') ? [name.slice(0, -1)] : []))
    return { demands: own, names: new Set(names), beginnings }
  },
  (nested, own): readonly BrokenDemand[] => {
    const found: BrokenDemand[] = []
    const present = presentIn(nested.block, own)
    for (const demand of own.demands) {
      const broken = mayBreak(demand, present) ? judge(nested, demand) : undefined
      if (broken) found.push(broken)
    }
    return found
  },
)

/** How many arguments and blocks a block has that its demands speak of. */
function presentIn({ body }: Block, { names, beginnings }: Own): number {
  let count = 0
  for (let i = 0; i < body.length; i++) {
    const statement = body[i]
    const name = (statement?.kind === 'attribute' ? statement.name.name : statement?.name) ?? ''
    if (names.has(name) || (beginnings.length > 0 && beginnings.some((each) => name.startsWith(each))))
      count++
  }
  return count
}

/** Whether so many can break a demand at all: that is seldom so, and what follows looks at each of them. */
function mayBreak({ atLeast = 0, atMost, when }: Demand, present: number): boolean {
  if (when?.set && present === 0) return false
  return atLeast > 0 || (atMost !== undefined && present > atMost)
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
