/**
 * The shape of documents over LSP: outline, symbols of the workspace, folding, growing selections.
 */
import {
  type DocumentSymbol,
  FoldingRangeKind,
  type InitializeParams,
  type SelectionRange,
  type ServerCapabilities,
  type SymbolInformation,
  SymbolKind,
  type WorkspaceSymbol,
} from 'vscode-languageserver'
import { foldsIn } from '../features/folding.ts'
import { selectionRangesAt } from '../features/selectionRanges.ts'
import { type SymbolKind as Kind, type OutlineSymbol, outlineOf } from '../features/symbols.ts'
import { symbolsFor } from '../features/workspaceSymbols.ts'
import type { Document } from '../text/document.ts'
import { type Answering, clientUri, documentsOf } from './answering.ts'
import { toLspRange, toOffset } from './convert.ts'

/** What the server says of these when it starts. */
export const outlineCapabilities: ServerCapabilities = {
  documentSymbolProvider: { label: 'Logkeel' },
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
}

/** The icons of an outline: where data comes in, is changed, leaves; keys of YAML as editors show them. */
export const symbolKinds: Readonly<Record<Kind, SymbolKind>> = {
  source: SymbolKind.Event,
  transform: SymbolKind.Function,
  writer: SymbolKind.Interface,
  discovery: SymbolKind.Enum,
  value: SymbolKind.Constant,
  module: SymbolKind.Object,
  import: SymbolKind.Module,
  argument: SymbolKind.TypeParameter,
  export: SymbolKind.Property,
  config: SymbolKind.Key,
  other: SymbolKind.Object,
  declare: SymbolKind.Class,
  foreach: SymbolKind.Array,
  block: SymbolKind.Struct,
  text: SymbolKind.File,
  manifest: SymbolKind.Object,
  template: SymbolKind.Function,
  map: SymbolKind.Module,
  list: SymbolKind.Array,
  scalar: SymbolKind.Field,
}

/** Answers the requests. */
export function onOutline(answering: Answering): void {
  const { connection, session, known, params } = answering
  const nests = nestsSymbols(params)
  connection.onDocumentSymbol(async ({ textDocument }) => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return null
    const symbols = outlineOf(opened.document).map((symbol) => toSymbol(opened.document, symbol))
    return nests ? symbols : symbols.flatMap((symbol) => flattened(symbol, textDocument.uri, undefined))
  })
  connection.onWorkspaceSymbol(async ({ query }): Promise<WorkspaceSymbol[]> => {
    const symbols = symbolsFor(await session.workspaces(), query)
    const documents = await documentsOf(
      session,
      symbols.map(({ place }) => place),
    )
    return symbols.flatMap(({ name, kind, container, place: { uri, range } }) => {
      const document = documents.get(uri)
      if (!document) return []
      const location = { uri: clientUri(answering, uri), range: toLspRange(document, range) }
      return [
        {
          name,
          kind: symbolKinds[kind],
          location,
          ...(container !== undefined && { containerName: container }),
        },
      ]
    })
  })
  connection.onFoldingRanges(async ({ textDocument }) => {
    const opened = await session.opened(known(textDocument.uri))
    const folds = opened && foldsIn(opened.document)
    return (
      folds?.map(({ startLine, endLine, kind }) => {
        const is = kind && (kind === 'comment' ? FoldingRangeKind.Comment : FoldingRangeKind.Region)
        return { startLine, endLine, ...(is && { kind: is }) }
      }) ?? null
    )
  })
  connection.onSelectionRanges(async ({ textDocument, positions }) => {
    const opened = await session.opened(known(textDocument.uri))
    if (!opened) return null
    const { document } = opened
    return positions.map((position): SelectionRange => {
      const ranges = selectionRangesAt(document, toOffset(document, position))
      const parent = ranges.reduceRight<SelectionRange | undefined>(
        (around, range) => ({ range: toLspRange(document, range), ...(around && { parent: around }) }),
        undefined,
      )
      // Each position needs an answer of its own.
      return parent ?? { range: { start: position, end: position } }
    })
  })
}

function nestsSymbols({ capabilities }: InitializeParams): boolean {
  return Boolean(capabilities.textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport)
}

function toSymbol(document: Document, symbol: OutlineSymbol): DocumentSymbol {
  const { name, detail, kind, range, selection, children } = symbol
  return {
    name,
    kind: symbolKinds[kind],
    range: toLspRange(document, range),
    selectionRange: toLspRange(document, selection),
    children: children.map((child) => toSymbol(document, child)),
    ...(detail !== undefined && { detail }),
  }
}

/** For clients that know no nesting. */
function flattened(
  symbol: DocumentSymbol,
  uri: string,
  container: string | undefined,
): readonly SymbolInformation[] {
  const { name, kind, range, children = [] } = symbol
  const own = {
    name,
    kind,
    location: { uri, range },
    ...(container !== undefined && { containerName: container }),
  }
  return [own, ...children.flatMap((child) => flattened(child, uri, name))]
}
