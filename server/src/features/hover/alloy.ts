/**
 * Hovers in Alloy files: the components, blocks and arguments of the schema with their types and defaults, the
 * functions of the standard library, and what was measured of those on which logs depend.
 */
import { patienceOf, retriesOf } from '../../model/alloy/componentsRetry.ts'
import { roughText } from '../../model/alloy/value.ts'
import {
  type AlloyArgument,
  argumentsOf,
  blocksOfDefinition,
  componentOf,
  functionOf,
  wayTo,
} from '../../schema/alloy.ts'
import type { Attribute, Block, Identifier, Node } from '../../syntax/alloy/ast.ts'
import { nodeAt, referenceNames } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { FeatureContext, Hover, HoverSource } from '../feature.ts'
import { noteOn } from './alloyNotes.ts'

const docs = 'https://grafana.com/docs/alloy/latest/reference'

function hoverIn({ document }: FeatureContext, offset: number): Hover | undefined {
  const tree = alloyTree(document)
  const place = nodeAt(tree, offset)
  if (!place || place.comment) return undefined
  const { path } = place
  const node = path.at(-1)
  const parent = path.at(-2)
  if (node?.kind !== 'identifier' || !parent) return undefined
  const answer = (markdown: string | undefined, at: Node = node): Hover | undefined =>
    markdown === undefined ? undefined : { range: rangeOf(tree, at), markdown }
  if (parent.kind === 'block') return answer(ofBlock(blocksIn(path)))
  if (parent.kind === 'attribute' && parent.name === node)
    return answer(ofArgument(document, blocksIn(path), parent))
  const reference = path.find((each) => each.kind === 'access') ?? node
  return answer(ofFunction(reference), reference)
}

function blocksIn(path: readonly Node[]): readonly Block[] {
  return path.filter((node) => node.kind === 'block')
}

function ofBlock(blocks: readonly Block[]): string | undefined {
  const way = wayTo(blocks.map(({ name }) => name))
  if (!way) return undefined
  const own = way.names.at(-1)
  const component = componentOf(way.component)
  const exports = (component?.exports ?? []).map(([name, type]) => `\`${name}\` (${type})`).join(', ')
  const required = argumentsOf(way.definition).filter((each) => each.required)
  const named = required.map(({ name }) => `\`${name}\``).join(', ')
  const inner = blocksOfDefinition(way.definition)
    .map(({ name }) => `\`${name}\``)
    .join(', ')
  return lines([
    own === undefined
      ? t('**{name}** (component, {stability})', {
          name: way.component,
          stability: component?.stability ?? '',
        })
      : t('**{name}** (block of {component})', { name: own, component: way.component }),
    noteOn([way.component, ...way.names].join('/')),
    named && t('Required: {names}', { names: named }),
    inner && t('Blocks: {names}', { names: inner }),
    own === undefined && exports ? t('Exports: {names}', { names: exports }) : undefined,
    link(way.component),
  ])
}

function ofArgument(
  document: Document,
  blocks: readonly Block[],
  { name: { name } }: Attribute,
): string | undefined {
  const way = wayTo(blocks.map((block) => block.name))
  const argument = way && argumentsOf(way.definition).find((each) => each.name === name)
  if (!way || !argument) return undefined
  const at = [way.component, ...way.names, name].join('/')
  const block = blocks.at(-1)
  return lines([
    `**${name}** \`${argument.type}\` ${state(argument)}`,
    noteOn(at),
    at === 'loki.write/endpoint/max_backoff_retries' && block ? patience(document, block) : undefined,
    link(way.component),
  ])
}

/** Whether an argument must be written, and what it is where it is not. */
function state({ required, default: value }: AlloyArgument): string {
  if (required) return t('required')
  return value === undefined ? t('optional') : t('default {value}', { value: `\`${value}\`` })
}

/** How long this endpoint tries, as it is written. */
function patience(document: Document, endpoint: Block): string | undefined {
  const retries = retriesOf(document, endpoint)
  if (!retries || retries.retries === 0) return undefined
  const { shortest, longest } = patienceOf(retries)
  return t('As this endpoint is written, a batch is dropped {from} to {to} into an outage.', {
    from: roughText(shortest),
    to: roughText(longest),
  })
}

function ofFunction(reference: Node): string | undefined {
  if (reference.kind !== 'access' && reference.kind !== 'identifier') return undefined
  const names: readonly Identifier[] = referenceNames(reference) ?? []
  const name = names.map((each) => each.name).join('.')
  const found = functionOf(name)
  if (!found) return undefined
  const { signature, kind, replacement, experimental } = found
  const page = (replacement ?? name).split('.')[0]
  return lines([
    kind === 'function' ? `**${name}** \`${name}${signature}\`` : `**${name}** \`${signature}\``,
    replacement &&
      t('Deprecated: it is called {name} now. alloy validate exits with 1 on the old name (1.18.0).', {
        name: `\`${replacement}\``,
      }),
    experimental ? t('Experimental: Alloy takes it at the stability level experimental alone.') : undefined,
    noteOn(replacement ?? name),
    `[${t('Reference')}](${docs}/stdlib/${functionOf(replacement ?? name)?.name.includes('.') ? `${page}/` : ''})`,
  ])
}

function link(component: string): string {
  return `[${t('Reference')}](${docs}/components/${component.split('.')[0]}/${component}/)`
}

function lines(parts: readonly (string | undefined | false)[]): string {
  return parts.filter((part) => part).join('\n\n')
}

export const hover: HoverSource = { kinds: ['alloy'], hover: hoverIn }
