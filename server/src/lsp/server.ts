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
import { fixAll, quickFixes } from '../features/codeActions.ts'
import { completionsAt } from '../features/completion.ts'
import { formatAllEmbedded, formatHere } from '../features/embeddedFormatting.ts'
import { hoverAt } from '../features/hover.ts'
import type { Edit } from '../rules/rule.ts'
import type { Reported } from '../rules/run.ts'
import type { Document } from '../text/document.ts'
import { toCodeAction, toCompletionItem, toDiagnostic, toLspRange, toOffset } from './convert.ts'
import type { Change, Platform } from './folders.ts'
import { formattingCapabilities, onFormatting, registerFormatting } from './formatting.ts'
import { onPipeline } from './graph.ts'
import { navigationCapabilities, onNavigation } from './navigation.ts'
import { type InitializationOptions, showRuleCommand } from './protocol.ts'
import { openSession, type Session } from './session.ts'

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
      hoverProvider: true,
      completionProvider: { triggerCharacters: ['.', '"', ' ', '-', ':', '/'] },
      codeActionProvider: {
        codeActionKinds: [
          'quickfix',
          'refactor.rewrite',
          'source.fixAll.logkeel',
          'source.formatEmbedded.logkeel',
        ],
      },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      ...formattingCapabilities(params),
      ...navigationCapabilities(params),
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
  }
  const failed = (error: unknown) =>
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error))

  onLifecycle(connection, session, platform, params, failed)
  onDocuments(connection, session, known, changed, failed)
  onDiagnostics(connection, session, known)
  onFeatures(connection, session, known, clientUris, options)
  onFormatting(connection, session, known)
  onNavigation({ connection, session, known, clientUris, params })
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

/** Documents whose positions are known at once: the open ones, and those that were read for this answer. */
async function lookupFor(
  session: Session,
  uris: Iterable<string>,
): Promise<(uri: string) => Document | undefined> {
  const read = new Map<string, Document | undefined>()
  for (const uri of new Set(uris)) read.set(uri, await session.documentAt(uri))
  return (uri) => read.get(uri)
}

function placesIn(findings: readonly Reported[]): readonly string[] {
  return findings.flatMap((finding) => [
    ...finding.related.map(({ uri }) => uri),
    ...finding.fixes.flatMap((fix) => fix.edits.map((edit: Edit) => edit.uri)),
  ])
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

function onFeatures(
  connection: Connection,
  session: Session,
  known: (uri: string) => string,
  clientUris: ReadonlyMap<string, string>,
  options: InitializationOptions,
): void {
  connection.onHover(async ({ textDocument, position }) => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return null
    const { document, workspace } = opened
    const hover = hoverAt(document, workspace, toOffset(document, position))
    return hover
      ? { contents: { kind: 'markdown', value: hover.markdown }, range: toLspRange(document, hover.range) }
      : null
  })
  connection.onCompletion(async ({ textDocument, position }) => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return []
    const { document, workspace } = opened
    const items = completionsAt(document, workspace, toOffset(document, position))
    return items.map((item) => toCompletionItem(document, item))
  })
  connection.onCodeAction(async ({ textDocument, range, context }, token) => {
    const uri = known(textDocument.uri)
    const checked = await session.findingsOf(uri, () => token.isCancellationRequested)
    const document = session.openDocument(uri)
    if (!checked || !document) return []
    const wants = (kind: string) =>
      !context.only || context.only.some((only) => kind === only || kind.startsWith(`${only}.`))
    const given = { start: toOffset(document, range.start), end: toOffset(document, range.end) }
    const all = wants('source.fixAll.logkeel') ? fixAll(checked.findings) : undefined
    const actions = [
      ...(wants('quickfix') ? quickFixes(document, checked.findings, given) : []),
      ...(all ? [all] : []),
      ...(wants('refactor.rewrite') ? formatHere(document, given) : []),
      ...(context.only && wants('source.formatEmbedded.logkeel') ? formatAllEmbedded(document) : []),
    ]
    const lookup = await lookupFor(session, [uri, ...placesIn(checked.findings)])
    const canShow = options.commands?.includes(showRuleCommand)
    return actions
      .filter(({ page }) => page === undefined || canShow)
      .flatMap((action) => withClientUris(toCodeAction(document, action, lookup), clientUris))
  })
}

/** An edit names the files as the client spelled them. */
function withClientUris<T extends { edit?: { changes?: Record<string, unknown> } }>(
  action: T | undefined,
  clientUris: ReadonlyMap<string, string>,
): readonly T[] {
  if (!action) return []
  const changes = action.edit?.changes
  if (!changes) return [action]
  const renamed = Object.fromEntries(
    Object.entries(changes).map(([uri, edits]) => [clientUris.get(uri) ?? uri, edits]),
  )
  return [{ ...action, edit: { changes: renamed } }]
}
