/**
 * Which documents lie at an offset of a file: the innermost embedded one first, the file itself last.
 */
import { embedded } from '../syntax/embed.ts'
import type { Document } from '../text/document.ts'
import { touches } from '../text/range.ts'
import { toInner } from '../text/region.ts'

/** A document with an offset in it. */
export interface At {
  readonly document: Document
  readonly offset: number
}

/**
 * The documents at `offset` of a file, innermost first. An embedded document in which the offset has no position
 * (an escape, stripped indentation) is left out.
 */
export function documentsAt(document: Document, offset: number): readonly At[] {
  const offsets = new Map<Document, number>([[document, offset]])
  for (const inner of embedded(document)) {
    const host = inner.within && offsets.get(inner.within.host)
    if (host === undefined || !inner.within || !touches(inner.within.region.range, host)) continue
    const mapped = inner.subtree ? host : toInner(inner.within.region, host)
    if (mapped !== undefined) offsets.set(inner, mapped)
  }
  return [...offsets].map(([at, position]) => ({ document: at, offset: position })).reverse()
}
