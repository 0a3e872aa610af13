/**
 * What a plain scalar is to go-yaml v2 (`resolve.go`), which Helm reads values and manifests with: YAML 1.1 with words
 * for booleans, octal numbers and underscores in numbers. Everything is a JSON value then, so every number is a
 * double. Dates stay texts, as they do in Helm.
 */
import type { YamlScalar } from './ast.ts'

const words: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ...cased('y', 'yes', 'true', 'on').map((word) => [word, true] as const),
  ...cased('n', 'no', 'false', 'off').map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
])

function cased(...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [name, (name[0] ?? '').toUpperCase() + name.slice(1), name.toUpperCase()])
}

const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
/** Go itself lets underscores stand between digits. */
const fraction = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/
const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/

/** The value of a plain scalar without a tag. Not-a-number and infinity have none: JSON can't hold them, so Helm refuses them. */
export function goScalar(text: string): string | number | boolean | null | undefined {
  const word = words.get(text)
  if (word !== undefined) return word
  if (/^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/.test(text)) return undefined
  const first = text[0] ?? ''
  if (first === '.') return fraction.test(text) ? Number(text.replaceAll('_', '')) : text
  if (!/^[-+0-9]/.test(text) || isDate(text)) return text
  const plain = text.replaceAll('_', '')
  return integerOf(plain) ?? (float.test(plain) ? Number(plain) : text)
}

function integerOf(text: string): number | undefined {
  const found = integer.exec(text)
  if (!found) return undefined
  const [, sign, hex, binary, octal, decimal] = found
  const size = hex
    ? BigInt(`0x${hex}`)
    : binary
      ? BigInt(`0b${binary}`)
      : octal
        ? BigInt(`0o${octal}`)
        : BigInt(decimal ?? '')
  const value = sign === '-' ? -size : size
  // An unsigned number of 64 bits is one too, if it has no sign; what is longer is a double where it is written as one.
  const fits = value >= -(2n ** 63n) && (sign === '' ? value < 2n ** 64n : value < 2n ** 63n)
  return fits ? Number(value) : undefined
}

function isDate(text: string): boolean {
  return /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt ]\d)/.test(text)
}

/** The value of a scalar as go-yaml v2 reads it; undefined where it is unknown or has none. */
export function goValueOf(scalar: YamlScalar): string | number | boolean | null | undefined {
  if (scalar.hole || scalar.value === undefined) return undefined
  if (scalar.style !== 'plain')
    return scalar.tag === undefined || scalar.tag === '!!str' ? scalar.text : undefined
  if (scalar.tag === '!!str' || scalar.tag === '!') return scalar.text
  if (scalar.tag === undefined) return goScalar(scalar.text)
  const value = goScalar(scalar.text)
  const isFitting =
    (scalar.tag === '!!int' && typeof value === 'number' && Number.isInteger(value)) ||
    (scalar.tag === '!!float' && typeof value === 'number') ||
    (scalar.tag === '!!bool' && typeof value === 'boolean') ||
    (scalar.tag === '!!null' && value === null)
  return isFitting ? value : undefined
}

/** A key as Helm has it: what go-yaml v2 takes for a boolean or number is written as one, so that `on` is `true`. */
export function goKeyOf({ text, style, tag }: YamlScalar): string {
  const value = style === 'plain' && tag === undefined ? goScalar(text) : text
  if (typeof value === 'boolean') return String(value)
  // A number with a point keeps its text here, unless it is written in an odd way.
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : text
}
