/**
 * Between quoted and raw texts: regular expressions and paths are easier to read without their escapes. Only the way of
 * writing changes; where it can't be exact nothing is offered.
 */
import type { StringLiteral } from '../../syntax/alloy/ast.ts'
import { quoteString } from '../../syntax/alloy/literal.ts'
import { nodeAt, sourceOf } from '../../syntax/alloy/visit.ts'
import { isUnknown } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Refactoring, Selected } from './refactor.ts'

export function convertString({ document, tree, range }: Selected): readonly Refactoring[] {
  const path = nodeAt(tree, range.start)?.path ?? []
  const literal = path.at(-1)
  const parent = path.at(-2)
  // Labels and keys can't be raw.
  if (literal?.kind !== 'string' || !literal.closed || parent?.kind === 'block') return []
  if (parent?.kind === 'incomplete' || (parent?.kind === 'field' && parent.key === literal)) return []
  const at = rangeOf(tree, literal)
  if (isUnknown(document, at) || range.end > at.end) return []
  const text = literal.raw ? quoted(literal) : raw(literal)
  if (text === undefined) return []
  const title = literal.raw ? t('Convert to a quoted string') : t('Convert to a raw string')
  return [{ title, kind: 'refactor.rewrite', edits: [{ range: at, text }] }]
}

/** Without escapes: nothing where there are none, or where a raw text can't hold the value. */
function raw(literal: StringLiteral): string | undefined {
  const { value } = literal
  // A raw text drops carriage returns, alloy fmt moves tabs in it, and what can't be seen is better escaped.
  if (!sourceOf(literal).includes('\\') || /[`\r]|[^\P{C}\n]|\ufffd/u.test(value)) return undefined
  return `\`${value}\``
}

function quoted({ value }: StringLiteral): string | undefined {
  return /[\p{Cs}\ufffd]/u.test(value) ? undefined : quoteString(value)
}
