/**
 * memcached's command line: its options and the names of `-o`, with their types, defaults, ranges and versions. Read
 * from memcached 1.6.45's source and from runs of it (`server/tools/generateMemcached.ts`). Only looks things up.
 */
import data from './memcached.json' with { type: 'json' }

interface Described {
  readonly description: string
  /** What people get wrong about it. */
  readonly caution?: string
  readonly type?: string
  readonly unit?: string
  readonly default?: string | number
  readonly min?: string | number
  readonly max?: string | number
  readonly values?: readonly (string | number)[]
  readonly deprecated?: string
  /** The configure flag that a build must have been made with. */
  readonly requiresBuild?: string
  /** First release that has it. */
  readonly since?: string
}

/** An option of the command line. */
export interface MemcachedOption extends Described {
  /** With its dash: `-p`. */
  readonly short: string
  /** With its dashes: `--port`. */
  readonly long?: string
  readonly takesArgument: boolean
  /** First release that has the long name. */
  readonly sinceLong?: string
}

/** A name of `-o`. */
export interface MemcachedSuboption extends Described {
  readonly name: string
  readonly takesValue: boolean | 'optional'
}

/** The version that the facts were read from. */
export const memcachedVersion: string = data.version

// The file's own type has a union of every row's keys; the rows were written in these shapes by the generator.
export const memcachedOptions = data.options as readonly MemcachedOption[]
export const memcachedSuboptions = data.extended as readonly MemcachedSuboption[]

const byShort = new Map(memcachedOptions.map((option) => [option.short, option]))

/** The option of a letter, such as `p`. */
export function optionOfLetter(letter: string): MemcachedOption | undefined {
  return byShort.get(`-${letter}`)
}

/** The option of a long name without its dashes; a name may be abbreviated where only one begins so (getopt_long). */
export function optionOfName(name: string): MemcachedOption | undefined {
  const exact = memcachedOptions.find(({ long }) => long === `--${name}`)
  if (exact || name === '') return exact
  const begun = optionsBeginning(name)
  return begun.length === 1 ? memcachedOptions.find(({ long }) => long === begun[0]) : undefined
}

/** The long names, with their dashes, that begin with `name`. */
export function optionsBeginning(name: string): readonly string[] {
  if (name === '') return []
  return memcachedOptions.flatMap(({ long }) => (long?.startsWith(`--${name}`) ? long : []))
}

/** The name of `-o`, by its exact name. */
export function suboption(name: string): MemcachedSuboption | undefined {
  return memcachedSuboptions.find((each) => each.name === name)
}
