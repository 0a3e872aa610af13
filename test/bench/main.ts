/**
 * The figures: ratios against a peer measured in the same run. It asserts nothing; a missed bar says SHORT. Needs a
 * build (`npm run bench` makes one).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../support/memoryFiles.ts'
import { findProgram, inTurn, median, report, timeProcess, warmParse, warmUp } from './measure.ts'
import { benchSession, compareServers } from './servers.ts'
import { templates } from './templates.ts'
import { alloyText, valuesText, yamlOfBulk } from './texts.ts'

const project = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'logkeel-bench-'))

function wholeProcess(): void {
  const alloy = alloyText(20_000)
  const file = join(folder, 'config.alloy')
  writeFileSync(file, alloy)
  const yaml = join(folder, 'peer.txt')
  writeFileSync(yaml, yamlOfBulk(alloy))
  const parse = `require('yaml').parseDocument(require('fs').readFileSync(${JSON.stringify(yaml)}, 'utf8'))`
  const script = join(project, 'dist/bench-peer.cjs')
  writeFileSync(script, parse)
  const [ours, theirs] = inTurn(
    9,
    () => timeProcess(process.execPath, [join(project, 'dist/cli.js'), 'lint', file]),
    () => timeProcess(process.execPath, [script]),
  )
  rmSync(script)
  report('lint of 20,000 lines of Alloy, whole process, against yaml', ours, theirs, 0.3)
  againstValidate(file)
}

/** The same against Alloy's own check of the same file, where Alloy is installed. */
function againstValidate(file: string): void {
  const name = 'lint of 20,000 lines of Alloy, whole process, against alloy validate'
  const alloy = findProgram('alloy')
  if (!alloy) {
    console.log(`skipped  ${name}: there is no alloy on PATH`)
    return
  }
  const [ours, theirs] = inTurn(
    9,
    () => timeProcess(process.execPath, [join(project, 'dist/cli.js'), 'lint', file]),
    () => timeProcess(alloy, ['validate', file]),
  )
  report(name, ours, theirs, 2)
}

/** Median milliseconds from an edit in the middle to its findings, through the server's session. */
async function keystrokes(name: string, text: string, typed: string): Promise<number> {
  const session = benchSession(new Map())
  const uri = `${root}/${name}`
  await session.put(uri, text, 0)
  await session.findingsOf(uri, () => false)
  const middle = text.indexOf('\n', text.length / 2) + 1
  const times: number[] = []
  const warm = performance.now() + warmUp
  for (let i = 1; times.length < 50; i++) {
    const now = i % 2 ? text.slice(0, middle) + typed + text.slice(middle) : text
    const start = performance.now()
    await session.put(uri, now, i)
    await session.findingsOf(uri, () => false)
    if (start > warm) times.push(performance.now() - start)
  }
  return median(times)
}

/** Lines of Alloy, and the bar of a keystroke against a warm `parseDocument` of YAML of the same bulk. */
const sizes: readonly (readonly [number, number])[] = [
  [200, 1],
  [2000, 0.25],
  [20_000, 0.1],
]

async function edits(): Promise<void> {
  const times: number[] = []
  for (const [lines, bar] of sizes) {
    const alloy = alloyText(lines)
    const ours = await keystrokes('config.alloy', alloy, '}')
    times.push(ours)
    const name = `keystroke to findings, ${lines.toLocaleString('en')} lines of Alloy, against a warm parseDocument`
    report(name, ours, warmParse(yamlOfBulk(alloy)), bar)
  }
  const growth = times.map((time) => `${(time / (times[0] ?? time)).toFixed(1)}`).join(' : ')
  console.log(`       they grow as ${growth} where the file grows as 1 : 10 : 100`)
  const values = valuesText(2000)
  report(
    'keystroke to findings, 2,000 lines of values, against a warm parseDocument',
    await keystrokes('values.yaml', values, '  typed: 1\n'),
    warmParse(values),
    1,
  )
}

try {
  wholeProcess()
  await edits()
  await templates()
  compareServers(folder)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
