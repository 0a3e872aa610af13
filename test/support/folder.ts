/**
 * A folder on disk for tests of the adapters, and the command line run in it as a process of its own.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'

const main = join(import.meta.dirname, '../../server/src/cli/main.ts')

/** Makes a folder with files; it goes when the test ends. */
export function folder(context: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = mkdtempSync(join(tmpdir(), 'logkeel-test-'))
  context.after(() => rmSync(path, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), content)
  }
  return path
}

export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `logkeel` in a folder, from the sources. */
export function logkeel(cwd: string, args: readonly string[], input = ''): Run {
  const env = { ...process.env, NO_COLOR: '1' }
  const run = spawnSync(process.execPath, [main, ...args], {
    cwd,
    input,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return { code: run.status, stdout: run.stdout, stderr: run.stderr }
}

/** The JSON report of `logkeel lint`, with its exit code. */
export function lintJson(cwd: string, args: readonly string[] = [], input = '') {
  const run = logkeel(cwd, ['lint', '--format', 'json', ...args], input)
  if (!run.stdout.startsWith('{')) throw new Error(`no JSON: ${run.stdout}${run.stderr}`)
  return { ...run, report: JSON.parse(run.stdout) as JsonReport } // The shape is what the tests are about.
}

export interface JsonReport {
  readonly version: number
  readonly root: string
  readonly files: number
  readonly findings: readonly {
    readonly file: string
    readonly rule: string
    readonly severity: string
    readonly refusedBy: string | null
    readonly message: string
    readonly range: JsonRange
    readonly docs: string
    readonly fixes: readonly {
      readonly title: string
      readonly preferred: boolean
      readonly safe: boolean
      readonly edits: readonly {
        readonly file: string
        readonly range: JsonRange
        readonly newText: string
      }[]
    }[]
    readonly related: readonly {
      readonly file: string
      readonly range: JsonRange
      readonly message: string
    }[]
  }[]
  readonly summary: Readonly<Record<string, number>>
  readonly unreadable: readonly { readonly file: string; readonly message: string }[]
}

interface JsonRange {
  readonly start: { readonly line: number; readonly character: number }
  readonly end: { readonly line: number; readonly character: number }
}
