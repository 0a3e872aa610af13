/**
 * The TCP ports that memcached certainly listens on (memcached.c: `-l` may give each address a port of its own, `-p`
 * those without, `-U` where there is no `-p`, else 11211). A socket file, and what is not certain, is no port.
 */
import type { MemcachedRun } from './arguments.ts'
import { givenTo, isClosed, lastFlag } from './effective.ts'
import { flagFaults } from './flagFaults.ts'
import type { Flag } from './flags.ts'
import { atoi } from './numbers.ts'
import { defaultPort } from './user.ts'

export interface Listening {
  readonly ports: readonly number[]
  /** What sets them; undefined for the default. */
  readonly by: Flag | undefined
}

export function listeningOf(run: MemcachedRun): Listening | undefined {
  if (!isClosed(run) || lastFlag(run, '-s')) return undefined
  const own = run.flags.filter(({ option }) => ['-p', '-l', '-U'].includes(option.short))
  const faulty = flagFaults(run)
  if (own.some((flag) => faulty.some((fault) => fault.flag === flag && fault.kind !== 'udp')))
    return undefined
  if (own.some((flag) => givenTo(run, flag) === undefined)) return undefined
  const usual = usualPort(run)
  const hosts = own.filter(({ option }) => option.short === '-l')
  if (!usual || hosts.length === 0) return usual
  const ports = hosts.flatMap((flag) => (givenTo(run, flag) ?? '').split(',').map(portIn))
  if (!ports.some((port) => port !== undefined)) return usual
  return { ports: [...new Set(ports.flatMap((port) => port ?? usual.ports))], by: hosts.at(-1) }
}

function usualPort(run: MemcachedRun): Listening | undefined {
  for (const short of ['-p', '-U']) {
    const flag = lastFlag(run, short)
    const number = flag && atoi(givenTo(run, flag) ?? '').number
    if (flag && number) return { ports: [number], by: flag }
    if (flag && short === '-p') return undefined
  }
  return { ports: [defaultPort], by: undefined }
}

/** The port of an address; one of IPv6 has it behind brackets. */
function portIn(address: string): number | undefined {
  const port = /^(?:[a-z]+:)?(?:\[[^\]]*\]|[^:]*):(\d{1,5})$/i.exec(address.trim())?.[1]
  return port === undefined ? undefined : Number(port)
}
