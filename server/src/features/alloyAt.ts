/**
 * Alloy texts as editor features see them: those of a file, what is named at an offset of one, and all places in some
 * files that name the same. Ranges of the answers are the file's; what can't be mapped there to the character is left
 * out.
 */
import { type Occurrence, occurrencesIn } from '../model/alloy/occurrences.ts'
import { type AlloyScope, scopeOf } from '../model/alloy/scope.ts'
import type { AlloySubject } from '../model/alloy/subjects.ts'
import type { Workspace } from '../model/workspace.ts'
import type { AlloyPart } from '../syntax/alloy/ast.ts'
import { partAt } from '../syntax/alloy/visit.ts'
import { embedded } from '../syntax/embed.ts'
import { type Document, exactPlaceOf, type Place, placeOf } from '../text/document.ts'
import { type Located, rangeOf } from '../text/part.ts'
import { type Range, touches } from '../text/range.ts'
import { documentsAt } from './at.ts'

/** The Alloy texts of a file: itself, or those inside it, outer before inner. */
export function alloyTexts(file: Document): readonly Document[] {
  if (file.kind === 'alloy') return [file]
  return embedded(file).filter(({ kind }) => kind === 'alloy')
}

/** What is named at a place. */
export interface Named {
  readonly scope: AlloyScope
  readonly occurrence: Occurrence
  /** Whether the place is on the name itself, not only on something that leads to it. */
  readonly exact: boolean
  /** The name, in the file. */
  readonly range: Range
  /** What leads to it, in the file. */
  readonly reach: Range
}

/** What the Alloy text at an offset of a file names there; the name itself comes before what only leads to one. */
export function namedAt(file: Document, workspace: Workspace, offset: number): Named | undefined {
  for (const { document, offset: at } of documentsAt(file, offset)) {
    if (document.kind !== 'alloy') continue
    const scope = scopeOf(document, workspace)
    const part = partAt(scope.tree, at)
    const found = part && nearest(scope, part, at)
    if (found) return found
  }
  return undefined
}

function nearest(scope: AlloyScope, part: AlloyPart, offset: number): Named | undefined {
  const relative = offset - (scope.tree.offsets.get(part) ?? 0)
  let best: Occurrence | undefined
  for (const each of occurrencesIn(scope, part)) {
    if (touches(each.node, relative)) return named(scope, each, true)
    if (touches(each.reach, relative) && (!best || lengthOf(each.reach) < lengthOf(best.reach))) best = each
  }
  return best && named(scope, best, false)
}

function lengthOf({ start, end }: Range): number {
  return end - start
}

function named(scope: AlloyScope, occurrence: Occurrence, exact: boolean): Named {
  const place = (node: Located) => placeOf(scope.document, rangeOf(scope.tree, node)).range
  return { scope, occurrence, exact, range: place(occurrence.node), reach: place(occurrence.reach) }
}

/** A place that names a subject. */
export interface Mention {
  readonly document: Document
  readonly occurrence: Occurrence
  /** The name in its file; undefined where it can't be mapped to the character. */
  readonly place: Place | undefined
}

/** All places in some files that name a subject, in the order of the files and of their texts. */
export function mentionsOf(
  subject: AlloySubject,
  files: Iterable<Document>,
  workspace: Workspace,
): readonly Mention[] {
  const found: Mention[] = []
  for (const file of files)
    for (const document of alloyTexts(file)) found.push(...mentionsIn(subject, document, workspace))
  return found
}

function mentionsIn(
  { key, name }: AlloySubject,
  document: Document,
  workspace: Workspace,
): readonly Mention[] {
  const found: Mention[] = []
  if (!document.text.includes(name)) return found
  const scope = scopeOf(document, workspace)
  for (const part of scope.tree.parts) {
    if (!part.text.includes(name)) continue
    const inPart: { readonly occurrence: Occurrence; readonly start: number }[] = []
    for (const occurrence of occurrencesIn(scope, part))
      if (occurrence.subject.key === key) inPart.push({ occurrence, start: occurrence.node.start })
    for (const { occurrence } of inPart.sort((a, b) => a.start - b.start))
      found.push({
        document,
        occurrence,
        place: exactPlaceOf(document, rangeOf(scope.tree, occurrence.node)),
      })
  }
  return found
}
