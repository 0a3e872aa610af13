/**
 * A values document as data with places: maps, lists and scalars as Helm reads them, each key and value with where it
 * stands. Plain data, so that it is a fact that outlives its document. Merge keys and aliases are followed, of equal
 * keys the last one holds. How documents are laid over each other is `merged.ts`'s business.
 */
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap, YamlNode, YamlPair, YamlTree } from '../../syntax/yaml/ast.ts'
import { goKeyOf, goValueOf } from '../../syntax/yaml/goScalar.ts'
import { entries, resolve } from '../../syntax/yaml/path.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'

export type ValuesScalar = string | number | boolean | null

/** A value with its place: of a value that is not written (`key:`) the key's. */
export type ValuesNode =
  | { readonly kind: 'map'; readonly entries: readonly ValuesEntry[]; readonly place: Place }
  | { readonly kind: 'list'; readonly items: readonly ValuesNode[]; readonly place: Place }
  | { readonly kind: 'scalar'; readonly value: ValuesScalar; readonly place: Place }
  /** Made by template output, cut off, or not read. */
  | { readonly kind: 'unknown'; readonly place: Place }

/** A key of a map. `place` is the key's own; a key that merging brings stands where it is written. */
export interface ValuesEntry {
  readonly name: string
  readonly value: ValuesNode
  readonly place: Place
  /** What the comment above the key says of it, in the form of helm-docs (`# -- …`) or plain; at most 500 characters. */
  readonly about?: string
}

/** No real values file has more nodes; one that unfolds without end through its aliases is cut here. */
const maxNodes = 100_000
const maxDepth = 100

interface Reading {
  readonly document: Document
  readonly tree: YamlTree
  /** Comments by the offset at which they start. */
  readonly comments: ReadonlyMap<number, string>
  left: number
}

/** The values of a document; nothing where it is empty. */
export function valuesTreeOf(document: Document): ValuesNode | undefined {
  const tree = yamlTree(document)
  const root = tree.documents[0]?.root
  if (!root) return undefined
  return readNode(
    root,
    undefined,
    { document, tree, comments: commentsOf(document, tree), left: maxNodes },
    0,
  )
}

function readNode(
  node: YamlNode | undefined,
  key: YamlNode | undefined,
  reading: Reading,
  depth: number,
): ValuesNode {
  const target = resolve(node)
  const at = target ?? node ?? key
  const place = at ? placeIn(reading, at) : { uri: reading.document.uri, range: { start: 0, end: 0 } }
  if (node && !target) return { kind: 'unknown', place }
  if (depth > maxDepth || --reading.left < 0) return { kind: 'unknown', place }
  switch (target?.kind) {
    case 'map':
      return { kind: 'map', entries: readEntries(target, reading, depth), place }
    case 'sequence':
      return {
        kind: 'list',
        items: target.items.map((item) => readNode(item, target, reading, depth + 1)),
        place,
      }
    case 'scalar': {
      const value = goValueOf(target)
      return value === undefined ? { kind: 'unknown', place } : { kind: 'scalar', value, place }
    }
    default:
      return { kind: 'scalar', value: null, place }
  }
}

function readEntries(map: YamlMap, reading: Reading, depth: number): readonly ValuesEntry[] {
  return entries(map).flatMap((pair) => {
    if (pair.key.hole) return []
    const about = aboutOf(pair, reading)
    const value = readNode(pair.value, pair.key, reading, depth + 1)
    const entry = { name: goKeyOf(pair.key), value, place: placeIn(reading, pair.key) }
    return [about === undefined ? entry : { ...entry, about }]
  })
}

function placeIn({ document, tree }: Reading, node: YamlNode): Place {
  return placeOf(document, rangeOf(tree, node))
}

/** The comments of a chart's own values by the end of their line: elsewhere nobody explains keys. */
function commentsOf({ uri, text }: Document, tree: YamlTree): ReadonlyMap<number, string> {
  if (!/\/values\.ya?ml$/.test(uri)) return new Map()
  return new Map(tree.comments.map(({ start, end }) => [start, text.slice(start, end)]))
}

/** The lines of comments that end on the line above a key, at the key's own column. */
function aboutOf(pair: YamlPair, { document: { text }, tree, comments }: Reading): string | undefined {
  if (comments.size === 0) return undefined
  const { start } = rangeOf(tree, pair.key)
  let lineStart = text.lastIndexOf('\n', start - 1) + 1
  const column = start - lineStart
  const lines: string[] = []
  while (lineStart > 0 && lines.length < 40) {
    const above = text.lastIndexOf('\n', lineStart - 2) + 1
    const line = text.slice(above, lineStart - 1)
    if (line.search(/\S/) !== column || !comments.has(above + column)) break
    lines.unshift(line.trim().replace(/^#+ ?/, ''))
    if (/^#\s*--\s/.test(line.trim())) break
    lineStart = above
  }
  const said = lines
    .join('\n')
    .replace(/^--\s*/, '')
    .replace(/^(?:\([\w/.]+\)\s*)/, '')
    .trim()
  return said === '' || looksLikeYaml(said) ? undefined : said.slice(0, 500)
}

/** Whether a comment is a value that was taken out, and no sentence. */
function looksLikeYaml(said: string): boolean {
  return said.split('\n').every((line) => /^\s*(?:- )?[\w./-]+:(?:\s|$)|^\s*- \S+$/.test(line))
}

/** The entry of a map with this name. */
export function entryOf(node: ValuesNode | undefined, name: string): ValuesEntry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.name === name) : undefined
}

/** The node at a path of keys and, for lists, of decimal indices. */
export function nodeAtPath(node: ValuesNode | undefined, path: readonly string[]): ValuesNode | undefined {
  let at = node
  for (const step of path) at = at?.kind === 'list' ? at.items[Number(step)] : entryOf(at, step)?.value
  return at
}

/** The entry that the last step of a path names; nothing for an item of a list. */
export function entryAtPath(node: ValuesNode | undefined, path: readonly string[]): ValuesEntry | undefined {
  const last = path.at(-1)
  return last === undefined ? undefined : entryOf(nodeAtPath(node, path.slice(0, -1)), last)
}
