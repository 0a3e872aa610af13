/**
 * Makes the checkout ready and then runs the command it was given: `node server/tools/ready.mjs COMMAND [ARG…]`.
 *
 * Every npm script goes through here, so that each works in a fresh clone. It runs on the system's Node (20 or
 * later, hence plain JavaScript without dependencies), installs the packages of package-lock.json where they are
 * absent or differ, and runs the command with `node_modules/.bin` first on PATH: `node` there is the Node 24 that
 * the project's own tools need. It never changes package.json or package-lock.json.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const bin = path.join(root, 'node_modules', '.bin')
const windows = process.platform === 'win32'

/** The `packages` of a lock file, or none where it is absent or unreadable. */
function lockedPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages ?? {}
  } catch {
    return undefined
  }
}

/** Whether node_modules holds what package-lock.json asks for; npm writes what it installed beside the packages. */
function isInstalled() {
  const wanted = lockedPackages(path.join(root, 'package-lock.json'))
  const installed = lockedPackages(path.join(root, 'node_modules', '.package-lock.json'))
  if (!wanted || !installed) return false
  return Object.entries(wanted).every(
    ([place, entry]) => place === '' || entry.optional || installed[place]?.version === entry.version,
  )
}

/** Whether the Node of node_modules runs; npm can be told to skip the install script that brings it. */
function hasNode() {
  return spawnSync(path.join(bin, 'node'), ['--version'], { shell: windows, stdio: 'ignore' }).status === 0
}

/** Runs npm, its output going to stderr so that a command's own output stays clean; gives its exit code. */
function npm(...args) {
  const own = process.env.npm_execpath
  const [command, rest] = own?.endsWith('.js') ? [process.execPath, [own, ...args]] : ['npm', args]
  return (
    spawnSync(command, rest, { cwd: root, shell: windows && command === 'npm', stdio: ['ignore', 2, 2] })
      .status ?? 1
  )
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

function install() {
  if (Number.parseInt(process.versions.node, 10) < 20)
    fail(`Node 20 or later is needed; this is ${process.version}.`)
  if (!isInstalled()) {
    process.stderr.write('Installing the packages of package-lock.json (npm ci) …\n')
    const code = npm('ci', '--no-audit', '--no-fund')
    if (code !== 0)
      fail(`\`npm ci\` failed with exit code ${code}: see its message above. Nothing else was run.`)
  }
  if (hasNode()) return
  npm('rebuild', 'node', '--ignore-scripts=false')
  if (!hasNode())
    fail('The package `node` has no executable: let npm run its install script (`npm rebuild node`).')
}

function run([command, ...args]) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const env = { ...process.env, [key]: `${bin}${path.delimiter}${process.env[key] ?? ''}` }
  const result = spawnSync(command, args, { cwd: root, env, shell: windows, stdio: 'inherit' })
  if (result.error) fail(`${command} could not be started: ${result.error.message}`)
  return result.status ?? 1
}

install()
const command = process.argv.slice(2)
if (command.length > 0) process.exitCode = run(command)
