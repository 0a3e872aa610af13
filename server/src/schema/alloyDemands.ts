/**
 * Which arguments and blocks Alloy 1.18.0 takes only one of, or only together: read off the checks that its components
 * make when their arguments are evaluated. `alloy validate` makes none of them, a start refuses. Values of one argument
 * alone (a number that is too small) are not in this table.
 */

/** Under which condition a demand holds. */
export interface DemandCondition {
  /** One of these is set. */
  readonly set?: readonly string[]
  /** An argument has one of these values; `undefined` among them means that it may be absent. */
  readonly argument?: string
  readonly values?: readonly (string | number | boolean | undefined)[]
}

/** How many of some arguments and blocks may be set, an empty value counting as not set. */
export interface Demand {
  /** Names of definitions, without the `#2` that tells those of other defaults apart. */
  readonly at: readonly string[]
  /** Names of arguments and blocks; `stage.*` is any block whose name begins so. */
  readonly of: readonly string[]
  readonly atLeast?: number
  readonly atMost?: number
  readonly when?: DemandCondition
  /** An empty text, list or map, zero and `"0s"` count as absent, as for most arguments whose type is no pointer. */
  readonly orEmpty?: true
}

/** Blocks that hold the arguments of an HTTP client and check them (`discovery.http` and the AWS ones do not). */
export const httpClientBlocks = [
  'loki/write.EndpointOptions',
  'prometheus/remotewrite.EndpointOptions',
  'pyroscope/write.EndpointOptions',
  'prometheus/scrape.Arguments',
  'pyroscope/scrape.Arguments',
  'loki/rules/kubernetes.Arguments',
  'mimir/rules/kubernetes.Arguments',
  'mimir/alerts/kubernetes.Arguments',
  'common/config.HTTPClientConfig',
  'service/remotecfg.Arguments',
  'discovery/consul.Arguments',
  'discovery/docker.Arguments',
  'discovery/dockerswarm.Arguments',
  'discovery/eureka.Arguments',
  'discovery/hetzner.Arguments',
  'discovery/ionos.Arguments',
  'discovery/kubelet.Arguments',
  'discovery/kubernetes.Arguments',
  'discovery/kuma.Arguments',
  'discovery/linode.Arguments',
  'discovery/marathon.Arguments',
  'discovery/nomad.Arguments',
  'discovery/puppetdb.Arguments',
]

/** The arguments of a Kubernetes client. */
const kubernetesClients = ['common/kubernetes.ClientArguments']

/** Blocks with a proxy that check it. */
const proxies = [
  ...httpClientBlocks,
  ...kubernetesClients,
  'common/config.OAuth2Config',
  'discovery/azure.Arguments',
  'discovery/digitalocean.Arguments',
  'discovery/scaleway.Arguments',
  'discovery/uyuni.Arguments',
]

const rules = ['common/relabel.Config']

const authentication = ['basic_auth', 'authorization', 'oauth2', 'bearer_token', 'bearer_token_file']

/** `common/config/types.go` */
const httpClients: readonly Demand[] = [
  { at: [...httpClientBlocks, ...kubernetesClients], of: authentication, atMost: 1 },
  { at: ['common/config.BasicAuth'], of: ['password', 'password_file'], atMost: 1 },
  { at: ['common/config.Authorization'], of: ['credentials', 'credentials_file'], atMost: 1 },
  { at: ['common/config.OAuth2Config'], of: ['client_id'], atLeast: 1 },
  { at: ['common/config.OAuth2Config'], of: ['token_url'], atLeast: 1 },
  { at: ['common/config.OAuth2Config'], of: ['client_secret', 'client_secret_file'], atLeast: 1, atMost: 1 },
  { at: ['common/config.TLSConfig'], of: ['ca_pem', 'ca_file'], atMost: 1 },
  { at: ['common/config.TLSConfig'], of: ['cert_pem', 'cert_file'], atMost: 1 },
  { at: ['common/config.TLSConfig'], of: ['key_pem', 'key_file'], atMost: 1 },
  {
    at: ['common/config.TLSConfig'],
    of: ['key_pem', 'key_file'],
    atLeast: 1,
    when: { set: ['cert_pem', 'cert_file'] },
  },
  {
    at: ['common/config.TLSConfig'],
    of: ['cert_pem', 'cert_file'],
    atLeast: 1,
    when: { set: ['key_pem', 'key_file'] },
  },
  { at: proxies, of: ['proxy_url', 'proxy_from_environment'], atMost: 1 },
  { at: proxies, of: ['no_proxy', 'proxy_from_environment'], atMost: 1 },
  {
    at: proxies,
    of: ['proxy_url', 'proxy_from_environment'],
    atLeast: 1,
    when: { set: ['proxy_connect_header'] },
  },
  { at: proxies, of: ['proxy_url', 'proxy_from_environment'], atLeast: 1, when: { set: ['no_proxy'] } },
]

