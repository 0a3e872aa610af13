/**
 * What depends on the terminal: colour, the progress line, messages on stderr.
 */

/** Whether output is coloured: on a terminal, unless `NO_COLOR` is set; `--color` asks for it in any case. */
export function colored(asked: boolean): boolean {
  if (asked) return true
  return Boolean(process.stdout.isTTY) && !process.env.NO_COLOR
}

/** Says something on stderr, under the program's name. */
export function errorLine(message: string): void {
  process.stderr.write(`logkeel: ${message}\n`)
}

/** A line that counts files on a terminal's stderr; on a pipe it does nothing. `end` clears it. */
export function progressLine(): { (done: number, of: number): void; end(): void } {
  const shown = Boolean(process.stderr.isTTY)
  const clear = '\r\u001b[K'
  const show = (done: number, of: number) => {
    if (shown && (done % 50 === 0 || done === of))
      process.stderr.write(`${clear}reading ${done} of ${of} files`)
  }
  return Object.assign(show, { end: () => shown && process.stderr.write(clear) })
}
