/**
 * Starts VS Code's server and a headless browser with its workbench, and ends both. Knows nothing of Logkeel.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { findBrowser, serverMain } from './host.ts'

/** A running VS Code server. */
export interface Server {
  readonly port: number
  stop(): Promise<void>
}

export interface ServerOptions {
  /** A folder of this run alone: user data, logs, and the home of the processes. */
  readonly folder: string
  readonly extensions: string
  readonly settings?: Readonly<Record<string, unknown>>
  readonly args?: readonly string[]
}

/** What keeps the workbench still: nothing is fetched, nothing pops up, nothing moves in a picture. */
const quiet = {
  'workbench.startupEditor': 'none',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
  'remote.autoForwardPorts': false,
}

export function temporaryFolder(prefix: string): string {
  return fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), prefix)))
}

function environment(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, HOME: folder, EXTENSIONS_GALLERY: '{"serviceUrl":""}' }
}

/** Installs a packaged extension as a user would. */
export function installExtension(vsix: string, folder: string, extensions: string): void {
  const data = [
    '--server-data-dir',
    path.join(folder, 'server-data'),
    '--user-data-dir',
    path.join(folder, 'user-data'),
  ]
  const result = spawnSync(
    process.execPath,
    [
      serverMain,
      '--install-extension',
      vsix,
      '--extensions-dir',
      extensions,
      '--accept-server-license-terms',
      ...data,
    ],
    { encoding: 'utf8', env: environment(folder) },
  )
  if (result.status !== 0)
    throw new Error(`the extension could not be installed:\n${result.stdout}${result.stderr}`)
}

/** Starts the server on a free port; resolves when it listens. */
export async function startServer({
  folder,
  extensions,
  settings,
  args = [],
}: ServerOptions): Promise<Server> {
  const user = path.join(folder, 'user-data')
  fs.mkdirSync(path.join(user, 'User'), { recursive: true })
  fs.mkdirSync(extensions, { recursive: true })
  fs.writeFileSync(path.join(user, 'User/settings.json'), JSON.stringify({ ...quiet, ...settings }))
  const data = ['--server-data-dir', path.join(folder, 'server-data'), '--user-data-dir', user]
  const still = ['--telemetry-level', 'off', '--disable-workspace-trust', '--disable-experiments']
  const listen = [
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--without-connection-token',
    '--accept-server-license-terms',
  ]
  const child = spawn(
    process.execPath,
    [serverMain, ...listen, ...still, ...data, '--extensions-dir', extensions, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: environment(folder) },
  )
  const port = await listening(child, fs.createWriteStream(path.join(folder, 'server.log')))
  return { port, stop: () => stop(child) }
}

/** The port that the server says it listens on. */
function listening(child: ChildProcess, log: fs.WriteStream): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(
      () => reject(new Error(`VS Code's server did not start in 60 s:\n${said}`)),
      60_000,
    )
    child.stderr?.pipe(log, { end: false })
    child.stdout?.on('data', (chunk: Buffer) => {
      log.write(chunk)
      said += String(chunk)
      const port = /Extension host agent listening on (\d+)/.exec(said)?.[1]
      if (port === undefined) return
      clearTimeout(timer)
      resolve(Number(port))
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`VS Code's server ended with ${code}:\n${said}`))
    })
  })
}

/** Ends the server with its extension hosts, which are its process group. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  signal(child, 'SIGTERM')
  const timer = setTimeout(() => signal(child, 'SIGKILL'), 5_000)
  await gone
  clearTimeout(timer)
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name)
  } catch {
    // It has ended by itself in the meantime.
  }
}

/** Opens a page in a headless browser, gives it to `use`, and closes the browser whatever happens. */
export async function withPage<T>(
  size: { width: number; height: number },
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const executablePath = findBrowser()
  if (executablePath === undefined) throw new Error('no Chromium was found; LOGKEEL_BROWSER can name one')
  const profile = temporaryFolder('logkeel-browser-')
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: size,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'],
  })
  try {
    return await use(context.pages()[0] ?? (await context.newPage()))
  } finally {
    // One that does not close is ended with this process.
    await Promise.race([context.close(), new Promise((resolve) => setTimeout(resolve, 20_000).unref())])
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The uri under which the workbench knows a file; with any other authority it would be a second file. */
export function remoteUri(port: number, file: string): string {
  return `vscode-remote://127.0.0.1:${port}${file}`
}

/** The address of the workbench with a folder or a `.code-workspace` file opened. */
export function workbenchUrl(
  port: number,
  place: string,
  payload: readonly (readonly [string, string])[] = [],
): string {
  const url = new URL(`http://127.0.0.1:${port}/`)
  url.searchParams.set(place.endsWith('.code-workspace') ? 'workspace' : 'folder', place)
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload))
  return url.toString()
}