/** `common/kubernetes/kubernetes.go`, `prometheus/remotewrite/types.go` and the discoveries' own files */
const components: readonly Demand[] = [
  { at: kubernetesClients, of: ['api_server', 'kubeconfig_file'], atMost: 1 },
  {
    at: kubernetesClients,
    of: ['api_server', 'kubeconfig_file'],
    atLeast: 1,
    when: { set: [...authentication, 'proxy_url'] },
  },
  {
    at: kubernetesClients,
    of: ['kubeconfig_file'],
    atMost: 0,
    when: { set: [...authentication, 'proxy_url'] },
  },
  {
    at: ['prometheus/remotewrite.EndpointOptions'],
    of: ['sigv4', 'azuread', 'google_iam', ...authentication],
    atMost: 1,
  },
  {
    at: ['prometheus/remotewrite.SigV4Config'],
    of: ['access_key'],
    atLeast: 1,
    when: { set: ['secret_key'] },
  },
  {
    at: ['prometheus/remotewrite.SigV4Config'],
    of: ['secret_key'],
    atLeast: 1,
    when: { set: ['access_key'] },
  },
  {
    at: ['prometheus/remotewrite.SigV4Config'],
    of: ['role_arn'],
    atLeast: 1,
    when: { set: ['external_id'] },
  },
  {
    at: ['prometheus/remotewrite.AzureADConfig'],
    of: ['managed_identity', 'workload_identity', 'oauth', 'sdk'],
    atLeast: 1,
    atMost: 1,
  },
  { at: ['prometheus/scrape.Arguments'], of: ['enable_protobuf_negotiation', 'scrape_protocols'], atMost: 1 },
  {
    at: ['discovery/azure.Arguments'],
    of: ['oauth', 'managed_identity', 'sdk_auth', 'workload_identity'],
    atLeast: 1,
    atMost: 1,
  },
  {
    at: ['discovery/digitalocean.Arguments'],
    of: ['bearer_token', 'bearer_token_file'],
    atLeast: 1,
    atMost: 1,
  },
  { at: ['discovery/scaleway.Arguments'], of: ['secret_key', 'secret_key_file'], atLeast: 1, atMost: 1 },
  { at: ['discovery/marathon.Arguments'], of: ['auth_token', 'auth_token_file'], atMost: 1 },
  {
    at: ['discovery/marathon.Arguments'],
    of: ['auth_token', 'basic_auth', 'bearer_token', 'bearer_token_file', 'authorization'],
    atMost: 1,
  },
  {
    at: ['discovery/marathon.Arguments'],
    of: ['auth_token_file', 'basic_auth', 'bearer_token', 'bearer_token_file', 'authorization'],
    atMost: 1,
  },
  {
    at: ['discovery/dns.Arguments'],
    of: ['port'],
    atLeast: 1,
    when: { argument: 'type', values: dnsWithPort() },
    orEmpty: true,
  },
  { at: ['loki/source/gcplog.Arguments'], of: ['pull', 'push'], atLeast: 1, atMost: 1 },
  {
    at: ['remote/vault.Arguments'],
    of: ['auth.*'],
    atLeast: 1,
    atMost: 1,
  },
  { at: ['prometheus/exporter/blackbox.Arguments'], of: ['config', 'config_file'], atLeast: 1, atMost: 1 },
  { at: ['prometheus/exporter/blackbox.Arguments'], of: ['target', 'targets'], atMost: 1 },
  {
    at: ['prometheus/exporter/oracledb.Arguments'],
    of: ['database', 'connection_string'],
    atLeast: 1,
    atMost: 1,
  },
  { at: ['prometheus/exporter/redis.Arguments'], of: ['script_path', 'script_paths'], atMost: 1 },
  {
    at: ['prometheus/exporter/postgres.Arguments'],
    of: ['custom_queries_config_path'],
    atLeast: 1,
    when: { argument: 'disable_default_metrics', values: [true] },
  },
  {
    at: ['prometheus/exporter/postgres.Arguments'],
    of: ['enabled_collectors'],
    atMost: 0,
    when: { argument: 'disable_default_metrics', values: [true] },
  },
  {
    at: ['database_observability/mysql.Arguments', 'database_observability/postgres.Arguments'],
    of: ['prometheus_exporter', 'targets'],
    atMost: 1,
  },
  {
    at: ['mimir/rules/kubernetes.Matcher'],
    of: ['value', 'value_from_label'],
    atLeast: 1,
    atMost: 1,
  },
]

