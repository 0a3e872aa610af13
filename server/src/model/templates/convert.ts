/**
 * How a value in a template is turned into another type: which function does it, and what is written where. It says
 * nothing about whether that should be done.
 */
import type { TemplateTree } from '../../syntax/template/ast.ts'
import { type Located, rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { formatFloat } from '../charts/expand/format.ts'

/** A command that a further one can follow, or an argument that takes parentheses. */
export interface Slot {
  readonly kind: 'command' | 'argument'
  readonly node: Located
}

/** What is to be written for a value to go through functions such as `int64`. */
export function convertedAt(
  tree: TemplateTree,
  { kind, node }: Slot,
  functions: readonly [string, ...string[]],
): readonly { readonly range: Range; readonly text: string }[] {
  const { start, end } = rangeOf(tree, node)
  const behind = { start: end, end }
  if (kind === 'command') return [{ range: behind, text: functions.map((name) => ` | ${name}`).join('') }]
  const [first, ...others] = functions
  return [
    { range: { start, end: start }, text: `(${first} ` },
    { range: behind, text: `${others.map((name) => ` | ${name}`).join('')})` },
  ]
}

/**
 * The functions that make another Go type of a value as it is meant; nothing where none does.
 * @param value what it is, of a number or boolean; undefined for others
 */
export function conversionTo(
  wanted: string,
  given: string,
  value: unknown,
): readonly [string, ...string[]] | undefined {
  if (typeof value === 'number') {
    if (wanted === 'int' || wanted === 'int64') return Number.isSafeInteger(value) ? [wanted] : undefined
    if (wanted === 'float64') return ['float64']
    if (wanted !== 'string') return undefined
    if (given !== 'float64' || formatFloat(value) === String(value)) return ['toString']
    return Number.isSafeInteger(value) ? ['int64', 'toString'] : undefined
  }
  if (wanted !== 'string') return undefined
  if (given === 'bool') return ['toString']
  return given === 'map[string]any' || given === '[]any' ? ['toYaml'] : undefined
}
