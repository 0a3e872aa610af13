/**
 * Limits of what is read of a YAML text, and the one issue that each gives: nesting and aliases that unfold without
 * end. The limit of length is `parse.ts`'s.
 */
import { t } from '../../text/translate.ts'
import type { YamlIssue, YamlNode, YamlPart } from './ast.ts'
import { maxDepth } from './tokens.ts'

/** What a document becomes where each alias is replaced by a copy of its target. */
export interface Expansion {
  /** Nodes in all. */
  readonly expanded: number
  /** Those of them that are copies. */
  readonly copied: number
}

/** go-yaml's measure (`decode.go`, `allowedAliasRatio`, v2.4 and v3.0): copies may be nearly all of a small document, few of a big one. */
export function isExcessive({ expanded, copied }: Expansion): boolean {
  if (copied <= 100 || expanded <= 1000) return false
  const low = 400_000
  const high = 4_000_000
  const ratio =
    expanded <= low ? 0.99 : expanded >= high ? 0.1 : 0.99 - (0.89 * (expanded - low)) / (high - low)
  return copied > ratio * expanded
}

/** The issue of a document that `isExcessive`. */
export function excessiveIssue(part: YamlPart, root: YamlNode | undefined): YamlIssue {
  const start = root?.start ?? 0
  return {
    origin: part,
    start,
    end: Math.min(start + 1, part.text.length),
    code: 'TOO_MANY_ALIASES',
    message: t(
      'The aliases of this document stand for so much text that programs written in Go refuse it. Write fewer nested aliases.',
    ),
  }
}

/** The issue of a part that is not read because of its nesting; `offset` is relative to the part. */
export function tooDeepIssue(part: YamlPart, offset: number): YamlIssue {
  const message = t(
    'Collections are nested more than {limit} levels deep here, so this part of the file is not checked.',
    { limit: maxDepth },
  )
  return {
    origin: part,
    start: offset,
    end: Math.min(offset + 1, part.text.length),
    code: 'TOO_DEEP',
    message,
  }
}
