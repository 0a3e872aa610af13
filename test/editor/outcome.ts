/** What became of a test, and how a list of them is told. */

export interface Outcome {
  readonly name: string
  readonly milliseconds: number
  /** Present where the test failed. */
  readonly error?: string
  /** Present where the test could not be tried here: why. */
  readonly skipped?: string
}

/** Runs a test outside of the editor. */
export async function attempt(name: string, body: () => Promise<void> | void): Promise<Outcome> {
  const started = performance.now()
  const spent = () => Math.round(performance.now() - started)
  try {
    await body()
    return { name, milliseconds: spent() }
  } catch (reason) {
    const error = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
    return { name, milliseconds: spent(), error }
  }
}

/** Prints each outcome and the sum as the last line; gives the exit code. */
export function report(outcomes: readonly Outcome[]): number {
  for (const { name, milliseconds, error, skipped } of outcomes) {
    const state = error !== undefined ? 'FAIL' : skipped !== undefined ? 'skip' : 'ok  '
    console.log(`${state} ${name}${skipped === undefined ? ` (${milliseconds} ms)` : `: ${skipped}`}`)
    if (error !== undefined) console.log(error.replace(/^/gm, '       '))
  }
  const failed = outcomes.filter(({ error }) => error !== undefined).length
  const skipped = outcomes.filter((one) => one.skipped !== undefined).length
  const tail = skipped > 0 ? ` (${skipped} skipped)` : ''
  console.log(`${outcomes.length - failed - skipped} passed, ${failed} failed${tail}`)
  return failed > 0 ? 1 : 0
}
