/**
 * Values that components of Alloy 1.18.0 do not take at their start and that `alloy validate` lets pass: numbers,
 * durations and sizes outside a range, words that are none of a choice, and what may not be empty. Read off the checks
 * that the components make of their arguments, and each measured on the program; some end in a panic. Words that a text
 * type reads (`alloyChoices.ts`) are `alloy validate`'s; which arguments go together is in `alloyDemands.ts`.
 */
import { type DemandCondition, httpClientBlocks } from './alloyDemands.ts'

/** What an argument takes. */
export type Taken =
  /** Bounds as Alloy's files have them: numbers, durations, sizes. */
  | {
      readonly kind: 'range'
      readonly above?: string
      readonly from?: string
      readonly to?: string
      /** The one value that is not taken. */
      readonly not?: string
    }
  /** One of these words; of a list each. */
  | {
      readonly kind: 'words'
      readonly words: readonly string[]
      readonly mayBeEmpty?: true
      readonly anyCase?: true
    }
  /** Something: a text or a list that is not empty. */
  | { readonly kind: 'something' }
  /** Any text but this one, in any case, for which there is a block. */
  | { readonly kind: 'other'; readonly than: string; readonly block: string }
  /** A text of a form. */
  | { readonly kind: 'form'; readonly form: TextForm }
  /** A map without these keys, in any case. */
  | { readonly kind: 'keys'; readonly without: readonly string[] }

/** Forms of texts: the name of a host alone, one with a port, a version of Kafka, a label of the old kind. */
export type TextForm = 'host' | 'host-and-port' | 'kafka-version' | 'label'

/** The texts of a form: everything that certainly is none is left out. */
export const textForms: Readonly<Record<TextForm, RegExp>> = {
  host: /^(?![^:]*:\d+$)/,
  'host-and-port': /^$|:/,
  'kafka-version': /^$|^0\.\d+\.\d+\.\d+$|^[1-9]\d*\.\d+\.\d+$/,
  label: /^[A-Za-z_][A-Za-z0-9_]*$/,
}

/** What some arguments of some blocks take. */
export interface ValueCheck {
  /** Names of definitions, without the `#2` that tells those of other defaults apart. */
  readonly at: readonly string[]
  readonly of: readonly string[]
  readonly takes: Taken
  /** Under which condition it is looked at. */
  readonly when?: DemandCondition
  /** Alloy does not refuse the value: it panics. */
  readonly panics?: true
}

type Extra = Pick<ValueCheck, 'when' | 'panics'>

type Names = string | readonly string[]

function list(names: Names): readonly string[] {
  return typeof names === 'string' ? names.split(' ') : names
}

function range(
  at: Names,
  of: Names,
  bounds: Omit<Taken & { kind: 'range' }, 'kind'>,
  extra?: Extra,
): ValueCheck {
  return { at: list(at), of: list(of), takes: { kind: 'range', ...bounds }, ...extra }
}

/** More than nothing: a duration or a number that is not zero and not negative. */
function positive(at: Names, of: Names, extra?: Extra): ValueCheck {
  return range(at, of, { above: '0' }, extra)
}

function notNegative(at: Names, of: Names, extra?: Extra): ValueCheck {
  return range(at, of, { from: '0' }, extra)
}

function word(
  at: Names,
  of: Names,
  words: string,
  extra?: Extra & { mayBeEmpty?: true; anyCase?: true },
): ValueCheck {
  const { mayBeEmpty, anyCase, ...rest } = extra ?? {}
  const traits = { ...(mayBeEmpty && { mayBeEmpty }), ...(anyCase && { anyCase }) }
  return { at: list(at), of: list(of), takes: { kind: 'words', words: words.split(' '), ...traits }, ...rest }
}

function form(at: Names, of: Names, wanted: TextForm): ValueCheck {
  return { at: list(at), of: list(of), takes: { kind: 'form', form: wanted } }
}

