/**
 * A `loki.write` without a `wal` block, where the environment asks for one. It does not say that a WAL alone keeps
 * logs: that also hangs on the retries, the segments' age and the volume, which have rules of their own.
 */
import { componentsIn, headRange, isComplete, titleOf, walState } from '../../model/alloy/components.ts'
import { insertStatement } from '../../model/alloy/componentsEdit.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { attribute, childBlocks } from '../../syntax/alloy/visit.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import { durabilitySeverity, type Finding, type Fix, type Rule, type RuleContext } from '../rule.ts'

function* check(context: RuleContext): Iterable<Finding> {
  const severity = durabilitySeverity(context)
  if (!severity) return
  const { document } = context
  for (const block of componentsIn(document, 'loki.write')) {
    if (!isComplete(block) || walState(document, block) !== 'missing') continue
    const endpoints = childBlocks(block, 'endpoint')
    // Alloy does not start without one, and a log would have nothing to keep.
    if (endpoints.length === 0) continue
    yield {
      range: headRange(document, block),
      severity,
      message: messageFor(titleOf(document, block), endpoints),
      fixes: [insertWal(document, block, severity === 'warning')],
    }
  }
}

/** The retries are said here where they are the default; what is written has a rule of its own. */
function messageFor(component: string, endpoints: readonly Block[]): string {
  return endpoints.every((endpoint) => attribute(endpoint, 'max_backoff_retries'))
    ? t(
        '{component} has no write-ahead log: while Loki cannot be reached, what it has not sent waits in memory only. Add wal { enabled = true }, which keeps it on disk. What was waiting at a restart is not sent again all the same.',
        { component },
      )
    : t(
        '{component} has no write-ahead log: while Loki cannot be reached, what it has not sent waits in memory only. Add wal { enabled = true }, which keeps it on disk. That is not enough alone: with the default max_backoff_retries of 10 a batch is dropped after 4 to 10 minutes, with the log too, and what was waiting at a restart is not sent again.',
        { component },
      )
}

/**
 * Safe where the environment's policy asks for the log (it writes to disk, which is what is asked for) and no second
 * endpoint shares its read position (grafana/alloy#6154).
 */
function insertWal(document: Document, block: Block, required: boolean): Fix {
  const endpoints = childBlocks(block, 'endpoint')
  const after = endpoints.at(-1) ?? block.body.at(-1)
  const edits = insertStatement(document, block, ['wal {', '\tenabled = true', '}'], after)
  return {
    title: t('Add wal { enabled = true }'),
    safe: required && endpoints.length <= 1,
    // With a second endpoint it mends one fault and brings another.
    preferred: endpoints.length <= 1,
    edits: edits.map((edit) => ({ uri: document.uri, ...edit })),
  }
}

export const rule: Rule = {
  id: 'alloy/missing-wal',
  title: 'A loki.write without a write-ahead log where the environment asks for one',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
