/**
 * What memcached's options and the names of `-o` mean, and what a value comes to, in the arguments of containers that
 * run memcached and in what the Loki chart's values make of them. Facts come from `schema/memcached.ts`; nothing is
 * judged here.
 */
import { type Flag, type MemcachedRun, memcachedRunsWith } from '../../model/memcached/arguments.ts'
import { givenTo } from '../../model/memcached/effective.ts'
import { suboptionsOf } from '../../model/memcached/suboptions.ts'
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
import { meansText, suboptionMeans } from '../memcachedMeans.ts'

function hoverAt({ document, workspace }: FeatureContext, offset: number): Hover | undefined {
  for (const run of memcachedRunsWith(workspace, document)) {
    for (const flag of run.flags) {
      if (flag.value && touches(flag.value.range, offset)) return valueHover(document, run, flag, offset)
      if (touches(flag.range, offset))
        return { range: flag.range, markdown: optionText(flag.option, valueOfFlag(run, flag)) }
    }
  }
  return undefined
}

function valueOfFlag(run: MemcachedRun, flag: Flag): string | undefined {
  const given = givenTo(run, flag)
  return given === undefined ? undefined : meansText(flag.option, given.trimStart())
}

function valueHover(document: Document, run: MemcachedRun, flag: Flag, offset: number): Hover {
  const { option, value, range } = flag
  const item =
    option.short === '-o' ? suboptionsOf(flag).items.find((each) => touches(each.range, offset)) : undefined
  const known = item && suboption(item.name)
  if (item && known)
    return { range: item.range, markdown: suboptionText(known, suboptionMeans(known, item.value)) }
  // An item that a template makes a part of shows its name all the same.
  const name = option.short === '-o' ? wordAt(document.text, offset) : undefined
  const plain = name && suboption(document.text.slice(name.start, name.end))
  if (name && plain) return { range: name, markdown: suboptionText(plain) }
  return { range: value?.range ?? range, markdown: optionText(option, valueOfFlag(run, flag)) }
}

function wordAt(text: string, offset: number): Range {
  let start = offset
  let end = offset
  while (/\w/.test(text[start - 1] ?? '')) start--
  while (/\w/.test(text[end] ?? '')) end++
  return { start, end }
}

/**
 * Markdown about an option.
 * @param means what its value comes to, where that is asked
 */
export function optionText(option: MemcachedOption, means?: string): string {
  const { short, long, takesArgument, type } = option
  const names = [short, ...(long ? [long] : [])].map((name) => `\`${name}\``).join(', ')
  const value = takesArgument ? ` ‹${type ?? t('value')}›` : ''
  return [
    `**memcached ${names}**${value}`,
    ...(means ? [means] : []),
    t(option.description),
    ...(option.caution ? [t(option.caution)] : []),
    facts(option),
    link(),
  ].join('\n\n')
}

/** Markdown about a name of `-o`. */
export function suboptionText(known: MemcachedSuboption, means?: string): string {
  const value = known.takesValue ? `=‹${known.type ?? t('value')}›` : ''
  return [
    `**memcached \`-o ${known.name}\`**${value}`,
    ...(means ? [means] : []),
    t(known.description),
    facts(known),
    link(),
  ].join('\n\n')
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
