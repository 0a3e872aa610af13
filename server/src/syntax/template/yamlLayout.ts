/**
 * A rough reading of YAML by lines and indentation, enough to see whether a line can stand where it stands.
 * It is not a parser: flow collections and scalars over several lines are not followed.
 */

/** What a line starts with. `flow` is a line of a flow collection; `other` mostly a scalar. */
export type Shape = 'blank' | 'comment' | 'marker' | 'item' | 'key' | 'flow' | 'other'

export interface LineLayout {
  readonly shape: Shape
  /** Column of the first character that is no blank. */
  readonly column: number
  /** Column of the key that follows the dashes of an item; else `column`. */
  readonly inner: number
  /** Whether deeper lines may follow: it ends with a colon or a dash. */
  readonly opens: boolean
  /** Whether it is a line of a block scalar, where anything may stand. */
  readonly inBlock: boolean
}

/** The shape of a line from its first character that is no blank. */
export function shapeOf(line: string): Shape {
  if (line === '') return 'blank'
  if (line.startsWith('#')) return 'comment'
  if (/^(?:---|\.\.\.)(?:\s|$)/.test(line)) return 'marker'
  if (/^-(?:\s|$)/.test(line)) return 'item'
  if (isKey(line)) return 'key'
  if (/^[[\]{}]|,$/.test(line)) return 'flow'
  return 'other'
}

/** Whether a line starts with a key and its colon. */
function isKey(line: string): boolean {
  const quote = line[0]
  if (quote === '"' || quote === "'") {
    const end = /^"(?:[^"\\]|\\.)*"|^'(?:[^']|'')*'/.exec(line)?.[0].length
    return end !== undefined && /^\s*:(?:\s|$)/.test(line.slice(end))
  }
  return !/^[[\]{},#|>@`%]/.test(line) && /:(?:\s|$)/.test(line.replace(/\s#.*$/, ''))
}

/** Reads every line of `text`, whose lines start at `starts`. */
export function readLayout(text: string, starts: readonly number[]): readonly LineLayout[] {
  let block = -1
  return starts.map((start, index) => {
    const line = text.slice(start, starts[index + 1] ?? text.length).trimEnd()
    const content = line.trimStart()
    const column = line.length - content.length
    const shape = shapeOf(content)
    if (shape !== 'blank' && column <= block) block = -1
    const inBlock = block >= 0 && shape !== 'blank'
    const dashes = shape === 'item' ? (/^(?:-\s+)+/.exec(content)?.[0].length ?? 0) : 0
    const plain = content.replace(/\s#.*$/, '')
    if (
      !inBlock &&
      (shape === 'key' || shape === 'item') &&
      /(?::|-)\s+(?:\S+\s+)?[|>][-+\d]{0,2}$/.test(plain)
    ) {
      block = isKey(content.slice(dashes)) ? column + dashes : column
    }
    const opens = /(?::|(?:^|\s)-)(?:\s+[&!]\S+)*$/.test(plain)
    const inner = isKey(content.slice(dashes)) ? column + dashes : column
    return { shape, column, inner, opens, inBlock }
  })
}

/** The collections that are open behind a line, from the outermost. */
export interface Columns {
  readonly open: readonly { readonly column: number; readonly kind: 'item' | 'key' }[]
  /** Whether a deeper line may follow. */
  readonly deeper: boolean
}

export const noColumns: Columns = { open: [], deeper: true }

/** Whether a line of that shape may start at `column`. */
export function fits({ open, deeper }: Columns, column: number, shape: Shape): boolean {
  const top = open.at(-1)
  if (top === undefined || shape === 'flow' || shape === 'marker') return true
  // A list may stand in the column of the key that it belongs to.
  if (deeper && (column > top.column || (column === top.column && shape === 'item' && top.kind === 'key')))
    return true
  return open.some((known) => known.column === column && known.kind === shape)
}

/** The columns behind a line; `column` is where it starts, if not where its layout has it. */
export function follow(columns: Columns, line: LineLayout, column = line.column): Columns {
  const { shape, inBlock, opens: deeper } = line
  if (shape === 'blank' || shape === 'comment' || inBlock) return columns
  if (shape === 'marker') return noColumns
  if (shape === 'flow' || shape === 'other') return { open: columns.open, deeper }
  const open = columns.open.filter(
    (known) => known.column < column || (known.column === column && known.kind === 'key'),
  )
  if (shape === 'item' || open.at(-1)?.column !== column) open.push({ column, kind: shape })
  if (line.inner > line.column) open.push({ column: column + line.inner - line.column, kind: 'key' })
  return { open, deeper }
}
