/**
 * Applies the safe fixes of the files asked for, again and again until none is left, then writes each changed file in
 * one step. A fix whose edits touch a file outside the ones asked for, or overlap an earlier fix, waits or is left.
 */

import { pathOfUri, writeAtomically } from '../disk/files.ts'
import { chartFolders, documentOf, workspaceOf } from '../model/load.ts'
import type { Fix } from '../rules/rule.ts'
import { checkNow } from '../rules/run.ts'
import type { Document } from '../text/document.ts'
import { applyEdits, conflict } from '../text/edit.ts'
import type { Target } from './load.ts'

const maxPasses = 10

export interface Fixed {
  /** The workspace after the fixes. */
  readonly target: Target
  readonly failed: readonly { readonly uri: string; readonly message: string }[]
}

/** Applies and writes. */
export function applyFixes(target: Target, only: ReadonlySet<string> | undefined): Fixed {
  let at = target
  for (let pass = 0; pass < maxPasses; pass++) {
    const next = onePass(at, only)
    if (!next) break
    at = next
  }
  const failed: { uri: string; message: string }[] = []
  for (const [uri, document] of at.documents) {
    const before = target.documents.get(uri)
    if (before === undefined || before.text === document.text) continue
    try {
      writeAtomically(pathOfUri(uri), document.text)
    } catch (error) {
      failed.push({
        uri,
        message: `it could not be written: ${error instanceof Error ? error.message : String(error)}`,
      })
    }
  }
  return { target: at, failed }
}

function onePass(target: Target, only: ReadonlySet<string> | undefined): Target | undefined {
  const chosen = chooseFixes(target, only)
  if (chosen.length === 0) return undefined
  const documents = new Map(target.documents)
  const charts = chartFolders(documents.keys())
  for (const uri of new Set(chosen.flatMap((fix) => fix.edits.map((edit) => edit.uri)))) {
    const document = documents.get(uri)
    if (!document) continue
    const text = applyEdits(
      document.text,
      chosen.flatMap((fix) => fix.edits.filter((edit) => edit.uri === uri)),
    )
    documents.set(uri, documentOf(target.workspace.root, uri, text, target.workspace.settings, charts))
  }
  const { today, forced } = target.workspace
  const workspace = workspaceOf(
    target.workspace.root,
    { value: target.workspace.settings, issues: target.workspace.settingsIssues },
    documents,
    {
      today,
      environment: forced,
    },
  )
  return { ...target, documents, workspace }
}

/** Safe fixes that can all be made at once, in the order of the findings. */
function chooseFixes(target: Target, only: ReadonlySet<string> | undefined): readonly Fix[] {
  const asked = new Set(target.asked)
  const chosen: Fix[] = []
  for (const uri of target.asked) {
    const document = target.documents.get(uri) as Document // `asked` names documents only.
    for (const finding of checkNow(document, target.workspace, { only }).findings) {
      const safe = finding.fixes.filter((fix) => fix.safe && fix.edits.length > 0)
      const fix = safe.find((one) => one.preferred) ?? safe[0]
      if (fix?.edits.every((edit) => asked.has(edit.uri)) && !clashes(fix, chosen)) chosen.push(fix)
    }
  }
  return chosen
}

function clashes(fix: Fix, chosen: readonly Fix[]): boolean {
  return chosen.some((other) =>
    other.edits.some((a) => fix.edits.some((b) => a.uri === b.uri && conflict(a, b))),
  )
}
