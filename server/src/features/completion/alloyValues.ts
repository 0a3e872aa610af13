/**
 * Completion of values: words and durations that the argument takes, references and functions whose results fit it.
 * Nothing that is known not to fit is offered.
 */

import { signatureOf } from '../../model/alloy/calls.ts'
import { fits } from '../../model/alloy/exportType.ts'
import { type AlloyFunction, componentOf, functionNames, functionOf } from '../../schema/alloy.ts'
import { functionText } from '../../schema/alloyDescriptions.ts'
import { parametersOf } from '../../schema/alloyParameters.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import { nameOf } from '../../text/uri.ts'
import { bodyOf, definitionIn } from '../alloy/body.ts'
import type { Cursor, Writing } from '../alloy/cursor.ts'
import { type Expected, expectedAt } from '../alloy/expected.ts'
import { type Fitting, fitting, seenFrom, viewpointOf } from '../alloy/exports.ts'
import { functionPage, linkTo } from '../alloy/links.ts'
import { choicesOf, createStops, targetKey } from '../alloy/snippet.ts'
import { levelNote, offering } from '../alloy/stability.ts'
import type { Completion } from '../feature.ts'

type InValue = Extract<Writing, { at: 'value' }>

/** Durations that people write, the default of the argument before them. */
export const usualDurations: readonly string[] = ['5s', '10s', '15s', '30s', '1m', '5m', '10m', '1h', '24h']

/** What could stand as a value. */
export function* values(cursor: Cursor, writing: InValue): Iterable<Completion> {
  const expected = expectedAt(cursor.path, definitionIn(bodyOf(cursor)), cursor.catalogue)
  if (!writing.called) {
    yield* literals(cursor, writing.range, expected)
    yield* references(cursor, writing, expected)
  }
  yield* functions(cursor, writing, expected)
}

/** Whether words are asked for, which no constant of the standard library is. */
function asksForWord({ catalogue }: Cursor, { argument, text, definition, parameter }: Expected): boolean {
  return (
    parameter === undefined &&
    !!argument &&
    choicesOf({ ...argument, text }, definition, catalogue).length > 0
  )
}

