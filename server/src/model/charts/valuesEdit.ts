/**
 * Edits of a YAML mapping that touch one key: taking a pair out, putting a value at a path. Comments and quoting of
 * everything else stay. What can't be done without re-writing more (a tab, a merged map) is not done.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode, YamlPair, YamlTree } from '../../syntax/yaml/ast.ts'
import { keyIndent, resolve } from '../../syntax/yaml/path.ts'
import { type Document, linesOf } from '../../text/document.ts'
import { lineAt, lineEnd } from '../../text/lines.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'

/** A text to put in place of a range of the document. */
export interface Change {
  readonly range: Range
  readonly text: string
}

/** The pairs on the way to a path, as far as it exists, each in the map that holds it. */
export function pairsTo(
  root: YamlNode | undefined,
  path: readonly string[],
): readonly { readonly map: YamlMap; readonly pair: YamlPair }[] {
  const found: { map: YamlMap; pair: YamlPair }[] = []
  let at = root
  for (const key of path) {
    const map = at
    const pair =
      map?.kind === 'map' ? map.pairs.findLast((each) => !each.key.hole && each.key.text === key) : undefined
    if (map?.kind !== 'map' || !pair) break
    found.push({ map, pair })
    at = pair.value
  }
  return found
}

/** Takes the pair at `path` out; a map that it was the only one of becomes `{}`. Undefined where it is not written so. */
export function removePair(
  document: Document,
  root: YamlNode | undefined,
  path: readonly string[],
): Change | undefined {
  const tree = yamlTree(document)
  const way = pairsTo(root, path)
  const last = way.at(-1)
  if (!last || way.length !== path.length) return undefined
  const holder = way.at(-2)?.pair
  if (last.map.pairs.length === 1) return holder ? emptied(document, tree, holder) : undefined
  const { start, end } = rangeOf(tree, last.pair)
  if (last.map.flow) return { range: flowRange(tree, last.map, last.pair), text: '' }
  const starts = linesOf(document)
  const from = starts[lineAt(starts, start)] ?? start
  if (document.text.slice(from, start).trim() !== '') return undefined
  const to = starts[lineAt(starts, Math.max(start, end - 1)) + 1] ?? document.text.length
  return { range: { start: from, end: to }, text: '' }
}

/** `key: {}` in place of a map that lost its only pair. */
function emptied(document: Document, tree: YamlTree, holder: YamlPair): Change | undefined {
  const key = rangeOf(tree, holder.key)
  const colon = document.text.indexOf(':', key.end)
  return colon < 0 ? undefined : { range: { start: colon + 1, end: rangeOf(tree, holder).end }, text: ' {}' }
}

/** A pair of a flow map with the comma on one side of it. */
function flowRange(tree: YamlTree, map: YamlMap, pair: YamlPair): Range {
  const at = map.pairs.indexOf(pair)
  const [before, after] = [map.pairs[at - 1], map.pairs[at + 1]]
  const range = rangeOf(tree, pair)
  if (after) return { start: range.start, end: rangeOf(tree, after).start }
  return before ? { start: rangeOf(tree, before).end, end: range.end } : range
}

/**
 * Puts `text` at `path`: in place of the scalar that stands there, else as new keys in the deepest map of the path
 * that exists. Undefined where something else stands in the way.
 */
export function setValue(
  document: Document,
  root: YamlNode | undefined,
  path: readonly string[],
  text: string,
): Change | undefined {
  const tree = yamlTree(document)
  const way = pairsTo(root, path)
  const last = way.at(-1)
  const rest = path.slice(way.length)
  if (!last) return root?.kind === 'map' ? inMap(document, tree, root, rest, text, true) : undefined
  const value = last.pair.value
  if (rest.length === 0) return scalarPlace(document, tree, last.pair, text)
  if (value?.kind === 'map' && value.pairs.length > 0) return inMap(document, tree, value, rest, text, false)
  const isEmpty = !value || (value.kind === 'map' && value.pairs.length === 0) || resolvesToNull(value)
  if (!isEmpty || value?.kind === 'alias' || last.map.flow) return undefined
  const indent = keyIndent(tree, last.pair) + 2
  const end = rangeOf(tree, last.pair).end
  const colon = document.text.indexOf(':', rangeOf(tree, last.pair.key).end)
  if (colon < 0) return undefined
  const eol = eolOf(document)
  return {
    range: { start: colon + 1, end: Math.max(colon + 1, end) },
    text: eol + nested(rest, text, indent, eol),
  }
}

function resolvesToNull(node: YamlNode): boolean {
  const target = resolve(node)
  return target?.kind === 'scalar' && target.value === null
}

function scalarPlace(document: Document, tree: YamlTree, pair: YamlPair, text: string): Change | undefined {
  if (pair.value && pair.value.kind !== 'scalar') return undefined
  if (pair.value) return { range: rangeOf(tree, pair.value), text }
  const colon = document.text.indexOf(':', rangeOf(tree, pair.key).end)
  return colon < 0 ? undefined : { range: { start: colon + 1, end: colon + 1 }, text: ` ${text}` }
}

function inMap(
  document: Document,
  tree: YamlTree,
  map: YamlMap,
  rest: readonly string[],
  text: string,
  isRoot: boolean,
): Change | undefined {
  const [first, final] = [map.pairs[0], map.pairs.at(-1)]
  if (!first || !final) return undefined
  const start = rangeOf(tree, first).start
  if (map.flow) {
    const inner = rest.slice(1).reduceRight((value, key) => `{ ${key}: ${value} }`, text)
    return { range: { start, end: start }, text: `${rest[0] ?? ''}: ${inner}, ` }
  }
  const indent = keyIndent(tree, first)
  const eol = eolOf(document)
  const lines = nested(rest, text, indent, eol)
  if (!isRoot)
    return { range: { start, end: start }, text: `${lines.slice(indent)}${eol}${' '.repeat(indent)}` }
  const starts = linesOf(document)
  const end = lineEnd(document.text, starts, lineAt(starts, Math.max(start, rangeOf(tree, final).end - 1)))
  return { range: { start: end, end }, text: eol + lines }
}

function nested(path: readonly string[], text: string, indent: number, eol: string): string {
  return path
    .map((key, i) => `${' '.repeat(indent + 2 * i)}${key}:${i === path.length - 1 ? ` ${text}` : ''}`)
    .join(eol)
}

function eolOf(document: Document): string {
  return document.text.includes('\r\n') ? '\r\n' : '\n'
}
