/**
 * `logkeel lint`: checks files, prints what is found, applies safe fixes with `--fix`.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathOfUri, uriOf } from '../../disk/files.ts'
import { severities } from '../../model/settings.ts'
import { rules } from '../../rules/index.generated.ts'
import { checkNow, type Reported } from '../../rules/run.ts'
import { t } from '../../text/translate.ts'
import { oneOf, readArgs } from '../args.ts'
import { applyFixes } from '../fix.ts'
import { formatJson } from '../format/json.ts'
import { formatText } from '../format/text.ts'
import { loadTargets, type Target } from '../load.ts'
import { joinReports, type Report } from '../report.ts'
import { colored, errorLine, progressLine } from '../terminal.ts'
import { UsageError } from '../usage.ts'

const options = {
  env: { type: 'string' },
  format: { type: 'string', default: 'text' },
  fix: { type: 'boolean', default: false },
  rule: { type: 'string', multiple: true },
  'max-warnings': { type: 'string' },
  stdin: { type: 'boolean', default: false },
  'stdin-filename': { type: 'string' },
  color: { type: 'boolean', default: false },
} as const

/** Runs the command. Exit code: 0 nothing at error and no more warnings than allowed, 1 findings, 2 a file unread or a crash. */
export async function lint(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, options)
  const format = oneOf('format', values.format, ['text', 'json'])
  const allowed = allowedWarnings(values['max-warnings'])
  const only = selectedRules(values.rule ?? [])
  const stdin = standardInput(values.stdin, values['stdin-filename'], positionals)
  if (stdin && values.fix)
    throw new UsageError('--fix and --stdin do not go together: there is no file to change.')
  const progress = progressLine()
  const targets = await loadTargets(stdin ? [stdin.path] : positionals, {
    environment: values.env,
    open: stdin && new Map([[uriOf(stdin.path), stdin.text]]),
    progress,
  })
  progress.end()
  const failed = targets.flatMap(({ unreadable }) => unreadable)
  const [first, ...others] = targets
  const judge = (target: Target) =>
    values.fix ? reportAfterFixes(target, only, failed) : reportOf(target, only)
  const report = joinReports([judge(first), ...others.map(judge)])
  process.stdout.write(
    format === 'json'
      ? formatJson(report)
      : formatText(report, {
          color: colored(values.color),
          frames: colored(values.color) || values.color || Boolean(process.stdout.isTTY),
        }),
  )
  for (const { uri, message } of failed) errorLine(`${pathOfUri(uri)}: ${message}`)
  for (const crash of report.crashes)
    errorLine(`${crash.rule} failed on ${crash.uri}; its findings there are missing.\n${crash.stack}`)
  return exitCode(report, failed.length > 0, allowed)
}

function exitCode(report: Report, failed: boolean, allowed: number | undefined): number {
  if (failed || report.crashes.length > 0) return 2
  const warnings = report.findings.filter(({ severity }) => severity === 'warning').length
  const tooMany = allowed !== undefined && warnings > allowed
  return tooMany || report.findings.some(({ severity }) => severity === severities[0]) ? 1 : 0
}

function allowedWarnings(given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  if (!/^\d+$/.test(given)) throw new UsageError(`--max-warnings takes a number, not ${given}.`)
  return Number(given)
}

function selectedRules(ids: readonly string[]): ReadonlySet<string> | undefined {
  if (ids.length === 0) return undefined
  for (const id of ids)
    if (!rules.some((rule) => rule.id === id))
      throw new UsageError(`There is no rule ${id}. logkeel rules lists them.`)
  return new Set(ids)
}

function standardInput(asked: boolean, name: string | undefined, paths: readonly string[]) {
  if (!asked) {
    if (name !== undefined) throw new UsageError('--stdin-filename needs --stdin.')
    return undefined
  }
  if (name === undefined)
    throw new UsageError('--stdin needs --stdin-filename NAME: the name tells what the text is.')
  if (paths.length > 0) throw new UsageError('--stdin checks one text: leave the paths out.')
  return { path: resolve(name), text: readFileSync(0, 'utf8') }
}

function reportOf(target: Target, only: ReadonlySet<string> | undefined): Report {
  const findings: Reported[] = []
  const crashes: Report['crashes'][number][] = []
  for (const uri of target.asked) {
    const document = target.documents.get(uri)
    if (!document) continue
    const checked = checkNow(document, target.workspace, { only })
    findings.push(...checked.findings)
    crashes.push(...checked.crashes)
  }
  const notText = target.notText.flatMap((uri) => notTextFinding(target, uri, only))
  return {
    root: target.root,
    files: target.asked.length + target.notText.length,
    findings: [...findings, ...notText],
    crashes,
    unreadable: target.unreadable,
    documents: target.documents,
  }
}

function notTextFinding(
  target: Target,
  uri: string,
  only: ReadonlySet<string> | undefined,
): readonly Reported[] {
  const rule = 'logkeel/not-text'
  const severity = target.workspace.settings.rules[rule]?.severity ?? 'info'
  if (severity === 'off' || (only && !only.has(rule))) return []
  const message = t('This file has the name of a text but is not UTF-8 text, so it was not analysed.')
  return [
    { rule, uri, range: { start: 0, end: 0 }, severity, refusedBy: null, message, fixes: [], related: [] },
  ]
}

function reportAfterFixes(
  target: Target,
  only: ReadonlySet<string> | undefined,
  failed: { uri: string; message: string }[],
): Report {
  const fixed = applyFixes(target, only)
  failed.push(...fixed.failed)
  return reportOf(fixed.target, only)
}
