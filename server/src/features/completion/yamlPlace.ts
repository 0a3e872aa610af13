/**
 * Where in a YAML text something is being typed: the keys above it, and whether a key or a value is begun. It reads
 * lines and their indentation, since a tree has no place for what is not written yet. A flow collection that began on
 * an earlier line is not followed.
 */
import type { Document } from '../../text/document.ts'
import type { Range } from '../../text/range.ts'

/** A place at which something is typed. */
export interface YamlPlace {
  /** Keys from the root of the document to the map or the value; `0` stands for an item of a list. */
  readonly keys: readonly (string | number)[]
  /** `value`: behind the colon of the last of `keys`. */
  readonly begun: 'key' | 'value'
  /** The word that is typed, on both sides of the cursor, quotes around it included. */
  readonly range: Range
  /** What of it stands before the cursor, without a quote. */
  readonly typed: string
  /** Whether a colon follows already. */
  readonly colon: boolean
  /** Keys that the map has already, the one that is typed apart. */
  readonly siblings: ReadonlySet<string>
}

/** A line that begins entries: columns of its dashes, and of its key or text. */
interface Line {
  readonly start: number
  readonly dashes: readonly number[]
  readonly column: number
  readonly key: string | undefined
}

const keyPattern = /^(?:"([^"]*)"|'([^']*)'|([^\s"'#{}[\],&*!|>%@`][^:#]*?))[ \t]*:(?=\s|$)/

/** The place at `offset`, or nothing inside a comment and where text that is no entry stands before it. */
export function yamlPlace(document: Document, offset: number): YamlPlace | undefined {
  const { text } = document
  const lines = text.split('\n')
  const index = text.slice(0, offset).split('\n').length - 1
  const start = lineStart(text, offset)
  const here = lineOf(lines[index] ?? '', start)
  const before = text.slice(start, offset).slice(here.column)
  if (offset < start + here.column || /(^|\s)#/.test(before)) return undefined
  const root = rootOf(document)
  const keys = here.column === root.column ? [] : keysAbove(lines, index, here, root)
  if (!keys || here.column < root.column) return undefined
  const flow = flowPlace(before)
  if (!flow) return undefined
  const { path, begun, typed, siblings } = flow
  const end = wordEnd(text, offset)
  const quote = /["']$/.test(before.slice(0, before.length - typed.length)) ? 1 : 0
  const closed = quote > 0 && text[end] === before.at(-typed.length - 1)
  const range = { start: offset - typed.length - quote, end: closed ? end + 1 : end }
  return {
    keys: [...keys, ...path],
    begun,
    range,
    typed,
    colon: /^[ \t]*:(?=\s|$)/.test(text.slice(range.end)),
    siblings: siblings ?? siblingsOf(lines, index, here),
  }
}

/** Column and start of the document's root: an embedded document may be a part of its host's text. */
function rootOf({ text, subtree, within }: Document): { readonly start: number; readonly column: number } {
  const start = subtree && within ? within.region.range.start : 0
  return { start, column: start - lineStart(text, start) }
}

/** Where the line of an offset starts; a search before the text's beginning would find what stands at it. */
function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
}

function lineOf(text: string, start: number): Line {
  const lead = /^[ \t]*(?:-(?:[ \t]+|$))*/.exec(text)?.[0] ?? ''
  const dashes = [...lead.matchAll(/-/g)].map(({ index }) => index)
  const found = keyPattern.exec(text.slice(lead.length))
  return { start, dashes, column: lead.length, key: found?.[1] ?? found?.[2] ?? found?.[3] }
}

/** The keys above a line's entry, from the root on; nothing where it does not lie below the root. */
function keysAbove(
  lines: readonly string[],
  index: number,
  here: Line,
  root: { readonly start: number; readonly column: number },
): readonly (string | number)[] | undefined {
  const keys: (string | number)[] = []
  let { column, start } = here
  let dash = false
  const climb = (line: Line, own: boolean): boolean => {
    if (!own && line.key !== undefined && (dash ? line.column <= column : line.column < column)) {
      keys.unshift(line.key)
      column = line.column
      dash = false
    }
    for (const at of line.dashes.toReversed()) {
      if (at >= column || column <= root.column) continue
      keys.unshift(0)
      column = at
      dash = true
    }
    return column <= root.column && !dash
  }
  if (climb(here, true)) return keys
  for (let i = index - 1; i >= 0; i--) {
    const text = lines[i] ?? ''
    start -= text.length + 1
    if (start + text.length < root.start) return undefined
    if (/^\s*(#|$)/.test(text)) continue
    if (climb(lineOf(text, start), false)) return keys
  }
  return column === root.column ? keys : undefined
}

/** Keys of the same map, found at the same column until a line lies further left. */
function siblingsOf(lines: readonly string[], index: number, here: Line): ReadonlySet<string> {
  const found = new Set<string>()
  for (const step of [-1, 1]) {
    for (let i = index + step; i >= 0 && i < lines.length; i += step) {
      const text = lines[i] ?? ''
      if (/^\s*(#|$)/.test(text)) continue
      const line = lineOf(text, 0)
      const isFirst = line.dashes.length > 0 && line.column === here.column
      if ((line.dashes[0] ?? line.column) < here.column && !(isFirst && step < 0)) break
      if (step < 0 && here.dashes.length > 0) break
      if (line.column === here.column && line.key !== undefined && (!isFirst || step < 0)) found.add(line.key)
      if (isFirst) break
    }
  }
  return found
}

interface Flow {
  readonly path: readonly (string | number)[]
  readonly begun: 'key' | 'value'
  readonly typed: string
  /** Undefined outside of flow maps. */
  readonly siblings: ReadonlySet<string> | undefined
}

interface Frame {
  readonly map: boolean
  /** The key whose value is being written. */
  key: string | undefined
  readonly keys: Set<string>
}

/** What of an entry stands before the cursor: its key, and flow collections that are open. */
function flowPlace(before: string): Flow | undefined {
  const stack: Frame[] = [{ map: true, key: undefined, keys: new Set() }]
  let rest = before
  for (;;) {
    const frame = stack.at(-1)
    if (!frame) return undefined
    const begun = /^(["']?)([^\s"':,{}[\]#][^"':,{}[\]#]*|)$/.exec(rest)
    if (begun) return placed(stack, frame, begun[2] ?? '')
    const key = frame.map && frame.key === undefined ? keyPattern.exec(rest) : undefined
    const token =
      key?.[0] ?? /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"',{}[\]][^,{}[\]]*|\S)/.exec(rest)?.[0]
    if (token === undefined) return undefined
    if (key) {
      frame.key = key[1] ?? key[2] ?? key[3] ?? ''
      frame.keys.add(frame.key)
    } else if (token === '{' || token === '[')
      stack.push({ map: token === '{', key: undefined, keys: new Set() })
    else if (token === '}' || token === ']') stack.pop()
    else if (token === ',') frame.key = undefined
    rest = rest.slice(token.length).trimStart()
  }
}

function placed(stack: readonly Frame[], frame: Frame, typed: string): Flow {
  const path = stack.flatMap(({ map, key }): (string | number)[] =>
    !map ? [0] : key === undefined ? [] : [key],
  )
  return {
    path,
    begun: frame.key === undefined && frame.map ? 'key' : 'value',
    typed,
    siblings: stack.length > 1 ? frame.keys : undefined,
  }
}

function wordEnd(text: string, offset: number): number {
  let end = offset
  while (/[\w./@-]/.test(text[end] ?? '')) end++
  return end
}
