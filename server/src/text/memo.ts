/**
 * Memoisation by identity. A document is an immutable value, so what is computed from it is stored in a `WeakMap`
 * keyed by it and never invalidated. `incremental` also hands the result for the document's predecessor to the
 * computation, which may take parts of it over; links to predecessors never make a chain. These caches are the only mutable module state in the core.
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
const analysed = new WeakSet<object>()

/**
 * Records that `next` is `previous` after an edit. A predecessor that was never analysed is skipped: the link goes to
 * the last one that was, so that however long somebody types, each version holds on to one older version at most.
 */
export function succeed(next: object, previous: object): void {
  const last = analysed.has(previous) ? previous : predecessors.get(previous)
  if (last) predecessors.set(next, last)
  predecessors.delete(previous)
}

/** Like `memo`; `compute` also gets the nearest predecessor's result, where there is one. */
export function incremental<K extends object, V>(
  compute: (key: K, previous: V | undefined) => V,
): (key: K) => V {
  const results = new WeakMap<object, { readonly value: V }>()
  const earlier = (key: object): V | undefined => {
    const previous = predecessors.get(key)
    return previous && results.get(previous)?.value
  }
  return (key) => {
    const known = results.get(key)
    if (known) return known.value
    const value = compute(key, earlier(key))
    results.set(key, { value })
    analysed.add(key)
    return value
  }
}

/**
 * `given` with properties that are computed when they are first read. What computes one is let go then.
 * They count like others where properties are listed or written as JSON, which reads them.
 */
export function withLazy<G extends object, L extends object>(
  given: G,
  lazy: { readonly [K in keyof L]: () => L[K] },
): G & Readonly<L> {
  const whole = given as G & Readonly<L> // The properties follow.
  for (const key of Object.keys(lazy) as (keyof L)[]) {
    const get = () => {
      const value = lazy[key]()
      Object.defineProperty(whole, key, { value, enumerable: true })
      return value
    }
    Object.defineProperty(whole, key, { get, enumerable: true, configurable: true })
  }
  return whole
}
