/**
 * Which keys of values the words of a template name: for each key that a mention writes, the paths that it may stand
 * for, over everything that its unit is called with. Ranges are the unit's document's.
 */
import { type Expression, type Step, steps } from '../../model/charts/expressions.ts'
import { below, type Keys, type Known, knownOf, rootKeys } from '../../model/charts/known.ts'
import type { Use } from '../../model/charts/uses.ts'
import type { Range } from '../../text/range.ts'

/** A key of values that a mention names. */
export interface Naming {
  readonly use: Use
  /** Where the key is written, a text without its quotes; undefined where it is piped in. */
  readonly range: Range | undefined
  /** The path up to this key, by the keys of the family's root; undefined where it is no key of values. */
  readonly keys: Keys | undefined
  /** Whether the key is written as it is; else it is computed, and written at another place if at all. */
  readonly literal: boolean
}

/**
 * What the keys of a mention name.
 * @param given everything that the unit is called with
 */
export function namingsOf(given: readonly Known[], use: Use): readonly Naming[] {
  const found: Naming[] = []
  const seen = new Set<string>()
  const isWritten = use.ranges.length === use.keys.length
  use.keys.forEach((step, i) => {
    const from = steps(use.from, use.keys.slice(0, i))
    const range = isWritten ? use.ranges[i] : undefined
    const literal = typeof step === 'string'
    for (const argument of given) {
      for (const keys of pathsOf(from, step, argument)) {
        const label = `${i} ${keys?.map((key) => (key === undefined ? '*' : JSON.stringify(key))).join()}`
        if (!seen.has(label)) found.push({ use, range, keys, literal })
        seen.add(label)
      }
    }
  })
  return found
}

/** The paths that a step below an expression may be. */
function pathsOf(from: Expression, step: Step, argument: Known): readonly (Keys | undefined)[] {
  const names = namesOf(step, argument)
  return alternatives(knownOf(from, argument)).flatMap((base) =>
    names.map((name): Keys | undefined => {
      const found = below(base, name)
      if (found.kind !== 'values') return undefined
      if (base.kind === 'root') return found.at
      // A method of the values gives them again: it is no key.
      return base.kind === 'values' && found.keys.length > base.keys.length ? rootKeys(found) : undefined
    }),
  )
}

/** The keys that a step may be. */
function namesOf(step: Step, argument: Known): Keys {
  if (step === undefined || typeof step === 'string') return [step]
  return alternatives(knownOf(step.of, argument)).map((each) =>
    each.kind === 'text' ? each.value : undefined,
  )
}

function alternatives(known: Known): readonly Known[] {
  return known.kind === 'any' ? known.of : [known]
}

/** The paths that a whole mention stands for, such as the dot inside a `with`. */
export function pathsBehind(given: readonly Known[], use: Use): readonly Keys[] {
  return given.flatMap((argument) =>
    alternatives(knownOf(use.value, argument)).flatMap((each) =>
      each.kind === 'values' ? [rootKeys(each)] : [],
    ),
  )
}

/** Whether a mention may name a key of this name; told without looking at what it is called with. */
export function mayName({ keys }: Use, name: string | undefined): boolean {
  return keys.some((key) => typeof key !== 'string' || name === undefined || key === name)
}
