/**
 * Hovers on the names of blocks and arguments: what they do in our words, what must be given, defaults, how settled
 * they are, and what was measured.
 */
import { patienceOf, retriesOf } from '../../model/alloy/componentsRetry.ts'
import { moduleArguments, moduleOfBlock } from '../../model/alloy/modules.ts'
import { type Custom, customOf } from '../../model/alloy/scope.ts'
import { roughText } from '../../model/alloy/value.ts'
import {
  type AlloyArgument,
  type AlloyDefinition,
  type AlloyWay,
  componentOf,
  configBlockOf,
  stateOf,
} from '../../schema/alloy.ts'
import { componentText, memberText } from '../../schema/alloyDescriptions.ts'
import type { Attribute, Block } from '../../syntax/alloy/ast.ts'
import { attribute, labelOf, stringValue } from '../../syntax/alloy/visit.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import { isModuleLevel, moduleBlockOf, wayOf } from '../alloy/body.ts'
import { linkTo, pageOf, stabilityText } from '../alloy/links.ts'
import { alternativesIn, choicesOf, isConsumer, neededIn } from '../alloy/snippet.ts'
import { levelNote, offering } from '../alloy/stability.ts'
import { noteOn } from './alloyNotes.ts'
import { codes, type Hovered, heading, linkToFile, linkToNode, paragraphs } from './alloyText.ts'

/** What is known of the innermost block. */
export function aboutBlock(hovered: Hovered): string | undefined {
  const { blocks, catalogue } = hovered
  const block = blocks.at(-1)
  if (!block) return undefined
  if (block.name === 'template' && blocks.at(-2)?.name === 'foreach')
    return paragraphs([
      heading('template', t('block of {component}', { component: 'foreach' }), t('required')),
      t('The components that are run for each item of the collection.'),
      linkTo(pageOf('foreach', 'template')),
    ])
  if (!isModuleLevel(blocks)) {
    const way = wayOf(blocks, catalogue)
    const around = wayOf(blocks.slice(0, -1), catalogue)
    return way && around ? aboutInner(hovered, way, around) : undefined
  }
  if (componentOf(block.name, catalogue) || configBlockOf(block.name, catalogue))
    return aboutTop(hovered, block.name)
  return aboutCustom(hovered, block)
}

/** A component or configuration block. */
function aboutTop({ catalogue, workspace }: Hovered, name: string): string {
  const component = componentOf(name, catalogue)
  const found = component ?? configBlockOf(name, catalogue)
  const exports = (component?.exports ?? []).map(([each, type]) => `\`${each}\` (${type})`)
  const behind = found && offering(workspace, found.stability) !== 'offered'
  return paragraphs([
    heading(
      name,
      component ? t('component') : t('configuration block'),
      found && stabilityText(found.stability),
    ),
    componentText(name),
    behind && levelNote(found.stability),
    noteOn(name),
    // The body of a loop is a module, and no part of its definition.
    found?.definition && needs(found.definition, name === 'foreach' ? ['template'] : []),
    exports.length > 0 && t('Exports: {names}', { names: exports.join(', ') }),
    linkTo(pageOf(name)),
  ])
}

function needs(definition: AlloyDefinition, more: readonly string[] = []): string | undefined {
  const { given, blocks } = neededIn(definition)
  const alternatives = alternativesIn(definition)
  const isOne = ({ name }: { readonly name: string }): boolean =>
    alternatives.some((group) => group.includes(name))
  const needed = [...given, ...blocks].filter((each) => each.required || !(isOne(each) || isConsumer(each)))
  const names = [...needed.map(({ name }) => name), ...more]
  return (
    paragraphs([
      names.length > 0 && t('Needs: {names}', { names: codes(names) }),
      ...alternatives.map((group) => t('Needs one of: {names}', { names: codes(group) })),
    ]) || undefined
  )
}

