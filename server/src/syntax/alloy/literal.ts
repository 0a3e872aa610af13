/**
 * What the literals of the Alloy language mean: the text of a string, and how it maps to the source.
 * Escapes are those of Go (`strconv.Unquote`): `\x` and octal escapes name bytes of UTF-8, `\u` and `\U` characters;
 * a raw string loses its carriage returns. A faulty escape stands for itself.
 */
import type { StringLiteral } from './ast.ts'

/** A run of a string's value and the source it comes from. Runs with `inner` as long as `outer` map one to one. */
export interface Segment {
  /** Where the run starts in the value. */
  readonly inner: number
  /** Where the run starts, relative to the part as the literal is. */
  readonly outer: number
  /** Length in the value. */
  readonly innerLength: number
  /** Length in the source: more than `innerLength` for an escape. */
  readonly outerLength: number
}

interface Decoded {
  readonly value: string
  readonly segments: readonly Segment[]
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
}

const goEscape =
  /\\(?:([abfnrtv\\"])|((?:[0-7]{3}|x[0-9a-fA-F]{2})(?:\\(?:[0-7]{3}|x[0-9a-fA-F]{2}))*)|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g

/** The text that `content`, standing between double quotes, means. */
export function decodeString(content: string): string {
  return decodeSimple(content) ?? decode(content, 0, goEscape, unescapeMatch).value
}

/** The same where all escapes are of two characters, as nearly all are. */
function decodeSimple(content: string): string | undefined {
  let value = ''
  let from = 0
  for (let at = content.indexOf('\\'); at >= 0; at = content.indexOf('\\', from)) {
    const simple = simpleEscapes[content.charAt(at + 1)]
    if (simple === undefined) return undefined
    value += content.slice(from, at) + simple
    from = at + 2
  }
  return value + content.slice(from)
}

/** The text that `content`, standing between backticks, means. */
export function decodeRawString(content: string): string {
  return content.includes('\r') ? content.replaceAll('\r', '') : content
}

/** How the value of a string maps to its source, in order and without gaps. */
export function segmentsOf(literal: StringLiteral): readonly Segment[] {
  const { contentStart: outer, contentEnd, origin, value } = literal
  if (literal.plain) return [{ inner: 0, outer, innerLength: value.length, outerLength: value.length }]
  const content = origin.text.slice(outer, contentEnd)
  return (
    literal.raw ? decode(content, outer, /\r/g, () => '') : decode(content, outer, goEscape, unescapeMatch)
  ).segments
}

function decode(
  content: string,
  outer: number,
  pattern: RegExp,
  replace: (match: RegExpExecArray) => string,
): Decoded {
  const segments: Segment[] = []
  let value = ''
  let at = 0
  const add = (text: string, outerLength: number): void => {
    if (outerLength > 0)
      segments.push({ inner: value.length, outer: outer + at, innerLength: text.length, outerLength })
    value += text
    at += outerLength
  }
  for (const match of content.matchAll(pattern)) {
    add(content.slice(at, match.index), match.index - at)
    add(replace(match), match[0].length)
  }
  add(content.slice(at), content.length - at)
  return { value, segments }
}

function unescapeMatch(match: RegExpExecArray): string {
  const [all, simple, bytes, short, long] = match
  if (simple !== undefined) return simpleEscapes[simple] ?? all
  if (bytes !== undefined) return decodeBytes(`\\${bytes}`)
  const code = Number.parseInt(short ?? long ?? '', 16)
  return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? all : String.fromCodePoint(code)
}

/** A run of byte escapes is UTF-8; where it is not, each byte that is no ASCII becomes U+FFFD. */
function decodeBytes(escapes: string): string {
  const bytes = escapes
    .split('\\')
    .slice(1)
    .map((digits) =>
      digits.startsWith('x') ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 8),
    )
  if (bytes.some((byte) => byte > 255)) return escapes
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
  } catch {
    return bytes.map((byte) => (byte < 128 ? String.fromCharCode(byte) : '\ufffd')).join('')
  }
}

const quotedEscapes: Readonly<Record<string, string>> = {
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

/** The text in double quotes, as Go's `%q` writes it. */
export function quoteString(text: string): string {
  return `"${text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => quotedEscapes[character] ?? codeEscape(character))}"`
}

function codeEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  if (code < 128) return `\\x${hex.padStart(2, '0')}`
  return code > 0xffff ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`
}
