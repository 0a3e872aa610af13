/**
 * What a file is, told by its name and, where names are common, by its content. The `files` setting overrides both;
 * the adapters apply it. Telling wrongly costs false alarms: what is in doubt is plain YAML.
 */
import type { Kind, LokiLayout } from '../text/document.ts'
import { nameOf } from '../text/uri.ts'

/** What a text is, and for Loki how it is laid out. */
export interface Class {
  readonly kind: Kind
  readonly layout?: LokiLayout
}

/** The kinds that `files` in `logkeel.yaml` may name. */
export const namedKinds: Readonly<Record<string, Class>> = {
  alloy: { kind: 'alloy' },
  'helm-values': { kind: 'helm-values' },
  'helm-template': { kind: 'helm-template' },
  loki: { kind: 'loki', layout: 'config' },
  'loki-overrides': { kind: 'loki', layout: 'overrides' },
  compose: { kind: 'compose' },
  argocd: { kind: 'argocd' },
  kubernetes: { kind: 'kubernetes' },
  yaml: { kind: 'yaml' },
  ignore: { kind: 'text' },
}

const yamlName = /\.ya?ml$/i
const valuesName = /^values([.-].*)?\.ya?ml$|[.-]values\.ya?ml$/
const topKey = /^\ufeff?(?:"([\w.-]+)"|'([\w.-]+)'|([\w.-]+))[ \t]*:(?=\s|$)/gm

/** Whether a file of this name can be of interest at all; tells before anything is read. */
export function isCandidate(path: string): boolean {
  return (
    /\.(alloy|river|ya?ml|tpl|env|json)$/i.test(path) ||
    /(^|\/)\.env(\.[\w-]+)?$/.test(path) ||
    /(^|\/)templates\/(?:.*\/)?[^/]+\.txt$/.test(path)
  )
}

/** Folders that no team writes by hand: what lies in them is no part of a workspace. */
const skippedFolders = new Set([
  '.git',
  'node_modules',
  '.terraform',
  '.venv',
  '.vscode-test',
  '.editor-host',
])

/** Whether a path (relative to the root, with `/`), or a folder's name alone, leads into such a folder. */
export function isSkipped(path: string): boolean {
  return path.split('/').some((segment) => skippedFolders.has(segment))
}

/**
 * Classifies a file.
 * @param path with `/`; only its segments are looked at
 * @param inChart whether the file lies below the `templates` folder of a chart that has a `Chart.yaml`
 */
export function classify(path: string, text: string, inChart: boolean): Class {
  const name = nameOf(path).toLowerCase()
  const byName = classifyName(path, name, text, inChart)
  if (byName) return byName
  if (name.endsWith('.json'))
    return { kind: /"Statement"\s*:/.test(text) && /"Effect"\s*:/.test(text) ? 'iam-policy' : 'text' }
  const isTemplate = /(^|\/)templates\//.test(path) && !valuesName.test(name) && helmAction.test(text)
  if (isTemplate) return { kind: 'helm-template' }
  return yamlName.test(name) ? classifyYaml(path, text) : { kind: 'text' }
}

