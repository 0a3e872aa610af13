/**
 * `logkeel init`: writes a commented `logkeel.yaml`. It never overwrites one.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '../../disk/files.ts'
import { initialSettings } from '../../model/initialSettings.ts'
import { readArgs } from '../args.ts'
import { UsageError } from '../usage.ts'

/** Runs the command in the current folder. */
export async function init(args: readonly string[]): Promise<number> {
  const { positionals } = readArgs(args, {})
  const folder = positionals[0] ?? '.'
  const existing = ['logkeel.yaml', 'logkeel.yml']
    .map((name) => join(folder, name))
    .find((path) => existsSync(path))
  if (existing) throw new UsageError(`${existing} is there already; it was left as it is.`)
  const path = join(folder, 'logkeel.yaml')
  writeAtomically(path, initialSettings)
  process.stdout.write(`${path} written. Everything in it is a comment until you take its # away.\n`)
  return 0
}
