/**
 * The known name that a misspelt one was most likely meant to be. It compares letters only: what the names stand for
 * is the caller's to know, and so is whether a suggestion is right.
 */

/**
 * The candidate nearest to `name`: a third of its letters may differ, at least one, at most `most`, and of each of its
 * words as many, so that `exporter.redis` is not taken for `exporter.unix`. Letters that changed places count as one
 * difference, case as none. Of several equally near ones the first is given that begins with the same letter, which is
 * the one that is seldom mistyped (`nident` is `nindent`, not `indent`), else the first.
 * @returns undefined where none is near; never `name` itself
 */
export function nearestName(
  name: string,
  candidates: Iterable<string>,
  most = Number.POSITIVE_INFINITY,
): string | undefined {
  const wanted = name.toLowerCase()
  let best: string | undefined
  let bestDistance = Math.min(most, tolerated(name)) + 1
  for (const candidate of candidates) {
    const other = candidate.toLowerCase()
    const limit =
      best !== undefined && best.toLowerCase()[0] !== wanted[0] && other[0] === wanted[0]
        ? bestDistance + 1
        : bestDistance
    if (candidate === name || Math.abs(candidate.length - name.length) >= limit) continue
    const distance = editDistance(wanted, other, limit)
    if (distance < limit && wordsAreNear(wanted, other, distance)) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** How many letters of a name or of a word may be wrong; one letter alone is no misspelling of another. */
function tolerated(word: string): number {
  return word.length < 2 ? 0 : Math.max(1, Math.floor(word.length / 3))
}

/** Whether no word is another one altogether. Where dots or underscores are missing there are no words to compare. */
function wordsAreNear(name: string, candidate: string, distance: number): boolean {
  const [words, others] = [name.split(/[._-]/), candidate.split(/[._-]/)]
  if (words.length !== others.length) return distance <= 2
  return words.every((word, i) => {
    const other = others[i] ?? ''
    const limit = tolerated(word.length < other.length ? other : word) + 1
    return word === other || editDistance(word, other, limit) < limit
  })
}

/** The distance in letters left out, put in, changed or swapped with the next; `limit` where it is at least that. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      let least = Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1)
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (row > 1 && column > 1 && swapped) least = Math.min(least, (before[column - 2] ?? 0) + 1)
      current.push(least)
    }
    if (Math.min(...current, ...previous) >= limit) return limit
    before = previous
    previous = current
  }
  return Math.min(limit, previous[b.length] ?? limit)
}
