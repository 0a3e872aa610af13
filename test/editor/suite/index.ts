/**
 * The tests that run inside VS Code's extension host, against the installed extension. `run` is what VS Code calls.
 * The cases come from a file, results go to another one; what surrounds a run is `test/editor/main.ts`.
 */
import * as fs from 'node:fs'
import * as vscode from 'vscode'
import type { Cases } from '../cases.ts'
import type { Outcome } from '../outcome.ts'
import { commandTests } from './commands.ts'
import { folderTests } from './folder.ts'
import { formattingTests } from './formatting.ts'
import { languageTests } from './languages.ts'
import { navigationTests } from './navigation.ts'
import { placeTests } from './places.ts'
import { renameTests } from './renaming.ts'
import { ruleTests } from './rules.ts'
import { snippetTests } from './snippets.ts'

/** A test: its name, and what fails by throwing. */
export type Test = readonly [name: string, body: () => Promise<void>]

const seconds = 30

async function outcome([name, body]: Test): Promise<Outcome> {
  const started = Date.now()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${seconds} s`)), seconds * 1000)
  })
  try {
    await Promise.race([body(), late])
    return { name, milliseconds: Date.now() - started }
  } catch (reason) {
    const error = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)
    return { name, milliseconds: Date.now() - started, error }
  } finally {
    clearTimeout(timer)
  }
}

/**
 * A workbench that starts on a busy machine sometimes reads its workspace file before the file system answers, and
 * stays without folders. Then nothing here means anything: the run ends without results and is tried again.
 */
async function waitForFolders(): Promise<void> {
  for (let tries = 0; !vscode.workspace.workspaceFolders?.length; tries++) {
    if (tries === 50) throw new Error('the workbench opened without its folders')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

export async function run(): Promise<void> {
  await waitForFolders()
  const { LOGKEEL_CASES: input = '', LOGKEEL_OUTCOMES: output = '', LOGKEEL_ONLY: only = '' } = process.env
  // Written by main.ts of this very version.
  const cases = JSON.parse(fs.readFileSync(input, 'utf8')) as Cases & { readonly folder: string }
  const tests = [
    languageTests,
    ruleTests,
    placeTests,
    renameTests,
    formattingTests,
    navigationTests,
    folderTests,
    snippetTests,
    commandTests,
  ].flatMap((make) => make(cases))
  const outcomes: Outcome[] = []
  for (const test of tests.filter(([name]) => name.includes(only))) {
    const result = await outcome(test)
    outcomes.push(result)
    console.log(`${result.error === undefined ? 'ok  ' : 'FAIL'} ${result.name}`)
  }
  fs.writeFileSync(output, JSON.stringify(outcomes))
}
