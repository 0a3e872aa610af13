/**
 * The call hierarchy over LSP: the data flow of an Alloy configuration, the includes of a chart's templates. An item is found again by its file and the
 * place of its name, so that one may go on in files that are closed.
 */
import type { CallHierarchyItem, Range as LspRange, ServerCapabilities } from 'vscode-languageserver'
import {
  besideText,
  type FlowItem,
  type FlowStep,
  flowItemAt,
  incomingTo,
  outgoingFrom,
} from '../features/callHierarchy.ts'
import type { Workspace } from '../model/workspace.ts'
import type { Document } from '../text/document.ts'
import type { Range } from '../text/range.ts'
import { type Answering, clientUri, documentsOf } from './answering.ts'
import { toLspRange, toOffset } from './convert.ts'
import { symbolKinds } from './outline.ts'

/** What the server says of it when it starts. */
export const callHierarchyCapabilities: ServerCapabilities = { callHierarchyProvider: true }

/** Answers the requests. */
export function onCallHierarchy(answering: Answering): void {
  const { callHierarchy } = answering.connection.languages
  callHierarchy.onPrepare(async ({ textDocument, position }) => {
    const at = await flowAt(answering, textDocument.uri, { start: position, end: position })
    if (!at) return null
    const item = flowItemAt(at.file, at.workspace, at.range.start, at.beside)
    const lookup = item && (await documentsOf(answering.session, [item]))
    return item && lookup ? toItems(answering, item, lookup) : null
  })
  callHierarchy.onIncomingCalls(async ({ item }) => {
    const at = await flowAt(answering, item.uri, item.selectionRange)
    if (!at) return null
    const steps = incomingTo(at.file, at.workspace, at.range, at.beside)
    const lookup = await lookupOf(answering, steps)
    return steps.flatMap((step) =>
      toItems(answering, step.item, lookup).map((from) => ({
        from,
        fromRanges: toRanges(lookup.get(step.item.uri), step.places),
      })),
    )
  })
  callHierarchy.onOutgoingCalls(async ({ item }) => {
    const at = await flowAt(answering, item.uri, item.selectionRange)
    if (!at) return null
    const steps = outgoingFrom(at.file, at.workspace, at.range, at.beside)
    const lookup = await lookupOf(answering, steps)
    return steps.flatMap((step) =>
      toItems(answering, step.item, lookup).map((to) => ({ to, fromRanges: toRanges(at.file, step.places) })),
    )
  })
}

/** A range of a file, with the other files of the configuration there. */
interface FlowPlace {
  readonly file: Document
  readonly workspace: Workspace
  readonly range: Range
  readonly beside: readonly Document[]
}

async function flowAt(
  { session, known }: Answering,
  uri: string,
  range: LspRange,
): Promise<FlowPlace | undefined> {
  const found = await session.fileAt(known(uri))
  if (!found) return undefined
  const { document: file, workspace } = found
  const at = { start: toOffset(file, range.start), end: toOffset(file, range.end) }
  const uris = besideText(file, workspace, at.start).map((beside) => ({ uri: beside }))
  const beside = [...(await documentsOf(session, uris)).values()]
  return { file, workspace, range: at, beside }
}

function lookupOf(
  { session }: Answering,
  steps: readonly FlowStep[],
): Promise<ReadonlyMap<string, Document>> {
  return documentsOf(
    session,
    steps.map(({ item }) => item),
  )
}

function toItems(
  answering: Answering,
  { name, detail, kind, uri, range, selection }: FlowItem,
  lookup: ReadonlyMap<string, Document>,
): CallHierarchyItem[] {
  const document = lookup.get(uri)
  if (!document) return []
  return [
    {
      name,
      detail,
      kind: symbolKinds[kind],
      uri: clientUri(answering, uri),
      range: toLspRange(document, range),
      selectionRange: toLspRange(document, selection),
    },
  ]
}

function toRanges(document: Document | undefined, ranges: readonly Range[]): LspRange[] {
  return document ? ranges.map((range) => toLspRange(document, range)) : []
}
