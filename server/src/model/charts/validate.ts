/**
 * Judges values by a JSON Schema as Helm does (drafts 4 to 2020-12), over merged values of which parts may be unknown:
 * so each answer is yes, no or unknown, and only a certain no is a violation. References to other documents, dynamic
 * references, `format` and `unevaluated…` are unknown. It knows no places: a violation names its path.
 */
import { memo } from '../../text/memo.ts'
import { t } from '../../text/translate.ts'
import type { MergedNode } from './merged.ts'
import {
  all,
  isSchema,
  type JsonObject,
  matches,
  type Outcome,
  unknown,
  type Violation,
  valid,
  violated,
} from './outcome.ts'
import type { Json } from './schemas.ts'
import { boundKeywords, boundsOf } from './validateBounds.ts'

interface Run {
  readonly root: Json
  /** Up to draft 7 what stands beside a reference is not looked at. */
  readonly refsAlone: boolean
  depth: number
  steps: number
}

/** Recursion and work end here: no real schema needs more. */
const maxDepth = 200
const maxSteps = 200_000

/** What values do that a schema certainly forbids. */
export function violationsOf(schema: Json, values: MergedNode): readonly Violation[] {
  const draft = isSchema(schema) && typeof schema.$schema === 'string' ? schema.$schema : ''
  const run: Run = { root: schema, refsAlone: /draft-0[3-7]/.test(draft), depth: 0, steps: 0 }
  const outcome = judge(run, schema, values, [])
  return outcome.state === 'invalid' ? outcome.violations : []
}

function judge(run: Run, schema: Json | undefined, node: MergedNode, path: readonly string[]): Outcome {
  if (schema === undefined || schema === true) return valid
  if (schema === false) return violated(path, 'other', t('nothing at all'))
  if (!isSchema(schema) || run.depth > maxDepth || ++run.steps > maxSteps) return unknown
  run.depth++
  const outcome = judgeKeywords(run, schema, node, path)
  run.depth--
  return outcome
}

function judgeKeywords(run: Run, schema: JsonObject, node: MergedNode, path: readonly string[]): Outcome {
  const referred = referenceOf(run, schema, node, path)
  if (referred && run.refsAlone) return referred
  const outcomes: Outcome[] = referred ? [referred] : []
  for (const group of groupsIn(schema)) outcomes.push(...groups[group](run, schema, node, path))
  return all(outcomes)
}

type Judge = (run: Run, schema: JsonObject, node: MergedNode, path: readonly string[]) => readonly Outcome[]

type Group = 'doubt' | 'type' | 'choice' | 'bound' | 'map' | 'list' | 'combination'

const groups: Readonly<Record<Group, Judge>> = {
  doubt: () => [unknown],
  type: (_run, schema, node, path) => [typeOf(schema, node, path)],
  choice: (_run, schema, node, path) => [choicesOf(schema, node, path)],
  bound: (_run, schema, node, path) => boundsOf(schema, node, path),
  map: ofMap,
  list: ofList,
  combination: combined,
}

/** What each keyword belongs to; others say nothing of a value. */
const keywords: ReadonlyMap<string, Group> = new Map(
  (
    [
      ['doubt', '$dynamicRef $recursiveRef unevaluatedProperties unevaluatedItems format'],
      ['type', 'type'],
      ['choice', 'enum const'],
      ['bound', boundKeywords.join(' ')],
      [
        'map',
        'properties patternProperties additionalProperties required dependencies dependentRequired dependentSchemas propertyNames',
      ],
      ['list', 'items prefixItems additionalItems contains'],
      ['combination', 'allOf anyOf oneOf not if'],
    ] as const
  ).flatMap(([group, names]) => names.split(' ').map((name) => [name, group] as const)),
)

/** The groups of keywords that a schema has: most have one or two. */
const groupsIn = memo((schema: JsonObject): readonly Group[] => {
  const found = new Set<Group>()
  for (const key of Object.keys(schema)) {
    const group = keywords.get(key)
    if (group) found.add(group)
  }
  return [...found]
})

function referenceOf(
  run: Run,
  { $ref }: JsonObject,
  node: MergedNode,
  path: readonly string[],
): Outcome | undefined {
  if (typeof $ref !== 'string') return undefined
  const target =
    $ref === '#' ? run.root : $ref.startsWith('#/') ? pointed(run.root, $ref.slice(2)) : undefined
  return target === undefined ? unknown : judge(run, target, node, path)
}

function pointed(root: Json, pointer: string): Json | undefined {
  let at: Json | undefined = root
  for (const step of pointer.split('/')) {
    const key = unescaped(step)
    if (Array.isArray(at)) at = at[Number(key)]
    else at = isSchema(at) && Object.hasOwn(at, key) ? at[key] : undefined
    if (at === undefined) return undefined
  }
  return at
}

