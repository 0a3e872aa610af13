/**
 * The command line: finds the command, loads it, turns what it throws into a message. Each command is a module of
 * its own that is loaded only when it is called, since most of a short run is the loading of code.
 */
import { UsageError } from './usage.ts'

/** What a command is given and what it gives back: its exit code. */
export type Command = (args: readonly string[]) => Promise<number>

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  lint: async () => (await import('./commands/lint.ts')).lint,
  fmt: async () => (await import('./commands/fmt.ts')).fmt,
  ports: async () => (await import('./commands/ports.ts')).showPorts,
  env: async () => (await import('./commands/env.ts')).showEnvironments,
  graph: async () => (await import('./commands/graph.ts')).graph,
  rules: async () => (await import('./commands/rules.ts')).listRules,
  init: async () => (await import('./commands/init.ts')).init,
}

const usage = `Usage: logkeel <command>

  lint [PATH…]    findings in Alloy, Loki, memcached, Helm, Argo CD and Compose files
                  --env NAME  --format text|json  --fix  --rule ID  --max-warnings N
                  --stdin --stdin-filename NAME  --color
  fmt [PATH…|-]   Alloy files as \`alloy fmt\` has them     --check  --write
  ports [PATH…]   the port table of a workspace           --format text|json|markdown|flow-logs
  env [PATH…]     settings against environments           --format text|json|markdown
  graph FILE      components and what flows between them  --format mermaid|svg|json
  rules [ID]      the catalogue of rules, or one's page   --format text|json
  init            writes a commented logkeel.yaml

Exit codes: 0 nothing at error; 1 findings; 2 wrong usage or a file that could not be read.
`

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${(await import('../disk/version.ts')).version}\n`)
    return 0
  }
  if (
    name === undefined ||
    name === '--help' ||
    name === '-h' ||
    name === 'help' ||
    rest.includes('--help')
  ) {
    const stream = name === undefined ? process.stderr : process.stdout
    stream.write(usage)
    return name === undefined ? 2 : 0
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!load) throw new UsageError(`There is no command ${name}.`)
  return (await load())(rest)
}

// A reader that goes away (`| head`) is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

/** Ends at once when all is written: what is left to do is to let go of memory, which the system does faster. */
function end(code: number): void {
  process.exitCode = code
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
}

main(process.argv.slice(2)).then(end, (error: unknown) => {
  if (error instanceof UsageError) process.stderr.write(`logkeel: ${error.message}\nTry logkeel --help.\n`)
  else
    process.stderr.write(
      `logkeel: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
  end(2)
})
