/**
 * Semantic tokens and inlay hints over LSP. Of the last few documents the tokens that were sent are kept, so that
 * after an edit only what differs is sent.
 */
import type {
  Connection,
  InitializeParams,
  SemanticTokensEdit,
  ServerCapabilities,
} from 'vscode-languageserver'
import { inlayHintsIn } from '../features/inlayHints.ts'
import { tokenModifiers, tokenTypes } from '../features/partTokens.ts'
import { type SemanticToken, semanticTokensIn } from '../features/semanticTokens.ts'
import { type Document, linesOf } from '../text/document.ts'
import { positionAt } from '../text/lines.ts'
import type { Answering } from './answering.ts'
import { toOffset } from './convert.ts'

/** What the server says of these when it starts. */
export const tokensCapabilities: ServerCapabilities = {
  semanticTokensProvider: {
    legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
    full: { delta: true },
    range: true,
  },
  inlayHintProvider: { resolveProvider: false },
}

/** What was sent of a document, by which the client asks for what differs. */
interface Sent {
  readonly resultId: string
  readonly data: number[]
}

/** The tokens of so many documents are kept. */
const most = 8

/** Answers the requests. */
export function onTokens({ connection, session, known }: Answering): void {
  const sent = new Map<string, Sent>()
  let count = 0
  const send = (uri: string, data: number[]): Sent => {
    const result = { resultId: String(++count), data }
    sent.delete(uri)
    sent.set(uri, result)
    for (const old of [...sent.keys()].slice(0, -most)) sent.delete(old)
    return result
  }
  const { semanticTokens } = connection.languages
  semanticTokens.on(async ({ textDocument }) => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return { data: [] }
    const { document, workspace } = opened
    return send(document.uri, encoded(document, semanticTokensIn(document, workspace)))
  })
  semanticTokens.onDelta(async ({ textDocument, previousResultId }) => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return { data: [] }
    const { document, workspace } = opened
    const before = sent.get(document.uri)
    const after = send(document.uri, encoded(document, semanticTokensIn(document, workspace)))
    if (before?.resultId !== previousResultId) return after
    return { resultId: after.resultId, edits: differing(before.data, after.data) }
  })
  semanticTokens.onRange(async ({ textDocument, range }) => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return { data: [] }
    const { document, workspace } = opened
    const wanted = { start: toOffset(document, range.start), end: toOffset(document, range.end) }
    return { data: encoded(document, semanticTokensIn(document, workspace, wanted)) }
  })
  connection.languages.inlayHint.on(async ({ textDocument, range }) => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return null
    const { document, workspace } = opened
    const wanted = { start: toOffset(document, range.start), end: toOffset(document, range.end) }
    return inlayHintsIn(document, workspace, wanted).map(({ offset, label, tooltip }) => {
      const position = positionAt(linesOf(document), offset)
      return { position, label, tooltip, paddingLeft: true }
    })
  })
}

/** Has the client ask anew: what changed in one file may have told what names in others mean. */
export function refreshTokens(connection: Connection, { capabilities }: InitializeParams): void {
  const { semanticTokens, inlayHint } = capabilities.workspace ?? {}
  const failed = (error: unknown) => connection.console.error(String(error))
  if (semanticTokens?.refreshSupport) connection.languages.semanticTokens.refresh().catch(failed)
  if (inlayHint?.refreshSupport) connection.languages.inlayHint.refresh().catch(failed)
}

/** Tokens as LSP has them: five numbers each, places as distances from the token before. */
function encoded(document: Document, tokens: readonly SemanticToken[]): number[] {
  const starts = linesOf(document)
  const data: number[] = []
  let line = 0
  let [lastLine, lastCharacter] = [0, 0]
  for (const { start, end, type, modifiers } of tokens) {
    // The next token stands in this line or in one of the next.
    while (start >= (starts[line + 1] ?? Number.POSITIVE_INFINITY)) line++
    const character = start - (starts[line] ?? 0)
    const distance = line === lastLine ? character - lastCharacter : character
    data.push(line - lastLine, distance, end - start, tokenTypes.indexOf(type), modifiers)
    lastLine = line
    lastCharacter = character
  }
  return data
}

/** The one edit that makes one list of the other, of whole tokens; none where they are the same. */
function differing(before: readonly number[], after: readonly number[]): SemanticTokensEdit[] {
  const least = Math.min(before.length, after.length)
  let front = 0
  while (front < least && before[front] === after[front]) front++
  front -= front % 5
  let back = 0
  while (back < least - front && before[before.length - 1 - back] === after[after.length - 1 - back]) back++
  back -= back % 5
  const deleteCount = before.length - front - back
  const data = after.slice(front, after.length - back)
  return deleteCount === 0 && data.length === 0 ? [] : [{ start: front, deleteCount, data }]
}
