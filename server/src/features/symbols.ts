/**
 * The outline of a file: the blocks of an Alloy text, each with those inside it; of a template its manifests and named
 * templates (`charts/symbols.ts`), for no other tool reads them. Of a file of another language it tells the Alloy texts
 * in it and nothing else: the rest has outlines of its own. Arguments are left out; an outline is to find one's way by.
 */
import type { AlloyTree, Block, Statement } from '../syntax/alloy/ast.ts'
import { alloyTree } from '../syntax/parse.ts'
import { type Document, exactPlaceOf, placeOf } from '../text/document.ts'
import { memo } from '../text/memo.ts'
import { type Located, rangeOf } from '../text/part.ts'
import { contains, type Range } from '../text/range.ts'
import { templateSymbols } from './charts/symbols.ts'
import { configurationsOf } from './graph/configurations.ts'
import { kindOfComponent } from './graph/flow.ts'
import type { NodeKind } from './graph/graph.ts'

/** What a symbol is: a component by its place in the pipeline, a block inside one, a text inside a file. */
export type SymbolKind =
  | Exclude<NodeKind, 'missing'>
  | 'declare'
  | 'foreach'
  | 'block'
  | 'text'
  /** In a template. */
  | 'manifest'
  | 'template'
  | 'map'
  | 'list'
  | 'scalar'

/** A block of an Alloy text, an Alloy text inside a file, a part of a template. Ranges are the file's. */
export interface OutlineSymbol {
  /** The label; the block's name where it has none. */
  readonly name: string
  /** The block's name, where `name` is a label; the value of a key. */
  readonly detail: string | undefined
  readonly kind: SymbolKind
  readonly range: Range
  /** The name, inside the range. */
  readonly selection: Range
  readonly children: readonly OutlineSymbol[]
}

/** The outline of a file, in the order of its text. */
export const outlineOf = memo((file: Document): readonly OutlineSymbol[] => {
  const texts = alloySymbols(file)
  return file.kind === 'helm-template' ? texts.reduce(placed, templateSymbols(file)) : texts
})

/** Symbols with those of a text in the key that it is the value of. */
function placed(symbols: readonly OutlineSymbol[], text: OutlineSymbol): readonly OutlineSymbol[] {
  // A text may end behind its key's value, with the line break.
  const { start } = text.range
  const around = symbols.find(({ range }) => range.start <= start && start < range.end)
  if (!around) return [...symbols, text].sort((a, b) => a.range.start - b.range.start)
  const children = around.kind === 'scalar' ? text.children : placed(around.children, text)
  return symbols.map((each) => (each === around ? { ...each, children } : each))
}

function alloySymbols(file: Document): readonly OutlineSymbol[] {
  return configurationsOf(file).flatMap(({ label, documents }) => {
    const [document] = documents
    if (!document) return []
    const blocks = symbolsIn(document)
    if (document === file) return blocks
    const { range } = placeOf(document, { start: 0, end: document.text.length })
    return [
      { name: label, detail: undefined, kind: 'text' as const, range, selection: range, children: blocks },
    ]
  })
}

function symbolsIn(document: Document): readonly OutlineSymbol[] {
  const tree = alloyTree(document)
  return tree.parts.flatMap((part) => inBody(document, tree, part.body, true))
}

/** @param atModule whether components stand in the body, and not blocks of one */
function inBody(
  document: Document,
  tree: AlloyTree,
  body: readonly Statement[],
  atModule: boolean,
): readonly OutlineSymbol[] {
  return body.flatMap((statement) => {
    if (statement.kind !== 'block' || statement.name === '') return []
    return [symbolOf(document, tree, statement, atModule)]
  })
}

function symbolOf(document: Document, tree: AlloyTree, block: Block, atModule: boolean): OutlineSymbol {
  const { label } = block
  const labelRange =
    label && rangeOf(tree, { origin: label.origin, start: label.contentStart, end: label.contentEnd })
  // As it is written: template actions in it are masked in the tree.
  const shown = labelRange && document.text.slice(labelRange.start, labelRange.end)
  const kind = kindOf(block, atModule)
  const range = placedOr(document, tree, block)
  const name = shown && label ? placedOr(document, tree, label) : placedOr(document, tree, nameOf(block))
  return {
    name: shown || block.name,
    detail: shown ? block.name : undefined,
    kind,
    range,
    selection: contains(range, name) ? name : range,
    children: inBody(
      document,
      tree,
      block.body,
      kind === 'declare' || (atModule ? false : isTemplate(block)),
    ),
  }
}

function kindOf({ name }: Block, atModule: boolean): SymbolKind {
  if (!atModule) return 'block'
  if (name === 'declare' || name === 'foreach') return name
  const kind = kindOfComponent(name)
  // What no catalogue knows is an instance of a declare.
  return kind === 'missing' || kind === 'other' ? 'module' : kind
}

function isTemplate({ name }: Block): boolean {
  return name === 'template'
}

function nameOf(block: Block): Located {
  return { origin: block.origin, start: block.start, end: block.names.at(-1)?.end ?? block.start }
}

/** The range in the file; of what can't be mapped there the whole text's. */
function placedOr(document: Document, tree: AlloyTree, node: Located): Range {
  const range = rangeOf(tree, node)
  return (exactPlaceOf(document, range) ?? placeOf(document, range)).range
}
