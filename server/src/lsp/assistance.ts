/**
 * Help with writing over LSP: hovers, completion, signature help, code actions. What they say comes from `features`.
 */
import { CodeActionTriggerKind, type Connection, type ServerCapabilities } from 'vscode-languageserver'
import { fixAll, quickFixes } from '../features/codeActions.ts'
import { completionsAt } from '../features/completion.ts'
import { formatAllEmbedded, formatHere } from '../features/embeddedFormatting.ts'
import { hoverAt } from '../features/hover.ts'
import { linkedFiles, withLines } from '../features/placeLinks.ts'
import { refactorings, replaceDeprecated } from '../features/refactor/refactor.ts'
import { signatureHelpAt } from '../features/signatureHelp.ts'
import type { Edit } from '../rules/rule.ts'
import type { Reported } from '../rules/run.ts'
import type { Document } from '../text/document.ts'
import { toCodeAction, toCompletionItem, toLspRange, toOffset, toSignatureHelp } from './convert.ts'
import { type InitializationOptions, showRuleCommand } from './protocol.ts'
import type { Session } from './session.ts'

/** What the server says of it when it starts. */
export const assistanceCapabilities: ServerCapabilities = {
  hoverProvider: true,
  completionProvider: { triggerCharacters: ['.', '"', ' ', '-', ':', '/', '[', '(', '$'] },
  signatureHelpProvider: { triggerCharacters: ['(', ',', ' '] },
  codeActionProvider: {
    codeActionKinds: [
      'quickfix',
      'refactor.extract',
      'refactor.rewrite',
      'source.fixAll.logkeel',
      'source.formatEmbedded.logkeel',
    ],
  },
}

/** What the answers are made from. */
export interface Assisted {
  readonly connection: Connection
  readonly session: Session
  /** The normalised uri of one of the client's. */
  readonly known: (uri: string) => string
  /** The client's own spelling of the uris that it named. */
  readonly clientUris: ReadonlyMap<string, string>
}

/** Documents whose positions are known at once: the open ones, and those that were read for this answer. */
export async function lookupFor(
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

/** Answers the requests. */
export function onAssistance(
  { connection, session, known, clientUris }: Assisted,
  options: InitializationOptions,
): void {
  connection.onHover(async ({ textDocument, position }) => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return null
    const { document, workspace } = opened
    const hover = hoverAt(document, workspace, toOffset(document, position))
    if (!hover) return null
    const lookup = await lookupFor(session, linkedFiles(hover.markdown))
    const value = withLines(hover.markdown, lookup)
    return { contents: { kind: 'markdown', value }, range: toLspRange(document, hover.range) }
  })
  connection.onCompletion(async ({ textDocument, position, context }) => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return []
    const { document, workspace } = opened
    const items = completionsAt(document, workspace, toOffset(document, position), context?.triggerCharacter)
    return items.map((item) => toCompletionItem(document, item))
  })
  connection.onSignatureHelp(async ({ textDocument, position }) => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return null
    const { document, workspace } = opened
    const help = signatureHelpAt(document, workspace, toOffset(document, position))
    return help ? toSignatureHelp(help) : null
  })
  connection.onCodeAction(async ({ textDocument, range, context }, token) => {
    const uri = known(textDocument.uri)
    const checked = await session.findingsOf(uri, () => token.isCancellationRequested)
    const opened = await session.opened(uri)
    if (!checked || !opened) return []
    const { document, workspace } = opened
    const wants = (kind: string) =>
      !context.only || context.only.some((only) => kind === only || kind.startsWith(`${only}.`))
    // What is for the whole file would light the bulb on each of its lines.
    const isAsked = context.triggerKind !== CodeActionTriggerKind.Automatic
    const given = { start: toOffset(document, range.start), end: toOffset(document, range.end) }
    const all = wants('source.fixAll.logkeel') ? fixAll(checked.findings) : undefined
    const actions = [
      ...(wants('quickfix') ? quickFixes(document, checked.findings, given) : []),
      ...(all ? [all] : []),
      ...refactorings(document, workspace, given).filter(({ kind }) => wants(kind)),
      ...(wants('refactor.rewrite') ? formatHere(document, given) : []),
      ...(wants('refactor.rewrite') && isAsked ? replaceDeprecated(checked.findings, given) : []),
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
