/**
 * Functions of lists, as Sprig has them. A list is not changed: what is made of it is a new one. Its items may be
 * unknown; how many there are is known.
 */
import { sortedTexts } from '../format.ts'
import { isList, isUnknown, listOf, nilList, truth, unknown, type Value } from '../value.ts'
import { failure, type GoFunction, type Table } from './function.ts'
import { deepEqual } from './logic.ts'
import { toInteger } from './numbers.ts'
import { textsOf } from './texts.ts'

/** A function of a list and further arguments; `listAt` is the list's place among the arguments. */
function ofList(
  count: number,
  listAt: number,
  call: (items: readonly Value[], args: readonly Value[]) => Value,
  more = false,
): GoFunction {
  return {
    parameters: Array.from({ length: count }, () => 'any' as const),
    ...(more && { rest: 'any' as const }),
    takesUnknown: true,
    call: (args) => {
      const list = args[listAt]
      if (isUnknown(list)) return unknown
      return isList(list) ? call(list.items, args) : failure('not a list')
    },
  }
}

/** Whether a list has an item; nothing where that is not known. */
function includes(items: readonly Value[], wanted: Value): boolean | undefined {
  const found = items.map((item) => deepEqual(wanted, item))
  if (found.includes(true)) return true
  return found.includes(undefined) ? undefined : false
}

function uniq(items: readonly Value[]): Value {
  const out: Value[] = []
  for (const item of items) {
    const isThere = includes(out, item)
    if (isThere === undefined) return unknown
    if (!isThere) out.push(item)
  }
  return listOf(out)
}

function kept(items: readonly Value[], test: (item: Value) => boolean | undefined): Value {
  const found = items.map(test)
  return found.includes(undefined) ? unknown : listOf(items.filter((_, i) => found[i]))
}

function without(items: readonly Value[], [, ...omitted]: readonly Value[]): Value {
  return kept(items, (item) => {
    const isOut = includes(omitted, item)
    return isOut === undefined ? undefined : !isOut
  })
}

function slice(items: readonly Value[], [, from = 0n, to]: readonly Value[]): Value {
  if (items.length === 0) return null
  const start = toInteger(from)
  const end = to === undefined ? BigInt(items.length) : toInteger(to)
  if (start === undefined || end === undefined || start > end || end > BigInt(items.length)) return unknown
  return listOf(items.slice(Number(start), Number(end)))
}

function concat(lists: readonly Value[]): Value | ReturnType<typeof failure> {
  const out: Value[] = []
  for (const list of lists) {
    if (isUnknown(list)) return unknown
    if (!isList(list)) return failure('cannot concat a value of this type as list')
    for (const item of list.items) out.push(item)
  }
  return out.length === 0 ? nilList : listOf(out)
}

const append = ofList(2, 0, (items, [, item = null]) => listOf([...items, item]))
const prepend = ofList(2, 0, (items, [, item = null]) => listOf([item, ...items]))
const first = ofList(1, 0, (items) => items[0] ?? null)
const last = ofList(1, 0, (items) => items.at(-1) ?? null)
const rest = ofList(1, 0, (items) => (items.length === 0 ? nilList : listOf(items.slice(1))))
const initial = ofList(1, 0, (items) => (items.length === 0 ? nilList : listOf(items.slice(0, -1))))
const reverse = ofList(1, 0, (items) => listOf(items.toReversed()))
const unique = ofList(1, 0, uniq)
const compact = ofList(1, 0, (items) => kept(items, truth))
const sliced = ofList(1, 0, slice, true)
const omitting = ofList(1, 0, without, true)

const has: GoFunction = {
  parameters: ['any', 'any'],
  takesUnknown: true,
  call: ([wanted = null, list = null]) => {
    if (list === null) return false
    if (isUnknown(list)) return unknown
    return isList(list) ? (includes(list.items, wanted) ?? unknown) : failure('cannot find has on this type')
  },
}

export const lists: Table = {
  list: { parameters: [], rest: 'any', takesUnknown: true, call: listOf },
  tuple: { parameters: [], rest: 'any', takesUnknown: true, call: listOf },
  append,
  mustAppend: append,
  push: append,
  mustPush: append,
  prepend,
  mustPrepend: prepend,
  first,
  mustFirst: first,
  last,
  mustLast: last,
  rest,
  mustRest: rest,
  initial,
  mustInitial: initial,
  reverse,
  mustReverse: reverse,
  uniq: unique,
  mustUniq: unique,
  compact,
  mustCompact: compact,
  slice: sliced,
  mustSlice: sliced,
  without: omitting,
  mustWithout: omitting,
  has,
  mustHas: has,
  concat: { parameters: [], rest: 'any', takesUnknown: true, call: concat },
  sortAlpha: {
    parameters: ['any'],
    call: ([list = null]) => {
      const found = textsOf(list)
      return found ? listOf(sortedTexts(found)) : unknown
    },
  },
}
