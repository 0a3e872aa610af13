/**
 * Results that are kept over an edit, part by part: what a rule finds in one part of an Alloy configuration (one
 * top-level statement) it need not look for again while that part stays as it is. Parts are taken in runs of some dozens,
 * so that a file of thousands costs few look-ups for each keystroke. What parts hold is grouped by a key, too, so that
 * rules pass over what they are not about.
 */
import type { AlloyPart } from '../../syntax/alloy/ast.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { incremental, memo } from '../../text/memo.ts'

/** Neighbouring parts that are taken over together. Its identity is what results are kept by. */
interface Run {
  readonly parts: readonly AlloyPart[]
}

/** How many parts make a run: an edit computes so many anew, and looks up one result for each run. */
const runLength = 32

const runsOf = incremental((document: Document, previous: readonly Run[] | undefined): readonly Run[] => {
  const { parts } = alloyTree(document)
  const byFirst = new Map<AlloyPart | undefined, Run>()
  for (const run of previous ?? []) byFirst.set(run.parts[0], run)
  const runs: Run[] = []
  let loose: AlloyPart[] = []
  const close = (): void => {
    if (loose.length > 0) runs.push({ parts: loose })
    loose = []
  }
  for (let at = 0; at < parts.length; ) {
    const run = byFirst.get(parts[at])
    if (run && isKept(run, parts, at, loose.length)) {
      close()
      runs.push(run)
      at += run.parts.length
      continue
    }
    const part = parts[at++]
    if (part) loose.push(part)
    if (loose.length === runLength) close()
  }
  close()
  return runs
})

/** Whether a run stands at `at` as it was; one that has become short joins its neighbours. */
function isKept({ parts: kept }: Run, parts: readonly AlloyPart[], at: number, loose: number): boolean {
  if (kept.length + loose <= (loose === 0 ? runLength >> 1 : runLength)) return false
  return kept.every((part, i) => part === parts[at + i])
}

/**
 * Makes a function of a document out of one of a part: all results, in the order of the text. Call it at the top of a
 * module, so that its results are kept: of parts that an edit leaves alone nothing is computed again.
 * @param compute what a part gives. It must hang on the part alone, and not on the document, its template output
 *   (`isUnknown`) or the workspace: look at those when you go through the results.
 */
export function perPart<T>(compute: (part: AlloyPart) => readonly T[]): (document: Document) => readonly T[] {
  return perRun((parts) => joined(parts, compute))
}

/** The same for neighbouring parts together; their list is the same object as long as none of them changes. */
export function perRun<T>(
  compute: (parts: readonly AlloyPart[]) => readonly T[],
): (document: Document) => readonly T[] {
  const ofRun = memo((run: Run): readonly T[] => compute(run.parts))
  return memo((document: Document) => joined(runsOf(document), ofRun))
}

/** What a document holds, by a key: for each key a list of every run that has some. */
export type Groups<K, T> = ReadonlyMap<K, readonly (readonly T[])[]>

/** Groups what parts hold. The lists of runs that an edit leaves alone are the same objects. */
export function groupsOf<K, T>(
  give: (part: AlloyPart, add: (key: K, one: T) => void) => void,
): (document: Document) => Groups<K, T> {
  const ofRun = memo((run: Run): ReadonlyMap<K, readonly T[]> => {
    const groups = new Map<K, T[]>()
    const add = (key: K, one: T): void => {
      const same = groups.get(key)
      if (same) same.push(one)
      else groups.set(key, [one])
    }
    for (const part of run.parts) give(part, add)
    return groups
  })
  return memo((document: Document) => {
    const all = new Map<K, (readonly T[])[]>()
    for (const run of runsOf(document)) {
      for (const [key, list] of ofRun(run)) {
        const lists = all.get(key)
        if (lists) lists.push(list)
        else all.set(key, [list])
      }
    }
    return all
  })
}

/**
 * Makes a function of a document out of one of what groups hold: of those groups alone whose key `applies` gives
 * something for. It is asked once for each key, so a rule that is about few of them costs next to nothing. Results are
 * in the order of the text within one key only, and are kept like those of `perPart`.
 */
export function perGroup<K, T, X, R>(
  groups: (document: Document) => Groups<K, T>,
  applies: (key: K) => X | undefined,
  compute: (one: T, applied: X) => readonly R[],
): (document: Document) => readonly R[] {
  const known = new WeakMap<readonly T[], readonly R[]>()
  const ofList = (list: readonly T[], applied: X): readonly R[] => {
    const found = known.get(list) ?? joined(list, (one) => compute(one, applied))
    known.set(list, found)
    return found
  }
  return memo((document: Document) => {
    let all: R[] | undefined
    for (const [key, lists] of groups(document)) {
      const applied = applies(key)
      if (applied === undefined) continue
      const found = joined(lists, (list) => ofList(list, applied))
      if (found.length === 0) continue
      all ??= []
      for (const one of found) all.push(one)
    }
    return all ?? none
  })
}

const none: readonly never[] = []

/** All results in one list; most lists are empty, so nothing is made for those. */
export function joined<K, T>(keys: readonly K[], give: (key: K) => readonly T[]): readonly T[] {
  let all: T[] | undefined
  for (let i = 0; i < keys.length; i++) {
    const some = give(keys[i] as K) // The index is within.
    if (some.length === 0) continue
    all ??= []
    for (let j = 0; j < some.length; j++) all.push(some[j] as T) // As above.
  }
  return all ?? none
}

/** Makes a function that gives what one group holds, in the order of the text. */
export function perName<T>(
  groups: (document: Document) => Groups<string, T>,
): (document: Document, name: string) => readonly T[] {
  const asked = memo((_document: Document) => new Map<string, readonly T[]>())
  return (document, name) => {
    const known = asked(document)
    const found = known.get(name) ?? joined(groups(document).get(name) ?? none, (list) => list)
    known.set(name, found)
    return found
  }
}
