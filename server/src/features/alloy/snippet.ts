/**
 * Snippets of Alloy: values, arguments and whole blocks with what they need, laid out as `alloy fmt` has them. Places to
 * fill in are numbered in the order of the text; what is put there already is the plainest thing that is taken.
 */

import {
  type AlloyArgument,
  type AlloyBlock,
  type AlloyCatalogue,
  type AlloyDefinition,
  textValues,
} from '../../schema/alloy.ts'
import { alloyChoice } from '../../schema/alloyChoices.ts'
import { demands } from '../../schema/alloyDemands.ts'
import { memberValues } from '../../schema/alloyDescriptions.ts'
import { type Fitting, fitting, isSink, type Seen, seenFrom, type Viewpoint } from './exports.ts'

/** Numbers the places of a snippet. */
export interface Stops {
  /** The next place, with a text in it. */
  next(text?: string): string
  /** The next place, with texts to choose from. */
  choice(texts: readonly string[]): string
}

export function createStops(): Stops {
  let count = 0
  return {
    next: (text = '') => {
      count++
      return text === '' ? `$${count}` : `$\{${count}:${escaped(text)}}`
    },
    choice: (texts) => {
      count++
      return `$\{${count}|${texts.map((each) => escaped(each).replaceAll(/[,|]/g, '\\$&')).join(',')}|}`
    },
  }
}

/** A text as it stands in a snippet. */
export function escaped(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&')
}

/** Places that are filled in already, for text that is no snippet. */
export const plainStops: Stops = {
  next: (text = '') => text,
  choice: (texts) => texts[0] ?? '',
}

/** What snippets are made with: what can be referred to where they go, and the version's catalogue. */
export interface Making {
  readonly catalogue: AlloyCatalogue
  /** References that are known to fit a type, some of them; written as it asks. */
  fitting(asked: string): readonly string[]
}

/** How many references a snippet offers to choose from. */
const choiceLimit = 20

/** Offers what fits to choose from, the ends of pipelines first. */
export function makingFrom(view: Viewpoint): Making {
  return makingBy(view, (all) => [
    ...all.filter(({ seen }) => isSink(seen.of, view.catalogue)),
    ...all.filter(({ seen }) => !isSink(seen.of, view.catalogue)),
  ])
}

/** Takes what can be meant alone: the only one that fits, or the only end of a pipeline. */
export function certainMaking(view: Viewpoint): Making {
  return makingBy(view, (all) => {
    if (all.length === 1) return all
    const sinks = all.filter(({ seen }) => isSink(seen.of, view.catalogue))
    return sinks.length === 1 ? sinks : []
  })
}

function makingBy(view: Viewpoint, choose: (all: readonly Fitting[]) => readonly Fitting[]): Making {
  let seen: readonly Seen[] | undefined
  const known = new Map<string, readonly string[]>()
  return {
    catalogue: view.catalogue,
    fitting: (asked) => {
      seen ??= seenFrom(view)
      const texts =
        known.get(asked) ??
        choose(fitting(seen, asked).filter(({ certain, key }) => certain && !key))
          .slice(0, choiceLimit)
          .map(({ text }) => text)
      known.set(asked, texts)
      return texts
    },
  }
}

/** The values that an argument takes, where they are words. */
export function choicesOf(
  argument: Pick<AlloyArgument, 'name' | 'text'>,
  definition: AlloyDefinition | undefined,
  catalogue: AlloyCatalogue,
): readonly string[] {
  const own = argument.text === undefined ? [] : (alloyChoice(argument.text)?.values ?? [])
  if (own.length > 0) return own
  const declared = argument.text === undefined ? [] : textValues(argument.text, catalogue)
  if (declared.length > 0) return declared
  return definition ? memberValues(definition, argument.name) : []
}

