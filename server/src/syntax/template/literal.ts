/**
 * Whether Go accepts a number, string or character constant of a template, and its value.
 * Go reads them with `strconv`; here only what templates need is kept: no complex values, and numbers that a
 * double can't hold exactly have none.
 */

/** A string's or character's value; undefined where Go refuses it. */
export type Decoded<T> = T | undefined

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

const escapeForm = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))/

/** One escape at the start of `text`: its value and its length. */
function readEscape(text: string, quote: string): { value: string; length: number } | undefined {
  const match = escapeForm.exec(text)
  if (match === null) return undefined
  const [whole, hex, short, long, octal, simple] = match
  const length = whole.length
  if (simple !== undefined) {
    const value =
      simple === quote ? quote : Object.hasOwn(simpleEscapes, simple) ? simpleEscapes[simple] : undefined
    return value === undefined ? undefined : { value, length }
  }
  if (hex !== undefined || octal !== undefined) {
    const byte = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(octal ?? '', 8)
    if (byte > 255) return undefined
    // A byte above 127 is part of an encoded character, which only the whole string would tell.
    return { value: byte < 128 ? String.fromCharCode(byte) : '\ufffd', length }
  }
  const point = Number.parseInt(short ?? long ?? '', 16)
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined
  return { value: String.fromCodePoint(point), length }
}

/** Decodes `"…"`, quotes included. */
export function decodeString(text: string): Decoded<string> {
  const inner = text.slice(1, -1)
  if (!inner.includes('\\')) return inner
  const parts: string[] = []
  for (let at = 0; at < inner.length; ) {
    const slash = inner.indexOf('\\', at)
    if (slash < 0) {
      parts.push(inner.slice(at))
      break
    }
    const escaped = readEscape(inner.slice(slash, slash + 10), '"')
    if (escaped === undefined) return undefined
    parts.push(inner.slice(at, slash), escaped.value)
    at = slash + escaped.length
  }
  return parts.join('')
}

/** Decodes a raw string, backquotes included: Go drops carriage returns. */
export function decodeRawString(text: string): string {
  const inner = text.slice(1, -1)
  return inner.includes('\r') ? inner.replaceAll('\r', '') : inner
}

/** Decodes `'x'`, quotes included, to a code point. */
export function decodeChar(text: string): Decoded<number> {
  const inner = text.slice(1, -1)
  if (inner.startsWith('\\')) {
    const escaped = readEscape(inner, "'")
    if (escaped === undefined || escaped.length !== inner.length) return undefined
    const byte = /^\\(?:x(..)|(\d{3}))$/.exec(inner)
    if (byte !== null)
      return byte[1] === undefined ? Number.parseInt(byte[2] ?? '', 8) : Number.parseInt(byte[1], 16)
    return escaped.value.codePointAt(0)
  }
  const point = inner.codePointAt(0)
  return point !== undefined && String.fromCodePoint(point) === inner ? point : undefined
}

const integerForm =
  /^[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/
const digits = '[0-9](?:_?[0-9])*'
const hexDigits = '_?[0-9a-fA-F](?:_?[0-9a-fA-F])*'
const decimalForm = new RegExp(
  `^[+-]?(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:[eE][+-]?${digits})?$`,
)
const hexForm = new RegExp(
  `^([+-]?)0[xX]((?:${hexDigits})?)(?:\\.((?:[0-9a-fA-F](?:_?[0-9a-fA-F])*)?))?[pP]([+-]?${digits})$`,
)

/** What Go makes of a number: whether it takes it, whether it is an integer to it, and its value if a double holds it. */
export interface NumberReading {
  readonly valid: boolean
  readonly overflow: boolean
  readonly integer: boolean
  readonly value: number | undefined
}

const refused: NumberReading = { valid: false, overflow: false, integer: false, value: undefined }

/** Reads a number as it is written in a template. */
export function readNumber(text: string): NumberReading {
  const second = /^(.*[^eEpP+-])([+-].*)i$/.exec(text)
  if (second !== null) {
    const whole = readFloat(second[1] ?? '') !== undefined && readFloat(second[2] ?? '') !== undefined
    return { ...refused, valid: whole }
  }
  if (text.endsWith('i')) return { ...refused, valid: readFloat(text.slice(0, -1)) !== undefined }
  if (integerForm.test(text)) {
    const integer = readInteger(text)
    if (integer !== undefined) return integer
  }
  const float = readFloat(text)
  if (float === undefined) return refused
  if (!/[.eEpP]/.test(text)) return { ...refused, overflow: true }
  return { valid: true, overflow: false, integer: Number.isInteger(float), value: float }
}

function readInteger(text: string): NumberReading | undefined {
  const signed = /^[+-]/.test(text)
  const plain = text.replace(/^[+-]/, '').replaceAll('_', '')
  const octal = /^0[0-7]+$/.test(plain)
  const magnitude = BigInt(octal ? `0o${plain.slice(1)}` : plain)
  const value = text.startsWith('-') ? -magnitude : magnitude
  const fits = signed ? value >= -(2n ** 63n) && value < 2n ** 63n : value < 2n ** 64n
  if (!fits) return undefined
  const number = Number(value)
  return { valid: true, overflow: false, integer: true, value: BigInt(number) === value ? number : undefined }
}

function readFloat(text: string): number | undefined {
  if (decimalForm.test(text)) {
    const value = Number(text.replaceAll('_', ''))
    return Number.isFinite(value) ? value : undefined
  }
  const hex = hexForm.exec(text)
  if (hex === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = ''] = hex
  const mantissa = (whole + fraction).replaceAll('_', '')
  if (mantissa === '') return undefined
  const shift = Number(exponent.replaceAll('_', '')) - 4 * fraction.replaceAll('_', '').length
  const value = Number.parseInt(mantissa, 16) * 2 ** shift
  return Number.isFinite(value) ? (sign === '-' ? -value : value) : undefined
}
