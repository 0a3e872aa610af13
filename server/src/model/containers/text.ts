/**
 * Texts of containers with their places: scalars of YAML, and command strings split into words as Compose and a
 * shell split them. Nothing is expanded: a text with a variable or template output in it has no value.
 */
import { maskedText } from '../../syntax/parse.ts'
import type { YamlNode, YamlScalar, YamlTree } from '../../syntax/yaml/ast.ts'
import { scalarOf, sequenceOf } from '../../syntax/yaml/path.ts'
import { decodeScalar } from '../../syntax/yaml/scalar.ts'
import { type Document, type Place, placeOf } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import type { Range } from '../../text/range.ts'
import { toOuter } from '../../text/region.ts'

/** A text in a file; `value` is undefined where template output or a variable makes it unknown. */
export interface Known<T = string> {
  readonly value: T | undefined
  /** As written, without the quotes around it, actions included. */
  readonly raw: string
  /** Where it stands in the file, quotes included. */
  readonly place: Place
  /** Where `raw` stands in the document that was read: `document.text.slice(range.start, range.end)`. */
  readonly range: Range
}

/** A document with its tree: what every reader of containers is given. */
export interface Source {
  readonly document: Document
  readonly tree: YamlTree
}

/** A scalar as a text; undefined for any other node and for null. */
export function knownText(source: Source, node: YamlNode | undefined): Known | undefined {
  const scalar = scalarOf(node)
  if (!scalar || (scalar.value === null && !scalar.hole)) return undefined
  const whole = rangeOf(source.tree, scalar)
  return knownAt(source, whole, scalar.hole ? undefined : expanded(source.document, scalar.text))
}

/** A scalar as a number where it is written as one, else as a text. */
export function knownNumber(source: Source, node: YamlNode | undefined): Known<string | number> | undefined {
  const text = knownText(source, node)
  const value = scalarOf(node)?.value
  return text && typeof value === 'number' ? { ...text, value } : text
}

function knownAt({ document }: Source, whole: Range, value: string | undefined): Known {
  const range = unquoted(document.text, whole)
  return { value, raw: document.text.slice(range.start, range.end), place: placeOf(document, whole), range }
}

/** The range without the quotes at its two ends. */
export function unquoted(text: string, { start, end }: Range): Range {
  const quote = text[start]
  const quoted = (quote === '"' || quote === "'") && end - start > 1 && text[end - 1] === quote
  return quoted ? { start: start + 1, end: end - 1 } : { start, end }
}

/**
 * A text after what its reader replaces: Compose `${NAME}`, `$NAME` and `$$`, Kubernetes `$(NAME)`. Nothing where a
 * variable stands in it.
 */
function expanded(document: Document, text: string): string | undefined {
  if (document.kind !== 'compose') return /(?<!\$)(?:\$\$)*\$\([\w.-]+\)/.test(text) ? undefined : text
  const rest = text.replaceAll('$$', '')
  return /\$(?:\{|[A-Za-z_])/.test(rest) ? undefined : text.replaceAll('$$', '$')
}

/** The elements of `command`, `args` or `entrypoint`: the items of a list, or the words of a string. */
export function elementsOf(source: Source, node: YamlNode | undefined): readonly Known[] | undefined {
  const sequence = sequenceOf(node)
  if (sequence) return sequence.items.flatMap((item) => knownText(source, item) ?? [])
  const scalar = scalarOf(node)
  if (!scalar || scalar.hole || typeof scalar.value !== 'string') return undefined
  return wordsOf(source, scalar)
}

/** The words of a command string, each at its own place. */
function wordsOf(source: Source, scalar: YamlScalar): readonly Known[] {
  const { document, tree } = source
  const whole = rangeOf(tree, scalar)
  const decoded = decodeScalar(document.text, whole, scalar.style, maskedText(document).text)
  const words = firstCommand(shellWords(decoded?.text ?? scalar.text))
  return words.map((word) => {
    const at = (decoded && toOuter(decoded.region, word)) ?? whole
    return knownAt(source, at, expanded(document, word.text))
  })
}

/** A word of a shell's language; `ends` where a line break or an operator follows it. */
export interface ShellWord extends Range {
  /** Quotes and escapes removed. */
  readonly text: string
  readonly ends: 'nothing' | 'line' | 'command'
}

/** Compose reads a command string up to the first operator of a shell; line breaks are blanks to it. */
function firstCommand(words: readonly ShellWord[]): readonly ShellWord[] {
  const last = words.findIndex((word) => word.ends === 'command')
  return last < 0 ? words : words.slice(0, last + 1)
}

const wordPattern =
  /(?:\{\{[\s\S]*?\}\}|"(?:[^"\\]|\\[\s\S])*"?|'[^']*'?|\\[^\n]|\$\{[^}]*\}?|\$\([^)]*\)?|[^\s"'\\;&|<>])+/y
const blankPattern = /(?:[ \t\r]|\\\r?\n)+/y

/** The words of a shell command or script (a template action is part of one), with the places of their quotes. Redirections and operators end a command. */
export function shellWords(text: string): readonly ShellWord[] {
  const words: { start: number; end: number; text: string; ends: ShellWord['ends'] }[] = []
  for (let at = 0; at < text.length; ) {
    blankPattern.lastIndex = wordPattern.lastIndex = at
    const blank = blankPattern.exec(text)
    if (blank) {
      at += blank[0].length
      continue
    }
    const word = wordPattern.exec(text)
    if (word) {
      words.push({ start: at, end: at + word[0].length, text: plainWord(word[0]), ends: 'nothing' })
      at += word[0].length
      continue
    }
    const last = words.at(-1)
    if (last && last.ends !== 'command') last.ends = text[at] === '\n' ? 'line' : 'command'
    at++
  }
  return words
}

function plainWord(word: string): string {
  return word.replace(
    /"((?:[^"\\]|\\[\s\S])*)"?|'([^']*)'?|\\([\s\S])/g,
    (_, double: string | undefined, single: string | undefined, escaped: string | undefined) =>
      double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? '',
  )
}
