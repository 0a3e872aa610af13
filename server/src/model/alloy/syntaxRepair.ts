/**
 * What mends a fault of the syntax where the text tells what was meant: comments, operators, commas and quotes of other
 * languages, characters that come with text copied from a page. Faults that leave it open, such as a value or a bracket
 * that is missing, are left to the user.
 */

import type { AlloyIssueCode } from '../../syntax/alloy/ast.ts'
import { isIdentifier } from '../../syntax/alloy/lexer.ts'
import type { TextEdit } from '../../text/edit.ts'
import type { Range } from '../../text/range.ts'
import { t } from '../../text/translate.ts'

/** A way to mend a fault. */
export interface SyntaxRepair {
  readonly title: string
  /** Nothing else can have been meant. */
  readonly certain: boolean
  readonly edits: readonly TextEdit[]
}

/** Characters that pages put in the place of others, and those. */
const copied: ReadonlyMap<string, string> = new Map([
  ['\u201c', '"'],
  ['\u201d', '"'],
  ['\u201e', '"'],
  ['\u00a0', ' '],
  ['\u202f', ' '],
  ['\u3000', ' '],
  ['\u200b', ''],
  ['\ufeff', ''],
])

/**
 * @param text the text with the fault
 * @param code which fault
 * @param range where it stands, in UTF-16 offsets
 * @returns undefined where it is open what was meant
 */
export function syntaxRepair(text: string, code: AlloyIssueCode, range: Range): SyntaxRepair | undefined {
  const found = text.slice(range.start, range.end)
  if (code === 'missing-comma') return missingComma(text, range)
  if (code === 'invalid-label') return label(found, range)
  if (code === 'invalid-escape') return backslash(found, range)
  return code === 'invalid-character' ? character(text, found, range) : undefined
}

/** In front of a line end nothing but the comma is missing; elsewhere words may have been meant as one. */
function missingComma(text: string, { end }: Range): SyntaxRepair | undefined {
  if (!/^[ \t\r]*(?:\n|\/\/)/.test(text.slice(end, end + 200))) return undefined
  return { title: t('Add the comma'), certain: true, edits: [{ range: { start: end, end }, text: ',' }] }
}

/** `my-label` as `my_label`: no reference can name the former. */
function label(found: string, range: Range): SyntaxRepair | undefined {
  const content = found.slice(1, -1)
  const name = content.replaceAll(/[^\p{L}\p{Nd}_]+/gu, '_').replaceAll(/^_+(?=.)|_+$/g, '')
  const valid = isIdentifier(content) ? content : /^\p{Nd}/u.test(name) ? `_${name}` : name
  if (!isIdentifier(valid)) return undefined
  const title =
    valid === content
      ? t('Put the label in double quotes')
      : t('Change the label to {label}', { label: valid })
  return { title, certain: valid === content, edits: [{ range, text: `"${valid}"` }] }
}

function backslash(found: string, { start }: Range): SyntaxRepair | undefined {
  // `\u12` was meant to be an escape.
  if (/^\\[xuU0-7]/.test(found)) return undefined
  return {
    title: t('Double the backslash'),
    certain: false,
    edits: [{ range: { start, end: start }, text: '\\' }],
  }
}

function character(text: string, found: string, range: Range): SyntaxRepair | undefined {
  if (found === '#')
    return {
      title: t('Make it a comment of Alloy, with //'),
      certain: true,
      edits: [{ range: { start: range.start, end: hashesEnd(text, range.end) }, text: '//' }],
    }
  if (found === '&' || found === '|')
    return {
      title: t('Change it to {operator}', { operator: found + found }),
      certain: false,
      edits: [{ range, text: found + found }],
    }
  if (/^'[^'"\\\n]*'$/.test(found))
    return {
      title: t('Put the text in double quotes'),
      certain: true,
      edits: [{ range, text: `"${found.slice(1, -1)}"` }],
    }
  return copied.has(found) ? ofPage(text, range) : undefined
}

/** Several hashes begin one comment. */
function hashesEnd(text: string, from: number): number {
  let end = from
  while (text.charAt(end) === '#') end++
  return end
}

/** One fault is told for each line, so all such characters of the line are changed. */
function ofPage(text: string, { start }: Range): SyntaxRepair {
  const next = text.indexOf('\n', start)
  const end = next < 0 ? text.length : next
  const edits: TextEdit[] = []
  for (let at = start; at < end; at++) {
    const plain = copied.get(text.charAt(at))
    if (plain !== undefined) edits.push({ range: { start: at, end: at + 1 }, text: plain })
  }
  return { title: t('Change what a page put there to plain quotes and blanks'), certain: false, edits }
}
