/**
 * Documents: immutable values. An edit makes a new one. A document may lie inside another one (`within`); rules and
 * features do not ask, the runner maps what they say to the file.
 */

import { lineStarts } from './lines.ts'
import { memo, succeed } from './memo.ts'
import { firstBehind, type Range } from './range.ts'
import { type Region, toOuter } from './region.ts'
import { fileOf } from './uri.ts'

/** What a document is. */
export type Kind =
  | 'alloy'
  | 'helm-values'
  | 'helm-template'
  | 'helm-chart'
  | 'loki'
  | 'compose'
  | 'argocd'
  | 'kubernetes'
  | 'settings'
  | 'environment-file'
  | 'iam-policy'
  /** YAML of no kind that we know, such as a data source or a scrape configuration. */
  | 'yaml'
  | 'text'

/** How a Loki configuration is laid out. */
export type LokiLayout =
  /** The whole file as Loki reads it. */
  | 'config'
  /** Some of its top-level keys: other places may set the rest. */
  | 'partial'
  /** The `loki:` map of the official chart's values, with its own names (`schemaConfig`). */
  | 'chart'
  /** Runtime overrides: limits by tenant. */
  | 'overrides'

/** Where an embedded document lies. */
export interface Within {
  readonly host: Document
  readonly region: Region
  /** The way to it in the host, such as `spec.source.helm.values`. */
  readonly path: readonly (string | number)[]
}

export interface Document {
  /** The file's uri; of an embedded document the host's with `#` and the way to it. */
  readonly uri: string
  readonly kind: Kind
  readonly text: string
  readonly version: number
  /** Present for `loki`. */
  readonly layout?: LokiLayout
  /** Whether template actions (`{{ … }}`) in the text are run before a program reads it. */
  readonly templated: boolean
  readonly within?: Within
  /**
   * For an embedded document that is a part of its host's tree: the host's node. Text and offsets are then the
   * host's own. The core's YAML layer knows its type; here it is opaque.
   */
  readonly subtree?: object
  /** For a text that was put together from others, such as what a template prints. */
  readonly assembled?: Assembled
}

/** Where a text that was put together comes from, and what of it is not known. */
export interface Assembled {
  /** The text as its own language is parsed from it, unit for unit, and what is unknown in it. */
  readonly masked: { readonly text: string; readonly holes: readonly Range[] }
  /** In order; what lies between them has no place of its own. */
  readonly stretches: readonly (Range & { readonly origin: StretchOrigin })[]
}

/** A place in a file; `exact` where it holds the stretch unit for unit. */
export interface StretchOrigin extends Range {
  readonly uri: string
  readonly exact: boolean
}

/** A place in a file: never inside an embedded document. */
export interface Place {
  readonly uri: string
  readonly range: Range
}

/** A document from a text. A template's text is templated by its kind. */
export function createDocument(
  uri: string,
  kind: Kind,
  text: string,
  more: Partial<Pick<Document, 'version' | 'layout' | 'templated' | 'within' | 'subtree' | 'assembled'>> = {},
): Document {
  return { uri, kind, text, version: 0, templated: kind === 'helm-template', ...more }
}

/**
 * Marks `next` as `previous` after an edit, so that trees take over what did not change.
 * @returns `next`
 */
export function asSuccessor(next: Document, previous: Document): Document {
  if (next.kind === previous.kind) succeed(next, previous)
  return next
}

/** Where the lines of a document start. */
export const linesOf = memo((document: Document) => lineStarts(document.text))

/**
 * The place of `range` in the file that holds `document`, through every nesting. What can't be mapped to the
 * character is placed on the whole embedded text.
 */
export function placeOf(document: Document, range: Range): Place {
  let at = document
  let mapped = range
  while (at.within) {
    const { host, region } = at.within
    mapped = (at.subtree ? mapped : toOuter(region, mapped)) ?? region.range
    at = host
  }
  return at.assembled ? placeOfStretch(at.assembled, mapped, at.uri) : { uri: at.uri, range: mapped }
}

/**
 * Where a range of an assembled text comes from: from the place of its start to that of its end, where both are of one
 * file and in order, else the place of its start.
 */
function placeOfStretch(assembled: Assembled, { start, end }: Range, uri: string): Place {
  const first = stretchAt(assembled, start)
  if (!first) return { uri: fileOf(uri), range: { start: 0, end: 0 } }
  const from = unitIn(first, start)
  const last = stretchAt(assembled, Math.max(start, end - 1)) ?? first
  const to = unitIn(last, Math.max(start, end - 1))
  const { origin } = first
  const isOne = last.origin.uri === origin.uri && to.end >= from.start
  return {
    uri: origin.uri,
    range: { start: from.start, end: isOne ? Math.max(to.end, from.start) : from.end },
  }
}

/** The stretch that holds an offset, or the next one behind it, or the last one. */
function stretchAt({ stretches }: Assembled, offset: number): Assembled['stretches'][number] | undefined {
  return stretches[firstBehind(stretches, offset)] ?? stretches.at(-1)
}

/** The unit of a stretch's origin that stands for an offset, or all of it. */
function unitIn({ start, end, origin }: Assembled['stretches'][number], offset: number): Range {
  if (!origin.exact) return origin
  const at = origin.start + Math.min(Math.max(offset, start), end) - start
  return { start: at, end: offset < start ? at : Math.min(at + 1, origin.end) }
}

/** The place of `range` in the file that holds `document`; nothing where it can't be mapped to the character. */
export function exactPlaceOf(document: Document, range: Range): Place | undefined {
  let at = document
  let mapped: Range | undefined = range
  for (; at.within; at = at.within.host) {
    if (!at.subtree) mapped = toOuter(at.within.region, mapped)
    if (!mapped) return undefined
  }
  if (!at.assembled) return { uri: at.uri, range: mapped }
  const stretch = stretchAt(at.assembled, mapped.start)
  if (!stretch?.origin.exact || mapped.start < stretch.start || mapped.end > stretch.end) return undefined
  const start = stretch.origin.start + mapped.start - stretch.start
  return { uri: stretch.origin.uri, range: { start, end: start + mapped.end - mapped.start } }
}

/** The file's own document, the outermost host. */
export function hostOf(document: Document): Document {
  let at = document
  while (at.within) at = at.within.host
  return at
}
