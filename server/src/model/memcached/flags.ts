/**
 * The words of memcached's command line as getopt_long takes them: options with their values, and what it takes no
 * sense in. Elements whose text template output makes are read as far as they are written: `-u {{ .port }}` is `-u`
 * with an unknown value. Which values are right is not judged here.
 */
import {
  type MemcachedOption,
  optionOfLetter,
  optionOfName,
  optionsBeginning,
} from '../../schema/memcached.ts'
import type { Range } from '../../text/range.ts'
import type { Known } from '../containers/containers.ts'

/** A value of an option: `value` is undefined where it is unknown. */
export interface FlagValue {
  readonly value: string | undefined
  /** Exactly what getopt hands on, blanks and signs included: `" 4090"` of `"-p 4090"` in one element. */
  readonly given: string | undefined
  /** As written, leading blanks left out. */
  readonly raw: string
  /** Where `raw` stands in the document. */
  readonly range: Range
}

/** An option of a command line. Ranges are in the document that was read. */
export interface Flag {
  readonly option: MemcachedOption
  /** `letter`: `-u`; `name`: `--user`; `key`: a key of values (`extraArgs: {u: …}`) that a chart makes an option of. */
  readonly written: 'letter' | 'name' | 'key'
  /** What to replace to make it another option: the letter alone, or the long name without dashes. */
  readonly nameRange: Range
  /** The option with its dashes. */
  readonly range: Range
  readonly value: FlagValue | undefined
  /** Whether an equals sign, or nothing, stands between option and value. */
  readonly joined: boolean
  /** Indices of the first and last element that it takes in `elements`; the same where it stands in one. */
  readonly from: number
  readonly to: number
}

/** What getopt makes of a word that is no option as the table has it. */
export type WordFault = {
  readonly range: Range
  /** What is at fault, as written. */
  readonly text: string
  /** Index of its element. */
  readonly at: number
} & (
  | { readonly kind: 'letter' | 'name' | 'word' }
  | { readonly kind: 'ambiguous'; readonly names: readonly string[] }
  /** A blank among letters (`-v -v`), after an option's whole name (`--port 4090`), or none where two dashes are meant. */
  | { readonly kind: 'blank' | 'one-dash' | 'no-value' | 'value-missing'; readonly option: MemcachedOption }
)

/** A command line as it is read. */
export interface Reading {
  readonly flags: readonly Flag[]
  readonly faults: readonly WordFault[]
  /** Whether there may be more options than those: a word that a variable or template output makes. */
  readonly open: boolean
}

interface Taken {
  readonly flags?: readonly Flag[]
  readonly faults?: readonly WordFault[]
  readonly open?: boolean
}

/** Reads a command line's words behind the program's name; `--` ends the options. */
export function readWords(written: readonly Known[]): Reading {
  const flags: Flag[] = []
  const faults: WordFault[] = []
  const elements = written.map(inCondition)
  let open = elements.some((element, i) => element !== written[i])
  for (let at = 0; at < elements.length; at++) {
    const element = elements[at]
    if (!element || element.raw === '--') break
    const found = taken(elements, at)
    flags.push(...(found.flags ?? []))
    faults.push(...(found.faults ?? []))
    open ||= found.open === true
    at = Math.max(at, ...(found.flags ?? []).map(({ to }) => to))
  }
  return { flags, faults, open }
}

function taken(elements: readonly Known[], at: number): Taken {
  const { raw = '', value } = elements[at] ?? {}
  if (raw.startsWith('{{')) {
    const flags = printedFlag(elements, at)
    return { flags, open: flags.length === 0 }
  }
  if (raw.startsWith('--')) return longFlag(elements, at)
  if (/^-\w/.test(raw)) return shortFlags(elements, at)
  // A lone dash, and what only a shell or a template knows.
  if (value === undefined || raw === '-' || raw === '') return { open: value === undefined }
  return { faults: [faultAt(elements, at, 0, raw.length, 'word')] }
}

function faultAt(
  elements: readonly Known[],
  at: number,
  from: number,
  to: number,
  kind: 'letter' | 'name' | 'word',
): WordFault {
  const { raw = '', range = { start: 0, end: 0 } } = elements[at] ?? {}
  return {
    kind,
    text: raw.slice(from, to),
    range: { start: range.start + from, end: range.start + to },
    at,
  }
}

