/**
 * What a function of the template language is to the evaluator: one record, with the types that Go checks its arguments
 * against. The tables beside this file hold them by theme; a function that is in none of them gives what is unknown.
 */
import type { Failure, Run } from '../run.ts'
import type { Piece } from '../text.ts'
import type { Value } from '../value.ts'
import type { HoleMaker } from '../yaml.ts'

/** The type of a parameter, as far as Go refuses other ones. */
export type Parameter = 'any' | 'text' | 'int' | 'bool' | 'map'

export interface Call {
  readonly run: Run
  /** What stands for an unknown part of the result. */
  readonly hole: HoleMaker
  /** The output of a named template, and of a text that is one. */
  readonly include: (name: string, dot: Value) => readonly Piece[] | Failure | undefined
  readonly expandText: (text: string, dot: Value) => readonly Piece[] | Failure | undefined
}

export interface GoFunction {
  readonly parameters: readonly Parameter[]
  /** The type of any number of further arguments. */
  readonly rest?: Parameter
  /** Whether it takes arguments that are unknown, or texts with unknown parts; else its result is unknown then. */
  readonly takesUnknown?: boolean
  /** The arguments are of the types that the record says; a text is then a plain string, unless `takesUnknown`. */
  readonly call: (args: readonly Value[], call: Call) => Value | Failure
}

export type Table = Readonly<Record<string, GoFunction>>

export function failure(message: string, by: Failure['by'] = 'error'): Failure {
  return { kind: 'failure', by, message }
}

export function isFailure(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'failure'
}

/** A function of whole texts. */
export function ofTexts(count: number, call: (...texts: readonly string[]) => Value | Failure): GoFunction {
  return {
    parameters: Array.from({ length: count }, () => 'text' as const),
    call: (args) => call(...(args as readonly string[])), // Checked against the parameters.
  }
}
