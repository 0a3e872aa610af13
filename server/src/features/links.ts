/**
 * Links to other files: the path of an `import.file`, where it leads to one file of the workspace, and those of charts
 * (`charts/links.ts`). Addresses are left to the editor, which finds them itself.
 */
import { idOf } from '../model/alloy/modules.ts'
import { blocksNamed } from '../model/alloy/partIndex.ts'
import { importedFile, namesAt } from '../model/alloy/scope.ts'
import type { Workspace } from '../model/workspace.ts'
import type { Expression, StringLiteral } from '../syntax/alloy/ast.ts'
import { attribute, unwrapped } from '../syntax/alloy/visit.ts'
import { alloyTree } from '../syntax/parse.ts'
import { type Document, exactPlaceOf } from '../text/document.ts'
import { rangeOf } from '../text/part.ts'
import type { Range } from '../text/range.ts'
import { alloyTexts } from './alloyAt.ts'
import { chartLinks } from './charts/links.ts'

/** A text that leads to a file. */
export interface Link {
  /** In the file that was asked for. */
  readonly range: Range
  readonly uri: string
}

/** The links of a file. */
export function linksIn(file: Document, workspace: Workspace): readonly Link[] {
  const inAlloy = alloyTexts(file).flatMap((document) => linksOf(document, workspace))
  return [...inAlloy, ...chartLinks(file, workspace)]
}

function linksOf(document: Document, workspace: Workspace): readonly Link[] {
  const tree = alloyTree(document)
  return blocksNamed(document, 'import.file').flatMap(({ block }) => {
    const value = attribute(block, 'filename')?.value
    const literal = value && lastLiteral(value)
    const name = namesAt(workspace, document.uri).find(({ id }) => id === idOf(block))
    const uri = name && importedFile(workspace, name)
    if (!literal || uri === undefined) return []
    const { origin, contentStart: start, contentEnd: end } = literal
    const place = exactPlaceOf(document, rangeOf(tree, { origin, start, end }))
    return place ? [{ range: place.range, uri }] : []
  })
}

/** The literal that names the file: the whole value, or what is joined to `module_path` last. */
function lastLiteral(value: Expression): StringLiteral | undefined {
  const inner = unwrapped(value)
  if (inner.kind === 'string') return inner
  const last = inner.kind === 'call' ? inner.arguments.at(-1) : undefined
  return last?.kind === 'string' ? last : undefined
}
