/** Every snippet is inserted by VS Code itself into an empty file of each language that offers it. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { Cases } from '../cases.ts'
import type { Test } from './index.ts'
import { closeAll } from './support.ts'

interface Offer {
  readonly language: string
  readonly path: string
}

export function snippetTests({ snippets }: Cases): readonly Test[] {
  const manifest = vscode.extensions.getExtension('logkeel.logkeel')?.packageJSON
  const offers: readonly Offer[] = manifest?.contributes.snippets ?? []
  return offers.map(({ language, path }) => [
    `snippets of ${path} in ${language}`,
    async () => {
      const mine = snippets.filter(({ file }) => path.endsWith(`/${file}.json`))
      assert.ok(mine.length > 0)
      for (const { name, text } of mine) assert.equal(await inserted(language, name), text.trimEnd(), name)
    },
  ])
}

async function inserted(language: string, name: string): Promise<string> {
  const document = await vscode.workspace.openTextDocument({ language, content: '' })
  await vscode.window.showTextDocument(document)
  await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: language, name })
  const text = document.getText().trimEnd()
  await closeAll()
  return text
}
