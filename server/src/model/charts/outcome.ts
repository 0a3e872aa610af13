/**
 * What comes of judging values by a schema: yes, no with what is asked for, or unknown.
 */
import type { Json } from './schemas.ts'

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json }

/** What the values do that the schema forbids. */
export interface Violation {
  /** Keys and decimal indices. */
  readonly path: readonly string[]
  readonly kind: 'type' | 'enum' | 'unknown-key' | 'missing-key' | 'other'
  /** What is asked for, for a message: `an integer`, `at least 1`. */
  readonly wanted: string
  /** Names or values that would do. */
  readonly choices: readonly string[]
}

/** What came of a schema. */
export interface Outcome {
  readonly state: 'valid' | 'invalid' | 'unknown'
  readonly violations: readonly Violation[]
}

export const valid: Outcome = { state: 'valid', violations: [] }
export const unknown: Outcome = { state: 'unknown', violations: [] }

export function isSchema(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

/** All of several outcomes: one certain no is enough. */
export function all(outcomes: readonly Outcome[]): Outcome {
  const no = outcomes.filter(({ state }) => state === 'invalid')
  if (no.length > 0) return { state: 'invalid', violations: no.flatMap(({ violations }) => violations) }
  return outcomes.some(({ state }) => state === 'unknown') ? unknown : valid
}

/** A certain no, with what is asked for. */
export function violated(
  path: readonly string[],
  kind: Violation['kind'],
  wanted: string,
  choices: readonly string[] = [],
): Outcome {
  return { state: 'invalid', violations: [{ path, kind, wanted, choices }] }
}

/** Whether a name fits a pattern; undefined where the pattern can't be read. */
export function matches(pattern: string, name: string): boolean | undefined {
  const known = patterns.get(pattern) ?? compile(pattern)
  patterns.set(pattern, known)
  return known.expression?.test(name)
}

/** A memo cache by text. */
const patterns = new Map<string, { readonly expression: RegExp | undefined }>()

function compile(pattern: string): { readonly expression: RegExp | undefined } {
  try {
    return { expression: new RegExp(pattern, 'u') }
  } catch {
    return { expression: undefined }
  }
}
