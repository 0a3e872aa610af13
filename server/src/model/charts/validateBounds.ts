/**
 * The keywords of a JSON Schema that set bounds: to numbers, to the length of texts, lists and maps, and the pattern
 * of a text.
 */
import { t } from '../../text/translate.ts'
import type { MergedNode } from './merged.ts'
import { type JsonObject, matches, type Outcome, unknown, violated } from './outcome.ts'

export function boundsOf(schema: JsonObject, node: MergedNode, path: readonly string[]): readonly Outcome[] {
  if (node.kind === 'unknown') return boundKeywords.some((key) => schema[key] !== undefined) ? [unknown] : []
  if (node.kind === 'list') return ofSize(schema, path, node.items.length, 'minItems', 'maxItems', node)
  if (node.kind === 'map')
    return node.open ? [] : ofSize(schema, path, node.entries.size, 'minProperties', 'maxProperties', node)
  if (typeof node.value === 'number') return ofNumber(schema, path, node.value)
  return typeof node.value === 'string' ? ofText(schema, path, node.value) : []
}

/** The keywords that are judged here. */
export const boundKeywords: readonly string[] = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
]

function ofNumber(schema: JsonObject, path: readonly string[], value: number): readonly Outcome[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const outcomes: Outcome[] = []
  const fail = (wanted: string) => outcomes.push(violated(path, 'other', wanted))
  // Up to draft 4 the exclusive ones are flags.
  if (typeof minimum === 'number' && (value < minimum || (exclusiveMinimum === true && value === minimum)))
    fail(
      exclusiveMinimum === true
        ? t('more than {limit}', { limit: minimum })
        : t('at least {limit}', { limit: minimum }),
    )
  if (typeof maximum === 'number' && (value > maximum || (exclusiveMaximum === true && value === maximum)))
    fail(
      exclusiveMaximum === true
        ? t('less than {limit}', { limit: maximum })
        : t('at most {limit}', { limit: maximum }),
    )
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum)
    fail(t('more than {limit}', { limit: exclusiveMinimum }))
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum)
    fail(t('less than {limit}', { limit: exclusiveMaximum }))
  if (
    typeof multipleOf === 'number' &&
    Number.isInteger(multipleOf) &&
    multipleOf > 0 &&
    value % multipleOf !== 0
  )
    fail(t('a multiple of {limit}', { limit: multipleOf }))
  return outcomes
}

function ofText(schema: JsonObject, path: readonly string[], value: string): readonly Outcome[] {
  const { minLength, maxLength, pattern } = schema
  const outcomes: Outcome[] = []
  // Lengths are counted in characters, not in units of UTF-16.
  const length = [...value].length
  if (typeof minLength === 'number' && length < minLength)
    outcomes.push(violated(path, 'other', t('at least {limit} characters', { limit: minLength })))
  if (typeof maxLength === 'number' && length > maxLength)
    outcomes.push(violated(path, 'other', t('at most {limit} characters', { limit: maxLength })))
  if (typeof pattern === 'string') {
    const fits = matches(pattern, value)
    if (fits === undefined) outcomes.push(unknown)
    else if (!fits) outcomes.push(violated(path, 'other', t('a text that fits {pattern}', { pattern })))
  }
  return outcomes
}

function ofSize(
  schema: JsonObject,
  path: readonly string[],
  size: number,
  least: string,
  most: string,
  node: MergedNode,
): readonly Outcome[] {
  const [min, max] = [schema[least], schema[most]]
  const outcomes: Outcome[] = []
  if (typeof min === 'number' && size < min)
    outcomes.push(violated(path, 'other', t('at least {limit} entries', { limit: min })))
  if (typeof max === 'number' && size > max)
    outcomes.push(violated(path, 'other', t('at most {limit} entries', { limit: max })))
  if (schema.uniqueItems === true && node.kind === 'list') {
    const scalars = node.items.map((item) =>
      item.kind === 'scalar' ? JSON.stringify(item.value) : undefined,
    )
    if (scalars.includes(undefined)) outcomes.push(unknown)
    else if (new Set(scalars).size < scalars.length)
      outcomes.push(violated(path, 'other', t('entries that all differ')))
  }
  return outcomes
}