function unescaped(step: string): string {
  try {
    return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    return step
  }
}

function typeOf({ type }: JsonObject, node: MergedNode, path: readonly string[]): Outcome {
  if (type === undefined) return valid
  const types = (Array.isArray(type) ? type : [type]).filter((each) => typeof each === 'string')
  if (types.length === 0 || node.kind === 'unknown') return unknown
  const actual = kindOf(node)
  const fits = types.some((each) => each === actual || (each === 'number' && actual === 'integer'))
  return fits ? valid : violated(path, 'type', types.map(typeName).join(t(' or ')), types)
}

/** The JSON type of known values. */
export function kindOf(node: MergedNode): string {
  if (node.kind === 'map') return 'object'
  if (node.kind === 'list') return 'array'
  if (node.kind === 'unknown') return 'unknown'
  const { value } = node
  if (value === null) return 'null'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

/** A JSON type in words. */
export function typeName(type: string): string {
  const names: Readonly<Record<string, string>> = {
    object: t('a map'),
    array: t('a list'),
    string: t('a text'),
    integer: t('a whole number'),
    number: t('a number'),
    boolean: t('true or false'),
    null: t('null'),
  }
  return names[type] ?? type
}

function choicesOf(schema: JsonObject, node: MergedNode, path: readonly string[]): Outcome {
  const listed = Array.isArray(schema.enum) ? schema.enum : undefined
  const choices = listed ?? (schema.const === undefined ? undefined : [schema.const])
  if (!choices) return valid
  const fits = choices.map((choice) => equals(choice, node))
  if (fits.includes(true)) return valid
  if (fits.includes(undefined)) return unknown
  const shown = choices.map((choice) => JSON.stringify(choice))
  return violated(path, 'enum', shown.join(', '), shown)
}

/** Whether values are a JSON value; undefined where that can't be told. */
function equals(json: Json, node: MergedNode): boolean | undefined {
  if (node.kind === 'unknown') return undefined
  if (node.kind === 'scalar') return node.value === json
  const entries: readonly (readonly [Json | undefined, MergedNode])[] | undefined =
    node.kind === 'list'
      ? Array.isArray(json) && json.length === node.items.length
        ? node.items.map((item, i) => [json[i], item] as const)
        : undefined
      : isSchema(json) && !node.open && Object.keys(json).length === node.entries.size
        ? [...node.entries].map(([key, value]) => [json[key], value] as const)
        : undefined
  if (!entries) return node.kind === 'map' && node.open ? undefined : false
  const same = entries.map(([each, value]) => (each === undefined ? false : equals(each, value)))
  return same.includes(false) ? false : same.includes(undefined) ? undefined : true
}

function ofMap(run: Run, schema: JsonObject, node: MergedNode, path: readonly string[]): readonly Outcome[] {
  if (node.kind !== 'map') return node.kind === 'unknown' ? [unknown] : []
  const { entries, open } = node
  const properties = isSchema(schema.properties) ? schema.properties : {}
  const patterns = isSchema(schema.patternProperties) ? Object.entries(schema.patternProperties) : []
  const outcomes: Outcome[] = []
  for (const [key, value] of entries) {
    const inner = [...path, key]
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (own !== undefined) outcomes.push(judge(run, own, value, inner))
    const matched = patterns.map(([pattern, each]) => [matches(pattern, key), each] as const)
    for (const [fits, each] of matched) if (fits) outcomes.push(judge(run, each, value, inner))
    const isNamed = own !== undefined || matched.some(([fits]) => fits)
    const { additionalProperties: others } = schema
    if (isNamed || others === undefined || others === true) continue
    if (matched.some(([fits]) => fits === undefined)) outcomes.push(unknown)
    else if (others === false) outcomes.push(violated(inner, 'unknown-key', '', Object.keys(properties)))
    else outcomes.push(judge(run, others, value, inner))
  }
  if (open) outcomes.push(unknown)
  const names = (Array.isArray(schema.required) ? schema.required : []).filter(
    (name) => typeof name === 'string',
  )
  for (const name of names)
    if (!entries.has(name)) outcomes.push(open ? unknown : violated([...path, name], 'missing-key', ''))
  return [...outcomes, ...dependents(run, schema, node, path)]
}

/** What keys ask for that are there: `dependencies`, `dependentRequired`, `dependentSchemas`, `propertyNames`. */
function dependents(
  run: Run,
  schema: JsonObject,
  node: MergedNode & { readonly kind: 'map' },
  path: readonly string[],
): readonly Outcome[] {
  const outcomes: Outcome[] = []
  for (const keyword of ['dependencies', 'dependentRequired', 'dependentSchemas']) {
    const demands = schema[keyword]
    if (!isSchema(demands)) continue
    for (const [key, demand] of Object.entries(demands)) {
      if (!node.entries.has(key)) continue
      if (!Array.isArray(demand)) outcomes.push(judge(run, demand, node, path))
      else
        for (const name of demand)
          if (typeof name === 'string' && !node.entries.has(name))
            outcomes.push(node.open ? unknown : violated([...path, name], 'missing-key', ''))
    }
  }
  if (schema.propertyNames !== undefined)
    for (const key of node.entries.keys()) {
      const { state } = judge(run, schema.propertyNames, { kind: 'scalar', value: key, set: [] }, [
        ...path,
        key,
      ])
      if (state === 'invalid') outcomes.push(violated([...path, key], 'unknown-key', ''))
      else if (state === 'unknown') outcomes.push(unknown)
    }
  return outcomes
}

function ofList(run: Run, schema: JsonObject, node: MergedNode, path: readonly string[]): readonly Outcome[] {
  if (node.kind !== 'list') return []
  const { items, prefixItems, additionalItems, contains } = schema
  const heads = Array.isArray(prefixItems) ? prefixItems : Array.isArray(items) ? items : []
  const rest = Array.isArray(items) ? additionalItems : items
  const outcomes = node.items.map((item, i) =>
    judge(run, i < heads.length ? heads[i] : rest, item, [...path, String(i)]),
  )
  if (contains === undefined) return outcomes
  const found = node.items.map((item) => judge(run, contains, item, path).state)
  if (found.includes('valid')) return outcomes
  const none = schema.minContains === 0 || found.includes('unknown')
  return [...outcomes, none ? unknown : violated(path, 'other', t('an item that it asks for'))]
}

function combined(
  run: Run,
  schema: JsonObject,
  node: MergedNode,
  path: readonly string[],
): readonly Outcome[] {
  const { allOf, anyOf, oneOf, not } = schema
  const each = (list: Json) =>
    Array.isArray(list) ? list.map((one: Json) => judge(run, one, node, path)) : []
  const outcomes: Outcome[] = []
  if (allOf !== undefined) outcomes.push(...each(allOf))
  if (anyOf !== undefined) outcomes.push(oneAtLeast(each(anyOf), path))
  if (oneOf !== undefined) outcomes.push(oneAlone(each(oneOf), path))
  if (not !== undefined) {
    const { state } = judge(run, not, node, path)
    if (state === 'valid') outcomes.push(violated(path, 'other', t('something else')))
    else if (state === 'unknown') outcomes.push(unknown)
  }
  if (schema.if !== undefined) outcomes.push(conditional(run, schema, node, path))
  return outcomes
}

function conditional(run: Run, schema: JsonObject, node: MergedNode, path: readonly string[]): Outcome {
  const { state } = judge(run, schema.if, node, path)
  const [yes, no] = [judge(run, schema.then, node, path), judge(run, schema.else, node, path)]
  if (state === 'valid') return yes
  if (state === 'invalid') return no
  return yes.state === 'invalid' && no.state === 'invalid' ? yes : unknown
}

function oneAtLeast(outcomes: readonly Outcome[], path: readonly string[]): Outcome {
  if (outcomes.length === 0 || outcomes.some(({ state }) => state === 'valid')) return valid
  return outcomes.some(({ state }) => state === 'unknown') ? unknown : noneOf(outcomes, path)
}

function oneAlone(outcomes: readonly Outcome[], path: readonly string[]): Outcome {
  const fits = outcomes.filter(({ state }) => state === 'valid').length
  if (fits > 1) return violated(path, 'other', t('what fits one of several alternatives alone'))
  if (outcomes.some(({ state }) => state === 'unknown')) return unknown
  return fits === 1 || outcomes.length === 0 ? valid : noneOf(outcomes, path)
}

/** No alternative fits: the one that fits but for what stands further in tells most, else the types of all. */
function noneOf(outcomes: readonly Outcome[], path: readonly string[]): Outcome {
  const deeper = outcomes.filter(({ violations }) =>
    violations.every((each) => each.path.length > path.length),
  )
  const [only] = deeper
  if (only && deeper.length === 1) return only
  const found = outcomes.flatMap(({ violations }) => violations)
  const types = found.filter(({ kind, path: at }) => kind === 'type' && at.length === path.length)
  if (types.length === found.length) {
    const choices = [...new Set(types.flatMap((each) => each.choices))]
    return violated(path, 'type', choices.map(typeName).join(t(' or ')), choices)
  }
  return violated(path, 'other', t('one of several alternatives, none of which fits'))
}
