/**
 * A `loki.write` that keeps a write-ahead log for two or more endpoints: they share one marker of what was sent, so
 * that after a restart each goes on where the fastest one was (grafana/alloy#6154, open for 1.18.0).
 */
import { componentsIn, nameRange, titleOf, walState } from '../../model/alloy/components.ts'
import { childBlocks } from '../../syntax/alloy/visit.ts'
import { placeOf } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const writer of componentsIn(document, 'loki.write')) {
    const endpoints = childBlocks(writer, 'endpoint')
    const [, second] = endpoints
    const wal = childBlocks(writer, 'wal')[0]
    if (!second || !wal || walState(document, writer) !== 'on') continue
    yield {
      range: nameRange(document, second),
      message: t(
        'The {count} endpoints of {component} share the marker of its write-ahead log: after a restart each goes on where the fastest was, and what the others still had to send is lost. Give each endpoint a loki.write of its own.',
        { count: endpoints.length, component: titleOf(document, writer) },
      ),
      related: [
        { ...placeOf(document, nameRange(document, wal)), message: t('The log is switched on here.') },
      ],
    }
  }
}

export const rule: Rule = {
  id: 'alloy/wal-shared-endpoints',
  title: 'Several endpoints on one write-ahead log',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
