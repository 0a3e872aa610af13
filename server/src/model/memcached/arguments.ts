/**
 * What a file starts memcached with: its options, read as getopt_long reads them, each at its place in the document.
 * Whether an option is wise is not judged here. Elements whose text template output makes are read as far as they
 * are written: `-u {{ .port }}` is `-u` with an unknown value.
 */

import { type MemcachedOption, optionOfLetter, optionOfName } from '../../schema/memcached.ts'
import { yamlTree } from '../../syntax/parse.ts'
import type { YamlMap } from '../../syntax/yaml/ast.ts'
import { entries, get, mapOf } from '../../syntax/yaml/path.ts'
import { walk } from '../../syntax/yaml/visit.ts'
import { type Document, placeOf } from '../../text/document.ts'
import { memo } from '../../text/memo.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { nameOf } from '../../text/uri.ts'
import { type Container, containersIn, isMemcached, type Known } from '../containers/containers.ts'
import { isShell } from '../containers/programs.ts'
import { type ShellWord, shellWords, unquoted } from '../containers/text.ts'
import { isMemcachedKey } from '../containers/values.ts'

/** A value of an option: `value` is undefined where it is unknown. */
export interface FlagValue {
  readonly value: string | undefined
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

/** A start of memcached in a document. */
export interface MemcachedRun {
  readonly container: Container | undefined
  /** How its words are written: items of a list, words of a string, or keys of a map. */
  readonly elements: readonly Known[]
  readonly flags: readonly Flag[]
}

/** Every start of memcached in a document. */
export const memcachedRuns = memo((document: Document): readonly MemcachedRun[] => {
  const runs = containersIn(document).flatMap((container) =>
    isMemcached(container) || isNamedAfter(document, container) || isOfKey(document, container)
      ? memcachedRunOf(document, container)
      : [],
  )
  return document.kind === 'helm-values' ? [...runs, ...keyedRuns(document)] : runs
})

/** A container's command line read as memcached's; nothing where it gives no arguments. */
export function memcachedRunOf(document: Document, container: Container): readonly MemcachedRun[] {
  const elements = argumentsOf(document, container)
  return elements.length ? [{ container, elements, flags: readFlags(elements) }] : []
}

/** Whether a container of values has its name from a key that names a memcached, such as `resultsCache`. */
function isOfKey({ kind }: Document, { name, image }: Container): boolean {
  return kind === 'helm-values' && image === undefined && name !== undefined && isMemcachedKey(name)
}

/** Whether a container that nothing else tells of stands in a file named memcached, with memcached's memory option. */
function isNamedAfter({ uri }: Document, { image, name, args }: Container): boolean {
  if (!/memcached/i.test(uri) || image?.value !== undefined || /export/i.test(`${uri} ${name} ${image?.raw}`))
    return false
  return args?.some(({ raw }) => /^(?:-m[\s\d{]|-m$|--memory-limit\b)/.test(raw)) ?? false
}

/** The words behind the program's name. */
function argumentsOf(document: Document, container: Container): readonly Known[] {
  const words = [...(container.entrypoint ?? []), ...(container.args ?? [])]
  const first = words[0]
  if (first && isShell(first.value ?? first.raw)) {
    const at = words.findIndex((word) => /^-\w*c$/.test(word.raw))
    const script = words[at + 1]
    return at >= 0 && script ? ofScript(document, script) : []
  }
  const program = words.slice(0, 6).findIndex((word) => nameOf(word.raw) === 'memcached')
  if (program >= 0) return words.slice(program + 1)
  const option = words.findIndex(({ raw }) =>
    /^(?:-|\{\{-?\s*(?:printf\s+\\?["`]-|(?:if|with)\b[^}]*\}\}-))/.test(raw),
  )
  return option < 0 ? [] : words.slice(option)
}

/** The words behind `memcached` in a shell's script, up to the end of that command. */
function ofScript(document: Document, script: Known): readonly Known[] {
  const words = shellWords(script.raw)
  const program = words.findIndex((word) => nameOf(word.text) === 'memcached')
  if (program < 0 || words[program]?.ends !== 'nothing') return []
  const rest = words.slice(program + 1)
  const end = rest.findIndex((word) => word.ends !== 'nothing')
  return (end < 0 ? rest : rest.slice(0, end + 1)).map((word) => inScript(document, script, word))
}

function inScript(document: Document, script: Known, word: ShellWord): Known {
  const whole = { start: script.range.start + word.start, end: script.range.start + word.end }
  const range = unquoted(document.text, whole)
  const unknown = /[$`]|\{\{/.test(word.text)
  return {
    value: unknown ? undefined : word.text,
    raw: document.text.slice(range.start, range.end),
    place: placeOf(document, whole),
    range,
  }
}

/** The options of a command line's words; other words and unknown options are passed over, `--` ends them. */
export function readFlags(written: readonly Known[]): readonly Flag[] {
  const flags: Flag[] = []
  const elements = written.map(inCondition)
  for (let at = 0; at < elements.length; at++) {
    const element = elements[at]
    if (!element || element.raw === '--') break
    const read = element.raw.startsWith('{{')
      ? printedFlag
      : element.raw.startsWith('--')
        ? longFlag
        : shortFlags
    const found = read(elements, at)
    flags.push(...found)
    at = Math.max(at, ...found.map(({ to }) => to))
  }
  return flags
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
  const value = { value: undefined, raw: expression, range: { start: last - expression.length, end: last } }
  const written = dashes === 2 ? 'name' : 'letter'
  const nameRange = { start: start + dashes, end }
  return [{ option, written, nameRange, range: { start, end }, value, joined: true, from: at, to: at }]
}

function longFlag(elements: readonly Known[], at: number): readonly Flag[] {
  const element = elements[at]
  const [, name = '', rest] = /^--([\w-]+)(=[\s\S]*|\s[\s\S]*)?$/.exec(element?.raw ?? '') ?? []
  const option = optionOfName(name)
  if (!element || !option) return []
  const { start } = element.range
  const base = {
    option,
    written: 'name',
    nameRange: { start: start + 2, end: start + 2 + name.length },
    range: { start, end: start + 2 + name.length },
    from: at,
  } as const
  if (!option.takesArgument) return [{ ...base, value: undefined, joined: false, to: at }]
  // `--user 4090` as one element is refused by memcached; what is meant shows all the same.
  if (rest !== undefined) {
    const joined = rest.startsWith('=')
    return [{ ...base, value: valueIn(element, 2 + name.length + 1), joined, to: at }]
  }
  const next = elements[at + 1]
  return [{ ...base, value: next && valueIn(next, 0), joined: false, to: next ? at + 1 : at }]
}

/** The letters of `-vvu4090`: the first one that takes a value takes the rest, or the next element. */
function shortFlags(elements: readonly Known[], at: number): readonly Flag[] {
  const element = elements[at]
  const flags: Flag[] = []
  if (!element || !/^-\w/.test(element.raw)) return flags
  const { raw, range } = element
  for (let i = 1; i < raw.length; i++) {
    const option = optionOfLetter(raw[i] ?? '')
    if (!option) break
    const letter = { start: range.start + i, end: range.start + i + 1 }
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
    const next = elements[at + 1]
    const rest = raw.slice(i + 1)
    if (rest !== '') {
      // `-u=4090` gives the value `=4090`; what is meant shows all the same.
      const value = valueIn(element, rest.startsWith('=') ? i + 2 : i + 1)
      flags.push({ ...base, value, joined: !/^\s/.test(rest), to: at })
    } else flags.push({ ...base, value: next && valueIn(next, 0), joined: false, to: next ? at + 1 : at })
    break
  }
  return flags
}

/** What stands in an element from `offset` on. */
function valueIn({ raw, value, range }: Known, offset: number): FlagValue {
  const text = raw.slice(offset)
  const start = range.start + offset + (text.length - text.trimStart().length)
  const trimmed = text.trim()
  // A value is known where the element is, or where its own part has nothing in it that is not plain.
  const known = value?.endsWith(text) === true ? trimmed : /^[\w.,:=/-]+$/.test(trimmed) ? trimmed : undefined
  return { value: known, raw: trimmed, range: { start, end: start + trimmed.length } }
}

/** `extraArgs` as a map, as the Loki chart has it: each key becomes an option, `-u 4090` from `u: 4090`. */
function keyedRuns(document: Document): readonly MemcachedRun[] {
  const runs: MemcachedRun[] = []
  walk(yamlTree(document), ({ node, pair }) => {
    if (node.kind !== 'map' || !pair || !isMemcachedKey(pair.key.text)) return
    const extra = mapOf(get(node, ['extraArgs']))
    if (extra) runs.push({ container: undefined, elements: [], flags: keyedFlags(document, extra) })
  })
  return runs
}

function keyedFlags(document: Document, map: YamlMap): readonly Flag[] {
  const tree = yamlTree(document)
  return entries(map).flatMap((pair): readonly Flag[] => {
    const name = pair.key.text.replace(/^-+/, '')
    const option = name.length === 1 ? optionOfLetter(name) : optionOfName(name)
    if (!option || pair.key.hole) return []
    const key = unquoted(document.text, rangeOf(tree, pair.key))
    const at = pair.value?.kind === 'scalar' ? unquoted(document.text, rangeOf(tree, pair.value)) : undefined
    const raw = at ? document.text.slice(at.start, at.end) : ''
    const value = at && {
      value: pair.value?.kind === 'scalar' && !pair.value.hole ? raw : undefined,
      raw,
      range: at,
    }
    const nameRange = { start: key.end - name.length, end: key.end }
    return [{ option, written: 'key', nameRange, range: key, value, joined: false, from: 0, to: 0 }]
  })
}