function something(at: Names, of: Names, extra?: Extra): ValueCheck {
  return { at: list(at), of: list(of), takes: { kind: 'something' }, ...extra }
}

const panics = { panics: true } as const
const mayBeEmpty = { mayBeEmpty: true } as const
const unlessTurnedOff = { when: { argument: 'enabled', values: [true, undefined] } }

const stage = (...names: readonly string[]) => names.map((name) => `loki/process/stages.${name}Config`)
const metrics = ['Counter', 'Gauge', 'Histogram'].map((name) => `loki/process/metric.${name}Config`)

/** `loki/process/stages`, `loki/process/metric` */
const stages: readonly ValueCheck[] = [
  positive(stage('CRI'), 'max_partial_lines'),
  positive(stage('Multiline'), 'max_wait_time'),
  positive(stage('Limit'), 'rate burst'),
  positive(stage('Rule'), 'limit'),
  range(stage('Sampling'), 'rate', { from: '0', to: '1' }),
  range(metrics, 'max_idle_duration', { from: '1s' }),
  word('loki/process/metric.CounterConfig', 'action', 'inc add'),
  word('loki/process/metric.GaugeConfig', 'action', 'set inc dec add sub'),
  word(stage('Match'), 'action', 'keep drop', mayBeEmpty),
  word(stage('Labels'), 'source_type', 'extracted structured_metadata'),
  word(stage('Timestamp'), 'action_on_failure', 'skip fudge', mayBeEmpty),
  word(stage('Timestamp'), 'action_on_duplicate_timestamp', 'keep fudge', mayBeEmpty),
  word(stage('GeoIP'), 'db_type', 'asn city country', mayBeEmpty),
  something(
    stage('Regex', 'JSON', 'Pattern', 'LuhnFilter', 'Output', 'Timestamp', 'Template', 'WindowsEvent'),
    'source',
  ),
  form(stage('EventLogMessage'), 'source', 'label'),
  something(stage('GeoIP'), 'db source'),
  something(stage('LabelAllow', 'LabelDrop', 'StructuredMetadataDrop'), 'values'),
]

const rulers = ['loki/rules/kubernetes.Arguments', 'mimir/rules/kubernetes.Arguments']

const loki: readonly ValueCheck[] = [
  range('loki/write.EndpointOptions', 'batch_size', { from: '0' }, panics),
  positive('loki/relabel.Arguments', 'max_cache_size'),
  positive('loki/source/file.FileMatch', 'sync_period'),
  positive('loki/source/docker.Arguments', 'refresh_interval'),
  notNegative('loki/source/cloudflare.Arguments', 'pull_range'),
  range('loki/source/cloudflare.Arguments', 'workers', { not: '0' }, panics),
  notNegative('loki/source/gcplog/gcptypes.PushConfig', 'push_timeout'),
  something('loki/source/kubernetes_events.Arguments', 'job_name'),
  word('loki/source/kubernetes_events.Arguments', 'log_format', 'logfmt json'),
  word('loki/source/syslog.ListenerConfig', 'protocol', 'tcp udp'),
  notNegative('loki/source/syslog.ListenerConfig', 'udp_queue_size', {
    when: { argument: 'protocol', values: ['udp'] },
    ...panics,
  }),
  something('loki/source/kafka.Arguments', 'brokers topics'),
  form('loki/source/kafka.Arguments', 'version', 'kafka-version'),
  form('loki/source/gelf.Arguments', 'listen_address', 'host-and-port'),
  word('loki/source/kafka.Arguments', 'assignor', 'range roundrobin sticky', mayBeEmpty),
  word('loki/source/kafka.KafkaAuthentication', 'type', 'none ssl sasl', mayBeEmpty),
  word('loki/source/azure_event_hubs.Arguments', 'assignor', 'range roundrobin sticky'),
  something('loki/source/azure_event_hubs.Arguments', 'event_hubs'),
  word('loki/source/azure_event_hubs.AzureEventHubsAuthentication', 'mechanism', 'connection_string oauth'),
  something('loki/source/azure_event_hubs.AzureEventHubsAuthentication', 'connection_string', {
    when: { argument: 'mechanism', values: ['connection_string'] },
  }),
  range('loki/secretfilter.Arguments', 'rate', { from: '0', to: '1' }),
  positive(rulers, 'sync_interval'),
  something(rulers, 'loki_namespace_prefix loki_namespace_separator'),
  something(rulers, 'mimir_namespace_prefix mimir_namespace_separator'),
  word(['loki/rules/kubernetes.Matcher', 'mimir/rules/kubernetes.Matcher'], 'match_type', '= != =~ !~'),
  positive('mimir/alerts/kubernetes.Arguments', 'sync_interval', panics),
]

