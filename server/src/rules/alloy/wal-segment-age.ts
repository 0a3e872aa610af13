/**
 * A write-ahead log whose segments are deleted sooner than the outage that logs are to survive. Alloy deletes every
 * segment but the newest once it is `max_segment_age` old, sent or not (1.18.0, run). The default is 1h.
 */
import { componentsIn, isComplete, isOpen, nameRange, titleOf } from '../../model/alloy/components.ts'
import { insertAttribute } from '../../model/alloy/componentsEdit.ts'
import { defaultOutage } from '../../model/alloy/componentsRetry.ts'
import { booleanIn, durationIn, durationText, policyDuration, roughText } from '../../model/alloy/value.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { attribute, childBlocks } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { durabilitySeverity, type Finding, type Rule, type RuleContext } from '../rule.ts'

const hour = 3_600_000

function* check(context: RuleContext): Iterable<Finding> {
  const severity = durabilitySeverity(context)
  if (!severity) return
  const { document } = context
  const outage = policyDuration(context.policy.outage) ?? defaultOutage
  for (const writer of componentsIn(document, 'loki.write')) {
    const wal = childBlocks(writer, 'wal')[0]
    if (!wal || !isComplete(wal) || isSwitchedOff(document, wal)) continue
    const finding = judge(document, writer, wal, outage)
    if (finding) yield { ...finding, severity }
  }
}

/** Whether the block says that there is no log at all; one that forgot to say so is another rule's. */
function isSwitchedOff(document: Document, wal: Block): boolean {
  const enabled = attribute(wal, 'enabled')
  return enabled !== undefined && booleanIn(document, enabled.value) === false
}

function judge(document: Document, writer: Block, wal: Block, outage: number): Finding | undefined {
  const written = attribute(wal, 'max_segment_age')
  const age = written ? durationIn(document, written.value) : hour
  if (age === undefined || age >= outage || (!written && isOpen(document, wal))) return undefined
  const component = titleOf(document, writer)
  const raised = durationText(Math.max(outage, hour))
  const title = t('Change max_segment_age to {age}', { age: raised })
  if (!written) {
    const edits = insertAttribute(document, wal, 'max_segment_age', `"${raised}"`)
    return {
      range: nameRange(document, wal),
      message: t(
        'The write-ahead log of {component} deletes segments that are an hour old (the default of max_segment_age), sent or not; logs are to survive {outage}. Raise it.',
        { component, outage: roughText(outage) },
      ),
      fixes: [
        { title, safe: true, preferred: true, edits: edits.map((edit) => ({ uri: document.uri, ...edit })) },
      ],
    }
  }
  const range = rangeOf(alloyTree(document), written.value)
  return {
    range,
    message: t(
      'The write-ahead log of {component} deletes segments that are {age} old, sent or not, so under load an outage loses all but the last {age}; logs are to survive {outage}. Raise max_segment_age, or leave it out for the default of 1h.',
      { component, age: roughText(age), outage: roughText(outage) },
    ),
    fixes: [
      { title, safe: true, preferred: true, edits: [{ uri: document.uri, range, text: `"${raised}"` }] },
    ],
  }
}

export const rule: Rule = {
  id: 'alloy/wal-segment-age',
  title: 'Write-ahead log segments that are deleted sooner than the outage that logs are to survive',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
