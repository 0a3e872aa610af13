/**
 * Functions of texts. Those that only lay a text out keep where its pieces come from, and its holes; the others need
 * the whole text. Positions and lengths are Go's, which counts bytes of UTF-8.
 */
import { bytesOf, textOfBytes } from '../bytes.ts'
import { formatted, printed, quoted } from '../format.ts'
import { indented, isSpace, type Piece, plainText, textPieces, trimmed } from '../text.ts'
import {
  isList,
  isText,
  isUnknown,
  listOf,
  newMap,
  stringOf,
  textValue,
  unknown,
  type Value,
} from '../value.ts'
import type { HoleMaker } from '../yaml.ts'
import { failure, type GoFunction, ofTexts, type Table } from './function.ts'

/** The pieces of a text, or a hole for one that is not known. */
function piecesOf(value: Value, { node, raw, origin }: HoleMaker): readonly Piece[] | undefined {
  if (typeof value === 'string') return textPieces(value)
  if (isText(value)) return value.pieces
  return isUnknown(value) ? [{ kind: 'hole', node, raw, origin }] : undefined
}

/** A text as Sprig's `strval` makes one of anything. */
export function textual(value: Value, hole: HoleMaker): readonly Piece[] | undefined {
  const pieces = piecesOf(value, hole)
  if (pieces) return pieces
  const text = printed(value)
  return text === undefined ? undefined : textPieces(text)
}

/** A text of which the pieces are wanted; `call` gives those of the result. */
function ofPieces(
  parameters: GoFunction['parameters'],
  call: (pieces: readonly Piece[], args: readonly Value[]) => readonly Piece[] | undefined,
): GoFunction {
  return {
    parameters,
    takesUnknown: true,
    call: (args, { hole }) => {
      const pieces = piecesOf(args.at(-1) ?? '', hole)
      if (args.slice(0, -1).some(isUnknown)) return unknown
      const result = pieces && call(pieces, args)
      return result ? textValue(result) : unknown
    },
  }
}

function spaces(count: Value | undefined): string | undefined {
  const size = Number(count)
  return size >= 0 && size <= 1000 ? ' '.repeat(size) : undefined
}

function indent(pieces: readonly Piece[], [count]: readonly Value[]): readonly Piece[] | undefined {
  const pad = spaces(count)
  return pad === undefined ? undefined : indented(pieces, pad)
}

function nindent(pieces: readonly Piece[], args: readonly Value[]): readonly Piece[] | undefined {
  const inner = indent(pieces, args)
  return inner && [...textPieces('\n'), ...inner]
}

/** Quotes each value that is not nil, with blanks between them. */
function quoting(quote: (text: string) => string, mark: string): GoFunction {
  return {
    parameters: [],
    rest: 'any',
    takesUnknown: true,
    call: (args, { hole }) => {
      const out: Piece[] = []
      for (const arg of args) {
        if (arg === null) continue
        const pieces = textual(arg, hole)
        if (!pieces) return unknown
        // What is not known may be nil, which is not even quoted.
        if (isUnknown(arg)) return unknown
        if (out.length > 0) out.push(...textPieces(' '))
        const text = plainText(pieces)
        if (text !== undefined) out.push(...textPieces(quote(text)))
        else {
          const inner = pieces.map((piece) =>
            piece.kind === 'text' ? { ...piece, text: quote(piece.text).slice(1, -1) } : piece,
          )
          out.push(...textPieces(mark), ...inner, ...textPieces(mark))
        }
      }
      return textValue(out)
    },
  }
}

/** `printf`: where each verb is a plain `%s` or `%v`, texts keep their holes. */
function printf([format = '', ...args]: readonly Value[], hole: HoleMaker): Value {
  const text = stringOf(format)
  if (text === undefined) return unknown
  const whole = formatted(text, args)
  if (whole !== undefined) return whole
  const parts = text.split(/(%[a-zA-Z%]|%)/)
  const out: Piece[] = []
  let next = 0
  for (const part of parts) {
    if (part === '%%') out.push(...textPieces('%'))
    else if (!part.startsWith('%')) out.push(...textPieces(part))
    else {
      const arg = args[next++]
      if (arg === undefined || part === '%') return unknown
      const known = formatted(part, [arg])
      const pieces = known === undefined ? piecesOf(arg, hole) : textPieces(known)
      if (!pieces || (known === undefined && part !== '%s' && part !== '%v')) return unknown
      out.push(...pieces)
    }
  }
  return next === args.length ? textValue(out) : unknown
}

