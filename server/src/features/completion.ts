/**
 * Completion: asks the sources for the documents at a position, innermost document first; the first document for
 * which any source answers gives the list. Inserted text is encoded for the host of an embedded document.
 */
import type { Workspace } from '../model/workspace.ts'
import { contextOf } from '../rules/run.ts'
import { type Document, placeOf } from '../text/document.ts'
import { outerEdit } from '../text/region.ts'
import { documentsAt } from './at.ts'
import { completions as sources } from './completion/index.generated.ts'
import type { Completion } from './feature.ts'

/** What could be written at `offset` of a file; ranges and texts are the file's. */
export function completionsAt(file: Document, workspace: Workspace, offset: number): readonly Completion[] {
  for (const { document, offset: at } of documentsAt(file, offset)) {
    const context = contextOf(document, workspace)
    const found = sources
      .filter((source) => source.kinds.includes(document.kind))
      .flatMap((source) => [...source.complete(context, at)])
    const mapped = found.flatMap((item) => inFile(document, item) ?? [])
    if (mapped.length > 0) return mapped
  }
  return []
}

function inFile(document: Document, item: Completion): Completion | undefined {
  let at = document
  let edit: { readonly range: Completion['range']; readonly text: string } | undefined = {
    range: item.range,
    text: item.insert,
  }
  while (at.within && edit) {
    if (!at.subtree) edit = outerEdit(at.within.region, edit, at.text, at.within.host.text)
    at = at.within.host
  }
  return (
    edit && {
      ...item,
      range: document.within ? edit.range : placeOf(document, item.range).range,
      insert: edit.text,
    }
  )
}
