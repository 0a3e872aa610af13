/** The language server with another editor's client: Neovim, which pulls no diagnostics and sends no settings. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { allCases } from './cases.ts'
import { root } from './host.ts'
import { attempt, type Outcome } from './outcome.ts'

/** What `neovim.lua` prints. */
interface Seen {
  readonly failure?: string
  readonly diagnostics?: readonly {
    readonly line: number
    readonly start: number
    readonly stop: number
    readonly code: string
  }[]
  readonly hover?: string
  readonly action?: string
  readonly text?: string
}

export async function neovimTests(folder: string): Promise<readonly Outcome[]> {
  const name = 'Neovim shows the finding and applies the fix'
  if (spawnSync('nvim', ['--version']).status !== 0) {
    return [{ name, milliseconds: 0, skipped: 'Neovim is not installed (apt-get install neovim)' }]
  }
  return [await attempt(name, () => trySession(path.join(folder, 'neovim')))]
}

function trySession(folder: string): void {
  const [sample] = allCases().rules
  assert.ok(sample?.after)
  for (const [file, text] of Object.entries(sample.files)) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    fs.writeFileSync(path.join(folder, file), text)
  }
  const seen = neovim(folder, path.join(folder, sample.open))
  assert.equal(seen.failure, undefined, `Neovim said: ${seen.failure} ${JSON.stringify(seen)}`)
  const lines = (sample.files[sample.open] ?? '').split('\n')
  const found = seen.diagnostics?.map(({ code, line, start, stop }) => ({
    rule: code,
    underlined: lines[line]?.slice(start, stop),
  }))
  assert.deepEqual(found, sample.findings)
  assert.ok(seen.hover, 'a hover is shown')
  assert.equal(seen.text, sample.after[sample.open])
}

function neovim(folder: string, file: string): Seen {
  const script = path.join(root, 'test/editor/neovim.lua')
  const result = spawnSync(
    'nvim',
    ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-c', `luafile ${script}`],
    {
      encoding: 'utf8',
      timeout: 60_000,
      env: {
        ...process.env,
        LOGKEEL_NODE: process.execPath,
        LOGKEEL_SERVER: path.join(root, 'dist/server.js'),
        LOGKEEL_FILE: file,
        LOGKEEL_ROOT: folder,
      },
    },
  )
  const line = result.stdout.split('\n').find((text) => text.startsWith('{'))
  assert.ok(line, `Neovim printed no result:\n${result.stdout}${result.stderr}`)
  // Printed by neovim.lua, which is of this very version.
  return JSON.parse(line) as Seen
}
