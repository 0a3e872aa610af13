/** A rule in the editor: what it underlines, its fix by the real code action, and silence after it. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { Cases, Files, RuleCase } from '../cases.ts'
import type { Test } from './index.ts'
import { closeAll, diagnosticsOf, eventually, fileOf, open, ruleOf } from './support.ts'

export function ruleTests({ rules, folder }: Cases & { readonly folder: string }): readonly Test[] {
  return rules.map((one, index) => [
    one.name,
    () => tryRule(one, (file) => fileOf(folder, 'rule', index, file)),
  ])
}

async function tryRule(one: RuleCase, place: (file: string) => vscode.Uri): Promise<void> {
  const { document } = await open(place(one.open))
  const expected = one.findings.map(({ rule, underlined }) => `${rule}: ${underlined}`).sort()
  // A fixture marks a finding over several lines up to the end of its first one.
  const firstLine = (range: vscode.Range) => document.getText(range).split(/\r?\n/, 1)[0]
  const seen = () => diagnosticsOf(document.uri).map((found) => `${ruleOf(found)}: ${firstLine(found.range)}`)
  const complaint = () => `underlined are\n  ${seen().join('\n  ')}\nand not\n  ${expected.join('\n  ')}`
  await eventually(() => (seen().sort().join('\n') === expected.join('\n') ? true : undefined), complaint)
  if (one.after !== undefined) await tryFix(one, document, one.after, place)
  await closeAll()
}

async function tryFix(
  { findings, fix }: RuleCase,
  document: vscode.TextDocument,
  after: Files,
  place: (file: string) => vscode.Uri,
): Promise<void> {
  const rule = findings[0]?.rule ?? ''
  const finding = diagnosticsOf(document.uri).find((one) => ruleOf(one) === rule)
  assert.ok(finding)
  const action = await eventually(
    async () => choose(await quickFixes(document.uri, finding.range), fix),
    () => `no fix is offered for ${rule}`,
  )
  assert.ok(action.edit, `the fix “${action.title}” has an edit`)
  assert.ok(await vscode.workspace.applyEdit(action.edit), 'the edit was applied')
  if (action.command)
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []))
  for (const [file, text] of Object.entries(after)) {
    const changed = await vscode.workspace.openTextDocument(place(file))
    assert.equal(dateless(changed.getText()), dateless(text), `${file} after “${action.title}”`)
  }
  await eventually(
    () => (diagnosticsOf(document.uri).some((one) => ruleOf(one) === rule) ? undefined : true),
    () => `${rule} is still underlined after “${action.title}”`,
  )
}

async function quickFixes(uri: vscode.Uri, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  const kind = vscode.CodeActionKind.QuickFix.value
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    kind,
    100,
  )
}

/** The fix with the title that the case says, else the preferred one, else the first. */
function choose(actions: readonly vscode.CodeAction[], title: string | undefined) {
  const fixes = actions.filter(({ edit }) => edit !== undefined)
  if (title !== undefined) return fixes.find((action) => action.title === title)
  return fixes.find(({ isPreferred }) => isPreferred) ?? fixes[0]
}

/** Fixes that name a day count from today; a fixture has its own today. */
function dateless(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/\b20\d\d-\d\d-\d\d\b/g, 'DATE')
}
