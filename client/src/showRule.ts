/**
 * The command `logkeel.showRule`: opens a rule's page, as packaged with the extension, in the Markdown preview.
 * Called without an identifier it lets the user choose one.
 */
import * as vscode from 'vscode'

const { FileType } = vscode

/** Opens the page of the rule `id` (`<domain>/<name>`), or asks which one. */
export async function showRule(extension: vscode.Uri, id: unknown): Promise<void> {
  const pages = vscode.Uri.joinPath(extension, 'docs', 'rules')
  const rules = await listRules(pages)
  const rule = typeof id === 'string' ? id : await vscode.window.showQuickPick(rules, { placeHolder: ask() })
  if (rule === undefined) return
  if (!rules.includes(rule)) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Logkeel has no rule {0}.', rule))
    return
  }
  await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.joinPath(pages, `${rule}.md`))
}

function ask(): string {
  return vscode.l10n.t('Which rule?')
}

/** The identifiers of all packaged pages, sorted. */
async function listRules(pages: vscode.Uri): Promise<readonly string[]> {
  const areas = (await entries(pages)).filter(([, type]) => type === FileType.Directory)
  const found = await Promise.all(
    areas.map(async ([area]) => {
      const files = await entries(vscode.Uri.joinPath(pages, area))
      return files
        .filter(([name]) => name.endsWith('.md'))
        .map(([name]) => `${area}/${name.slice(0, -'.md'.length)}`)
    }),
  )
  return found.flat().sort()
}

/** What a folder holds; a folder that is absent holds nothing. */
async function entries(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder)
  } catch {
    return []
  }
}
