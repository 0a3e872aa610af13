/**
 * Completion of what stands in a block: its arguments and blocks, those that must be given first, those that are there
 * already left out.
 */
import {
  type AlloyArgument,
  type AlloyBlock,
  type AlloyDefinition,
  type AlloyState,
  stateOf,
} from '../../schema/alloy.ts'
import { memberText } from '../../schema/alloyDescriptions.ts'
import { t } from '../../text/translate.ts'
import { type Body, presentIn } from '../alloy/body.ts'
import type { Cursor, Writing } from '../alloy/cursor.ts'
import { viewpointOf } from '../alloy/exports.ts'
import { linkTo, pageOf, stabilityText } from '../alloy/links.ts'
import {
  blockSnippet,
  choicesOf,
  createStops,
  type Making,
  makingFrom,
  neededIn,
  valueSnippet,
} from '../alloy/snippet.ts'
import { levelNote, type Offering, offering } from '../alloy/stability.ts'
import type { Completion } from '../feature.ts'

type Named = Extract<Writing, { at: 'name' }>
type InBlock = Extract<Body, { kind: 'block' }>

/** What could stand at a place in a block. */
export function* members(
  cursor: Cursor,
  writing: Named,
  body: Exclude<Body, { kind: 'module' }>,
): Iterable<Completion> {
  const present = presentIn(body.block, cursor.path)
  if (body.kind === 'custom') {
    yield* customArguments(writing, body.custom.declare?.takes ?? [], present)
    return
  }
  const { definition } = body.way
  const needed = neededIn(definition)
  const making = makingFrom(viewpointOf(cursor))
  const { follows } = writing
  if (follows === 'nothing' || follows === 'equals')
    for (const each of definition.arguments.values()) {
      if (present.has(each.name)) continue
      const item = argumentItem(cursor, writing, body, each, needed.given.includes(each), making)
      if (item) yield item
    }
  if (follows === 'equals') return
  for (const each of definition.blocks.values()) {
    if (!each.repeated && present.has(each.name)) continue
    const wanted = needed.blocks.includes(each) && !present.has(each.name)
    const item = blockItem(cursor, writing, body, each, wanted, making)
    if (item) yield item
  }
  if (body.way.component === 'foreach' && !present.has('template') && body.way.names.length === 0)
    yield templateItem(writing)
}

function* customArguments(
  { range, follows }: Named,
  takes: readonly { readonly name: string; readonly optional: boolean | undefined }[],
  present: ReadonlySet<string>,
): Iterable<Completion> {
  for (const { name, optional } of takes) {
    if (present.has(name)) continue
    const whole = follows === 'nothing'
    yield {
      label: name,
      range,
      kind: 'property',
      detail: optional === true ? t('optional') : t('required'),
      insert: whole ? `${name} = $1` : name,
      snippet: whole,
      order: `${optional === true ? 'c' : 'a'}${name}`,
    }
  }
}

/** How far a member is settled, and whether to offer it. */
function standing({ workspace, catalogue }: Cursor, { way }: InBlock, name: string): Standing {
  const state = stateOf(way.component, [...way.names, name], catalogue)
  const gated = state && state.state !== 'deprecated' && state.enforced
  return { state, how: gated ? offering(workspace, state.state as 'experimental') : 'offered' }
}

interface Standing {
  readonly state: AlloyState | undefined
  readonly how: Offering
}

/** Where in the list a member stands: what must be given, then arguments, then blocks; what is given up last. */
function orderOf({ state, how }: Standing, group: 'a' | 'b' | 'c' | 'd', name: string): string {
  if (state?.state === 'deprecated') return `y${name}`
  return `${how === 'behind' ? 'z' : group}${name}`
}

function argumentItem(
  cursor: Cursor,
  { range, follows }: Named,
  body: InBlock,
  argument: AlloyArgument,
  needed: boolean,
  making: Making,
): Completion | undefined {
  const { name } = argument
  const { definition } = body.way
  const stands = standing(cursor, body, name)
  if (stands.how === 'left-out') return undefined
  const whole = follows === 'nothing'
  const value = (): string => valueSnippet(argument, definition, making, createStops())
  return {
    label: name,
    range,
    kind: 'property',
    detail: argumentDetail(argument),
    insert: whole ? `${name} = ${value()}` : name,
    snippet: whole,
    order: orderOf(stands, needed ? 'a' : 'c', name),
    ...(stands.state?.state === 'deprecated' && { deprecated: true }),
    markdown: memberMarkdown(body, name, stands, choicesOf(argument, definition, cursor.catalogue)),
  }
}

/** The type, and whether it must be written or what it is else. */
export function argumentDetail({ type, required, default: standard }: AlloyArgument): string {
  const note = required
    ? t('required')
    : standard === undefined
      ? t('optional')
      : t('default {value}', { value: standard })
  return `${type}, ${note}`
}

function memberMarkdown(
  { way }: InBlock,
  name: string,
  { state, how }: Standing,
  choices: readonly string[],
  block?: string,
): string {
  const shown = choices.slice(0, 12).map((each) => `\`${each}\``)
  return [
    memberText(way.definition, name),
    shown.length > 0 &&
      t('Values: {values}', { values: shown.join(', ') + (choices.length > 12 ? ', …' : '') }),
    state && t('State: {state}', { state: stabilityText(state.state) }),
    how === 'behind' && state ? levelNote(state.state as 'experimental') : undefined,
    linkTo(pageOf(way.component, block ?? way.names.at(-1))),
  ]
    .filter((part) => part)
    .join('\n\n')
}

function blockItem(
  cursor: Cursor,
  { range, follows }: Named,
  body: InBlock,
  { name, definition }: AlloyBlock,
  needed: boolean,
  making: Making,
): Completion | undefined {
  const { component, names } = body.way
  const stands = standing(cursor, body, name)
  if (stands.how === 'left-out') return undefined
  const whole = follows === 'nothing'
  const stops = createStops()
  return {
    label: name,
    range,
    kind: 'module',
    detail: blockDetail(needed, [component, ...names].join(' › ')),
    insert: whole ? blockSnippet(headOf(name, definition, stops), definition, making, stops) : name,
    snippet: whole,
    order: orderOf(stands, needed ? 'b' : 'd', name),
    ...(stands.state?.state === 'deprecated' && { deprecated: true }),
    markdown: memberMarkdown(body, name, stands, [], name),
  }
}

function headOf(name: string, { labelled }: AlloyDefinition, stops: ReturnType<typeof createStops>): string {
  return labelled ? `${name} "${stops.next('name')}"` : name
}

function blockDetail(needed: boolean, of: string): string {
  return needed
    ? t('block of {component}, required', { component: of })
    : t('block of {component}', { component: of })
}

function templateItem({ range, follows }: Named): Completion {
  const whole = follows === 'nothing'
  return {
    label: 'template',
    range,
    kind: 'module',
    detail: blockDetail(true, 'foreach'),
    insert: whole ? 'template {\n\t$0\n}' : 'template',
    snippet: whole,
    order: 'btemplate',
    markdown: t('The components that are run for each item of the collection.'),
  }
}
