/**
 * Everything that has to hold before a change goes in, step by step; the first failure ends the run with its exit
 * code. `check.ts NAME…` runs the named steps only; `--except NAME` leaves one out (CI runs the tests by
 * `npm test`, the command of the README, and would otherwise run them twice).
 */
import { spawnSync } from 'node:child_process'
import * as path from 'node:path'
import { parseArgs } from 'node:util'

const root = path.resolve(import.meta.dirname, '../..')

/** A step and its commands; the first word of a command is found in node_modules/.bin. */
interface Step {
  readonly name: string
  readonly commands: readonly (readonly string[])[]
}

const steps: readonly Step[] = [
  { name: 'generated', commands: [['node', 'server/tools/generate.ts', '--check']] },
  { name: 'style', commands: [['biome', 'check', '--error-on-warnings', '.']] },
  {
    name: 'types',
    commands: [
      ['tsc', '-p', 'tsconfig.json'],
      ['tsc', '-p', 'server/tsconfig.core.json'],
      ['tsc', '-p', 'client/src/views/page'],
    ],
  },
  { name: 'unused', commands: [['knip']] },
  { name: 'build', commands: [['node', 'server/tools/build.ts']] },
  { name: 'tests', commands: [['node', '--test', 'test/**/*.test.ts']] },
]

/** Runs one step; gives the exit code of its first command that fails, else 0. */
function run({ name, commands }: Step): number {
  const started = performance.now()
  for (const [program = '', ...args] of commands) {
    process.stdout.write(`\n── ${name}: ${[program, ...args].join(' ')}\n`)
    const local = path.join(root, 'node_modules/.bin', program)
    const result = spawnSync(local, args, {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    })
    if (result.error) process.stdout.write(`${result.error.message}\n`)
    if (result.status !== 0) return result.status ?? 1
  }
  process.stdout.write(`── ${name}: good (${((performance.now() - started) / 1000).toFixed(1)} s)\n`)
  return 0
}

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { except: { type: 'string', multiple: true, default: [] } },
  })
  const known = new Set(steps.map(({ name }) => name))
  const unknown = [...positionals, ...values.except].filter((name) => !known.has(name))
  if (unknown.length > 0) {
    process.stderr.write(`check: no step ${unknown.join(', ')}; there are ${[...known].join(', ')}\n`)
    return 2
  }
  const chosen = steps.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  for (const step of chosen.filter(({ name }) => !values.except.includes(name))) {
    const code = run(step)
    if (code === 0) continue
    process.stdout.write(`\ncheck: the step \`${step.name}\` failed\n`)
    return code
  }
  process.stdout.write(`\ncheck: all good\n`)
  return 0
}

process.exitCode = main()
