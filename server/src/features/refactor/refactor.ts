/**
 * Changes of Alloy texts that somebody asks for: nothing is wrong, it is to be otherwise. Each is offered only where it
 * applies, and only if the text reads without new faults afterwards. Inside other files they are made in literal block
 * scalars alone.
 */
import type { Workspace } from '../../model/workspace.ts'
import type { Reported } from '../../rules/run.ts'
import { type AlloyCatalogue, catalogueFor } from '../../schema/alloy.ts'
import type { AlloyTree } from '../../syntax/alloy/ast.ts'
import { parseAlloy } from '../../syntax/alloy/parser.ts'
import { alloyTree, maskedText } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { applyEdits, type TextEdit } from '../../text/edit.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Action } from '../codeActions.ts'
import { alloyTextsIn, inFile, splitEdit } from '../formatting.ts'
import { addMissing } from './addMissing.ts'
import { extractDeclare } from './extractDeclare.ts'
import { convertString } from './rawString.ts'
import { wire } from './wire.ts'

/** An Alloy text with the range that is selected in it. */
export interface Selected {
  readonly document: Document
  readonly workspace: Workspace
  readonly tree: AlloyTree
  readonly catalogue: AlloyCatalogue
  readonly range: Range
}

/** A change of the document. */
export interface Refactoring {
  /** The result, as in *Forward to loki.write.default*. */
  readonly title: string
  readonly kind: 'refactor.extract' | 'refactor.rewrite'
  readonly edits: readonly TextEdit[]
}

/** Sources of refactorings, in the order in which they are offered. */
const sources: readonly ((selected: Selected) => readonly Refactoring[])[] = [
  wire,
  addMissing,
  convertString,
  extractDeclare,
]

/** What can be done with what is selected in a file. */
export function refactorings(file: Document, workspace: Workspace, range: Range): readonly Action[] {
  const selected = selectedIn(file, workspace, range)
  if (!selected) return []
  return sources.flatMap((source) =>
    source(selected).flatMap(({ title, kind, edits }) => {
      const mapped = readsWell(selected, edits) ? inHost(file, selected.document, edits) : undefined
      if (!mapped) return []
      return [
        {
          title,
          kind,
          preferred: false,
          findings: [],
          edits: mapped.map((edit) => ({ uri: file.uri, ...edit })),
        },
      ]
    }),
  )
}

function selectedIn(file: Document, workspace: Workspace, range: Range): Selected | undefined {
  const [document, inner] = file.kind === 'alloy' ? [file, range] : (alloyTextsIn(file, range)[0] ?? [])
  if (!document || !inner) return undefined
  const catalogue = catalogueFor(workspace.settings.versions.alloy)
  return { document, workspace, tree: alloyTree(document), catalogue, range: inner }
}

/** Whether the text has no new fault after the edits. */
function readsWell({ document, tree }: Selected, edits: readonly TextEdit[]): boolean {
  if (edits.length === 0) return false
  const after = parseAlloy(applyEdits(maskedText(document).text, edits), tree)
  return after.issues.length <= tree.issues.length
}

/** Edits of an Alloy text as edits of its file; none where one of them can't be made there. */
function inHost(
  file: Document,
  document: Document,
  edits: readonly TextEdit[],
): readonly TextEdit[] | undefined {
  const breaks = document.text.includes('\r\n')
  const all: TextEdit[] = []
  for (const { range, text } of edits) {
    const edit = inFile(document, { range, text: breaks ? text.replaceAll(/\r?\n/g, '\r\n') : text })
    if (!edit) return undefined
    all.push(...splitEdit(file, edit))
  }
  return all
}

/** All calls by given-up names in the file at once, where the cursor is on none of them. */
export function replaceDeprecated(findings: readonly Reported[], range: Range): readonly Action[] {
  const own = findings.filter(({ rule }) => rule === 'alloy/deprecated-function')
  const isOn = own.some((finding) => finding.range.start <= range.end && range.start <= finding.range.end)
  const fixes = own.flatMap((finding) => finding.fixes.find(({ preferred }) => preferred) ?? [])
  if (isOn || fixes.length === 0) return []
  return [
    {
      title: t('Replace all deprecated functions'),
      kind: 'refactor.rewrite',
      preferred: false,
      findings: [],
      edits: fixes.flatMap(({ edits }) => edits),
    },
  ]
}