/** Servers that Alloy opens itself: the port is that of a listening socket. */
const servers: readonly ValueCheck[] = [
  range('common/net.HTTPConfig common/net.GRPCConfig', 'listen_port', { from: '0', to: '65535' }),
  form('common/net.HTTPConfig common/net.GRPCConfig', 'listen_address', 'host'),
]

const discovery = (names: string) => names.split(' ').map((name) => `discovery/${name}.Arguments`)

const discoveries: readonly ValueCheck[] = [
  positive(
    discovery('consul consulagent docker dockerswarm ionos kuma linode marathon triton'),
    'refresh_interval',
  ),
  // Prometheus's own loop, which the components do not guard.
  positive(
    [
      ...discovery('azure dns eureka file hetzner http nomad ovhcloud process puppetdb scaleway uyuni'),
      'discovery/aws.EC2Arguments',
      'discovery/aws.LightsailArguments',
    ],
    'refresh_interval',
    panics,
  ),
  notNegative(discovery('kubelet'), 'refresh_interval', panics),
  positive(discovery('kuma'), 'fetch_timeout'),
  positive(discovery('nerve'), 'timeout'),
  word('discovery/aws.AWSArguments', 'role', 'ec2 ecs elasticache lightsail msk rds'),
  something('discovery/aws.EC2Filter', 'values'),
  word(discovery('dns'), 'type', 'SRV A AAAA MX NS', { anyCase: true }),
  word(discovery('dockerswarm'), 'role', 'tasks services nodes'),
  word(discovery('hetzner'), 'role', 'robot hcloud'),
  word(discovery('openstack'), 'role', 'instance hypervisor'),
  word(discovery('openstack'), 'availability', 'public internal admin'),
  word(discovery('ovhcloud'), 'service', 'dedicated_server vps'),
  something(discovery('ovhcloud'), 'endpoint application_key application_secret consumer_key'),
  something(discovery('docker'), 'host'),
  something(discovery('ionos'), 'datacenter_id'),
  something(discovery('kuma nomad'), 'server'),
  something(discovery('marathon'), 'servers'),
  something(discovery('nerve'), 'servers'),
  something(discovery('scaleway'), 'project_id access_key'),
  something(discovery('serverset'), 'servers paths'),
]

const protocols =
  'OpenMetricsText0.0.1 OpenMetricsText1.0.0 PrometheusProto PrometheusText0.0.4 PrometheusText1.0.0'
const writeMessages = 'prometheus.WriteRequest io.prometheus.write.v2.Request'
const operators = ['prometheus/operator.Arguments', 'prometheus/operator/servicemonitors.Arguments']
const ifSent = { when: { argument: 'send', values: [true, undefined] } }
const azure = (name: string) => `prometheus/remotewrite.${name}`

