/**
 * Durations as the programs write them, as numbers that can be compared. What a program would not read is
 * `undefined`; no unit is guessed.
 */

const second = 1000
const unitLengths: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  // The micro sign and the Greek letter: Go takes both.
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: second,
  m: 60 * second,
  h: 3600 * second,
  d: 24 * 3600 * second,
  w: 7 * 24 * 3600 * second,
  y: 365 * 24 * 3600 * second,
}

/**
 * Milliseconds of a duration in Go's or Prometheus's notation (`1h30m`, `1.5h`, `30d`, `0`).
 * @returns `undefined` for anything else
 */
export function durationMs(text: string): number | undefined {
  if (text === '0') return 0
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h|d|w|y))+$/.test(text)) return undefined
  return totalOf(text)
}

/** Milliseconds of amounts with units that follow each other; which units may stand there is the caller's to check. */
export function totalOf(text: string): number {
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+\.?\d*|\.\d+)([a-zµμ]+)/g))
    total += Number(amount) * (unitLengths[unit ?? ''] ?? 0)
  return total
}
