/**
 * Read frequencies of a write-ahead log that Alloy refuses at its start: the smallest must be below the largest.
 * `alloy validate` does not look (1.18.0).
 */
import { componentsIn, isOpen } from '../../model/alloy/components.ts'
import { durationIn, durationText } from '../../model/alloy/value.ts'
import type { Block } from '../../syntax/alloy/ast.ts'
import { attribute, childBlocks } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import type { Document } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

const smallestByDefault = 250
const largestByDefault = 1000

function* check({ document }: RuleContext): Iterable<Finding> {
  for (const writer of componentsIn(document, 'loki.write')) {
    for (const wal of childBlocks(writer, 'wal')) yield* judge(document, wal)
  }
}

function* judge(document: Document, wal: Block): Iterable<Finding> {
  const smallest = attribute(wal, 'min_read_frequency')
  const largest = attribute(wal, 'max_read_frequency')
  const written = smallest ?? largest
  if (!written || isOpen(document, wal)) return
  const from = smallest ? durationIn(document, smallest.value) : smallestByDefault
  const to = largest ? durationIn(document, largest.value) : largestByDefault
  if (from === undefined || to === undefined || from < to) return
  yield {
    range: rangeOf(alloyTree(document), written.value),
    refusedBy: 'alloy run',
    message: t(
      'Alloy does not start: min_read_frequency ({from}) must be below max_read_frequency ({to}). The defaults are 250ms and 1s.',
      { from: durationText(from), to: durationText(to) },
    ),
  }
}

export const rule: Rule = {
  id: 'alloy/wal-read-frequency',
  title: 'Read frequencies of a write-ahead log that Alloy refuses at its start',
  kinds: ['alloy'],
  severity: 'error',
  check,
}
