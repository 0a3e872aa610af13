/**
 * What an Alloy expression is known to be without running anything: literals, text joined with `+`, negated numbers.
 * All else (references, functions, template output) is unknown. Durations are Go's, those of policies Prometheus's.
 */
import type { AlloyArgument } from '../../schema/alloy.ts'
import type { Expression } from '../../syntax/alloy/ast.ts'
import { alloyTree, isUnknown } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { totalOf } from '../units.ts'

/** A value that is known; `null` is Alloy's null. */
export type Constant = string | number | boolean | null

/** The value of an expression of `document`, or `undefined` where it is not known. */
export function constantIn(document: Document, expression: Expression): Constant | undefined {
  if (isUnknown(document, rangeOf(alloyTree(document), expression))) return undefined
  return constantOf(expression)
}

/** The value of an expression in a text without template output. */
export function constantOf(expression: Expression): Constant | undefined {
  switch (expression.kind) {
    case 'string':
      return expression.closed ? expression.value : undefined
    case 'number':
    case 'boolean':
      return expression.value
    case 'null':
      return null
    case 'paren':
      return constantOf(expression.inner)
    case 'unary':
      return negated(expression.operator, constantOf(expression.value))
    case 'binary':
      return expression.operator === '+'
        ? sum(constantOf(expression.left), constantOf(expression.right))
        : undefined
    default:
      return undefined
  }
}

function negated(operator: '!' | '-', value: Constant | undefined): Constant | undefined {
  if (operator === '-') return typeof value === 'number' ? -value : undefined
  return typeof value === 'boolean' ? !value : undefined
}

function sum(left: Constant | undefined, right: Constant | undefined): Constant | undefined {
  if (typeof left === 'string' && typeof right === 'string') return left + right
  return typeof left === 'number' && typeof right === 'number' ? left + right : undefined
}

/** A known boolean. */
export function booleanIn(document: Document, expression: Expression): boolean | undefined {
  const value = constantIn(document, expression)
  return typeof value === 'boolean' ? value : undefined
}

/** A known number; Alloy takes a numeric text for one too (1.18.0). */
export function numberIn(document: Document, expression: Expression): number | undefined {
  const value = constantIn(document, expression)
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^[-+]?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
}

/** A known duration in milliseconds. */
export function durationIn(document: Document, expression: Expression): number | undefined {
  const value = constantIn(document, expression)
  return typeof value === 'string' ? goDuration(value) : undefined
}

/** Milliseconds of a duration as Go's `time.ParseDuration` reads it (`1h30m`, `1.5h`, `-5m`, `0`). */
export function goDuration(text: string): number | undefined {
  const known = durations.get(text)
  if (known !== undefined) return known
  const read = readDuration(text)
  if (durations.size >= mostDurations) durations.clear()
  if (read !== undefined) durations.set(text, read)
  return read
}

/** Those that were read last: a configuration has the same few again and again. */
const durations = new Map<string, number>()
const mostDurations = 500

function readDuration(text: string): number | undefined {
  const match = /^([-+]?)(0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.exec(text)
  if (!match) return undefined
  const total = totalOf(match[2] ?? '')
  return match[1] === '-' ? -total : total
}

/** Bytes of an amount whose units are powers of two with or without an `i`: `5MiB`, `1.5GB`, `-1KiB`, `0`. */
export function byteSize(text: string): number | undefined {
  const match = /^([-+]?)(0|(?:(?:\d+\.?\d*|\.\d+)[KMGTPE]?i?B)+)$/.exec(text)
  if (!match) return undefined
  let total = 0
  for (const [, amount, unit = ''] of (match[2] ?? '').matchAll(/(\d+\.?\d*|\.\d+)([KMGTPE]?)i?B/g))
    total += Number(amount) * 1024 ** ' KMGTPE'.indexOf(unit || ' ')
  return match[1] === '-' ? -total : total
}

/**
 * What an argument reads in a text, as a number: milliseconds of a duration, bytes of a size, a number.
 * @returns undefined for what Alloy can't read as one, and for arguments of other types
 */
export function measureOf(argument: AlloyArgument, value: string | number): number | undefined {
  const text = String(value)
  if (argument.type === 'duration') return goDuration(text)
  if (argument.text?.endsWith('.Base2Bytes')) return byteSize(text)
  return argument.type === 'number' && /^[-+]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}

/** Milliseconds of a duration as policies and Prometheus have it (`30m`, `90d`). */
export function policyDuration(text: string | undefined): number | undefined {
  return text !== undefined && /^(\d+(ms|s|m|h|d|w|y))+$/.test(text) ? totalOf(text) : undefined
}

/** A duration as Alloy's files have it, in the largest whole units: `1h30m`, `5m`, `500ms`. */
export function durationText(milliseconds: number): string {
  let rest = Math.round(milliseconds)
  if (rest === 0) return '0s'
  let text = ''
  for (const [unit, size] of [
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
    ['ms', 1],
  ] as const) {
    const amount = Math.floor(rest / size)
    if (amount > 0) text += `${amount}${unit}`
    rest -= amount * size
  }
  return text
}

/** A time span for a sentence, rounded: `40 s`, `4.3 min`, `53 min`, `2.5 h`. */
export function roughText(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${rounded(seconds)} s`
  if (seconds < 3600) return `${rounded(seconds / 60)} min`
  return `${rounded(seconds / 3600)} h`
}

function rounded(amount: number): string {
  return String(amount < 10 ? Math.round(amount * 10) / 10 : Math.round(amount))
}