function* literals({ catalogue }: Cursor, range: Range, expected: Expected): Iterable<Completion> {
  const { word, argument, definition } = expected
  const standard = argument?.default
  const item = (text: string, i: number): Completion => ({
    label: text,
    range,
    kind: 'value',
    insert: text,
    filter: text.replace(/^"/, ''),
    order: `a${String(i).padStart(3, '0')}`,
    ...(text === standard && { detail: t('default') }),
  })
  if (word === 'bool') yield* ['true', 'false'].map(item)
  else if (word === 'duration') yield* withDefault(standard, usualDurations).map(item)
  else if (word === 'number') yield* withDefault(standard, []).map(item)
  else if (word === 'string' && expected.parameter === undefined && argument)
    yield* withDefault(standard, choicesOf({ ...argument, text: expected.text }, definition, catalogue)).map(
      item,
    )
  else yield* bracketed(range, expected)
}

/** Lists and objects, as brackets to write in. */
function* bracketed(range: Range, { word, argument, definition, parameter }: Expected): Iterable<Completion> {
  if (!argument || parameter) return
  const item = (label: string, insert: string, filter: string, order: string): Completion => {
    return { label, range, kind: 'snippet', insert, snippet: true, filter, order }
  }
  if (argument.type === 'list(map(string))') {
    const key = targetKey(definition, argument.name)
    if (word === 'map(string)') yield item(`{${key} = "…"}`, `{${key} = "$1"}`, key, 'a')
    // Those of a component come first: a list that is written here never changes.
    if (word === argument.type) yield item(`[{${key} = "…"}]`, `[{${key} = "$1"}]`, `[{${key}`, 'ez')
  } else if (word === 'list(string)') yield item('["…"]', '["$1"]', '["', 'b')
  else if (word.startsWith('map(')) yield item('{…}', '{$1}', '{', 'b')
}

/** Texts in quotes, the default first; it is written as the catalogue has it. */
function withDefault(standard: string | undefined, texts: readonly string[]): readonly string[] {
  const quoted = texts.map((text) => `"${text}"`)
  if (standard === undefined || /^(?:""|null|0|\[|\{)/.test(standard)) return quoted
  return [standard, ...quoted.filter((text) => text !== standard)]
}

function* references(cursor: Cursor, { range, typed }: InValue, expected: Expected): Iterable<Completion> {
  const seen = seenFrom(viewpointOf(cursor))
  let found = fitting(seen, expected.word)
  // Who has typed a component's name wants one of its exports, whatever is asked for.
  if (typed.includes('.') && !found.some(({ seen: { reference } }) => reference.startsWith(typed)))
    found = fitting(
      seen.filter(({ reference }) => reference.startsWith(typed)),
      'any',
    )
  for (const each of found) yield referenceItem(range, each)
  const targets = found.filter(({ seen: { word } }) => word === 'list(map(string))')
  if (expected.word === 'list(map(string))' && targets.length > 1 && !expected.parameter)
    yield concatItem(range, targets)
}

function referenceItem(range: Range, { seen, text, key, certain }: Fitting): Completion {
  const { reference, word, of, uri } = seen
  const where = uri === undefined ? undefined : nameOf(uri)
  const escaped = text.replaceAll('$', '\\$')
  return {
    label: key ? `${text}["…"]` : text,
    range,
    kind: 'variable',
    insert: key ? `${escaped}["$1"]` : text,
    ...(key && { snippet: true }),
    filter: reference,
    detail: [word ?? kindText(of), where].filter((part) => part !== undefined).join(', '),
    order: `${certain ? 'c' : 'd'}${reference}`,
  }
}

function kindText(of: string): string {
  if (of === 'argument') return t('argument of the module')
  if (of === 'foreach') return t('item of the collection')
  return componentOf(of)
    ? t('export of {component}', { component: of })
    : t('custom component {name}', { name: of })
}

function concatItem(range: Range, targets: readonly Fitting[]): Completion {
  const [first, second] = targets
  const stops = createStops()
  const all = targets.map(({ text }) => text).slice(0, 20)
  const insert =
    all.length > 2
      ? `array.concat(${stops.choice(all)}, ${stops.choice([...all.slice(1), ...all.slice(0, 1)])})`
      : `array.concat(${first?.text ?? ''}, ${second?.text ?? ''})`
  return {
    label: 'array.concat(…)',
    range,
    kind: 'function',
    insert,
    snippet: true,
    filter: 'array.concat',
    detail: t('several lists of targets as one'),
    order: 'e',
  }
}

function* functions(cursor: Cursor, writing: InValue, expected: Expected): Iterable<Completion> {
  const isWord = asksForWord(cursor, expected)
  for (const label of functionNames(cursor.catalogue)) {
    const found = functionOf(label, cursor.catalogue)
    // An old name is not offered: validate exits with 1 on it.
    if (!found || found.replacement || (isWord && found.kind === 'constant')) continue
    const item = functionItem(cursor, writing, found, expected.word)
    if (item) yield item
  }
}

function functionItem(
  { workspace, catalogue }: Cursor,
  { range, called }: InValue,
  found: AlloyFunction,
  asked: string,
): Completion | undefined {
  const { name, signature, kind, experimental } = found
  const returns = kind === 'function' ? signatureOf(signature)?.returns : signature
  if (returns === undefined || !couldFit(returns, asked)) return undefined
  const how = experimental ? offering(workspace, 'experimental') : 'offered'
  if (how === 'left-out') return undefined
  const call = kind === 'function' && !called
  return {
    label: name,
    range,
    kind: kind === 'function' ? 'function' : 'value',
    detail: experimental ? `${signature}, ${t('experimental')}` : signature,
    insert: call ? callSnippet(name, signatureOf(signature)?.least ?? 0) : name,
    snippet: call,
    order: `${how === 'behind' ? 'z' : functionRank(name, returns, asked)}${name}`,
    markdown: [
      functionText(name),
      how === 'behind' ? levelNote('experimental') : undefined,
      linkTo(functionPage(functionOf(name, catalogue)?.name ?? name)),
    ]
      .filter((part) => part)
      .join('\n\n'),
  }
}

/** What people mostly call stands first; what may give anything last. */
function functionRank(name: string, returns: string, asked: string): string {
  if (name === 'sys.env') return 'e'
  return asked !== 'any' && returns === 'any' ? 'g' : 'f'
}

/** Whether what a function gives can be what is asked for: receivers and rules come from components alone. */
function couldFit(returns: string, asked: string): boolean {
  if (asked === 'any') return true
  const element = /^list\((.*)\)$/.exec(asked)?.[1] ?? asked
  if (/^[A-Z]|^otelcol\./.test(element)) return false
  if (returns.includes('<')) return asked.startsWith('list(map')
  if (returns === 'list(map(any))') return asked.startsWith('list(map')
  return fits(returns, asked) !== false
}

/** A call with a place for each parameter that must be given. */
export function callSnippet(name: string, least: number): string {
  const stops = createStops()
  const parameters = parametersOf(name)
  const given = parameters.slice(0, Math.max(least, 1))
  const places = given.map((each) =>
    each.quoted ? `"${stops.next(given.length > 1 ? each.name : '')}"` : stops.next(each.name),
  )
  return `${name}(${places.length === 0 ? stops.next() : places.join(', ')})`
}
