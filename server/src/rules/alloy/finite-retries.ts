/**
 * An endpoint of `loki.write` that drops a batch sooner than the outage that logs are to survive. The number of tries
 * decides it, with a write-ahead log as without: a dropped batch counts as sent.
 */
import { componentsIn, isComplete, nameRange, titleOf } from '../../model/alloy/components.ts'
import { insertAttribute } from '../../model/alloy/componentsEdit.ts'
import { defaultOutage, patienceOf, type Retries, retriesOf } from '../../model/alloy/componentsRetry.ts'
import { policyDuration, roughText } from '../../model/alloy/value.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { childBlocks } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { durabilitySeverity, type Finding, type Fix, type Rule, type RuleContext } from '../rule.ts'

function* check(context: RuleContext): Iterable<Finding> {
  const severity = durabilitySeverity(context)
  if (!severity) return
  const { document, policy } = context
  const outage = policyDuration(policy.outage) ?? defaultOutage
  for (const writer of componentsIn(document, 'loki.write')) {
    for (const endpoint of childBlocks(writer, 'endpoint')) {
      const retries = isComplete(endpoint) ? retriesOf(document, endpoint) : undefined
      if (!retries || patienceOf(retries).shortest >= outage) continue
      yield { ...finding(document, writer, endpoint, retries, outage), severity }
    }
  }
}

function finding(
  document: Document,
  writer: Block,
  endpoint: Block,
  retries: Retries,
  outage: number,
): Finding {
  const { shortest, longest } = patienceOf(retries)
  const { written } = retries
  const named = {
    component: titleOf(document, writer),
    tries: retries.retries,
    from: roughText(shortest),
    to: roughText(longest),
    outage: roughText(outage),
  }
  return {
    range: written ? rangeOf(alloyTree(document), written.value) : nameRange(document, endpoint),
    message: written
      ? t(
          '{component} drops a batch after {tries} tries, {from} to {to} into an outage, and a write-ahead log does not change that; logs are to survive {outage}. Write max_backoff_retries = 0 to try for ever. The price: one refusal that never ends (429 or 5xx) then holds up what follows it.',
          named,
        )
      : t(
          '{component} drops a batch after the default of {tries} tries, {from} to {to} into an outage, and a write-ahead log does not change that; logs are to survive {outage}. Write max_backoff_retries = 0 to try for ever. The price: one refusal that never ends (429 or 5xx) then holds up what follows it.',
          named,
        ),
    fixes: [tryForEver(document, endpoint, written)],
  }
}

/** Not safe: a refusal that never ends then blocks the shard, where before it cost one batch. */
function tryForEver(document: Document, endpoint: Block, written: Retries['written']): Fix {
  const edits = written
    ? [{ range: rangeOf(alloyTree(document), written.value), text: '0' }]
    : insertAttribute(document, endpoint, 'max_backoff_retries', '0')
  return {
    title: t('Try for ever with max_backoff_retries = 0 (a refusal that never ends then blocks the shard)'),
    safe: false,
    preferred: true,
    edits: edits.map((edit) => ({ uri: document.uri, ...edit })),
  }
}

export const rule: Rule = {
  id: 'alloy/finite-retries',
  title: 'A loki.write endpoint that drops logs sooner than the outage they are to survive',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
