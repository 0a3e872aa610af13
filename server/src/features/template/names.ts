/** How paths of values are written in what users read. */
import type { Keys } from '../../model/charts/known.ts'
import { t } from '../../text/translate.ts'

/** A path below `.Values`, as one would write it: `.Values.a.b`, `[]` for any item, quotes around what is no name. */
export function valuesPath(keys: Keys): string {
  return `.Values${keys.map(stepText).join('')}`
}

/** A path as it stands in a values file: `a.b-c[].d`, quotes around what holds a dot or a blank. */
export function keyPath(keys: Keys): string {
  const text = keys
    .map((key) =>
      key !== undefined && /^[\p{L}\p{Nd}_/-]*\p{L}[\p{L}\p{Nd}_/-]*$/u.test(key) ? `.${key}` : stepText(key),
    )
    .join('')
  return text.startsWith('.') ? text.slice(1) : text
}

function stepText(key: string | undefined): string {
  if (key === undefined || /^\d+$/.test(key)) return key === undefined ? '[]' : `[${key}]`
  return isName(key) ? `.${key}` : `[${JSON.stringify(key)}]`
}

/** Whether a key can stand behind a dot of a template. */
export function isName(key: string): boolean {
  return /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(key)
}

/** A text as code in Markdown. In a cell of a table its bars have to be escaped. */
export function code(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ')
  return flat.includes('`') ? `\`\` ${flat} \`\`` : `\`${flat}\``
}

/** The model keeps so much of a comment: what was cut is said. */
const aboutLength = 500

/**
 * A comment's text as Markdown: lines stay lines, what would be a tag or a heading is text, and what only generators of
 * documentation read (`@schema`, `@section`) is left out.
 */
export function prose(text: string): string {
  const whole = text.length < aboutLength ? text : `${text.slice(0, text.search(/\s\S*$/))} …`
  return whole
    .split('\n')
    .filter(
      (line) =>
        !/^\s*(?:@(?:schema|section|ignored|raw|skip|extra|descriptionStart|descriptionEnd)\b|-+$|=+$)/.test(
          line,
        ),
    )
    .map((line) => line.trimEnd().replace(/^\s*@default\s+--\s*/, `${t('Default:')} `))
    .map((line) => line.replaceAll('<', '&lt;').replace(/^(#+|>)/, '\\$1'))
    .join('\n')
    .trim()
    .replaceAll('\n', '  \n')
}
