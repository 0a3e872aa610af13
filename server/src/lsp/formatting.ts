/**
 * Formatting over LSP. Where the client can, it is registered for Alloy files alone: YAML files have formatters of
 * their own, and a second one would make the editor ask which to use, or take the place of theirs. The Alloy texts in
 * them are formatted by code actions; clients that can't register ask for any file and get edits of these texts.
 */
import {
  type Connection,
  DocumentFormattingRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  type InitializeParams,
  MessageType,
  type ServerCapabilities,
  ShowMessageNotification,
  type TextEdit,
} from 'vscode-languageserver'
import { type FormatFault, faultOf, formatDocument, formatRange } from '../features/formatting.ts'
import { formatOnType, typedCharacters } from '../features/onTypeFormatting.ts'
import { type Document, linesOf } from '../text/document.ts'
import type { TextEdit as Edit } from '../text/edit.ts'
import { positionAt } from '../text/lines.ts'
import { t } from '../text/translate.ts'
import { folderOf, pathFrom } from '../text/uri.ts'
import { toLspRange, toOffset } from './convert.ts'
import type { Session } from './session.ts'

const alloyFiles = [{ language: 'alloy' }, { pattern: '**/*.{alloy,river}' }]
const [firstTriggerCharacter, ...moreTriggerCharacter] = typedCharacters
const onType = { firstTriggerCharacter, moreTriggerCharacter }

/** Which kinds of formatting the client can be told of later. */
function registers({ capabilities }: InitializeParams) {
  const { formatting, rangeFormatting, onTypeFormatting } = capabilities.textDocument ?? {}
  return {
    whole: Boolean(formatting?.dynamicRegistration),
    range: Boolean(rangeFormatting?.dynamicRegistration),
    typed: Boolean(onTypeFormatting?.dynamicRegistration),
  }
}

/** What the server says of formatting when it starts: to clients that it can't register with later. */
export function formattingCapabilities(params: InitializeParams): ServerCapabilities {
  const { whole, range, typed } = registers(params)
  return {
    ...(!whole && { documentFormattingProvider: true }),
    ...(!range && { documentRangeFormattingProvider: true }),
    ...(!typed && { documentOnTypeFormattingProvider: onType }),
  }
}

/** Registers formatting with the clients that can be told later which files it is for. */
export function registerFormatting(
  connection: Connection,
  params: InitializeParams,
  failed: (error: unknown) => void,
): void {
  const { whole, range, typed } = registers(params)
  const { client } = connection
  const options = { documentSelector: alloyFiles }
  if (whole) client.register(DocumentFormattingRequest.type, options).then(undefined, failed)
  if (range) client.register(DocumentRangeFormattingRequest.type, options).then(undefined, failed)
  if (typed)
    client.register(DocumentOnTypeFormattingRequest.type, { ...options, ...onType }).then(undefined, failed)
}

/** Answers the requests to format. */
export function onFormatting(connection: Connection, session: Session, known: (uri: string) => string): void {
  const say = faultTeller(connection)
  connection.onDocumentFormatting(async ({ textDocument }) => {
    const found = await session.opened(known(textDocument.uri))
    if (!found) return []
    say(found.document, faultOf(found.document))
    return toTextEdits(found.document, formatDocument(found.document))
  })
  connection.onDocumentRangeFormatting(async ({ textDocument, range: given }) => {
    const found = await session.opened(known(textDocument.uri))
    if (!found) return []
    const { document } = found
    const range = { start: toOffset(document, given.start), end: toOffset(document, given.end) }
    const edits = formatRange(document, range)
    if (edits.length === 0) say(document, faultOf(document, range))
    return toTextEdits(document, edits)
  })
  connection.onDocumentOnTypeFormatting(async ({ textDocument, position, ch }) => {
    const found = await session.opened(known(textDocument.uri))
    if (!found) return []
    const { document } = found
    return toTextEdits(document, formatOnType(document, toOffset(document, position), ch))
  })
}

/**
 * Says why a document was not formatted. The same fault is said once until it is mended: who formats on save saves
 * half-written files all the time.
 */
function faultTeller(connection: Connection): (document: Document, fault: FormatFault | undefined) => void {
  const said = new Map<string, string>()
  return (document, fault) => {
    const { uri } = document
    if (!fault) {
      said.delete(uri)
      return
    }
    const line = positionAt(linesOf(document), fault.range.start).line + 1
    const file = pathFrom(folderOf(uri), uri)
    const message = t('{file} was not formatted. Line {line}: {fault}', { file, line, fault: fault.message })
    connection.console.info(message)
    if (said.get(uri) === fault.message) return
    said.set(uri, fault.message)
    connection
      .sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message })
      .catch((error: unknown) => connection.console.error(String(error)))
  }
}

function toTextEdits(document: Document, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ range, text }) => ({ range: toLspRange(document, range), newText: text }))
}
