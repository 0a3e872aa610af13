/**
 * Texts as memcached's own readers take them: numbers by `atoi`, item sizes by their last letter, amounts of memory
 * of containers. Nothing is refused here: what a text becomes is told, right or wrong.
 */

import type { Container } from '../containers/containers.ts'
import { memorySize } from '../containers/logging.ts'

export const mebibyte = 1024 * 1024

/** A number as `atoi` reads it: leading blanks, a sign, digits; what follows is dropped. */
export interface Atoi {
  /** 0 where there are no digits. */
  readonly number: number
  readonly found: boolean
  /** What is dropped. */
  readonly rest: string
}

export function atoi(text: string): Atoi {
  const [, digits, rest = ''] = /^\s*([+-]?\d+)([\s\S]*)$/.exec(text) ?? []
  return digits === undefined
    ? { number: 0, found: false, rest: text.trim() }
    : { number: Number(digits), found: true, rest }
}

/** Bytes of `-I` (memcached.c, case 'I'): the last letter may be k or m, the rest goes through `atoi`. */
export function itemSize(text: string): number {
  const factor = { k: 1024, m: mebibyte }[text.at(-1)?.toLowerCase() ?? '']
  return factor === undefined ? atoi(text).number : atoi(text.slice(0, -1)).number * factor
}

/** A size of `ext_path` (storage.c): undefined where the last letter is no unit. */
export function extstoreSize(text: string): number | undefined {
  const power = 'mgtp'.indexOf(text.at(-1)?.toLowerCase() ?? ' ')
  return power < 0 ? undefined : atoi(text.slice(0, -1)).number * 1024 ** (power + 2)
}

const quantityUnits: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
}

/** Bytes of a Kubernetes quantity (`1Gi`, `500M`, `1e9`); undefined for anything else. */
export function quantity(text: string | number): number | undefined {
  const [, amount, exponent, unit = ''] =
    /^\+?(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d+)|([kMGTP]|[KMGTP]i|[num])?)$/.exec(String(text).trim()) ?? []
  if (amount === undefined) return undefined
  return Number(amount) * (exponent === undefined ? (quantityUnits[unit] ?? 1) : 10 ** Number(exponent))
}

/** Bytes that a container may use; undefined where it has no limit, and where that is not known. */
export function memoryOf({ runtime, memoryLimit }: Container): number | undefined {
  const value = memoryLimit?.value
  if (value === undefined) return undefined
  const bytes = runtime === 'compose' ? memorySize(value) : quantity(value)
  // Docker takes 0 for no limit.
  return bytes === 0 ? undefined : bytes
}

/** Bytes as a reader knows them: `1.5 GiB`, `512 MiB`, `600 KiB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']
  let power = 0
  while (power < units.length - 1 && bytes >= 1024 ** (power + 1)) power++
  const amount = bytes / 1024 ** power
  return `${Number(amount.toFixed(amount < 10 ? 2 : amount < 100 ? 1 : 0))} ${units[power]}`
}
