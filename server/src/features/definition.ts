/**
 * Definitions: from a name of Alloy to the block that defines it, from the path of an import to its file, from the name
 * of an environment variable to where the workspace sets it; those of charts are in `charts/definition.ts`. The definition of a name may lie in another file; the caller
 * reads the files that `filesAbout` tells and hands them in.
 */
import { callsIn } from '../model/alloy/partIndex.ts'
import { placesOfVariable } from '../model/containers/variablePlaces.ts'
import type { Workspace } from '../model/workspace.ts'
import type { Call, StringLiteral } from '../syntax/alloy/ast.ts'
import { alloyTree } from '../syntax/parse.ts'
import { type Document, exactPlaceOf, placeOf } from '../text/document.ts'
import { rangeOf } from '../text/part.ts'
import { contains, type Range, touches } from '../text/range.ts'
import { alloyTexts, mentionsOf, type Named } from './alloyAt.ts'
import { chartFileAt } from './charts/links.ts'
import { linksIn } from './links.ts'

/** Where something is defined. */
export interface Target {
  /** What leads there, in the file that was asked for. */
  readonly from: Range
  readonly uri: string
  /** The whole block or entry. */
  readonly range: Range
  /** Its name. */
  readonly selection: Range
}

/** The blocks that define what is named at a place. */
export function definitionsOf(
  { occurrence, exact, range, reach }: Named,
  files: Iterable<Document>,
  workspace: Workspace,
): readonly Target[] {
  const from = exact ? range : reach
  return mentionsOf(occurrence.subject, files, workspace).flatMap(
    ({ document, occurrence: found, place }) => {
      if (found.role !== 'definition' || !found.block || !place) return []
      const block = placeOf(document, rangeOf(alloyTree(document), found.block)).range
      // What can't be mapped to the character stands on the whole text, which holds it all the same.
      return [
        { from, ...place, range: contains(block, place.range) ? block : place.range, selection: place.range },
      ]
    },
  )
}

/** Where a text at an offset leads that is no name: a file, the places that set a variable. */
export function placesBehind(file: Document, workspace: Workspace, offset: number): readonly Target[] {
  const link = linksIn(file, workspace).find(({ range }) => touches(range, offset))
  const start = { start: 0, end: 0 }
  if (link) return [{ from: link.range, uri: link.uri, range: start, selection: start }]
  const chart = chartFileAt(file, workspace, offset)
  if (chart) return [{ ...chart, range: start, selection: start }]
  const variable = variableNamesIn(file).find(({ range }) => touches(range, offset))
  if (!variable) return []
  return placesOfVariable(workspace, variable.name, file.uri).map(({ uri, range }) => {
    return { from: variable.range, uri, range, selection: range }
  })
}

/** A name of an environment variable. */
export interface VariableName {
  readonly name: string
  /** In the file. */
  readonly range: Range
  readonly call: Call
}

/** The names of environment variables that an Alloy text reads, where they are written as literals. */
export function variableNames(document: Document): readonly VariableName[] {
  const tree = alloyTree(document)
  return callsIn(document).flatMap(({ names, call }) => {
    const literal = call && isEnvironment(names) ? literalOf(call) : undefined
    if (!call || !literal) return []
    const { origin, contentStart: start, contentEnd: end } = literal
    const place = exactPlaceOf(document, rangeOf(tree, { origin, start, end }))
    return place ? [{ name: literal.value, range: place.range, call }] : []
  })
}

/** `sys.env`, and `env` as it was called before. */
function isEnvironment(names: readonly { readonly name: string }[]): boolean {
  const name = names.map((each) => each.name).join('.')
  return name === 'sys.env' || name === 'env'
}

function literalOf({ arguments: [first] }: Call): StringLiteral | undefined {
  return first?.kind === 'string' && first.plain && first.value !== '' ? first : undefined
}

/** The names of environment variables in the Alloy texts of a file. */
function variableNamesIn(file: Document): readonly VariableName[] {
  return alloyTexts(file).flatMap(variableNames)
}
