/**
 * Options of memcached in the arguments of containers that run it, and the names of `-o` behind it. Offered while an
 * argument is begun; values other than a fixed choice are the user's own.
 */
import { type MemcachedRun, memcachedRuns } from '../../model/memcached/arguments.ts'
import {
  type MemcachedOption,
  type MemcachedSuboption,
  memcachedOptions,
  memcachedSuboptions,
} from '../../schema/memcached.ts'
import type { Document } from '../../text/document.ts'
import { type Range, touches } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { Completion, CompletionSource, FeatureContext } from '../feature.ts'
import { optionText, suboptionText } from '../hover/memcached.ts'

function* complete({ document }: FeatureContext, offset: number): Iterable<Completion> {
  for (const run of memcachedRuns(document)) {
    const extended = run.flags.find(
      ({ option, value }) => option.short === '-o' && value && touches(value.range, offset),
    )
    if (extended?.value) {
      yield* suboptionItems(document, { start: extended.value.range.start, end: offset })
      return
    }
    const begun = begunAt(document, run, offset)
    if (!begun) continue
    const typed = document.text.slice(begun.start, begun.end)
    for (const option of memcachedOptions) {
      const item = optionItem(option, typed, begun)
      if (item) yield item
    }
    return
  }
}

/** The start of an option that stands before the cursor: in an element, or on a list's line that is no element yet. */
function begunAt({ text }: Document, run: MemcachedRun, offset: number): Range | undefined {
  for (const { range } of run.elements) {
    const touched = touches(range, offset) && /^-{1,2}[\w-]*$/.test(text.slice(range.start, offset))
    if (touched) return { start: range.start, end: offset }
  }
  const line = text.lastIndexOf('\n', offset - 1) + 1
  const [, before, typed = ''] = /^([ \t]*-[ \t]+["']?)(-{0,2}[\w-]*)$/.exec(text.slice(line, offset)) ?? []
  if (before === undefined || !besideElement(text, run, line)) return undefined
  return { start: offset - typed.length, end: offset }
}

/** Whether a list's line stands right above or below an element of the run's arguments, at the same column. */
function besideElement(text: string, run: MemcachedRun, line: number): boolean {
  const column = text.slice(line).search(/\S/)
  return run.elements.some(({ range }) => {
    const own = text.lastIndexOf('\n', range.start - 1) + 1
    const between = text.slice(Math.min(own, line), Math.max(own, line))
    return text.slice(own).search(/\S/) === column && own !== line && isOneList(between, column)
  })
}

/** Whether every line is an item at `column`, deeper, or blank. */
function isOneList(lines: string, column: number): boolean {
  return lines.split('\n').every((each) => {
    const at = each.search(/\S/)
    return at < 0 || at > column || (at === column && each[at] === '-') || each.trimStart().startsWith('{{')
  })
}

/** Types that memcached reads behind a blank in one element, in every version. */
const numeric = /^(?:int|float|size|octal)$/

function optionItem(option: MemcachedOption, typed: string, range: Range): Completion | undefined {
  const { short, long, takesArgument, type = '' } = option
  const label = typed.startsWith('--') ? long : short
  if (label === undefined) return undefined
  const fallback = option.default ?? ''
  const place = option.values ? `\${1|${option.values.join(',')}|}` : `\${1:${fallback}}`
  const named = long ? `${long}=${place}` : `${short}${place}`
  const value = label === short && numeric.test(type) ? `${short} ${place}` : named
  return {
    label,
    detail: (label === short ? long : short) ?? t('no long name'),
    markdown: optionText(option),
    range,
    insert: takesArgument ? value : label,
    ...(takesArgument && { snippet: true }),
    kind: 'property',
  }
}

/** The names of `-o` behind what is written of its value up to the cursor. */
export function* suboptionItems({ text }: Document, before: Range): Iterable<Completion> {
  const typed = /(?:^|[,}])(\w*)$/.exec(text.slice(before.start, before.end))?.[1]
  if (typed === undefined) return
  for (const each of memcachedSuboptions) {
    if (!each.deprecated) yield suboptionItem(each, { start: before.end - typed.length, end: before.end })
  }
}

function suboptionItem(each: MemcachedSuboption, range: Range): Completion {
  const takes = each.takesValue === true
  return {
    label: each.name,
    markdown: suboptionText(each),
    range,
    insert: takes ? `${each.name}=\${1:${each.default ?? ''}}` : each.name,
    ...(takes && { snippet: true }),
    kind: 'value',
  }
}

export const completion: CompletionSource = {
  kinds: ['helm-template', 'kubernetes', 'compose', 'helm-values'],
  complete,
}
