/**
 * Reads files as they would be after a rename, to see that every name in them still means what it meant. A name that
 * meant nothing before may come to mean the renamed thing: that is why one renames at times.
 */
import { occurrencesIn } from '../model/alloy/occurrences.ts'
import { scopeOf } from '../model/alloy/scope.ts'
import type { AlloySubject } from '../model/alloy/subjects.ts'
import { fileFacts } from '../model/load.ts'
import type { Workspace } from '../model/workspace.ts'
import { createDocument, type Document, linesOf, placeOf } from '../text/document.ts'
import { applyEdits } from '../text/edit.ts'
import { lineAt } from '../text/lines.ts'
import { rangeOf } from '../text/part.ts'
import type { Range } from '../text/range.ts'
import { t } from '../text/translate.ts'
import { pathFrom } from '../text/uri.ts'
import { alloyTexts } from './alloyAt.ts'

/** An edit of a file. */
export interface FileEdit {
  readonly uri: string
  readonly range: Range
  readonly text: string
}

/** A rename that is ready to be made. */
export interface Planned {
  readonly subject: AlloySubject
  readonly to: string
  readonly edits: readonly FileEdit[]
  readonly files: readonly Document[]
  readonly workspace: Workspace
}

/** A sentence about the first name that would mean something else after the edits; nothing where none would. */
export function misreadAfter({ subject, to, edits, files, workspace }: Planned): string | undefined {
  const after = files.map((file) => edited(file, edits))
  const facts = new Map(workspace.files)
  // A file that the workspace does not count is not counted after the rename either.
  for (const file of after) if (facts.has(file.uri)) facts.set(file.uri, fileFacts(file))
  const next: Workspace = { ...workspace, files: facts }
  const moved = mover(edits)
  const meanings = new Map<string, string>()
  for (const { place, subject: means } of namesIn(after, next))
    meanings.set(
      keyOf(place.uri, place.range.start, place.range.end),
      meaningKey(means, means.home.range.start, means.name),
    )
  for (const { place, subject: meant } of namesIn(files, workspace)) {
    const isRenamed = meant.key === subject.key
    const start = moved(place.uri, place.range.start)
    const end = isRenamed ? start + to.length : moved(place.uri, place.range.end)
    const expected = meaningKey(
      meant,
      moved(meant.home.uri, meant.home.range.start),
      isRenamed ? to : meant.name,
    )
    if (meanings.get(keyOf(place.uri, start, end)) === expected) continue
    const file = files.find(({ uri }) => uri === place.uri)
    return t(
      'After this rename `{name}` in {file}, line {line}, would mean something else. Choose another name.',
      {
        name: meant.name,
        file: pathFrom(workspace.root, place.uri),
        line: file ? lineAt(linesOf(file), place.range.start) + 1 : 0,
      },
    )
  }
  return undefined
}

function edited(file: Document, edits: readonly FileEdit[]): Document {
  const { uri, kind, layout, templated, text } = file
  const own = edits.filter((edit) => edit.uri === uri)
  if (own.length === 0) return file
  return createDocument(uri, kind, applyEdits(text, own), { templated, ...(layout && { layout }) })
}

function* namesIn(files: readonly Document[], workspace: Workspace) {
  for (const document of files.flatMap(alloyTexts)) {
    const scope = scopeOf(document, workspace)
    for (const part of scope.tree.parts)
      for (const { subject, node } of occurrencesIn(scope, part))
        yield { subject, place: placeOf(document, rangeOf(scope.tree, node)) }
  }
}

function keyOf(uri: string, start: number, end: number): string {
  return `${uri}:${start}:${end}`
}

function meaningKey({ kind, home }: AlloySubject, start: number, name: string): string {
  return `${home.uri}:${start}:${kind}:${name}`
}

/** Where an offset of a file is after the edits; one at which an edit begins stays before it. */
export function mover(edits: readonly FileEdit[]): (uri: string, offset: number) => number {
  const byFile = new Map<string, FileEdit[]>()
  for (const edit of edits) {
    const same = byFile.get(edit.uri)
    if (same) same.push(edit)
    else byFile.set(edit.uri, [edit])
  }
  return (uri, offset) => {
    let at = offset
    for (const { range, text } of byFile.get(uri) ?? [])
      if (range.start < offset) at += text.length - (range.end - range.start)
    return at
  }
}
