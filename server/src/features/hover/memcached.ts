/**
 * What memcached's options and the names of `-o` mean, in the arguments of containers that run memcached. Facts come
 * from `schema/memcached.ts`; nothing is judged here.
 */
import { type Flag, memcachedRuns } from '../../model/memcached/arguments.ts'
import {
  type MemcachedOption,
  type MemcachedSuboption,
  memcachedVersion,
  suboption,
} from '../../schema/memcached.ts'
import type { Document } from '../../text/document.ts'
import { type Range, touches } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { FeatureContext, Hover, HoverSource } from '../feature.ts'

function hoverAt({ document }: FeatureContext, offset: number): Hover | undefined {
  for (const { flags } of memcachedRuns(document)) {
    for (const flag of flags) {
      if (flag.value && touches(flag.value.range, offset)) return valueHover(document, flag, offset)
      if (touches(flag.range, offset)) return { range: flag.range, markdown: optionText(flag.option) }
    }
  }
  return undefined
}

function valueHover(document: Document, { option, value, range }: Flag, offset: number): Hover {
  const name = option.short === '-o' ? wordAt(document.text, offset) : undefined
  const known = name && suboption(document.text.slice(name.start, name.end))
  if (name && known) return { range: name, markdown: suboptionText(known) }
  return { range: value?.range ?? range, markdown: optionText(option) }
}

function wordAt(text: string, offset: number): Range {
  let start = offset
  let end = offset
  while (/\w/.test(text[start - 1] ?? '')) start--
  while (/\w/.test(text[end] ?? '')) end++
  return { start, end }
}

/** Markdown about an option. */
export function optionText(option: MemcachedOption): string {
  const { short, long, takesArgument, type } = option
  const names = [short, ...(long ? [long] : [])].map((name) => `\`${name}\``).join(', ')
  const value = takesArgument ? ` ‹${type ?? t('value')}›` : ''
  return [
    `**memcached ${names}**${value}`,
    t(option.description),
    ...(option.caution ? [t(option.caution)] : []),
    facts(option),
    link(),
  ].join('\n\n')
}

/** Markdown about a name of `-o`. */
export function suboptionText(known: MemcachedSuboption): string {
  const value = known.takesValue ? `=‹${known.type ?? t('value')}›` : ''
  return [`**memcached \`-o ${known.name}\`**${value}`, t(known.description), facts(known), link()].join(
    '\n\n',
  )
}

/** Default, range and versions on one line. */
function facts(known: MemcachedOption | MemcachedSuboption): string {
  const { unit, min, max, values, since, requiresBuild, deprecated } = known
  const counted = (value: string | number) =>
    unit && /^[\w%]+$/.test(unit) ? `${value} ${unit}` : String(value)
  const said = [
    deprecated && t('No effect any more.'),
    known.default !== undefined && t('Default {value}.', { value: counted(known.default) }),
    unit && known.default === undefined && t('Unit: {unit}.', { unit }),
    min !== undefined && max !== undefined && t('From {min} to {max}.', { min, max }),
    min !== undefined && max === undefined && t('Least value {min}.', { min }),
    values && t('One of {values}.', { values: values.join(', ') }),
    since && !since.startsWith('<') && t('Since {version}.', { version: since }),
    requiresBuild && t('Only in builds with {feature}.', { feature: requiresBuild }),
  ]
  return said.filter(Boolean).join(' ')
}

function link(): string {
  const url = `https://github.com/memcached/memcached/blob/${memcachedVersion}/doc/memcached.1`
  return t('[Manual page]({url}), memcached {version}', { url, version: memcachedVersion })
}

export const hover: HoverSource = {
  kinds: ['helm-template', 'kubernetes', 'compose', 'helm-values'],
  hover: hoverAt,
}
