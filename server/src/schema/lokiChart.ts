/**
 * The keys of the official Loki chart's values: those at the top, and those of its `loki` map. Read from the chart's
 * own `values.yaml` in versions 3.3.3 to 18.11.0 (grafana/loki and grafana-community/helm-charts); names only.
 */

const top =
  'adminApi backend bloomBuilder bloomCompactor bloomGateway bloomPlanner chunksCache clusterLabelOverride commonLabels compactor defaults deploymentMode distributor enterprise enterpriseGateway extraObjects fullnameOverride gateway global ignoreMinioDeprecation imagePullSecrets indexGateway ingester ingress kubectlImage kubeVersionOverride loki lokiCanary memberlist memcached memcachedExporter migrate minio monitoring nameOverride namespaceOverride networkPolicy overridesExporter patternIngester podDisruptionBudget querier queryFrontend queryScheduler rbac read resultsCache rollout_operator route ruler serviceAccount sidecar singleBinary tableManager test tracing write'

const below =
  'analytics annotations auth_enabled block_builder bloom_build bloom_gateway commonConfig compactor compactor_grpc_client config configObjectName configStorageType containerSecurityContext distributor dnsConfig enableServiceLinks existingSecretForConfig externalConfigSecretName extraMemberlistConfig frontend frontend_worker generatedConfigObjectName image index_gateway ingester ingester_client limits_config livenessProbe memberlistConfig memcached operational_config pattern_ingester podAnnotations podLabels podSecurityContext querier query_range query_scheduler readinessProbe revisionHistoryLimit rulerConfig runtimeConfig schemaConfig server service serviceAnnotations serviceLabels startupProbe storage storage_config structuredConfig tenants testSchemaConfig tracing ui useTestSchema'

/** Keys at the top of the chart's values. */
export const lokiChartKeys: ReadonlySet<string> = new Set(top.split(' '))

/** Keys of the chart's `loki` map. */
export const lokiMapKeys: ReadonlySet<string> = new Set(below.split(' '))

/** Keys that no other chart with a `loki` map has at its top. */
export const lokiChartMarks: readonly string[] = [
  'deploymentMode',
  'singleBinary',
  'chunksCache',
  'resultsCache',
  'lokiCanary',
  'patternIngester',
  'bloomGateway',
]

/** Keys that no other chart's `loki` map has. */
export const lokiMapMarks: readonly string[] = [
  'schemaConfig',
  'commonConfig',
  'limits_config',
  'useTestSchema',
  'testSchemaConfig',
  'rulerConfig',
  'memberlistConfig',
  'storage_config',
  'pattern_ingester',
]

/** The chart's name of what a key of the `loki` map means: other writing, or Loki's own name. Nothing for one that it has. */
export function lokiMapName(key: string): string | undefined {
  if (lokiMapKeys.has(key)) return undefined
  return (
    byMeaning.get(plain(key)) ??
    byMeaning.get(plain(key).replace(/config$/, '')) ??
    byMeaning.get(`${plain(key)}config`)
  )
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[-_]/g, '')
}

const byMeaning: ReadonlyMap<string, string> = new Map([...lokiMapKeys].map((key) => [plain(key), key]))