/** `{{ if .port }}-u {{ .port }}{{ end }}` as one element: what its first branch has. */
function inCondition(element: Known): Known {
  const condition = /^(\{\{-?\s*(?:if|with)\b[^}]*\}\}\s*)(-[\s\S]*?)\s*\{\{-?\s*(?:end|else)\b[\s\S]*$/
  const [, before = '', raw] = condition.exec(element.raw) ?? []
  if (raw === undefined) return element
  const start = element.range.start + before.length
  return { ...element, raw, range: { start, end: start + raw.length } }
}

/** `{{ printf "-u %v" .port }}`: an option with its value, made by one action. */
function printedFlag(elements: readonly Known[], at: number): readonly Flag[] {
  const { raw = '', range } = elements[at] ?? {}
  const found = /^(\{\{-?\s*printf\s+\\?["`])(-\w(?: ?(?=%))|--[\w-]+=)%[a-z]\\?["`]\s+([^|}]*[^|}\s-])/.exec(
    raw,
  )
  const [whole, before = '', begun = '', expression = ''] = found ?? []
  const name = begun.replace(/[ =]$/, '')
  const dashes = name.startsWith('--') ? 2 : 1
  const option = dashes === 2 ? optionOfName(name.slice(2)) : optionOfLetter(name.slice(1))
  if (!range || whole === undefined || !option?.takesArgument) return []
  const start = range.start + before.length
  const end = start + name.length
  const last = range.start + whole.length
  const value = {
    value: undefined,
    given: undefined,
    raw: expression,
    range: { start: last - expression.length, end: last },
  }
  const written = dashes === 2 ? 'name' : 'letter'
  const nameRange = { start: start + dashes, end }
  return [{ option, written, nameRange, range: { start, end }, value, joined: true, from: at, to: at }]
}

function longFlag(elements: readonly Known[], at: number): Taken {
  const element = elements[at]
  const [, name = '', rest] = /^--([\w-]+)(=[\s\S]*|\s[\s\S]*)?$/.exec(element?.raw ?? '') ?? []
  if (!element) return {}
  // A name that template output makes, or goes on with.
  if (name === '') return { open: true }
  const option = optionOfName(name)
  const end = 2 + name.length
  const { start } = element.range
  const range = { start, end: start + end }
  const text = `--${name}`
  if (!option) {
    const names = optionsBeginning(name)
    if (names.length === 0) return { faults: [faultAt(elements, at, 0, end, 'name')] }
    return { faults: [{ kind: 'ambiguous', names, text, range, at }] }
  }
  const base = {
    option,
    written: 'name',
    nameRange: { start: start + 2, end: start + end },
    range,
    from: at,
  } as const
  const blank = rest !== undefined && !rest.startsWith('=')
  const whole = { text: element.raw, range: element.range, option, at }
  if (!option.takesArgument) {
    const flags = [{ ...base, value: undefined, joined: false, to: at }]
    // `--verbose=2` alone may have a value, which says nothing.
    const refused = rest !== undefined && (blank || option.short !== '-v')
    return refused ? { flags, faults: [{ ...whole, kind: blank ? 'blank' : 'no-value' }] } : { flags }
  }
  if (rest !== undefined) {
    // `--user 4090` as one element is refused by memcached; what is meant shows all the same.
    const flags = [{ ...base, value: valueIn(element, end + 1), joined: !blank, to: at }]
    return blank ? { flags, faults: [{ ...whole, kind: 'blank' }] } : { flags }
  }
  return withNext(elements, at, base, range, text)
}

/** An option whose value is the next element. */
function withNext(
  elements: readonly Known[],
  at: number,
  base: Omit<Flag, 'value' | 'joined' | 'to'>,
  range: Range,
  text: string,
): Taken {
  const next = elements[at + 1]
  if (next) return { flags: [{ ...base, value: valueIn(next, 0), joined: false, to: at + 1 }] }
  const flags = [{ ...base, value: undefined, joined: false, to: at }]
  return { flags, faults: [{ kind: 'value-missing', option: base.option, text, range, at }] }
}

/** The letters of `-vvu4090`: the first one that takes a value takes the rest, or the next element. */
function shortFlags(elements: readonly Known[], at: number): Taken {
  const element = elements[at]
  const flags: Flag[] = []
  if (!element) return {}
  const { raw, range } = element
  const [, long = ''] = /^-([a-z][\w-]{2,})(?:[=\s][\s\S]*)?$/.exec(raw) ?? []
  const meant = optionsBeginning(long).includes(`--${long}`) ? optionOfName(long) : undefined
  if (meant) {
    const end = range.start + 1 + long.length
    const text = raw.slice(0, 1 + long.length)
    return { faults: [{ kind: 'one-dash', option: meant, text, range: { start: range.start, end }, at }] }
  }
  for (let i = 1; i < raw.length; i++) {
    const option = optionOfLetter(raw[i] ?? '')
    const letter = { start: range.start + i, end: range.start + i + 1 }
    if (!option) return { flags, ...unreadLetter(elements, at, i, flags.at(-1)?.option) }
    const base = {
      option,
      written: 'letter',
      nameRange: letter,
      range: { start: letter.start - (i === 1 ? 1 : 0), end: letter.end },
      from: at,
    } as const
    if (!option.takesArgument) {
      flags.push({ ...base, value: undefined, joined: false, to: at })
      continue
    }
    const rest = raw.slice(i + 1)
    if (rest === '') {
      const next = withNext(elements, at, base, base.range, raw)
      return { ...next, flags: [...flags, ...(next.flags ?? [])] }
    }
    // `-u=4090` gives the value `=4090`; what is meant shows all the same.
    const value = valueIn(element, rest.startsWith('=') ? i + 2 : i + 1, i + 1)
    flags.push({ ...base, value, joined: !/^\s/.test(rest), to: at })
    break
  }
  return { flags }
}

/** A letter of a cluster that no option has: blanks, what a template prints, or a mistake. */
function unreadLetter(
  elements: readonly Known[],
  at: number,
  index: number,
  before: MemcachedOption | undefined,
): Taken {
  const { raw = '', range = { start: 0, end: 0 } } = elements[at] ?? {}
  const rest = raw.slice(index)
  if (/^(?:\{\{|\$)/.test(rest)) return { open: true }
  if (/^\s/.test(rest) && before) return { faults: [{ kind: 'blank', option: before, text: raw, range, at }] }
  return { faults: [faultAt(elements, at, index === 1 ? 0 : index, index + 1, 'letter')] }
}

/** What stands in an element from `offset` on; getopt hands on what stands from `from` on. */
function valueIn({ raw, value, range }: Known, offset: number, from = offset): FlagValue {
  const text = raw.slice(offset)
  const start = range.start + offset + (text.length - text.trimStart().length)
  const trimmed = text.trim()
  // A value is known where the element is, or where its own part has nothing in it that is not plain.
  const known = value?.endsWith(text) === true ? trimmed : /^[\w.,:=/-]+$/.test(trimmed) ? trimmed : undefined
  const given = value === raw ? raw.slice(from) : from === 0 ? value : known
  return { value: known, given, raw: trimmed, range: { start, end: start + trimmed.length } }
}
