/**
 * The built server against `yaml-language-server` in one run, both timed by the same script from `../shared`. Says
 * that it was skipped where that script is absent.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { report } from './measure.ts'
import { valuesText } from './texts.ts'

const project = join(import.meta.dirname, '../..')
const script = join(project, '../shared/tools/lsp-bench.mjs')

interface Row {
  readonly editToDiagnosticsMedianMs?: number
  readonly editsWithoutAnswer?: number
}

function timed(server: string, file: string): number {
  const run = spawnSync(process.execPath, [script, server, 'yaml', file], {
    encoding: 'utf8',
    cwd: project,
    env: { ...process.env, LSP_SETTINGS: '{"yaml":{"validate":true}}' },
  })
  const rows = run.stdout
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Row] : [])) // The script prints one JSON object a line.
  const row = rows.find(({ editToDiagnosticsMedianMs }) => typeof editToDiagnosticsMedianMs === 'number')
  if (!row?.editToDiagnosticsMedianMs || row.editsWithoutAnswer)
    throw new Error(`${server} gave no time: ${run.stdout}${run.stderr}`)
  return row.editToDiagnosticsMedianMs
}

/** Keystroke to findings in a values file of 5,000 lines, over the protocol. */
export function compareServers(folder: string): void {
  if (!existsSync(script)) {
    console.log('skipped  language servers: ../shared/tools/lsp-bench.mjs is not here')
    return
  }
  const file = join(folder, 'values.yaml')
  writeFileSync(file, valuesText(5000))
  const node = process.execPath
  const ours = timed(`${node} ${join(project, 'dist/server.js')} --stdio`, file)
  const theirs = timed(
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
