/** That files get their language, and that Alloy's comments and indentation behave as in its own files. */
import assert from 'node:assert/strict'
import * as path from 'node:path'
import * as vscode from 'vscode'
import type { Cases } from '../cases.ts'
import type { Test } from './index.ts'
import { closeAll, open } from './support.ts'

const languages: Readonly<Record<string, string>> = {
  'config.alloy': 'alloy',
  'old.river': 'alloy',
  'charts/x/templates/_helpers.tpl': 'helm',
  'charts/x/templates/service.yaml': 'helm',
  'charts/x/templates/NOTES.txt': 'helm',
  // Not only Helm has folders of this name: here it is one of Ansible.
  'roles/web/templates/config.yaml': 'yaml',
  'values.yaml': 'yaml',
}

export function languageTests({ folder }: Cases & { readonly folder: string }): readonly Test[] {
  const place = (file: string) => vscode.Uri.file(path.join(folder, 'languages', file))
  return [
    ...Object.entries(languages).map(
      ([file, language]): Test => [
        `${file} is ${language}`,
        async () => {
          const { document } = await open(place(file))
          assert.equal(document.languageId, language)
          await closeAll()
        },
      ],
    ),
    ['a comment of Alloy is toggled', () => toggleComment(place('config.alloy'))],
    ['a name of Alloy is one word', () => findWord()],
    ['a block of Alloy is indented with a tab', () => typeBlock()],
  ]
}

async function toggleComment(uri: vscode.Uri): Promise<void> {
  const { document } = await open(uri)
  const before = document.lineAt(0).text
  await vscode.commands.executeCommand('editor.action.commentLine')
  assert.equal(document.lineAt(0).text, `// ${before}`)
  await closeAll()
}

async function findWord(): Promise<void> {
  const content = 'max_backoff_retries = 0 // größe'
  const document = await vscode.workspace.openTextDocument({ language: 'alloy', content })
  const wordAt = (text: string) =>
    document.getText(document.getWordRangeAtPosition(document.positionAt(content.indexOf(text))))
  assert.equal(wordAt('off_'), 'max_backoff_retries')
  assert.equal(wordAt('öße'), 'größe')
  await closeAll()
}

async function typeBlock(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'alloy', content: '' })
  await vscode.window.showTextDocument(document)
  for (const text of ['logging {', '\n', 'level = "info"'])
    await vscode.commands.executeCommand('type', { text })
  assert.equal(document.getText().replaceAll('\r\n', '\n'), 'logging {\n\tlevel = "info"\n}')
  await closeAll()
}
