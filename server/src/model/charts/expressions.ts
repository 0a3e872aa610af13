/**
 * What a pipeline of a template stands for, as far as that can be told without values: a path from what the template
 * was called with, a map or list made of such paths, a text, or one of several of them. Plain data, so that it can be
 * kept as a fact of a file and put together with that of other files (`flow.ts`). Nothing is evaluated.
 */

/** A key, any key (`undefined`), or a key whose text stands at another place. */
export type Step = string | undefined | { readonly of: Expression }

export type Expression =
  /** From `$`, what the file or named template was called with; no steps: that itself. */
  | { readonly kind: 'path'; readonly steps: readonly Step[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [name: string, value: Expression])[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'text'; readonly value: string }
  /** A text made of others, one after the other. */
  | { readonly kind: 'join'; readonly parts: readonly Expression[] }
  | { readonly kind: 'any'; readonly of: readonly Expression[] }
  | { readonly kind: 'unknown' }

export const unknown: Expression = { kind: 'unknown' }
/** What `$` is. */
export const argument: Expression = { kind: 'path', steps: [] }

/** How many alternatives are followed; real charts have up to a dozen (`coalesce` over several settings). */
export const maxAlternatives = 48
/** How long a path may get through nested blocks: longer ones are no real chart's. */
const maxLength = 64

/** One of several expressions; unknown ones make no alternative, but where there are none but those. */
export function anyOf(alternatives: readonly Expression[]): Expression {
  const known: Expression[] = []
  for (const each of alternatives) {
    for (const one of each.kind === 'any' ? each.of : [each]) {
      if (one.kind !== 'unknown' && !known.some((other) => isSame(other, one))) known.push(one)
    }
  }
  const [first] = known
  if (!first) return unknown
  return known.length === 1 ? first : { kind: 'any', of: known.slice(0, maxAlternatives) }
}

/** Several texts as one; unknown as soon as one of them is. */
export function joined(parts: readonly Expression[]): Expression {
  if (parts.some(({ kind }) => kind !== 'text' && kind !== 'path' && kind !== 'any' && kind !== 'join'))
    return unknown
  if (!parts.every((part) => part.kind === 'text')) return { kind: 'join', parts }
  return { kind: 'text', value: parts.map(({ value }) => value).join('') }
}

/** What stands below an expression at a key. */
export function step(from: Expression, key: Step): Expression {
  switch (from.kind) {
    case 'path':
      return from.steps.length < maxLength ? { kind: 'path', steps: [...from.steps, key] } : unknown
    case 'dict': {
      if (typeof key !== 'string') return anyOf(from.entries.map(([, value]) => value))
      return from.entries.findLast(([name]) => name === key)?.[1] ?? unknown
    }
    case 'list':
      return anyOf(from.items)
    case 'any':
      return anyOf(from.of.map((each) => step(each, key)))
    default:
      return unknown
  }
}

/** What stands below an expression at several keys, one after the other. */
export function steps(from: Expression, keys: readonly Step[]): Expression {
  return keys.reduce(step, from)
}

/** The key that an expression is when it is used as one. */
export function keyOf(expression: Expression): Step {
  if (expression.kind === 'text') return expression.value
  return expression.kind === 'unknown' ? undefined : { of: expression }
}

/** What a `range` over an expression has as its elements. */
export function elementsOf(expression: Expression): Expression {
  return step(expression, undefined)
}

/** What a `range` over an expression has as its keys; known of maps that the template itself makes. */
export function keysOf(expression: Expression): Expression {
  if (expression.kind !== 'dict') return unknown
  return anyOf(expression.entries.map(([value]) => ({ kind: 'text', value })))
}

/** Whether two expressions say the same. */
export function isSame(a: Expression, b: Expression): boolean {
  return a === b || (a.kind === b.kind && textOf(a) === textOf(b))
}

/** An expression as a text that is the same for what says the same; for indexes. */
export function textOf(expression: Expression): string {
  switch (expression.kind) {
    case 'path':
      return `$${expression.steps.map((each) => `.${stepText(each)}`).join('')}`
    case 'dict':
      return `{${expression.entries.map(([name, value]) => `${JSON.stringify(name)}:${textOf(value)}`).join()}}`
    case 'list':
      return `[${expression.items.map(textOf).join()}]`
    case 'text':
      return JSON.stringify(expression.value)
    case 'join':
      return `<${expression.parts.map(textOf).join('+')}>`
    case 'any':
      return `(${expression.of.map(textOf).join('|')})`
    default:
      return '?'
  }
}

function stepText(key: Step): string {
  if (key === undefined) return '*'
  return typeof key === 'string' ? JSON.stringify(key) : `<${textOf(key.of)}>`
}