/** `print`: blanks only between two values neither of which is a text. */
function print(args: readonly Value[], hole: HoleMaker): Value {
  const out: Piece[] = []
  for (const [i, arg] of args.entries()) {
    const before = args[i - 1]
    if (i > 0 && [arg, before].every((each) => each !== undefined && !isTextual(each)))
      out.push(...textPieces(' '))
    const pieces = textual(arg, hole)
    if (!pieces) return unknown
    out.push(...pieces)
  }
  return textValue(out)
}

function isTextual(value: Value): boolean {
  return typeof value === 'string' || isText(value)
}

function trunc([count = 0n, text = '']: readonly Value[]): Value {
  const bytes = bytesOf(String(text))
  const size = Number(count)
  if (size < 0 && bytes.length + size > 0) return textOfBytes(bytes.subarray(bytes.length + size))
  return size >= 0 && bytes.length > size ? textOfBytes(bytes.subarray(0, size)) : String(text)
}

function substr([from = 0n, to = 0n, text = '']: readonly Value[]): Value {
  const bytes = bytesOf(String(text))
  const [start, end] = [Number(from), Number(to)]
  const first = Math.max(0, start)
  const last = start >= 0 && (end < 0 || end > bytes.length) ? bytes.length : end
  if (first > last || last > bytes.length || last < 0) return unknown
  return textOfBytes(bytes.subarray(first, last))
}

/** The texts of a list, as Sprig's `strslice` makes them; nothing where one is not known. */
export function textsOf(value: Value): readonly string[] | undefined {
  if (value === null) return []
  if (!isList(value)) {
    const text = printed(value)
    return text === undefined ? undefined : [text]
  }
  const texts: string[] = []
  for (const item of value.items) {
    if (item === null) continue
    const text = printed(item)
    if (text === undefined) return undefined
    texts.push(text)
  }
  return texts
}

function join([separator = '', list = null]: readonly Value[], hole: HoleMaker): Value {
  const texts = textsOf(list)
  const between = stringOf(separator)
  if (texts && between !== undefined) return texts.join(between)
  if (!isList(list) || between === undefined) return unknown
  const out: Piece[] = []
  for (const item of list.items) {
    if (item === null) continue
    const pieces = textual(item, hole)
    if (!pieces || isUnknown(item)) return unknown
    if (out.length > 0) out.push(...textPieces(between))
    out.push(...pieces)
  }
  return textValue(out)
}

function splitMap(parts: readonly string[]): Value {
  return newMap(parts.map((part, i) => [`_${i}`, part] as const))
}

function split(text: string, separator: string): readonly string[] {
  return separator === '' ? Array.from(text) : text.split(separator)
}

const trimWith =
  (first: boolean, last: boolean) =>
  (chars = '', text = ''): Value => {
    const isIn = (char: string) => chars.includes(char)
    let [start, end] = [0, text.length]
    while (first && start < end && isIn(text[start] ?? '')) start++
    while (last && end > start && isIn(text[end - 1] ?? '')) end--
    return text.slice(start, end)
  }

/** `strings.Title`: a letter is capital behind what is no letter, digit or underscore; beyond ASCII only behind a blank. */
function title(text = ''): Value {
  return text.replace(/(^|[^\p{L}\p{Nd}_])(\p{L})/gu, (whole, before: string, letter: string) =>
    before > '\x7f' && !isSpace(before) ? whole : before + letter.toUpperCase(),
  )
}

function isConnector(char: string): boolean {
  return char === '-' || char === '_' || isSpace(char)
}

/** Sprig's `camelcase` (`xstrings.ToPascalCase`): connectors go, what follows one is capital, a run of capitals is one word. */
function camelcase(text = ''): Value {
  const chars = [...text]
  const lead = chars.findIndex((char) => !isConnector(char))
  if (lead < 0) return text
  let out = chars.slice(0, lead).join('')
  let last = chars[lead] ?? ''
  let isCapital = isUpper(last)
  last = last.toUpperCase()
  for (const char of chars.slice(lead + 1)) {
    const before = last
    last = char
    if (isConnector(before)) {
      if (isConnector(char)) out += before
      else {
        isCapital = isUpper(char)
        last = char.toUpperCase()
      }
      continue
    }
    if (isCapital && isUpper(char)) last = char.toLowerCase()
    else if (isCapital) isCapital = false
    out += before
  }
  return out + last
}

