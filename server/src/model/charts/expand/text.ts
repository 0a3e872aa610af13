/**
 * Texts that know where they come from: what a template prints is a list of pieces, each with its place in a template,
 * and with holes for what can't be told. Texts that `include` gives are made of the same pieces, and keep them through
 * the functions that only lay them out. Offsets are of the template file that a source names.
 */
import type { ControlNode, TemplateNode } from '../../../syntax/template/ast.ts'
import type { MergedNode } from '../merged.ts'

/** Where a piece comes from. */
export interface Origin {
  readonly uri: string
  readonly start: number
  readonly end: number
  /** Whether the piece is the source's own text, unit for unit; else the whole source made it. */
  readonly exact: boolean
  /** The call whose output it is part of: of an `include`, with the calls around it behind. */
  readonly via?: Origin
}

/** Known text. */
export interface TextPiece {
  readonly kind: 'text'
  readonly text: string
  readonly origin: Origin | undefined
  /** Values that the action read which printed it. */
  readonly values?: readonly MergedNode[]
}

/** Output that is not known: of any length, and perhaps none. */
export interface HolePiece {
  readonly kind: 'hole'
  readonly node: TemplateNode
  /** The action as it is written. */
  readonly raw: string
  readonly origin: Origin | undefined
}

/**
 * Of a block whose condition is not known all branches are there, one after the other: `open`, the first branch,
 * `next`, the second one, `close`. Of a loop over something unknown there is one round.
 */
export interface MarkPiece {
  readonly kind: 'open' | 'next' | 'close'
  readonly node: ControlNode
  /** The tag that opens the block, as it is written. */
  readonly raw: string
  readonly origin: Origin | undefined
}

export type Piece = TextPiece | HolePiece | MarkPiece

/** A text as a value of a template. One that is wholly known and comes from nowhere in particular is a plain string. */
export interface Text {
  readonly kind: 'text'
  readonly pieces: readonly Piece[]
}

/** The text of pieces that are all known. */
export function plainText(pieces: readonly Piece[]): string | undefined {
  let text = ''
  for (const piece of pieces) {
    if (piece.kind !== 'text') return undefined
    text += piece.text
  }
  return text
}

/** Whether pieces print anything: nothing where that can't be told. */
export function printsAny(pieces: readonly Piece[]): boolean | undefined {
  let depth = 0
  let isOpen = false
  for (const piece of pieces) {
    if (piece.kind === 'open') depth++
    else if (piece.kind === 'close') depth--
    else if (piece.kind === 'text' && depth === 0 && piece.text !== '') return true
    isOpen ||= piece.kind !== 'text'
  }
  return isOpen ? undefined : false
}

/** Pieces of no known place. */
export function textPieces(text: string, origin?: Origin): readonly Piece[] {
  return text === '' ? [] : [{ kind: 'text', text, origin }]
}

/** A part of a piece. */
function slicePiece(piece: TextPiece, start: number, end: number): TextPiece {
  const { origin, text } = piece
  const part = text.slice(start, end)
  if (!origin?.exact || origin.end - origin.start !== text.length) return { ...piece, text: part }
  return { ...piece, text: part, origin: { ...origin, start: origin.start + start, end: origin.start + end } }
}

/** Lines indented as `indent` does: blanks at the start and behind each line break. */
export function indented(pieces: readonly Piece[], pad: string): readonly Piece[] {
  if (pad === '') return pieces
  const out: Piece[] = [{ kind: 'text', text: pad, origin: undefined }]
  for (const piece of pieces) {
    if (piece.kind !== 'text') {
      out.push(piece)
      continue
    }
    let from = 0
    for (let at = piece.text.indexOf('\n'); at >= 0; at = piece.text.indexOf('\n', from)) {
      out.push(slicePiece(piece, from, at + 1), { kind: 'text', text: pad, origin: undefined })
      from = at + 1
    }
    if (from < piece.text.length) out.push(slicePiece(piece, from, piece.text.length))
  }
  return out
}

/** Without the blanks at the two ends, as far as these are known: a hole stays, and what is behind it. */
export function trimmed(
  pieces: readonly Piece[],
  isBlank: (char: string) => boolean = isSpace,
): readonly Piece[] {
  const out = [...pieces]
  for (const first of [true, false]) {
    for (let i = first ? 0 : out.length - 1; i >= 0 && i < out.length; i += first ? 1 : -1) {
      const piece = out[i]
      if (piece?.kind !== 'text') break
      const rest = first
        ? blanksAtStart(piece.text, isBlank)
        : piece.text.length - blanksAtEnd(piece.text, isBlank)
      out[i] = first ? slicePiece(piece, rest, piece.text.length) : slicePiece(piece, 0, rest)
      if ((out[i] as TextPiece).text !== '') break // A slice of a text piece.
    }
  }
  return out.filter((piece) => piece.kind !== 'text' || piece.text !== '')
}

/** What Go's `unicode.IsSpace` takes for a blank. */
export function isSpace(char: string): boolean {
  return /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(char)
}

function blanksAtStart(text: string, isBlank: (char: string) => boolean): number {
  let at = 0
  while (at < text.length && isBlank(text[at] ?? '')) at++
  return at
}

function blanksAtEnd(text: string, isBlank: (char: string) => boolean): number {
  let at = text.length
  while (at > 0 && isBlank(text[at - 1] ?? '')) at--
  return text.length - at
}

/** Pieces as the output of a call at `origin`. */
export function calledAt(pieces: readonly Piece[], call: Origin | undefined): readonly Piece[] {
  if (!call) return pieces
  const known = new Map<Origin, Origin>()
  const under = (origin: Origin | undefined): Origin => {
    if (!origin) return call
    const found = known.get(origin)
    if (found) return found
    const next = origin.via ? { ...origin, via: under(origin.via) } : { ...origin, via: call }
    known.set(origin, next)
    return next
  }
  return pieces.map((piece) => ({ ...piece, origin: under(piece.origin) }))
}
