/** What the suites inside the editor share: opening and closing files, and waiting for what the server says. */
import assert from 'node:assert/strict'
import * as path from 'node:path'
import * as vscode from 'vscode'

/** A case's folder, numbered as in `Cases`; each is a workspace folder of its own. */
export function fileOf(folder: string, kind: string, index: number, file: string): vscode.Uri {
  return vscode.Uri.file(path.join(folder, `${kind}-${index}`, file))
}

/** A file of `alloyFiles`. */
export function alloyFile(folder: string, file: string): vscode.Uri {
  return vscode.Uri.file(path.join(folder, 'alloy', file))
}

/** The position of `<|>` in the first place where the document has the text around it. */
export function positionIn(document: vscode.TextDocument, marked: string): vscode.Position {
  const cursor = marked.indexOf('<|>')
  const start = document.getText().indexOf(marked.replace('<|>', ''))
  assert.ok(cursor >= 0 && start >= 0, `the file has ${marked}`)
  return document.positionAt(start + cursor)
}

export async function open(uri: vscode.Uri): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false })
}

/** Closes every editor and throws changes away. VS Code's own settings, which it edits itself, are left alone. */
export async function closeAll(): Promise<void> {
  const changed = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => {
    return isDirty && !uri.path.includes('/user-data/')
  })
  for (const document of changed) {
    await vscode.window.showTextDocument(document)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors')
}

/**
 * Asks until `ask` gives something, or says after `seconds` what it got last. Answers of VS Code have to be asked
 * for more than once: it cancels a request where any extension registers a provider meanwhile. In a web worker the first
 * answer takes 11 s on a machine with two cores: every file of the folders is fetched before.
 */
export async function eventually<T>(
  ask: () => T | undefined | PromiseLike<T | undefined>,
  complaint: () => string,
  seconds = 45,
): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > end) assert.fail(complaint())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Asks until there is an answer. A server that does not know all files yet refuses some questions. */
export function untilAnswered<T>(ask: () => PromiseLike<T | undefined>): Promise<T> {
  let last: unknown = 'there is no answer'
  return eventually(
    async () => {
      try {
        return (await ask()) ?? undefined
      } catch (reason) {
        last = reason
        return undefined
      }
    },
    () => String(last),
  )
}

/** The rule that a diagnostic speaks of. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code)
}

/** Ours among the diagnostics of a file. */
export function diagnosticsOf(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source?.toLowerCase() === 'logkeel')
}
