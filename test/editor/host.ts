/**
 * The VS Code that the editor tests and `npm run editor` use: its server, taken from the npm package code-server,
 * opened in a browser. It is installed once into `.editor-host/` (650 MB, ignored by git), apart from the project's
 * own packages, which most commands need without it.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as path from 'node:path'

export const root = path.resolve(import.meta.dirname, '../..')
const folder = path.join(root, '.editor-host')
const vscode = path.join(folder, 'node_modules/code-server/lib/vscode')
const stamp = path.join(folder, 'installed.json')

/** The entry point of VS Code's server. */
export const serverMain = path.join(vscode, 'out/server-main.js')

/** Where a module that VS Code itself ships is found, such as its tokenizer. */
export const hostModules = path.join(vscode, 'node_modules')

/** VS Code's own extensions, of which the tests read the YAML grammar. */
export const hostExtensions = path.join(vscode, 'extensions')

const codeServer = 'code-server@4.139.1'

/** Without its prebuilt binary VS Code's file watcher stops without a word. */
function watcher(): string {
  const libc = process.platform === 'linux' ? '-glibc' : ''
  return `@parcel/watcher-${process.platform}-${process.arch}${libc}@2.5.6`
}

/** Runs npm and fails with what it said. No install script runs: none is needed, and some would build for minutes. */
function npm(cwd: string, ...args: readonly string[]): void {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const result = spawnSync('npm', ['install', ...quiet, ...args], {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (result.status !== 0)
    throw new Error(`npm install ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`)
}

/** Installs VS Code's server unless this version of it is there already. */
export function installHost(): void {
  const wanted = JSON.stringify({ codeServer, watcher: watcher() })
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return
  process.stderr.write(`Installing ${codeServer} into .editor-host (once, about a minute) …\n`)
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(folder, 'package.json'), '{"name":"editor-host","private":true}\n')
  npm(folder, codeServer)
  npm(vscode, '--omit=dev', '--omit=optional')
  npm(folder, watcher())
  fs.writeFileSync(stamp, wanted)
}

/** A browser that is installed on this machine, or undefined. `LOGKEEL_BROWSER` names another one. */
export function findBrowser(): string | undefined {
  const places = [
    process.env.LOGKEEL_BROWSER,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]
  return places.find((place) => place !== undefined && fs.existsSync(place))
}
