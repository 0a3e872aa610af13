/**
 * A `batch_size` larger than what Loki takes in one request of a tenant: such a batch is refused however often it is
 * sent. Only where the limit is written in the configuration of the Loki that the endpoint dials.
 */
import { componentsIn, isComplete } from '../../model/alloy/components.ts'
import { removeStatement } from '../../model/alloy/removal.ts'
import { constantIn } from '../../model/alloy/value.ts'
import { limitBehind } from '../../model/loki/limits.ts'
import { attribute, childBlocks } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

const option = 'ingestion_burst_size_mb'
/** Alloy's default, in bytes. */
const defaultSize = 1024 * 1024

function* check({ document, workspace, environment }: RuleContext): Iterable<Finding> {
  if (!document.text.includes('batch_size')) return
  const tree = alloyTree(document)
  const endpoints = componentsIn(document, 'loki.write').flatMap((block) => childBlocks(block, 'endpoint'))
  for (const endpoint of endpoints) {
    const size = attribute(endpoint, 'batch_size')
    const url = attribute(endpoint, 'url')
    const text = size && constantIn(document, size.value)
    const bytes = typeof text === 'string' ? bytesOf(text) : undefined
    if (!size || !url || bytes === undefined || !isComplete(endpoint)) continue
    const limit = limitBehind(workspace, document, url, environment, option)
    if (!limit || bytes <= limit.value * 1024 * 1024) continue
    const edit = { uri: document.uri, ...removeStatement(document, size) }
    const fits = defaultSize <= limit.value * 1024 * 1024
    yield {
      range: rangeOf(tree, size.value),
      message: t(
        'Loki takes at most {limit} MiB of a tenant in one request ({option}), so a batch of {size} is refused however often it is sent: it is dropped after max_backoff_retries, or blocks what comes behind it. Take the default of 1MiB.',
        { limit: limit.value, option, size: String(text) },
      ),
      related: [
        { ...limit.place, message: t('Loki sets {option} to {limit}.', { option, limit: limit.value }) },
      ],
      fixes: fits
        ? [{ title: t('Take the default of 1MiB'), safe: false, preferred: true, edits: [edit] }]
        : [],
    }
  }
}

/** Bytes of a size as Alloy reads it (`alecthomas/units`): `MB` and `MiB` are the same to it. */
function bytesOf(text: string): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([KMGT]?)i?B$/.exec(text) ?? []
  return digits === undefined ? undefined : Number(digits) * 1024 ** ' KMGT'.indexOf(unit || ' ')
}

export const rule: Rule = {
  id: 'alloy/batch-size',
  title: 'Batches that are larger than Loki takes',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
