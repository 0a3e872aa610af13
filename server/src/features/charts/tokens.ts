/**
 * The semantic tokens of a template's actions: what a grammar can't tell. Functions that Helm knows, Helm's own
 * objects, keys, variables with their declarations, named templates that are defined somewhere in the chart. What is
 * unknown gets none, so it looks different from what is known.
 */
import { chartOf } from '../../model/charts/values.ts'
import type { Workspace } from '../../model/workspace.ts'
import { isHelmFunction } from '../../schema/helm.ts'
import { templateTree } from '../../syntax/parse.ts'
import type { AnyNode, FieldName, StringArg, TemplateTree } from '../../syntax/template/ast.ts'
import { walk } from '../../syntax/template/visit.ts'
import type { Document } from '../../text/document.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import { overlaps, type Range } from '../../text/range.ts'
import { type PartToken, type TokenModifier, type TokenType, tokenOver } from '../partTokens.ts'
import { familiesWith } from './families.ts'
import { wordOf } from './keywords.ts'

/** What Helm hands to a template. */
const objects = new Set(['Values', 'Release', 'Chart', 'Capabilities', 'Files', 'Template', 'Subcharts'])

interface Tokens {
  readonly tree: TemplateTree
  readonly found: PartToken[]
  /** Whether a named template is defined, as far as it can be told. */
  isDefined(name: string): boolean
}

/** The tokens of a template, or those that a range touches, in order. */
export function templateTokens(
  file: Document,
  workspace: Workspace,
  range: Range | undefined,
): readonly PartToken[] {
  const tree = templateTree(file)
  const chart = chartOf(workspace, file.uri)
  const families = chart ? familiesWith(workspace, chart) : []
  const tokens: Tokens = {
    tree,
    found: [],
    isDefined: (name) => families.some(({ named }) => named.has(name)),
  }
  for (const node of walk(tree.nodes)) addNode(tokens, node)
  const found = range ? tokens.found.filter((token) => overlaps(token, range)) : tokens.found
  return found.sort((a, b) => a.start - b.start)
}

function add({ tree, found }: Tokens, node: Located, type: TokenType, modifier?: TokenModifier): void {
  const range = rangeOf(tree, node)
  if (range.end > range.start) found.push(tokenOver(range, type, modifier))
}

function addNode(tokens: Tokens, node: AnyNode): void {
  switch (node.kind) {
    case 'identifier':
      if (isHelmFunction(node.name)) add(tokens, node, 'function', 'defaultLibrary')
      return
    case 'declaration':
      add(tokens, node, 'variable', 'declaration')
      return
    case 'variable':
      add(tokens, node.nameRange, 'variable')
      addFields(tokens, node.names, node.name === '$')
      return
    case 'field':
      addFields(tokens, node.names, true)
      return
    case 'chain':
      addFields(tokens, node.names, false)
      return
    case 'number':
    case 'char':
      add(tokens, node, 'number')
      return
    case 'bool':
    case 'nil':
      add(tokens, node, 'keyword')
      return
    case 'command':
      addCalled(tokens, node)
      return
    case 'comment':
      addComment(tokens, node)
      return
    default:
      addWords(tokens, node)
  }
}

/** The names of a chain: one of Helm's objects first, where it begins at what Helm hands over. */
function addFields(tokens: Tokens, names: readonly FieldName[], fromRoot: boolean): void {
  for (const [i, name] of names.entries()) {
    if (i === 0 && fromRoot && objects.has(name.name)) add(tokens, name, 'variable', 'defaultLibrary')
    else add(tokens, name, 'property')
  }
}

/** The name of the template that an `include` calls. */
function addCalled(tokens: Tokens, { args: [head, name] }: Extract<AnyNode, { kind: 'command' }>): void {
  const calls = head.kind === 'identifier' && head.name === 'include'
  if (calls && name?.kind === 'string' && tokens.isDefined(name.value)) addName(tokens, name)
}

function addName({ tree, found }: Tokens, name: StringArg, modifier?: TokenModifier): void {
  const { start, end } = rangeOf(tree, name)
  if (end - start > 2) found.push(tokenOver({ start: start + 1, end: end - 1 }, 'class', modifier))
}

/** The keywords of tags; a comment over several lines is one token for each. */
function addWords(tokens: Tokens, node: AnyNode): void {
  const { tree, found } = tokens
  const tags = 'tag' in node ? [node.tag] : []
  const ends = 'endTag' in node && node.endTag ? [node.endTag] : []
  for (const tag of [...tags, ...ends]) {
    const word = wordOf(tree, tag)
    if (word) found.push(tokenOver(word, 'keyword'))
  }
  if ((node.kind === 'define' || node.kind === 'block') && node.name)
    addName(tokens, node.name, 'declaration')
  if (node.kind === 'template' && node.name && tokens.isDefined(node.name.value)) addName(tokens, node.name)
}

function addComment({ tree, found }: Tokens, node: Located): void {
  const { start, end } = rangeOf(tree, node)
  for (const line of tree.text.slice(start, end).matchAll(/[^\s][^\r\n]*/g)) {
    const from = start + line.index
    found.push(tokenOver({ start: from, end: from + line[0].trimEnd().length }, 'comment'))
  }
}
