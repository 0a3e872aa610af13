/**
 * The values that templates work with, in Go's terms: an integer is a bigint, a floating-point number (every number
 * of a values file) a number. Maps are shared and can be changed, as in Go; everything else is not changed. What can't
 * be told is unknown, and nothing is concluded from it.
 */
import type { MergedMap, MergedNode } from '../merged.ts'
import { type Piece, plainText, printsAny, type Text } from './text.ts'

export type Value =
  /** Go's nil, and what is not there. */
  null | boolean | number | bigint | string | Text | GoMap | GoList | GoStruct | Unknown

export interface GoMap {
  readonly kind: 'map'
  readonly entries: Map<string, Value>
  /** Whether it may have more keys than those. */
  open: boolean
  /** Entries that are made when somebody asks for one of them. */
  pending: MergedMap | undefined
  /** What it is in the release's values, for as long as no template changes it. */
  node: MergedMap | undefined
  /** Of a map that all templates of a release share, and of copies of one. */
  readonly home?: Home | undefined
  /** Of a map that stands for one of several, which one not being known: these. */
  readonly either?: readonly GoMap[]
}

/** A map that is there before a template is run: what one file does to it, the files behind see. */
export interface Home {
  readonly id: MergedMap | string
  /** Those that were looked into. */
  readonly seen: Set<MergedMap | string>
  readonly isCopy: boolean
}

export interface GoList {
  readonly kind: 'list'
  readonly items: readonly Value[]
  /** Whether it is Go's nil of a list's type: it prints as an empty list and is `null` in JSON and YAML. */
  readonly isNil?: true
}

/** What Go has a type of its own for, such as `.Chart`. */
export interface GoStruct {
  readonly kind: 'struct'
  readonly type: string
  /** A field that is not listed does not exist. */
  readonly fields: ReadonlyMap<string, Value>
  readonly methods?: ReadonlyMap<string, (args: readonly Value[]) => Value>
  /** What it prints, where that is known. */
  readonly text?: string
}

export interface Unknown {
  readonly kind: 'unknown'
  /** Of an entry of a map: whether it may not be there at all. */
  readonly maybe: boolean
}

export const unknown: Unknown = { kind: 'unknown', maybe: false }
export const maybe: Unknown = { kind: 'unknown', maybe: true }

export function isUnknown(value: Value | undefined): value is Unknown {
  return typeof value === 'object' && value !== null && value.kind === 'unknown'
}

export function isMap(value: Value | undefined): value is GoMap {
  return typeof value === 'object' && value !== null && value.kind === 'map'
}

export function isList(value: Value | undefined): value is GoList {
  return typeof value === 'object' && value !== null && value.kind === 'list'
}

export function isText(value: Value | undefined): value is Text {
  return typeof value === 'object' && value !== null && value.kind === 'text'
}

export function listOf(items: readonly Value[]): GoList {
  return { kind: 'list', items }
}

export const nilList: GoList = { kind: 'list', items: [], isNil: true }

export function newMap(entries: Iterable<readonly [string, Value]> = [], open = false): GoMap {
  return { kind: 'map', entries: new Map(entries), open, pending: undefined, node: undefined }
}

/** A text of pieces, a plain string where no piece says more. */
export function textValue(pieces: readonly Piece[]): Value {
  if (pieces.length === 0) return ''
  const [only] = pieces
  if (pieces.length === 1 && only?.kind === 'text' && !only.origin) return only.text
  return { kind: 'text', pieces }
}

/** A text as a string; nothing for anything else, and where a part of it is not known. */
export function stringOf(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value
  return isText(value) ? plainText(value.pieces) : undefined
}

/** A value of the release as templates see it. Maps are made as they are asked for; `like` is the map around it. */
export function goValue(node: MergedNode | undefined, like?: Home): Value {
  switch (node?.kind) {
    case 'map': {
      const home = like && { ...like, id: node }
      return { kind: 'map', entries: new Map(), open: node.open, pending: node, node, home }
    }
    case 'list':
      return listOf(node.items.map((item) => goValue(item, like)))
    case 'scalar':
      return node.integer && typeof node.value === 'number' ? BigInt(node.value) : node.value
    case 'unknown':
      return unknown
    default:
      return null
  }
}

/** What a map has at a key: undefined where certainly nothing is. */
export function entryOf(map: GoMap, key: string): Value | undefined {
  look(map)
  const known = map.entries.get(key)
  if (known !== undefined) return known
  const node = map.pending?.entries.get(key)
  if (!node) return map.open ? maybe : undefined
  const value = goValue(node, map.home)
  map.entries.set(key, value)
  return value
}

function look({ home }: GoMap): void {
  home?.seen.add(home.id)
}

/** The entries of a map, those that are known to be there or may be, sorted as Go sorts keys. */
export function entriesOf(map: GoMap): readonly (readonly [string, Value])[] {
  return [...allOf(map)].sort(([a], [b]) => compareTexts(a, b))
}

/** The entries of a map; it can be changed then. */
export function allOf(map: GoMap): Map<string, Value> {
  look(map)
  if (map.pending) {
    for (const key of map.pending.entries.keys()) entryOf(map, key)
    map.pending = undefined
  }
  return map.entries
}

/** Go compares texts byte by byte, which is the order of their code points. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  let at = 0
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  if (at === length) return a.length - b.length
  const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
  // Surrogates stand for higher code points than all other units.
  const isSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xe000
  return isSurrogate(left) === isSurrogate(right) ? left - right : isSurrogate(left) ? 1 : -1
}

/** Whether Go takes a value for true; nothing where that can't be told. */
export function truth(value: Value): boolean | undefined {
  if (value === null) return false
  switch (typeof value) {
    case 'boolean':
      return value
    case 'number':
      return value !== 0
    case 'bigint':
      return value !== 0n
    case 'string':
      return value !== ''
    default:
  }
  switch (value.kind) {
    case 'text':
      return printsAny(value.pieces)
    case 'list':
      return value.items.length > 0
    case 'map': {
      look(value)
      const size = Math.max(value.entries.size, value.pending?.entries.size ?? 0)
      if (size === 0) return value.open ? undefined : false
      if (value.pending) return true
      const certain = [...value.entries.values()].some((entry) => !(isUnknown(entry) && entry.maybe))
      return certain ? true : undefined
    }
    case 'struct':
      return true
    default:
      return undefined
  }
}

/** Whether all of a value is known, at any depth. */
export function isKnown(value: Value, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth > 100) return false
  switch (value.kind) {
    case 'text':
      return plainText(value.pieces) !== undefined
    case 'list':
      return value.items.every((item) => isKnown(item, depth + 1))
    case 'map':
      return !value.open && [...allOf(value).values()].every((entry) => isKnown(entry, depth + 1))
    default:
      return false
  }
}

/** A copy whose maps can be changed without the original's. */
export function deepCopy(value: Value, depth = 0): Value {
  if (isList(value)) return listOf(value.items.map((item) => deepCopy(item, depth + 1)))
  if (!isMap(value)) return value
  if (depth > 100) return unknown
  // What nobody looked into yet is made anew where somebody does.
  if (value.pending && value.entries.size === 0)
    return { ...value, entries: new Map(), home: value.home && { ...value.home, isCopy: true } }
  const entries = [...allOf(value)].map(([key, entry]) => [key, deepCopy(entry, depth + 1)] as const)
  return { ...newMap(entries, value.open), node: value.node }
}
