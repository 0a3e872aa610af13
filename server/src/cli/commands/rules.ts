/**
 * `logkeel rules`: the catalogue, or the page of one rule.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rules } from '../../rules/index.generated.ts'
import { oneOf, readArgs } from '../args.ts'
import { UsageError } from '../usage.ts'

/** Runs the command. */
export async function listRules(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, { format: { type: 'string', default: 'text' } })
  const format = oneOf('format', values.format, ['text', 'json'])
  const [id] = positionals
  if (id !== undefined && !rules.some((rule) => rule.id === id))
    throw new UsageError(`There is no rule ${id}. logkeel rules lists them.`)
  const chosen = rules.filter((rule) => id === undefined || rule.id === id)
  if (format === 'json') {
    const data = chosen.map(({ id, title, severity, kinds }) => ({
      id,
      title,
      severity,
      kinds,
      docs: `docs/rules/${id}.md`,
    }))
    process.stdout.write(
      `${JSON.stringify(id === undefined ? { version: 1, rules: data } : { ...data[0], page: pageOf(id) }, null, 2)}\n`,
    )
  } else if (id !== undefined) process.stdout.write(pageOf(id) ?? `${id}: ${chosen[0]?.title}\n`)
  else process.stdout.write(table())
  return 0
}

function table(): string {
  const width = Math.max(...rules.map(({ id }) => id.length))
  return rules
    .map(({ id, severity, title }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${title}\n`)
    .join('')
}

/** The page beside the build, or beside the sources. */
function pageOf(id: string): string | undefined {
  const file = [join(import.meta.dirname, '..'), join(import.meta.dirname, '../../../..')]
    .map((base) => join(base, `docs/rules/${id}.md`))
    .find((path) => existsSync(path))
  return file && readFileSync(file, 'utf8')
}
