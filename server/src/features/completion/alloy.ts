/**
 * Completion in Alloy texts: what is being written at the cursor decides who answers. Comments, labels and template
 * output get nothing.
 */

import { bodyOf } from '../alloy/body.ts'
import { cursorAt, writingAt } from '../alloy/cursor.ts'
import type { Completion, CompletionSource, FeatureContext } from '../feature.ts'
import { members } from './alloyMembers.ts'
import { statements } from './alloyStatements.ts'
import { keys, texts } from './alloyTexts.ts'
import { values } from './alloyValues.ts'

/** Characters that ask for other languages' sake. */
const foreign: ReadonlySet<string> = new Set(['-', ':', '/', '$'])

function* complete(context: FeatureContext, offset: number, trigger?: string): Iterable<Completion> {
  if (trigger !== undefined && foreign.has(trigger)) return
  const cursor = cursorAt(context, offset)
  const writing = cursor && writingAt(cursor)
  if (!cursor || !writing) return
  // A blank asks behind `=`, `[` and `,` alone: on an empty line a list would be in the way.
  if (trigger === ' ' && writing.at !== 'value') return
  switch (writing.at) {
    case 'name': {
      const body = bodyOf(cursor)
      if (body?.kind === 'module') yield* statements(cursor, writing, body.module)
      else if (body) yield* members(cursor, writing, body)
      return
    }
    case 'value':
      yield* values(cursor, writing)
      return
    case 'text':
      yield* texts(cursor, writing)
      return
    case 'key':
      yield* keys(cursor, writing)
  }
}

export const completion: CompletionSource = { kinds: ['alloy'], complete }
