/**
 * The verbs of a format for Go's `printf`, as Go 1.26's `fmt` reads them. It never fails to Go: what is wrong is
 * printed into the text, as `%!d(string=a)`.
 */

/** A verb of a format. Offsets are in the format's text. */
export interface Verb {
  readonly start: number
  readonly end: number
  readonly verb: string
  /** Place of its value among those behind the format, from 0; undefined for `%%`. */
  readonly value: number | undefined
}

export interface PrintfFormat {
  readonly verbs: readonly Verb[]
  /** How many values the format reads. */
  readonly values: number
  /** Whether it names values by number (`%[1]s`): then some may be left out. */
  readonly numbered: boolean
  /** Whether it ends with a percent sign that starts no verb. */
  readonly open: boolean
}

const form = /%[-+# 0]*(\[\d+\])?(\*|\d*)(?:\.(\[\d+\])?(\*|\d*))?(\[\d+\])?/gu

/** Reads a format. */
export function readFormat(format: string): PrintfFormat {
  const verbs: Verb[] = []
  let next = 0
  let values = 0
  let numbered = false
  const jump = (index: string | undefined): void => {
    if (index === undefined) return
    numbered = true
    next = Math.max(0, Number(index.slice(1, -1)) - 1)
  }
  const take = (): number => {
    values = Math.max(values, next + 1)
    return next++
  }
  form.lastIndex = 0
  for (let match = form.exec(format); match !== null; match = form.exec(format)) {
    const [whole, widthIndex, width, precisionIndex, precision, index] = match
    const end = match.index + whole.length
    const code = format.codePointAt(end)
    if (code === undefined) return { verbs, values, numbered, open: true }
    const verb = String.fromCodePoint(code)
    jump(widthIndex)
    if (width === '*') take()
    jump(precisionIndex)
    if (precision === '*') take()
    jump(index)
    // What is in brackets and no number makes a verb of its own kind; so rare that it is left alone.
    if (verb === '[') numbered = true
    const value = verb === '%' || verb === '[' ? undefined : take()
    verbs.push({ start: match.index, end: end + verb.length, verb, value })
    form.lastIndex = end + verb.length
  }
  return { verbs, values, numbered, open: false }
}

/** The verbs that print a value of a type as it is meant; a type that is not here is printed by all. */
const verbsOf: Readonly<Record<string, string>> = {
  string: 'vTsqxX',
  bool: 'vTt',
  int: 'vTbcdoOqxXU',
  int64: 'vTbcdoOqxXU',
  float64: 'vTbeEfFgGxX',
  nil: 'vT',
}

/** Whether a verb prints a value of a type as it is meant. */
export function prints(verb: string, type: string): boolean {
  return (Object.hasOwn(verbsOf, type) ? verbsOf[type] : undefined)?.includes(verb) ?? true
}
