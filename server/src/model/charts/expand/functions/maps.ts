/**
 * Functions of maps, as Sprig has them, with the merging of `mergo`: maps are shared and changed in place, as in Go.
 * A key that may be there or not makes unknown what depends on it.
 */

import { printed } from '../format.ts'
import { beforeChange, type Run } from '../run.ts'
import {
  allOf,
  deepCopy,
  entriesOf,
  entryOf,
  type GoMap,
  isList,
  isMap,
  isText,
  isUnknown,
  listOf,
  newMap,
  stringOf,
  truth,
  unknown,
  type Value,
} from '../value.ts'
import { failure, type GoFunction, type Table } from './function.ts'

function dict(args: readonly Value[]): Value {
  const entries = new Map<string, Value>()
  for (let i = 0; i < args.length; i += 2) {
    const key = printed(args[i] ?? null)
    if (key === undefined) return unknown
    entries.set(key, i + 1 < args.length ? (args[i + 1] ?? null) : '')
  }
  return newMap(entries)
}

function set([map, keyArg = '', value = null]: readonly Value[], run: Run): Value {
  if (!isMap(map)) return unknown
  const key = stringOf(keyArg)
  beforeChange(run, map)
  if (key === undefined) spoil(map)
  else map.entries.set(key, value)
  return map
}

/** A key that is not known was set: any may have been. */
function spoil(map: GoMap): void {
  map.open = true
  for (const key of map.entries.keys()) map.entries.set(key, unknown)
}

function unset([map, keyArg = '']: readonly Value[], run: Run): Value {
  if (!isMap(map)) return unknown
  const key = stringOf(keyArg)
  beforeChange(run, map)
  if (key === undefined) spoil(map)
  else map.entries.delete(key)
  // What is not known to be there may still be: of an open map every key is.
  if (key !== undefined && map.open) return unknown
  return map
}

function has(map: GoMap, key: string): boolean | undefined {
  const entry = entryOf(map, key)
  if (entry === undefined) return false
  return isUnknown(entry) && entry.maybe ? undefined : true
}

/** `index` goes into maps and lists; what a map does not have is nil. */
function index([from = null, ...keys]: readonly Value[]): Value | ReturnType<typeof failure> {
  let at = from
  for (const key of keys) {
    if (isUnknown(at) || isUnknown(key) || isPartlyKnown(key)) return unknown
    if (at === null) return failure('index of untyped nil')
    if (isMap(at)) {
      const name = stringOf(key)
      if (name === undefined) return failure('cannot index map with a value of this type')
      at = entryOf(at, name) ?? null
    } else if (isList(at)) {
      if (typeof key !== 'bigint') return failure('cannot index slice with a value of this type')
      const item = at.items[Number(key)]
      if (item === undefined || key < 0n) return failure('index out of range')
      at = item
    } else if (typeof at === 'object' || typeof at === 'string') return unknown
    else return failure("can't index item of this type")
  }
  return at
}

function isPartlyKnown(value: Value): boolean {
  return isText(value) && stringOf(value) === undefined
}

function dig(args: readonly Value[]): Value | ReturnType<typeof failure> {
  const map = args.at(-1) ?? null
  const fallback = args.at(-2) ?? null
  if (args.length < 3) return failure('dig needs at least three arguments')
  let at = map
  for (const keyArg of args.slice(0, -2)) {
    const key = stringOf(keyArg)
    if (isUnknown(at) || key === undefined) return unknown
    if (!isMap(at)) return failure('interface conversion')
    const next = entryOf(at, key)
    if (next === undefined) return fallback
    if (isUnknown(next)) return unknown
    at = next
  }
  return at
}

function picked(map: GoMap, keys: readonly string[]): Value {
  return newMap(
    keys.flatMap((key) => {
      const entry = entryOf(map, key)
      return entry === undefined ? [] : [[key, entry] as const]
    }),
  )
}

/** The keys that are given as texts or as a list of texts; nothing where one is not known. */
function keysIn(args: readonly Value[]): readonly string[] | undefined {
  const keys = args.map(stringOf)
  return keys.every((key) => key !== undefined) ? keys : undefined
}

function pickOrOmit(pick: boolean): GoFunction {
  return {
    parameters: ['map'],
    rest: 'text',
    call: ([map, ...rest]) => {
      const keys = keysIn(rest)
      if (!isMap(map) || !keys) return unknown
      if (pick) return picked(map, keys)
      return newMap(
        [...allOf(map)].filter(([key]) => !keys.includes(key)),
        map.open,
      )
    },
  }
}

