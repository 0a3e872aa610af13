/**
 * The built command and the compiled code that it keeps between runs.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const cli = join(import.meta.dirname, '../../dist/cli.js')
const skip = !existsSync(cli) && 'there is no build: run npm run build'
const user = process.getuid?.() ?? 'user'

function withFolder(run: (temporary: string, kept: string) => void): void {
  const temporary = mkdtempSync(join(tmpdir(), 'logkeel-start-'))
  try {
    run(temporary, join(temporary, `logkeel-${user}`))
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

function command(temporary: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, ...more }
  const { stdout, stderr, status } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', env })
  return { stdout, stderr, status }
}

test('what a run has compiled is kept for the next one, for each command', { skip }, () => {
  withFolder((temporary, kept) => {
    const first = command(temporary, ['rules'])
    assert.equal(first.status, 0)
    assert.match(first.stdout, /alloy\//)
    const [name = '', ...more] = readdirSync(kept)
    assert.deepEqual(more, [])
    if (process.getuid) assert.equal(statSync(kept).mode & 0o777, 0o700)
    const { mtimeMs } = statSync(join(kept, name))
    assert.deepEqual(command(temporary, ['rules']), first)
    assert.equal(statSync(join(kept, name)).mtimeMs, mtimeMs, 'nothing is written again')
    assert.equal(command(temporary, ['--version']).status, 0)
    assert.equal(readdirSync(kept).length, 2)
  })
})

test('what is kept is renewed after an hour, and what nobody uses is removed', { skip }, () => {
  withFolder((temporary, kept) => {
    command(temporary, ['rules'])
    const [name = ''] = readdirSync(kept)
    const old = Date.now() / 1000 - 7200
    utimesSync(join(kept, name), old, old)
    writeFileSync(join(kept, 'another-build'), '')
    utimesSync(join(kept, 'another-build'), 1, 1)
    command(temporary, ['rules'])
    assert.ok(statSync(join(kept, name)).mtimeMs > old * 1000 + 1000)
    assert.deepEqual(readdirSync(kept), [name])
  })
})

test('what a much longer run has compiled is kept at once', { skip }, () => {
  withFolder((temporary, kept) => {
    command(temporary, ['rules'])
    const [name = ''] = readdirSync(kept)
    const cache = join(kept, name)
    const bytes = readFileSync(cache)
    bytes.writeDoubleLE(1)
    writeFileSync(cache, bytes)
    command(temporary, ['rules'])
    assert.ok(readFileSync(cache).readDoubleLE() > 1)
  })
})

test('code that is damaged, or that somebody else may have written, is not run', { skip }, () => {
  withFolder((temporary, kept) => {
    const expected = command(temporary, ['rules'])
    const [name = ''] = readdirSync(kept)
    const cache = join(kept, name)
    const good = readFileSync(cache)
    truncateSync(cache, good.length >> 1)
    assert.deepEqual(command(temporary, ['rules']), expected)
    assert.equal(readFileSync(cache).length > good.length >> 1, true, 'it is written again')
    if (!process.getuid) return
    truncateSync(cache, 10)
    chmodSync(kept, 0o777)
    assert.deepEqual(command(temporary, ['rules']), expected)
    assert.equal(statSync(cache).size, 10, 'the folder of somebody else is left alone')
  })
})

test('without a folder to keep code in, all works', { skip }, () => {
  withFolder((temporary, kept) => {
    assert.equal(command(temporary, ['--version'], { NODE_DISABLE_COMPILE_CACHE: '1' }).status, 0)
    assert.equal(existsSync(kept), false)
    writeFileSync(kept, 'a file')
    const { status, stderr } = command(temporary, ['--version'])
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' })
    rmSync(kept)
    mkdirSync(kept, { mode: 0o500 })
    assert.equal(command(temporary, ['--version']).status, 0)
  })
})
