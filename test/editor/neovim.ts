/** The language server with another editor's client: Neovim, which pulls no diagnostics and sends no settings. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import * as path from 'node:path'
import { alloyFiles, formatted, renamed, renamings } from './alloyFiles.ts'
import { allCases, type Files } from './cases.ts'
import { root } from './host.ts'
import { writeFiles } from './layout.ts'
import { attempt, type Outcome } from './outcome.ts'

/** A request that Neovim sends for a file. */
interface Request {
  readonly file: keyof typeof alloyFiles
  readonly method: string
  /** The document is put in there. */
  readonly params: object
}

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
  /** The answers to requests, in their order. */
  readonly answers?: readonly unknown[]
  /** The texts of all files that Neovim has read, as they are after the answers, by their path. */
  readonly texts?: Readonly<Record<string, string>>
}

export async function neovimTests(folder: string): Promise<readonly Outcome[]> {
  if (spawnSync('nvim', ['--version']).status !== 0) {
    const skipped = 'it is not installed (apt-get install neovim)'
    return [{ name: 'Neovim', milliseconds: 0, skipped }]
  }
  return [
    await attempt('Neovim shows the finding and applies the fix', () =>
      trySession(path.join(folder, 'neovim')),
    ),
    await attempt('Neovim completes, finds, renames over files and into YAML, formats Alloy', () =>
      tryAlloy(path.join(folder, 'neovim-alloy')),
    ),
  ]
}

function trySession(folder: string): void {
  const [sample] = allCases().rules
  assert.ok(sample?.after)
  writeFiles(folder, sample.files)
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

/** The place of `<|>` in a file of `alloyFiles`, as LSP has it. */
function placeIn(file: keyof typeof alloyFiles, marked: string): { line: number; character: number } {
  const start = alloyFiles[file].indexOf(marked.replace('<|>', ''))
  assert.ok(start >= 0, marked)
  const before = alloyFiles[file].slice(0, start + marked.indexOf('<|>')).split('\n')
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
}

function tryAlloy(folder: string): void {
  writeFiles(folder, alloyFiles)
  const { declare } = renamings
  const reference = placeIn('alloy/sources.alloy', '[<|>loki.write.default')
  const formatting = { options: { tabSize: 4, insertSpaces: false } }
  const requests: readonly Request[] = [
    { file: 'alloy/sources.alloy', method: 'textDocument/completion', params: { position: reference } },
    { file: 'alloy/sources.alloy', method: 'textDocument/definition', params: { position: reference } },
    {
      file: declare.file,
      method: 'textDocument/rename',
      params: { position: placeIn(declare.file, declare.at), newName: declare.to },
    },
    { file: 'formatting/crooked.alloy', method: 'textDocument/formatting', params: formatting },
  ]
  const sent = requests.map((one) => ({ ...one, file: path.join(folder, one.file) }))
  const seen = neovim(folder, '', { LOGKEEL_REQUESTS: JSON.stringify(sent) })
  assert.equal(seen.failure, undefined, `Neovim said: ${seen.failure}`)
  const [completion, definition] = seen.answers ?? []
  assert.match(JSON.stringify(completion), /loki\.write\.default\.receiver/)
  assert.doesNotMatch(JSON.stringify(completion), /prometheus\.remote_write\.default\.receiver/)
  assert.match(JSON.stringify(definition), /writers\.alloy/)
  const wanted: Files = { ...renamed(declare), 'formatting/crooked.alloy': formatted.alloy }
  for (const file of [...Object.keys(declare.changes), 'formatting/crooked.alloy'])
    assert.equal(seen.texts?.[path.join(folder, file)], wanted[file], file)
}

function neovim(folder: string, file: string, more: NodeJS.ProcessEnv = {}): Seen {
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
        ...more,
      },
    },
  )
  const line = result.stdout.split('\n').find((text) => text.startsWith('{'))
  assert.ok(line, `Neovim printed no result:\n${result.stdout}${result.stderr}`)
  // Printed by neovim.lua, which is of this very version.
  return JSON.parse(line) as Seen
}
