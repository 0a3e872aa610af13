/**
 * Hovers: asks the sources for the documents at a position, innermost document first. What several sources know of
 * one place is shown together.
 */
import type { Workspace } from '../model/workspace.ts'
import { contextOf } from '../rules/run.ts'
import { type Document, placeOf } from '../text/document.ts'
import { documentsAt } from './at.ts'
import type { Hover } from './feature.ts'
import { hovers as sources } from './hover/index.generated.ts'
import { actionStart } from './template/cursor.ts'

/** What is known of `offset` in a file; the range is in the file. */
export function hoverAt(file: Document, workspace: Workspace, offset: number): Hover | undefined {
  for (const { document, offset: at } of documentsAt(file, offset)) {
    // Inside an action of a template it is the template that is pointed at, whatever is around it.
    if (document.templated && document.kind !== 'helm-template' && actionStart(document, at) !== undefined)
      continue
    const context = contextOf(document, workspace)
    const found = sources
      .filter((source) => source.kinds.includes(document.kind))
      .flatMap((source) => source.hover(context, at) ?? [])
      // What is about the fewest characters is about what is pointed at.
      .sort((a, b) => lengthOf(a) - lengthOf(b))
    const [first] = found
    if (first)
      return {
        range: placeOf(document, first.range).range,
        markdown: found.map(({ markdown }) => markdown).join('\n\n---\n\n'),
      }
  }
  return undefined
}

function lengthOf({ range }: Hover): number {
  return range.end - range.start
}
