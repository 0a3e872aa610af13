/**
 * Patches: what stands in masked text instead of template actions. `mask.ts` decides what becomes of each.
 */
import type { Range } from '../../text/range.ts'
import type { TemplateNode } from './ast.ts'

/** A hidden stretch, in offsets of the document. */
export interface Hole extends Range {
  /** The node that was hidden; a hole of a branch's or an end's tag names the whole block. */
  readonly action: TemplateNode
  /**
   * `value`: a placeholder stands there. `line`: blanks for what prints. `control`: what prints nothing itself, or a
   * branch that is hidden with all it holds; blanks, or letters where they are glued to the key behind them.
   */
  readonly kind: 'value' | 'line' | 'control'
}

/** A hole and what is written over it. */
export interface Patch extends Hole {
  /** `item` is `- ` with letters behind it, `separator` is `---` with blanks behind it. */
  readonly fill: 'blank' | 'letters' | 'item' | 'separator'
}

/** Writes the patches, which are in order, over `source`; length and line breaks stay. */
export function applyPatches(source: string, patches: readonly Patch[]): string {
  const parts: string[] = []
  let from = 0
  for (const { start, end, fill } of patches) {
    parts.push(source.slice(from, start), fillIn(source.slice(start, end), fill))
    from = end
  }
  parts.push(source.slice(from))
  return parts.join('')
}

function fillIn(hidden: string, fill: Patch['fill']): string {
  const firstLine = firstLineLength(hidden)
  const others = hidden.slice(firstLine).replace(/[^\r\n]+/g, (line) => run(blanks, line.length))
  if (fill === 'separator' && firstLine >= 3) return `---${run(blanks, firstLine - 3)}${others}`
  if (fill === 'blank' || fill === 'separator') return run(blanks, firstLine) + others
  const dash = fill === 'item' ? '- ' : ''
  return dash + run(letters, firstLine - dash.length) + others
}

function firstLineLength(text: string): number {
  const feed = text.indexOf('\n')
  const carriage = text.indexOf('\r')
  if (feed < 0) return carriage < 0 ? text.length : carriage
  return carriage < 0 ? feed : Math.min(feed, carriage)
}

const blanks = ' '.repeat(512)
const letters = 'x'.repeat(512)

/** So many units of a stock of one character: a piece of it costs less than a text of its own. */
function run(stock: string, length: number): string {
  return length <= stock.length ? stock.slice(0, Math.max(0, length)) : stock.charAt(0).repeat(length)
}
