/**
 * Logs on the local disk where the environment's policy wants an object store, or where several replicas would each
 * keep their own. The fix appends a schema period from a day to come: changing the running one makes old logs
 * unreadable. The bucket, its permissions and its name in `storage_config` remain the user's to provide.
 */
import { type LokiView, lokiView } from '../../model/loki/loki.ts'
import { latestPeriod, objectStore } from '../../model/loki/storage.ts'
import { yamlTree } from '../../syntax/parse.ts'
import { appendItem } from '../../syntax/yaml/edit.ts'
import { get, numberOf, textOf } from '../../syntax/yaml/path.ts'
import { rangeOf } from '../../text/part.ts'
import { t } from '../../text/translate.ts'
import { type Finding, type Fix, policySeverity, type Rule, type RuleContext } from '../rule.ts'

export const rule: Rule = {
  id: 'loki/filesystem-storage',
  title: 'Logs kept on one local disk where an object store is expected',
  kinds: ['loki'],
  severity: 'warning',
  check: (context) => check(context),
}

function* check(context: RuleContext): Iterable<Finding> {
  const { document, policy, environment, today } = context
  const view = lokiView(document)
  const store = view && objectStore(view)
  if (!view || store?.name !== 'filesystem') return
  const replication = numberOf(view.node(['common', 'replication_factor']))
  const replicated = replication !== undefined && replication > 1
  const wanted = policy.lokiStorage === 's3' && environment !== undefined
  if (!wanted && !replicated) return
  yield {
    range: rangeOf(yamlTree(document), store.node),
    severity: replicated ? 'warning' : policySeverity(context, 'warning'),
    message: replicated
      ? t(
          'With a replication factor of {replication} each replica keeps its logs on its own disk, so a query sees what one of them has. Replicas need one object store, such as s3.',
          { replication },
        )
      : t(
          "Logs are kept on this machine's disk, and {environment} expects s3: a lost disk is the loss of all logs. Append a schema period with object_store s3 from a day to come; changing this one would make the logs that are there unreadable. Give storage_config.aws its bucket and Loki its permissions before that day.",
          { environment: environment ?? '' },
        ),
    fixes: appendPeriod(view, today),
  }
}

function appendPeriod(view: LokiView, today: string): readonly Fix[] {
  const configs = view.node(['schema_config', 'configs'])
  const last = latestPeriod(view)
  if (configs?.kind !== 'sequence' || !last) return []
  const from = dayAfter(today)
  if (last.from !== undefined && last.from >= from) return []
  const said = (key: string, fallback: string) => textOf(get(last.node, [key])) ?? fallback
  const prefix = textOf(get(last.node, ['index', 'prefix'])) ?? 'index_'
  const lines = [
    `from: "${from}"`,
    `store: ${said('store', 'tsdb')}`,
    'object_store: s3',
    `schema: ${said('schema', 'v13')}`,
    'index:',
    `  prefix: ${prefix}`,
    '  period: 24h',
  ]
  const edit = appendItem(yamlTree(view.document), configs, configs.flow ? flowItem(lines) : lines.join('\n'))
  if (!edit) return []
  const title = t('Append a schema period on s3 from {from} (then name the bucket in storage_config.aws)', {
    from,
  })
  return [{ title, safe: false, preferred: true, edits: [{ uri: view.document.uri, ...edit }] }]
}

function flowItem(lines: readonly string[]): string {
  const plain = lines.slice(0, 4).join(', ')
  const index = lines
    .slice(5)
    .map((line) => line.trim())
    .join(', ')
  return `{ ${plain}, index: { ${index} } }`
}

/** The day after tomorrow: a period must begin after the change is rolled out, in every time zone. */
function dayAfter(today: string): string {
  const [year, month, day] = today.split('-').map(Number)
  return new Date(Date.UTC(year ?? 1970, (month ?? 1) - 1, (day ?? 1) + 2)).toISOString().slice(0, 10)
}
