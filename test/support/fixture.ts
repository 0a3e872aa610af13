/**
 * Fixtures in Markdown: each heading is a case, each fence with a path in its info string a file of the case's
 * workspace. Marker lines (carets with severity, rule and message) and `<|>` cursors are taken out before analysis.
 */

/** A finding that a case expects. */
export interface Expected {
  readonly file: string
  /** Zero-based; columns in UTF-16 units. `end` is undefined where the carets reach the end of the line. */
  readonly line: number
  readonly start: number
  readonly end: number
  readonly severity: string
  readonly refusedBy: string | undefined
  readonly rule: string
  readonly message: string
}

export interface Case {
  readonly title: string
  /** First line of the case in the Markdown file, from one. */
  readonly line: number
  readonly files: ReadonlyMap<string, string>
  readonly fixed: ReadonlyMap<string, string>
  readonly expected: readonly Expected[]
  /** Offset of `<|>` by file. */
  readonly cursors: ReadonlyMap<string, number>
}

interface Fence {
  readonly info: readonly string[]
  readonly lines: readonly string[]
}

const marker = /^([ \t#/]*)(\^+) (error|warning|info|hint)(?:\(([^)]+)\))? ([\w-]+\/[\w-]+)(?:: (.*))?$/

/** The cases of a Markdown file. */
export function parseFixture(markdown: string): readonly Case[] {
  const cases: { title: string; line: number; fences: Fence[] }[] = []
  const lines = markdown.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    const heading = /^##+ (.+)$/.exec(line)
    if (heading) cases.push({ title: heading[1] ?? '', line: i + 1, fences: [] })
    const open = /^(`{3,})(.*)$/.exec(line)
    if (!open) continue
    const close = lines.indexOf(open[1] ?? '', i + 1)
    if (close < 0) throw new Error(`line ${i + 1}: the fence is not closed`)
    cases.at(-1)?.fences.push({ info: (open[2] ?? '').trim().split(/\s+/), lines: lines.slice(i + 1, close) })
    i = close
  }
  return cases.filter((one) => one.fences.some((fence) => fence.info[1])).map(caseOf)
}

function caseOf({ title, line, fences }: { title: string; line: number; fences: readonly Fence[] }): Case {
  const files = new Map<string, string>()
  const fixed = new Map<string, string>()
  const cursors = new Map<string, number>()
  const expected: Expected[] = []
  for (const { info, lines } of fences) {
    const path = info[1]
    if (!path) continue
    if (info[2] === 'fixed') fixed.set(path, `${lines.join('\n')}\n`)
    else {
      const read = readFile(path, lines)
      expected.push(...read.expected)
      if (read.cursor !== undefined) cursors.set(path, read.cursor)
      files.set(path, info[2] === 'crlf' ? read.text.replaceAll('\n', '\r\n') : read.text)
    }
  }
  return { title, line, files, fixed, expected, cursors }
}

function readFile(file: string, lines: readonly string[]) {
  const kept: string[] = []
  const expected: Expected[] = []
  for (const line of lines) {
    const found = marker.exec(line)
    if (!found) {
      kept.push(line)
      continue
    }
    const start = (found[1] ?? '').length
    expected.push({
      file,
      line: kept.length - 1,
      start,
      end: start + (found[2] ?? '').length,
      severity: found[3] ?? '',
      refusedBy: found[4],
      rule: found[5] ?? '',
      message: found[6] ?? '',
    })
  }
  const text = `${kept.join('\n')}\n`
  const cursor = text.indexOf('<|>')
  return { text: text.replace('<|>', ''), expected, cursor: cursor < 0 ? undefined : cursor }
}
