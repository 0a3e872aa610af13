/**
 * What the commands that only report do with files that could not be read: they say so and go on without them.
 */
import type { Target } from './load.ts'
import { errorLine } from './terminal.ts'

/** Says on stderr which files could not be read. @returns the exit code: 2 where there is one, else 0 */
export function sayUnreadable({ unreadable }: Target): 0 | 2 {
  for (const { uri, message } of unreadable)
    errorLine(`${decodeURIComponent(uri.replace('file://', ''))}: ${message}`)
  return unreadable.length > 0 ? 2 : 0
}
