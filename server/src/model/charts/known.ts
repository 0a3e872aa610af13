/**
 * What a template's expressions stand for once it is known what the template is called with: values of a chart,
 * Helm's built-in objects, texts. Plain data without reference to a workspace, so that what is worked out for a unit
 * can be kept for as long as the unit is the same.
 */
import { memo } from '../../text/memo.ts'
import { type Expression, type Step, textOf } from './expressions.ts'

/** Keys below `.Values`; undefined stands for any key or index. */
export type Keys = readonly (string | undefined)[]

export type Known =
  /** What Helm calls a file's own text with; `at` is the member's path in the family. */
  | { readonly kind: 'root'; readonly at: readonly string[] }
  /** Values of the member at `at`, by the keys that its own templates use. */
  | { readonly kind: 'values'; readonly at: readonly string[]; readonly keys: Keys }
  /** One of Helm's other objects, such as `Release.Name`; `at` is the member's path where that makes a difference. */
  | { readonly kind: 'object'; readonly names: readonly string[]; readonly at?: readonly string[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [name: string, value: Known])[] }
  | { readonly kind: 'list'; readonly items: readonly Known[] }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'any'; readonly of: readonly Known[] }
  | { readonly kind: 'unknown' }

export const unknown: Known = { kind: 'unknown' }

/** How many alternatives are followed. */
const maxAlternatives = 256

/** One of several; unknown ones make no alternative, but where there are none but those. */
export function anyOf(alternatives: readonly Known[]): Known {
  const known = new Map<string, Known>()
  for (const each of alternatives)
    for (const one of each.kind === 'any' ? each.of : [each])
      if (one.kind !== 'unknown') known.set(labelOf(one), one)
  const found = [...known.values()].slice(0, maxAlternatives)
  return found.length === 0
    ? unknown
    : found.length === 1
      ? (found[0] ?? unknown)
      : { kind: 'any', of: found }
}

/** What Go's type of the whole values can do: each gives them again, or a part of them that is not told apart. */
const valuesMethods: ReadonlySet<string> = new Set(['AsMap', 'YAML', 'Table', 'PathValue', 'Encode'])

/** Objects that are another one in each chart. */
function belongsToChart(name: string): boolean {
  return name === 'Subcharts' || name === 'Template'
}

/** The text that stands for a member's `Template.BasePath` here: its path in the family, and the folder. */
function templatesFolder(at: readonly string[]): string {
  return `@${at.join('/')}@templates`
}

/** What a text says of a file of templates by `Template.BasePath`: the member's path, and the file's path in its chart. */
export function templatesFile(text: string): { readonly at: string; readonly path: string } | undefined {
  const [, at, path] = /^@([^@]*)@(templates\/.*)$/.exec(text) ?? []
  return at === undefined || path === undefined ? undefined : { at, path: path.replace(/\/{2,}/g, '/') }
}

/** What stands below at a key; undefined for any key. */
export function below(from: Known, key: string | undefined): Known {
  switch (from.kind) {
    case 'root':
      if (key === undefined) return unknown
      if (key === 'Values') return { kind: 'values', at: from.at, keys: [] }
      return { kind: 'object', names: [key], ...(belongsToChart(key) && { at: from.at }) }
    case 'values':
      if (from.keys.length === 0 && key !== undefined && valuesMethods.has(key)) return from
      return from.keys.length < 64 ? { kind: 'values', at: from.at, keys: [...from.keys, key] } : unknown
    case 'object':
      if (key === undefined) return unknown
      // A chart sees its subcharts' root objects there.
      if (from.at && from.names[0] === 'Subcharts') return { kind: 'root', at: [...from.at, key] }
      return { kind: 'object', names: [...from.names, key], ...(from.at && { at: from.at }) }
    case 'dict': {
      if (key === undefined) return anyOf(from.entries.map(([, value]) => value))
      return from.entries.findLast(([name]) => name === key)?.[1] ?? unknown
    }
    case 'list':
      return anyOf(from.items)
    case 'any':
      return anyOf(from.of.map((each) => below(each, key)))
    default:
      return unknown
  }
}