function isUpper(char: string): boolean {
  return /^\p{Lu}$/u.test(char)
}

function repeat([count = 0n, text = '']: readonly Value[]): Value | ReturnType<typeof failure> {
  const size = Number(count)
  if (size < 0) return failure('negative Repeat count')
  return size * String(text).length > 1_000_000 ? unknown : String(text).repeat(size)
}

const strval: GoFunction = {
  parameters: ['any'],
  takesUnknown: true,
  call: ([value = null], { hole }) => {
    const pieces = isUnknown(value) ? undefined : textual(value, hole)
    return pieces ? textValue(pieces) : unknown
  },
}

export const texts: Table = {
  indent: ofPieces(['int', 'text'], indent),
  nindent: ofPieces(['int', 'text'], nindent),
  trim: ofPieces(['text'], (pieces) => trimmed(pieces, isSpace)),
  quote: quoting(quoted, '"'),
  squote: quoting((text) => `'${text}'`, "'"),
  print: { parameters: [], rest: 'any', takesUnknown: true, call: (args, { hole }) => print(args, hole) },
  printf: {
    parameters: ['text'],
    rest: 'any',
    takesUnknown: true,
    call: (args, { hole }) => printf(args, hole),
  },
  toString: strval,
  trimSuffix: ofTexts(2, (end = '', text = '') =>
    end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text,
  ),
  trimPrefix: ofTexts(2, (start = '', text = '') =>
    text.startsWith(start) ? text.slice(start.length) : text,
  ),
  trimAll: ofTexts(2, trimWith(true, true)),
  trimall: ofTexts(2, trimWith(true, true)),
  upper: ofTexts(1, (text = '') => text.toUpperCase()),
  lower: ofTexts(1, (text = '') => text.toLowerCase()),
  title: ofTexts(1, title),
  camelcase: ofTexts(1, camelcase),
  untitle: ofTexts(1, (text = '') => text.replace(/^\p{L}/u, (letter) => letter.toLowerCase())),
  // What it does to characters beyond ASCII is a fault of its own.
  nospace: ofTexts(1, (text = '') => (/^[\0-\x7f]*$/.test(text) ? text.replace(/\s/g, '') : unknown)),
  contains: ofTexts(2, (part = '', text = '') => text.includes(part)),
  hasPrefix: ofTexts(2, (start = '', text = '') => text.startsWith(start)),
  hasSuffix: ofTexts(2, (end = '', text = '') => text.endsWith(end)),
  replace: ofTexts(3, (from = '', to = '', text = '') =>
    from === '' ? unknown : text.replaceAll(from, () => to),
  ),
  trunc: { parameters: ['int', 'text'], call: trunc },
  substr: { parameters: ['int', 'int', 'text'], call: substr },
  repeat: { parameters: ['int', 'text'], call: repeat },
  join: { parameters: ['text', 'any'], takesUnknown: true, call: (args, { hole }) => join(args, hole) },
  split: ofTexts(2, (separator = '', text = '') => splitMap(split(text, separator))),
  splitList: ofTexts(2, (separator = '', text = '') => listOf(split(text, separator))),
  splitn: {
    parameters: ['text', 'int', 'text'],
    call: ([separator = '', count = 0n, text = '']) => {
      const parts = split(String(text), String(separator))
      const size = Number(count)
      if (size <= 0) return size === 0 ? newMap() : splitMap(parts)
      const rest = parts.slice(size - 1).join(String(separator))
      return splitMap(parts.length <= size ? parts : [...parts.slice(0, size - 1), rest])
    },
  },
  cat: {
    parameters: [],
    rest: 'any',
    call: (args) => {
      const known = args.filter((arg) => arg !== null).map((arg) => printed(arg))
      return known.includes(undefined) ? unknown : known.join(' ').trim()
    },
  },
  toStrings: {
    parameters: ['any'],
    call: ([list = null]) => {
      const found = textsOf(list)
      return found ? listOf(found) : unknown
    },
  },
}