const filteredRoles = ['ec2', 'rds']
const clusteredRoles = ['ecs', 'elasticache', 'msk', 'rds']
const awsRoles = [...new Set([...filteredRoles, ...clusteredRoles, 'lightsail'])]
const limiter = ['otelcol/processor/memorylimiter.Arguments']
const match = ['otelcol/processor/cumulativetodelta.MatchArgs']

/** The components' own files under `discovery`, `remote`, `prometheus` and `otelcol` */
const others: readonly Demand[] = [
  {
    at: ['discovery/aws.AWSArguments'],
    of: ['filter'],
    atMost: 0,
    when: { argument: 'role', values: awsRoles.filter((role) => !filteredRoles.includes(role)) },
  },
  {
    at: ['discovery/aws.AWSArguments'],
    of: ['clusters', 'request_concurrency'],
    atMost: 0,
    when: { argument: 'role', values: awsRoles.filter((role) => !clusteredRoles.includes(role)) },
  },
  {
    at: ['remote/vault.AuthGCP'],
    of: ['iam_service_account'],
    atLeast: 1,
    when: { argument: 'type', values: ['iam'] },
  },
  {
    at: ['loki/source/syslog.RFC3164CiscoComponents'],
    of: ['enable_all', 'message_counter', 'sequence_number', 'hostname', 'second_fractions'],
    atLeast: 1,
  },
  {
    at: ['prometheus/relabel.Arguments'],
    of: ['cache_ttl'],
    atLeast: 1,
    when: { argument: 'max_cache_size', values: [0] },
  },
  { at: limiter, of: ['limit', 'limit_percentage'], atLeast: 1, atMost: 1, orEmpty: true },
  { at: limiter, of: ['spike_limit_percentage'], atLeast: 1, when: { set: ['limit_percentage'] } },
  {
    at: ['otelcol.MultilineConfig'],
    of: ['line_start_pattern', 'line_end_pattern'],
    atLeast: 1,
    atMost: 1,
    orEmpty: true,
  },
  {
    at: ['otelcol/receiver/filelog.Arguments'],
    of: ['delete_after_read'],
    atMost: 0,
    when: { argument: 'start_at', values: ['end', undefined] },
  },
  {
    at: ['otelcol/connector/spanmetrics.HistogramConfig'],
    of: ['exponential', 'explicit'],
    atLeast: 1,
    atMost: 1,
  },
  { at: ['otelcol/receiver/syslog.Arguments'], of: ['tcp', 'udp'], atLeast: 1 },
  {
    at: ['otelcol/receiver/jaeger.ProtocolsArguments'],
    of: ['grpc', 'thrift_http', 'thrift_binary', 'thrift_compact'],
    atLeast: 1,
  },
  {
    at: ['otelcol/auth/headers.Header'],
    of: ['value', 'from_context', 'from_attribute'],
    atLeast: 1,
    atMost: 1,
  },
  {
    at: ['otelcol/processor/span.Status'],
    of: ['description'],
    atMost: 0,
    when: { argument: 'code', values: ['Ok', 'Unset'] },
  },
  {
    at: ['loki/source/azure_event_hubs.AzureEventHubsAuthentication'],
    of: ['connection_string'],
    atLeast: 1,
    when: { argument: 'mechanism', values: ['connection_string'] },
  },
  {
    at: ['otelcol.AttrActionKeyValue'],
    of: ['key'],
    atLeast: 1,
    when: { argument: 'action', values: ['insert', 'update', 'upsert', 'extract', 'convert'] },
    orEmpty: true,
  },
  {
    at: ['otelcol/auth/basic.Arguments'],
    of: ['password'],
    atLeast: 1,
    when: { set: ['username'] },
    orEmpty: true,
  },
  { at: match, of: ['match_type'], atLeast: 1, when: { set: ['metrics'] }, orEmpty: true },
  { at: match, of: ['metrics'], atLeast: 1, when: { set: ['match_type'] }, orEmpty: true },
  { at: ['otelcol/processor/k8sattributes.FieldExtractConfig'], of: ['key', 'key_regex'], atMost: 1 },
]

