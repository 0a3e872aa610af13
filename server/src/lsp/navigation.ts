/**
 * Moving through Alloy texts over LSP: definitions, references, highlights, links, renaming. Answers hold for any document that
 * has Alloy in it; elsewhere they are empty. Files that are closed are read for their positions.
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
import { type Named, namedAt } from '../features/alloyAt.ts'
import { definitionsOf, placesBehind, type Target } from '../features/definition.ts'
import { linksIn } from '../features/links.ts'
import { highlightsAt, referencesTo } from '../features/references.ts'
import { renamableAt, rename } from '../features/rename.ts'
import { filesAbout } from '../model/alloy/mentions.ts'
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
    const targets = at.named
      ? definitionsOf(at.named, await filesOf(session, at.named, at), at.workspace)
      : placesBehind(at.document, at.workspace, at.offset)
    const found = await toLinks(answering, at.document, targets)
    return links
      ? found
      : found.map(({ targetUri, targetSelectionRange }) => ({ uri: targetUri, range: targetSelectionRange }))
  })
  connection.onReferences(async ({ textDocument, position, context }) => {
    const at = await openedAt(answering, textDocument.uri, position)
    if (!at?.named) return null
    const files = await filesOf(session, at.named, at)
    const places = referencesTo(at.named.occurrence.subject, files, at.workspace, context.includeDeclaration)
    return toLocations(answering, places)
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
    const found = at && renamableAt(at.document, at.workspace, at.offset)
    return found ? { range: toLspRange(at.document, found.range), placeholder: found.name } : null
  })
  connection.onRenameRequest(async ({ textDocument, position, newName }) => {
    const at = await openedAt(answering, textDocument.uri, position)
    const found = at && renamableAt(at.document, at.workspace, at.offset)
    if (!found) throw refusal(t('Nothing that can be renamed stands here.'))
    const uris = new Set([at.document.uri, ...filesAbout(at.workspace, found.named.occurrence.subject)])
    const files = [at.document]
    for (const uri of uris) {
      const file = uri === at.document.uri ? at.document : await session.documentAt(uri)
      if (!file)
        throw refusal(t('{file} can’t be read, so nothing was renamed.', { file: pathOf(at.workspace, uri) }))
      if (file !== at.document) files.push(file)
    }
    const result = rename(found, newName, files, at.workspace)
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
  readonly named: Named | undefined
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
  return { document, workspace, offset, named: namedAt(document, workspace, offset) }
}

/** The files in which what is named may be named, too; those that can't be read are left out. */
async function filesOf(
  session: Session,
  { occurrence }: Named,
  { document, workspace }: Opened,
): Promise<readonly Document[]> {
  const uris = new Set([document.uri, ...filesAbout(workspace, occurrence.subject)])
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