/** The value of an argument, with places to fill in. */
export function valueSnippet(
  argument: AlloyArgument,
  definition: AlloyDefinition | undefined,
  making: Making,
  stops: Stops,
): string {
  const { type, default: standard } = argument
  const choices = choicesOf(argument, definition, making.catalogue)
  if (type === 'string' && choices.length > 1 && choices.length <= 40)
    return `"${stops.choice(preferred(choices, standard))}"`
  const special = targetSnippet(argument, definition, making, stops)
  if (special !== undefined) return special
  if (type === 'string' || type === 'duration' || type.endsWith('secret'))
    return `"${stops.next(textOf(standard) ?? (type === 'duration' ? '1m' : ''))}"`
  if (type === 'bool') return stops.choice(standard === 'true' ? ['false', 'true'] : ['true', 'false'])
  if (type === 'number') return stops.next(standard ?? '')
  return compositeSnippet(type, making, stops)
}

function compositeSnippet(type: string, making: Making, stops: Stops): string {
  const element = /^list\((.*)\)$/.exec(type)?.[1]
  const found = /^(?:any|map\(|object)/.test(element ?? type) ? [] : making.fitting(element ?? type)
  const place = found.length > 1 ? stops.choice(found) : stops.next(found[0])
  if (element === undefined) return /^map|^object/.test(type) ? `{${place}}` : place
  if (found.length > 0) return `[${place}]`
  if (/string|duration|secret/.test(element) && !element.includes('(')) return `["${place}"]`
  return `[${place}]`
}

/** A list of targets: what discovers some, else a target with the label that is needed. */
function targetSnippet(
  { type, name }: AlloyArgument,
  definition: AlloyDefinition | undefined,
  making: Making,
  stops: Stops,
): string | undefined {
  if (type !== 'list(map(string))') return undefined
  // What to look for on the disk is mostly written, not discovered.
  const found = name === 'path_targets' ? [] : making.fitting(type)
  const files = found.filter((text) => text.startsWith('local.file_match.'))
  const texts = definition?.name === fileSource && files.length > 0 ? files : found
  if (texts.length === 0) return `[{${targetKey(definition, name)} = "${stops.next()}"}]`
  return texts.length > 1 ? stops.choice(texts) : stops.next(texts[0])
}

/** The definition of `loki.source.file`, whose targets are files. */
const fileSource = 'loki/source/file.Arguments'

/** The label that says where a target is. */
export function targetKey(definition: AlloyDefinition | undefined, argument: string): string {
  if (argument === 'path_targets' || definition?.name === fileSource) return '__path__'
  return '__address__'
}

function preferred(choices: readonly string[], standard: string | undefined): readonly string[] {
  const first = textOf(standard)
  return first !== undefined && choices.includes(first)
    ? [first, ...choices.filter((each) => each !== first)]
    : choices
}

/** The text of a default; it stays as it is written there, with its escapes. */
function textOf(standard: string | undefined): string | undefined {
  return standard === undefined ? undefined : /^"(.*)"$/s.exec(standard)?.[1]
}

/** What a block mostly needs though Alloy's catalogue does not ask for it. */
const customary: Readonly<Record<string, readonly string[]>> = {
  'loki/write.Arguments': ['endpoint'],
  'loki/write.WalArguments': ['enabled'],
  'prometheus/remotewrite.Arguments': ['endpoint'],
  'pyroscope/write.Arguments': ['endpoint'],
  'otelcol.ConsumerArguments': ['metrics', 'logs', 'traces'],
  'faro/receiver.OutputArguments': ['logs', 'traces'],
  'otelcol/receiver/fluentforward.ConsumerArguments': ['logs'],
  'otelcol/receiver/splunkhec.ConsumerArguments': ['metrics', 'logs'],
}

/**
 * The arguments and blocks that a block can't do without, each kind in the order of the catalogue.
 * @param present names of those that it has
 */
export function neededIn(
  definition: AlloyDefinition,
  present: ReadonlySet<string> = new Set(),
): {
  readonly given: readonly AlloyArgument[]
  readonly blocks: readonly AlloyBlock[]
} {
  const name = definition.name.replace(/#\d+$/, '')
  const usual = customary[name] ?? []
  const also = new Set(usual.some((each) => present.has(each)) ? [] : usual)
  for (const { at, of, atLeast = 0, when } of demands) {
    const [first] = of
    if (
      atLeast > 0 &&
      !when &&
      first !== undefined &&
      at.includes(name) &&
      !of.some((each) => present.has(each))
    )
      also.add(first)
  }
  const isNeeded = (each: AlloyArgument | AlloyBlock): boolean =>
    (each.required || also.has(each.name)) && !present.has(each.name)
  return {
    given: [...definition.arguments.values()].filter(isNeeded),
    blocks: [...definition.blocks.values()].filter(isNeeded),
  }
}

/** Whether an argument says where a signal goes: each can be left out, and mostly one is not. */
export function isConsumer(member: AlloyArgument | AlloyBlock): boolean {
  return 'type' in member && member.type === 'list(otelcol.Consumer)'
}

/** Names of which a block needs one, each group in the order in which people mostly choose. */
export function alternativesIn({ name }: AlloyDefinition): readonly (readonly string[])[] {
  const own = name.replace(/#\d+$/, '')
  return demands.flatMap(({ at, of, atLeast = 0, when }) =>
    atLeast > 0 && !when && of.length > 1 && at.includes(own) ? [of] : [],
  )
}

/** A whole block: its head, what it needs, and a place for what comes next. Lines are indented by tabs. */
export function blockSnippet(
  head: string,
  definition: AlloyDefinition | undefined,
  making: Making,
  stops: Stops,
): string {
  const lines = definition ? bodyLines(definition, making, stops, 0) : []
  return braced(head, lines)
}

/** A head with lines between brackets; with a place where there are none. */
export function braced(head: string, lines: readonly string[]): string {
  const inner = lines.length === 0 ? ['$0'] : lines
  return [`${head} {`, ...inner.map((line) => (line === '' ? '' : `\t${line}`)), '}'].join('\n')
}

/** The lines of what a block needs and does not have. */
export function neededLines(
  definition: AlloyDefinition,
  present: ReadonlySet<string>,
  making: Making,
): { readonly given: readonly string[]; readonly blocks: readonly string[] } {
  const { given, blocks } = neededIn(definition, present)
  return {
    given: argumentLines(
      given.map((each) => [each.name, () => valueSnippet(each, definition, making, plainStops)]),
    ),
    blocks: innerLines(blocks, making, plainStops, 0),
  }
}

function bodyLines(
  definition: AlloyDefinition,
  making: Making,
  stops: Stops,
  depth: number,
): readonly string[] {
  const { given, blocks } = neededIn(definition)
  const lines = argumentLines(
    given.map((each) => [each.name, () => valueSnippet(each, definition, making, stops)]),
  )
  // Definitions hold themselves here and there.
  if (depth > 3) return lines
  const inner = innerLines(blocks, making, stops, depth)
  return lines.length > 0 && inner.length > 0 ? [...lines, '', ...inner] : [...lines, ...inner]
}

function innerLines(
  blocks: readonly AlloyBlock[],
  making: Making,
  stops: Stops,
  depth: number,
): readonly string[] {
  return blocks.flatMap(({ name, definition }, i) => {
    const head = definition.labelled ? `${name} "${stops.next('name')}"` : name
    const own = bodyLines(definition, making, stops, depth + 1)
    const text = own.length > 0 ? braced(head, own).split('\n') : emptyBlock(head, stops)
    return i > 0 ? ['', ...text] : text
  })
}

function emptyBlock(head: string, stops: Stops): readonly string[] {
  const place = stops.next()
  return place === '' ? [`${head} { }`] : [`${head} {`, `\t${place}`, '}']
}

/** Arguments one below the other, their `=` aligned as `alloy fmt` aligns them. */
export function argumentLines(given: readonly (readonly [string, () => string])[]): readonly string[] {
  const width = Math.max(0, ...given.map(([name]) => name.length))
  return given.map(([name, value]) => `${name.padEnd(width)} = ${value()}`)
}