const prometheus: readonly ValueCheck[] = [
  word('prometheus/scrape.Arguments', 'scrape_protocols', protocols),
  word('prometheus/scrape.Arguments', 'scrape_fallback_protocol', protocols, mayBeEmpty),
  word('prometheus/scrape.Arguments', 'metric_name_validation_scheme', 'legacy utf8'),
  word(
    'prometheus/scrape.Arguments',
    'metric_name_escaping_scheme',
    'allow-utf-8 underscores dots values',
    mayBeEmpty,
  ),
  // No escaping at all is for names of any characters; the other scheme is the default.
  word('prometheus/scrape.Arguments', 'metric_name_escaping_scheme', 'underscores dots values', {
    when: { argument: 'metric_name_validation_scheme', values: ['legacy', undefined] },
    ...mayBeEmpty,
  }),
  notNegative('prometheus/relabel.Arguments', 'max_cache_size cache_ttl'),
  word('prometheus/receive_http.Arguments', 'accepted_remote_write_protobuf_messages', writeMessages),
  something('prometheus/receive_http.Arguments', 'accepted_remote_write_protobuf_messages'),
  word('prometheus/remotewrite.EndpointOptions', 'protobuf_message', writeMessages),
  positive('prometheus/remotewrite.QueueOptions', 'max_samples_per_send', panics),
  notNegative('prometheus/remotewrite.QueueOptions', 'min_shards', panics),
  positive('prometheus/remotewrite.MetadataOptions', 'send_interval', { ...ifSent, ...panics }),
  something(
    [azure('ManagedIdentityConfig'), azure('WorkloadIdentityConfig'), azure('OAuthConfig')],
    'client_id tenant_id client_secret',
  ),
  word(azure('AzureADConfig'), 'cloud', 'AzureChina AzureGovernment AzurePublic'),
  range('prometheus/remotewrite.WALOptions', 'truncate_frequency', { not: '0' }),
  word(operators, 'kubernetes_role', 'endpoints endpointslice'),
  positive('prometheus/exporter/mssql.Arguments', 'max_open_connections max_idle_connections timeout'),
  something('prometheus/exporter/squid.Arguments', 'address'),
  form('prometheus/exporter/squid.Arguments', 'address', 'host-and-port'),
  word('pyroscope/ebpf.Arguments', 'comm', 'none label stackframe both', mayBeEmpty),
  positive('pyroscope/scrape.Arguments', 'scrape_timeout'),
]

/** What Prometheus sets itself (`config/headers.go` of its common library 0.70). */
const reservedHeaders = (
  'Authorization Host Content-Encoding Content-Length Content-Type User-Agent Connection Keep-Alive Proxy-Authenticate ' +
  'Proxy-Authorization Www-Authenticate Accept-Encoding X-Prometheus-Remote-Write-Version X-Prometheus-Remote-Read-Version ' +
  'X-Prometheus-Scrape-Timeout-Seconds X-Amz-Date X-Amz-Security-Token X-Amz-Content-Sha256'
).split(' ')

/** `local.*`, `remote.*`, the blocks of Alloy's own configuration, and the arguments of HTTP clients */
const rest: readonly ValueCheck[] = [
  positive('local/file.Arguments', 'poll_frequency'),
  something('local/file.Arguments', 'filename'),
  positive('local/file_match.Arguments', 'sync_period', panics),
  positive('remote/http.Arguments remote/kubernetes.Arguments', 'poll_frequency poll_timeout'),
  range('remote/s3.Arguments', 'poll_frequency', { above: '30s' }),
  positive('remote/vault.ClientOptions', 'timeout'),
  word('remote/vault.AuthAWS', 'type', 'iam ec2'),
  word('remote/vault.AuthAWS', 'ec2_signature_type', 'pkcs7 identity'),
  word('remote/vault.AuthGCP', 'type', 'gce iam'),
  something('common/config.OAuth2Config', 'client_id token_url'),
  {
    at: ['common/config.Authorization'],
    of: ['type'],
    takes: { kind: 'other', than: 'basic', block: 'basic_auth' },
  },
  { at: httpClientBlocks, of: ['http_headers'], takes: { kind: 'keys', without: reservedHeaders } },
  range('service/remotecfg.Arguments', 'poll_frequency', { from: '10s' }),
  positive('nodeconf/importsource.FileArguments', 'poll_frequency', panics),
]