/** `mergo.Merge` of maps into the first one; `overwrites` lets later ones win. */
function merging(overwrites: boolean): GoFunction {
  return {
    parameters: ['map'],
    rest: 'any',
    takesUnknown: true,
    call: ([into = null, ...sources], { run }) => {
      if (!isMap(into)) return unknown
      for (const source of sources) {
        if (isMap(source)) mergeMaps(into, source, overwrites, run, 0)
        else if (source !== null && !isUnknown(source)) return failure('wrong type for value of merge')
        else if (source !== null) mergeUnknown(into, overwrites, run, 0)
      }
      return into
    },
  }
}

function mergeMaps(into: GoMap, from: GoMap, overwrites: boolean, run: Run, depth: number): void {
  if (into === from || depth > 100) return
  beforeChange(run, into)
  if (from.open) mergeUnknown(into, overwrites, run, depth)
  for (const [key, value] of entriesOf(from)) {
    const own = entryOf(into, key)
    // A nil is no reason for a key.
    if (own === undefined && value === null && !overwrites) continue
    const merged = mergedEntry(own, value, overwrites, run, depth)
    if (merged !== own) into.entries.set(key, merged)
  }
}

/** What stands at a key then; maps are merged in place. */
function mergedEntry(
  own: Value | undefined,
  value: Value,
  overwrites: boolean,
  run: Run,
  depth: number,
): Value {
  if (own === undefined) return value
  if (isUnknown(value)) {
    if (isMap(own)) mergeUnknown(own, overwrites, run, depth + 1)
    return overwrites || truth(own) !== true ? unknown : own
  }
  if (isUnknown(own)) return overwrites && !isMap(value) ? value : unknown
  if (value === null) return overwrites ? null : own
  if (isMap(own) && isMap(value)) {
    const isEmpty = truth(own) === false
    mergeMaps(own, value, overwrites, run, depth + 1)
    return isEmpty ? value : own
  }
  if (overwrites) return value
  const holds = truth(own)
  return holds === undefined ? unknown : holds ? own : value
}

/** Something that is not known is merged into a map: what it may add or replace is not known then. */
function mergeUnknown(into: GoMap, overwrites: boolean, run: Run, depth: number): void {
  beforeChange(run, into)
  into.open = true
  for (const [key, value] of into.entries) {
    if (isMap(value) && depth < 100) mergeUnknown(value, overwrites, run, depth + 1)
    else if (overwrites || truth(value) !== true) into.entries.set(key, unknown)
  }
}

export const maps: Table = {
  dict: { parameters: [], rest: 'any', takesUnknown: true, call: dict },
  get: {
    parameters: ['map', 'text'],
    call: ([map, key = '']) => {
      const entry = isMap(map) ? entryOf(map, String(key)) : unknown
      return entry === undefined ? '' : isUnknown(entry) ? unknown : entry
    },
  },
  set: { parameters: ['map', 'text', 'any'], takesUnknown: true, call: (args, { run }) => set(args, run) },
  unset: { parameters: ['map', 'text'], takesUnknown: true, call: (args, { run }) => unset(args, run) },
  hasKey: {
    parameters: ['map', 'text'],
    call: ([map, key = '']) => (isMap(map) ? (has(map, String(key)) ?? unknown) : unknown),
  },
  index: { parameters: ['any'], rest: 'any', takesUnknown: true, call: index },
  dig: { parameters: ['any'], rest: 'any', takesUnknown: true, call: dig },
  pick: pickOrOmit(true),
  omit: pickOrOmit(false),
  pluck: {
    parameters: ['text'],
    rest: 'map',
    call: ([key = '', ...all]) => {
      const found = all.map((map) => (isMap(map) ? entryOf(map, String(key)) : unknown))
      if (found.some((entry) => isUnknown(entry) && entry.maybe)) return unknown
      return listOf(found.flatMap((entry) => (entry === undefined ? [] : [entry])))
    },
  },
  // Go gives keys in no order: those of more than one are known only as a set, which nearly always is sorted then.
  keys: {
    parameters: [],
    rest: 'map',
    call: (all) => {
      if (!all.every((map) => isMap(map) && truth(map) !== undefined && !map.open)) return unknown
      return listOf(all.flatMap((map) => (isMap(map) ? entriesOf(map).map(([key]) => key) : [])))
    },
  },
  values: {
    parameters: ['map'],
    call: ([map]) => {
      if (!isMap(map) || map.open) return unknown
      const entries = entriesOf(map)
      return entries.length > 1 ? unknown : listOf(entries.map(([, entry]) => entry))
    },
  },
  merge: merging(false),
  mustMerge: merging(false),
  mergeOverwrite: merging(true),
  mustMergeOverwrite: merging(true),
  deepCopy: { parameters: ['any'], takesUnknown: true, call: ([value = null]) => deepCopy(value) },
  mustDeepCopy: { parameters: ['any'], takesUnknown: true, call: ([value = null]) => deepCopy(value) },
}
