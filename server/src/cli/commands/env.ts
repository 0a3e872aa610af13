/**
 * `logkeel env`: settings against environments, with where each value stands. A report: it judges no run.
 */
import { environmentFormats, type Paint, renderEnvironmentTable } from '../../features/environmentTable.ts'
import { oneOf, readArgs } from '../args.ts'
import { loadTarget } from '../load.ts'
import { colored, progressLine } from '../terminal.ts'
import { sayUnreadable } from '../unreadable.ts'

const options = {
  format: { type: 'string', default: 'text' },
  color: { type: 'boolean', default: false },
} as const

const codes: Readonly<Record<string, string>> = {
  ok: '32',
  differs: '31',
  'not found': '33',
  unknown: '33',
}

const paint: Paint = (verdict, text) => {
  const code = codes[verdict]
  return code ? `\u001b[${code}m${text}\u001b[0m` : text
}

/** Runs the command. Exit code: 0, or 2 where a file could not be read. */
export async function showEnvironments(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, options)
  const format = oneOf('format', values.format, environmentFormats)
  const progress = progressLine()
  const target = await loadTarget(positionals, { progress })
  progress.end()
  const { workspace, documents } = target
  process.stdout.write(
    colored(values.color)
      ? renderEnvironmentTable(workspace, documents, format, paint)
      : renderEnvironmentTable(workspace, documents, format),
  )
  return sayUnreadable(target)
}
