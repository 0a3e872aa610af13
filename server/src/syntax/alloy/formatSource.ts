/**
 * What the formatter asks about the source: on which line an offset lies, how many bytes stand in front of it, and
 * which comments there are. Offsets are UTF-16 as everywhere; bytes are those of UTF-8, in which the program counts.
 */
import { lineAt as lineFromZero } from '../../text/lines.ts'
import type { AlloyTree } from './ast.ts'

export interface PrintedComment {
  /** In bytes of UTF-8. */
  readonly offset: number
  readonly line: number
  readonly text: string
  /** The line that the program takes for the comment's last. */
  readonly lastLine: number
}

export function lineStartsOf(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The offset in bytes of UTF-8 of every character; undefined where the text is ASCII. */
export function byteOffsets(text: string): Uint32Array | undefined {
  let ascii = true
  for (let at = 0; at < text.length && ascii; at++) ascii = text.charCodeAt(at) < 128
  if (ascii) return undefined
  const offsets = new Uint32Array(text.length + 1)
  for (let at = 0; at < text.length; at++)
    offsets[at + 1] = (offsets[at] ?? 0) + byteLength(text.charCodeAt(at))
  return offsets
}

/** How many bytes a code unit takes; the two units of a pair take two each. */
function byteLength(code: number): number {
  if (code < 0x80) return 1
  return code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3
}

export function bytesOf(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) count += byteLength(text.charCodeAt(at))
  return count
}

/** The line of an offset, from one, as the program counts. */
export function lineAt(starts: readonly number[], offset: number): number {
  return lineFromZero(starts, offset) + 1
}

export function commentGroups(
  tree: AlloyTree,
  lineStarts: readonly number[],
  bytes: Uint32Array | undefined,
): readonly (readonly PrintedComment[])[] {
  const groups: PrintedComment[][] = []
  let end = 0
  let endLine = 0
  for (const part of tree.parts) {
    const base = tree.offsets.get(part) ?? 0
    for (const comment of part.comments) {
      const offset = base + comment.start
      const text = part.text.slice(comment.start, comment.end).replace(/\r(?!\/)|(?<!\*)\r/g, '')
      const line = lineAt(lineStarts, offset)
      const printed = {
        offset: bytes?.[offset] ?? offset,
        line,
        text,
        lastLine: lineAt(lineStarts, offset + text.length - 1),
      }
      const group = groups[groups.length - 1]
      if (group && line <= endLine + 1 && tree.text.slice(end, offset).trim() === '') group.push(printed)
      else groups.push([printed])
      end = base + comment.end
      endLine = line + lineEnds(text)
    }
  }
  return groups
}

export function lineEnds(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) if (text[at] === '\n' || text[at] === '\f') count++
  return count
}
