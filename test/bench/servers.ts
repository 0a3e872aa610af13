/**
 * The server's session for figures in this process, and the built server against `yaml-language-server` in one run, both
 * timed by the same script from `../shared`. Says that it was skipped where that script is absent.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSession, type Session } from '../../server/src/lsp/session.ts'
import { memoryFiles, root } from '../support/memoryFiles.ts'
import { report } from './measure.ts'
import { valuesText } from './texts.ts'

/** The server's session in this process, with files that it can read. */
export function benchSession(files: ReadonlyMap<string, string>): Session {
  const platform = {
    files: () => memoryFiles(files),
    findRoot: async () => root,
    normalize: (uri: string) => uri,
    pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
    now: () => performance.now(),
    today: () => '2026-11-22',
  }
  return openSession(platform, (message) => console.error(message))
}

const project = join(import.meta.dirname, '../..')
const script = join(project, '../shared/tools/lsp-bench.mjs')

/** What the script prints of a file; an absent or null figure has no answer. */
export interface Row {
  readonly openToDiagnosticsMs?: number | null
  readonly editToDiagnosticsMedianMs?: number | null
  readonly editsWithoutAnswer?: number
}

/** Whether there is the script that times servers. */
export function canTime(): boolean {
  return existsSync(script)
}

/** Times a server on a file of the folder `root`. */
export function timeServer(server: string, language: string, file: string, root?: string): Row {
  const run = spawnSync(process.execPath, [script, server, language, file], {
    encoding: 'utf8',
    cwd: project,
    env: { ...process.env, LSP_SETTINGS: '{"yaml":{"validate":true}}', ...(root && { LSP_ROOT: root }) },
  })
  const rows = run.stdout
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Row] : [])) // The script prints one JSON object a line.
  const row = rows.find(({ editsWithoutAnswer }) => editsWithoutAnswer !== undefined)
  if (!row) throw new Error(`${server} gave no time: ${run.stdout}${run.stderr}`)
  return row
}

function keystroke(server: string, file: string): number {
  const { editToDiagnosticsMedianMs, editsWithoutAnswer } = timeServer(server, 'yaml', file)
  if (!editToDiagnosticsMedianMs || editsWithoutAnswer)
    throw new Error(`${server} left edits without an answer`)
  return editToDiagnosticsMedianMs
}

/** Keystroke to findings in a values file of 5,000 lines, over the protocol. */
export function compareServers(folder: string): void {
  if (!canTime()) {
    console.log('skipped  language servers: ../shared/tools/lsp-bench.mjs is not here')
    return
  }
  const file = join(folder, 'values.yaml')
  writeFileSync(file, valuesText(5000))
  const node = process.execPath
  const ours = keystroke(`${node} ${join(project, 'dist/server.js')} --stdio`, file)
  const theirs = keystroke(
    `${node} ${join(project, 'node_modules/yaml-language-server/bin/yaml-language-server')} --stdio`,
    file,
  )
  report(
    'keystroke to findings over the protocol, 5,000 lines of values, against yaml-language-server',
    ours,
    theirs,
    0.1,
  )
}
