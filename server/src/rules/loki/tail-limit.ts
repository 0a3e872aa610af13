/**
 * The limit of concurrent tails at its default or below, where a Loki canary is on: each canary holds one tail. Where
 * nothing tells whether a canary runs (the chart runs one unless told otherwise) it is a hint; elsewhere silence.
 */

import { setLoki } from '../../model/loki/edit.ts'
import { isLeftOut } from '../../model/loki/elsewhere.ts'
import { type LokiView, lokiView } from '../../model/loki/loki.ts'
import { releasedAt } from '../../model/loki/released.ts'
import { allFacts, environmentOf, type Workspace } from '../../model/workspace.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { booleanOf, get, numberOf } from '../../syntax/yaml/path.ts'
import { type Document, hostOf, type Place } from '../../text/document.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule, RuleContext } from '../rule.ts'

const path = ['limits_config', 'max_concurrent_tail_requests']
/** Loki 3.7.6's default, and what the first guide found to be enough. */
const fallback = 10
const enough = 20

export const rule: Rule = {
  id: 'loki/tail-limit',
  title: 'max_concurrent_tail_requests too low for the canaries that tail',
  kinds: ['loki'],
  severity: 'warning',
  check: (context) => check(context),
}

function* check({ document, workspace }: RuleContext): Iterable<Finding> {
  const view = lokiView(document)
  if (view?.node(['limits_config'])?.kind !== 'map') return
  const node = view.node(path)
  const limit = node ? numberOf(node) : fallback
  if (limit === undefined || limit > fallback || (!node && !isLeftOut(view, path, workspace))) return
  if (node && isRaised(view, workspace)) return
  const canary = canaryOf(document, workspace)
  if (canary === 'off' || (canary === 'unknown' && (view.whole || node))) return
  const pair = view.pair(path) ?? view.pair(['limits_config'])
  yield {
    range: rangeOf(yamlTree(document), node ?? pair?.key ?? view.root),
    severity: canary === 'unknown' ? 'hint' : 'warning',
    message: t(
      'At most {limit} queries can tail logs at once{why}, and every Loki canary (one on each node) holds one of them: with more nodes tails fail with "max concurrent tail requests limit exceeded". Set {enough} or more.',
      { limit, why: node ? '' : t(' (the default)'), enough },
    ),
    related: typeof canary === 'string' ? [] : [{ ...canary, message: t('the canary is on here') }],
    fixes: fix(view),
  }
}

/** Whether every release that has these values has a limit that is enough, from values that are laid over these. */
function isRaised(view: LokiView, workspace: Workspace): boolean {
  const released = releasedAt(view, path, workspace)
  return released.length > 0 && released.every(({ number, set }) => set && (number ?? enough) > fallback)
}

function fix(view: LokiView): readonly Fix[] {
  const edit = setLoki(view, path, String(enough))
  return edit
    ? [
        {
          title: t('Allow {enough} tails at once', { enough }),
          safe: false,
          preferred: true,
          edits: [{ uri: view.document.uri, ...edit }],
        },
      ]
    : []
}

/** Whether a canary runs beside this configuration: what the values beside it say, or a container in the workspace. */
function canaryOf(document: Document, workspace: Workspace): 'off' | 'unknown' | Place {
  const said = canaryInValues(document)
  if (said) return said
  const environment = environmentOf(workspace, document.uri)
  const container = allFacts(workspace, 'containers').find(({ image, place }) => {
    if (!image?.value || !/(^|\/)loki-canary(:|@|$)/.test(image.value)) return false
    const theirs = environmentOf(workspace, place.uri)
    return theirs === undefined || environment === undefined || theirs === environment
  })
  return container?.place ?? 'unknown'
}

/**
 * `lokiCanary.enabled` of the chart's values (`monitoring.lokiCanary.enabled` before chart 6), beside the `loki` map
 * wherever that stands: under the chart's name in an umbrella chart's values.
 */
function canaryInValues(document: Document): 'off' | Place | undefined {
  const { host, path = [] } = document.within ?? {}
  if (host?.kind !== 'helm-values') return undefined
  const tree = yamlTree(host)
  const root = tree.documents[0]?.root
  const at = path.slice(0, Math.max(path.lastIndexOf('loki'), 0))
  const node =
    get(root, [...at, 'lokiCanary', 'enabled']) ?? get(root, [...at, 'monitoring', 'lokiCanary', 'enabled'])
  const on = booleanOf(node)
  if (!node || on === undefined) return undefined
  return on ? { uri: hostOf(host).uri, range: rangeOf(tree, node) } : 'off'
}
