/**
 * The outline of a template: each manifest with its keys, as they stand under the actions, those of every branch among
 * them, and the named templates with the keys of their bodies. What an action prints is shown as it is written.
 */
import { templateTree, yamlTree } from '../../syntax/parse.ts'
import type { BlockNode, DefineNode } from '../../syntax/template/ast.ts'
import { walk } from '../../syntax/template/visit.ts'
import type { YamlMap, YamlNode, YamlPair, YamlTree } from '../../syntax/yaml/ast.ts'
import { createDocument, type Document } from '../../text/document.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import { contains, type Range, shift } from '../../text/range.ts'
import type { OutlineSymbol } from '../symbols.ts'

/** The outline of a template, in the order of its text. */
export function templateSymbols(file: Document): readonly OutlineSymbol[] {
  const defines = definesIn(file)
  const own = isYaml(file) ? yamlSymbols(file, defines) : []
  return [...defines, ...own].sort((a, b) => a.range.start - b.range.start)
}

/** Notes and other texts have no keys. */
function isYaml({ uri }: Document): boolean {
  return /\.(?:ya?ml|tpl)$/i.test(uri)
}

function definesIn(file: Document): readonly OutlineSymbol[] {
  const tree = templateTree(file)
  const found: OutlineSymbol[] = []
  for (const node of walk(tree.nodes)) {
    if ((node.kind !== 'define' && node.kind !== 'block') || !node.name) continue
    const range = rangeOf(tree, node)
    const { start, end } = rangeOf(tree, node.name)
    found.push({
      name: node.name.value,
      detail: node.kind,
      kind: 'template',
      range,
      selection: { start: start + 1, end: end - 1 },
      children: bodySymbols(file, node, rangeOf(tree, node.tag).end),
    })
  }
  return found
}

/** The keys in the body of a named template, which is YAML of its own. */
function bodySymbols(file: Document, node: DefineNode | BlockNode, start: number): readonly OutlineSymbol[] {
  const tree = templateTree(file)
  const end = node.endTag ? rangeOf(tree, node.endTag).start : rangeOf(tree, node).end
  const text = file.text.slice(start, end)
  if (!isYaml(file) || !/^\s*[\w.-]+:(?:\s|$)/m.test(text)) return []
  const body = createDocument(`${file.uri}#${start}`, 'helm-template', text)
  return yamlSymbols(body, []).map((symbol) => moved(symbol, start))
}

function moved(symbol: OutlineSymbol, delta: number): OutlineSymbol {
  return {
    ...symbol,
    range: shift(symbol.range, delta),
    selection: shift(symbol.selection, delta),
    children: symbol.children.map((child) => moved(child, delta)),
  }
}

interface Shape {
  readonly file: Document
  readonly tree: YamlTree
  /** The named templates, whose keys are theirs. */
  readonly defines: readonly Range[]
}

function yamlSymbols(file: Document, defines: readonly OutlineSymbol[]): readonly OutlineSymbol[] {
  const tree = yamlTree(file)
  const shape: Shape = { file, tree, defines: defines.map(({ range }) => range) }
  return tree.documents.flatMap(({ root }) => {
    if (root?.kind !== 'map') return root ? below(shape, root) : []
    const pairs = root.pairs.filter((pair) => isOwn(shape, pair))
    const keys = pairs.map((pair) => pairSymbol(shape, pair))
    const manifest = manifestSymbol(shape, pairs, keys)
    return manifest ? [manifest] : keys
  })
}

function isOwn({ tree, defines }: Shape, pair: YamlPair): boolean {
  const key = rangeOf(tree, pair.key)
  return !defines.some((range) => contains(range, key))
}

/** A manifest: its kind, or its kinds where a condition tells which one it is, and its name as it is written. */
function manifestSymbol(
  shape: Shape,
  pairs: readonly YamlPair[],
  children: readonly OutlineSymbol[],
): OutlineSymbol | undefined {
  const kinds = pairs.filter(({ key, value }) => key.text === 'kind' && value?.kind === 'scalar')
  const [first, last] = [children[0], children.at(-1)]
  const [kind] = kinds
  if (!kind || !first || !last) return undefined
  const metadata = pairs.filter(({ key }) => key.text === 'metadata')
  const names = metadata.flatMap(({ value }) =>
    value?.kind === 'map' ? value.pairs.filter(({ key }) => key.text === 'name') : [],
  )
  const shown = (some: readonly YamlPair[]) => [...new Set(some.map((pair) => written(shape, pair.value)))]
  const [name] = names
  return {
    name: [shown(kinds).join(' | '), shown(names).join(' | ')].filter((text) => text !== '').join(' '),
    detail: undefined,
    kind: 'manifest',
    range: { start: first.range.start, end: Math.max(...children.map(({ range }) => range.end)) },
    selection: rangeOf(shape.tree, name?.value ?? kind.value ?? kind),
    children,
  }
}

function pairSymbol(shape: Shape, pair: YamlPair): OutlineSymbol {
  const { file, tree } = shape
  const range = rangeOf(tree, pair)
  const selection = rangeOf(tree, pair.key)
  const scalar = pair.value?.kind === 'scalar' || pair.value?.kind === 'alias'
  const value = scalar ? written(shape, pair.value) : ''
  return {
    // A key that an action prints is masked in the tree.
    name: cut(pair.key.hole ? file.text.slice(selection.start, selection.end) : pair.key.text) || '""',
    detail: value === '' ? undefined : value,
    kind: pair.value?.kind === 'map' ? 'map' : pair.value?.kind === 'sequence' ? 'list' : 'scalar',
    range,
    selection: contains(range, selection) ? selection : range,
    children: pair.value ? below(shape, pair.value) : [],
  }
}

/** What stands in a value: keys of a map, and the items of a list that have keys. */
function below(shape: Shape, node: YamlNode): readonly OutlineSymbol[] {
  if (node.kind === 'map')
    return node.pairs.filter((pair) => isOwn(shape, pair)).map((pair) => pairSymbol(shape, pair))
  if (node.kind !== 'sequence') return []
  return node.items.flatMap((item, i) => (item?.kind === 'map' ? [itemSymbol(shape, item, i)] : []))
}

/** An item of a list by what names it: containers, ports and volumes have names. */
function itemSymbol(shape: Shape, item: YamlMap, index: number): OutlineSymbol {
  const named = item.pairs.find(({ key, value }) => key.text === 'name' && value?.kind === 'scalar')
  const range = rangeOf(shape.tree, item)
  return {
    name: (named && written(shape, named.value)) || `[${index}]`,
    detail: named ? `[${index}]` : undefined,
    kind: 'map',
    range,
    selection: named?.value ? rangeOf(shape.tree, named.value) : range,
    children: below(shape, item),
  }
}

/** A scalar's first line as it is written. */
function written({ file, tree }: Shape, node: Located | undefined): string {
  if (!node) return ''
  const { start, end } = rangeOf(tree, node)
  return cut(file.text.slice(start, end))
}

function cut(text: string): string {
  const line = /^[^\r\n]*/.exec(text.trim())?.[0].replace(/^(["'])(.*)\1$/, '$2') ?? ''
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}
