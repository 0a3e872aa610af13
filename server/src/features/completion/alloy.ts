/**
 * Completion in Alloy files: components at the top, arguments and blocks inside the components that the schema knows,
 * functions and exports of the file's components where a value stands. Values of arguments are not offered.
 */
import { componentsOf } from '../../model/alloy/components.ts'
import {
  type AlloyArgument,
  type AlloyBlock,
  argumentsOf,
  blocksOfDefinition,
  componentNames,
  componentOf,
  functionNames,
  functionOf,
  wayTo,
} from '../../schema/alloy.ts'
import type { AlloyTree, Attribute, Block } from '../../syntax/alloy/ast.ts'
import { nodeAt, type Place } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Completion, CompletionSource, FeatureContext } from '../feature.ts'

function* complete({ document }: FeatureContext, offset: number): Iterable<Completion> {
  const tree = alloyTree(document)
  const place = nodeAt(tree, offset)
  if (place?.comment) return
  const range = wordAt(document, offset)
  const path = place?.path ?? []
  if (path.some((node) => node.kind === 'string')) return
  if (place && inValue(place)) {
    yield* functions(range)
    yield* exportsOf(tree, range)
    return
  }
  const blocks = path.filter(
    (node): node is Block => node.kind === 'block' && isInside(node, place?.offset ?? 0),
  )
  const inner = blocks.at(-1)
  if (!inner || holdsComponents(blocks)) yield* components(document, range)
  else yield* membersOf(inner, blocks, range)
}

/** Whether an offset, relative to the part, lies between a block's brackets. */
function isInside(block: Block, offset: number): boolean {
  return offset > block.open && (block.close === undefined || offset <= block.close)
}

function holdsComponents(blocks: readonly Block[]): boolean {
  const [inner, outer] = [blocks.at(-1), blocks.at(-2)]
  return inner?.name === 'declare' || (inner?.name === 'template' && outer?.name === 'foreach')
}

/** Whether a value is to stand here: behind the `=` of an attribute that does not end on an earlier line. */
function inValue({ path, part, offset }: Place): boolean {
  const attribute = path.findLast((node): node is Attribute => node.kind === 'attribute')
  if (!attribute) return false
  if (offset <= attribute.equals) return false
  // A word on a line below an unfinished attribute is the next statement, though Alloy would read it as the value.
  const unfinished = attribute.value.kind === 'error' || attribute.value.kind === 'identifier'
  return !unfinished || !part.text.slice(attribute.equals, offset).includes('\n')
}

/** The word around an offset: names with the dots between them. */
function wordAt({ text }: Document, offset: number): Range {
  const start = offset - (/[\w.]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0].length ?? 0)
  const end = offset + (/^\w*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0)
  return { start, end }
}

function* components({ text }: Document, range: Range): Iterable<Completion> {
  // Where a label or a bracket follows already, the name alone is replaced.
  const bare = /^[ \t]*["{]/.test(text.slice(range.end, range.end + 100))
  for (const label of componentNames()) {
    yield {
      label,
      range,
      kind: 'module',
      insert: bare ? label : `${label} "\${1:default}" {\n\t$0\n}`,
      snippet: !bare,
      detail: componentOf(label)?.stability ?? '',
    }
  }
}

function* membersOf(inner: Block, blocks: readonly Block[], range: Range): Iterable<Completion> {
  const way = wayTo(blocks.map(({ name }) => name))
  if (!way) return
  const present = new Set(
    inner.body.map((each) =>
      each.kind === 'attribute' ? each.name.name : each.kind === 'block' ? each.name : '',
    ),
  )
  for (const each of argumentsOf(way.definition)) if (!present.has(each.name)) yield argumentItem(each, range)
  for (const each of blocksOfDefinition(way.definition))
    if (each.repeated || !present.has(each.name)) yield blockItem(each, way.component, range)
}

function argumentItem(argument: AlloyArgument, range: Range): Completion {
  const { name, type, required, default: value } = argument
  const note = required
    ? t('required')
    : value === undefined
      ? t('optional')
      : t('default {value}', { value })
  return {
    label: name,
    range,
    kind: 'property',
    detail: `${type}, ${note}`,
    insert: `${name} = ${valueSnippet(type)}`,
    snippet: true,
  }
}

function valueSnippet(type: string): string {
  if (type === 'string' || type === 'duration' || type.endsWith('secret')) return '"$1"'
  if (type.startsWith('list(')) return '[$1]'
  if (type.startsWith('map(')) return '{ $1 }'
  return '$1'
}

function blockItem({ name }: AlloyBlock, component: string, range: Range): Completion {
  const body = name === 'wal' && component === 'loki.write' ? 'enabled = true$0' : '$0'
  return {
    label: name,
    range,
    kind: 'module',
    detail: t('block of {component}', { component }),
    insert: `${name} {\n\t${body}\n}`,
    snippet: true,
  }
}

function* functions(range: Range): Iterable<Completion> {
  for (const label of functionNames()) {
    const found = functionOf(label)
    // An old name is not offered: validate exits with 1 on it.
    if (!found || found.replacement) continue
    const call = found.kind === 'function'
    yield {
      label,
      range,
      kind: call ? 'function' : 'value',
      detail: found.signature,
      insert: call ? `${label}($1)` : label,
      snippet: call,
    }
  }
}

/** `loki.write.default.receiver` and the like, of the components of this file. */
function* exportsOf(tree: AlloyTree, range: Range): Iterable<Completion> {
  for (const block of tree.parts.flatMap((part) => componentsOf(part))) {
    const component = componentOf(block.name)
    const label = block.label?.value
    for (const [name, type] of label ? (component?.exports ?? []) : []) {
      const reference = `${block.name}.${label}.${name}`
      yield { label: reference, range, kind: 'variable', detail: type, insert: reference }
    }
  }
}

export const completion: CompletionSource = { kinds: ['alloy'], complete }
