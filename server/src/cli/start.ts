/**
 * The command's first file: runs the command line (`logkeel.js`) and keeps what the engine has compiled of it for the
 * next run, in the folder for temporary files. Half of a short run is the compiling of code that did not change.
 * Node's own compile cache keeps what is compiled while a file is loaded; this one also keeps the functions that a run
 * has called. Without a cache (a folder that can't be written, `NODE_DISABLE_COMPILE_CACHE`) all goes on as it would.
 */
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'

/** Tells one build's code from another's; the build puts it in. Empty where code changes all the time (`--watch`). */
declare const LOGKEEL_BUILD: string

/** After so long what later runs have called joins what is kept, in milliseconds. */
const renewal = 3_600_000
/** A run that takes so many times the time of the one that was kept has probably called more, and is kept at once. */
const longer = 1.5
/** In front of the code stands the time of the run that it is from: a number of so many bytes. */
const headSize = 8

const bundle = join(import.meta.dirname, 'logkeel.js')
run(LOGKEEL_BUILD === '' || process.env.NODE_DISABLE_COMPILE_CACHE ? undefined : cacheFile())

function run(cache: string | undefined): void {
  const kept = cache && readKept(cache)
  const code = `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, 'utf8')}\n})`
  const script = new Script(code, { filename: bundle, ...(kept && { cachedData: kept.code }) })
  if (cache) {
    const isOld = !kept || script.cachedDataRejected || Date.now() - kept.time > renewal
    process.on('exit', () => {
      const { user, system } = process.cpuUsage()
      const took = user + system
      if (isOld || took > longer * kept.took) keep(cache, script, took)
    })
  }
  const module = { exports: {} }
  script.runInThisContext()(module.exports, createRequire(bundle), module, bundle, dirname(bundle))
}

/** Where code is kept: for one user, build, engine and command, since each command calls other functions. */
function cacheFile(): string {
  const [, , command = ''] = process.argv
  const name = /^[a-z]+$/.test(command) ? command : 'none'
  const user = process.getuid?.() ?? 'user'
  return join(tmpdir(), `logkeel-${user}`, `${LOGKEEL_BUILD}-${process.versions.v8}-${process.arch}-${name}`)
}

/** What an earlier run kept, when it did, and how much of the processor's time it took. */
interface Kept {
  readonly code: Buffer
  readonly time: number
  readonly took: number
}

/** What an earlier run kept. Nobody else may have written it: it is code. */
function readKept(cache: string): Kept | undefined {
  try {
    if (!isOwn(dirname(cache))) return undefined
    const bytes = readFileSync(cache)
    return { code: bytes.subarray(headSize), time: statSync(cache).mtimeMs, took: bytes.readDoubleLE() }
  } catch {
    return undefined
  }
}

/** Whether a folder is the user's and nobody else can write to it. On Windows each user has temporary files of their own. */
function isOwn(folder: string): boolean {
  const { uid, mode } = lstatSync(folder)
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
}

/** Removes what builds have left that nobody has run for a week. */
function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (Date.now() - statSync(path).mtimeMs > 168 * renewal) rmSync(path, { force: true })
  }
}

/** Writes in one step, so that no run reads half of it. What fails is tried again by the next run. */
function keep(cache: string, script: Script, took: number): void {
  try {
    mkdirSync(dirname(cache), { recursive: true, mode: 0o700 })
    if (!isOwn(dirname(cache))) return
    const temporary = `${cache}-${process.pid}.tmp`
    const head = Buffer.alloc(headSize)
    head.writeDoubleLE(took)
    writeFileSync(temporary, Buffer.concat([head, script.createCachedData()]))
    renameSync(temporary, cache)
    removeOld(dirname(cache))
  } catch {
    // No cache, no harm.
  }
}
