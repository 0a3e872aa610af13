/**
 * Code lenses over LSP, and the path of a place in YAML: what the client copies. Lenses are offered to clients that say that
 * they know the command which copies; LSP has none.
 */
import {
  type CodeLens,
  CodeLensRefreshRequest,
  type Connection,
  type InitializeParams,
  type ServerCapabilities,
} from 'vscode-languageserver'
import { lensesIn } from '../features/codeLens.ts'
import { yamlPathAt } from '../features/yamlPath.ts'
import type { Answering } from './answering.ts'
import { toLspRange, toOffset } from './convert.ts'
import {
  type CopyTextParams,
  copyTextCommand,
  type InitializationOptions,
  type YamlPathParams,
  yamlPath,
} from './protocol.ts'

/** What the server says of lenses when it starts. */
export function lensCapabilities(params: InitializeParams): ServerCapabilities {
  return canCopy(params) ? { codeLensProvider: { resolveProvider: false } } : {}
}

function canCopy({ initializationOptions }: InitializeParams): boolean {
  const options: InitializationOptions = initializationOptions ?? {}
  return options.commands?.includes(copyTextCommand) ?? false
}

/** Answers the requests. */
export function onCodeLens({ connection, session, known }: Answering): void {
  connection.onCodeLens(async ({ textDocument }): Promise<CodeLens[] | null> => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return null
    const { document, workspace } = opened
    return lensesIn(document, workspace).map(({ range, title, question, choices }) => {
      const copied: CopyTextParams = { question, choices }
      // What a click copies is told while the mouse is over it; for several there will be a list.
      const [only, ...others] = choices
      const tooltip = only && others.length === 0 ? { tooltip: only.text } : {}
      const command = { title, command: copyTextCommand, arguments: [copied], ...tooltip }
      return { range: toLspRange(document, range), command }
    })
  })
  connection.onRequest(yamlPath, async ({ uri, position }: YamlPathParams): Promise<string | null> => {
    const opened = await session.opened(known(uri))
    return (opened && yamlPathAt(opened.document, toOffset(opened.document, position))) ?? null
  })
}

/** Has the client ask anew: another file may have told the names that the lenses fill in. */
export function refreshLenses(connection: Connection, params: InitializeParams): void {
  if (!canCopy(params) || !params.capabilities.workspace?.codeLens?.refreshSupport) return
  connection
    .sendRequest(CodeLensRefreshRequest.type)
    .catch((error: unknown) => connection.console.error(String(error)))
}
