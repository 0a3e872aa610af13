/**
 * A retention that nobody enforces: `retention_period` without the compactor's `retention_enabled`. Loki accepts it
 * and keeps everything (3.7.6, tried with any value). Old tables with `table_manager` deletion are left alone.
 */

import { setLokiKeys } from '../../model/loki/edit.ts'
import { isSetAnywhere } from '../../model/loki/elsewhere.ts'
import { type LokiView, lokiView } from '../../model/loki/loki.ts'
import { objectStore } from '../../model/loki/storage.ts'
import { durationMs } from '../../model/units.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { booleanOf, isKnown, textOf } from '../../syntax/yaml/path.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

const enabled = ['compactor', 'retention_enabled']

export const rule: Rule = {
  id: 'loki/retention-not-enforced',
  title: 'A retention_period that no compactor enforces',
  kinds: ['loki'],
  severity: 'warning',
  check: (context) => check(context),
}

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const view = lokiView(document)
  const node = view?.node(['limits_config', 'retention_period'])
  const text = textOf(node)
  if (!view || !node || text === undefined || durationMs(text) === undefined || durationMs(text) === 0) return
  const setting = view.node(enabled)
  if (setting && (!isKnown(setting) || booleanOf(setting) !== false)) return
  if (!setting && isSetAnywhere(view, enabled, workspace)) return
  if (view.pair(['table_manager', 'retention_deletes_enabled'])) return
  // Some keys of a configuration whose other keys stand elsewhere: the compactor may well be there.
  if (view.layout === 'partial' && !view.pair(['compactor'])) return
  yield {
    range: rangeOf(yamlTree(document), node),
    message: t(
      'retention_period is {text}, but nothing deletes: only a compactor with retention_enabled: true enforces it, so logs are kept until the disk or the bill says otherwise. Turn it on, with delete_request_store, which Loki then demands.',
      { text },
    ),
    fixes: enforce(view),
  }
}

function enforce(view: LokiView): readonly Fix[] {
  const store = objectStore(view)?.name
  const needsStore = !view.pair(['compactor', 'delete_request_store'])
  if (needsStore && store === undefined) return []
  const edits = setLokiKeys(view, 'compactor', [
    ['retention_enabled', 'true'],
    ...(needsStore && store !== undefined ? ([['delete_request_store', store]] as const) : []),
  ])
  if (!edits) return []
  const title = t('Let the compactor enforce it (it will delete what is older)')
  return [
    {
      title,
      safe: false,
      preferred: true,
      edits: edits.map((edit) => ({ uri: view.document.uri, ...edit })),
    },
  ]
}
