/**
 * Paths that are read, as trees of keys: whether something is read at a path, above it as a whole, or below it. A tree is
 * made once for each list of reads; many are looked at as one without being merged.
 */
import { memo } from '../../text/memo.ts'
import type { Keys } from './known.ts'
import type { How } from './roles.ts'

/** Reads as a tree of keys; several trees may stand below one key. */
export interface Reached {
  readonly keys: Map<string | undefined, Reached[]>
  /** All of it is read. */
  whole: boolean
  /** It is looked at, if only whether it is there. */
  any: boolean
}

/** Trees as one: what a key of it leads to may be in several of them. */
export function joinedTrees(trees: readonly Reached[]): Reached {
  const root = newReached()
  for (const tree of trees) {
    root.whole ||= tree.whole
    root.any ||= tree.any
    for (const [key, below] of tree.keys) {
      const known = root.keys.get(key)
      if (known) known.push(...below)
      else root.keys.set(key, [...below])
    }
  }
  return root
}

/** The tree of some reads; the same for the same list. */
export const treeOf = memo((reads: readonly { readonly keys: Keys; readonly how: How }[]): Reached => {
  const root = newReached()
  for (const { keys, how } of reads) {
    // What gets a name or is handed on is read where that is used.
    if (how === 'bind' || how === 'pass') continue
    let at = root
    for (const key of keys) {
      const next = at.keys.get(key)?.[0] ?? newReached()
      at.keys.set(key, [next])
      at = next
      at.any = true
    }
    if (how === 'whole' || how === 'each') at.whole = true
    at.any = true
  }
  return root
})

function newReached(): Reached {
  return { keys: new Map(), whole: false, any: false }
}

/** Whether something is read at the path, above it as a whole, or below it. */
export function isReached(root: Reached, keys: readonly string[]): boolean {
  let at: readonly Reached[] = [root]
  for (const key of keys) {
    if (at.some(({ whole }) => whole)) return true
    at = stepsTo(at, key)
    if (at.length === 0) return false
  }
  return at.some(({ any }) => any)
}

/** What a key leads to; one that is not known leads everywhere. */
function stepsTo(from: readonly Reached[], key: string | undefined): readonly Reached[] {
  const found: Reached[] = []
  for (const { keys } of from) {
    if (key === undefined) {
      for (const next of keys.values()) found.push(...next)
      continue
    }
    for (const next of keys.get(key) ?? []) found.push(next)
    for (const next of keys.get(undefined) ?? []) found.push(next)
  }
  return found
}

/** The keys that are known to be read directly below a path. */
export function keysBelow(root: Reached, path: Keys): readonly string[] {
  let at: readonly Reached[] = [root]
  for (const key of path) at = stepsTo(at, key)
  return [...new Set(at.flatMap(({ keys }) => [...keys.keys()].flatMap((key) => key ?? [])))]
}
