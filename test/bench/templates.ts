/**
 * The figures of templates, on the largest template of Grafana's Loki chart with the whole chart as its workspace,
 * against a warm `parseDocument` of the chart's values. Skipped, and said so, where `../shared` has no such chart.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { completionsAt } from '../../server/src/features/completion.ts'
import { hoverAt } from '../../server/src/features/hover.ts'
import type { Session } from '../../server/src/lsp/session.ts'
import { root } from '../support/memoryFiles.ts'
import { findProgram, median, report, warmParse, warmUp } from './measure.ts'
import { benchSession, canTime, timeServer } from './servers.ts'

const chart = join(import.meta.dirname, '../../../shared/corpus/charts/loki/chart')
const bar = 0.2

/** The files of the chart by their path in it. */
function chartFiles(): ReadonlyMap<string, string> {
  const names = readdirSync(chart, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const paths = names.map((name) => name.slice(chart.length + 1).replaceAll('\\', '/'))
  return new Map(paths.map((path) => [path, readFileSync(join(chart, path), 'utf8')]))
}

function largestTemplate(files: ReadonlyMap<string, string>): string {
  const templates = [...files.keys()].filter((path) => path.startsWith('templates/'))
  const [largest = ''] = templates.sort((a, b) => (files.get(b) ?? '').length - (files.get(a) ?? '').length)
  return largest
}

/** What is asked for after an edit; gives whether there was an answer. */
type Ask = (session: Session, uri: string) => Promise<boolean>

const findings: Ask = async (session, uri) => (await session.findingsOf(uri, () => false)) !== undefined

const hover =
  (at: number): Ask =>
  async (session, uri) => {
    const opened = await session.opened(uri)
    return opened !== undefined && hoverAt(opened.document, opened.workspace, at) !== undefined
  }

const completion =
  (at: number): Ask =>
  async (session, uri) => {
    const opened = await session.opened(uri)
    return opened !== undefined && [...completionsAt(opened.document, opened.workspace, at)].length > 0
  }

/** Median milliseconds from an edit, which makes one text of the other in turn, to an answer; NaN where one is missing. */
async function answers(
  files: ReadonlyMap<string, string>,
  path: string,
  texts: readonly [string, string],
  ask: Ask,
): Promise<number> {
  const session = benchSession(files)
  const uri = `${root}/${path}`
  const times: number[] = []
  await session.addFolder(root)
  // All that looks at a template is more code than a parser is: it takes longer until it is compiled.
  const warm = performance.now() + 3 * warmUp
  for (let i = 0; times.length < 50; i++) {
    const start = performance.now()
    await session.put(uri, texts[i % 2 === 0 ? 0 : 1], i)
    if (!(await ask(session, uri))) return Number.NaN
    if (start > warm) times.push(performance.now() - start)
  }
  return median(times)
}

/** The figures; each holds an edit and what an editor asks for behind it. */
export async function templates(): Promise<void> {
  if (!existsSync(chart)) {
    console.log('skipped  templates of the Loki chart: ../shared/corpus/charts/loki/chart is not here')
    return
  }
  const files = chartFiles()
  const path = largestTemplate(files)
  const text = files.get(path) ?? ''
  const middle = text.indexOf('\n', text.length / 2) + 1
  const key = text.indexOf('.Values.') + '.Values.'.length
  const typed = (what: string, at: number): readonly [string, string] => [
    text,
    text.slice(0, at) + what + text.slice(at),
  ]
  const figures: readonly (readonly [name: string, texts: readonly [string, string], ask: Ask])[] = [
    ['keystroke in its text to findings', typed('x', middle), findings],
    ['keystroke in a path of .Values to findings', typed('x', key), findings],
    ['keystroke to a hover on .Values', typed('x', middle), hover(key)],
    ['keystroke to a completion of .Values', typed('x', key), completion(key)],
  ]
  const parse = warmParse(files.get('values.yaml') ?? '')
  console.log(`The largest template of the Loki chart, ${path}, against a warm parseDocument of its values:`)
  for (const [name, texts, ask] of figures) report(name, await answers(files, path, texts, ask), parse, bar)
  besideHelmLs(path)
}

/**
 * `helm_ls` on the same template, where it is installed. Recorded on another machine: 374 ms from open to findings, none
 * on a keystroke.
 */
function besideHelmLs(path: string): void {
  const program = findProgram('helm_ls')
  if (program === undefined || !canTime()) {
    console.log('skipped  helm_ls: there is none on PATH, or ../shared/tools/lsp-bench.mjs is not here')
    return
  }
  const file = join(chart, path)
  const { openToDiagnosticsMs, editToDiagnosticsMedianMs } = timeServer(
    `${program} serve`,
    'helm',
    file,
    chart,
  )
  const shown = (time: number | null | undefined) => (time ? `${time.toFixed(1)} ms` : 'none')
  console.log(
    `       helm_ls: ${shown(openToDiagnosticsMs)} from open to findings, ${shown(editToDiagnosticsMedianMs)} from a keystroke`,
  )
}
