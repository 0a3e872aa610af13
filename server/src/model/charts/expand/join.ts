/**
 * Pieces as a text: what is known as it is, a hole as the action that makes it, with a masked text for the parser of
 * what is between. Holes follow the rules that `syntax/template/mask.ts` has for templates: blanks where nothing else
 * is on a line, letters beside other text. Branches that may stand instead of each other stand one after the other;
 * where they share a line with other text they are a hole.
 */
import type { ControlNode } from '../../../syntax/template/ast.ts'
import { alignYaml } from '../../../syntax/template/maskYaml.ts'
import { applyPatches, type Hole, type Patch } from '../../../syntax/template/patch.ts'
import { lineAt, lineStarts } from '../../../text/lines.ts'
import type { Range } from '../../../text/range.ts'
import { withoutInline } from './inline.ts'
import type { HolePiece, MarkPiece, Origin, Piece, TextPiece } from './text.ts'

/** A stretch of the joined text with where it comes from. */
export interface Stretch extends Range {
  readonly origin: Origin
  readonly values?: TextPiece['values']
}

export interface Joined {
  readonly text: string
  readonly masked: { readonly text: string; readonly holes: readonly Hole[] }
  /** In order; what lies between has no place of its own. */
  readonly stretches: readonly Stretch[]
  /** Stretches that are there only if some condition holds which is not known. */
  readonly uncertain: readonly Range[]
}

interface Page {
  text: string
  readonly stretches: Stretch[]
  readonly holes: Patch[]
  /** Holes of no length where a block begins and ends. */
  readonly marks: Patch[]
  readonly controls: ControlNode[]
  readonly uncertain: Range[]
}

interface OpenBlock {
  readonly node: ControlNode
  readonly starts: number[]
}

/** Puts pieces together. */
export function joinPieces(pieces: readonly Piece[]): Joined {
  const page: Page = { text: '', stretches: [], holes: [], marks: [], controls: [], uncertain: [] }
  const blocks: OpenBlock[] = []
  for (const piece of withoutInline(pieces)) {
    if (piece.kind === 'text') putText(page, piece)
    else if (piece.kind === 'hole') putHole(page, piece)
    else putMark(page, piece, blocks)
  }
  const { text, stretches, uncertain } = page
  const lines = lineStarts(text)
  const patches = page.holes.map((hole) => filled(text, lines, page.holes, hole))
  const controls = page.controls.toSorted((a, b) => a.branches[0].start - b.branches[0].start)
  const aligned = alignYaml(text, applyPatches(text, patches), lines, controls, patches)
  const holes = [...aligned, ...page.marks]
    .map(({ start, end, action, kind }): Hole => ({ start, end, action, kind }))
    .sort((a, b) => a.start - b.start || a.end - b.end)
  return { text, masked: { text: applyPatches(text, aligned), holes }, stretches, uncertain }
}

function putText(page: Page, { text, origin, values }: TextPiece): void {
  const start = page.text.length
  page.text += text
  if (origin && text !== '')
    page.stretches.push({ start, end: page.text.length, origin, ...(values && { values }) })
}

function putHole(page: Page, { raw, node, origin }: HolePiece): void {
  const start = page.text.length
  page.text += raw.replace(/\s*\n\s*/g, ' ')
  const end = page.text.length
  page.holes.push({ start, end, action: node, kind: 'value', fill: 'letters' })
  if (origin) page.stretches.push({ start, end, origin })
}

function putMark(page: Page, { kind, node }: MarkPiece, blocks: OpenBlock[]): void {
  const at = page.text.length
  page.marks.push({ start: at, end: at, action: node, kind: 'control', fill: 'blank' })
  if (kind === 'open') blocks.push({ node, starts: [at] })
  else if (kind === 'next') blocks.at(-1)?.starts.push(at)
  else {
    const block = blocks.pop()
    if (!block) return
    page.controls.push(controlOf(block, at))
    page.uncertain.push({ start: block.starts[0] ?? at, end: at })
  }
}

/** The block as it stands in the joined text: for the look at branches that can't stand one after the other. */
function controlOf({ node, starts }: OpenBlock, end: number): ControlNode {
  const [first] = node.branches
  const branches = starts.map((start, i) => {
    const branchEnd = starts[i + 1] ?? end
    return { ...first, start, end: branchEnd, tag: { ...first.tag, start, end: start } }
  })
  const [head = first, ...others] = branches
  return { ...node, branches: [head, ...others] }
}

/** A hole with what stands for it: blanks where its line shows nothing else. */
function filled(text: string, lines: readonly number[], holes: readonly Patch[], hole: Patch): Patch {
  const line = lineAt(lines, hole.start)
  const start = lines[line] ?? 0
  const end = lines[line + 1] ?? text.length
  const around = holes.filter((each) => each.start < end && start < each.end)
  let shown = ''
  let from = start
  for (const each of around) {
    shown += text.slice(from, each.start)
    from = each.end
  }
  shown += text.slice(from, end)
  return shown.trim() === '' ? { ...hole, kind: 'line', fill: 'blank' } : hole
}
