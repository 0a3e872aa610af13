/**
 * The language server over any connection: answers LSP requests from the session. Each request is isolated: what
 * goes wrong in one costs that answer only. Diagnostics are pulled where the client can, else pushed.
 */
import * as l10n from '@vscode/l10n'
import {
  type CancellationToken,
  type Connection,
  type Diagnostic,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  WatchKind,
} from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { assistanceCapabilities, lookupFor, onAssistance } from './assistance.ts'
import { lensCapabilities, onCodeLens, refreshLenses } from './codeLens.ts'
import { toDiagnostic } from './convert.ts'
import type { Change, Platform } from './folders.ts'
import { formattingCapabilities, onFormatting, registerFormatting } from './formatting.ts'
import { onPipeline } from './graph.ts'
import { navigationCapabilities, onNavigation } from './navigation.ts'
import type { InitializationOptions } from './protocol.ts'
import { openSession, type Session } from './session.ts'
import { refreshTokens } from './tokens.ts'

const isNotCancelled = () => false

/** Answers on `connection` until it closes. */
export function serve(
  connection: Connection,
  platformFor: (options: InitializationOptions) => Platform,
  version: string,
): void {
  connection.onInitialize((params) => {
    const options: InitializationOptions = params.initializationOptions ?? {}
    if (options.translations) l10n.config({ contents: { ...options.translations } })
    const platform = platformFor(options)
    const session = openSession(platform, (message) => connection.console.error(message))
    answer(connection, session, platform, params, options)
    return capabilities(params, version)
  })
  connection.listen()
}

function pulls(params: InitializeParams): boolean {
  return Boolean(params.capabilities.textDocument?.diagnostic)
}

function capabilities(params: InitializeParams, version: string): InitializeResult {
  return {
    serverInfo: { name: 'logkeel', version },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      ...assistanceCapabilities,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      ...formattingCapabilities(params),
      ...navigationCapabilities(params),
      ...lensCapabilities(params),
      ...(pulls(params) && {
        diagnosticProvider: {
          identifier: 'logkeel',
          interFileDependencies: true,
          workspaceDiagnostics: false,
        },
      }),
    },
  }
}

function answer(
  connection: Connection,
  session: Session,
  platform: Platform,
  params: InitializeParams,
  options: InitializationOptions,
): void {
  const clientUris = new Map<string, string>()
  const known = (uri: string): string => {
    const normal = platform.normalize(uri)
    clientUris.set(normal, uri)
    return normal
  }
  const publish = pulls(params) ? undefined : publisher(connection, session, clientUris)
  const changed = (uri: string, { othersAffected }: Change) => {
    if (publish) publish(othersAffected ? session.openUris() : [uri])
    else if (othersAffected && params.capabilities.workspace?.diagnostics?.refreshSupport)
      connection.languages.diagnostics.refresh()
    if (othersAffected) {
      refreshTokens(connection, params)
      refreshLenses(connection, params)
    }
  }
  const failed = (error: unknown) =>
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error))

  onLifecycle(connection, session, platform, params, failed)
  onDocuments(connection, session, known, changed, failed)
  onDiagnostics(connection, session, known)
  onAssistance({ connection, session, known, clientUris }, options)
  onFormatting(connection, session, known)
  onNavigation({ connection, session, known, clientUris, params })
  onCodeLens({ connection, session, known, clientUris, params })
  onPipeline(connection, session, known, clientUris)
}

function onLifecycle(
  connection: Connection,
  session: Session,
  platform: Platform,
  params: InitializeParams,
  failed: (error: unknown) => void,
): void {
  const addFolder = (uri: string) => session.addFolder(platform.normalize(uri)).catch(failed)
  connection.onInitialized(() => {
    const folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : [])
    for (const uri of folders) addFolder(uri)
    if (params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration) {
      const watchers = [
        { globPattern: '**/*.{alloy,river,yaml,yml,tpl,env,json}' },
        { globPattern: '**/.env*' },
        { globPattern: '**/templates/NOTES.txt' },
        // Of a folder that goes, its files are not told one by one.
        { globPattern: '**', kind: WatchKind.Delete },
      ]
      connection.client
        .register({ method: 'workspace/didChangeWatchedFiles' } as never, { watchers } as never)
        .then(undefined, failed)
    }
    registerFormatting(connection, params, failed)
    if (params.capabilities.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of added) addFolder(uri)
        for (const { uri } of removed) session.removeFolder(platform.normalize(uri)).catch(failed)
      })
    }
  })
}

