/**
 * Widths of texts without a font at hand: an estimate from a table of proportional sans serif widths, on the wide
 * side, so that a text that is said to fit does.
 */

/** Widths of ASCII from the space on, in hundredths of the font's size: between those of Helvetica and of Verdana. */
// biome-ignore format: sixteen to a line, as in tables of characters
const ascii: readonly number[] = [
  31, 36, 42, 72, 62, 92, 72, 26, 38, 38, 48, 72, 33, 40, 33, 38,
  62, 62, 62, 62, 62, 62, 62, 62, 62, 62, 36, 36, 72, 72, 72, 54,
  96, 68, 68, 70, 74, 64, 60, 76, 75, 34, 48, 68, 58, 86, 75, 78,
  64, 78, 69, 65, 62, 73, 68, 96, 67, 63, 66, 40, 38, 40, 74, 55,
  48, 60, 62, 54, 62, 60, 36, 62, 62, 28, 31, 57, 28, 92, 62, 61,
  62, 62, 42, 53, 39, 62, 58, 80, 58, 58, 52, 55, 36, 55, 74,
]

/** The width of a text in the font's size of `size` pixels. */
export function textWidth(text: string, size: number): number {
  let hundredths = 0
  for (const character of text) hundredths += widthOf(character.codePointAt(0) ?? 0)
  return (hundredths * size) / 100
}

function widthOf(code: number): number {
  const known = ascii[code - 32]
  if (known !== undefined) return known
  if (code < 32 || isMark(code)) return 0
  if (isWide(code)) return 104
  return code >= 0x1f000 ? 130 : 66
}

/** Marks that stand on the character before them, and joiners. */
function isMark(code: number): boolean {
  return (
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0xfe00 && code <= 0xfe0f)
  )
}

/** Hangul, Han, kana and what else fills a square. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x20000 && code <= 0x3fffd)
  )
}

/** The text, or as much of its start and its end as fits into `width` with an ellipsis between: ends tell names apart. */
export function fitted(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text
  const characters = [...text]
  for (let kept = characters.length - 1; kept > 1; kept--) {
    const end = Math.floor(kept / 3)
    const shorter = `${characters.slice(0, kept - end).join('')}…${characters.slice(characters.length - end).join('')}`
    if (textWidth(shorter, size) <= width) return shorter
  }
  return `${characters[0] ?? ''}…`
}