/** What an expression of a unit stands for where the unit is called with `argument`. */
export function knownOf(expression: Expression, argument: Known): Known {
  switch (expression.kind) {
    case 'path':
      return expression.steps.reduce((at, step) => stepBelow(at, step, argument), argument)
    case 'dict':
    case 'list':
      return literalOf(expression) ?? collectionOf(expression, argument)
    case 'join':
      return joinedText(expression.parts.map((part) => knownOf(part, argument)))
    case 'any':
      return anyOf(expression.of.map((each) => knownOf(each, argument)))
    default:
      return expression
  }
}

type Collection = Expression & { readonly kind: 'dict' | 'list' }

function collectionOf(expression: Collection, argument: Known): Known {
  if (expression.kind === 'list')
    return { kind: 'list', items: expression.items.map((item) => knownOf(item, argument)) }
  const entries = expression.entries.map(([name, value]) => [name, knownOf(value, argument)] as const)
  return { kind: 'dict', entries }
}

/** A map or list that is the same whatever the unit is called with: tables of texts, which may be large. */
const literalOf = memo((expression: Collection): Known | undefined =>
  isLiteral(expression) ? collectionOf(expression, unknown) : undefined,
)

function isLiteral(expression: Expression): boolean {
  if (expression.kind === 'dict') return expression.entries.every(([, value]) => isLiteral(value))
  if (expression.kind === 'list') return expression.items.every(isLiteral)
  return expression.kind === 'text' || expression.kind === 'unknown'
}

/** Texts one after the other, in every combination; unknown as soon as one of them may be. */
function joinedText(parts: readonly Known[]): Known {
  let made = ['']
  for (const part of parts) {
    const texts = textsOf(part)
    if (!texts || texts.length * made.length > 64) return unknown
    made = made.flatMap((before) => texts.map((text) => before + text))
  }
  return anyOf(made.map((value) => ({ kind: 'text', value })))
}

function textsOf(known: Known): readonly string[] | undefined {
  if (known.kind === 'text') return [known.value]
  if (known.kind === 'object')
    return known.at && known.names.join('.') === 'Template.BasePath' ? [templatesFolder(known.at)] : undefined
  if (known.kind !== 'any') return undefined
  const texts = known.of.map(textsOf)
  return texts.every((each) => each !== undefined) ? texts.flat() : undefined
}

function stepBelow(from: Known, step: Step, argument: Known): Known {
  if (step === undefined || typeof step === 'string') return below(from, step)
  const key = knownOf(step.of, argument)
  const keys = key.kind === 'any' ? key.of : [key]
  // One text that is not known may be any key, so nothing is gained by the others.
  if (!keys.every((each) => each.kind === 'text')) return below(from, undefined)
  return anyOf(keys.map(({ value }) => below(from, value)))
}

/** All values among what something may be, those in maps and lists of it too where `deep`. */
export function valuesIn(
  known: Known,
  deep: boolean,
): readonly (Known & { readonly kind: 'values' | 'root' })[] {
  switch (known.kind) {
    case 'values':
    case 'root':
      return [known]
    case 'any':
      return known.of.flatMap((each) => valuesIn(each, deep))
    case 'dict':
      return deep ? known.entries.flatMap(([, value]) => valuesIn(value, deep)) : []
    case 'list':
      return deep ? known.items.flatMap((item) => valuesIn(item, deep)) : []
    default:
      return []
  }
}

/** The keys of a chart's values from the family's root. Globals are the root's wherever they are read. */
export function rootKeys({ at, keys }: { readonly at: readonly string[]; readonly keys: Keys }): Keys {
  return keys[0] === 'global' ? keys : [...at, ...keys]
}

/** A text that is the same for what says the same; for indexes. */
export const labelOf = memo((known: Known): string => {
  switch (known.kind) {
    case 'root':
      return `root:${known.at.join('/')}`
    case 'values':
      return `values:${known.at.join('/')}:${known.keys.map((key) => key ?? '*').join('/')}`
    case 'object':
      return `${known.names.join('.')}${known.at ? `@${known.at.join('/')}` : ''}`
    case 'dict':
      return `{${known.entries.map(([name, value]) => `${name}=${labelOf(value)}`).join()}}`
    case 'list':
      return `[${known.items.map(labelOf).join()}]`
    case 'any':
      return `(${known.of.map(labelOf).join('|')})`
    default:
      return textOf(known)
  }
})
