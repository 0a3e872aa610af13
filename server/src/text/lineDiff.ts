/**
 * Compares two texts line by line, after Myers ("An O(ND) Difference Algorithm", 1986): which lines they have in
 * common, and the edits that make one text of the other and touch no line that stays. Where two texts have little in
 * common, a long stretch is taken as replaced as a whole: the result is right, only longer than it could be.
 */
import type { TextEdit } from './edit.ts'

/** The texts' lines with their line ends, so that a missing one at the end shows. */
export function linesWithEnds(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** Indexes of a line of each of two texts. */
export type LinePair = readonly [number, number]

/** How many lines may be put in or taken away before the rest is taken as replaced. */
const maximumDifference = 1500

/** The lines that are kept on the shortest way from `a` to `b`, in order. */
export function commonLines(a: readonly string[], b: readonly string[]): readonly LinePair[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const pairs: LinePair[] = Array.from({ length: start }, (_, line): LinePair => [line, line])
  const middle = shortestWay(a.slice(start, a.length - end), b.slice(start, b.length - end))
  for (const [i, j] of middle) pairs.push([i + start, j + start])
  for (let left = end; left > 0; left--) pairs.push([a.length - left, b.length - left])
  return pairs
}

/** The lines kept, or none where the way is too long. */
function shortestWay(a: readonly string[], b: readonly string[]): readonly LinePair[] {
  if (a.length === 0 || b.length === 0) return []
  const most = Math.min(a.length + b.length, maximumDifference)
  const furthest = new Int32Array(2 * most + 3)
  const at = (diagonal: number): number => furthest[diagonal + most + 1] ?? 0
  /** The state before each step: what is needed to go the way back. */
  const steps: Int32Array[] = []
  for (let step = 0; step <= most; step++) {
    steps.push(furthest.slice(most + 1 - step - 1, most + 1 + step + 2))
    for (let diagonal = -step; diagonal <= step; diagonal += 2) {
      const down = diagonal === -step || (diagonal !== step && at(diagonal - 1) < at(diagonal + 1))
      let x = down ? at(diagonal + 1) : at(diagonal - 1) + 1
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++
      furthest[diagonal + most + 1] = x
      if (x >= a.length && x - diagonal >= b.length) return wayBack(steps, a.length, b.length)
    }
  }
  return []
}

function wayBack(steps: readonly Int32Array[], lengthA: number, lengthB: number): readonly LinePair[] {
  const pairs: LinePair[] = []
  let x = lengthA
  let y = lengthB
  for (let step = steps.length - 1; step >= 0; step--) {
    const before = steps[step]
    const at = (diagonal: number): number => before?.[diagonal + step + 1] ?? 0
    const diagonal = x - y
    const down = diagonal === -step || (diagonal !== step && at(diagonal - 1) < at(diagonal + 1))
    const fromX = step === 0 ? 0 : down ? at(diagonal + 1) : at(diagonal - 1)
    const fromY = step === 0 ? 0 : fromX - (down ? diagonal + 1 : diagonal - 1)
    while (x > fromX && y > fromY) {
      x--
      y--
      pairs.push([x, y])
    }
    x = fromX
    y = fromY
  }
  return pairs.reverse()
}

/**
 * The edits that make `after` of `before`, line by line; of a line that differs in blanks only, these blanks. Offsets
 * are those of `before`; the edits are in order and do not touch one another.
 */
export function lineEdits(before: string, after: string): readonly TextEdit[] {
  if (before === after) return []
  const [a, b] = [linesWithEnds(before), linesWithEnds(after)]
  const [startsA, startsB] = [startsOf(a), startsOf(b)]
  const edits: TextEdit[] = []
  const replace = (i: number, toI: number, j: number, toJ: number): void => {
    const range = { start: startsA[i] ?? 0, end: startsA[toI] ?? 0 }
    add(edits, before, range.start, range.end, after.slice(startsB[j], startsB[toJ]))
  }
  let [i, j] = [0, 0]
  for (const [x, y] of [
    ...commonLines(a.map(withoutBlanks), b.map(withoutBlanks)),
    [a.length, b.length],
  ] as const) {
    replace(i, x, j, y)
    if (x < a.length && a[x] !== b[y]) replace(x, x + 1, y, y + 1)
    ;[i, j] = [x + 1, y + 1]
  }
  return edits
}

function withoutBlanks(line: string): string {
  return line.replace(/\s+/g, '')
}

function startsOf(lines: readonly string[]): readonly number[] {
  const starts = [0]
  let at = 0
  for (const line of lines) {
    at += line.length
    starts.push(at)
  }
  return starts
}

/** Adds what differs between a range and its new text: where that is blanks only, each stretch of them by itself. */
function add(edits: TextEdit[], before: string, start: number, end: number, text: string): void {
  if (withoutBlanks(before.slice(start, end)) !== withoutBlanks(text)) {
    addTrimmed(edits, before, start, end, text)
    return
  }
  let [at, put] = [start, 0]
  while (at < end || put < text.length) {
    const [toAt, toPut] = [blanksEnd(before, at, end), blanksEnd(text, put, text.length)]
    addTrimmed(edits, before, at, toAt, text.slice(put, toPut))
    ;[at, put] = [toAt + 1, toPut + 1]
  }
}

function blanksEnd(text: string, from: number, to: number): number {
  let at = from
  while (at < to && /\s/.test(text[at] ?? '')) at++
  return at
}

/** Adds the edit without what it leaves as it is at its ends; edits that touch become one. */
function addTrimmed(edits: TextEdit[], before: string, start: number, end: number, text: string): void {
  let [from, to] = [start, end]
  let [head, tail] = [0, text.length]
  while (from < to && head < tail && before[from] === text[head]) {
    from++
    head++
  }
  while (to > from && tail > head && before[to - 1] === text[tail - 1]) {
    to--
    tail--
  }
  if (from === to && head === tail) return
  const last = edits.at(-1)
  const put = text.slice(head, tail)
  if (last?.range.end === from)
    edits[edits.length - 1] = { range: { start: last.range.start, end: to }, text: last.text + put }
  else edits.push({ range: { start: from, end: to }, text: put })
}
