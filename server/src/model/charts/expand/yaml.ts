/**
 * `toYaml` as Helm has it: JSON made of the value, read and written again by go-yaml v2 (`encode.go`, `emitterc.go`),
 * which decides how each text is quoted. Parts that are not known are holes.
 */
import type { TemplateNode } from '../../../syntax/template/ast.ts'
import { goScalar } from '../../../syntax/yaml/goScalar.ts'
import { bytesOf } from './bytes.ts'
import { fixed, formatFloat } from './format.ts'
import type { Origin, Piece } from './text.ts'
import { entriesOf, type GoMap, isList, isMap, isUnknown, stringOf, type Value } from './value.ts'

/** What stands for an unknown part. */
export interface HoleMaker {
  readonly node: TemplateNode
  readonly raw: string
  readonly origin: Origin | undefined
}

interface Writer {
  readonly pieces: Piece[]
  readonly hole: HoleMaker
  size: number
  /** Characters since the last line break. */
  column: number
}

const maxDepth = 100
/** More than any real value takes. */
const maxSize = 4_000_000

/** A value as YAML, without the line break at its end. */
export function yamlOf(value: Value, hole: HoleMaker): readonly Piece[] {
  const writer: Writer = { pieces: [], hole, size: 0, column: 0 }
  node(writer, value, 0, 'root', 0)
  return writer.pieces
}

function write(writer: Writer, text: string): void {
  writer.size += text.length
  if (writer.size > maxSize) return
  const from = text.lastIndexOf('\n') + 1
  writer.column = (from === 0 ? writer.column : 0) + lengthOf(text.slice(from))
  const last = writer.pieces.at(-1)
  if (last?.kind === 'text') writer.pieces[writer.pieces.length - 1] = { ...last, text: last.text + text }
  else writer.pieces.push({ kind: 'text', text, origin: undefined })
}

/** Characters as Go counts them. */
function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length++
  return length
}

function hole({ pieces, hole: { node, raw, origin } }: Writer): void {
  pieces.push({ kind: 'hole', node, raw, origin })
}

/** Where a node stands: it is behind a key, behind the dash of an item, or alone. */
type Context = 'root' | 'value' | 'item'

function node(writer: Writer, value: Value, indent: number, context: Context, depth: number): void {
  if (isMap(value) && depth <= maxDepth) map(writer, value, indent, context, depth)
  else if (isList(value) && !value.isNil && depth <= maxDepth)
    list(writer, value.items, indent, context, depth)
  else {
    if (context !== 'root') write(writer, ' ')
    const text = scalar(value, context === 'root' ? 2 : indent, writer.column)
    if (text === undefined) hole(writer)
    else write(writer, text)
  }
}

function map(writer: Writer, value: GoMap, indent: number, context: Context, depth: number): void {
  const entries = [...entriesOf(value)].sort(([a], [b]) => compareKeys(a, b))
  if (entries.length === 0 && !value.open) write(writer, context === 'root' ? '{}' : ' {}')
  const pad = ' '.repeat(indent)
  let isFirst = context !== 'value'
  if (context === 'item' && entries.length > 0) write(writer, ' ')
  for (const [key, entry] of entries) {
    if (!isFirst) write(writer, `\n${pad}`)
    isFirst = false
    const name = textScalar(key, indent)
    if (name === undefined || (isUnknown(entry) && entry.maybe)) hole(writer)
    else {
      write(writer, `${name}:`)
      node(writer, entry, indent + 2, 'value', depth + 1)
    }
  }
  if (!value.open) return
  if (!isFirst) write(writer, `\n${pad}`)
  hole(writer)
}

