/**
 * References and highlights: where what is named at a place is named, too. References are looked for in the files
 * that the caller has read (`filesAbout` tells which); highlights stay in one file. References in charts are in
 * `charts/references.ts`.
 */
import type { AlloySubject } from '../model/alloy/subjects.ts'
import type { Workspace } from '../model/workspace.ts'
import type { Document, Place } from '../text/document.ts'
import type { Range } from '../text/range.ts'
import { mentionsOf, namedAt } from './alloyAt.ts'
import { chartNamedAt } from './charts/named.ts'
import { chartHighlights } from './charts/references.ts'

/**
 * The places that name a subject.
 * @param declarations whether the place that defines it counts
 */
export function referencesTo(
  subject: AlloySubject,
  files: Iterable<Document>,
  workspace: Workspace,
  declarations: boolean,
): readonly Place[] {
  return mentionsOf(subject, files, workspace).flatMap(({ occurrence, place }) =>
    place && (declarations || occurrence.role !== 'definition') ? [place] : [],
  )
}

/** A place that names the same. `write` where it is defined or given. */
export interface Highlight {
  readonly range: Range
  readonly kind: 'read' | 'write'
}

/**
 * The places in a file that name what stands at an offset, also where that is in front of the name, on `loki.write` of a
 * label: an editor that is told nothing marks every `loki` of the file instead.
 */
export function highlightsAt(
  file: Document,
  workspace: Workspace,
  offset: number,
): readonly Highlight[] | undefined {
  const named = namedAt(file, workspace, offset)
  if (!named) return chartHighlights(file, workspace, offset, chartNamedAt(file, workspace, offset))
  return mentionsOf(named.occurrence.subject, [file], workspace).flatMap(({ occurrence, place }) =>
    place
      ? [{ range: place.range, kind: occurrence.role === 'use' ? ('read' as const) : ('write' as const) }]
      : [],
  )
}
