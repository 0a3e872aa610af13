/**
 * Moves pairs of a block map one level down, below another key of the same map, which is made where it is not there;
 * and takes whole lines out. Comments on the lines above stay where they are.
 */
import { rangeOf } from '../../text/part.ts'
import type { OuterEdit } from '../../text/region.ts'
import type { YamlMap, YamlPair, YamlTree } from './ast.ts'
import { insertPair, keyYaml, removePair } from './edit.ts'
import { blockEnd } from './editPlaces.ts'
import { eolOf, isOnlyBlank, lineStartOf, nextLineOf } from './editText.ts'
import { columnAt, mapOf } from './path.ts'

/** The edits, or nothing where the map is not written in lines of its own. */
export function nestPairs(
  tree: YamlTree,
  map: YamlMap,
  pairs: readonly YamlPair[],
  key: string,
): readonly OuterEdit[] | undefined {
  const [first, ...others] = pairs
  if (!first || map.flow || pairs.some((pair) => !standsAlone(tree, pair))) return undefined
  const texts = pairs.map((pair) => dedented(tree, pair))
  const eol = eolOf(tree.text)
  const holder = map.pairs.find((pair) => pair.key.text === key)
  if (holder) {
    const into = mapOf(holder.value)
    if (holder.value && (holder.value !== into || into.flow)) return undefined
    const edits = pairs.map((pair) => removePair(tree, pair))
    const entry = insertPair(tree, into ?? holder, texts.join('\n'))
    return entry && edits.every((edit) => edit !== undefined) ? [...edits, entry] : undefined
  }
  const start = rangeOf(tree, first).start
  const column = ' '.repeat(columnAt(tree.text, start))
  const lines = texts
    .flatMap((text) => text.split('\n'))
    .map((line) => (line === '' ? '' : `${column}  ${line}`))
  const text = [`${keyYaml(key)}:`, ...lines].join(eol)
  const edits = others.map((pair) => removePair(tree, pair))
  if (!edits.every((edit) => edit !== undefined)) return undefined
  return [{ range: { start, end: blockEnd(tree, first) }, text }, ...edits]
}

/**
 * The removal of a pair that stands in lines of its own, others beside it: known to be right without reading the text
 * again, for those who offer it in many places. Nothing for other pairs, which `removePair` removes.
 */
export function removeLines(tree: YamlTree, map: YamlMap, pair: YamlPair): OuterEdit | undefined {
  if (map.flow || map.pairs.length < 2 || !standsAlone(tree, pair)) return undefined
  const start = lineStartOf(tree.text, rangeOf(tree, pair).start)
  const end = nextLineOf(tree.text, blockEnd(tree, pair))
  const isLast = map.pairs.at(-1) === pair
  // Comments behind the last pair, and a text without a line break at its end, are for a closer look.
  return isLast || end >= tree.text.length ? undefined : { range: { start, end }, text: '' }
}

function standsAlone(tree: YamlTree, pair: YamlPair): boolean {
  const { start } = rangeOf(tree, pair)
  return isOnlyBlank(tree.text, lineStartOf(tree.text, start), start)
}

/** A pair's text as it would stand at column 0. */
function dedented(tree: YamlTree, pair: YamlPair): string {
  const { start } = rangeOf(tree, pair)
  const column = columnAt(tree.text, start)
  const lines = tree.text.slice(start, blockEnd(tree, pair)).replace(/\s+$/, '').split(/\r?\n/)
  return lines
    .map((line, i) => (i === 0 ? line : line.slice(Math.min(column, line.search(/\S|$/)))))
    .join('\n')
}
