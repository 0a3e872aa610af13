/**
 * Measuring: medians, interleaved runs of two commands, and a line that says a ratio against its bar.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { parseDocument } from 'yaml'

/** For so many milliseconds both sides run before they are measured, so that one is as warm as the other. */
export const warmUp = 1500

/** The median of numbers; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return Number.NaN
  const high = sorted[middle] ?? Number.NaN
  return sorted.length % 2 ? high : (high + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** Milliseconds of one run. */
export function time(run: () => void): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

/** Median milliseconds of the `yaml` package's `parseDocument` once it is warm: the peer of most figures. */
export function warmParse(text: string): number {
  const warm = performance.now() + warmUp
  while (performance.now() < warm) parseDocument(text)
  return median(Array.from({ length: 25 }, () => time(() => void parseDocument(text))))
}

/** A program on PATH. */
export function findProgram(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((path) => join(path, process.platform === 'win32' ? `${name}.exe` : name))
    .find((path) => existsSync(path))
}

/** Runs a command to its end; milliseconds of the whole process. Throws where it exits with 2 or more. */
export function timeProcess(command: string, args: readonly string[]): number {
  return time(() => {
    const done = spawnSync(command, [...args], { stdio: ['ignore', 'ignore', 'pipe'] })
    if (done.status === null || done.status > 1)
      throw new Error(`${command} ${args.join(' ')} exited with ${done.status}: ${done.stderr}`)
  })
}

/** Medians of two measurements taken in turn, so that both see the same machine. The first round warms up. */
export function inTurn(rounds: number, one: () => number, other: () => number): readonly [number, number] {
  const ones: number[] = []
  const others: number[] = []
  for (let i = 0; i <= rounds; i++) {
    const a = one()
    const b = other()
    if (i === 0) continue
    ones.push(a)
    others.push(b)
  }
  return [median(ones), median(others)]
}

/** A figure against its bar. */
export function report(name: string, ours: number, theirs: number, bar: number): void {
  const ratio = ours / theirs
  const holds = ratio <= bar ? 'holds' : 'SHORT'
  console.log(
    `${holds}  ${name}: ${ours.toFixed(1)} ms against ${theirs.toFixed(1)} ms, ratio ${ratio.toFixed(3)} (at most ${bar})`,
  )
}