type Changed = (uri: string, change: Change) => void

/** Texts of open documents, kept in the order in which the client says it. */
function onDocuments(
  connection: Connection,
  session: Session,
  known: (uri: string) => string,
  changed: Changed,
  failed: (error: unknown) => void,
): void {
  const texts = new Map<string, TextDocument>()
  const put = async (uri: string, text: TextDocument) => {
    texts.set(uri, text)
    const { version, languageId } = text
    const change = await session.put(uri, text.getText(), version, languageId)
    // A newer text answers for itself, but not for what this one did to others.
    if (change.othersAffected || texts.get(uri)?.version === version) changed(uri, change)
  }
  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, text, version } }) => {
    put(known(uri), TextDocument.create(uri, languageId, version, text)).catch(failed)
  })
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const before = texts.get(known(uri)) ?? TextDocument.create(uri, '', version, '')
    put(known(uri), TextDocument.update(before, contentChanges, version)).catch(failed)
  })
  connection.onDidCloseTextDocument(({ textDocument }) => {
    const uri = known(textDocument.uri)
    texts.delete(uri)
    connection.sendDiagnostics({ uri: textDocument.uri, diagnostics: [] })
    session.close(uri).then((change) => changed(uri, change), failed)
  })
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const uris = changes.map(({ uri }) => known(uri))
    const [first] = uris
    if (first !== undefined) session.reread(uris).then((change) => changed(first, change), failed)
  })
}

async function diagnosticsOf(
  session: Session,
  uri: string,
  cancelled: () => boolean,
): Promise<{ version: number; items: Diagnostic[] } | undefined> {
  const checked = await session.findingsOf(uri, cancelled)
  const document = session.openDocument(uri)
  if (!checked || !document) return undefined
  const lookup = await lookupFor(
    session,
    checked.findings.flatMap(({ related }) => related.map((place) => place.uri)),
  )
  return {
    version: document.version,
    items: checked.findings.map((finding) => toDiagnostic(document, finding, lookup)),
  }
}

/** Pushes the diagnostics of documents; a document that changes meanwhile is pushed by its own change. */
function publisher(
  connection: Connection,
  session: Session,
  clientUris: ReadonlyMap<string, string>,
): (uris: readonly string[]) => void {
  return (uris) => {
    for (const uri of uris) {
      diagnosticsOf(session, uri, isNotCancelled).then(
        (found) => {
          if (found && session.openDocument(uri)?.version === found.version) {
            connection.sendDiagnostics({
              uri: clientUris.get(uri) ?? uri,
              version: found.version,
              diagnostics: found.items,
            })
          }
        },
        (error: unknown) => connection.console.error(String(error)),
      )
    }
  }
}

function onDiagnostics(connection: Connection, session: Session, known: (uri: string) => string): void {
  connection.languages.diagnostics.on(async ({ textDocument }, token: CancellationToken) => {
    const uri = known(textDocument.uri)
    for (let tries = 0; tries < 20 && !token.isCancellationRequested; tries++) {
      const found = await diagnosticsOf(session, uri, () => token.isCancellationRequested)
      if (found) return { kind: 'full', items: found.items }
      if (!session.openDocument(uri)) return { kind: 'full', items: [] }
    }
    // Half an answer is none, and an empty one would say that all is well.
    throw new ResponseError(LSPErrorCodes.ServerCancelled, 'The document changes.', {
      retriggerRequest: true,
    })
  })
}
