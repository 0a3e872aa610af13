/**
 * A second look at a masked template whose text is YAML: patches that a YAML parser would stumble over are changed.
 *
 * - Where the branches of a block can't stand one after the other (a list and a map, two scalars), all but the
 *   first that shows anything are hidden.
 * - Where an action before a key or list item leaves it in a column that fits nothing, the action becomes letters
 *   that are part of the key: the key is then unknown, but what is below it stays where it belongs.
 * - Between two defines stands `---`.
 *
 * Files that need none of this stay as `mask.ts` makes them.
 */
import { lineAt } from '../../text/lines.ts'
import type { Range } from '../../text/range.ts'
import type { ControlNode } from './ast.ts'
import { applyPatches, type Patch } from './patch.ts'
import { type Columns, fits, follow, type LineLayout, noColumns, readLayout } from './yamlLayout.ts'

/**
 * The patches with which the masked text reads as YAML, as far as that can be told: `patches` where they are right.
 * @param text what `patches` make of `source`
 * @param controls in the order of the source
 */
export function alignYaml(
  source: string,
  text: string,
  lines: readonly number[],
  controls: readonly ControlNode[],
  patches: readonly Patch[],
): readonly Patch[] {
  const layout = readLayout(text, lines)
  const shown = layout.flatMap(({ shape, inBlock }, line) =>
    shape === 'blank' || shape === 'comment' || inBlock ? [] : [line],
  )
  const page: Page = { text, lines, layout, shown }
  const { glued, hidden } = settle(page, laterBranches(page, controls), leads(page, source, patches))
  const changed =
    glued.size === 0
      ? patches
      : patches.map((patch, index) => ({ ...patch, fill: glued.get(index) ?? patch.fill }))
  return separate(source, merge(changed, hidden))
}

/** A masked text and its lines; `shown` are those that show anything outside of block scalars. */
interface Page {
  readonly text: string
  readonly lines: readonly number[]
  readonly layout: readonly LineLayout[]
  readonly shown: readonly number[]
}

/** A branch that follows one that shows something, and all that it shows. */
interface Later extends Range {
  readonly control: ControlNode
}

/** The actions before a line's key or item: where the first stands, and their places in the list of patches. */
interface Lead {
  readonly column: number
  readonly patches: number[]
}

/** Goes down the page and hides or glues what does not fit. */
function settle(page: Page, later: ReadonlyMap<number, Later>, leads: ReadonlyMap<number, Lead>) {
  const glued = new Map<number, Patch['fill']>()
  const hidden: Patch[] = []
  let columns: Columns = noColumns
  for (const [index, line] of page.shown.entries()) {
    const at = page.layout[line]!
    if (page.lines[line]! + at.column < (hidden.at(-1)?.end ?? 0)) continue
    const branch = later.get(line)
    const lead = leads.get(line)
    const next = page.shown[index + 1]
    const isOff =
      lead !== undefined &&
      isMisplaced(columns, at, lead.column, page.layout[next ?? -1], leads.get(next ?? -1))
    if (branch !== undefined && !isOff && !fits(columns, at.column, at.shape)) {
      hidden.push({
        start: branch.start,
        end: branch.end,
        action: branch.control,
        kind: 'control',
        fill: 'blank',
      })
      continue
    }
    if (isOff) for (const patch of lead.patches) glued.set(patch, 'letters')
    if (isOff && at.shape === 'item') glued.set(lead.patches[0]!, 'item')
    columns = follow(columns, at, isOff ? lead.column : at.column)
  }
  return { glued, hidden }
}

/** Whether a line does not fit where its text is, or the next one not behind it, but both would where its action is. */
function isMisplaced(
  columns: Columns,
  line: LineLayout,
  lead: number,
  next?: LineLayout,
  nextLead?: Lead,
): boolean {
  if (!fits(columns, lead, line.shape)) return false
  const nextFits = (column: number): boolean => {
    if (next === undefined) return true
    const behind = follow(columns, line, column)
    if (fits(behind, next.column, next.shape)) return true
    return nextLead !== undefined && fits(behind, nextLead.column, next.shape)
  }
  return !fits(columns, line.column, line.shape) || (!nextFits(line.column) && nextFits(lead))
}

/** The branches behind a first one that shows anything, by the line that they show first. */
function laterBranches(page: Page, controls: readonly ControlNode[]): ReadonlyMap<number, Later> {
  const later = new Map<number, Later>()
  for (const control of controls) {
    let isLater = false
    for (const { tag, end } of control.branches) {
      const line = firstShown(page, tag.end, end)
      if (line === undefined) continue
      if (isLater && !later.has(line)) later.set(line, { start: tag.end, end, control })
      isLater = true
    }
  }
  return later
}

/** The line of the first thing that is shown in a stretch, unless something before the stretch is on that line. */
function firstShown({ lines, layout, shown }: Page, start: number, end: number): number | undefined {
  let low = 0
  let high = shown.length
  while (low < high) {
    const middle = (low + high) >> 1
    const line = shown[middle]!
    if (lines[line]! + layout[line]!.column < start) low = middle + 1
    else high = middle
  }
  const line = shown[low]
  return line !== undefined && lines[line]! + layout[line]!.column < end ? line : undefined
}

/** The actions that stand before a line's key or item, by line. */
function leads(
  { lines, layout }: Page,
  source: string,
  patches: readonly Patch[],
): ReadonlyMap<number, Lead> {
  const found = new Map<number, Lead>()
  for (const [index, { start, end }] of patches.entries()) {
    const line = lineAt(lines, start)
    const lineStart = lines[line]!
    const { shape, column, inBlock } = layout[line]!
    if (inBlock || (shape !== 'key' && shape !== 'item') || end > lineStart + column) continue
    const lead = found.get(line)
    if (lead !== undefined) lead.patches.push(index)
    else if (source.slice(lineStart, start).trim() === '')
      found.set(line, { column: start - lineStart, patches: [index] })
  }
  return found
}

/** Puts patches that cover others in their places. Both lists are in order. */
function merge(patches: readonly Patch[], covers: readonly Patch[]): readonly Patch[] {
  if (covers.length === 0) return patches
  const result: Patch[] = []
  let next = 0
  for (const patch of patches) {
    while (next < covers.length && covers[next]!.start < patch.end) result.push(covers[next++]!)
    const cover = covers[next - 1]
    if (cover === undefined || patch.start >= cover.end) result.push(patch)
  }
  for (const cover of covers.slice(next)) result.push(cover)
  return result
}

/** Puts `---` where a define starts or ends between two stretches that show anything. */
function separate(source: string, patches: readonly Patch[]): readonly Patch[] {
  const borders = patches.filter(({ action, start, end }) => {
    const isTag = action.kind === 'define' && (end === action.tag.end || start !== action.start)
    return isTag && (start === 0 || source[start - 1] === '\n')
  })
  if (borders.length === 0) return patches
  const text = applyPatches(source, patches)
  let shown = false
  let from = 0
  const separators = new Set<Patch>()
  for (const [index, border] of borders.entries()) {
    shown ||= text.slice(from, border.start).trim() !== ''
    from = border.end
    if (shown && text.slice(from, borders[index + 1]?.start).trim() !== '') separators.add(border)
  }
  if (separators.size === 0) return patches
  return patches.map((patch) => (separators.has(patch) ? { ...patch, fill: 'separator' } : patch))
}
