/**
 * How Go prints values: `fmt`'s `%v`, numbers, quoted texts and `printf`. What has an unknown part is printed as pieces
 * with a hole where it is, or is unknown as a whole.
 */
import { compareTexts, entriesOf, isText, isUnknown, stringOf, type Value } from './value.ts'

/** A floating-point number as `%v` prints it: `strconv.FormatFloat(…, 'g', -1, 64)`. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e')
  const exponent = Number(exponentText)
  return exponent < -4 || exponent >= 6 ? exponential(mantissa, exponent) : fixed(value)
}

function exponential(mantissa: string, exponent: number): string {
  const size = String(Math.abs(exponent)).padStart(2, '0')
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`
}

/** Without an exponent, however long. */
export function fixed(value: number): string {
  const text = String(value)
  const found = /^(-?)(\d)(?:\.(\d+))?e([-+]\d+)$/.exec(text)
  if (!found) return text
  const [, sign = '', first = '', rest = '', size = '0'] = found
  const exponent = Number(size)
  const digits = first + rest
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  return sign + digits.padEnd(exponent + 1, '0')
}

/** `%v` of a value as one text; nothing where a part of it is unknown. */
export function printed(value: Value, depth = 0): string | undefined {
  if (value === null) return '<nil>'
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      return formatFloat(value)
    case 'boolean':
    case 'bigint':
      return String(value)
    default:
  }
  if (depth > 50) return undefined
  switch (value.kind) {
    case 'text':
      return stringOf(value)
    case 'list':
      return joined(value.items, depth, (items) => `[${items.join(' ')}]`)
    case 'map': {
      if (value.open) return undefined
      const entries = entriesOf(value)
      const values = entries.map(([, entry]) => entry)
      return joined(values, depth, (texts) => {
        const pairs = texts.map((text, i) => `${entries[i]?.[0]}:${text}`)
        return `map[${pairs.join(' ')}]`
      })
    }
    case 'struct':
      return value.text
    default:
      return undefined
  }
}

function joined(
  values: readonly Value[],
  depth: number,
  join: (texts: readonly string[]) => string,
): string | undefined {
  const texts: string[] = []
  for (const value of values) {
    const text = printed(value, depth + 1)
    if (text === undefined) return undefined
    texts.push(text)
  }
  return join(texts)
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}

/** A text as `%q` prints it. */
export function quoted(text: string): string {
  return `"${escapedForGo(text)}"`
}

/** The inside of a text as `%q` prints it. */
function escapedForGo(text: string): string {
  return text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (char) => {
    const known = shortEscapes[char]
    if (known !== undefined) return known
    const code = char.codePointAt(0) ?? 0
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/**
 * `fmt.Sprintf` for what templates write: `%s`, `%v`, `%d`, `%q`, `%t`, `%x`, `%f` and the like, with width and
 * precision. Nothing where a value is unknown, and for verbs and mismatches that are not known here.
 */
export function formatted(format: string, args: readonly Value[]): string | undefined {
  let next = 0
  let isOdd = false
  const text = format.replace(
    /%([-+# 0]*)(\d+)?(?:\.(\d+))?(.)|%$/gsu,
    (whole, flags, width, precision, verb) => {
      if (verb === '%') return '%'
      if (verb === undefined || next >= args.length) {
        isOdd = true
        return whole
      }
      const shown = one(verb, flags ?? '', precision, args[next++] as Value) // Inside the list, by the test above.
      if (shown === undefined) {
        isOdd = true
        return ''
      }
      return padded(shown, flags ?? '', Number(width ?? 0))
    },
  )
  return isOdd || next < args.length ? undefined : text
}

function one(verb: string, flags: string, precision: string | undefined, value: Value): string | undefined {
  if (isUnknown(value) || (flags !== '' && /[+# ]/.test(flags))) return undefined
  const text = stringOf(value)
  switch (verb) {
    case 'v':
      return precision === undefined ? printed(value) : undefined
    case 's':
      if (text === undefined) return undefinedOr(value)
      return precision === undefined ? text : [...text].slice(0, Number(precision)).join('')
    case 'q':
      return text === undefined ? undefined : quoted(text)
    case 'd':
      return typeof value === 'bigint' ? String(value) : undefinedOr(value, 'd')
    case 't':
      return typeof value === 'boolean' ? String(value) : undefined
    case 'x':
    case 'o':
    case 'b':
      return typeof value === 'bigint' && value >= 0n
        ? value.toString({ x: 16, o: 8, b: 2 }[verb])
        : undefined
    case 'X':
      return typeof value === 'bigint' && value >= 0n ? value.toString(16).toUpperCase() : undefined
    case 'f':
      return typeof value === 'number' && Math.abs(value) < 1e20
        ? rounded(value, Number(precision ?? 6))
        : undefined
    case 'g':
      return typeof value === 'number' && precision === undefined ? formatFloat(value) : undefined
    default:
      return undefined
  }
}

/** `%s` and `%d` of what they are not meant for, as Go shows it; lists of texts are printed as lists. */
function undefinedOr(value: Value, verb = 's'): string | undefined {
  if (isText(value)) return undefined
  if (value === null) return `%!${verb}(<nil>)`
  if (typeof value === 'number') return `%!${verb}(float64=${formatFloat(value)})`
  if (typeof value === 'bigint') return `%!${verb}(int=${value})`
  if (typeof value === 'boolean') return `%!${verb}(bool=${value})`
  if (typeof value === 'string') return `%!${verb}(string=${value})`
  const isTexts = value.kind === 'list' && value.items.every((item) => stringOf(item) !== undefined)
  return verb === 's' && (isTexts || value.kind === 'struct') ? printed(value) : undefined
}

function rounded(value: number, digits: number): string | undefined {
  return digits > 100 ? undefined : value.toFixed(digits)
}

function padded(text: string, flags: string, width: number): string {
  const missing = width - [...text].length
  if (missing <= 0 || width > 10_000) return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (!flags.includes('0')) return ' '.repeat(missing) + text
  return /^[-+]/.test(text) ? text[0] + '0'.repeat(missing) + text.slice(1) : '0'.repeat(missing) + text
}

/** Texts in Go's order. */
export function sortedTexts(texts: readonly string[]): readonly string[] {
  return [...texts].sort(compareTexts)
}
