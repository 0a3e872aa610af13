/**
 * Edits of memcached's command line in whatever form it is written: items of a block or flow list, words of a string,
 * keys of values. Quotes, comments and layout around the change stay as they are.
 */
import type { Document } from '../../text/document.ts'
import type { TextEdit } from '../../text/edit.ts'
import type { Range } from '../../text/range.ts'
import type { MemcachedRun } from './arguments.ts'
import type { Flag } from './flags.ts'

/** Makes a flag another option: `letter` and `name` are that option's. The value stays. */
export function renameFlag(flag: Flag, letter: string, name: string): TextEdit {
  const short = flag.written === 'letter' || (flag.written === 'key' && isOneLetter(flag.nameRange))
  const { start } = flag.nameRange
  // memcached takes the sign of `-u=4090` for a part of the value.
  if (isLetterWithSign(flag)) return { range: { start, end: flag.value?.range.start ?? start }, text: letter }
  if (!inOneWithBlank(flag)) return { range: flag.nameRange, text: short ? letter : name }
  // A long name and its value in one element need an equals sign between them.
  const end = flag.value?.range.start ?? flag.nameRange.end
  return { range: { start, end }, text: `${name}=` }
}

function isLetterWithSign({ written, joined, from, to, value, nameRange }: Flag): boolean {
  return written === 'letter' && joined && from === to && value?.range.start === nameRange.end + 1
}

function isOneLetter({ start, end }: Range): boolean {
  return end - start === 1
}

/** Whether `--user 4090` stands in one element: memcached then knows no such option. */
export function inOneWithBlank(flag: Flag): boolean {
  const gap = (flag.value?.range.start ?? 0) - flag.range.end
  return (
    flag.written === 'name' && flag.from === flag.to && gap >= 1 && flag.value?.raw !== '' && !flag.joined
  )
}

/** How an element is written where it stands. */
type Form =
  | { readonly kind: 'line'; readonly line: Range; readonly indent: string }
  | { readonly kind: 'flow' | 'word'; readonly whole: Range }

function formOf(text: string, range: Range): Form {
  const quote = text[range.start - 1]
  const quoted = (quote === '"' || quote === "'") && text[range.end] === quote
  const whole = quoted ? { start: range.start - 1, end: range.end + 1 } : range
  const lineStart = text.lastIndexOf('\n', whole.start - 1) + 1
  const before = text.slice(lineStart, whole.start)
  if (/^[ \t]*-[ \t]+$/.test(before)) {
    const next = text.indexOf('\n', whole.end)
    return {
      kind: 'line',
      line: { start: lineStart, end: next < 0 ? text.length : next + 1 },
      indent: before,
    }
  }
  const flow =
    /[[,]\s*$/.test(text.slice(Math.max(0, whole.start - 200), whole.start)) &&
    /^\s*[\],]/.test(text.slice(whole.end))
  return { kind: flow ? 'flow' : 'word', whole }
}

/** Takes a flag away with its value; undefined where it stands in a form of its own. */
export function removeFlag(
  document: Document,
  run: MemcachedRun,
  flag: Flag,
): readonly TextEdit[] | undefined {
  const { text } = document
  const elements = run.elements.slice(flag.from, flag.to + 1)
  const first = elements[0]
  const last = elements.at(-1)
  if (!first || !last || flag.written === 'key') return undefined
  if (first.range.start < flag.range.start) {
    // Letters before it stay: `-vu4090`.
    const rest = elements.length === 1 ? (flag.value?.range.end ?? flag.range.end) : flag.range.end
    return elements.length > 1 ? undefined : [{ range: { start: flag.nameRange.start, end: rest }, text: '' }]
  }
  return [{ range: removal(text, formOf(text, first.range), formOf(text, last.range)), text: '' }]
}

/** The stretch from one element to another with what divides them from their neighbours. */
function removal(text: string, first: Form, last: Form): Range {
  if (first.kind === 'line' || last.kind === 'line') {
    const start = first.kind === 'line' ? first.line.start : first.whole.start
    const end = last.kind === 'line' ? last.line.end : last.whole.end
    // At the end of a text the line break before goes: inside another file, what indents the line would stay.
    if (first.kind === 'line' && start > 0 && end === text.length)
      return { start: start - 1, end: text[end - 1] === '\n' ? end - 1 : end }
    return { start, end }
  }
  const { start } = first.whole
  const { end } = last.whole
  if (first.kind === 'word')
    return { start: start - (/\s*$/.exec(text.slice(0, start))?.[0].length ?? 0), end }
  const comma = /^\s*,\s*/.exec(text.slice(end))?.[0]
  if (comma !== undefined) return { start, end: end + comma.length }
  return { start: start - (/,?\s*$/.exec(text.slice(0, start))?.[0].length ?? 0), end }
}

/** Puts one more element behind a flag. `element` must need no quotes. */
export function addElement(
  document: Document,
  run: MemcachedRun,
  flag: Flag,
  element: string,
): TextEdit | undefined {
  const { text } = document
  const last = run.elements[flag.to]
  if (!last) return undefined
  const form = formOf(text, last.range)
  if (form.kind !== 'line') {
    const added = form.kind === 'flow' ? `, "${element}"` : ` ${element}`
    return { range: { start: form.whole.end, end: form.whole.end }, text: added }
  }
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const { line, indent } = form
  const closed = text[line.end - 1] === '\n'
  const added = `${indent}${element}`
  return { range: { start: line.end, end: line.end }, text: closed ? added + eol : eol + added }
}
