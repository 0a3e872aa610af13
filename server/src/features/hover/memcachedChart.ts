/**
 * What the Loki chart makes of a cache's values: the option that memcached is started with, and what it comes to. For
 * what a value is read by, see `values.ts`; keys of `extraArgs` are options like any other (`memcached.ts`).
 */
import { addedSuboptions } from '../../model/memcached/chartArguments.ts'
import { type ChartCache, chartCaches } from '../../model/memcached/chartCaches.ts'
import { optionOfLetter, suboption } from '../../schema/memcached.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { pairAt, textOf } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { type Range, touches } from '../../text/range.ts'
import { t } from '../../text/translate.ts'
import type { FeatureContext, Hover, HoverSource } from '../feature.ts'
import { meansText, suboptionMeans } from '../memcachedMeans.ts'
import { optionText, suboptionText } from './memcached.ts'

/** The fields that become an option's value, with what the chart writes around it. */
const fields: readonly (readonly [name: string, letter: string, behind: string])[] = [
  ['allocatedMemory', 'm', ''],
  ['maxItemMemory', 'I', 'm'],
  ['connectionLimit', 'c', ''],
]

function hoverAt({ document, workspace }: FeatureContext, offset: number): Hover | undefined {
  for (const cache of chartCaches(workspace, document)) {
    if (!touches(rangeOf(yamlTree(document), cache.pair), offset)) continue
    return fieldHover(document, cache, offset) ?? itemHover(document, cache, offset)
  }
  return undefined
}

function fieldHover(
  document: Document,
  { map, rendering, chart }: ChartCache,
  offset: number,
): Hover | undefined {
  for (const [name, letter, behind] of fields) {
    const pair = pairAt(map, name)
    const text = textOf(pair?.value)
    const option = optionOfLetter(letter)
    if (!pair || !option || text === undefined || !rendering.sizes) continue
    const range = rangeOf(yamlTree(document), pair)
    if (!touches(range, offset)) continue
    const value = `${text}${behind}`
    const made = t('The {chart} chart starts memcached with `-{letter} {value}`.', { chart, letter, value })
    return { range, markdown: optionText(option, [made, meansText(option, value) ?? ''].join(' ').trim()) }
  }
  return undefined
}

/** An item of `extraExtendedOptions`. */
function itemHover(document: Document, cache: ChartCache, offset: number): Hover | undefined {
  const item = addedSuboptions(document, cache).find(({ range }: { range: Range }) => touches(range, offset))
  const known = item && suboption(item.name)
  return (
    item && known && { range: item.range, markdown: suboptionText(known, suboptionMeans(known, item.value)) }
  )
}

export const hover: HoverSource = { kinds: ['helm-values'], hover: hoverAt }
