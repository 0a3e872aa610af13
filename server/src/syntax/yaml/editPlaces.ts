/**
 * What edits of YAML need to know of a tree: what holds a node, where what is written ends, and whether the text is
 * still sound after an edit.
 */
import { rangeOf } from '../../text/part.ts'
import type { OuterEdit } from '../../text/region.ts'
import type { YamlMap, YamlNode, YamlPair, YamlPart, YamlSequence, YamlTree } from './ast.ts'
import { firstVisible } from './editText.ts'
import { parseYaml } from './parse.ts'
import { keyIndent, pathAt } from './path.ts'

/** The collections on the way to a node, the innermost last. */
export function wayTo(tree: YamlTree, node: YamlPair | YamlNode): readonly YamlNode[] {
  return pathAt(tree, rangeOf(tree, node).start)?.nodes ?? []
}

export function parentOf(tree: YamlTree, pair: YamlPair): YamlMap | undefined {
  return wayTo(tree, pair).find((node) => node.kind === 'map' && node.pairs.includes(pair)) as
    | YamlMap // The condition says so.
    | undefined
}

/** The pair whose value is `node`. */
export function holderOf(tree: YamlTree, node: YamlNode): YamlPair | undefined {
  for (const each of wayTo(tree, node)) {
    const found = each.kind === 'map' ? each.pairs.find((pair) => pair.value === node) : undefined
    if (found) return found
  }
  return undefined
}

export function isInFlow(tree: YamlTree, pair: YamlPair): boolean {
  const parent = parentOf(tree, pair)
  return wayTo(tree, pair).some(
    (node) => (node.kind === 'map' || node.kind === 'sequence') && node.flow && contains(node, parent),
  )
}

function contains(outer: YamlNode, inner: YamlNode | undefined): boolean {
  // A root map's offsets count from its own origin; it is no flow map where it is divided.
  return (
    inner !== undefined &&
    outer.origin === inner.origin &&
    outer.start <= inner.start &&
    inner.end <= outer.end
  )
}

/**
 * The offset at which a pair or node of a block collection ends. Template output that makes its value counts as far
 * as its first line: `text` tells it from blank lines.
 */
export function blockEnd(tree: YamlTree, node: YamlPair | YamlNode, text: string = tree.text): number {
  const { end } = rangeOf(tree, node)
  const value = 'kind' in node ? node : node.value
  if (text === tree.text || value?.kind !== 'scalar' || !value.hole || value.text !== '') return end
  // The nodes of a tree have parts for origins; only a root map has an origin of its own.
  const hole = (value.origin as YamlPart).holes.find(
    (each) => each.end > value.start && each.kind !== 'control',
  )
  return hole ? Math.max(end, hole.end - value.start + rangeOf(tree, value).start) : end
}

/** Where the dashes of a block sequence stand. */
export function dashesOf(tree: YamlTree, sequence: YamlSequence): readonly number[] {
  const dashes: number[] = []
  let at = rangeOf(tree, sequence).start
  for (const item of sequence.items) {
    const dash = firstVisible(tree.text, at, true)
    if (tree.text[dash] !== '-') return []
    dashes.push(dash)
    at = item ? rangeOf(tree, item).end : dash + 1
  }
  return dashes
}

/** By how much the text indents a map in a map; 2 where it has none. */
export function stepOf(tree: YamlTree): number {
  for (const part of tree.parts) {
    for (const pair of part.nodes) {
      const inner = pair.value?.kind === 'map' && !pair.value.flow ? pair.value.pairs[0] : undefined
      const step = inner ? keyIndent(tree, inner) - keyIndent(tree, pair) : 0
      if (step > 0) return step
    }
  }
  return 2
}

/** `entry` with `column` spaces before each of its lines that is not empty. */
export function indented(entry: string, column: number, eol: string): string {
  const spaces = ' '.repeat(column)
  const lines = entry.replace(/\r?\n$/, '').split(/\r?\n/)
  return lines.map((line) => (line === '' ? '' : spaces + line)).join(eol)
}

/** The edit, unless the text would have issues that it does not have now. */
export function checked(tree: YamlTree, edit: OuterEdit | undefined): OuterEdit | undefined {
  if (!edit) return undefined
  // With template output in it the text may not be sound as it stands, and no part can tell.
  if (tree.parts.some((part) => part.holes.length > 0)) return edit
  const { range, text } = edit
  const after = tree.text.slice(0, range.start) + text + tree.text.slice(range.end)
  return parseYaml(after, {}, tree).issues.length > tree.issues.length ? undefined : edit
}
