/**
 * The names and values of memcached's `-o`, as getsubopt divides them: at commas, then at the first equals sign, with
 * nothing trimmed. An item that template output or a variable makes a part of is left out.
 */
import type { Range } from '../../text/range.ts'
import type { Flag } from './flags.ts'

/** An item of `-o`. Ranges are in the document. */
export interface Suboption {
  /** As it stands before the equals sign, blanks included. */
  readonly name: string
  readonly nameRange: Range
  readonly value: string | undefined
  readonly valueRange: Range
  readonly range: Range
}

/** What `-o` is given. */
export interface Suboptions {
  readonly items: readonly Suboption[]
  /** Whether there may be others: items that are not known. */
  readonly open: boolean
}

/** The items of one `-o`. */
export function suboptionsOf({ value }: Flag): Suboptions {
  return value ? suboptionsIn(value.raw, value.range.start, value.value !== undefined) : nothing
}

const nothing: Suboptions = { items: [], open: true }

/**
 * The items of a text that stands at `start`.
 * @param known whether no part of it is made by a template or a variable
 */
export function suboptionsIn(raw: string, start: number, known: boolean): Suboptions {
  const items: Suboption[] = []
  let open = !known
  let at = start
  const texts = raw.split(/,(?![^{]*\}\})/)
  for (const [i, text] of texts.entries()) {
    const from = at
    at += text.length + 1
    // A comma at the very end is no item.
    if (text === '' && i === texts.length - 1) continue
    if (!known && /\{\{|\}\}|\$|\\/.test(text)) open = true
    else items.push(itemAt(text, from))
  }
  return { items, open }
}

function itemAt(text: string, start: number): Suboption {
  const sign = text.indexOf('=')
  const nameEnd = start + (sign < 0 ? text.length : sign)
  const end = start + text.length
  return {
    name: text.slice(0, nameEnd - start),
    nameRange: { start, end: nameEnd },
    value: sign < 0 ? undefined : text.slice(sign + 1),
    valueRange: { start: Math.min(nameEnd + 1, end), end },
    range: { start, end },
  }
}
