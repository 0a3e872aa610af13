/**
 * The port of a cache in values of the Loki chart (and of Mimir's, which shares the template): it moves Service,
 * probes and addresses of clients, and is given to memcached as `-u`, the user. So memcached stays on 11211. Tried
 * with the Loki chart 18.11.0; its template has had the line since 6.0. `extraArgs.p` moves the listener. Where the
 * template is the team's own, it is the one to mend, and `memcached/port-flag` says so there.
 */

import { type ChartCache, chartCaches } from '../../model/memcached/chartCaches.ts'
import { defaultPort } from '../../model/memcached/user.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { insertPair } from '../../syntax/yaml/edit.ts'
import { get, pairAt, resolve } from '../../syntax/yaml/path.ts'
import type { Document } from '../../text/document.ts'
import { t } from '../../text/translate.ts'
import type { Finding, Fix, Rule } from '../rule.ts'

export const rule: Rule = {
  id: 'memcached/chart-port',
  title: 'A port that the chart gives to -u, so that memcached stays on 11211',
  kinds: ['helm-values'],
  severity: 'error',
  *check({ document, workspace }) {
    for (const cache of chartCaches(workspace, document)) {
      const finding = judged(document, cache)
      if (finding) yield finding
    }
  },
}

function judged(document: Document, cache: ChartCache): Finding | undefined {
  const { field, rendering, chart } = cache
  const { value: port, own } = field(['port'])
  if (!rendering.portToUser || rendering.own || !rendering.extraArgs || !own || typeof port !== 'number')
    return undefined
  const moved = ['p', 'U', 'l', 's'].some((name) => field(['extraArgs', name]).value !== null)
  const extra = resolve(get(cache.map, ['extraArgs']))
  const isOther =
    extra !== undefined && extra.kind !== 'map' && !(extra.kind === 'scalar' && extra.value === null)
  // Written with the wrong letter, it is `memcached/port-flag`'s to mend.
  const meant = Number(field(['extraArgs', 'u']).value) >= 1024
  if (port === defaultPort || moved || meant || isOther) return undefined
  return {
    range: own,
    message: t(
      'The {chart} chart gives this port to memcached as -u, which sets the user: memcached goes on listening on {usual}, while its Service, its probes and the addresses of its clients have {port}. Connections are refused, and the cache is not used. Add extraArgs.p with the same port.',
      { chart, port, usual: defaultPort },
    ),
    fixes: fixes(document, cache, port),
  }
}

function fixes(document: Document, { map }: ChartCache, port: number): readonly Fix[] {
  const tree = yamlTree(document)
  const extra = pairAt(map, 'extraArgs')
  const after = pairAt(map, 'port')
  const target = extra?.value?.kind === 'map' && extra.value.pairs.length > 0 ? extra.value : extra
  const edit = target
    ? insertPair(tree, target, `p: ${port}`, { text: document.text })
    : insertPair(tree, map, map.flow ? `extraArgs: { p: ${port} }` : `extraArgs:\n  p: ${port}`, {
        text: document.text,
        ...(after && { after }),
      })
  if (!edit) return []
  return [
    {
      title: t('Add -p {port} by extraArgs', { port }),
      safe: true,
      preferred: true,
      edits: [{ uri: document.uri, ...edit }],
    },
  ]
}
