/**
 * A text that is put together from pieces of a source, with the place of each of its units: literals that Alloy
 * joins, variables that are filled in. An address that is found in it is brought back to the source.
 */
import type { Range } from '../../text/range.ts'
import { type Address, unknownUnit } from './addresses.ts'
import { type Editable, mapAddress } from './located.ts'

/** Unit `i` of `text` stands at `from[i]` to `to[i]`; -1 where it has no place. */
export interface Placed {
  readonly text: string
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** The value of a variable by its name, where that is known. */
export type Given = (name: string) => string | undefined

/** One unit that nobody knows. */
export const unknownText: Placed = { text: unknownUnit, from: [-1], to: [-1] }

/** A text that stands in the source as it is. */
export function plainText(text: string, start: number): Placed {
  const from = Array.from({ length: text.length }, (_, i) => start + i)
  return { text, from, to: from.map((at) => at + 1) }
}

/** A text that something of the source stands for as a whole. */
export function standingFor(text: string, { start, end }: Range): Placed {
  return { text, from: new Array(text.length).fill(start), to: new Array(text.length).fill(end) }
}

export function joined(pieces: readonly Placed[]): Placed {
  return {
    text: pieces.map(({ text }) => text).join(''),
    from: pieces.flatMap(({ from }) => from),
    to: pieces.flatMap(({ to }) => to),
  }
}

export function slice({ text, from, to }: Placed, start: number, end: number): Placed {
  return { text: text.slice(start, end), from: from.slice(start, end), to: to.slice(start, end) }
}

/** An address of the text with the places of the source, and which of its parts stand there in one piece. */
export function located(address: Address, placed: Placed): Address & { readonly editable: Editable } {
  const { hostRange, portRange } = address
  const editable = {
    host: inOnePiece(placed, hostRange),
    port: portRange !== undefined && inOnePiece(placed, portRange),
  }
  return { ...mapAddress(address, (range) => reach(placed, range)), editable }
}

/** From the first place to the last one of a stretch. */
function reach({ from, to }: Placed, { start, end }: Range): Range {
  const places = from.slice(start, end).filter((at) => at >= 0)
  return { start: Math.min(...places), end: Math.max(...to.slice(start, end)) }
}

function inOnePiece({ from, to }: Placed, { start, end }: Range): boolean {
  for (let i = start; i < end; i++) {
    const at = from[i] ?? -1
    if (at < 0 || at !== (from[start] ?? 0) + i - start || to[i] !== at + 1) return false
  }
  return true
}

const reference = /\$\$|\$\{([A-Za-z_]\w*)(:?[-:?+][^{}]*)?\}|\$([A-Za-z_]\w*)/g

/** A text with the variables that are given filled in; nothing where none is. */
export function filledIn(text: string, given: Given): Placed | undefined {
  const pieces: Placed[] = []
  let done = 0
  let filled = false
  for (const match of text.matchAll(reference)) {
    const name = match[1] ?? match[3]
    const value = name === undefined || /^:?[?+]/.test(match[2] ?? '') ? undefined : given(name)
    if (value === undefined) continue
    const end = match.index + match[0].length
    pieces.push(
      plainText(text.slice(done, match.index), done),
      standingFor(value, { start: match.index, end }),
    )
    done = end
    filled = true
  }
  return filled ? joined([...pieces, plainText(text.slice(done), done)]) : undefined
}
