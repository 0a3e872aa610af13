/**
 * `toJson` as Go's `encoding/json` writes it, and the reading of JSON. Map keys are sorted; what HTML could take for
 * markup is escaped unless it is asked not to.
 */
import { fixed } from './format.ts'
import { entriesOf, listOf, newMap, stringOf, unknown, type Value } from './value.ts'

interface Style {
  readonly html: boolean
  /** Blanks for each level, or nothing for one line. */
  readonly indent: string | undefined
}

const maxDepth = 100

/** A value as JSON; nothing where a part of it is unknown. */
export function jsonOf(value: Value, style: Style = { html: true, indent: undefined }): string | undefined {
  return text(value, style, 0)
}

function text(value: Value, style: Style, depth: number): string | undefined {
  if (value === null) return 'null'
  if (depth > maxDepth) return undefined
  switch (typeof value) {
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'number':
      return numberText(value)
    case 'string':
      return jsonText(value, style.html)
    default:
  }
  switch (value.kind) {
    case 'text': {
      const known = stringOf(value)
      return known === undefined ? undefined : jsonText(known, style.html)
    }
    case 'list':
      if (value.isNil) return 'null'
      return joined('[', ']', value.items, style, depth, (item) => text(item, style, depth + 1))
    case 'map':
      if (value.open) return undefined
      return joined('{', '}', entriesOf(value), style, depth, ([key, entry]) => {
        const shown = text(entry, style, depth + 1)
        const colon = style.indent === undefined ? ':' : ': '
        return shown === undefined ? undefined : jsonText(key, style.html) + colon + shown
      })
    default:
      return undefined
  }
}

function joined<T>(
  start: string,
  end: string,
  items: readonly T[],
  { indent }: Style,
  depth: number,
  show: (item: T) => string | undefined,
): string | undefined {
  const texts: string[] = []
  for (const item of items) {
    const shown = show(item)
    if (shown === undefined) return undefined
    texts.push(shown)
  }
  if (indent === undefined || texts.length === 0) return start + texts.join(',') + end
  const pad = `\n${indent.repeat(depth + 1)}`
  return `${start}${pad}${texts.join(`,${pad}`)}\n${indent.repeat(depth)}${end}`
}

/** A number as `encoding/json` writes it: with an exponent below 1e-6 and from 1e21 on. */
function numberText(value: number): string | undefined {
  if (!Number.isFinite(value)) return undefined
  if (Object.is(value, -0)) return '-0'
  const size = Math.abs(value)
  if (size === 0 || (size >= 1e-6 && size < 1e21)) return fixed(value)
  return value.toExponential().replace(/e([-+])0*(\d)/, 'e$1$2')
}

/** A text as `encoding/json` writes it. */
function jsonText(value: string, html: boolean): string {
  const pattern = html ? /["\\<>&\u2028\u2029]|[^\u0020-\uffff]/g : /["\\\u2028\u2029]|[^\u0020-\uffff]/g
  const inner = value.replace(/\p{Cs}/gu, '\ufffd').replace(pattern, (char) => {
    const known = shortEscapes[char]
    if (known !== undefined) return known
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `"${inner}"`
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}

/** A JSON text as a value; nothing where it is none. Every number is a floating-point number. */
export function fromJson(source: string): Value | undefined {
  try {
    return valueOfJson(JSON.parse(source), 0)
  } catch {
    return undefined
  }
}

function valueOfJson(data: unknown, depth: number): Value {
  if (depth > maxDepth) return unknown
  if (Array.isArray(data)) return listOf(data.map((item) => valueOfJson(item, depth + 1)))
  if (typeof data === 'object' && data !== null)
    return newMap(Object.entries(data).map(([key, value]) => [key, valueOfJson(value, depth + 1)] as const))
  if (typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean') return data
  return null
}
