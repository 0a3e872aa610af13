/**
 * How long an endpoint of `loki.write` keeps trying to send a batch before it drops it: the arithmetic of Alloy's
 * retries (1.18.0, run), which hold with the write-ahead log as without. It judges nothing.
 */
import type { Attribute, Block } from '../../syntax/alloy/ast.ts'
import { attribute } from '../../syntax/alloy/visit.ts'
import type { Document } from '../../text/document.ts'
import { isOpen } from './components.ts'
import { durationIn, numberIn } from './value.ts'

/** The outage that logs are to survive where no policy says, in milliseconds: 30m, as in the default policy. */
export const defaultOutage = 1_800_000

/** An endpoint's retry arguments, in milliseconds where they are times. */
export interface Retries {
  /** 0: for ever. */
  readonly retries: number
  readonly minimum: number
  readonly maximum: number
  readonly timeout: number
  /** The attribute that sets the number of tries; absent where it is the default. */
  readonly written: Attribute | undefined
}

/** What Alloy takes where nothing is written. */
export const defaultRetries = { retries: 10, minimum: 500, maximum: 300_000, timeout: 10_000 } as const

/** An endpoint's retry arguments, or `undefined` where one of them is not known. */
export function retriesOf(document: Document, endpoint: Block): Retries | undefined {
  if (isOpen(document, endpoint)) return undefined
  const number = (name: string, otherwise: number, read: typeof numberIn): number | undefined => {
    const written = attribute(endpoint, name)
    return written ? read(document, written.value) : otherwise
  }
  const retries = number('max_backoff_retries', defaultRetries.retries, numberIn)
  const minimum = number('min_backoff_period', defaultRetries.minimum, durationIn)
  const maximum = number('max_backoff_period', defaultRetries.maximum, durationIn)
  const timeout = number('remote_timeout', defaultRetries.timeout, durationIn)
  if (retries === undefined || minimum === undefined || maximum === undefined || timeout === undefined)
    return undefined
  return { retries, minimum, maximum, timeout, written: attribute(endpoint, 'max_backoff_retries') }
}

/**
 * How long an outage may last until a batch is dropped, in milliseconds. There is one sleep fewer than tries; sleep
 * `n` takes between `minimum × 2^(n-1)` and twice that, at most `maximum`. `shortest` is an outage that refuses at
 * once; in the longest each try runs into its timeout, too. Both are infinite where it is tried for ever.
 */
export function patienceOf({ retries, minimum, maximum, timeout }: Omit<Retries, 'written'>): {
  readonly shortest: number
  readonly longest: number
} {
  if (retries === 0) return { shortest: Number.POSITIVE_INFINITY, longest: Number.POSITIVE_INFINITY }
  let shortest = 0
  let longest = 0
  let sleep = minimum
  const sleeps = Math.max(0, Math.floor(retries) - 1)
  const doubling = Math.min(sleeps, 64)
  for (let n = 0; n < doubling; n++) {
    shortest += Math.min(sleep, maximum)
    longest += Math.min(sleep * 2, maximum)
    sleep = Math.min(sleep * 2, maximum)
  }
  const rest = (sleeps - doubling) * maximum
  return { shortest: shortest + rest, longest: longest + rest + Math.max(0, retries) * timeout }
}
