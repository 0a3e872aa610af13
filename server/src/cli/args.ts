/**
 * Reads a command's arguments with the platform's own parser; what it refuses is wrong usage.
 */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './usage.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** The options and paths of a call. @throws UsageError for an unknown option or a missing value */
export function readArgs<const T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** `value` as one of `allowed`. @throws UsageError otherwise */
export function oneOf<const T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value)
  if (found === undefined) throw new UsageError(`--${name} takes one of ${allowed.join(', ')}, not ${value}.`)
  return found
}
