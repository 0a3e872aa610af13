/**
 * A `max_streams` of `loki.write` below the number of streams that Loki takes: Alloy drops what Loki would have taken.
 * Only where the limit is written in the configuration of the Loki that an endpoint dials.
 */
import { componentsIn, isComplete } from '../../model/alloy/components.ts'
import { removeStatement } from '../../model/alloy/removal.ts'
import { numberIn } from '../../model/alloy/value.ts'
import { limitBehind } from '../../model/loki/limits.ts'
import { attribute, childBlocks } from '../../syntax/alloy/visit.ts'
import { alloyTree } from '../../syntax/parse.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

const option = 'max_global_streams_per_user'

function* check({ document, workspace, environment }: RuleContext): Iterable<Finding> {
  if (!document.text.includes('max_streams')) return
  const tree = alloyTree(document)
  for (const block of componentsIn(document, 'loki.write')) {
    const most = attribute(block, 'max_streams')
    const value = most && numberIn(document, most.value)
    if (!most || !value || value <= 0 || !isComplete(block)) continue
    const urls = childBlocks(block, 'endpoint').flatMap((endpoint) => attribute(endpoint, 'url') ?? [])
    const limits = urls.map((url) => limitBehind(workspace, document, url, environment, option))
    // Nothing is as good as no limit to Loki, and zero is none.
    const limit = limits.find((each) => each && (each.value === 0 || value < each.value))
    if (!limit) continue
    const { range, text } = removeStatement(document, most)
    // It stands by itself at the top of a block that is formatted.
    const blank = /^[ \t]*\r?\n/.exec(document.text.slice(range.end))?.[0].length ?? 0
    const edits = [{ uri: document.uri, range: { ...range, end: range.end + blank }, text }]
    yield {
      range: rangeOf(tree, most),
      message: t(
        'Once a batch has {value} streams, Alloy drops each line of another one at once, without a retry, while Loki takes {limit} ({option}). Leave max_streams out: too many streams are for Loki to refuse.',
        { value, limit: limit.value === 0 ? t('any number') : limit.value, option },
      ),
      related: [
        { ...limit.place, message: t('Loki sets {option} to {limit}.', { option, limit: limit.value }) },
      ],
      fixes: [{ title: t('Leave max_streams out'), safe: false, preferred: true, edits }],
    }
  }
}

export const rule: Rule = {
  id: 'alloy/max-streams',
  title: 'Fewer streams in a batch than Loki takes: the rest is dropped',
  kinds: ['alloy'],
  severity: 'warning',
  check,
}
