/**
 * Between offsets and LSP's positions, and between the core's answers and LSP's types. Positions count UTF-16 units.
 */
import * as lsp from 'vscode-languageserver'
import type { Action } from '../features/codeActions.ts'
import type { Completion } from '../features/feature.ts'
import type { SignatureHelp } from '../features/signatureHelp.ts'
import type { Severity } from '../model/settings.ts'
import type { Edit, Related, Tag } from '../rules/rule.ts'
import type { Reported } from '../rules/run.ts'
import { type Document, linesOf } from '../text/document.ts'
import { offsetAt, positionAt } from '../text/lines.ts'
import type { Range } from '../text/range.ts'
import { showRuleCommand } from './protocol.ts'

/** The document of a uri, where its positions are known. */
export type Lookup = (uri: string) => Document | undefined

/** An LSP range of a document. */
export function toLspRange(document: Document, range: Range): lsp.Range {
  const starts = linesOf(document)
  return { start: positionAt(starts, range.start), end: positionAt(starts, range.end) }
}

/** The offset of an LSP position, held inside the text. */
export function toOffset(document: Document, position: lsp.Position): number {
  return offsetAt(document.text, linesOf(document), position)
}

const severities: Readonly<Record<Severity, lsp.DiagnosticSeverity>> = {
  error: lsp.DiagnosticSeverity.Error,
  warning: lsp.DiagnosticSeverity.Warning,
  info: lsp.DiagnosticSeverity.Information,
  hint: lsp.DiagnosticSeverity.Hint,
}

const tags: Readonly<Record<Tag, lsp.DiagnosticTag>> = {
  unnecessary: lsp.DiagnosticTag.Unnecessary,
  deprecated: lsp.DiagnosticTag.Deprecated,
}

/** A finding as a diagnostic. Related places in files whose positions are unknown are left out. */
export function toDiagnostic(document: Document, finding: Reported, lookup: Lookup): lsp.Diagnostic {
  const related = finding.related.flatMap((place) => toRelated(place, lookup))
  return {
    range: toLspRange(document, finding.range),
    severity: severities[finding.severity],
    source: 'logkeel',
    code: finding.rule,
    message: finding.message,
    ...(finding.tag && { tags: [tags[finding.tag]] }),
    ...(related.length > 0 && { relatedInformation: related }),
  }
}

function toRelated(place: Related, lookup: Lookup): readonly lsp.DiagnosticRelatedInformation[] {
  const document = lookup(place.uri)
  return document
    ? [{ location: { uri: place.uri, range: toLspRange(document, place.range) }, message: place.message }]
    : []
}

/** Edits by file. Those of a file whose positions are unknown make the whole edit impossible: `undefined`. */
export function toWorkspaceEdit(edits: readonly Edit[], lookup: Lookup): lsp.WorkspaceEdit | undefined {
  const changes: Record<string, lsp.TextEdit[]> = {}
  for (const { uri, range, text } of edits) {
    const document = lookup(uri)
    if (!document) return undefined
    const list = changes[uri] ?? []
    list.push({ range: toLspRange(document, range), newText: text })
    changes[uri] = list
  }
  return { changes }
}

/** An action of the core as a code action. */
export function toCodeAction(document: Document, action: Action, lookup: Lookup): lsp.CodeAction | undefined {
  const diagnostics = action.findings.map((finding) => toDiagnostic(document, finding, lookup))
  // A `source` action bears our name, so that a user can choose it for saving and no other one.
  const kind = action.kind.startsWith('source.') ? `${action.kind}.logkeel` : action.kind
  if (action.page !== undefined) {
    return {
      title: action.title,
      kind,
      command: { title: action.title, command: showRuleCommand, arguments: [action.page] },
    }
  }
  const edit = toWorkspaceEdit(action.edits, lookup)
  return (
    edit && { title: action.title, kind, diagnostics, edit, ...(action.preferred && { isPreferred: true }) }
  )
}

const completionKinds: Readonly<Record<Completion['kind'], lsp.CompletionItemKind>> = {
  property: lsp.CompletionItemKind.Property,
  value: lsp.CompletionItemKind.Value,
  unit: lsp.CompletionItemKind.Unit,
  module: lsp.CompletionItemKind.Module,
  function: lsp.CompletionItemKind.Function,
  variable: lsp.CompletionItemKind.Variable,
  snippet: lsp.CompletionItemKind.Snippet,
}

/** A completion of the core as LSP's. */
export function toCompletionItem(document: Document, item: Completion): lsp.CompletionItem {
  return {
    label: item.label,
    kind: completionKinds[item.kind],
    textEdit: { range: toLspRange(document, item.range), newText: item.insert },
    insertTextFormat: item.snippet ? lsp.InsertTextFormat.Snippet : lsp.InsertTextFormat.PlainText,
    ...(item.detail !== undefined && { detail: item.detail }),
    ...(item.filter !== undefined && { filterText: item.filter }),
    ...(item.order !== undefined && { sortText: item.order }),
    ...(item.deprecated && { tags: [lsp.CompletionItemTag.Deprecated] }),
    ...(item.markdown !== undefined && {
      documentation: { kind: lsp.MarkupKind.Markdown, value: item.markdown },
    }),
  }
}

/** A signature of the core as LSP's. Offsets of parameters count UTF-16 units of the label, as in LSP. */
export function toSignatureHelp({ label, markdown, parameters, active }: SignatureHelp): lsp.SignatureHelp {
  return {
    signatures: [
      {
        label,
        documentation: { kind: lsp.MarkupKind.Markdown, value: markdown },
        parameters: parameters.map(({ start, end }) => ({ label: [start, end] })),
        activeParameter: active,
      },
    ],
    activeSignature: 0,
    activeParameter: active,
  }
}
