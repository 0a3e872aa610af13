/**
 * Questions to a YAML tree: what stands at a key path, what a scalar's value is, which node is at an offset. Aliases
 * and merge keys are followed; what is unknown is `undefined`, never guessed. Nothing here changes or judges a tree.
 */
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import { type Range, touches } from '../../text/range.ts'
import type { YamlMap, YamlNode, YamlPair, YamlScalar, YamlSequence, YamlTree } from './ast.ts'
import { isMergeKey } from './convert.ts'

export { isMergeKey }

/** A way from a root: keys of maps and indices of sequences. */
export type KeyPath = readonly (string | number)[]

/** The node that `node` stands for: an alias's target, through every alias. */
export function resolve(node: YamlNode | undefined): Exclude<YamlNode, { kind: 'alias' }> | undefined {
  let at = node
  // Targets stand before their aliases, so this ends; the limit is for trees that are made by hand.
  for (let links = 0; at?.kind === 'alias' && links < 100; links++) at = at.target
  return at?.kind === 'alias' ? undefined : at
}

/** `node` as a map, aliases followed. */
export function mapOf(node: YamlNode | undefined): YamlMap | undefined {
  const target = resolve(node)
  return target?.kind === 'map' ? target : undefined
}

/** `node` as a sequence, aliases followed. */
export function sequenceOf(node: YamlNode | undefined): YamlSequence | undefined {
  const target = resolve(node)
  return target?.kind === 'sequence' ? target : undefined
}

/** `node` as a scalar, aliases followed. */
export function scalarOf(node: YamlNode | undefined): YamlScalar | undefined {
  const target = resolve(node)
  return target?.kind === 'scalar' ? target : undefined
}

/** A pair's key as written, its style decoded; nothing where template output stands in it or it is no scalar. */
export function keyText(pair: YamlPair): string | undefined {
  return pair.key.hole ? undefined : pair.key.text
}

/**
 * The pairs of a map as a program sees them: of equal keys the last one, then those that merge keys (`<<`) bring and
 * that the map itself does not have, then pairs whose key is unknown as they stand.
 */
export const entries = memo((map: YamlMap): readonly YamlPair[] => {
  return [...byKey(map).values(), ...map.pairs.filter((pair) => pair.key.hole)]
})

const byKey = memo((map: YamlMap): ReadonlyMap<string, YamlPair> => {
  const merged = new Map<string, YamlPair>()
  for (const pair of map.pairs) {
    const key = keyText(pair)
    if (key !== undefined && !isMergeKey(pair.key)) merged.set(key, pair)
  }
  for (const pair of map.pairs) {
    if (!isMergeKey(pair.key)) continue
    // This ends: an anchor is known only behind what it names, so no map merges itself.
    for (const source of mergeSources(pair.value)) {
      for (const [key, entry] of byKey(source)) if (!merged.has(key)) merged.set(key, entry)
    }
  }
  return merged
})

/** The maps that a merge key names: one, or a sequence of them, the first of which wins. */
function mergeSources(value: YamlNode | undefined): readonly YamlMap[] {
  const node = resolve(value)
  if (node?.kind === 'map') return [node]
  if (node?.kind !== 'sequence') return []
  return node.items.flatMap((item) => mapOf(item) ?? [])
}

/** The pair with this key, as written, in a map or in what it merges. */
export function pairAt(node: YamlNode | undefined, key: string | number): YamlPair | undefined {
  const map = mapOf(node)
  return map && byKey(map).get(String(key))
}

/** The node at `path` below `node`; `undefined` also where the last key has no value. Aliases are not resolved in the result. */
export function get(node: YamlNode | undefined, path: KeyPath): YamlNode | undefined {
  let at = node
  for (const step of path) {
    const target = resolve(at)
    if (target?.kind === 'sequence') at = typeof step === 'number' ? target.items[step] : undefined
    else at = pairAt(target, step)?.value
    if (!at) return undefined
  }
  return at
}

/** The pair at `path` below `node`: `path`'s last step is its key. */
export function pairAtPath(node: YamlNode | undefined, path: KeyPath): YamlPair | undefined {
  const last = path.at(-1)
  return last === undefined ? undefined : pairAt(get(node, path.slice(0, -1)), last)
}

/** Whether a node's value is known: it is there, and no template output makes it. */
export function isKnown(node: YamlNode | undefined): boolean {
  const target = resolve(node)
  return target !== undefined && !(target.kind === 'scalar' && target.hole)
}

