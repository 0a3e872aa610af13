/**
 * `logkeel ports`: the port table of a workspace, from its own files and from `logkeel.yaml`.
 */
import { portFormats, renderPortTable } from '../../features/portTable.ts'
import { oneOf, readArgs } from '../args.ts'
import { loadTarget } from '../load.ts'
import { progressLine } from '../terminal.ts'
import { sayUnreadable } from '../unreadable.ts'

/** Runs the command. Exit code: 0, or 2 where a file could not be read. */
export async function showPorts(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, { format: { type: 'string', default: 'text' } })
  const format = oneOf('format', values.format, portFormats)
  const progress = progressLine()
  const target = await loadTarget(positionals, { progress })
  progress.end()
  process.stdout.write(renderPortTable(target.workspace, format))
  return sayUnreadable(target)
}
