/**
 * Memoisation by identity. A document is an immutable value, so what is computed from it is stored in a `WeakMap`
 * keyed by it and never invalidated. `incremental` also hands the result for the document's predecessor to the
 * computation, which may take parts of it over. These caches are the only mutable module state in the core.
 */

/** Remembers `compute`'s result for as long as its key lives. */
export function memo<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const results = new WeakMap<K, { readonly value: V }>()
  return (key) => {
    const known = results.get(key)
    if (known) return known.value
    const value = compute(key)
    results.set(key, { value })
    return value
  }
}

const predecessors = new WeakMap<object, object>()

/**
 * Records that `next` is `previous` after an edit. A predecessor that was never analysed is skipped by
 * `incremental`, one link at a time; links are dropped as soon as they have served.
 */
export function succeed(next: object, previous: object): void {
  predecessors.set(next, previous)
}

/** Forgets what `key` came from: called once all that reads predecessors has run, so that old versions can go. */
export function settle(key: object): void {
  predecessors.delete(key)
}

/** Like `memo`; `compute` also gets the nearest predecessor's result, where there is one. */
export function incremental<K extends object, V>(
  compute: (key: K, previous: V | undefined) => V,
): (key: K) => V {
  const results = new WeakMap<object, { readonly value: V }>()
  const earlier = (key: object): V | undefined => {
    for (let at = predecessors.get(key), links = 0; at && links < 64; at = predecessors.get(at), links++) {
      const known = results.get(at)
      if (known) return known.value
    }
    return undefined
  }
  return (key) => {
    const known = results.get(key)
    if (known) return known.value
    const value = compute(key, earlier(key))
    results.set(key, { value })
    return value
  }
}
