/**
 * Completion inside texts and of the keys of objects: names of environment variables, words, durations, labels of
 * targets. Most texts are the user's own, and get nothing.
 */

import { componentsOf } from '../../model/alloy/components.ts'
import type { AlloyDefinition } from '../../schema/alloy.ts'
import { commonLabels, labelsOf } from '../../schema/alloyLabels.ts'
import type { AlloyTree } from '../../syntax/alloy/ast.ts'
import { alloyTree } from '../../syntax/parse.ts'
import { memo } from '../../text/memo.ts'
import { t } from '../../text/translate.ts'
import { bodyOf, definitionIn } from '../alloy/body.ts'
import type { Cursor, Writing } from '../alloy/cursor.ts'
import { type Expected, expectedAt } from '../alloy/expected.ts'
import { viewpointOf } from '../alloy/exports.ts'
import { extractedBefore } from '../alloy/extracted.ts'
import { choicesOf, createStops, makingFrom, targetKey, valueSnippet } from '../alloy/snippet.ts'
import { isGivenTo, type VariableSource, variablesOf } from '../alloy/variables.ts'
import type { Completion } from '../feature.ts'
import { argumentDetail } from './alloyMembers.ts'
import { usualDurations } from './alloyValues.ts'

type InText = Extract<Writing, { at: 'text' }>
type InKey = Extract<Writing, { at: 'key' }>

/** What could stand in a text. */
export function* texts(cursor: Cursor, writing: InText): Iterable<Completion> {
  const definition = definitionIn(bodyOf(cursor))
  const expected = expectedAt(cursor.path, definition, cursor.catalogue)
  const { parameter } = expected
  const isName = parameter?.function === 'sys.env' || parameter?.function === 'env'
  const { range, open } = writing
  // Where the quote at the end is still to come it is written too.
  const item = (label: string, more: Partial<Completion> = {}): Completion => ({
    label,
    range,
    kind: 'value',
    insert: open ? `${label}${quoteOf(writing)}` : label,
    ...(open && { filter: label }),
    ...more,
  })
  if (isName) yield* variables(cursor, item)
  else if (parameter === undefined) yield* words(cursor, expected, item)
}

function quoteOf({ literal }: InText): string {
  return literal.raw ? '`' : '"'
}

type Item = (label: string, more?: Partial<Completion>) => Completion

function* variables({ workspace, document }: Cursor, item: Item): Iterable<Completion> {
  for (const [name, sources] of variablesOf(workspace)) {
    const given = isGivenTo(workspace, document.uri, name)
    const rank = given ? 'a' : sources.some(({ near }) => near) ? 'b' : 'c'
    yield item(name, {
      kind: 'variable',
      order: `${rank}${name}`,
      detail: sourcesText(sources),
      markdown: sources.map(sourceLine).join('\n'),
    })
  }
}

function sourcesText(sources: readonly VariableSource[]): string {
  const [first] = sources
  const environments = [...new Set(sources.flatMap(({ environment }) => environment ?? []))]
  if (environments.length > 0) return environments.join(', ')
  return sources.length === 1 && first ? first.path : t('{count} places', { count: sources.length })
}

function sourceLine({ environment, path, value }: VariableSource): string {
  const where = environment === undefined ? `\`${path}\`` : `**${environment}** \`${path}\``
  return `- ${where}${value === undefined ? '' : `: \`${value.replaceAll('`', "'")}\``}`
}

function* words(
  { catalogue, document, blocks }: Cursor,
  expected: Expected,
  item: Item,
): Iterable<Completion> {
  const { word, argument, definition } = expected
  const numbered = (list: readonly string[]): readonly Completion[] =>
    list.map((each, i) => item(each, { order: String(i).padStart(3, '0') }))
  if (word === 'duration') yield* numbered(usualDurations)
  else if (argument && isSource(definition, argument.name)) yield* numbered(extractedBefore(blocks))
  else if (argument && isLabelList(definition, argument.name)) yield* numbered(labelsIn(alloyTree(document)))
  else if (word === 'string' && argument)
    yield* numbered(choicesOf({ ...argument, text: expected.text }, definition, catalogue))
}

/** Whether an argument names a value that earlier stages have extracted. */
function isSource(definition: AlloyDefinition | undefined, argument: string): boolean {
  return argument === 'source' && definition?.name.startsWith('loki/process/') === true
}

/** Whether an argument names the labels that a rule looks at. */
function isLabelList(definition: AlloyDefinition | undefined, argument: string): boolean {
  return argument === 'source_labels' && definition?.name.replace(/#\d+$/, '') === 'common/relabel.Config'
}

/** The labels that the file's components set, then those that every target has. */
const labelsIn = memo((tree: AlloyTree): readonly string[] => {
  const names = new Set<string>()
  for (const part of tree.parts) for (const { name } of componentsOf(part)) names.add(name)
  return [...new Set([...[...names].flatMap(labelsOf), ...commonLabels])]
})

/** Stages that make labels of extracted values. */
const takesExtracted = /^loki\/process\/stages\.(?:Labels|StructuredMetadata)Config/

/** What could stand as the key of an object. */
export function* keys(cursor: Cursor, writing: InKey): Iterable<Completion> {
  const definition = definitionIn(bodyOf(cursor))
  // The object is what stands in front of the field with the key.
  const path = cursor.path.slice(0, cursor.path.indexOf(writing.object) + 1)
  const expected = expectedAt(path, definition, cursor.catalogue)
  const present = new Set(writing.object.fields.map(({ name }) => name))
  const whole = writing.follows === 'nothing' && !writing.quoted
  const base = { range: writing.range, kind: 'property' as const, snippet: whole }
  if (expected.word === 'object' && expected.fields) {
    const making = makingFrom(viewpointOf(cursor))
    for (const field of expected.fields.arguments.values()) {
      if (present.has(field.name)) continue
      const value = (): string => valueSnippet(field, expected.fields, making, createStops())
      yield {
        ...base,
        label: field.name,
        detail: argumentDetail(field),
        insert: whole ? `${field.name} = ${value()}` : field.name,
        order: `${field.required ? 'a' : 'b'}${field.name}`,
      }
    }
  } else if (expected.argument?.name === 'values' && takesExtracted.test(definition?.name ?? '')) {
    for (const name of extractedBefore(cursor.blocks))
      if (!present.has(name)) yield { ...base, label: name, insert: whole ? `${name} = "$1"` : name }
  } else if (expected.argument?.type === 'list(map(string))') {
    for (const name of targetKeys(expected)) {
      if (!present.has(name)) yield { ...base, label: name, insert: whole ? `${name} = "$1"` : name }
    }
  }
}

function targetKeys({ definition, argument }: Expected): readonly string[] {
  const key = targetKey(definition, argument?.name ?? '')
  if (key !== '__path__') return [key, '__metrics_path__', '__scheme__', 'instance', 'job']
  return argument?.name === 'path_targets' ? [key, '__path_exclude__', 'job'] : [key, 'job']
}
