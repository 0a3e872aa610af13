/**
 * Two texts as a unified diff with three lines of context, as `diff -u` writes it. Long stretches that have little in
 * common are shown as replaced as a whole: the result is right, only longer than it could be.
 */

/** A run of lines of the two texts: kept, or what was taken away and put in its place. */
interface Change {
  readonly kept: readonly string[]
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

const context = 3

/** The diff, empty where the texts are equal. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return ''
  const [a, b] = [linesOf(before), linesOf(after)]
  const marked = changesOf(a, b).flatMap(({ kept, removed, added }) => [
    ...kept.map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...added.map((line) => `+${line}`),
  ])
  return `--- ${name}\n+++ ${name}\n${hunksOf(marked)}`
}

/** Lines with their breaks, so that a missing one at the end shows. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function changesOf(a: readonly string[], b: readonly string[]): readonly Change[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const [inA, inB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  return [
    { kept: a.slice(0, start), removed: [], added: [] },
    ...middle(inA, inB),
    { kept: a.slice(a.length - end), removed: [], added: [] },
  ]
}

/** Changes by the longest common subsequence; a table of more than some million cells is not worth its time. */
function middle(a: readonly string[], b: readonly string[]): readonly Change[] {
  if (a.length * b.length > 4_000_000) return [{ kept: [], removed: a, added: b }]
  const width = b.length + 1
  const lengths = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j
      const [down, right] = [lengths[at + width] ?? 0, lengths[at + 1] ?? 0]
      lengths[at] = a[i] === b[j] ? (lengths[at + width + 1] ?? 0) + 1 : Math.max(down, right)
    }
  }
  const out: { kept: string[]; removed: string[]; added: string[] }[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const change = out.at(-1)
    const [one, other] = [a[i], b[j]]
    const [down, right] = [lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0]
    if (one !== undefined && one === other) {
      if (!change || change.removed.length + change.added.length > 0)
        out.push({ kept: [one], removed: [], added: [] })
      else change.kept.push(one)
      i++
      j++
    } else {
      if (!change) out.push({ kept: [], removed: [], added: [] })
      const into = out.at(-1)
      if (one !== undefined && (other === undefined || (j < b.length && down >= right))) {
        into?.removed.push(one)
        i++
      } else if (other !== undefined) {
        into?.added.push(other)
        j++
      }
    }
  }
  return out
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