const filelog = 'otelcol/receiver/filelog.Arguments'
const batch = 'otelcol.BatchConfig'
const limiter = 'otelcol/processor/memorylimiter.Arguments'
const sampler = 'otelcol/processor/probabilistic_sampler.Arguments'
const byPercentage = { when: { set: ['limit_percentage'] } }
const detectors =
  'env ec2 ecs eks elasticbeanstalk lambda akamai azure aks consul digitalocean docker gcp heroku hetzner system ' +
  'openshift kubernetes_node kubeadm dynatrace nova oraclecloud scaleway upcloud vultr tencent_cvm alibaba_ecs'

const otel: readonly ValueCheck[] = [
  positive('otelcol.QueueArguments', 'queue_size', unlessTurnedOff),
  word('otelcol.QueueArguments', 'sizer', 'requests items bytes', unlessTurnedOff),
  word(batch, 'sizer', 'items bytes'),
  positive(batch, 'flush_timeout'),
  notNegative(batch, 'min_size max_size'),
  range('otelcol.RetryArguments', 'multiplier', { above: '1' }),
  notNegative('otelcol.RetryArguments', 'randomization_factor'),
  positive(limiter, 'check_interval'),
  range(limiter, 'limit_percentage spike_limit_percentage', { above: '0', to: '100' }, byPercentage),
  word('otelcol/exporter/debug.Arguments', 'verbosity', 'basic normal detailed', { anyCase: true }),
  word('otelcol/exporter/loadbalancing.Arguments', 'routing_key', 'service traceID resource metric streamID'),
  word(
    'otelcol/exporter/loadbalancing.AWSCloudMapResolver',
    'health_status',
    'HEALTHY UNHEALTHY ALL HEALTHY_OR_ELSE_ALL',
  ),
  word('otelcol/exporter/otlphttp.Arguments', 'encoding', 'proto json'),
  word('otelcol/exporter/file.Arguments', 'format', 'json proto'),
  word('otelcol/exporter/file.Arguments', 'compression', 'zstd', mayBeEmpty),
  word('otelcol/exporter/kafka.Producer', 'compression', 'none gzip snappy lz4 zstd'),
  word('otelcol/processor/resourcedetection.Arguments', 'detectors', detectors),
  something('otelcol/processor/resourcedetection.Arguments', 'detectors'),
  word(
    'otelcol/processor/resourcedetection/internal/system.Config',
    'hostname_sources',
    'os dns cname lookup',
  ),
  word(
    'otelcol/processor/k8sattributes.Arguments',
    'auth_type',
    'none serviceAccount kubeConfig tls',
    mayBeEmpty,
  ),
  word(
    'otelcol/processor/k8sattributes.FieldExtractConfig',
    'from',
    'pod namespace node deployment statefulset daemonset job',
    mayBeEmpty,
  ),
  word(
    'otelcol/processor/k8sattributes.FieldFilterConfig',
    'op',
    'equals not-equals exists does-not-exist',
    mayBeEmpty,
  ),
  word('otelcol/processor/cumulativetodelta.MatchArgs', 'match_type', 'strict regexp', mayBeEmpty),
  word('otelcol/connector/spanmetrics.Arguments', 'aggregation_temporality', 'CUMULATIVE DELTA'),
  something('otelcol/exporter/loadbalancing.StaticResolver', 'hostnames'),
  something('otelcol/exporter/loadbalancing.DNSResolver', 'hostname'),
  something('otelcol/exporter/kafka.Arguments', 'brokers'),
  range(
    'otelcol/exporter/splunkhec/config.SplunkConf',
    'max_content_length_logs max_content_length_metrics max_content_length_traces',
    { to: '838860800' },
  ),
  word('otelcol/processor/span.Status', 'code', 'Ok Error Unset'),
  word('otelcol/processor/cumulativetodelta.Arguments', 'initial_value', 'auto keep drop'),
  notNegative('otelcol/processor/cumulativetodelta.Arguments', 'max_staleness'),
  positive('otelcol/processor/deltatocumulative.Arguments', 'max_stale'),
  notNegative('otelcol/processor/deltatocumulative.Arguments', 'max_streams'),
  positive('otelcol/processor/interval.Arguments', 'interval'),
  positive('otelcol/processor/tail_sampling.Arguments', 'decision_wait num_traces'),
  notNegative(sampler, 'sampling_percentage'),
  range(sampler, 'sampling_precision', { from: '1', to: '14' }),
  word(sampler, 'attribute_source', 'traceID record'),
  positive('otelcol/connector/servicegraph.Arguments', 'cache_loop store_expiration_loop'),
  positive('otelcol/connector/servicegraph.StoreConfig', 'max_items ttl'),
  positive('otelcol/connector/spanmetrics.Arguments', 'metrics_flush_interval'),
  word('otelcol/connector/spanmetrics.HistogramConfig', 'unit', 'ms s'),
  positive('otelcol/connector/spanmetrics.ExponentialHistogramConfig', 'max_size'),
  positive(filelog, 'max_concurrent_files'),
  notNegative(
    filelog,
    'max_batches poll_interval fingerprint_size max_log_size force_flush_period exclude_older_than',
  ),
  word(filelog, 'compression', 'gzip auto', mayBeEmpty),
  word('otelcol/receiver/filelog.Sort', 'sort_type', 'timestamp numeric lexicographic mtime'),
  word('otelcol/receiver/syslog.Arguments', 'on_error', 'drop drop_quiet send send_quiet'),
  something('otelcol/receiver/syslog.TCP otelcol/receiver/syslog.UDP', 'listen_address'),
  something('otelcol/receiver/tcplog.Arguments', 'listen_address'),
  form(
    'otelcol/receiver/tcplog.Arguments otelcol/receiver/syslog.TCP otelcol/receiver/syslog.UDP',
    'listen_address',
    'host-and-port',
  ),
  range('otelcol/exporter/prometheus.Arguments', 'gc_frequency', { not: '0' }),
  range('otelcol/receiver/tcplog.Arguments', 'max_log_size', { from: '64KiB' }),
  something('otelcol/receiver/otlp.HTTPConfigArguments', 'traces_url_path logs_url_path metrics_url_path'),
  something('otelcol/receiver/fluentforward.Arguments', 'endpoint'),
  something('otelcol/receiver/influxdb.Arguments', 'endpoint'),
  something('otelcol/receiver/file_stats.Arguments', 'include'),
  something('otelcol/auth/headers.Header', 'key'),
]

