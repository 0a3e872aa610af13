/**
 * Keys of a Loki configuration, and the values of keys that take one of a few, wherever it is written. Keys that the
 * map has already are left out; deprecated ones are offered by their full name only.
 */
import { type LokiKey, type LokiPath, lokiKey, lokiKeysBelow } from '../../schema/loki.ts'
import { lokiChoices } from '../../schema/lokiTexts.ts'
import { embedded } from '../../syntax/embed.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Completion, CompletionSource, FeatureContext } from '../feature.ts'
import { chartName, keyText, lokiPath } from '../hover/loki.ts'
import { type YamlPlace, yamlPlace } from './yamlPlace.ts'

function* complete({ document: asked }: FeatureContext, offset: number): Iterable<Completion> {
  const document = asked.kind === 'loki' ? asked : partBefore(asked, offset)
  const place = document && yamlPlace(document, offset)
  if (!document || !place) return
  if (place.begun === 'value') yield* values(document, place)
  else yield* keys(document, place)
}

/**
 * The part of a values document that a blank line behind its end goes on with: the part itself ends with its last
 * value and is not asked there.
 */
function partBefore(document: Document, offset: number): Document | undefined {
  return embedded(document).findLast(({ kind, subtree, within }) => {
    if (kind !== 'loki' || !subtree || within?.host !== document) return false
    const { end } = within.region.range
    return end <= offset && document.text.slice(end, offset).trim() === ''
  })
}

function* keys(document: Document, place: YamlPlace): Iterable<Completion> {
  const atRoot = place.keys.length === 0
  const path = atRoot && document.layout !== 'overrides' ? [] : lokiPath(document.layout, place.keys)
  if (!path) return
  for (const key of lokiKeysBelow(path)) {
    const label = atRoot && document.layout === 'chart' ? chartName(key.name) : key.name
    if (label === undefined || place.siblings.has(label) || (key.deprecated && place.typed !== label))
      continue
    yield {
      label,
      detail: detailOf(key),
      markdown: keyText(key, [...path, key.name]),
      range: place.range,
      insert: place.colon ? label : isBlock(key) ? `${label}:` : `${label}: `,
      kind: 'property',
    }
  }
}

/** Whether what it holds is written on the lines below it. */
function isBlock({ type }: LokiKey): boolean {
  return type === 'block' || type === 'list' || type === 'map' || type === 'string-map'
}

function detailOf({ type, default: value }: LokiKey): string {
  return value ? t('{type}, default {value}', { type, value }) : type
}

function* values(document: Document, place: YamlPlace): Iterable<Completion> {
  const path = lokiPath(document.layout, place.keys)
  const key = path && lokiKey(ownKey(path))
  if (!key) return
  for (const value of choicesOf(key)) {
    yield {
      label: value,
      ...(value === key.default && { detail: t('default') }),
      range: place.range,
      insert: value,
      kind: 'value',
    }
  }
}

/** The list's own key, for one of its items. */
function ownKey(path: LokiPath): LokiPath {
  return path.at(-1) === 0 ? path.slice(0, -1) : path
}

/** What can stand there: a choice of values, else the default as a start. */
function choicesOf({ path, type, default: value }: LokiKey): readonly string[] {
  const known = lokiChoices(path)
  if (known) return known
  if (type === 'boolean') return ['true', 'false']
  if (type === 'log-level') return ['debug', 'info', 'warn', 'error']
  return value && type !== 'list' ? [value] : []
}

export const completion: CompletionSource = { kinds: ['loki', 'helm-values'], complete }
