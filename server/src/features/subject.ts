/**
 * What is named at a place of a file, whatever its language: one way to ask where it is defined, where it is named, and
 * for another name. Each language answers for itself (`definition.ts`, `references.ts`, `rename.ts`, `charts/`). Files
 * are read by the caller.
 */
import { filesAbout } from '../model/alloy/mentions.ts'
import type { Workspace } from '../model/workspace.ts'
import type { Document, Place } from '../text/document.ts'
import type { Range } from '../text/range.ts'
import { namedAt } from './alloyAt.ts'
import { chartDefinitions, definitionFiles } from './charts/definition.ts'
import { chartNamedAt } from './charts/named.ts'
import { chartReferences, referenceFiles } from './charts/references.ts'
import { chartRenamable, chartRenameFiles, renameInChart } from './charts/rename.ts'
import { definitionsOf, type Target } from './definition.ts'
import { referencesTo } from './references.ts'
import { type Renamed, renamableAt, rename } from './rename.ts'

/** What is named at a place. Each question takes the files that it is to be answered from, this one among them. */
export interface Subject {
  /** Uris of the files that a question needs beside the one that it is asked in. */
  filesFor(question: 'definition' | 'references' | 'rename'): readonly string[]
  definitions(files: readonly Document[]): readonly Target[]
  references(files: readonly Document[], declarations: boolean): readonly Place[]
  /** The name in the file, where it can be given another one. */
  readonly renamable: { readonly range: Range; readonly name: string } | undefined
  rename(to: string, files: readonly Document[]): Renamed
}

/** What is named at an offset of a file. */
export function subjectAt(file: Document, workspace: Workspace, offset: number): Subject | undefined {
  return inAlloy(file, workspace, offset) ?? inChart(file, workspace, offset)
}

function inAlloy(file: Document, workspace: Workspace, offset: number): Subject | undefined {
  const named = namedAt(file, workspace, offset)
  if (!named) return undefined
  const { subject } = named.occurrence
  const renamable = renamableAt(file, workspace, offset)
  return {
    filesFor: () => filesAbout(workspace, subject),
    definitions: (files) => definitionsOf(named, files, workspace),
    references: (files, declarations) => referencesTo(subject, files, workspace, declarations),
    renamable,
    rename: (to, files) =>
      renamable ? rename(renamable, to, files, workspace) : { edits: [], note: undefined },
  }
}

function inChart(file: Document, workspace: Workspace, offset: number): Subject | undefined {
  const named = chartNamedAt(file, workspace, offset)
  if (!named) return undefined
  const renamable = chartRenamable(named, file)
  return {
    filesFor: (question) => {
      if (question === 'definition') return definitionFiles(named)
      return question === 'references' ? referenceFiles(named, workspace) : chartRenameFiles(named, workspace)
    },
    definitions: (files) => {
      const byUri = new Map(files.map((each) => [each.uri, each]))
      return chartDefinitions(named, file, workspace, (uri) => byUri.get(uri))
    },
    references: (files, declarations) => chartReferences(named, file, workspace, files, declarations),
    renamable: renamable && { range: renamable.range, name: renamable.name ?? '' },
    rename: (to, files) =>
      renamable ? renameInChart(renamable, to, file, files, workspace) : { edits: [], note: undefined },
  }
}
