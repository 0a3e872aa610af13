/**
 * Rate limits left at Loki's defaults where the environment's policy wants them written down. What the right numbers
 * are depends on the load: the fix writes the second guide's numbers, to be looked at.
 */

import { setLokiKeys } from '../../model/loki/edit.ts'
import { isLeftOut } from '../../model/loki/elsewhere.ts'
import { type LokiView, lokiView } from '../../model/loki/loki.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { textOf } from '../../syntax/yaml/path.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { type Finding, type Fix, policySeverity, type Rule, type RuleContext } from '../rule.ts'

/** Key, and Loki 3.7.6's default. */
const limits = [
  { key: 'ingestion_rate_mb', fallback: '4 MB/s' },
  { key: 'ingestion_burst_size_mb', fallback: '6 MB' },
  { key: 'per_stream_rate_limit', fallback: '3 MB/s' },
  { key: 'per_stream_rate_limit_burst', fallback: '15 MB' },
] as const

export const rule: Rule = {
  id: 'loki/default-rate-limits',
  title: "Rate limits left at Loki's defaults where the environment wants them written down",
  kinds: ['loki'],
  severity: 'warning',
  check: (context) => check(context),
}

function* check(context: RuleContext): Iterable<Finding> {
  const { document, workspace, policy, environment } = context
  const view = lokiView(document)
  if (!view || policy.rateLimits !== 'explicit' || environment === undefined) return
  // A part that says nothing of limits, or the limits of another program, is not the place to ask for them.
  const written = view.pair(['limits_config'])
  if (written ? view.node(['limits_config'])?.kind !== 'map' : !view.whole) return
  // The burst of a stream is only asked for with the others: alone its default serves.
  const missing = limits.filter(({ key }) => isLeftOut(view, ['limits_config', key], workspace))
  if (!missing.some(({ key }) => key !== 'per_stream_rate_limit_burst')) return
  const defaults = missing.map(({ key, fallback }) => `${key} (${fallback})`).join(', ')
  yield {
    range: rangeOf(yamlTree(document), written?.key ?? view.root.pairs[0]?.key ?? view.root),
    severity: policySeverity(context, 'warning'),
    message: t(
      "{environment} expects rate limits to be written down, and these are left at Loki's defaults: {defaults}. A burst of errors above them is answered with 429, and what senders then give up on is lost. Write down what the load needs.",
      { environment, defaults },
    ),
    fixes: fixes(
      view,
      missing.map(({ key }) => ({ key, value: valueFor(view, key) })),
    ),
  }
}

/** The guide's number, raised or lowered so that a burst stays above the rate that is written. */
function valueFor(view: LokiView, key: (typeof limits)[number]['key']): string {
  const written = (name: string) => numberIn(textOf(view.node(['limits_config', name])))
  const [rate, burst] = [written('ingestion_rate_mb'), written('ingestion_burst_size_mb')]
  const stream = written('per_stream_rate_limit')
  switch (key) {
    case 'ingestion_rate_mb':
      return String(burst === undefined ? 10 : Math.min(10, Math.max(burst / 2, 1)))
    case 'ingestion_burst_size_mb':
      return String(Math.max(20, 2 * (rate ?? 0)))
    case 'per_stream_rate_limit':
      return '5MB'
    case 'per_stream_rate_limit_burst':
      return `${Math.max(20, 2 * (stream ?? 0))}MB`
  }
}

/** A limit in megabytes; nothing where it has another unit. */
function numberIn(text: string | undefined): number | undefined {
  const [, amount] = /^(\d+(?:\.\d+)?) ?(?:MB|M)?$/i.exec(text ?? '') ?? []
  return amount === undefined ? undefined : Number(amount)
}

interface Written {
  readonly key: string
  readonly value: string
}

function fixes(view: LokiView, missing: readonly Written[]): readonly Fix[] {
  const edits = setLokiKeys(
    view,
    'limits_config',
    missing.map(({ key, value }) => [key, value]),
  )
  if (!edits) return []
  return [
    {
      title: t('Write the limits down: {limits}', {
        limits: missing.map(({ key, value }) => `${key} ${value}`).join(', '),
      }),
      safe: false,
      preferred: true,
      edits: edits.map((edit) => ({ uri: view.document.uri, ...edit })),
    },
  ]
}
