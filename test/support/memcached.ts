/**
 * A real memcached for tests that hold our claims against it: started as another user than root, on a socket file of
 * its own or on the ports that it is told, asked for its settings, and always ended.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const asked = spawnSync('memcached', ['-V'], { encoding: 'utf8' })
export const isInstalled = asked.status === 0
/** Such as `1.6.18`. */
export const installedVersion = /\d+(?:\.\d+)+/.exec(asked.stdout ?? '')?.[0] ?? ''
export const isRoot = process.getuid?.() === 0
const hasSetpriv = spawnSync('setpriv', ['--version']).status === 0

/** Why these tests are skipped, where they are. */
export const skipReason =
  (!isInstalled && 'memcached is not installed') ||
  (isRoot && !hasSetpriv && 'the tests run as root and setpriv is not installed')

/** What became of a start. */
export interface Started {
  /** Undefined where it runs. */
  readonly code: number | string | undefined
  readonly said: string
  /** `stats settings`, asked over the socket file. */
  readonly settings: ReadonlyMap<string, string>
  /** TCP ports that it listens on, where the system tells. */
  readonly ports: readonly number[] | undefined
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/**
 * Starts memcached and ends it. `FOLDER` in an argument is a folder of its own.
 * @param onSocket whether it listens on a socket file, so that starts side by side need no ports
 */
export async function tryStart(args: readonly string[], onSocket = true): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'logkeel-memcached-'))
  chmodSync(folder, 0o777)
  const socket = join(folder, 'socket')
  const own = args.map((arg) => arg.replaceAll('FOLDER', folder))
  const child = spawnAsOther([...own, ...(onSocket ? ['-s', socket] : [])])
  let said = ''
  child.stderr?.on('data', (data) => {
    said += String(data)
  })
  child.stdout?.on('data', (data) => {
    said += String(data)
  })
  const ended = once(child, 'exit')
  try {
    const settings = await settled(child, onSocket ? socket : undefined)
    const code = child.exitCode ?? child.signalCode ?? undefined
    return { code, said, settings, ports: code === undefined ? portsOf(child.pid) : undefined }
  } finally {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
    if (own.includes('-d')) await endDaemon(join(folder, 'pid'))
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Ends the daemon of `-d -P FOLDER/pid`, which outlives the process that was started. */
async function endDaemon(file: string): Promise<void> {
  for (let waited = 0; waited < 500; waited += 25) {
    if (existsSync(file)) {
      process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL')
      return
    }
    await pause(25)
  }
}

function spawnAsOther(args: readonly string[]): ChildProcess {
  const drop = ['--reuid=65534', '--regid=65534', '--clear-groups', 'memcached']
  return isRoot ? spawn('setpriv', [...drop, ...args]) : spawn('memcached', [...args])
}

/** Waits until it ends or answers on its socket; without one for a moment. */
async function settled(
  child: ChildProcess,
  socket: string | undefined,
): Promise<ReadonlyMap<string, string>> {
  for (let waited = 0; waited < 3000 && child.exitCode === null && child.signalCode === null; waited += 25) {
    const answer = socket ? await settingsAt(socket) : undefined
    if (answer) return answer
    if (!socket && waited >= 600) break
    await pause(25)
  }
  return new Map()
}

async function settingsAt(path: string): Promise<ReadonlyMap<string, string> | undefined> {
  const socket: Socket = connect(path)
  try {
    return await new Promise((resolve) => {
      let answer = ''
      socket.on('error', () => resolve(undefined))
      socket.on('close', () => resolve(undefined))
      socket.on('connect', () => socket.write('stats settings\r\n'))
      socket.on('data', (data) => {
        answer += String(data)
        if (!answer.includes('END\r\n')) return
        resolve(
          new Map(
            [...answer.matchAll(/^STAT (\S+) (.*)\r$/gm)].map((found) => [found[1] ?? '', found[2] ?? '']),
          ),
        )
      })
      socket.setTimeout(2000, () => resolve(undefined))
    })
  } finally {
    socket.destroy()
  }
}

/** The TCP ports that a process listens on, by `/proc`. */
function portsOf(pid: number | undefined): readonly number[] | undefined {
  try {
    const sockets = new Set(
      readdirSync(`/proc/${pid}/fd`).flatMap(
        (fd) => /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [],
      ),
    )
    const rows = ['tcp', 'tcp6'].flatMap((name) =>
      readFileSync(`/proc/${pid}/net/${name}`, 'utf8').split('\n').slice(1),
    )
    const ports = rows
      .map((row) => row.trim().split(/\s+/))
      .filter((row) => row[3] === '0A' && sockets.has(row[9] ?? ''))
    return [...new Set(ports.map((row) => Number.parseInt(row[1]?.split(':')[1] ?? '', 16)))].sort(
      (a, b) => a - b,
    )
  } catch {
    return undefined
  }
}

/** Runs tasks side by side, some at a time. */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  run: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = []
  let next = 0
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await run(items[at] as T) // `at` is below its length.
  }
  await Promise.all(Array.from({ length: limit }, worker))
  return results
}
