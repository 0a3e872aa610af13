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

/** One escape: what it stands for and its length. A byte above 127 is a part of an encoded character. */
interface Escape {
  readonly value: string
  readonly byte: number | undefined
  readonly length: number
}

/** The escape at the start of `text`. */
function readEscape(text: string, quote: string): Escape | undefined {
  const match = escapeForm.exec(text)
  if (match === null) return undefined
  const [whole, hex, short, long, octal, simple] = match
  const length = whole.length
  if (simple !== undefined) {
    const value =
      simple === quote ? quote : Object.hasOwn(simpleEscapes, simple) ? simpleEscapes[simple] : undefined
    return value === undefined ? undefined : { value, byte: undefined, length }
  }
  if (hex !== undefined || octal !== undefined) {
    const byte = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(octal ?? '', 8)
    if (byte > 255) return undefined
    return byte < 128
      ? { value: String.fromCharCode(byte), byte: undefined, length }
      : { value: '\ufffd', byte, length }
  }
  const point = Number.parseInt(short ?? long ?? '', 16)
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined
  return { value: String.fromCodePoint(point), byte: undefined, length }
}

/** Decodes `"…"`, quotes included. Bytes that make no character become the replacement character. */
export function decodeString(text: string): Decoded<string> {
  const inner = text.slice(1, -1)
  if (!inner.includes('\\')) return inner
  const parts: string[] = []
  let bytes: number[] = []
  for (let at = 0; at < inner.length; ) {
    const slash = inner.indexOf('\\', at)
    if (slash !== at && bytes.length > 0) bytes = endBytes(parts, bytes)
    if (slash < 0) {
      parts.push(inner.slice(at))
      break
    }
    const escaped = readEscape(inner.slice(slash, slash + 10), '"')
    if (escaped === undefined) return undefined
    parts.push(inner.slice(at, slash))
    if (escaped.byte !== undefined) bytes.push(escaped.byte)
    else {
      bytes = endBytes(parts, bytes)
      parts.push(escaped.value)
    }
    at = slash + escaped.length
  }
  endBytes(parts, bytes)
  return parts.join('')
}

/** Adds the characters that bytes encode in UTF-8. */
function endBytes(parts: string[], bytes: readonly number[]): number[] {
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] ?? 0
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
    const character = decoded(bytes.slice(at, at + length))
    parts.push(character ?? '\ufffd')
    at += character === undefined ? 1 : length
  }
  return []
}

function decoded(bytes: readonly number[]): string | undefined {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16)}`).join(''))
  } catch {
    return undefined
  }
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
