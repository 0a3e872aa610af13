/**
 * The words behind `alloy run` on a container's command line: the configuration, and the options with their values.
 * What a variable or template output makes is unknown; where an unknown word could be any option, all of it is.
 */
import { nameOf } from '../../text/uri.ts'
import type { Container, Known } from '../containers/containers.ts'

/** What a command line says. */
export interface CommandLine {
  /** The configuration's path as written. */
  readonly config: string | undefined
  /** The options that are given, the last of equal names; `undefined` where one's value is not known. */
  readonly options: ReadonlyMap<string, string | undefined>
}

/** The official image: a variable in the tag or the registry leaves it what it is. */
export function isOfficialImage({ image }: Pick<Container, 'image'>): boolean {
  return image !== undefined && /(^|\/)grafana\/alloy([:@].*)?$/.test(image.value ?? image.raw)
}

/** The command line of a container that gives one of its own, or `undefined` where it is no plain or no known one. */
export function commandLine(container: Container): CommandLine | undefined {
  if (container.argsOpen || container.open) return undefined
  const words = runWords(container)
  return words && readLine(words)
}

/**
 * The options that an Alloy is started with: of its own command line, else of the official image's, which sets the
 * storage path alone (1.18.0). Nothing where they are not known in full.
 */
export function runOptions(container: Container): CommandLine['options'] | undefined {
  if (container.args || container.entrypoint) return commandLine(container)?.options
  return isOfficialImage(container) && !container.argsOpen && !container.open ? imageOptions : undefined
}

const imageOptions: ReadonlyMap<string, string> = new Map([['--storage.path', '/var/lib/alloy/data']])

/** Whether the program is started as it is, and not by a script or a wrapper that may set variables. */
export function isPlainStart({ entrypoint }: Pick<Container, 'entrypoint'>): boolean {
  const first = entrypoint?.[0]
  return entrypoint === undefined || nameOf(first?.value ?? '') === 'alloy'
}

/** Whether a switch is on: it may stand without a value. `undefined` where its value is not known. */
export function isOn(options: CommandLine['options'], name: string): boolean | undefined {
  if (!options.has(name)) return false
  const value = options.get(name)
  // As Go's strconv.ParseBool reads it.
  return value === undefined ? undefined : /^(?:|1|t|true)$/i.test(value)
}

/** The words behind `alloy run`, or `undefined` where the command is no plain one. */
function runWords({ entrypoint, args }: Container): readonly Known[] | undefined {
  const words = [...(entrypoint ?? []), ...(args ?? [])]
  const at = words.findIndex(({ value }) => value === 'run')
  const before = words.slice(0, at)
  if (at < 0 || before.some(({ value }) => value === undefined || value === '-c')) return undefined
  const program = before.at(-1)?.value
  if (entrypoint ? !program || !/(^|\/)alloy$/.test(program) : before.length > 0) return undefined
  return words.slice(at + 1)
}

/** Options that take no word behind them. */
const switches =
  /^--(?:disable-|cluster\.enabled|cluster\.use-|config\.bypass|server\.http\.(?:enable|disable)|feature\.|windows\.)/

function readLine(words: readonly Known[]): CommandLine | undefined {
  let config: string | undefined
  const options = new Map<string, string | undefined>()
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (!word) break
    const option = /^(--?[\w.-]+)(=?)/.exec(word.raw)
    if (!option) {
      // A word that is not known could be an option of any name.
      if (word.value === undefined) return undefined
      config ??= word.value
      continue
    }
    const [whole, name = '', sign] = option
    if (sign) options.set(name, word.value?.slice(whole.length))
    else if (switches.test(word.raw)) options.set(name, '')
    else options.set(name, words[++i]?.value)
  }
  return { config, options }
}