/** A scalar's text as written, its style decoded: `"08"` and `08` are both `08`. Nothing for null, and where unknown. */
export function textOf(node: YamlNode | undefined): string | undefined {
  const scalar = scalarOf(node)
  return !scalar || scalar.hole || scalar.value === null ? undefined : scalar.text
}

/**
 * A scalar's number. Nothing for a number in quotes, and for `0755`, which is octal for a reader of YAML 1.1 (Helm,
 * Kubernetes, Loki) and decimal for one of YAML 1.2.
 */
export function numberOf(node: YamlNode | undefined): number | undefined {
  const scalar = scalarOf(node)
  if (!scalar || scalar.hole || scalar.style !== 'plain' || /^[-+]?0\d/.test(scalar.text)) return undefined
  const { value } = scalar
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : undefined
}

const booleans: Readonly<Record<string, boolean>> = { yes: true, on: true, no: false, off: false }

/**
 * A scalar's boolean. `yes`, `no`, `on` and `off` without quotes are booleans too, as go-yaml v2 reads them
 * (`resolve.go`), which Helm, Kubernetes and Loki use. Nothing for any other value.
 */
export function booleanOf(node: YamlNode | undefined): boolean | undefined {
  const scalar = scalarOf(node)
  if (!scalar || scalar.hole) return undefined
  if (typeof scalar.value === 'boolean') return scalar.value
  const isWord = scalar.style === 'plain' && /^(?:[a-z]+|[A-Z][a-z]*|[A-Z]+)$/.test(scalar.text)
  return isWord && scalar.tag === undefined ? booleans[scalar.text.toLowerCase()] : undefined
}

/** What stands at an offset of a document. */
export interface YamlPosition {
  /** Keys and indices from the root to the innermost pair or item at the offset. */
  readonly keys: KeyPath
  /** The nodes on this way from the root on; the last one is the innermost node. */
  readonly nodes: readonly YamlNode[]
  /** The innermost pair, where the way goes through one. */
  readonly pair: YamlPair | undefined
  /** Whether the offset touches the key of `pair` rather than its value. */
  readonly onKey: boolean
}

/**
 * What stands at `offset` of the document. The place behind a colon with nothing after it counts to its pair. On
 * blank space between the entries of a collection the collection is the innermost node.
 */
export function pathAt(tree: YamlTree, offset: number): YamlPosition | undefined {
  const document = tree.documents.find(({ range, root }) => root && touches(range, offset))
  if (!document?.root) return undefined
  const keys: (string | number)[] = []
  const nodes: YamlNode[] = [document.root]
  let pair: YamlPair | undefined
  let onKey = false
  for (let at: YamlNode | undefined = document.root; at; ) {
    if (at.kind === 'sequence') {
      const found: number = at.items.findIndex((item) => item && touches(reachOf(tree, item), offset))
      at = at.items[found]
      if (at) keys.push(found)
    } else if (at.kind === 'map') {
      const found: YamlPair | undefined = at.pairs.find((each) => touches(reachOf(tree, each), offset))
      if (!found) break
      pair = found
      keys.push(pair.key.text)
      onKey = touches(rangeOf(tree, pair.key), offset)
      at = onKey ? pair.key : pair.value
    } else break
    if (at) nodes.push(at)
  }
  return { keys, nodes, pair, onKey }
}

/** The stretch that counts to a pair or item: where nothing is written at its end, the blanks on that line, too. */
function reachOf(tree: YamlTree, node: YamlPair | YamlNode): Range {
  const { start, end } = rangeOf(tree, node)
  let reach = end
  if (endsOpen(node)) while (tree.text[reach] === ' ' || tree.text[reach] === '\t') reach++
  return { start, end: reach }
}

/** Whether what is written last in `node` is a key without a value. */
function endsOpen(node: YamlPair | YamlNode | undefined): boolean {
  if (!node) return true
  if (!('kind' in node)) return endsOpen(node.value)
  if (node.kind === 'map') return !node.flow && endsOpen(node.pairs.at(-1))
  return node.kind === 'sequence' && !node.flow && endsOpen(node.items.at(-1))
}

/** The column at which a pair's key starts, in UTF-16 units; behind a dash (`- key:`) it counts the dash. */
export function keyIndent(tree: YamlTree, pair: YamlPair): number {
  return columnAt(tree.text, rangeOf(tree, pair.key).start)
}

/** The column of an offset: units since the line's start, a byte order mark not counted. */
export function columnAt(text: string, offset: number): number {
  const line = text.lastIndexOf('\n', offset - 1) + 1
  return offset - line - (line === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0)
}
