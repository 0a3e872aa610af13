/**
 * Edits of Compose files and manifests that put Alloy's data on a volume. They insert or replace within one line of
 * what is there; where the file is written in a way that they do not master, there is no edit.
 */
import type { YamlMap, YamlNode, YamlPair, YamlTree } from '../../syntax/yaml/ast.ts'
import { columnAt, entries, mapOf, pairAt } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'

/** A replacement in the document that it was made for. */
export interface Replacement {
  readonly range: Range
  readonly text: string
}

/** Gives a mount another target; `entry` is the mount's range. */
export function retarget(
  document: Document,
  entry: Range,
  target: string,
  next: string,
): Replacement | undefined {
  const text = document.text.slice(entry.start, entry.end)
  const quoted = target.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const found = [...text.matchAll(new RegExp(`(?<=^|[\\s:"'])${quoted}(?=$|[\\s:,"'}])`, 'g'))].at(-1)
  if (!found) return undefined
  const start = entry.start + found.index
  return { range: { start, end: start + target.length }, text: next }
}

/** Puts a word behind the command of a service (`command`) or a container (`args`). */
export function appendWord(
  document: Document,
  tree: YamlTree,
  node: YamlNode | undefined,
  word: string,
): Replacement | undefined {
  if (node?.kind === 'sequence') return appendItem(document, tree, node, word)
  if (node?.kind !== 'scalar' || node.style === 'literal' || node.style === 'folded') return undefined
  const { start, end } = rangeOf(tree, node)
  if (node.text === '' || document.text.slice(start, end).includes('\n')) return undefined
  const at = node.style === 'plain' ? end : end - 1
  return { range: { start: at, end: at }, text: ` ${word}` }
}

/** Puts an item behind the last one of a list. */
export function appendItem(
  document: Document,
  tree: YamlTree,
  list: YamlNode,
  item: string,
): Replacement | undefined {
  const last = list.kind === 'sequence' ? list.items.at(-1) : undefined
  if (list.kind !== 'sequence' || !last) return undefined
  const range = rangeOf(tree, last)
  if (list.flow) return { range: { start: range.end, end: range.end }, text: `, ${item}` }
  const { text } = document
  const before = text.slice(text.lastIndexOf('\n', range.start - 1) + 1, range.start)
  if (!/^[ ]*- +$/.test(before)) return undefined
  const at = lineEndAt(text, range.end)
  return { range: { start: at, end: at }, text: `${lineEndOf(text)}${before}${item}` }
}

/** The edits that give a service of a Compose file a named volume at `target`, and declare it. */
export function addVolume(
  document: Document,
  tree: YamlTree,
  service: YamlMap,
  target: string,
): readonly Replacement[] | undefined {
  const declared = pairAt(tree.documents[0]?.root, 'volumes')
  const taken = mapOf(declared?.value)
  const names = new Set((taken ? entries(taken) : []).map(({ key }) => key.text))
  let name = 'alloy-data'
  for (let n = 2; names.has(name); n++) name = `alloy-data-${n}`
  const mount = addMount(document, tree, service, `${name}:${target}`)
  const declaration = declare(document, tree, declared, name)
  return mount && declaration ? [mount, declaration] : undefined
}

/** The edit that gives a service of a Compose file a mount in the short form. */
export function addMount(
  document: Document,
  tree: YamlTree,
  service: YamlMap,
  item: string,
): Replacement | undefined {
  const volumes = service.pairs.find(({ key }) => key.text === 'volumes')
  if (volumes?.value) return appendItem(document, tree, volumes.value, item)
  if (volumes || service.flow) return undefined
  const image = service.pairs.find(({ key }) => key.text === 'image')
  return (
    image &&
    insertBelow(document, tree, image, (indent, end) => `${end}${indent}volumes:${end}${indent}  - ${item}`)
  )
}

/** The edit that gives a service of a Compose file a command, below its image. */
export function addCommand(
  document: Document,
  tree: YamlTree,
  service: YamlMap,
  words: readonly string[],
): Replacement | undefined {
  const image = service.pairs.find(({ key }) => key.text === 'image')
  if (!image || service.flow) return undefined
  return insertBelow(document, tree, image, (indent, end) =>
    [`${end}${indent}command:`, ...words.map((word) => `${indent}  - ${word}`)].join(end),
  )
}

function declare(
  document: Document,
  tree: YamlTree,
  volumes: YamlPair | undefined,
  name: string,
): Replacement | undefined {
  const { text } = document
  const end = lineEndOf(text)
  if (!volumes) {
    const lead = text.endsWith('\n') ? '' : end
    return {
      range: { start: text.length, end: text.length },
      text: `${lead}${end}volumes:${end}  ${name}:${end}`,
    }
  }
  const map = mapOf(volumes.value)
  if (volumes.value && (volumes.value.kind !== 'map' || map?.flow) && !isNull(volumes.value)) return undefined
  const first = map?.pairs[0]
  const indent = ' '.repeat(first ? columnAt(text, rangeOf(tree, first.key).start) : 2)
  const at = lineEndAt(text, rangeOf(tree, volumes.key).end)
  return { range: { start: at, end: at }, text: `${end}${indent}${name}:` }
}

function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null
}

/** Puts lines below a pair whose value ends on its own line. */
function insertBelow(
  document: Document,
  tree: YamlTree,
  pair: YamlPair,
  lines: (indent: string, lineEnd: string) => string,
): Replacement | undefined {
  const { text } = document
  const range = rangeOf(tree, pair)
  if (text.slice(range.start, range.end).includes('\n')) return undefined
  const indent = text.slice(text.lastIndexOf('\n', range.start - 1) + 1, range.start)
  if (!/^ *$/.test(indent)) return undefined
  const at = lineEndAt(text, range.end)
  return { range: { start: at, end: at }, text: lines(indent, lineEndOf(text)) }
}

/** The offset at which the line of `offset` ends, its line break not counted. */
function lineEndAt(text: string, offset: number): number {
  return offset + (/^[^\r\n]*/.exec(text.slice(offset))?.[0].length ?? 0)
}

function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
