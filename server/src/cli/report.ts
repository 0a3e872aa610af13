/**
 * What a lint run found, as plain data for the output formats.
 */
import type { Crash, Reported } from '../rules/run.ts'
import type { Document } from '../text/document.ts'

export interface Report {
  /** Uri of the workspace root. */
  readonly root: string
  readonly files: number
  readonly findings: readonly Reported[]
  readonly crashes: readonly Crash[]
  readonly unreadable: readonly { readonly uri: string; readonly message: string }[]
  /** Documents by uri, for positions and code frames. */
  readonly documents: ReadonlyMap<string, Document>
}

/** How many findings there are of each severity. */
export function summaryOf(findings: readonly Reported[]) {
  const summary = { error: 0, warning: 0, info: 0, hint: 0 }
  for (const { severity } of findings) summary[severity]++
  return summary
}
