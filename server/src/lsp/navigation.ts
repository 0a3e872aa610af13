/**
 * Moving through files over LSP: definitions, references, highlights, links, renaming. Answers hold for charts and for any
 * document that has Alloy in it; elsewhere they are empty. Files that are closed are read for their positions.
 */
import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type InitializeParams,
  type Location,
  type LocationLink,
  LSPErrorCodes,
  MessageType,
  type Position,
  ResponseError,
  type ServerCapabilities,
  ShowMessageNotification,
} from 'vscode-languageserver'
import { placesBehind, type Target } from '../features/definition.ts'
import { linksIn } from '../features/links.ts'
import { highlightsAt } from '../features/references.ts'
import { type Subject, subjectAt } from '../features/subject.ts'
import { pathOf } from '../model/workspace.ts'
import type { Document, Place } from '../text/document.ts'
import { t } from '../text/translate.ts'
import { type Answering, clientUri, documentsOf } from './answering.ts'
import { callHierarchyCapabilities, onCallHierarchy } from './callHierarchy.ts'
import { toLspRange, toOffset, toWorkspaceEdit } from './convert.ts'
import { onOutline, outlineCapabilities } from './outline.ts'
import type { Opened, Session } from './session.ts'
import { onTokens, tokensCapabilities } from './tokens.ts'

/** What the server says of navigation when it starts. */
export function navigationCapabilities({ capabilities }: InitializeParams): ServerCapabilities {
  const prepares = Boolean(capabilities.textDocument?.rename?.prepareSupport)
  return {
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    documentLinkProvider: { resolveProvider: false },
    renameProvider: prepares ? { prepareProvider: true } : true,
    ...outlineCapabilities,
    ...tokensCapabilities,
    ...callHierarchyCapabilities,
  }
}

/** Answers the requests. */
export function onNavigation(answering: Answering): void {
  const { connection, session, known, params } = answering
  const links = Boolean(params.capabilities.textDocument?.definition?.linkSupport)
  connection.onDefinition(async ({ textDocument, position }) => {
    const at = await openedAt(answering, textDocument.uri, position)
    if (!at) return null
    const { subject, document, workspace, offset } = at
    const named = subject ? subject.definitions(await filesOf(session, at, subject, 'definition')) : []
    const targets = named.length > 0 ? named : placesBehind(document, workspace, offset)
    const found = await toLinks(answering, document, targets)
    return links
      ? found
      : found.map(({ targetUri, targetSelectionRange }) => ({ uri: targetUri, range: targetSelectionRange }))
  })
  connection.onReferences(async ({ textDocument, position, context }) => {
    const at = await openedAt(answering, textDocument.uri, position)
    if (!at?.subject) return null
    const files = await filesOf(session, at, at.subject, 'references')
    return toLocations(answering, at.subject.references(files, context.includeDeclaration))
  })
  connection.onDocumentHighlight(async ({ textDocument, position }) => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return null
    const { document, workspace } = opened
    const found = highlightsAt(document, workspace, toOffset(document, position))
    return (
      found?.map(({ range, kind }): DocumentHighlight => {
        const is = kind === 'read' ? DocumentHighlightKind.Read : DocumentHighlightKind.Write
        return { range: toLspRange(document, range), kind: is }
      }) ?? null
    )
  })
  onRename(answering)
  onOutline(answering)
  onTokens(answering)
  onCallHierarchy(answering)
  connection.onDocumentLinks(async ({ textDocument }) => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return null
    const { document, workspace } = opened
    return linksIn(document, workspace).map(({ range, uri }) => {
      return { range: toLspRange(document, range), target: clientUri(answering, uri) }
    })
  })
}

/** Answers the requests to rename; a refusal reaches the user as the reason for it. */
function onRename(answering: Answering): void {
  const { connection, session } = answering
  const say = (message: string) =>
    connection
      .sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message })
      .catch((error: unknown) => connection.console.error(String(error)))
  connection.onPrepareRename(async ({ textDocument, position }) => {
    const at = await openedAt(answering, textDocument.uri, position)
    const found = at?.subject?.renamable
    return found ? { range: toLspRange(at.document, found.range), placeholder: found.name } : null
  })
  connection.onRenameRequest(async ({ textDocument, position, newName }) => {
    const at = await openedAt(answering, textDocument.uri, position)
    if (!at?.subject?.renamable) throw refusal(t('Nothing that can be renamed stands here.'))
    const uris = new Set([at.document.uri, ...at.subject.filesFor('rename')])
    const files = [at.document]
    for (const uri of uris) {
      const file = uri === at.document.uri ? at.document : await session.documentAt(uri)
      if (!file)
        throw refusal(t('{file} can’t be read, so nothing was renamed.', { file: pathOf(at.workspace, uri) }))
      if (file !== at.document) files.push(file)
    }
    const result = at.subject.rename(newName, files)
    if ('refused' in result) throw refusal(result.refused)
    if (result.note !== undefined) say(result.note)
    const byUri = new Map(files.map((file) => [file.uri, file]))
    const changes = toWorkspaceEdit(result.edits, (uri) => byUri.get(uri))?.changes ?? {}
    return {
      changes: Object.fromEntries(
        Object.entries(changes).map(([uri, edits]) => [clientUri(answering, uri), edits]),
      ),
    }
  })
}

function refusal(message: string): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestFailed, message)
}

/** An open document with a place in it. */
interface At extends Opened {
  readonly offset: number
  readonly subject: Subject | undefined
}

async function openedAt(
  { session, known }: Answering,
  uri: string,
  position: Position,
): Promise<At | undefined> {
  const opened = await session.opened(known(uri))
  if (!opened) return undefined
  const { document, workspace } = opened
  const offset = toOffset(document, position)
  return { document, workspace, offset, subject: subjectAt(document, workspace, offset) }
}

/** The files that a question is answered from; those that can't be read are left out. */
async function filesOf(
  session: Session,
  { document }: Opened,
  subject: Subject,
  question: 'definition' | 'references',
): Promise<readonly Document[]> {
  const uris = new Set([document.uri, ...subject.filesFor(question)])
  const files = [...uris].map((uri) => (uri === document.uri ? document : session.documentAt(uri)))
  return (await Promise.all(files)).filter((file) => file !== undefined)
}

async function toLinks(
  answering: Answering,
  document: Document,
  targets: readonly Target[],
): Promise<LocationLink[]> {
  const lookup = await documentsOf(answering.session, targets)
  return targets.flatMap(({ from, uri, range, selection }) => {
    const target = lookup.get(uri)
    return target
      ? [
          {
            originSelectionRange: toLspRange(document, from),
            targetUri: clientUri(answering, uri),
            targetRange: toLspRange(target, range),
            targetSelectionRange: toLspRange(target, selection),
          },
        ]
      : []
  })
}

async function toLocations(answering: Answering, places: readonly Place[]): Promise<Location[]> {
  const lookup = await documentsOf(answering.session, places)
  return places.flatMap(({ uri, range }) => {
    const document = lookup.get(uri)
    return document ? [{ uri: clientUri(answering, uri), range: toLspRange(document, range) }] : []
  })
}
