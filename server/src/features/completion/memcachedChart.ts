/**
 * What the values of the Loki chart's caches may add to memcached's command line: letters of options as keys of
 * `extraArgs`, of which the chart makes `-KEY VALUE`, and names of `-o` in `extraExtendedOptions`.
 */
import { memcachedOptions } from '../../schema/memcached.ts'
import { t } from '../../text/translate.ts'
import type { Completion, CompletionSource, FeatureContext } from '../feature.ts'
import { optionText } from '../hover/memcached.ts'
import { suboptionItems } from './memcached.ts'
import { type YamlPlace, yamlPlace } from './yamlPlace.ts'

const cacheKeys = new Set([
  'chunksCache',
  'resultsCache',
  'chunks-cache',
  'index-cache',
  'metadata-cache',
  'results-cache',
  'l2',
])
/** Options that the chart gives already, but for the port. */
const given = new Set(['m', 'I', 'c', 'u', 'o'])

function* complete({ document }: FeatureContext, offset: number): Iterable<Completion> {
  if (!document.text.includes('ache')) return
  const start = itemsStart(document.text, offset)
  if (start !== undefined) {
    yield* suboptionItems(document, { start, end: offset })
    return
  }
  const place = yamlPlace(document, offset)
  const [cache, field] = place?.keys.slice(-2) ?? []
  if (place?.begun === 'key' && field === 'extraArgs' && cacheKeys.has(String(cache))) yield* letters(place)
}

/** Where the value of `extraExtendedOptions` on the cursor's line begins, behind its colon and quote. */
function itemsStart(text: string, offset: number): number | undefined {
  const line = text.lastIndexOf('\n', offset - 1) + 1
  const before = /^\s*(?:.*\{\s*)?extraExtendedOptions:\s+["']?(?=[^"'#\s]*$)/.exec(
    text.slice(line, offset),
  )?.[0]
  return before === undefined ? undefined : line + before.length
}

function* letters(place: YamlPlace): Iterable<Completion> {
  for (const option of memcachedOptions) {
    const letter = option.short.slice(1)
    if (given.has(letter) || place.siblings.has(letter)) continue
    const value = option.takesArgument ? ' ' : ' ""'
    yield {
      label: letter,
      detail: option.long ?? t('no long name'),
      markdown: optionText(option),
      range: place.range,
      insert: place.colon ? letter : `${letter}:${value}`,
      kind: 'property',
    }
  }
}

export const completion: CompletionSource = { kinds: ['helm-values'], complete }
