/** Small questions about lines of a text, for the edits in `edit.ts`. Offsets are UTF-16 units of the document. */

/** The line break that a text uses: that of its first line. */
export function eolOf(text: string): string {
  const found = text.indexOf('\n')
  return found > 0 && text[found - 1] === '\r' ? '\r\n' : '\n'
}

/** Start of the line that `offset` is in; behind a byte order mark. */
export function lineStartOf(text: string, offset: number): number {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
  return start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start
}

/** End of the line that `offset` is in, its line break not counted. */
export function lineEndOf(text: string, offset: number): number {
  const found = text.indexOf('\n', offset)
  if (found < 0) return text.length
  return text[found - 1] === '\r' ? found - 1 : found
}

/** Start of the line behind the one that `offset` is in; the text's end where there is none. */
export function nextLineOf(text: string, offset: number): number {
  const found = text.indexOf('\n', offset)
  return found < 0 ? text.length : found + 1
}

/** Whether nothing but spaces and tabs stands between two offsets. */
export function isOnlyBlank(text: string, start: number, end: number): boolean {
  return /^[ \t]*$/.test(text.slice(start, end))
}

/** Offset of the first character from `at` on that is no white space; comments are skipped, too, where asked. */
export function firstVisible(text: string, at: number, skipComments = false): number {
  let index = at
  while (index < text.length) {
    const char = text[index]!
    if (skipComments && char === '#') index = nextLineOf(text, index)
    else if (' \t\r\n'.includes(char)) index++
    else break
  }
  return index
}

/** Offset behind the colon of the key that ends at `keyEnd`; nothing where there is none. */
export function afterColon(text: string, keyEnd: number): number | undefined {
  const at = firstVisible(text, keyEnd, true)
  return text[at] === ':' ? at + 1 : undefined
}

/** Whether nothing but dashes of sequence items stands between two offsets. */
export function isOnlyDashes(text: string, start: number, end: number): boolean {
  return /^[ \t]*(?:-[ \t]+)*$/.test(text.slice(start, end))
}

/** The comment behind `at` on its line with the blanks before it, or nothing. */
export function commentOf(text: string, at: number): string {
  return /^[ \t]+#[^\r\n]*/.exec(text.slice(at, nextLineOf(text, at)))?.[0] ?? ''
}