/** A block inside another. */
function aboutInner({ catalogue }: Hovered, way: AlloyWay, around: AlloyWay): string {
  const name = way.names.at(-1) ?? ''
  const block = around.definition.blocks.get(name)
  return paragraphs([
    heading(
      name,
      t('block of {component}', { component: [around.component, ...around.names].join(' › ') }),
      block?.required && t('required'),
      block?.repeated && t('may be repeated'),
      stateNote(way.component, way.names, catalogue),
    ),
    memberText(around.definition, name),
    noteOn([way.component, ...way.names].join('/')),
    needs(way.definition),
    linkTo(pageOf(way.component, name)),
  ])
}

function stateNote(
  component: string,
  way: readonly string[],
  catalogue: Hovered['catalogue'],
): string | undefined {
  const state = stateOf(component, way, catalogue)
  return state && `*${stabilityText(state.state)}*`
}

/** A custom component: what it is made of. */
function aboutCustom(hovered: Hovered, block: Block): string | undefined {
  const { tree, scope, blocks } = hovered
  const custom = customOf(scope, moduleOfBlock(tree, moduleBlockOf(blocks)), block.name)
  if (!custom) return undefined
  const { takes = [], gives = [] } = custom.declare ?? {}
  const needed = takes.filter(({ optional }) => optional !== true).map(({ name }) => name)
  const free = takes.filter(({ optional }) => optional === true).map(({ name }) => name)
  const where = whereDeclared(hovered, custom)
  return paragraphs([
    heading(block.name, t('custom component')),
    where && t('Declared in {place}', { place: where }),
    needed.length > 0 && t('Needs: {names}', { names: codes(needed) }),
    free.length > 0 && t('Takes: {names}', { names: codes(free) }),
    gives.length > 0 && t('Exports: {names}', { names: codes(gives) }),
  ])
}

function whereDeclared(hovered: Hovered, { entity, declare }: Custom): string | undefined {
  if (entity?.kind === 'declare') return linkToNode(hovered, entity.block)
  if (declare) return linkToFile(hovered, declare.place)
  return entity && linkToNode(hovered, entity.block)
}

/** What is known of an argument. */
export function aboutAttribute(hovered: Hovered, written: Attribute): string | undefined {
  const { blocks, catalogue, document } = hovered
  const block = blocks.at(-1)
  const way = wayOf(blocks, catalogue)
  const name = written.name.name
  if (!way) return block && isModuleLevel(blocks) ? aboutCustomArgument(hovered, block, name) : undefined
  const argument = way.definition.arguments.get(name)
  if (!argument) return undefined
  const at = [way.component, ...way.names, name].join('/')
  const choices = choicesOf(argument, way.definition, catalogue)
  return paragraphs([
    heading(
      name,
      `\`${argument.type}\``,
      need(argument),
      stateNote(way.component, [...way.names, name], catalogue),
    ),
    memberText(way.definition, name),
    choices.length > 0 && t('Values: {values}', { values: codes(choices, 16) }),
    noteOn(at),
    at === 'loki.write/endpoint/max_backoff_retries' && block ? patience(document, block) : undefined,
    linkTo(pageOf(way.component, way.names.at(-1))),
  ])
}

/** Whether an argument must be written, and what it is where it is not. */
function need({ required, default: value }: AlloyArgument): string {
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

/** An argument of a custom component: what its declare says of it. */
function aboutCustomArgument(hovered: Hovered, block: Block, name: string): string | undefined {
  const { tree, scope, blocks } = hovered
  const custom = customOf(scope, moduleOfBlock(tree, moduleBlockOf(blocks)), block.name)
  const takes = custom?.declare?.takes?.find((each) => each.name === name)
  if (!custom || !takes) return undefined
  const own =
    custom.entity?.kind === 'declare'
      ? moduleArguments(custom.entity.block).find((each) => labelOf(each.block) === name)?.block
      : undefined
  return paragraphs([
    heading(
      name,
      t('argument of {component}', { component: block.name }),
      takes.optional === true ? t('optional') : t('required'),
    ),
    own && stringValue(attribute(own, 'comment')?.value),
    own && linkToNode(hovered, own),
  ])
}
