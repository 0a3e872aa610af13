/**
 * The pattern of `stage.pattern`, as Loki 3.7 reads it: text with captures such as `<method>` and `<_>` for what is left
 * out. What is wrong with one is told with its place; nothing is matched.
 */
import type { Range } from '../text/range.ts'

export interface PatternIssue extends Range {
  readonly code: 'no-capture' | 'adjacent' | 'twice'
}

const capture = /<([A-Za-z_][A-Za-z0-9_]*)>/g

/** What Loki refuses in a pattern; undefined for one that it reads. */
export function linePatternIssue(pattern: string): PatternIssue | undefined {
  const captures = [...pattern.matchAll(capture)].map(({ 0: all, 1: name = '', index: start }) => ({
    name,
    start,
    end: start + all.length,
  }))
  if (captures.every(({ name }) => name === '_')) return { code: 'no-capture', start: 0, end: pattern.length }
  const second = captures.find(({ start }, i) => i > 0 && captures[i - 1]?.end === start)
  if (second) return { code: 'adjacent', start: second.start, end: second.end }
  const twice = captures.find(
    ({ name }, i) => name !== '_' && captures.findIndex((each) => each.name === name) < i,
  )
  return twice && { code: 'twice', start: twice.start, end: twice.end }
}
