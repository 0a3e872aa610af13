/**
 * Selections that grow in a template: a name, its chain of fields, the pipeline, the action, the text between the tags
 * of a block, the block, and the YAML around it: a value, its key with it, the map, the manifest.
 */
import { templateTree, yamlTree } from '../../syntax/parse.ts'
import type { AnyNode, TemplateTree } from '../../syntax/template/ast.ts'
import { nodeAt } from '../../syntax/template/visit.ts'
import { pathAt } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { type Range, touches } from '../../text/range.ts'
import { tagsOf, wordOf } from './keywords.ts'

/** The ranges around an offset of a template, from small to large; not each of them holds the one before. */
export function templateSelections(file: Document, offset: number): readonly Range[] {
  const tree = templateTree(file)
  const ranges = nodeAt(tree, offset).flatMap((node) => rangesOf(tree, node, offset))
  return [...ranges, ...yamlRanges(file, offset)].sort((a, b) => a.end - a.start - (b.end - b.start))
}

function rangesOf(tree: TemplateTree, node: AnyNode, offset: number): readonly Range[] {
  if (node.kind === 'text') return []
  const whole = rangeOf(tree, node)
  switch (node.kind) {
    case 'string':
      return [...wordAt(tree.text, whole, offset), { start: whole.start + 1, end: whole.end - 1 }, whole]
    case 'comment':
      return [...wordAt(tree.text, whole, offset), whole]
    case 'paren':
      return [{ start: whole.start + 1, end: whole.end - 1 }, whole]
    case 'field':
    case 'variable':
    case 'chain':
      // What leads to the key at the offset, with it.
      return [
        ...node.names.map((name) => ({ start: whole.start, end: rangeOf(tree, name).end })),
        ...(node.kind === 'variable' ? [rangeOf(tree, node.nameRange)] : []),
        whole,
      ]
    default:
      return [whole, ...tagRanges(tree, node, offset)]
  }
}

/** The tag of a block at the offset, and the text between two of its tags. */
function tagRanges(tree: TemplateTree, node: AnyNode, offset: number): readonly Range[] {
  const own = 'tag' in node ? [node.tag] : []
  const tags = [...own, ...tagsOf(node)].map((tag) => ({
    word: wordOf(tree, tag),
    range: rangeOf(tree, tag),
  }))
  const found = tags.flatMap(({ word, range }) =>
    touches(range, offset) ? [range, ...(word && touches(word, offset) ? [word] : [])] : [],
  )
  const between = tags.map(({ range }, i) => ({
    start: range.end,
    end: tags[i + 1]?.range.start ?? range.end,
  }))
  return [...found, ...between.filter((range) => range.start <= range.end && touches(range, offset))]
}

function wordAt(text: string, { start, end }: Range, offset: number): readonly Range[] {
  const before = /[\w.-]*$/.exec(text.slice(start, offset))?.[0].length ?? 0
  const after = /^[\w.-]*/.exec(text.slice(offset, end))?.[0].length ?? 0
  return before + after > 0 ? [{ start: offset - before, end: offset + after }] : []
}

function yamlRanges(file: Document, offset: number): readonly Range[] {
  const tree = yamlTree(file)
  const found = pathAt(tree, offset)
  if (!found) return []
  const ranges = found.nodes.map((node) => rangeOf(tree, node))
  for (const node of found.nodes)
    if (node.kind === 'map')
      for (const pair of node.pairs) {
        const range = rangeOf(tree, pair)
        if (touches(range, offset)) ranges.push(range)
      }
  const document = tree.documents.find(({ range }) => touches(range, offset))
  return document ? [...ranges, document.range] : ranges
}
