/** Between the pipeline and the text: which node a cursor is in, and going to a block. */
import * as vscode from 'vscode'
import type { Pipeline, ProtocolRange } from '../../../server/src/lsp/protocol.ts'

/** The id of the innermost node whose block holds a position. */
export function nodeAt(pipeline: Pipeline, uri: vscode.Uri, position: vscode.Position): string | undefined {
  const around = pipeline.nodes.filter(
    (node) =>
      vscode.Uri.parse(node.uri).toString() === uri.toString() && rangeOf(node.range).contains(position),
  )
  const lines = ({ range }: (typeof around)[number]) => range.end.line - range.start.line
  return around.sort((a, b) => lines(a) - lines(b))[0]?.id
}

/**
 * Puts the cursor at a place.
 * @param head where the cursor goes
 * @param whole what is brought into sight
 * @param stay leaves the keyboard where it is
 */
export async function goTo(
  uri: string,
  head: ProtocolRange,
  whole: ProtocolRange,
  stay: boolean,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri))
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: columnFor(document.uri),
    preserveFocus: stay,
  })
  const start = rangeOf(head).start
  editor.selection = new vscode.Selection(start, start)
  editor.revealRange(rangeOf(whole), vscode.TextEditorRevealType.InCenterIfOutsideViewport)
}

/** Where the file is open already, else where any file is: never over the panel. */
function columnFor(uri: vscode.Uri): vscode.ViewColumn {
  const { visibleTextEditors, tabGroups } = vscode.window
  const open = visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString())
  if (open?.viewColumn !== undefined) return open.viewColumn
  const texts = tabGroups.all.find(({ activeTab }) => activeTab?.input instanceof vscode.TabInputText)
  return texts?.viewColumn ?? vscode.ViewColumn.Beside
}

function rangeOf({ start, end }: ProtocolRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character)
}