function list(
  writer: Writer,
  items: readonly Value[],
  indent: number,
  context: Context,
  depth: number,
): void {
  if (items.length === 0) write(writer, context === 'root' ? '[]' : ' []')
  // The items of a list that is a key's value stand in the key's own column.
  const column = context === 'value' ? indent - 2 : indent
  const pad = ' '.repeat(column)
  if (context === 'item' && items.length > 0) write(writer, ' ')
  for (const [i, item] of items.entries()) {
    if (i > 0 || context === 'value') write(writer, `\n${pad}`)
    write(writer, '-')
    node(writer, item, column + 2, 'item', depth + 1)
  }
}

function scalar(value: Value, indent: number, column: number): string | undefined {
  if (value === null || (isList(value) && value.isNil)) return 'null'
  switch (typeof value) {
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'number':
      return numberText(value)
    default: {
      const text = stringOf(value)
      return text === undefined ? undefined : textScalar(text, indent, column)
    }
  }
}

/** A number as JSON has it, read by go-yaml and written again: what it takes for an integer has no exponent. */
export function numberText(value: number): string {
  if (value === 0) return '0'
  const isInteger = Number.isInteger(value) && Math.abs(value) < 1e21
  if (isInteger && Math.abs(value) < 2 ** 64 && (value >= -(2 ** 63) || value > 0)) return fixed(value)
  return formatFloat(value)
}

/**
 * A text as go-yaml v2 writes it. `indent` is the column of what is nested in it, `column` the one that it begins at;
 * a key has none. Nothing where go-yaml's way is not followed here: keys that are long or have several lines, and a few
 * characters that no real file has.
 */
function textScalar(text: string, indent: number, column?: number): string | undefined {
  if (/[\u0085\u2028\u2029]|^\ufeff/.test(text) || (column === undefined && isLongKey(text))) return undefined
  const fold: Fold = column === undefined ? undefined : { indent, column }
  if (hasLoneSurrogate(text)) return doubleQuoted(text, fold)
  const { plain, single, block } = allowed(text)
  if (text.includes('\n')) return fold && block ? literal(text, indent) : doubleQuoted(text, fold)
  if (!fold && text === '') return '""'
  if (typeof goScalar(text) !== 'string' || isSexagesimal(text) || isDate(text))
    return doubleQuoted(text, fold)
  if (plain) return folded(text, fold, false)
  return single
    ? `'${folded(text.replaceAll("'", "''"), fold && { ...fold, column: fold.column + 1 }, true)}'`
    : doubleQuoted(text, fold)
}

function isLongKey(text: string): boolean {
  return text.length > 40
    ? /[\n\r\u2028\u2029]/.test(text) || bytesOf(text).length > 128
    : /[\n\r\u2028\u2029]/.test(text)
}

/** Where a scalar may be broken into lines, or not at all. */
type Fold = { readonly indent: number; readonly column: number } | undefined

/** Lines are broken at the first single blank behind this column. */
const width = 80

/** A plain or single-quoted text with line breaks in place of blanks beyond the width. */
function folded(text: string, fold: Fold, isQuoted: boolean): string {
  if (!fold || !text.includes(' ') || fold.column + text.length <= width) return text
  const chars = [...text]
  let out = ''
  let column = fold.column
  let wasSpace = false
  for (const [i, char] of chars.entries()) {
    const isEnd = isQuoted && (i === 0 || i === chars.length - 1)
    if (char === ' ' && !wasSpace && column > width && chars[i + 1] !== ' ' && !isEnd) {
      out += `\n${' '.repeat(fold.indent)}`
      column = fold.indent
    } else {
      out += char
      column++
    }
    wasSpace = char === ' '
  }
  return out
}

function hasLoneSurrogate(text: string): boolean {
  return /\p{Cs}/u.test(text)
}

function isSexagesimal(text: string): boolean {
  return /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(text)
}

/** What go-yaml takes for a time would not be read as a text again. */
function isDate(text: string): boolean {
  const found =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d)| \d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?)?$/.exec(
      text,
    )
  if (!found) return false
  const [month, day] = [Number(found[2]), Number(found[3])]
  return month >= 1 && month <= 12 && day >= 1 && day <= 31
}

