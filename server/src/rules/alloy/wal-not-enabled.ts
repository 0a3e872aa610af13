/**
 * A `wal` block that is not switched on: `enabled` is false where it is not written (Alloy 1.18.0). Found where a
 * missing block would be; a block that says nothing yet looks as if it did something.
 */
import { componentsIn, isComplete, isOpen, nameRange, titleOf } from '../../model/alloy/components.ts'
import { insertStatement } from '../../model/alloy/componentsEdit.ts'
import { booleanIn } from '../../model/alloy/value.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { attribute, childBlocks } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { durabilitySeverity, type Finding, type Rule, type RuleContext } from '../rule.ts'

function* check(context: RuleContext): Iterable<Finding> {
  const severity = durabilitySeverity(context)
  if (!severity) return
  for (const block of componentsIn(context.document, 'loki.write')) {
    const wal = childBlocks(block, 'wal')[0]
    if (!wal || !isComplete(wal)) continue
    const finding = judge(context.document, block, wal, severity === 'warning')
    if (finding) yield { ...finding, severity }
  }
}

function judge(document: Document, writer: Block, wal: Block, required: boolean): Finding | undefined {
  const component = titleOf(document, writer)
  const single = childBlocks(writer, 'endpoint').length <= 1
  const enabled = attribute(wal, 'enabled')
  if (!enabled) {
    if (isOpen(document, wal)) return undefined
    const edits = insertStatement(document, wal, [`${padded(wal)}= true`], undefined)
    return {
      range: nameRange(document, wal),
      message: t(
        'The wal block of {component} does nothing: enabled is false unless it is written. Write enabled = true.',
        { component },
      ),
      fixes: [
        {
          title: t('Add enabled = true'),
          safe: required && single,
          preferred: true,
          edits: edits.map((edit) => ({ uri: document.uri, ...edit })),
        },
      ],
    }
  }
  if (booleanIn(document, enabled.value) !== false) return undefined
  const range = rangeOf(alloyTree(document), enabled.value)
  return {
    range,
    message: t(
      'The write-ahead log of {component} is switched off: while Loki cannot be reached, what it has not sent waits in memory only. Write enabled = true.',
      { component },
    ),
    // Somebody wrote false on purpose: to switch it on is for a person to say.
    fixes: [
      {
        title: t('Change enabled to true'),
        safe: false,
        preferred: true,
        edits: [{ uri: document.uri, range, text: 'true' }],
      },
    ],
  }
}

/** `enabled` with the blanks that align its `=` with the first attribute's. */
function padded(wal: Block): string {
  const first = wal.body[0]
  const column = first?.kind === 'attribute' ? first.equals - first.name.start : 0
  return 'enabled '.padEnd(column)
}

export const rule: Rule = {
  id: 'alloy/wal-not-enabled',
  title: 'A wal block that is not switched on',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
