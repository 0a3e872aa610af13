/**
 * Functions of regular expressions: RE2's syntax as far as JavaScript's means the same. Everything else is unknown.
 */
import { parseRe2 } from '../../../../syntax/re2.ts'
import { listOf, unknown, type Value } from '../value.ts'
import { failure, type GoFunction, type Table } from './function.ts'

/** A RE2 expression as one of JavaScript; nothing where the two may differ. */
function compiled(source: string, flags = ''): RegExp | undefined {
  const inline = /^\(\?([imsU]+)\)/.exec(source)
  const rest = inline ? source.slice(inline[0].length) : source
  if (inline?.[1]?.includes('U') || /\(\?[a-zA-Z-]*[a-zA-Z-]|\\[AzZCQEpPxX]|\\[0-9]|\[\[:|\(\?P?</.test(rest))
    return undefined
  // A dollar sign and a dot mean the same only without line breaks; `\s` has more members in JavaScript.
  const text = rest.replace(/\\(.)/gs, (whole, char: string) =>
    char === 's' ? '[\\t\\n\\f\\r ]' : char === 'S' ? '[^\\t\\n\\f\\r ]' : whole,
  )
  if (/\[[^\]]*\[\\t/.test(text)) return undefined
  try {
    return new RegExp(text, `${flags}${inline?.[1] ?? ''}u`)
  } catch {
    return undefined
  }
}

function ofRegex(
  count: number,
  call: (regex: RegExp, ...texts: readonly string[]) => Value,
  flags = '',
): GoFunction {
  return {
    parameters: Array.from({ length: count }, () => 'text' as const),
    call: ([source = '', ...rest]) => {
      if (parseRe2(String(source)).issue) return failure('error parsing regexp')
      const regex = compiled(String(source), flags)
      return regex ? call(regex, ...rest.map(String)) : unknown
    },
  }
}

/** The longest-first rule of Go is the leftmost-first one of JavaScript, so matches are the same. */
const mustMatch = ofRegex(2, (regex, text = '') => regex.test(text))

/** An expression that is none matches nothing. */
const match: GoFunction = {
  ...mustMatch,
  call: (args, call) => (parseRe2(String(args[0])).issue ? false : mustMatch.call(args, call)),
}

const find = ofRegex(2, (regex, text = '') => regex.exec(text)?.[0] ?? '')

/** `$1` and `${1}` in Go's replacement; a name reaches as far as letters, digits and underscores do. */
const replaceAll = ofRegex(
  3,
  (regex, text = '', replacement = '') =>
    text.replace(regex, (...groups) =>
      replacement.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, plain?: string, braced?: string) => {
        if (whole === '$$') return '$'
        const name = plain ?? braced ?? ''
        return /^\d+$/.test(name) && typeof groups[Number(name)] === 'string' ? groups[Number(name)] : ''
      }),
    ),
  'g',
)

const replaceLiteral = ofRegex(
  3,
  (regex, text = '', replacement = '') => text.replace(regex, () => replacement),
  'g',
)

const all: GoFunction = {
  parameters: ['text', 'text', 'int'],
  call: ([source = '', text = '', count = -1n]) => {
    const regex = compiled(String(source), 'g')
    if (!regex) return unknown
    const found = [...String(text).matchAll(regex)].map(([whole]) => whole)
    return listOf(Number(count) < 0 ? found : found.slice(0, Number(count)))
  },
}

const split: GoFunction = {
  parameters: ['text', 'text', 'int'],
  call: ([source = '', text = '', count = -1n]) => {
    const regex = compiled(String(source), 'g')
    const limit = Number(count)
    if (!regex || limit === 0) return regex ? listOf([]) : unknown
    const parts: string[] = []
    let from = 0
    for (const found of String(text).matchAll(regex)) {
      if (found[0] === '') return unknown
      if (limit > 0 && parts.length === limit - 1) break
      parts.push(String(text).slice(from, found.index))
      from = found.index + found[0].length
    }
    return listOf([...parts, String(text).slice(from)])
  },
}

export const regexes: Table = {
  regexMatch: match,
  mustRegexMatch: mustMatch,
  regexFind: find,
  mustRegexFind: find,
  regexFindAll: all,
  mustRegexFindAll: all,
  regexReplaceAll: replaceAll,
  mustRegexReplaceAll: replaceAll,
  regexReplaceAllLiteral: replaceLiteral,
  mustRegexReplaceAllLiteral: replaceLiteral,
  regexSplit: split,
  mustRegexSplit: split,
  regexQuoteMeta: {
    parameters: ['text'],
    call: ([text = '']) => String(text).replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'),
  },
}
