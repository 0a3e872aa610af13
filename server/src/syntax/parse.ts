/**
 * The trees of a document, memoised by document and taken over part by part from the version before an edit.
 */
import type { Document } from '../text/document.ts'
import { incremental, memo } from '../text/memo.ts'
import { firstBehind, type Range } from '../text/range.ts'
import type { AlloyTree } from './alloy/ast.ts'
import { parseAlloy } from './alloy/parser.ts'
import { withoutSchemas } from './customResources.ts'
import type { TemplateTree } from './template/ast.ts'
import { type Hole, maskTemplate } from './template/mask.ts'
import { parseTemplate } from './template/parser.ts'
import type { YamlNode, YamlTree } from './yaml/ast.ts'
import { parseYaml } from './yaml/parse.ts'

const noHoles: readonly Hole[] = []

/** The tree of the template actions of a document; of any text that holds `{{`. */
export const templateTree = memo((document: Document): TemplateTree => templateTreeOf(document.text))

/** A memo cache of a few entries: an open file is read as a document and as what its chart renders. */
let latest: readonly TemplateTree[] = []

/** The tree of the template actions of a text; the same one for the same text, if it was among the last. */
export function templateTreeOf(text: string): TemplateTree {
  const found = latest.find((tree) => tree.text === text)
  if (found) return found
  const tree = parseTemplate(text)
  latest = [tree, ...latest.slice(0, 3)]
  return tree
}

/**
 * The text that the document's own language is parsed from: template actions masked, unit for unit, where they are
 * run before a program reads it, and the stretches so hidden. What stands in a hole is unknown.
 */
export const maskedText = memo(
  (document: Document): { readonly text: string; readonly holes: readonly Hole[] } => {
    // Whoever puts a text together makes holes of the same kinds.
    if (document.assembled) return document.assembled.masked as { text: string; holes: readonly Hole[] }
    if (!document.templated || !document.text.includes('{{')) return { text: document.text, holes: noHoles }
    return maskTemplate(templateTree(document), document.kind === 'alloy' ? 'other' : 'yaml')
  },
)

const parsedYaml = incremental((document: Document, previous: YamlTree | undefined): YamlTree => {
  const { text, holes } = maskedText(document)
  return parseYaml(withoutSchemas(text), { holes }, previous)
})

/** The YAML tree of a document. An embedded document that is a part of its host's tree has that part as its root. */
export const yamlTree = memo((document: Document): YamlTree => {
  if (!document.subtree || !document.within) return parsedYaml(document)
  const host = yamlTree(document.within.host)
  const root = document.subtree as YamlNode // `embed.ts` makes subtree documents from nodes of the host's tree only.
  return { ...host, documents: [{ range: document.within.region.range, root }], issues: [] }
})

/** The Alloy tree of a document. */
export const alloyTree = incremental(
  (document: Document, previous: AlloyTree | undefined): AlloyTree =>
    parseAlloy(maskedText(document).text, previous),
)

/** Whether template output stands in `range`: what it holds is then unknown. */
export function isUnknown(document: Document, range: Range): boolean {
  const { holes } = maskedText(document)
  const hole = holes[firstBehind(holes, range.start)]
  return hole !== undefined && hole.start < range.end
}
