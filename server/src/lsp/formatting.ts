/**
 * Formatting over LSP. Where the client can, it is registered for Alloy files alone: YAML files have formatters of
 * their own, and a second one would make the editor ask which to use, or take the place of theirs.
 */
import {
  type Connection,
  DocumentFormattingRequest,
  type InitializeParams,
  type ServerCapabilities,
  type TextEdit,
} from 'vscode-languageserver'
import { formatDocument } from '../features/formatting.ts'
import type { Document } from '../text/document.ts'
import type { TextEdit as Edit } from '../text/edit.ts'
import { toLspRange } from './convert.ts'
import type { Session } from './session.ts'

const alloyFiles = [{ language: 'alloy' }, { pattern: '**/*.{alloy,river}' }]

function registers(params: InitializeParams): boolean {
  return Boolean(params.capabilities.textDocument?.formatting?.dynamicRegistration)
}

/** What the server says of formatting when it starts: to clients that it can't register with later. */
export function formattingCapabilities(params: InitializeParams): ServerCapabilities {
  return registers(params) ? {} : { documentFormattingProvider: true }
}

/** Registers formatting with the clients that can be told later which files it is for. */
export function registerFormatting(
  connection: Connection,
  params: InitializeParams,
  failed: (error: unknown) => void,
): void {
  if (!registers(params)) return
  connection.client
    .register(DocumentFormattingRequest.type, { documentSelector: alloyFiles })
    .then(undefined, failed)
}

/** Answers the requests to format. */
export function onFormatting(connection: Connection, session: Session, known: (uri: string) => string): void {
  connection.onDocumentFormatting(async ({ textDocument }) => {
    const found = await session.opened(known(textDocument.uri))
    return found ? toTextEdits(found.document, formatDocument(found.document)) : []
  })
}

function toTextEdits(document: Document, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ range, text }) => ({ range: toLspRange(document, range), newText: text }))
}
