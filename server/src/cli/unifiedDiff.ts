/**
 * Two texts as a unified diff with three lines of context, as `diff -u` writes it. Long stretches that have little in
 * common are shown as replaced as a whole: the result is right, only longer than it could be.
 */
import { commonLines, linesWithEnds } from '../text/lineDiff.ts'

const context = 3

/** The diff, empty where the texts are equal. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return ''
  const marked = marksOf(linesWithEnds(before), linesWithEnds(after))
  return `--- ${name}\n+++ ${name}\n${hunksOf(marked)}`
}

/** Every line of both texts: ` ` stands in front of one that is kept, `-` and `+` in front of the others. */
function marksOf(a: readonly string[], b: readonly string[]): readonly string[] {
  const marked: string[] = []
  let [i, j] = [0, 0]
  for (const [x, y] of [...commonLines(a, b), [a.length, b.length] as const]) {
    for (const line of a.slice(i, x)) marked.push(`-${line}`)
    for (const line of b.slice(j, y)) marked.push(`+${line}`)
    if (x < a.length) marked.push(` ${a[x]}`)
    ;[i, j] = [x + 1, y + 1]
  }
  return marked
}

/** Marked lines as hunks: changes with the lines around them. */
function hunksOf(lines: readonly string[]): string {
  const changed = lines.flatMap((line, i) => (line.startsWith(' ') ? [] : [i]))
  let out = ''
  for (let k = 0; k < changed.length; ) {
    const from = Math.max(0, (changed[k] ?? 0) - context)
    let last = changed[k] ?? 0
    while (k < changed.length && (changed[k] ?? 0) <= last + 2 * context) last = changed[k++] ?? last
    out += hunk(lines, from, Math.min(lines.length, last + context + 1))
  }
  return out
}

function hunk(lines: readonly string[], from: number, to: number): string {
  const count = (end: number, without: string, start = 0) =>
    lines.slice(start, end).filter((line) => !line.startsWith(without)).length
  const range = (without: string) => {
    const [before, size] = [count(from, without), count(to, without, from)]
    return `${size === 0 ? before : before + 1}${size === 1 ? '' : `,${size}`}`
  }
  const body = lines
    .slice(from, to)
    .map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`))
  return `@@ -${range('+')} +${range('-')} @@\n${body.join('')}`
}
