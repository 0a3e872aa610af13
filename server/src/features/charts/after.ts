/**
 * Files as they would be after some edits, and the workspace with them.
 */
import { fileFacts } from '../../model/load.ts'
import type { Workspace } from '../../model/workspace.ts'
import { createDocument, type Document } from '../../text/document.ts'
import { applyEdits } from '../../text/edit.ts'
import type { FileEdit } from '../renameCheck.ts'

/** A file with those of some edits that are its own. */
export function fileAfter(file: Document, edits: readonly FileEdit[]): Document {
  const own = edits.filter(({ uri }) => uri === file.uri)
  if (own.length === 0) return file
  const { uri, kind, layout, templated, text } = file
  return createDocument(uri, kind, applyEdits(text, own), { templated, ...(layout && { layout }) })
}

/** The workspace with edited files, and all the files that were read. */
export function workspaceAfter(
  workspace: Workspace,
  files: ReadonlyMap<string, Document>,
  edits: readonly FileEdit[],
): { readonly next: Workspace; readonly changed: readonly Document[] } {
  const facts = new Map(workspace.files)
  const changed = [...files.values()].map((file) => {
    const after = fileAfter(file, edits)
    if (after !== file && facts.has(file.uri)) facts.set(file.uri, fileFacts(after))
    return after
  })
  return { next: { ...workspace, files: facts }, changed }
}