/** Which styles can hold a text, as `yaml_emitter_analyze_scalar` finds out. */
function allowed(text: string) {
  const hasBreak = /[\n\r\u0085\u2028\u2029]/.test(text)
  const isSpecial = /[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u.test(text)
  const isPadded = /^[ \n\r\u0085\u2028\u2029]|[ \n\r\u0085\u2028\u2029]$/.test(text)
  const breakSpace = /[\n\r\u0085\u2028\u2029] /.test(text)
  const spaceBreak = / [\n\r\u0085\u2028\u2029]/.test(text)
  const indicators =
    /^(?:---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[?:-](?:[ \t\n\r\u0085\u2028\u2029]|$)/.test(text) ||
    /:(?:[ \t\n\r\u0085\u2028\u2029]|$)/.test(text) ||
    /[ \t\n\r\u0085\u2028\u2029]#/.test(text)
  return {
    plain: !isPadded && !breakSpace && !spaceBreak && !isSpecial && !hasBreak && !indicators,
    single: !breakSpace && !spaceBreak && !isSpecial,
    block: !/ $/.test(text) && !spaceBreak && !isSpecial,
  }
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
}

function doubleQuoted(text: string, fold: Fold): string {
  const chars = [...text]
  let out = '"'
  let column = (fold?.column ?? 0) + 1
  let wasSpace = false
  for (const [i, char] of chars.entries()) {
    const isBreakable = char === ' ' && !wasSpace && i > 0 && i < chars.length - 1
    if (fold && isBreakable && column > width) {
      // A blank that begins a line would be lost.
      const mark = chars[i + 1] === ' ' ? '\\' : ''
      out += `\n${' '.repeat(fold.indent)}${mark}`
      column = fold.indent + mark.length
    } else {
      const written = escapedChar(char)
      out += written
      column += written.length === char.length ? 1 : written.length
    }
    wasSpace = char === ' '
  }
  return `${out}"`
}

function escapedChar(char: string): string {
  if (!/^(?:["\\\n\u2028\u2029]|[^\u0020-\u007e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd])$/u.test(char))
    return char
  const known = escapes[char]
  if (known !== undefined) return `\\${known}`
  const code = char.codePointAt(0) ?? 0
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

function literal(text: string, indent: number): string {
  const pad = ' '.repeat(indent)
  const hint = /^[ \n\r\u0085\u2028\u2029]/.test(text) ? '2' : ''
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : ''
  const lines = text.replace(/\n$/, '').split('\n')
  return `|${hint}${chomp}\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`
}

/** The order of keys: runs of digits by their number, letters behind everything else. */
function compareKeys(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [x = '', y = ''] = [left[i], right[i]]
    if (x === y) continue
    const [isX, isY] = [/\p{L}/u.test(x), /\p{L}/u.test(y)]
    if (isX && isY) return points(x, y)
    if (isX || isY) return isY ? -1 : 1
    const isBehindDigit = (x === '0' || y === '0') && endsInNumber(left, i)
    const [m, mEnd] = numberAt(left, i, isBehindDigit)
    const [n, nEnd] = numberAt(right, i, isBehindDigit)
    if (m !== n) return m < n ? -1 : 1
    return mEnd !== nEnd ? mEnd - nEnd : points(x, y)
  }
  return left.length - right.length
}

function points(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)
}

function endsInNumber(chars: readonly string[], before: number): boolean {
  for (let j = before - 1; j >= 0 && isDigit(chars[j]); j--) if (chars[j] !== '0') return true
  return false
}

function numberAt(chars: readonly string[], from: number, isBehindDigit: boolean): readonly [bigint, number] {
  let value = isBehindDigit ? 1n : 0n
  let at = from
  for (; isDigit(chars[at]); at++) value = value * 10n + BigInt((chars[at]?.codePointAt(0) ?? 0) - 48)
  return [value, at]
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && /^\p{Nd}$/u.test(char)
}
