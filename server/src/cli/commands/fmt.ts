/**
 * `logkeel fmt`: Alloy files byte for byte as `alloy fmt` writes them, and the Alloy texts in YAML files that are named.
 * A file with a fault is left alone and its faults are said as `FILE:LINE:COL: message`, columns in bytes from one, as
 * Alloy counts them. Of a folder the Alloy files are taken alone: nobody who formats those expects YAML to change.
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readText, walk, writeAtomically } from '../../disk/files.ts'
import { formatAlloy } from '../../syntax/alloy/format.ts'
import { parseAlloy } from '../../syntax/alloy/parser.ts'
import { looksLikeAlloy } from '../../syntax/classify.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { readArgs } from '../args.ts'
import type { Formatted, Remark } from '../formatHost.ts'
import { errorLine } from '../terminal.ts'
import { unifiedDiff } from '../unifiedDiff.ts'
import { UsageError } from '../usage.ts'

const options = {
  check: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
} as const

type Mode = 'print' | 'check' | 'write'

/**
 * Runs the command. Exit code: 0, 1 where a file has a fault or, with `--check`, would change, 2 for one that could not
 * be read or written.
 */
export async function fmt(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, options)
  if (values.check && values.write) throw new UsageError('--check and --write do not go together.')
  const mode: Mode = values.check ? 'check' : values.write ? 'write' : 'print'
  if (positionals.includes('-')) return formatInput(positionals, mode)
  let code = 0
  for (const path of positionals.length > 0 ? positionals : ['.'])
    for (const file of filesIn(path)) code = Math.max(code, await formatFile(file, mode))
  return code
}

function formatInput(paths: readonly string[], mode: Mode): number {
  if (paths.length > 1) throw new UsageError('- reads one text from standard input: leave the paths out.')
  if (mode === 'write') throw new UsageError('--write and - do not go together: there is no file to change.')
  const text = readFileSync(0, 'utf8')
  return finish('<stdin>', text, formatAlloyText(text), mode)
}

/** A file itself whatever its name; of a folder the Alloy files below it, in order. */
function filesIn(path: string): readonly string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path]
  const found = [...walk(path)].filter((file) => /\.(?:alloy|river)$/i.test(file))
  return found.sort().map((file) => join(file))
}

async function formatFile(file: string, mode: Mode): Promise<number> {
  const read = readText(file)
  if (read.kind === 'text') {
    const { text } = read
    // Some name their Alloy files as if they were YAML. The code for YAML is loaded for YAML only.
    const isHost = /\.(?:ya?ml|tpl)$/i.test(file) && !looksLikeAlloy(text)
    const formatted = isHost
      ? await (await import('../formatHost.ts')).formatHost(file, text)
      : formatAlloyText(text)
    return finish(file, text, formatted, mode)
  }
  const reasons = { missing: t('there is no such file or folder'), binary: t('it is not UTF-8 text') }
  errorLine(`${file}: ${read.kind === 'unreadable' ? read.reason : reasons[read.kind]}`)
  return 2
}

function formatAlloyText(text: string): Formatted {
  const tree = parseAlloy(text)
  const remarks = tree.issues.map((issue) => ({ start: rangeOf(tree, issue).start, message: issue.message }))
  return { text: formatAlloy(tree), remarks: remarks.sort((a, b) => a.start - b.start) }
}

/** Does with a formatted text what the mode asks for. @returns the exit code */
function finish(name: string, before: string, { text, remarks }: Formatted, mode: Mode): number {
  process.stderr.write(remarks.map((remark) => lineOf(name, before, remark)).join(''))
  if (text === undefined) return 1
  if (mode === 'print') process.stdout.write(text)
  else if (text !== before) {
    if (mode === 'write') return write(name, text)
    process.stdout.write(unifiedDiff(name, before, text))
    return 1
  }
  return 0
}

function write(file: string, text: string): number {
  try {
    writeAtomically(file, text)
    return 0
  } catch (error) {
    errorLine(`${file}: ${error instanceof Error ? error.message : String(error)}`)
    return 2
  }
}

function lineOf(name: string, text: string, { start, message }: Remark): string {
  const before = text.slice(0, start)
  const line = before.split('\n').length
  const column = Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1)) + 1
  return `${name}:${line}:${column}: ${message}\n`
}
