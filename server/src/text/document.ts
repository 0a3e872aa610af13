/**
 * Documents: immutable values. An edit makes a new one. A document may lie inside another one (`within`); rules and
 * features do not ask, the runner maps what they say to the file.
 */

import { lineStarts } from './lines.ts'
import { memo, succeed } from './memo.ts'
import type { Range } from './range.ts'
import { type Region, toOuter } from './region.ts'

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
  more: Partial<Pick<Document, 'version' | 'layout' | 'templated' | 'within' | 'subtree'>> = {},
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
  return { uri: at.uri, range: mapped }
}

/** The place of `range` in the file that holds `document`; nothing where it can't be mapped to the character. */
export function exactPlaceOf(document: Document, range: Range): Place | undefined {
  let at = document
  let mapped: Range | undefined = range
  for (; at.within; at = at.within.host) {
    if (!at.subtree) mapped = toOuter(at.within.region, mapped)
    if (!mapped) return undefined
  }
  return { uri: at.uri, range: mapped }
}

/** The file's own document, the outermost host. */
export function hostOf(document: Document): Document {
  let at = document
  while (at.within) at = at.within.host
  return at
}