function dnsWithPort(): readonly string[] {
  return ['A', 'AAAA', 'MX', 'NS', 'a', 'aaaa', 'mx', 'ns']
}

/** `loki/process/stages` */
const stages: readonly Demand[] = [
  { at: ['loki/process/stages.JSONConfig'], of: ['expressions', 'regex'], atLeast: 1, orEmpty: true },
  { at: ['loki/process/stages.LogfmtConfig'], of: ['mapping', 'regex'], atLeast: 1, orEmpty: true },
  {
    at: ['loki/process/stages.TenantConfig'],
    of: ['label', 'source', 'value'],
    atLeast: 1,
    atMost: 1,
    orEmpty: true,
  },
  {
    at: ['loki/process/stages.DropConfig'],
    of: ['source', 'expression', 'older_than', 'longer_than'],
    atLeast: 1,
    orEmpty: true,
  },
  { at: ['loki/process/stages.DropConfig'], of: ['value', 'expression'], atMost: 1 },
  {
    at: ['loki/process/stages.DropConfig'],
    of: ['source'],
    atLeast: 1,
    when: { set: ['value'] },
    orEmpty: true,
  },
  { at: ['loki/process/stages.LimitConfig'], of: ['drop'], atLeast: 1, when: { set: ['by_label_name'] } },
  {
    at: ['loki/process/stages.MatchConfig'],
    of: ['stage.*'],
    atLeast: 1,
    when: { argument: 'action', values: ['keep', '', undefined] },
  },
  {
    at: ['loki/process/stages.MatchConfig'],
    of: ['stage.*'],
    atMost: 0,
    when: { argument: 'action', values: ['drop'] },
  },
  { at: ['loki/process/metric.CounterConfig'], of: ['match_all', 'value'], atMost: 1 },
  {
    at: ['loki/process/metric.CounterConfig'],
    of: ['match_all'],
    atLeast: 1,
    when: { set: ['count_entry_bytes'] },
  },
  {
    at: ['loki/process/stages.RuleConfig'],
    of: ['sources'],
    atMost: 0,
    when: { argument: 'source_type', values: ['line', undefined] },
  },
]

const notRaw = ['rfc5424', 'rfc3164', undefined]
const oldFormats = ['rfc3164', 'raw']

/** `loki/source/syslog/types.go`; `rfc5424` is the default format. */
const syslog: readonly Demand[] = [
  listenerHasNot(['rfc3164_cisco_components'], ['rfc5424', 'raw', undefined]),
  listenerHasNot(['rfc5424_allow_empty_msg'], oldFormats),
  listenerHasNot(
    ['use_rfc5424_message', 'rfc3164_default_to_current_year', 'use_incoming_timestamp'],
    ['raw'],
  ),
  listenerHasNot(['raw_format_options'], notRaw),
]

function listenerHasNot(of: readonly string[], values: readonly (string | undefined)[]): Demand {
  return {
    at: ['loki/source/syslog.ListenerConfig'],
    of,
    atMost: 0,
    when: { argument: 'syslog_format', values },
  }
}

const withTarget = ['replace', 'hashmod', 'lowercase', 'uppercase', 'keepequal', 'dropequal', undefined]

/** `common/relabel/relabel.go`; `replace` is the default action. */
const relabeling: readonly Demand[] = [
  {
    at: rules,
    of: ['target_label'],
    atLeast: 1,
    when: { argument: 'action', values: withTarget },
    orEmpty: true,
  },
  {
    at: rules,
    of: ['modulus'],
    atLeast: 1,
    when: { argument: 'action', values: ['hashmod'] },
    orEmpty: true,
  },
  {
    at: rules,
    of: ['source_labels', 'target_label', 'modulus', 'separator', 'replacement'],
    atMost: 0,
    when: { argument: 'action', values: ['labeldrop', 'labelkeep'] },
  },
  {
    at: rules,
    of: ['regex', 'modulus', 'separator', 'replacement'],
    atMost: 0,
    when: { argument: 'action', values: ['keepequal', 'dropequal'] },
  },
  {
    at: rules,
    of: ['replacement'],
    atMost: 0,
    when: { argument: 'action', values: ['lowercase', 'uppercase'] },
  },
]

/** All demands. */
export const demands: readonly Demand[] = [
  ...httpClients,
  ...components,
  ...others,
  ...stages,
  ...syslog,
  ...relabeling,
]
