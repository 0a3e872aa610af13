/**
 * Blocks whose condition is unknown, in a line with other text: their branches can't stand one after the other there,
 * so such a block becomes one hole. A block whose branches are whole lines stays.
 */
import type { HolePiece, MarkPiece, Piece } from './text.ts'

/** Where blocks end, by the index of each of their marks, and where their branches start. */
interface Blocks {
  readonly pieces: readonly Piece[]
  readonly closing: ReadonlyMap<number, number>
  readonly branches: ReadonlyMap<number, readonly number[]>
}

/** The pieces with blocks inside lines as holes. */
export function withoutInline(pieces: readonly Piece[]): readonly Piece[] {
  if (!pieces.some(({ kind }) => kind === 'open')) return pieces
  const out: Piece[] = []
  put(blocksOf(pieces), 0, pieces.length, true, out)
  return out
}

function blocksOf(pieces: readonly Piece[]): Blocks {
  const closing = new Map<number, number>()
  const branches = new Map<number, number[]>()
  const open: number[][] = []
  for (const [i, { kind }] of pieces.entries()) {
    if (kind === 'open') open.push([i])
    else if (kind === 'next') open.at(-1)?.push(i)
    else if (kind === 'close') {
      const marks = open.pop() ?? []
      for (const mark of marks) closing.set(mark, i)
      if (marks[0] !== undefined) branches.set(marks[0], marks)
    }
  }
  return { pieces, closing, branches }
}

/** Puts a stretch out. @returns whether it ends at the start of a line, blanks left aside */
function put(blocks: Blocks, from: number, to: number, lineStart: boolean, out: Piece[]): boolean {
  let atStart = lineStart
  for (let i = from; i < to; i++) {
    const piece = blocks.pieces[i] as Piece // Inside the list, by the loop's head.
    if (piece.kind !== 'open') {
      out.push(piece)
      atStart = behind(piece, atStart)
      continue
    }
    const end = blocks.closing.get(i) ?? i
    if (isInline(blocks, i, end, atStart)) {
      out.push(asHole(piece))
      atStart = false
    } else atStart = putBlock(blocks, i, end, atStart, out)
    i = end
  }
  return atStart
}

function putBlock(blocks: Blocks, open: number, end: number, lineStart: boolean, out: Piece[]): boolean {
  const marks = blocks.branches.get(open) ?? [open]
  const ends = marks.map((mark, k) => {
    out.push(blocks.pieces[mark] as Piece) // A mark's own index.
    return put(blocks, mark + 1, marks[k + 1] ?? end, lineStart, out)
  })
  out.push(blocks.pieces[end] as Piece) // The closing mark's index.
  return ends.every((atStart) => atStart) && (ends.length > 1 || lineStart)
}

function behind(piece: Piece, lineStart: boolean): boolean {
  if (piece.kind === 'hole') return false
  if (piece.kind !== 'text') return lineStart
  return /^[ \t]*$/.test(piece.text) ? lineStart : /\n[ \t]*$/.test(piece.text)
}

/**
 * Whether a block shares its line: a branch goes on behind other text, leaves its line to what follows, or two of them
 * would meet in one line.
 */
function isInline(blocks: Blocks, open: number, end: number, lineStart: boolean): boolean {
  const marks = blocks.branches.get(open) ?? [open]
  const branches = marks
    .map((mark, k) => ({ from: mark + 1, to: marks[k + 1] ?? end }))
    .filter(({ from, to }) => !isBlank(blocks, from, to))
  const starts = branches.map(({ from }) => startsLine(blocks, from))
  const ends = branches.map(({ from, to }) => endsLine(blocks, from, to))
  if (!lineStart && starts.includes(false)) return true
  if (ends.includes(false) && !startsLine(blocks, end + 1)) return true
  return ends.slice(0, -1).some((isEnd, k) => !isEnd && starts[k + 1] === false)
}

function isBlank({ pieces }: Blocks, from: number, to: number): boolean {
  return pieces
    .slice(from, to)
    .every((piece) => piece.kind !== 'hole' && !(piece.kind === 'text' && piece.text !== ''))
}

/** Whether what stands at an index begins with a line break, whichever branches there are; the end does too. */
function startsLine(blocks: Blocks, index: number): boolean {
  const { pieces, closing, branches } = blocks
  for (let i = index; i < pieces.length; ) {
    const piece = pieces[i] as Piece // Inside the list, by the loop's head.
    if (piece.kind === 'hole') return false
    if (piece.kind === 'open') return (branches.get(i) ?? []).every((mark) => startsLine(blocks, mark + 1))
    if (piece.kind === 'next') i = (closing.get(i) ?? i) + 1
    else if (piece.kind !== 'text' || /^[ \t]*$/.test(piece.text)) i++
    else return /^[ \t]*\r?\n/.test(piece.text)
  }
  return true
}

/** Whether a stretch ends with a line break, blanks left aside; whichever branches there are. */
function endsLine(blocks: Blocks, from: number, to: number): boolean {
  const { pieces, branches } = blocks
  for (let i = to - 1; i >= from; i--) {
    const piece = pieces[i] as Piece // Inside the list, by the loop's head.
    if (piece.kind === 'hole') return false
    if (piece.kind === 'text' && piece.text !== '') {
      if (/^[ \t]*$/.test(piece.text)) continue
      return /\n[ \t]*$/.test(piece.text)
    }
    if (piece.kind !== 'close') continue
    const open = [...branches].find(([, marks]) => blocks.closing.get(marks[0] ?? -1) === i)?.[0]
    if (open === undefined) return false
    const marks = branches.get(open) ?? []
    const inner = marks.map((mark, k) => ({ from: mark + 1, to: marks[k + 1] ?? i }))
    const shown = inner.filter((each) => !isBlank(blocks, each.from, each.to))
    if (!shown.every((each) => endsLine(blocks, each.from, each.to))) return false
    if (shown.length === inner.length) return true
    i = open
  }
  return false
}

/** A block as one hole. */
function asHole({ node, origin, raw }: MarkPiece): HolePiece {
  return { kind: 'hole', node, raw, origin }
}
