/**
 * `-d` in a container: the process that was started ends with code 0 as soon as the daemon runs, and the container
 * with it. A shell that goes on after it is left alone.
 */

import { isShell } from '../../model/containers/programs.ts'
import { type MemcachedRun, memcachedRunsWith } from '../../model/memcached/arguments.ts'
import { removeFlag } from '../../model/memcached/edit.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Fix, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'memcached/daemon',
  title: 'A daemon, with which the container ends at once',
  kinds: ['helm-template', 'kubernetes', 'compose', 'helm-values'],
  severity: 'error',
  *check({ document, workspace }) {
    const seen = new Set<number>()
    for (const run of memcachedRunsWith(workspace, document)) {
      const flag = run.flags.find(({ option }) => option.short === '-d')
      if (!flag || seen.has(flag.range.start) || run.by === 'guessed' || isScript(run)) continue
      seen.add(flag.range.start)
      yield {
        range: flag.range,
        message: t(
          '{flag} lets memcached go on in the background: the process that was started ends with code 0, and the container with it. Remove it.',
          { flag: document.text.slice(flag.range.start, flag.range.end) },
        ),
        fixes: fixes(document, run),
      }
    }
  },
}

/** Whether a shell starts it, which may go on with something else. */
function isScript({ container }: MemcachedRun): boolean {
  const first = [...(container?.entrypoint ?? []), ...(container?.args ?? [])][0]
  return first !== undefined && isShell(first.value ?? first.raw)
}

function fixes(document: Document, run: MemcachedRun): readonly Fix[] {
  const flag = run.flags.find(({ option }) => option.short === '-d')
  const edits = flag && removeFlag(document, run, flag)
  if (!edits) return []
  const { uri } = document
  return [
    { title: t('Remove -d'), safe: true, preferred: true, edits: edits.map((edit) => ({ uri, ...edit })) },
  ]
}
