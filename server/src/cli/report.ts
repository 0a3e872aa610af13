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

/** The reports of several workspaces as one, findings in the order of the files. The first gives the root. */
export function joinReports([first, ...others]: readonly [Report, ...Report[]]): Report {
  if (others.length === 0) return first
  const all = [first, ...others]
  const findings = all.flatMap((report) => report.findings)
  return {
    root: first.root,
    files: all.reduce((sum, report) => sum + report.files, 0),
    // The sort is stable: within a file the order stays.
    findings: findings.sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : 0)),
    crashes: all.flatMap((report) => report.crashes),
    unreadable: all.flatMap((report) => report.unreadable),
    documents: new Map(all.flatMap((report) => [...report.documents])),
  }
}

/** How many findings there are of each severity. */
export function summaryOf(findings: readonly Reported[]) {
  const summary = { error: 0, warning: 0, info: 0, hint: 0 }
  for (const { severity } of findings) summary[severity]++
  return summary
}