/** All checks of values. */
export const valueChecks: readonly ValueCheck[] = [
  ...stages,
  ...loki,
  ...servers,
  ...discoveries,
  ...prometheus,
  ...rest,
  ...otel,
]

/** Two arguments of which the start wants one below the other. */
export interface OrderCheck {
  readonly at: readonly string[]
  readonly smaller: string
  readonly larger: string
  /** Whether they may be equal. */
  readonly orEqual?: true
  /** Whether the larger one does not count where it is zero. */
  readonly unlessZero?: true
  readonly when?: DemandCondition
}

/** `prometheus.scrape` is not among them: it has a rule of its own. */
export const orderChecks: readonly OrderCheck[] = [
  { at: ['prometheus/remotewrite.WALOptions'], smaller: 'min_keepalive_time', larger: 'max_keepalive_time' },
  { at: ['remote/http.Arguments'], smaller: 'poll_timeout', larger: 'poll_frequency' },
  {
    at: ['otelcol/processor/batch.Arguments'],
    smaller: 'send_batch_size',
    larger: 'send_batch_max_size',
    orEqual: true,
    unlessZero: true,
  },
  { at: [batch], smaller: 'min_size', larger: 'max_size', orEqual: true, unlessZero: true },
  { at: [limiter], smaller: 'spike_limit', larger: 'limit', when: { set: ['limit'] } },
]