/** An action that only Helm runs: `if`, `range` and `define` are every Go template's. */
const helmAction =
  /\{\{[^}]{0,400}(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\binclude\s+["`(])/

/** Whether a `.tpl` outside a chart is Helm's: Terraform, confd and others name their templates so, too. */
function isHelm(name: string, text: string): boolean {
  return helmAction.test(text) || (name.startsWith('_') && /\{\{-?\s*define\s/.test(text))
}

function classifyName(path: string, name: string, text: string, inChart: boolean): Class | undefined {
  if (/^(docker|container)file\./.test(name)) return { kind: 'text' }
  if (/\.(alloy|river)$/.test(name)) return { kind: 'alloy' }
  if (name === 'logkeel.yaml' || name === 'logkeel.yml') return { kind: 'settings' }
  if (/^\.env(\.[\w-]+)?$|\.env$/.test(name)) return { kind: 'environment-file' }
  // Helm renders whatever lies there; real charts have no more than these.
  if (inChart && /\.(ya?ml|txt|tpl|json)$/.test(name)) return { kind: 'helm-template' }
  if (name.endsWith('.tpl')) return { kind: isHelm(name, text) ? 'helm-template' : 'text' }
  if (name === 'chart.yaml' && path.endsWith('Chart.yaml')) return { kind: 'helm-chart' }
  if (/^(docker-)?compose([.-].*)?\.ya?ml$/.test(name)) return { kind: 'compose' }
  return undefined
}

/** Classifies a YAML text by its top-level keys, then by its name: the last part of `path`. */
export function classifyYaml(path: string, text: string): Class {
  const keys = topLevelKeys(text)
  // Some name their Alloy files as if they were YAML: the quick start of Loki has an `alloy-local-config.yaml`.
  if (keys.size === 0 && looksLikeAlloy(text)) return { kind: 'alloy' }
  const name = nameOf(path).toLowerCase()
  if (keys.has('apiVersion') && keys.has('kind')) {
    const argo =
      /^\ufeff?["']?apiVersion["']?[ \t]*:[ \t]*["']?argoproj\.io\//m.test(text) &&
      /^\ufeff?["']?kind["']?[ \t]*:[ \t]*["']?(Application|ApplicationSet)["']?[ \t]*(#.*)?\r?$/m.test(text)
    return { kind: argo ? 'argocd' : 'kubernetes' }
  }
  if (isLoki(path, keys)) return { kind: 'loki', layout: 'config' }
  if (valuesName.test(name)) return { kind: 'helm-values' }
  if (
    keys.has('overrides') &&
    keys.size <= 3 &&
    /override|runtime/.test(name) &&
    lokiLimit.test(blockOf(text, 'overrides'))
  )
    return { kind: 'loki', layout: 'overrides' }
  if (isCompose(keys, text)) return { kind: 'compose' }
  if (looksLikeChartValues(keys, text)) return { kind: 'helm-values' }
  return { kind: 'yaml' }
}

/** A limit that Loki knows and neither Mimir nor Tempo, whose runtime files look alike, does. */
const lokiLimit =
  /^ {4,}(ingestion_(rate|burst_size)_mb|per_stream_rate_limit\w*|max_(global_)?streams_per_user|max_line_size|max_entries_limit_per_query|max_concurrent_tail_requests|retention_(period|stream)|reject_old_samples\w*|max_query_series|max_chunks_per_query|unordered_writes|volume_enabled|allow_structured_metadata|shard_streams)[ \t]*:/m

/** The top-level keys that Compose takes, beside `x-…`: it refuses a file with another one. */
const composeKeys = new Set([
  'name',
  'version',
  'services',
  'networks',
  'volumes',
  'configs',
  'secrets',
  'include',
  'models',
])

/** Named services below `services`, one of them with an image: lists of services are other programs'. */
function isCompose(keys: ReadonlySet<string>, text: string): boolean {
  if (!keys.has('services')) return false
  if (![...keys].every((key) => composeKeys.has(key) || key.startsWith('x-'))) return false
  const block = blockOf(text, 'services')
  const first = /^( +)(?!- )[^\s#]/m.exec(block)?.[1]?.length
  const inService = /^( +)(?:image|build)[ \t]*:/gm
  return (
    first !== undefined && [...block.matchAll(inService)].some((found) => (found[1]?.length ?? 0) > first)
  )
}

/** The lines below a top-level key, up to the next one. Line by line, so that no text makes it slow. */
function blockOf(text: string, key: string): string {
  const lines = text.split(/\r?\n/)
  const start = lines.findIndex((line) => line.startsWith(`${key}:`))
  const end = lines.findIndex((line, i) => i > start && /^[\w"'.-]/.test(line) && !line.startsWith('- '))
  return lines.slice(start + 1, end < 0 ? undefined : end).join('\n')
}

function topLevelKeys(text: string): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const match of text.matchAll(topKey)) keys.add(match[1] ?? match[2] ?? match[3] ?? '')
  return keys
}

const lokiOwn = [
  'schema_config',
  'limits_config',
  'storage_config',
  'chunk_store_config',
  'index_gateway',
  'pattern_ingester',
  'bloom_build',
  'bloom_gateway',
]
/** Cortex and its other heirs have these, too. */
const lokiFamily = ['auth_enabled', 'query_range', 'ingester_client', 'query_scheduler']
const lokiShared = [
  'server',
  'common',
  'ingester',
  'distributor',
  'querier',
  'frontend',
  'frontend_worker',
  'compactor',
  'ruler',
  'memberlist',
  'runtime_config',
  'table_manager',
  'analytics',
  'tracing',
  'target',
]
/** Keys of Promtail, Mimir, Tempo and Pyroscope that Loki does not have. */
const notLoki = [
  'scrape_configs',
  'clients',
  'positions',
  'multitenancy_enabled',
  'limits',
  'store_gateway',
  'alertmanager',
  'query_frontend',
  'usage_report',
  'blocks_storage',
  'storage',
  'services',
  'apiVersion',
  'metrics_generator',
  'loki',
  'image',
]

function isLoki(path: string, keys: ReadonlySet<string>): boolean {
  if (notLoki.some((key) => keys.has(key))) return false
  const own = lokiOwn.filter((key) => keys.has(key)).length
  const family = lokiFamily.filter((key) => keys.has(key)).length
  const shared = lokiShared.filter((key) => keys.has(key)).length
  if (keys.has('schema_config') || own >= 2 || (own === 1 && family + shared >= 1)) return true
  return own === 0 && /loki/i.test(path) && (family >= 2 || (family === 1 && shared >= 1))
}

/** Values of the Loki or Alloy chart under a name of one's own, as Argo CD repositories have them. */
function looksLikeChartValues(keys: ReadonlySet<string>, text: string): boolean {
  if (keys.has('loki'))
    return /^ +(structuredConfig|schemaConfig|limits_config|storage|commonConfig|service|config):/m.test(text)
  if (keys.has('alloy')) return /^ +configMap:/m.test(text)
  // Under the name that an umbrella chart gives to Loki's.
  const isBelow = /^ +loki:[ \t]*(?:#.*)?$/m.test(text)
  if (isBelow && /^ +(?:structuredConfig|schemaConfig|schema_config|limits_config):/m.test(text)) return true
  // Parts of the Loki chart's values, one component in a file.
  return ['chunksCache', 'resultsCache', 'lokiCanary', 'deploymentMode'].some((key) => keys.has(key))
}

/**
 * Whether a text inside another file reads as an Alloy configuration: it holds a component or a block that only Alloy
 * has, and begins with a statement, so that it is no script and no prose around an example.
 */
export function looksLikeAlloy(text: string): boolean {
  return (ownComponent.test(text) || ownBlock.test(text)) && statement.test(firstLine(text))
}

const ownComponent =
  /^[ \t]*(?:loki|prometheus|discovery|local|otelcol|remote|pyroscope|faro|mimir|beyla)\.[\w.]+[ \t]+"\w+"[ \t]*\{/m
/** Other programs have sections of these names: what stands first in them tells. */
const ownBlock =
  /^[ \t]*(?:logging|livedebugging|tracing|remotecfg)[ \t]*\{\s*(?:(?:\/\/[^\n]*\n\s*)*(?:level|format|write_to|enabled|sampling_fraction|url|id|poll_frequency)[ \t]*=|sampler[ \t]*\{|\}\s*$)/m
const statement = /^(?:[a-z_][\w.]*(?:[ \t]+"[^"]*")?[ \t]*\{|[a-z_]\w*[ \t]*=|\{\{)/

/** The first line that is neither blank nor a comment; `#` is what people take for one. */
function firstLine(text: string): string {
  const lines = text.replace(/\/\*[\s\S]*?\*\//g, '').split('\n')
  return lines.map((line) => line.trim()).find((line) => line !== '' && !/^(?:\/\/|#(?!!))/.test(line)) ?? ''
}
